"""PN201 without a roster: persons whom the text itself makes pupils.

Candidates are capitalised words that lists know as given names or do not know as words;
a trained linear model weighs what stands around them (``models/names.card.md``). Two heads
must agree: it is a person, and it is a pupil. Adults whom the school's own file or the
message names are excused first.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgguard import lazyre as re
from msgguard.detect import namecontext, namewords
from msgguard.detect.mention import Mention
from msgguard.detect.namearound import Around
from msgguard.detect.nameexcuse import plain_excuse
from msgguard.detect.namemodel import NameModel, probability
from msgguard.detect.nameverdict import Verdict
from msgguard.detect.nameword import Word
from msgguard.detect.unlisted_features import span_features
from msgguard.detect.unlisted_names import candidates_in
from msgguard.model import Confidence
from msgguard.school.names import NameIndex
from msgguard.text.view import TextPart

# From which probability a person is a pupil, and surely one; and when the person head says no.
LIKELY, SURE, NO_PERSON = 0.4, 0.85, 0.5
# A word that no list knows as a name must be likelier.
LIKELY_UNKNOWN = 0.6
LIKELY_IN_LIST = 0.2
IN_LIST = re.compile(
    r"(?:'s)?\s*(?:\([^()\n]{1,20}\))?\s*(?:[,;/|&+\t•]|\band\b|\bor\b"
    r"|\n\s*[-*•\d.)]*){1,2}\s*(?:[-*•\d.]\s*){0,3}"
)
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
    r"(?!['’]s (?:got|been|not|had)| (?:has|hasn|had|is|was|won|can|could|will|says|said|and dad)\b)"
)
_ADULT_BEFORE = re.compile(
    rf"(?:\b(?:my|her|his|their|our) (?:\w+ )?(?:wife|husband|partner|{_ADULT_WORDS}),? $"
    r"|\b(?:mum|dad|nan|grandma|grandad|mother|father) \($|\b(?:present|apologies|minutes|clerk|chair"
    r"|pta)[:,] ?$|\b(?:driver|rep|foreman|bursar|agent|engineer|plumber|visitor|manager|secretary|clerk"
    r"|payer|contact|host|tutor|cook|cleaner|supply|social worker|new starter|midwife|landlord|trainer)"
    r"(?:['’]s name)?(?: is| was|:|,)? $)"
)
# "Hi its Ryan from footy", "Jonah here": who writes; "St Jude's", "Grace & Sons": no person at all.
_SELF_BEFORE = re.compile(r"\b(?:its|it['’]s|it is|this is|i['’]?m|i am|only|me,)(?: only| just)? $")
_SELF_AFTER = re.compile(r" here\b")
_SAINT = re.compile(r"\b(?:st|ss|saint)\.? $")
_COMPANY_AFTER = re.compile(
    r"(?:['’]s?)? (?:(?:&|and) (?:sons?|co|daughters?|partners)|bro(?:ther)?s|ltd|plc|llp|limited"
    r"|hoovers?|dress(?:es)?)\b"
)
_OPENING = 60


def mention_of(words: Sequence[Word], first: int, last: int) -> Mention:
    """A run of words as a mention without pupils."""
    end = words[last - 1]
    stop = end.end - 2 if end.possessive else end.end
    kind = "full" if any("-" not in word.gap for word in words[first + 1 : last]) else "given"
    return Mention(words[first].start, stop, (), kind, words, first, last, "")


def unlisted_in(
    part: TextPart,
    index: NameIndex,
    model: NameModel,
    around: Around,
    public: frozenset[str],
    titles: frozenset[str],
    audience: str = "",
) -> list[tuple[Mention, Verdict]]:
    """Every candidate of the part with its verdict; mentions of one name weigh together."""
    person, pupil = model.heads["person"], model.heads["pupil"]
    found: list[tuple[Mention, list[str], float, str]] = []
    best: dict[str, float] = {}
    count: dict[str, int] = {}
    adults: set[str] = set()
    for words, first, last in candidates_in(part, model):
        mention = mention_of(words, first, last)
        features = span_features(part, words, first, last, model, around.classes, audience)
        excuse = _excuse(part, mention, features, index, around, public, titles)
        score = pupil.score(features)
        key = words[first].key
        recorded = "row.data" in features and "ungiven" not in features
        if not excuse and not recorded and probability(person.score(features)) < NO_PERSON:
            excuse = "is_no_person"
        if not excuse and "ungiven" in features and probability(score) < LIKELY_UNKNOWN:
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
    if not excuse:
        excuse = _is_no_child(part, mention, told=told)
    if not excuse and ("prev.kin" in features or _is_told_adult(part, mention)):
        excuse = "is_adult"
    return excuse


def _is_no_child(part: TextPart, mention: Mention, *, told: bool) -> str:
    """A saint's church, a firm, a month, a character, or the writer's own introduction."""
    folded = part.folded
    before = folded[max(0, mention.start - 24) : mention.start]
    if _SAINT.search(before) or _COMPANY_AFTER.match(folded, mention.end):
        return "is_place"
    if mention.kind == "given":
        key = mention.words[mention.first].key
        placed = namecontext.placed_elsewhere(part, mention, calendar=key in namewords.CALENDAR, plain=told)
        if placed:
            return placed
    if (
        part.name == "body"
        and mention.start < _OPENING
        and (_SELF_BEFORE.search(before) or _SELF_AFTER.match(folded, mention.end))
    ):
        return "is_sender"
    return ""


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
