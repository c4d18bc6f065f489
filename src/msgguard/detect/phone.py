"""CD101: telephone numbers that are not the school's, in any spelling people use.

Windows with enough digits are cut into units (``spoken.py``), units joined to numbers
(``phone_shape.py``), numbers judged by the words around (``phone_cues.py``, ``phone_excuse.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from msgguard.detect.contact import around, invites
from msgguard.detect.owner import whose_by_words, whose_number
from msgguard.detect.phone_cues import Candidate, has_phone_cue, names_phone
from msgguard.detect.phone_excuse import EXCUSES
from msgguard.detect.phone_shape import shape_of
from msgguard.detect.registry import Detector, Known
from msgguard.detect.spoken import DIGIT_WORDS, REPEAT_WORDS, Unit, is_glued, units_in
from msgguard.model import Confidence, Finding, Owner
from msgguard.text.view import TextPart, View

# What people write between the groups of one number, besides signs, spaces and emoji.
_FILLER = re.compile(
    r"\W{0,6}(?:(?:and|then|followed|by|plus|the|last|first|rest|is|are|it|ends?|in|with|dash|dot|hyphen|"
    r"space|"
    r"slash|stop|next|after|that|three|four|six|five|two|[2-6]|digits?|numbers?|bit|half|part|second|um|"
    r"er|finally|"
    r"new|line|comma|goes|so|brackets?|open|close)\b\W{0,6}){1,7}"
)
_BREAK = frozenset("£$€%=<>@&×")
_LOOKALIKES = frozenset({"is_date", "is_time", "is_sum", "is_price", "is_network_address", "is_code"})
# What makes a keycap of a digit; it follows the digit.
_KEYCAPS = ("\ufe0f", "\u20e3")
_WRITTEN = re.compile(r"[+\d\s().\-/\u2010-\u2015]+")


def find(view: View, known: Known) -> Iterator[Finding]:
    """Telephone numbers of every part; the school's and services' ones with an excuse."""
    for part in view.parts:
        for start, end in _windows(part):
            for run in _runs(part.folded, units_in(part.folded, start, end)):
                for candidate, excuse in _numbers(part, run, known):
                    yield _judged(candidate, excuse, view, known)


def _windows(part: TextPart) -> list[tuple[int, int]]:
    """Stretches with enough digits and number words to hold a number, a little wider."""
    size = len(part.folded)
    windows: list[tuple[int, int]] = []
    for first, last in _clusters(part):
        start, end = max(0, first - 28), min(size, last + 28)
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], end)
        else:
            windows.append((start, end))
    return windows


def _clusters(part: TextPart) -> Iterator[tuple[int, int]]:
    folded = part.folded
    marks = [(start, end, end - start) for start, end in part.figures]
    words = part.words & DIGIT_WORDS
    longest = max(map(len, part.words), default=0)
    glued = [word for word in part.words if len(word) > 18 and is_glued(word)] if longest > 18 else []
    if words or glued:
        for word in (*words, *glued):
            weight = 40 if word in glued else 3 if word in REPEAT_WORDS else 1
            at = folded.find(word)
            while at >= 0:
                marks.append((at, at + len(word), weight))
                at = folded.find(word, at + len(word))
        marks.sort()
    first = last = -1
    count = 0
    for start, end, weight in marks:
        # Words may stand between the halves of what begins like a number, not between others.
        if last >= 0 and start - last > (45 if 3 <= count < 11 and folded[first] in "0+zodn" else 12):
            if count >= 5:
                yield first, last
            first, count = start, 0
        elif last < 0:
            first = start
        last = max(last, end)
        count += weight
    if count >= 5:
        yield first, last


def _runs(folded: str, units: list[Unit]) -> Iterator[list[Unit]]:
    run: list[Unit] = []
    for unit in units:
        if run and not _joins(folded[run[-1].end : unit.start]):
            yield run
            run = []
        run.append(unit)
    if run:
        yield run


def _joins(gap: str) -> bool:
    if len(gap) > 45 or not _BREAK.isdisjoint(gap):
        return False
    if any(map(str.isalnum, gap)):
        return _FILLER.fullmatch(gap) is not None
    return len(gap) <= 12


def _numbers(part: TextPart, run: list[Unit], known: Known) -> Iterator[tuple[Candidate, str]]:
    folded = part.folded
    if sum(len(u.digits) for u in run) < 6:
        return
    index = 0
    count = len(run)
    while index < count:
        size, kind, key = _longest(folded, run, index)
        if not size:
            index += 1
            continue
        # A number without its code needs a word about telephones right before it.
        if kind in ("bare", "local") and index:
            index += 1
            continue
        taken = run[index : index + size]
        start, end = taken[0].start, taken[-1].end
        start = _opening(folded, start)
        if folded[start] == "(" and ")" not in folded[start:end] and folded[end : end + 1] == ")":
            end += 1
        while folded[end : end + 1] in _KEYCAPS and end < len(folded):
            end += 1
        text = folded[start:end]
        candidate = Candidate(
            part=part,
            start=start,
            end=end,
            text=text,
            key=key,
            kind=kind,
            near=around(folded, start, end),
            disguised=any(u.spelled for u in taken)
            or any(_is_odd(folded[a.end : b.start]) for a, b in pairwise(taken)),
        )
        if kind in ("bare", "local") and not names_phone(candidate):
            index += 1
            continue
        excuse = _school_excuse(candidate, known) or next((e.__name__ for e in EXCUSES if e(candidate)), "")
        yield candidate, excuse
        # What only looks like a number must not hide the one that begins inside it.
        index += 1 if excuse in _LOOKALIKES else size


def _is_odd(gap: str) -> bool:
    return bool(gap.strip()) and _WRITTEN.fullmatch(gap) is None


def _opening(folded: str, start: int) -> int:
    while start and folded[start - 1] in "+(":
        start -= 1
    return start


def _longest(folded: str, run: list[Unit], index: int) -> tuple[int, str, str]:
    """How many units from ``index`` make a number, its kind and its key; (0, "", "") if none."""
    head = run[index]
    sign = folded[_opening(folded, head.start) : head.start]
    international = "+" in sign or head.digits == "+"
    # "9.00, 10.15": the 00 of a time is no prefix; nor are the halves of decimals.
    follower = run[index + 1] if index + 1 < len(run) else None
    whole = head.digits.startswith("00") or (
        follower is not None and len(head.digits) == len(follower.digits) == 1
    )
    if head.start > 1 and folded[head.start - 1] in ".," and folded[head.start - 2].isdigit():
        whole = False
    if head.start and folded[head.start - 1].isalnum() and not head.spelled:
        return 0, "", ""
    lead = folded[max(0, head.start - 2) : head.start]
    if (
        len(lead) == 2
        and lead[0].isdigit()
        and lead[1] in "./:-,"
        and (len(head.digits) == 2 or lead == "0.")
    ):
        # Inside a date, a time, a decimal.
        return 0, "", ""
    best = (0, "", "")
    digits = ""
    for size, unit in enumerate(run[index : index + 18], 1):
        if unit.digits == "+":
            if size > 1:
                break
            continue
        if size > 1 and "+" in folded[run[index + size - 2].end : unit.start]:
            break
        digits += unit.digits
        if len(digits) > 17:
            break
        kind, key = shape_of(digits, international=international, prefix=whole)
        if kind:
            best = (size, kind, key)
    return best


def _judged(candidate: Candidate, excuse: str, view: View, known: Known) -> Finding:
    part, near = candidate.part, candidate.near
    whose = whose_number(candidate.key, view, known)
    if not whose.listed:
        whose = whose_by_words(part, candidate.start, near, view, known)
    owner = whose.owner
    if whose.listed and excuse not in ("", "is_school_number", "is_in_link"):
        excuse = ""
    if (
        (
            not excuse
            and not whose.listed
            and candidate.kind in ("landline", "local")
            and owner is Owner.UNKNOWN
        )
        or candidate.kind == "bare"
        or (candidate.kind == "foreign" and not has_phone_cue(candidate))
    ):
        confidence = Confidence.MEDIUM
    else:
        confidence = Confidence.HIGH
    facts = {"kind": candidate.kind}
    if invites(near):
        facts["invites"] = "yes"
    return part.finding(
        "CD101",
        candidate.start,
        candidate.end,
        owner=Owner.ORGANISATION if excuse == "is_organisation" else owner,
        confidence=confidence,
        disguised=candidate.disguised,
        about=whose.about,
        facts=facts,
        why=(f"{candidate.kind} number {candidate.key}",),
        excuse=excuse,
    )


def _school_excuse(candidate: Candidate, known: Known) -> str:
    keys = known.school.number_keys
    if candidate.key in keys:
        return "is_school_number"
    if candidate.kind in ("local", "bare") and any(key.endswith(candidate.key) for key in keys):
        return "is_school_number"
    return ""


DETECTOR = Detector(name="phone", codes=("CD101",), find=find)
