"""What stands around a name: features for the decision pupil, other person, word or place.

Closed groups of English words, and their places relative to the candidate. The same
features feed the weights written by hand (with a roster) and the trained ones (without).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgguard.detect.namemodel import NameModel
from msgguard.detect.nameword import Word
from msgguard.detect.namewords import (
    BOOKISH,
    BOOKS_NEAR,
    CALENDAR,
    CHILD,
    FUNCTION,
    KIN,
    LITTLE,
    MONTHS,
    PLACE_AFTER,
    PLACE_BEFORE,
    PRAISE,
    PRONOUNS,
    SALUTATION,
    SAYS,
    SCHOOL,
    SCHOOL_AFTER,
    TIME_BEFORE,
    TITLES,
    WITH,
)
from msgguard.text.view import TextPart

_SENTENCE = re.compile(r"[.!?…]|\n|:\s|[•✔✅▪●]|^$")
_CLASS = re.compile(r"(?:[1-9]|1[0-3])[a-z]{1,2}|y(?:ea)?r?\d{1,2}|eyfs|fs2|ks[1-4]|[rn][a-z]?")
_LIST_GAP = re.compile(r"\s*(?:[,;/|&+•]|\band\b|\n\s*[-*•\d.)]*|\t)\s*(?:[-*•]\s*)?")


def is_sentence_start(word: Word) -> bool:
    """Whether a sentence, line or list item begins with this word."""
    gap = word.gap
    return word.start == 0 or gap == "" or _SENTENCE.search(gap) is not None


def is_class(word: Word, classes: frozenset[str]) -> bool:
    """Whether a word names a class or year: one of the school's, or of the usual shapes."""
    key = word.key
    if key in classes:
        return True
    return bool(key[:1].isdigit() or key[0] in "yekf") and _CLASS.fullmatch(key) is not None


def class_near(words: Sequence[Word], first: int, last: int, classes: frozenset[str]) -> str:
    """``after`` or ``before`` where a class or year stands beside words ``first`` to ``last``."""
    for at in range(last, min(last + 4, len(words))):
        word = words[at]
        if at > last and ("\n" in word.gap or "." in word.gap):
            break
        if _year_at(words, at, classes):
            return "after"
        if at == last + 0 and word.key not in (
            "in",
            "from",
            "of",
            "who",
            "year",
            "yr",
            "class",
            "who's",
            "is",
        ):
            break
    for at in range(first - 1, max(first - 4, -1), -1):
        if "." in words[at + 1].gap:
            break
        if _year_at(words, at, classes):
            return "before"
    return ""


def _year_at(words: Sequence[Word], at: int, classes: frozenset[str]) -> bool:
    word = words[at]
    if word.key in ("reception", "nursery"):
        return True
    if word.key in ("year", "yr", "y") and at + 1 < len(words) and words[at + 1].shape == "d":
        return True
    if word.shape == "d" and len(word.key) == 1:
        return False
    return is_class(word, classes)


def features(
    part: TextPart, words: Sequence[Word], first: int, last: int, model: NameModel, classes: frozenset[str]
) -> list[str]:
    """The features of the candidate ``words[first:last]``."""
    word = words[first]
    end = words[last - 1]
    key = word.key
    found: list[str] = []
    start = is_sentence_start(word)
    kind = _wordiness(key, model) if last - first == 1 else "several"
    place = "start" if start else "mid"
    shape = word.shape
    if shape == "U" and _shouts(words, first, last):
        shape = "S"
    found.append(f"{shape}.{place}.{kind}")
    found.append(f"kind.{kind}")
    found.append(
        "common" if model.is_in("given_common", key) else "given" if model.is_in("given", key) else "ungiven"
    )
    if model.is_in("family", key):
        found.append("family")
    if end.possessive:
        found.append("possessive")
        found.append(f"possessive.{kind}")
    following = words[last] if last < len(words) and words[last].gap.isspace() else None
    if (
        start
        and following is not None
        and following.shape == "l"
        and not end.possessive
        and following.key not in SAYS
    ):
        found.append(f"startlower.{kind}")
    _after(words, last, found, model, classes, kind)
    _before(words, first, found, model, kind)
    if (
        part.name == "subject"
        and first == 0
        and last < len(words)
        and words[last].gap.strip()[:1] in ("-", "–", ":")
    ):
        found.append(f"subject.lead.{kind}")
    near = class_near(words, first, last, classes)
    if near == "after":
        # "Joy in 8T": the preposition speaks of the class, not against the name.
        found = [feature for feature in found if not feature.startswith("next.function")]
    if near:
        found.append(f"class.{near}")
    _around(part, words, first, last, found, model)
    return found


def _wordiness(key: str, model: NameModel) -> str:
    if key in CALENDAR:
        return "calendar"
    if model.is_in("frequent", key):
        return "frequent"
    if model.is_in("place", key):
        return "place"
    if model.is_in("word", key):
        return "word"
    return "plain"


def _shouts(words: Sequence[Word], first: int, last: int) -> bool:
    around = [w for w in words[max(0, first - 4) : last + 4] if len(w.key) > 2 and w.shape in "CUl"]
    return sum(w.shape == "U" for w in around) * 2 > len(around)


def _after(
    words: Sequence[Word],
    last: int,
    found: list[str],
    model: NameModel,
    classes: frozenset[str],
    kind: str,
) -> None:
    if last >= len(words):
        found.append("next.none")
        return
    word = words[last]
    gap, key = word.gap, word.key
    if "\n" in gap:
        found.append("next.line")
        return
    if any(mark in gap for mark in ".!?"):
        found.append("next.stop")
        return
    close = gap.strip()
    possessive = words[last - 1].possessive
    if "," in close:
        found.append("next.comma")
    elif close[:1] in ("(", "[", "-", "–", "—", ":", "|", "="):
        found.append(f"next.mark{close[:1]}")
    elif close:
        found.append("next.othermark")
    if not close:
        if possessive and key in KIN:
            found.append("next.kin")
        elif possessive and key in SCHOOL_AFTER:
            found.append("next.thing")
        elif key in SAYS:
            found.append("next.says")
            found.append(f"next.says.{kind}")
        elif key in FUNCTION:
            found.append(f"next.function.{kind}.{'start' if is_sentence_start(words[last - 1]) else 'mid'}")
        elif key in KIN and word.shape == "l":
            found.append("next.kinloose")
        elif word.shape in "CU" and key in PLACE_AFTER:
            found.append("next.place")
        elif word.shape in "CU" and len(key) > 1 and not possessive:
            found.append("next.capfamily" if model.is_in("family", key) else "next.cap")
        elif word.shape == "d":
            dated = last + 1 < len(words) and words[last + 1].gap in ("/", ".", "-", "")
            found.append("next.date" if dated else f"next.number.{kind}")
        elif key in MONTHS:
            found.append("next.month")
        elif word.shape == "l":
            found.append(f"next.lower.{kind}")
    if key in PRONOUNS:
        found.append("next.pronoun")


def _before(words: Sequence[Word], first: int, found: list[str], model: NameModel, kind: str) -> None:
    gap = words[first].gap
    if "@" in gap:
        found.append("prev.at")
    if "#" in gap:
        found.append("prev.hash")
    if gap.rstrip().endswith(('"', "'", "“", "*", "_")):
        found.append("prev.quote")
    if first == 0:
        found.append("prev.none")
        return
    word = words[first - 1]
    key = word.key
    close = gap.strip()
    if "\n" in gap:
        found.append("prev.line")
        return
    if any(mark in gap for mark in ".!?"):
        if key in TITLES:
            found.append("prev.title")
        found.append("prev.stop")
        return
    if word.shape == "d" and len(key) > 8:
        found.append("prev.bookish")
        return
    if close:
        found.append("prev.comma" if "," in close else "prev.mark")
        return
    if key in ("the", "a", "an"):
        found.append("prev.article")
    if key in TITLES and (
        word.shape in "CU" or key in ("mr", "mrs", "ms", "miss", "auntie", "uncle", "coach")
    ):
        found.append("prev.title")
    elif key in LITTLE:
        found.append("prev.little")
    elif key in CHILD:
        found.append("prev.child")
    elif key in KIN:
        found.append("prev.kin")
    elif key in SALUTATION and is_sentence_start(word):
        found.append("prev.salutation")
    elif key in PRAISE:
        found.append("prev.praise")
    elif kind == "calendar" and key == "for":
        found.append("prev.fortime")
    elif kind == "calendar" and (key in TIME_BEFORE or word.shape == "d" or key in MONTHS):
        found.append("prev.time")
    elif kind == "place" and key in PLACE_BEFORE:
        found.append("prev.place")
    elif key in BOOKISH:
        found.append("prev.bookish")
    elif key in WITH:
        found.append(f"prev.with.{kind}")
    elif key in FUNCTION:
        found.append(f"prev.function.{kind}")
    elif word.shape == "d":
        found.append(f"prev.number.{kind}")
    elif word.shape in "CU" and len(key) > 1:
        found.append("prev.cap")
    else:
        found.append(f"prev.lower.{kind}")
    if first > 1 and key in ("to", "for", "by") and words[first - 2].key in PRAISE | BOOKISH:
        found.append("prev.praise" if words[first - 2].key in PRAISE else "prev.bookish")


def _around(
    part: TextPart, words: Sequence[Word], first: int, last: int, found: list[str], model: NameModel
) -> None:
    pronoun = school = bookish = False
    for at in range(last, min(last + 12, len(words))):
        word = words[at]
        if "\n\n" in word.gap:
            break
        key = word.key
        if key in PRONOUNS:
            pronoun = True
        if key in SCHOOL:
            school = True
        if key in BOOKS_NEAR:
            bookish = True
    for at in range(first - 1, max(first - 10, -1), -1):
        if "\n\n" in words[at + 1].gap:
            break
        key = words[at].key
        if key in SCHOOL:
            school = True
        if key in BOOKS_NEAR:
            bookish = True
    if pronoun:
        found.append("around.pronoun")
    if school:
        found.append("around.school")
    if bookish:
        found.append("around.bookish")
    word = words[first]
    if (
        first and _LIST_GAP.fullmatch(word.gap) and words[first - 1].shape in "CU" and "\n" not in word.gap
    ) or (first > 1 and words[first - 1].key == "and" and words[first - 2].shape in "CU"):
        found.append("list.before")
    if last < len(words):
        after = words[last]
        beyond = words[last + 1] if after.key in ("and", "or") and last + 1 < len(words) else after
        if (
            beyond.shape in "CU"
            and model.is_in("place", beyond.key)
            and not model.is_in("given_common", beyond.key)
        ):
            found.append("beside.place")
        if (_LIST_GAP.fullmatch(after.gap) and after.shape in "CU" and "\n" not in after.gap) or (
            after.key == "and" and last + 1 < len(words) and words[last + 1].shape in "CU"
        ):
            found.append("list.after")
    if word.start == 0 or "\n" in part.folded[max(0, word.start - 4) : word.start]:
        found.append("line.start")
    rest = part.folded[words[last - 1].end : words[last - 1].end + 3]
    if rest.lstrip(" \t.!x")[:1] in ("\n", ""):
        found.append("line.end")
