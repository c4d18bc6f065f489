"""Shapes of secrets for PI603: what a code or a password may look like, and how telling that is.

A shape is worth points, never a finding by itself: ``secret_code`` and ``secret_password`` add
what stands around it. Codes are what fits a keypad, a padlock's wheels or a safe's dial, in
figures or in words; passwords are single written things that no ordinary word, date, address or
measure looks like.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from msgguard import lazyre as re
from msgguard.detect.figures import Window

_NUMBER_WORD = "oh|zero|nought|naught|one|two|three|four|five|six|seven|eight|nine"
_UNIT = rf"(?:(?:double|treble|triple) )?(?:{_NUMBER_WORD}|\d)(?!\w)"
# 4471, 2580#, C1066X, 44 71, 771 204.
FIGURES = re.compile(
    r"(?<![\w£$€.,:/@+=?&-])(?<!\d[ ,])(?:[*#]?\d{3,8}[*#]?|[a-z]{1,2}\d{3,5}[a-z]?|\d{3,5}[a-z]{1,2}"
    r"|\d\d(?:[ -]\d\d){1,2}|\d{3}[ -]\d{3})(?![\w£%€@]|[.:/,]\d|[ -]\d)"
)
# 4 4 7 1, 4-4-7-1, "four double seven one", "6 then 0 then 9"; a letter at either end.
SPACED = re.compile(
    rf"(?<![\w£$€.,:/@+-])(?<!\d )(?:[a-z] )?{_UNIT}(?:(?:, ?| then |, then | and |[ .\-–]){_UNIT}){{2,15}}"
    r"(?:[ -][a-z](?!\w))?(?![\w£%€@]|[.:/]\d| ?[ap]m\b)"
)
_TURN = r"(?:left|right|back|forward|clockwise|anti-?clockwise|round|on)"
# A dial's turns: "R12 L30 R5", "22 left 13 right 7 left", "30, back to 12, on to 45".
TURNS = re.compile(
    r"(?<!\w)(?:[lr] ?\d{1,2}[ ,\-]{1,3}){2,3}[lr]? ?\d{1,2}(?!\w)"
    rf"|(?<![\w.])\d{{1,2}} {_TURN}(?:,? (?:then |and )?\d{{1,2}} {_TURN}){{1,3}}(?!\w)"
    rf"|(?<![\w.])(?:{_TURN} )?(?:to )?\d{{1,2}}(?:,? (?:then "
    rf"|and )?{_TURN} (?:again )?(?:to )?\d{{1,2}}){{2,3}}(?!\w)"
)
# A figure by itself beside another: a cheap look before SPACED.
APART = re.compile(r"(?<!\d)\d(?:[ .\-–]|, ?| then | double )\d(?!\d)")
REPEATS = frozenset({"double", "treble", "triple"})
_RUN = re.compile(r"\d{2,}")
NUMBER_WORDS = frozenset({*_NUMBER_WORD.split("|"), *REPEATS})
TURN_WORDS = frozenset({
    "left", "right", "back", "clockwise", "anticlockwise", "anti", "dial", "dials", "turn",
    "combination", "combo", "safe",
})  # fmt: skip
# Numbers that everybody may dial.
_SERVICE = frozenset({"999", "112", "111", "101", "105", "119", "123", "141", "1470", "1471", "1571", "1572"})
_BEFORE_FIGURES = frozenset("abcdefghijklmnopqrstuvwxyz*#")
_SINGLE = re.compile(rf"{_NUMBER_WORD}|\d")
_UNITS = re.compile(rf"{_NUMBER_WORD}|\d|double|treble|triple")
_MEASURES = (
    "mm", "cm", "km", "mb", "gb", "kb", "tb", "kg", "mg", "ml", "am", "pm", "hp", "px", "k", "th", "st",
    "nd", "rd", "m", "g", "s", "w", "v", "hz", "bp", "bc", "ad",
)  # fmt: skip
_CALLED = re.compile(
    r"(?:oh|o|zero|0)[ ,-]{0,2}(?:double seven|7 ?7|seven seven|one|1|two)(?:[ ,-]\D?|\d)(?:.{6,}|\d{5})"
)
_ON_THE_CLOCK = re.compile(r"(?:0[6-9]|1\d|2[0-2])(?:00|15|30|45)")
_YEAR = re.compile(r"(?:19|20)\d\d")


def figures_in(folded: str, windows: Iterable[Window]) -> Iterator[re.Match[str]]:
    """Codes in figures; a look at each run of digits first, since most belong to other numbers."""
    for window in windows:
        last = 0
        for run in _RUN.finditer(folded, window.start, window.end):
            start, end = run.span()
            if start < last or (folded[start - 1 : start] == " " and folded[start - 2 : start - 1].isdigit()):
                continue
            if (
                end - start > 3
                and folded[end : end + 1] in ("-", " ")
                and folded[end + 1 : end + 2].isdigit()
            ):
                continue
            while start > 0 and run.start() - start < 2 and folded[start - 1] in _BEFORE_FIGURES:
                start -= 1
            match = FIGURES.match(folded, start) or FIGURES.match(folded, run.start())
            if match is not None:
                last = match.end()
                yield match


def code_points(value: str) -> int:
    """How much a value looks like a door's or a device's code; below nought: never one.

    >>> code_points("4 4 7 1"), code_points("4471"), code_points("2026"), code_points("1571")
    (2, 1, 0, -1)
    """
    if value in _SERVICE or len(_UNITS.findall(value)) > 8 or _CALLED.match(value):
        return -1  # a telephone number, whole or in part
    if value.isdigit():
        telling = len(value) >= 4 and not _YEAR.fullmatch(value) and not _ON_THE_CLOCK.fullmatch(value)
        return 1 if telling else 0
    if is_counting(value):
        return 0
    units = len(_UNITS.findall(value))
    if value[0] in "*#" or value[-1] in "*#":
        return 2
    if " " not in value and "-" not in value:
        if value.endswith(_MEASURES) or value[:2] in ("ks", "yr"):
            return 0
        return 1 if value[:2].isalpha() else 2
    return 2 if units >= 4 and not re.fullmatch(r"\d\d[ -]\d\d", value) else 1


def is_counting(value: str) -> bool:
    """Whether figures apart go up or down by one: counting, not a code.

    >>> is_counting("five, four, three, two"), is_counting("4-4-7-1")
    (True, False)
    """
    words = _NUMBER_WORD.split("|")
    figures = [int(unit) if unit.isdigit() else words.index(unit) - 3 for unit in _SINGLE.findall(value)]
    steps = {after - before for before, after in itertools.pairwise(figures)}
    return len(figures) > 2 and steps in ({1}, {-1})


def is_on_the_clock(value: str) -> bool:
    """Whether four figures read as a time of day: 0830, 1545."""
    return _ON_THE_CLOCK.fullmatch(value) is not None


_TOKEN = re.compile(r"[^\s\"“”<>()\[\]|]{4,}")
_LONGEST = 32
_TRAILING = ".,;:'’…"
# Written things with figures or signs in them that are no password.
_ORDINARY = re.compile(
    r"[\d.,:/%£$€+x-]+(?:st|nd|rd|th|am|pm|p|k|m|mm|cm|km|g|kg|ml|l|gb|mb|tb|kb|px|mins?|hrs?|hours?|yrs?|years?"
    r"|weeks?|days?|s)?\.?|(?:ks|key-?stage|year|yr|y|class|room|unit|week|wk|day|term|phase|stage|group|level|page"
    r"|grade|part|step|section|zone|band|set|team|table|line|row|act|scene|chapter|lesson|week|under|over|covid|gcse"
    r"|office|windows|version|v|mp|ipad|iphone|m|a|b|u)-?\d{1,3}[a-z]?s?|\d{1,2}[a-z]{1,3}|[a-z]{1,2}\d{1,2}[a-z]?"
    r"|.*\.(?:pdf|docx?|xlsx?|pptx?|jpe?g|png|csv|zip|txt|html?|mp[34]|com|org|net|uk|gov|exe|conf|log)|#\w+"
    r"|[a-z]{1,2}\d[a-z\d]?\d[a-z]{2}|[a-z]+\.[a-z]+|[\w.-]+/[\w./]+|\w*['’]\w{1,2}|&\w+;"
)
_LINK = re.compile(r"//|^[\w.]{4,}@[a-z]+$|=$|^[$!?*_]|^www\.|@[\w-]+\.|\\|^[@~/-]|^[+(]?\d[\d ()-]+$")
_SIGN = re.compile(r"\w[!$%&*#@_^+=?~€£]+\w|\d[!$%&*#@^+=?~€£]+$")
_FUNCTION_WORDS = frozenset(
    [
        "to",
        "of",
        "the",
        "by",
        "and",
        "in",
        "a",
        "on",
        "for",
        "up",
        "at",
        "it",
        "an",
        "or",
        "with",
        "from",
        "off",
        "out",
        "down",
        "over",
        "no",
        "not",
        "do",
        "so",
        "if",
        "as",
        "be",
        "is",
    ]
)


def password_points(written: str) -> int:
    """How much one written thing, case kept, looks like a password: nought to three.

    >>> password_points("Teapot!9"), password_points("Autumn2025"), password_points("week-by-week")
    (3, 2, 0)
    """
    if written.isalpha() and written[1:].islower():
        return 0  # a word: what most things are
    low = written.lower()
    if _ORDINARY.fullmatch(low) or _LINK.search(written):
        return 0
    letters = sum(c.isalpha() for c in written)
    digits = sum(c.isdigit() for c in written)
    if letters < 2:
        return 0
    sign = _SIGN.search(written) is not None
    pieces = re.split(r"[-._]", low)
    joined = len(pieces) > 1 and all(pieces) and _FUNCTION_WORDS.isdisjoint(pieces)
    inner = not written[1:].islower() and not written[1:].isupper() and any(c.isupper() for c in written[1:])
    if digits and (sign or joined):
        return 3 if not written.isupper() else 1
    if digits:
        if written.isupper() or letters < 3:
            return 1
        mixed = re.search(r"\d[A-Za-z]", written) is not None or inner
        return 3 if mixed else 2
    if sign:
        return 3 if "/" not in written and "&" not in written[:2] and not written.isupper() else 1
    if joined and len(pieces) >= 3:
        return 2
    return 1 if inner and letters >= 5 and "-" not in written else 0


def tokens(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    """Single written things between two places, without the sentence's own marks."""
    found = []
    for match in _TOKEN.finditer(plain, start, end):
        first, last = match.span()
        while last > first and plain[last - 1] in _TRAILING:
            last -= 1
        while first < last and plain[first] in "'‘=:;,*_":
            first += 1
        body = plain[first:last]
        if body[-1:] in "!?*_" and body.rstrip("!?*_").isalpha():
            last = first + len(body.rstrip("!?*_"))
        if 4 <= last - first <= _LONGEST:
            found.append((first, last))
    return found
