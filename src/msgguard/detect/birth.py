"""Dates of birth: PI602 a pupil's, PI601 an adult's.

A date is one of birth where a word says so near it, where a list of names under such a word
holds it, or where the roster has it for the pupil named. Age at the message's date tells child
from adult.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgguard import lazyre as re
from msgguard.detect.birth_dates import MONTHS, Birth, bare_dates, dates
from msgguard.detect.figures import Window
from msgguard.detect.registry import Known
from msgguard.detect.whose import adult_owner, pupils_before
from msgguard.model import Confidence, Finding, Message, Owner
from msgguard.text.view import TextPart, View

# Words that make a date one of birth; "b." only right before it.
_CUE = re.compile(
    r"\bd\.? ?o\.? ?b\b|\bd of b\b|\bdobs\b|\bdates? of birth\b|\bbirth ?-?date\b"
    r"|\bbirth ?days?\b|\bb-?days?\b|\bborn\b|\bbirth certificate\b"
)
_WORDS = frozenset({
    "dob", "dobs", "dob's", "b", "bday", "bdays", "bday's", "birth", "birthdate", "birthday", "birthdays",
    "birthday's", "born",
})  # fmt: skip
# Between a pupil's name and a date: the day of something else.
_EVENT = re.compile(
    r"\b(?:since|joined|joins|started|starting|start|admitted|admission|left|leaves|leaving|enrolled|transferred|from"
    r"|until|till|by|dated|letter|report|review|meeting|visit|photo\w*|taken|signed|received|sent|paid|invoice|last|trip"
    r"|minutes|match|played|won|in|at|to|for)\b"
)
_SHORT_CUE = re.compile(r"(?:^|[\s(,;-])b(?:\.|orn)?:? ?$")
# Dates of a whole group, of a birth that is the news itself, or of people in books.
_COHORT = re.compile(
    r"\bborn (?:between|before|after|on or (?:after|before)|from|since|in or)\b|\bcut-?off\b|\beligible\b"
)
_BIOGRAPHY = re.compile(
    r"\b(?:was|were) born\b|\b(?:writer|author|poet|artist|composer|scientist|king|queen"
    r"|president|footballer|explorer|inventor|singer"
    r"|biography|fact ?file|famous|history|historical|novelist|painter|nurse|pioneer|activist)\b"
)
_WHOSE_OWN = re.compile(r"\bi was born\b|\bmy\b|\bhe's\b|\bshe's\b")
_NAME_BEFORE = re.compile(
    r"(?:^|[\s(|,;:/*•·>-])([^\W\d_][\w'’-]*)(?:'s)?(?: [A-Z][\w'’.-]*)?[ ,:(|\t\-–—=]{1,4}(?:is |on |was )?$"
)
_CELL = re.compile(r"[|\t;]|,[^,\n]*,")
_BEFORE, _AFTER, _LIST = 70, 26, 2000
_CHILD, _OLDEST, _YOUNGEST, _SCHOOL_AGE = 19, 100, 2, 3.5


def births(part: TextPart, windows: Sequence[Window], view: View, known: Known) -> Iterator[Finding]:
    """Findings of dates of birth in one part."""
    folded = part.folded
    message = view.message
    cues: list[tuple[int, int]] = []
    if not part.words.isdisjoint(_WORDS):
        cues = [match.span() for match in _CUE.finditer(folded)]
    heading = part.name == "body" and any(_CUE.search(p.folded) for p in view.parts if p.name == "subject")
    by_birth = known.roster.pupils_by_birth if known.roster else {}
    if not cues and not heading and not by_birth and "b" not in part.words:
        return
    no_name = known.words.get("no-name", frozenset())
    today = message.date.date() if message.date else date.today()
    before = 0
    for birth in sorted((*dates(folded, windows, today), *bare_dates(folded, cues, today))):
        while before < len(cues) and cues[before][0] < birth.start:
            before += 1
        evidence = _evidence(part, birth, cues, before, heading, no_name)
        about = _roster_match(part, birth, known, message)
        age = (today - birth.day).days / 365.25
        if (
            not evidence
            and not about
            and _SCHOOL_AGE <= age < _CHILD
            and _is_beside_pupil(part, birth, known, message)
        ):
            evidence = "name"
        if not evidence and not about:
            continue
        if not about and not _YOUNGEST <= age <= _OLDEST:
            continue
        yield _finding(part, birth, age, evidence, about, known, message)


def _is_beside_pupil(part: TextPart, birth: Birth, known: Known, message: Message) -> bool:
    """Whether a pupil's name stands before the date in its line, and nothing says what day it is."""
    folded, start = part.folded, birth.start
    line = max(folded.rfind("\n", 0, start) + 1, start - 60)
    if start - line < 3 or _EVENT.search(folded, line, start) or re.search(r"[.!?] ", folded[line:start]):
        return False
    return bool(pupils_before(part, start, known, message, reach=start - line))


def _evidence(
    part: TextPart,
    birth: Birth,
    cues: list[tuple[int, int]],
    before: int,
    heading: bool,
    no_name: frozenset[str],
) -> str:
    """What makes it a date of birth: ``word``, ``list``, or nothing."""
    folded, start, end = part.folded, birth.start, birth.end
    if (
        before
        and start - cues[before - 1][1] <= _BEFORE
        and "\n\n" not in folded[cues[before - 1][1] : start]
    ):
        return "word"
    if before < len(cues) and cues[before][0] - end <= _AFTER and "\n" not in folded[end : cues[before][0]]:
        between = folded[end : cues[before][0]]
        if not re.search(r"[.;!?]|\d", between):
            return "word"
    if _SHORT_CUE.search(folded[max(0, start - 8) : start]):
        return "word"
    listed = heading or (before and start - cues[before - 1][1] <= _LIST)
    if listed:
        name = _NAME_BEFORE.search(part.plain[max(0, start - 48) : start])
        if (
            name
            and name[1][0].isupper()
            and name[1].lower() not in no_name
            and name[1].lower()[:3] not in MONTHS
        ):
            return "list"
        line = folded[folded.rfind("\n", max(0, start - 400), start) + 1 : end + 20]
        if before and _CELL.search(line[:400]) and _CELL.search(_line_at(folded, cues[before - 1][0])):
            return "list"
    return ""


def _line_at(folded: str, index: int) -> str:
    start = max(folded.rfind("\n", max(0, index - 200), index) + 1, index - 200)
    end = folded.find("\n", index, index + 200)
    return folded[start : min(index + 200, end if end >= 0 else len(folded))]


def _roster_match(part: TextPart, birth: Birth, known: Known, message: Message) -> tuple[str, ...]:
    """The pupil whose date of birth the roster has, where the text names that pupil nearby."""
    if known.roster is None:
        return ()
    found = known.roster.pupils_by_birth.get(birth.day.isoformat(), ())
    if not found:
        return ()
    named = pupils_before(part, birth.start, known, message)
    return tuple(p.id for p in found if p.id in named)


def _finding(
    part: TextPart,
    birth: Birth,
    age: float,
    evidence: str,
    about: tuple[str, ...],
    known: Known,
    message: Message,
) -> Finding:
    folded = part.folded
    near = folded[max(0, birth.start - 90) : birth.end + 30]
    child = bool(about) or age < _CHILD
    excuse = ""
    if not about and _COHORT.search(near):
        excuse = "is_cohort"
    elif not child and "born" in near and _BIOGRAPHY.search(near) and not _WHOSE_OWN.search(near):
        excuse = "is_biography"
    if child:
        named = about or pupils_before(part, birth.start, known, message)
        return part.finding(
            "PI602",
            birth.start,
            birth.end,
            owner=Owner.PUPIL,
            about=named,
            facts={"kind": "date of birth"},
            confidence=Confidence.HIGH if evidence == "word" or named else Confidence.MEDIUM,
            why=("the roster has this date for the pupil",)
            if about
            else (f"a child's date of birth: {evidence}",),
            excuse=excuse,
        )
    sure = evidence == "word"
    return part.finding(
        "PI601",
        birth.start,
        birth.end,
        owner=adult_owner(part, birth.start, known),
        facts={"kind": "date of birth"},
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
        why=(f"an adult's date of birth: {evidence}",),
        excuse=excuse,
    )
