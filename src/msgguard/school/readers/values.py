"""Cells to values: years, classes, dates, yes and no, addresses, numbers.

Sources: how schools and their systems write them (CEDS grade codes in OneRoster, NC years in
CTF and SIMS), and what spreadsheets do to numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

_YEAR = re.compile(r"(?:(?:national curriculum|nc|school)?\s*(?:year|yr|grade|y|group)?\s*)0*(\d{1,2})", re.I)
_CLASS_WORD = re.compile(
    r"^(?:class|form|tutor(?: group)?|reg(?:istration)?(?: group| form)?)\s*[:-]?\s+(?=\S)", re.I
)
_EMAIL = re.compile(r"[^\s<>;,|/()\"'\[\]:]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}")
_PHONE = re.compile(r"\+?\(?\d[\d\s().\-]{7,18}\d")
_WORD_YEARS = {
    "r": "R", "rec": "R", "reception": "R", "kg": "R", "kindergarten": "R", "fs2": "R", "eyfs2": "R",
    "n": "N", "nursery": "N", "pk": "N", "prek": "N", "prekindergarten": "N", "fs1": "N", "n1": "N",
    "n2": "N", "pr": "N", "preschool": "N",
}  # fmt: skip
_MONTHS = {
    m: n
    for n, m in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_NUMERIC = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?: .*)?")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s/.\-]+([A-Za-z]{3})[a-z]*\.?,?[\s/.\-]+(\d{4})")
_YES = frozenset({"y", "yes", "t", "true", "1", "x", "✓", "✔"})
_NO = frozenset({"n", "no", "f", "false", "0", "✗", "✘"})


def year_of(text: str) -> str:
    """A year group as ``N``, ``R`` or ``1`` to ``13``; anything else stays as written.

    >>> [year_of(t) for t in ("Year 4", "04", "KG", "Reception", "Y11", "Oak")]
    ['4', '4', 'R', 'R', '11', 'Oak']
    """
    text = text.strip()
    match = _YEAR.fullmatch(text)
    if match is not None and int(match[1]) <= 14:
        return str(int(match[1])) if int(match[1]) else "R"
    key = re.sub(r"[^a-z0-9]", "", text.lower().removeprefix("year").removeprefix("grade"))
    return _WORD_YEARS.get(key, text)


def class_of(text: str) -> str:
    """A class's code without the word before it.

    >>> class_of("Class 3L"), class_of("Form: 9B"), class_of("Classics")
    ('3L', '9B', 'Classics')
    """
    return _CLASS_WORD.sub("", " ".join(text.split()))


def is_month_first(cells: Iterable[str]) -> bool:
    """Whether a column of dates is American: some second number is no month, no first one is."""
    matches = [m for cell in cells if (m := _NUMERIC.fullmatch(cell.strip()))]
    return any(int(m[2]) > 12 for m in matches) and all(int(m[1]) <= 12 for m in matches)


def date_of(text: str, *, month_first: bool = False) -> str:
    """A date as ISO text, day before month unless said otherwise; empty where it is none.

    >>> date_of("08/02/2021"), date_of("8 Feb 2021"), date_of("2021-02-08T00:00:00"), date_of("soon")
    ('2021-02-08', '2021-02-08', '2021-02-08', '')
    """
    text = text.strip()
    try:
        if match := _ISO.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
        if match := _NUMERIC.fullmatch(text):
            day, month = (match[2], match[1]) if month_first else (match[1], match[2])
            year = int(match[3])
            # Two digits: pupils and their parents were born before today.
            year += 0 if year > 99 else (2000 if year < 40 else 1900)
            return date(year, int(month), int(day)).isoformat()
        if match := _NAMED.fullmatch(text):
            return date(int(match[3]), _MONTHS.get(match[2].lower(), 0), int(match[1])).isoformat()
    except ValueError:
        return ""
    return ""


def truth_of(text: str) -> bool | None:
    """Yes, no, or None where the cell says neither."""
    key = text.strip().casefold()
    return True if key in _YES else False if key in _NO else None


def split_emails(text: str) -> list[str]:
    """Every address in a cell, lower-cased.

    >>> split_emails("Mum: K.Jones@Mail.example; dad@mail.example")
    ['k.jones@mail.example', 'dad@mail.example']
    """
    return [match[0].lower() for match in _EMAIL.finditer(text[:2000])]


def split_phones(text: str) -> list[str]:
    """Every telephone number in a cell, as digits; a nought that a spreadsheet ate is put back.

    >>> split_phones("07700 900601 / 01632 960 001 (work)"), split_phones("7700900601")
    (['07700900601', '01632960001'], ['07700900601'])
    """
    found = []
    for match in _PHONE.finditer(text[:400]):
        plus = "+" if match[0].startswith("+") else ""
        digits = plus + re.sub(r"\D", "", match[0].replace("(0)", "") if plus else match[0])
        if len(digits) == 10 and digits[0] in "1237":
            digits = "0" + digits
        if 9 <= len(digits) <= 16:
            found.append(digits)
    return found
