"""Does a mention of a roster name mean the pupil? Excuses first, then the weight of the words around.

The excuses are in :mod:`msgguard.detect.nameexcuse`, the weights in :mod:`msgguard.detect.nameweights`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgguard.detect import namecontext, namecue, namewords
from msgguard.detect.mention import Mention
from msgguard.detect.namearound import Around
from msgguard.detect.nameexcuse import greets_family_of, plain_excuse
from msgguard.detect.namemodel import NameModel
from msgguard.detect.nameweights import WEIGHTS
from msgguard.detect.nameword import Word
from msgguard.model import Confidence
from msgguard.school.names import NameIndex
from msgguard.text.view import TextPart

_SURE, _LIKELY = 2.6, 0.9
# At most this many pupils are meant by one name.
MOST = 24
WEAK = frozenset({"is_date", "is_place", "is_word", "is_weak", "is_misspelling_alone", "is_in_book"})


class Verdict(NamedTuple):
    """``excuse`` empty where the mention counts; ``pupils`` are the places it then means."""

    confidence: Confidence
    pupils: tuple[int, ...]
    why: tuple[str, ...]
    excuse: str = ""


def verdict(
    part: TextPart,
    mention: Mention,
    index: NameIndex,
    model: NameModel,
    around: Around,
    public: frozenset[str],
    known_titles: frozenset[str],
) -> Verdict:
    """Whether the mention means a pupil, how surely, and which one."""
    pupils = mention.pupils
    excuse = plain_excuse(part, mention, index, around, public)
    if excuse == "has_title" and greets_family_of(part, mention):
        # "Dear Ms Turner, Bill has …": the comma parts the reader's name from the pupil's.
        return Verdict(
            Confidence.HIGH, narrowed(mention, index, around), ("named after the greeting of the family",)
        )
    if excuse:
        return Verdict(Confidence.MEDIUM, pupils, (f"spelled as {mention.kind}",), excuse)
    if mention.kind in ("full", "near", "joined", "initial", "family"):
        return _spelled_out(part, mention, index, model, around)
    return _given_alone(part, mention, index, model, around, known_titles)


def _spelled_out(
    part: TextPart, mention: Mention, index: NameIndex, model: NameModel, around: Around
) -> Verdict:
    words = mention.words[mention.first : mention.last]
    lower = all(word.shape == "l" for word in words)
    wordy = all(model.is_in("word", word.key) or word.key in namewords.CALENDAR for word in words)
    if lower and wordy and len(words) < 3 and mention.kind != "joined":
        return Verdict(Confidence.LOW, mention.pupils, ("both names are words, in lower case",), "is_word")
    if mention.kind == "near" and lower:
        return Verdict(Confidence.LOW, mention.pupils, ("misspelled and in lower case",), "is_word")
    why = {
        "full": "given and family name of one pupil",
        "near": "given and family name of one pupil, misspelled",
        "joined": "given and family name run together, or a hashtag with the name",
        "initial": "given name with the family name's initial, or the other way round",
        "family": "family name with a child's word or number",
    }[mention.kind]
    sure = mention.kind in ("full", "near", "joined", "initial")
    pupils = narrowed(mention, index, around)
    return Verdict(Confidence.HIGH if sure else Confidence.MEDIUM, pupils, (why,))


def _given_alone(
    part: TextPart,
    mention: Mention,
    index: NameIndex,
    model: NameModel,
    around: Around,
    known_titles: frozenset[str],
) -> Verdict:
    words, first, last = mention.words, mention.first, mention.last
    features = namecue.features(part, words, first, last, model, around.classes)
    score = WEIGHTS.score(features)
    key = words[first].key
    why = WEIGHTS.reasons(features)
    told = {"next.kin", "class.after", "prev.child", "prev.praise", "next.thing"} & set(features)
    glued = words[last - 1].key.endswith("s") and words[last - 1].key[:-1] in index.forms
    after = words[last].key if last < len(words) and words[last].gap == " " else ""
    if mention.kind == "slip" and glued and after in namewords.KIN | namewords.SCHOOL_AFTER:
        told = {"glued"}
    if "prev.quote" in features and ("next.cap" in features or "next.capfamily" in features):
        return Verdict(Confidence.LOW, mention.pupils, ("in quotation marks, with more words",), "is_title")
    if key in known_titles and "around.bookish" in features and not told:
        return Verdict(Confidence.LOW, mention.pupils, ("a book or film has this name",), "is_in_book")
    placed = namecontext.placed_elsewhere(part, mention, calendar=key in namewords.CALENDAR, plain=bool(told))
    if placed:
        return Verdict(Confidence.LOW, mention.pupils, ("the words around speak of something else",), placed)
    if mention.other == "initial":
        return Verdict(Confidence.LOW, mention.pupils, why, "is_other_initial")
    if "next.capfamily" in features or "next.cap" in features:
        following = words[last]
        if _is_surname(following, index, model, around):
            return Verdict(
                Confidence.LOW, mention.pupils, (f"followed by {following.key}",), "is_other_person"
            )
    if "prev.cap" in features and not told and _is_given(words[first - 1], index, model):
        return Verdict(
            Confidence.LOW, mention.pupils, (f"family name after {words[first - 1].key}",), "is_other_person"
        )
    if key in index.adults.staff_given and not told:
        return Verdict(Confidence.LOW, mention.pupils, ("a member of staff has this name",), "is_staff")
    if key in around.sender and not told:
        return Verdict(Confidence.LOW, mention.pupils, ("the sender has this name",), "is_sender")
    if key in around.addressed and not told and not _is_recipient_pupil(mention, around):
        return Verdict(Confidence.LOW, mention.pupils, ("a recipient has this name",), "is_recipient")
    if key in index.adults.guardians and key not in around.families:
        score -= 0.8
    score -= (1.2, 0.6, 0.2)[min(2, len(part.words & namewords.CHILDHOOD))]
    if mention.kind == "short":
        score -= (0.6 if len(key) > 2 else 1.8) + (0.4 if "common" in features else 0)
        if words[first].shape == "l" and not told:
            return Verdict(Confidence.LOW, mention.pupils, why, "is_weak")
    elif mention.kind == "slip":
        score -= 0.6
        if not told or len(key) < 5 or ("common" in features and "glued" not in told):
            return Verdict(Confidence.LOW, mention.pupils, why, "is_misspelling_alone")
    pupils = narrowed(mention, index, around)
    if around.own_places.issuperset(pupils):
        score += 0.8
    if len(pupils) > 12:
        score -= 0.6
    if score < _LIKELY:
        return Verdict(Confidence.LOW, pupils, why, _weak_excuse(features))
    confidence = Confidence.HIGH if score >= _SURE else Confidence.MEDIUM
    return Verdict(confidence, pupils, ("given name", *why))


def _weak_excuse(features: Sequence[str]) -> str:
    for feature, excuse in (
        ("prev.time", "is_date"), ("kind.calendar", "is_date"), ("prev.place", "is_place"),
        ("next.place", "is_place"), ("prev.bookish", "is_in_book"), ("kind.frequent", "is_word"),
        ("kind.word", "is_word"), ("kind.place", "is_place"),
    ):  # fmt: skip
        if feature in features:
            return excuse
    return "is_weak"


def _is_surname(word: Word, index: NameIndex, model: NameModel, around: Around) -> bool:
    key = word.key
    if key in namewords.CALENDAR or key in namewords.SAYS or key in namewords.FUNCTION or len(key) < 2:
        return False
    if key in index.forms and key not in index.families and key not in index.adults.staff_family:
        return False
    if key in around.classes or key in ("year", "reception", "nursery", "class", "key", "ks1", "ks2"):
        return False
    if key in namewords.PRAISE or key in namewords.SALUTATION or key in namewords.PLACE_AFTER:
        return False
    return model.is_in("family", key) or not model.is_in("word", key)


def _is_given(word: Word, index: NameIndex, model: NameModel) -> bool:
    key = word.key
    if (
        model.is_in("frequent", key)
        or key in namewords.CALENDAR
        or key in namewords.SALUTATION
        or key in namewords.CLOSING
    ):
        return False
    return (
        key in index.adults.staff_given or key in index.adults.guardians or model.is_in("given_common", key)
    )


def _is_recipient_pupil(mention: Mention, around: Around) -> bool:
    return not around.recipients.isdisjoint(mention.pupils)


def narrowed(mention: Mention, index: NameIndex, around: Around) -> tuple[int, ...]:
    """The pupils that fit best where several share a name: by class, by family addressed, by recipient."""
    pupils = mention.pupils
    if len(pupils) < 2:
        return pupils
    words = mention.words
    chosen = set(pupils)
    near = words[max(0, mention.first - 6) : mention.last + 6]
    groups = [index.by_group[word.key] for word in near if word.key in index.by_group]
    classes = {place for group in groups for place in chosen & group}
    for wanted in (classes, around.family_places, around.own_places):
        fitting = chosen.intersection(wanted)
        if fitting:
            chosen = fitting
            if len(chosen) == 1:
                break
    return tuple(sorted(chosen))[:MOST]
