"""PN201, PN204, PN205: pupils named, in the text, in the chain below it, in a post.

Facts: ``consent = "yes"`` in posts where the pupil's consents allow the name, ``inner`` in
a chain. Sources: the roster through :mod:`msgguard.school.names`; the catalogue's section 2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgguard import lazyre as re
from msgguard.detect.identifiable import identifiable_in
from msgguard.detect.mention import Mention
from msgguard.detect.namearound import Around, around
from msgguard.detect.named import mentions_in
from msgguard.detect.namemodel import name_model
from msgguard.detect.nameverdict import WEAK, Verdict, verdict
from msgguard.detect.ownchild import CHAIN, Named, without_own_child
from msgguard.detect.registry import Detector, Known
from msgguard.detect.unlisted import unlisted_in
from msgguard.detect.unlisted_features import audience_of
from msgguard.detect.unpublished import find_unpublished
from msgguard.model import Channel, Confidence, Finding, Message, Owner, PostKind
from msgguard.school.audience import unpublished_here
from msgguard.school.letters import key_of
from msgguard.school.roster import Pupil
from msgguard.text.view import TextPart, View

NO_PUBLICITY = "no-publicity"
PUBLIC_PEOPLE = "public-people"
BOOK_NAMES = "book-names"
# What parts two names of one list.
_IN_LIST = re.compile(
    r"(?:'s)?\s*(?:\([^()\n]{1,12}\))?\s*(?:[,;/|&+\t•]|\band\b|\bor\b|\n\s*[-*•\d.)]*){1,2}\s*(?:[-*•]\s*)?"
)
_IMAGE = re.compile(r"\.(?:jpe?g|png|gif|heic|webp|tiff?|bmp)$")


def named_pupils(view: View, known: Known) -> list[Named]:
    """Every mention of roster names in a message, excused ones too, in reading order.

    What PN203, RC702 and the like build on: who is named where.
    """
    index = known.names
    if index is None:
        return []
    model = name_model()
    public = known.words.get(PUBLIC_PEOPLE, frozenset())
    titles = known.words.get(BOOK_NAMES, frozenset())
    people: Around | None = None
    readers = ""
    found: list[Named] = []
    for part in view.parts:
        if part.name == "links":
            continue
        if not index.pupils:
            if part.name.startswith("name:"):
                continue
            if people is None:
                people = around(view.message, known, index)
                readers = audience_of(view.message, known.school)
            found.extend(
                Named(part, *pair)
                for pair in unlisted_in(part, index, model, people, public, titles, readers)
            )
            continue
        mentions = mentions_in(part, index, model)
        if not mentions:
            continue
        if people is None:
            people = around(view.message, known, index)
        sure: dict[tuple[str, str, str], Verdict] = {}
        decided = []
        for mention in mentions:
            key = (part.plain[mention.start : mention.end], part.origin_at(mention.start), mention.kind)
            chosen = sure.get(key)
            if chosen is None:
                chosen = verdict(part, mention, index, model, people, public, titles)
                if not chosen.excuse and chosen.confidence is Confidence.HIGH:
                    sure[key] = chosen
            decided.append(chosen)
        found.extend(
            Named(part, mention, chosen)
            for mention, chosen in zip(mentions, beside(part, mentions, decided), strict=True)
        )
    if (
        not index.pupils
        and people is not None
        and people.one_family
        and view.message.channel is not Channel.POST
    ):
        return without_own_child(found, view.message, people)
    return found


def beside(part: TextPart, mentions: Sequence[Mention], decided: Sequence[Verdict]) -> list[Verdict]:
    """Verdicts again where a doubtful name stands in a list with a sure one: ``Blessing and April``."""
    chosen = list(decided)
    for order in (range(1, len(chosen)), range(len(chosen) - 2, -1, -1)):
        step = -1 if order.step > 0 else 1
        for at in order:
            if chosen[at].excuse not in WEAK or chosen[at + step].excuse:
                continue
            one, other = sorted((mentions[at], mentions[at + step]))
            if one.end <= other.start <= one.end + 14 and _IN_LIST.fullmatch(
                part.folded, one.end, other.start
            ):
                word = mentions[at].words[mentions[at].first]
                neighbour = mentions[at + step].words[mentions[at + step].first]
                small = word.shape == "l" and neighbour.shape != "l"
                if small and chosen[at].excuse in ("is_word", "is_date"):
                    continue
                chosen[at] = chosen[at]._replace(
                    excuse="",
                    confidence=Confidence.MEDIUM,
                    why=(*chosen[at].why, "in a list with a pupil's name"),
                )
    return chosen


def find(view: View, known: Known) -> Iterator[Finding]:
    """Pupils named or pointed to, of the roster or made pupils by the text itself."""
    yield from find_named(view, known)
    yield from find_unpublished(view, known)
    yield from find_identifiable(view, known)


def find_identifiable(view: View, known: Known) -> Iterator[Finding]:
    """PN202, and PN204 where it stands in the chain only."""
    seen: set[str] = set()
    for part in view.parts:
        if part.name == "links" or part.name.startswith("name:"):
            continue
        for hit in identifiable_in(part, known):
            text = key_of(part.folded[hit.start : hit.end])
            if text in seen:
                continue
            seen.add(text)
            chained = part.origin_at(hit.start) in CHAIN
            yield part.finding(
                "PN204" if chained else "PN202", hit.start, hit.end, owner=Owner.PUPIL,
                confidence=hit.confidence, about=tuple(pupil.id for pupil in hit.pupils),
                facts={"inner": "PN202"} if chained else {}, why=(hit.why,), excuse=hit.excuse,
            )  # fmt: skip


def find_named(view: View, known: Known) -> Iterator[Finding]:
    """Named pupils of the roster."""
    index = known.names
    if index is None:
        return
    named = named_pupils(view, known)
    if not named:
        return
    authored = {
        place
        for item in named
        if not item.verdict.excuse and item.part.origin_at(item.mention.start) not in CHAIN
        for place in item.verdict.pupils
    }
    spoken = {
        key_of(item.part.folded[item.mention.start : item.mention.end])
        for item in named
        if not item.verdict.excuse and item.part.origin_at(item.mention.start) not in CHAIN
    }
    unpublished = unpublished_here(view.message, known.roster)
    seen: set[tuple[bool, str, tuple[int, ...]]] = set()
    spelled: set[int] = set()
    for item in named:
        part, mention, decided = item
        chained = part.origin_at(mention.start) in CHAIN
        text = part.folded[mention.start : mention.end]
        # A file's name, and a picture's details, are findings of their own beside the text's.
        apart = part.name if part.name.startswith("name:") or _IMAGE.search(part.name) else ""
        key = (chained, apart + key_of(text), decided.pupils)
        if not decided.excuse and not apart and mention.kind == "joined" and set(decided.pupils) & spelled:
            continue
        if decided.excuse:
            key = (chained, key[1] + decided.excuse, key[2])
        if key in seen:
            continue
        seen.add(key)
        about = tuple(index.pupils[place].id for place in decided.pupils)
        if decided.excuse:
            yield part.finding(
                "PN201", mention.start, mention.end, owner=Owner.PUPIL, confidence=decided.confidence,
                about=about, why=decided.why, excuse=decided.excuse,
            )  # fmt: skip
            continue
        if not apart:
            spelled.update(decided.pupils)
        pupils = index.people(decided.pupils)
        facts = facts_of(pupils, mention, view.message, unpublished)
        if chained and (set(decided.pupils) <= authored if decided.pupils else key_of(text) in spoken):
            continue
        code = "PN204" if chained else "PN201"
        if chained:
            facts["inner"] = "PN201"
        yield part.finding(
            code, mention.start, mention.end, owner=Owner.PUPIL, confidence=decided.confidence,
            about=about, facts=facts, why=decided.why,
        )  # fmt: skip
        marked = [pupil for pupil in pupils if is_unpublished(pupil, unpublished)]
        if marked and view.message.channel is Channel.POST:
            confidence = decided.confidence if len(marked) == len(pupils) else Confidence.MEDIUM
            # Told with the message itself: whoever sent the list meant this very name.
            if any(pupil.id in unpublished for pupil in marked):
                confidence = Confidence.HIGH
            yield part.finding(
                "PN205", mention.start, mention.end, owner=Owner.PUPIL, confidence=confidence,
                about=tuple(pupil.id for pupil in marked), why=("marked on the roster or in the message",),
            )  # fmt: skip


def is_unpublished(pupil: Pupil, unpublished: frozenset[str]) -> bool:
    """Whether a pupil is marked on the roster, or by the message itself, not to be published."""
    return NO_PUBLICITY in pupil.flags or pupil.id in unpublished


def facts_of(
    pupils: Sequence[Pupil], mention: Mention, message: Message, unpublished: frozenset[str]
) -> dict[str, str]:
    """Facts of a named pupil: the class where it is one, consent in an official post."""
    facts: dict[str, str] = {}
    classes = {name for pupil in pupils for name in pupil.classes}
    if len(classes) == 1:
        facts["class"] = classes.pop()
    if message.channel is Channel.POST and message.post is PostKind.OFFICIAL:
        whole = mention.kind in ("full", "near", "joined", "initial", "family")
        medium = medium_of(message)
        if pupils and all(
            pupil.id not in unpublished and has_consent(pupil, medium, whole=whole) for pupil in pupils
        ):
            facts["consent"] = "yes"
    return facts


def medium_of(message: Message) -> str:
    """Where an official post appears: newsletter, website or social."""
    head = f"{message.sender.address} {message.sender.name} {message.subject}".lower()
    if "newsletter" in head or "bulletin" in head:
        return "newsletter"
    if "website" in head or "www." in head or "/news" in head or "blog" in head:
        return "website"
    return "social"


def has_consent(pupil: Pupil, medium: str, *, whole: bool) -> bool:
    """Whether the pupil's consents allow the name there; the full name includes the first."""
    if NO_PUBLICITY in pupil.flags:
        return False
    wanted = {f"{medium}:full"} if whole else {f"{medium}:full", f"{medium}:first"}
    return bool(wanted & pupil.consents)


DETECTOR = Detector(name="pupil", codes=("PN201", "PN202", "PN204", "PN205"), find=find)
