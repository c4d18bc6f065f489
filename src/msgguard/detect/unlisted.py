"""PN201 without a roster: persons whom the text itself makes pupils.

Candidates are capitalised words that lists know as given names or do not know as words;
a trained linear model weighs what stands around them (``models/names.card.md``). Two heads
must agree: it is a person, and it is a pupil. Adults whom the school's own file or the
message names are excused first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgguard import lazyre as re
from msgguard.detect import namecue, namewords
from msgguard.detect.named import Mention
from msgguard.detect.namemodel import NameModel, probability
from msgguard.detect.nameverdict import Around, Verdict, plain_excuse
from msgguard.detect.nameword import Word, places_of, windows, words_in
from msgguard.model import Confidence
from msgguard.school.letters import key_of
from msgguard.school.names import NameIndex
from msgguard.text.view import TextPart

_CAPITALISED = re.compile(r"\b[^\W\d_a-zß-öø-ÿ][^\W\d_]{1,24}\b")
_JOINT = re.compile(r"[ \u00a0]|-")
# From which probability a person is a pupil, and surely one; and when the person head says no.
LIKELY, SURE, NO_PERSON = 0.4, 0.85, 0.1
LIKELY_IN_LIST = 0.2
_MOST = 120
# What a record says of a child right after the name.
_ROW_DATA = re.compile(
    r"(?<!\d)\d{1,2}[/.]\d{1,2}[/.](?:20)?\d\d(?!\d)|\b(?:dob|upn|sen|ehcp|fsm|pp|epipen|asthma"
    r"|allerg\w+|dyslexia|adhd"
    r"|autis\w+|inhaler|diabet\w+|epilep\w+|eczema|coeliac|nhs)\b|\d\d(?:\.\d)?\s?%|\(?\b[1-6][a-z]\b\)"
)
IN_LIST = re.compile(
    r"(?:'s)?\s*(?:\([^()\n]{1,20}\))?\s*(?:[,;/|&+\t•]|\band\b|\bor\b"
    r"|\n\s*[-*•\d.)]*){1,2}\s*(?:[-*•\d.]\s*){0,3}"
)
# What an unknown word needs to be taken for a name at all.
_FRAMES = frozenset((
    "next.kin", "class.after", "prev.child", "prev.praise", "second.family", "second.initial",
    "row.data", "around.pronoun",
))  # fmt: skip
# Words of school and home that no word list knows.
_NO_NAMES = frozenset((
    "phonics", "roblox", "tiktok", "snapchat", "whatsapp", "discord", "minecraft", "fortnite",
    "youtube", "instagram", "facebook", "parentpay", "groupcall", "ramadan", "eid", "diwali",
    "hanukkah", "urgent", "tmrw", "thu", "tue", "fri", "wed", "mon", "sat", "sun", "secondly",
    "firstly", "leavers", "bonjour", "hola", "salaam", "namaste", "senco", "headteacher", "ofsted",
    "camhs", "parentmail", "classdojo", "seesaw", "tapestry", "chromebook", "ipad", "iphone", "xbox",
    "playstation", "lego", "zoom", "teams", "google", "microsoft", "excel", "wifi", "covid",
    "halloween", "playtime", "lunchtime", "hometime", "worksheets", "spag", "makaton", "numicon",
    "toilets", "minibus", "netball", "rounders", "grandma", "mummy", "daddy", "nanny", "whats", "dont",
    "cant", "wont", "didnt", "im", "ive", "thats", "dear", "sorry", "attendance", "behaviour", "yr",
    "nursery", "reception", "kind", "mufti", "gcse", "sats", "spanish", "french", "english", "maths",
    "literacy", "numeracy", "geography", "pshe", "assembly", "surname", "forename", "dob", "upn", "sen",
    "fsm", "kit", "van", "thurs", "tues", "weds", "med", "dorms", "dorm", "pages", "gift", "room",
    "group", "tent", "board", "form", "booking", "ref", "item", "note", "details", "medical", "dietary",
    "seating", "cast", "bus", "venue", "adults", "vegetarian", "halal", "insurance", "performance",
    "rehearsal", "trust", "academy", "primary",
))  # fmt: skip
_ADULT_WORDS = (
    r"mum|mummy|mother|mam|dad|father|nan|nana|gran|grandad|carer|auntie|aunt|uncle|stepdad|stepmum"
    r"|social worker"
    r"|teacher|ta|senco|nurse|governor|cook|caretaker|pta|early help|health visitor|coach|headteacher"
    r"|head|deputy"
    r"|office|solicitor|counsellor|therapist|photographer|volunteer|hr|treasurer|secretary|chair"
)
_ADULT_AFTER = re.compile(
    rf"(?:,| -| –|)\s?\(?(?:the |our |her |his |a )?(?:[\w'’-]+['’]s? )?(?:\w+ )?(?:{_ADULT_WORDS})\)"
    rf"|, (?:the |our |her |his |a )?(?:[\w'’-]+['’]s )?(?:{_ADULT_WORDS})\b"
)
_ADULT_BEFORE = re.compile(
    rf"(?:\b(?:my|her|his|their|our) (?:\w+ )?(?:wife|husband|partner|{_ADULT_WORDS}),? $"
    r"|\b(?:mum|dad|nan|grandma|grandad|mother|father) \($|\b(?:present|apologies|minutes|clerk|chair"
    r"|pta)[:,] ?$)"
)
# Capitalised words that begin sentences and are nobody.
_OPENERS = frozenset((
    "ok", "yes", "no", "pupil", "name", "child", "class", "mum", "dad", "re", "fw", "fwd", "not",
    "please", "sorry", "also", "just", "well", "now", "then", "today", "tomorrow", "tonight",
    "yesterday", "school", "year", "reception", "nursery",
))  # fmt: skip
_NAMES_TOO = frozenset((
    "may", "will", "drew", "won", "summer", "autumn", "april", "june", "august", "noel", "best", "love",
    "rich", "ray",
))  # fmt: skip
_SKIP = (
    frozenset().union(
        namewords.CALENDAR,
        namewords.SALUTATION,
        namewords.FUNCTION,
        namewords.TITLES,
        namewords.KIN,
        namewords.CLOSING,
        namewords.SAYS,
        namewords.PRONOUNS,
        _OPENERS,
    )
    - _NAMES_TOO
)


def candidates_in(part: TextPart, model: NameModel) -> Iterator[tuple[Sequence[Word], int, int]]:
    """Runs of words that may be a person's name: (words, first, last)."""
    found: dict[str, bool] = {}
    for text in set(_CAPITALISED.findall(part.plain)):
        word = text.lower()
        if word not in _SKIP and word not in _NO_NAMES and word[:-1] not in namewords.CALENDAR:
            key = key_of(word)
            found[word] = model.is_in("given", key) or not (
                model.is_in("word", key) or model.is_in("place", key)
            )
    hits = [word for word, good in found.items() if good]
    if _writes_small(part):
        hits.extend(
            word
            for word in part.words
            if word not in found and len(word) > 2 and word not in _SKIP and _is_small_name(word, model)
        )
    if not hits:
        return
    wanted = set(hits)
    places = [place for place, _ in places_of(part, hits, most=_MOST)]
    for start, end in windows(places, len(part.folded)):
        words = words_in(part, start, end)
        at = 0
        while at < len(words):
            word = words[at]
            text = part.folded[word.start : word.end]
            if word.shape == "U" and len(word.key) < 4 and not model.is_in("given_common", word.key):
                at += 1
                continue
            known = text in wanted or (word.possessive and text[:-2] in wanted)
            if not known or (word.shape == "l" and model.is_in("word", word.key)):
                at += 1
                continue
            last = _run(words, at, model)
            yield words, at, last
            at = last


def _is_small_name(word: str, model: NameModel) -> bool:
    key = key_of(word)
    return model.is_in("given_common", key) and not model.is_in("word", key) and not model.is_in("place", key)


def _writes_small(part: TextPart) -> bool:
    """Whether the writer leaves out capitals."""
    plain = part.plain.lstrip()
    return plain[:1].islower() or " i " in plain


def _run(words: Sequence[Word], at: int, model: NameModel) -> int:
    """How far a name goes on: further capitalised words, an initial."""
    last = at + 1
    while last < len(words) and last - at < 4:
        word = words[last]
        if not _JOINT.fullmatch(word.gap) or words[last - 1].possessive:
            break
        if word.shape not in "CU" or word.key in _SKIP or words[at].shape == "l":
            break
        if len(word.key) == 1:
            return last + 1
        if word.key in namewords.PLACE_AFTER or (
            model.is_in("frequent", word.key) and not model.is_in("family", word.key)
        ):
            break
        last += 1
    return last


def span_features(
    part: TextPart, words: Sequence[Word], first: int, last: int, model: NameModel, classes: frozenset[str]
) -> list[str]:
    """Features of a run of words, for both heads."""
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
        if word.shape == "C"
        and len(word.key) > 2
        and word.key not in _SKIP
        and model.is_in("given", word.key)
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
    return found


def _first(found: Sequence[str], lead: str) -> str:
    """The first feature of a kind, in its general form: ``next.says`` for ``next.says.plain``."""
    for feature in found:
        if feature.startswith(lead):
            return ".".join(feature.split(".", 2)[:2])
    return lead


def mention_of(words: Sequence[Word], first: int, last: int) -> Mention:
    """A run of words as a mention without pupils."""
    end = words[last - 1]
    stop = end.end - 2 if end.possessive else end.end
    kind = "full" if last - first > 1 else "given"
    return Mention(words[first].start, stop, (), kind, words, first, last, "")


def unlisted_in(
    part: TextPart,
    index: NameIndex,
    model: NameModel,
    around: Around,
    public: frozenset[str],
    titles: frozenset[str],
) -> list[tuple[Mention, Verdict]]:
    """Every candidate of the part with its verdict; mentions of one name weigh together."""
    person, pupil = model.heads["person"], model.heads["pupil"]
    found: list[tuple[Mention, list[str], float, str]] = []
    best: dict[str, float] = {}
    count: dict[str, int] = {}
    adults: set[str] = set()
    for words, first, last in candidates_in(part, model):
        mention = mention_of(words, first, last)
        features = span_features(part, words, first, last, model, around.classes)
        excuse = _excuse(part, mention, features, index, around, public, titles)
        score = pupil.score(features)
        key = words[first].key
        recorded = "row.data" in features and "ungiven" not in features
        if not excuse and not recorded and probability(person.score(features)) < NO_PERSON:
            excuse = "is_no_person"
        if not excuse and "ungiven" in features and not _FRAMES.intersection(features):
            excuse = "is_unknown_word"
        if excuse in ("has_title", "is_adult", "is_salutation") and not around.only_pupils:
            adults.add(key)
        if not excuse:
            count[key] = count.get(key, 0) + 1
            best[key] = max(best.get(key, -9.0), score)
        found.append((mention, features, score, excuse))
    decided: list[tuple[Mention, Verdict]] = []
    for mention, features, score, excuse in found:
        key = mention.words[mention.first].key
        if not excuse:
            score = best[key] + 0.35 * min(3, count[key] - 1)
            if key in adults:
                excuse = "is_adult"
        chance = probability(score)
        why = (f"pupil {chance:.2f}", *pupil.reasons(features))
        if not excuse and chance < LIKELY:
            excuse = "is_weak"
        sure = chance >= SURE and not excuse
        decided.append((mention, Verdict(Confidence.HIGH if sure else Confidence.MEDIUM, (), why, excuse)))
    return _beside(part, decided, [score for _, _, score, _ in found])


def _beside(
    part: TextPart, decided: list[tuple[Mention, Verdict]], scores: Sequence[float]
) -> list[tuple[Mention, Verdict]]:
    """Doubtful names again that stand in a list with accepted ones."""
    for order in (range(1, len(decided)), range(len(decided) - 2, -1, -1)):
        for at in order:
            mention, chosen = decided[at]
            other, neighbour = decided[at - order.step]
            if (
                chosen.excuse not in ("is_weak", "is_no_person")
                or neighbour.excuse
                or probability(scores[at]) < LIKELY_IN_LIST
            ):
                continue
            one, two = sorted((mention, other), key=lambda m: m.start)
            if one.end <= two.start <= one.end + 24 and IN_LIST.fullmatch(part.folded, one.end, two.start):
                decided[at] = (
                    mention,
                    chosen._replace(excuse="", why=(*chosen.why, "in a list with a pupil")),
                )
    return decided


def _excuse(
    part: TextPart,
    mention: Mention,
    features: Sequence[str],
    index: NameIndex,
    around: Around,
    public: frozenset[str],
    titles: frozenset[str],
) -> str:
    words, first, last = mention.words, mention.first, mention.last
    excuse = plain_excuse(part, mention, index, around, public)
    if excuse:
        return excuse
    told = bool({"next.kin", "class.after", "prev.child"} & set(features))
    if not told:
        excuse = _is_adult(words, first, last, index, around)
    if not excuse and "next.place" in features:
        excuse = "is_place"
    if not excuse and words[first].key in titles and "around.bookish" in features and not told:
        excuse = "is_in_book"
    if not excuse and ("prev.kin" in features or _is_told_adult(part, mention)):
        excuse = "is_adult"
    return excuse


def _is_told_adult(part: TextPart, mention: Mention) -> bool:
    """``Natalie (Faith's mum)``, ``Toyin, Seun's mum``, ``my wife Beth``, ``Ben Sewell (social worker)``."""
    return (
        _ADULT_AFTER.match(part.folded, mention.end) is not None
        or _ADULT_BEFORE.search(part.folded, max(0, mention.start - 40), mention.start) is not None
    )


def _is_adult(words: Sequence[Word], first: int, last: int, index: NameIndex, around: Around) -> str:
    key = words[first].key
    if key in index.adults.staff_given or key in index.adults.staff_family:
        return "is_staff_given"
    if key in around.sender:
        return "is_sender"
    return "is_recipient" if key in around.addressed else ""
