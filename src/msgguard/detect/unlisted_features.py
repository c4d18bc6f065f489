"""What a name's words, its place in the text and its readers say where no roster does: features.

Those of :mod:`msgguard.detect.namecue`, and what they cannot know: runs of several words, how
much a part speaks of children or of grown-ups' lives, records beside a name, whom a message
goes to. Weights are trained (``models/names.card.md``).
"""

from __future__ import annotations

from collections.abc import Sequence

from msgguard import lazyre as re
from msgguard.detect import namecue, namewords
from msgguard.detect.namearound import HOME_MAIL
from msgguard.detect.namemodel import NameModel
from msgguard.detect.nameword import Word
from msgguard.detect.unlisted_names import SKIP
from msgguard.model import Channel, Message
from msgguard.school.profile import School, domain_of
from msgguard.text.view import TextPart

# A telephone number right after a name: of a grown-up.
_PHONE = re.compile(r"[ ,:;|–-]{1,3}(?:\+44|0)\d[\d -]{6}")
# Words of grown-ups' lives and work, which speak of a colleague or a parent.
_GROWN = frozenset((
    "rota", "shift", "shifts", "cover", "driving", "drives", "lift", "lifts", "wine", "prosecco", "gin",
    "pub", "beer", "pint", "bingo", "wedding", "maternity", "husband", "wife", "boyfriend", "girlfriend",
    "pension", "pay", "payroll", "salary", "invoice", "minutes", "apologies", "treasurer", "pta",
    "committee", "raffle", "fundraiser", "deposit", "deposits", "agency", "supply", "interview", "union",
    "unison", "rep", "retirement", "retiring", "leaving", "kitchen", "caretaker", "cleaner", "cleaning",
    "staffroom", "colleague", "colleagues", "volunteer", "volunteers", "fob", "key", "keys", "alarm",
    "boiler", "quote", "firm", "van", "driver", "stall", "tombola", "gazebo", "barbecue", "bbq", "takeaway",
    "carvery", "grade", "appraisal", "inset", "playgroup", "babysitter", "cohost", "organiser", "payer",
    "trifle", "allotment", "choirs", "tenors", "monzo", "fiver", "kids", "ladies", "mums", "hr",
    "starter", "timesheet", "scale",
))  # fmt: skip
_OWNED = frozenset((
    "wife", "husband", "partner", "boyfriend", "girlfriend", "daughter", "son", "kids", "lad", "lads",
    "girls", "boys", "wedding", "maternity", "leaving", "retirement", "email", "emails", "car", "van",
    "page", "sausage", "interview", "shift", "stall", "firm", "flat", "house", "place", "lot", "youngest",
    "eldest", "little", "baby", "husband's", "brother-in-law", "allotment", "pay",
))  # fmt: skip
_POINTED = ("the", "that", "little", "them", "those")
_DOES = frozenset((
    "emailed", "emails", "rang", "rings", "phoned", "phones", "texted", "messaged", "drives", "driving",
    "paid", "pays", "signed", "booked", "ordered", "bought", "organised", "posted", "chairs", "resigned",
    "retires", "retired", "teaches", "taught", "leads", "runs", "trained", "covers", "suggested",
    "reckons", "confirmed", "agreed", "proposed", "raised", "collects", "cooks", "sends", "wrote",
))  # fmt: skip

# What a record says of a child right after the name.
_ROW_DATA = re.compile(
    r"(?<!\d)\d{1,2}[/.]\d{1,2}[/.](?:20)?\d\d(?!\d)|\b(?:dob|upn|sen|ehcp|fsm|pp|epipen|asthma"
    r"|allerg\w+|dyslexia|adhd"
    r"|autis\w+|inhaler|diabet\w+|epilep\w+|eczema|coeliac|nhs)\b|\d\d(?:\.\d)?\s?%|\(?\b[1-6][a-z]\b\)"
)


def span_features(
    part: TextPart,
    words: Sequence[Word],
    first: int,
    last: int,
    model: NameModel,
    classes: frozenset[str],
    audience: str = "",
) -> list[str]:
    """Features of a run of words, for both heads; ``audience`` as :func:`audience_of` gives it."""
    found = namecue.features(part, words, first, last, model, classes)
    found.append(f"span.{last - first}")
    if last - first > 1:
        second = words[last - 1]
        if len(second.key) == 1:
            found.append("second.initial")
        elif model.is_in("family", second.key) or not model.is_in("word", second.key):
            found.append("second.family")
        else:
            found.append("second.other")
    if part.name == "subject":
        found.append("subject")
    beside = [
        word
        for word in (*words[max(0, first - 6) : first], *words[last : last + 6])
        if word.shape == "C" and len(word.key) > 2 and word.key not in SKIP and model.is_in("given", word.key)
    ]
    if len(beside) > 1:
        found.append("names.beside.3" if len(beside) > 2 else "names.beside.2")
    told = min(len(part.words & namewords.CHILDHOOD), 4)
    found.append(f"part.childhood.{told}")
    if last - first > 1:
        found.append(f"several.childhood.{told}")
    after = _first(found, "next.")
    before = _first(found, "prev.")
    found.append(f"{before}&{after}")
    for near in ("around.school", "around.pronoun"):
        if near in found:
            found.append(f"{after}&{near}")
            found.append(f"{before}&{near}")
    if _ROW_DATA.search(part.folded, words[last - 1].end, words[last - 1].end + 44):
        found.append("row.data")
    end = words[last - 1].end
    _add_age(words, first, last, found, model, after, part.folded[end : end + 16])
    grown = len(part.words & _GROWN)
    found.append(f"part.grown.{min(grown, 3)}")
    for at, label in ((first - 2, "w-2"), (first - 1, "w-1"), (last, "w+1"), (last + 1, "w+2")):
        if 0 <= at < len(words) and words[at].shape == "l" and model.is_in("frequent", words[at].key):
            found.append(f"{label}.{words[at].key}")
    if audience:
        found.append(audience)
        found.append(f"{audience}&{after}")
        found.append(f"{audience}&grown.{min(grown, 1)}")
        found.append(f"{audience}&childhood.{min(told, 2)}")
        if last - first > 1:
            found.append(f"{audience}&several")
    return found


def _add_age(
    words: Sequence[Word],
    first: int,
    last: int,
    found: list[str],
    model: NameModel,
    after: str,
    part_after: str,
) -> None:
    """What tells a grown-up from a child: the generation of the name, what the person has and does."""
    key = words[first].key
    if model.is_in("older", key):
        found.append("older")
        found.append(f"older&{after}")
    elif model.is_in("either", key):
        found.append("either")
    near = {word.key for word in (*words[max(0, first - 8) : first], *words[last : last + 10])}
    if near & _GROWN:
        found.append("around.grown")
    if last < len(words) and words[last].gap.isspace():
        follows = words[last].key
        if words[last - 1].possessive:
            if follows in _OWNED:
                found.append("next.owned")
            elif words[last].shape == "C" and follows not in namewords.SCHOOL_AFTER:
                found.append("next.ownedcap")
        elif follows in _DOES:
            found.append("next.does")
        elif follows in namewords.CHILD_OF_FAMILY and first and words[first - 1].key in _POINTED:
            found.append("next.childoffamily")
    if _PHONE.match(part_after):
        found.append("next.phone")
    if first and words[first - 1].key in ("our", "my", "your", "his", "her", "their"):
        found.append(f"prev.{words[first - 1].key}")


def audience_of(message: Message, school: School) -> str:
    """Whom a message goes to, as a feature: a post, pupils, homes, the school's own people, others."""
    if message.channel is Channel.POST:
        return f"to.{message.post.value}" if message.post else "to.post"
    addresses = [recipient.address for recipient in message.recipients]
    if not addresses:
        return "to.nobody"
    if any(map(school.is_pupil_address, addresses)):
        return "to.pupil"
    own = {domain_of(message.sender.address), *school.domains}
    domains = {domain_of(address) if "@" in address else "" for address in addresses}
    if domains <= own:
        return "to.staff"
    if all(domain == "" or domain in HOME_MAIL for domain in domains):
        return "to.home"
    return "to.outside"


def _first(found: Sequence[str], lead: str) -> str:
    """The first feature of a kind, in its general form: ``next.says`` for ``next.says.plain``."""
    for feature in found:
        if feature.startswith(lead):
            return ".".join(feature.split(".", 2)[:2])
    return lead
