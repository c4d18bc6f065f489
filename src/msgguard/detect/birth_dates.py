"""Dates in the past as people write them, for ``birth``: figures, months by name, bare figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from msgguard import lazyre as re
from msgguard.detect.figures import Window, matches_in

_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_DATE = re.compile(
    r"(?<![\w£$€/.-])(?:"
    r"(?P<d1>\d{1,2})(?P<sep>[/.\-])(?P<m1>\d{1,2})(?P=sep)(?P<y1>\d{4}|\d\d)"
    r"|(?P<d4>\d{1,2}) (?P<m4>\d{1,2}) (?P<y4>(?:19|20)\d\d)"
    r"|(?P<y2>(?:19|20)\d\d)-(?P<m2>\d\d)-(?P<d2>\d\d)"
    rf"|(?P<d3>\d{{1,2}})(?:st|nd|rd"
    rf"|th)?[ \-.]?(?:of )?(?P<m3>{_MONTH})\b\.?,?[ \-.]{{0,2}}(?P<y3>(?:19|20)\d\d"
    rf"|'?\d\d(?![:\d]))"
    r")(?![\w/]|[.\-]\d)"
    rf"|\b(?P<m5>{_MONTH})\b\.? (?P<d5>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y5>(?:19|20)\d\d)\b"
)
MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
# Right behind the word a date may be bare figures: "DOB 04071981", "dob is 01 04 88".
_BARE = re.compile(
    r"(?:'s|\s|is|was|[:=.,(\-–—])*(?<!\d)(?P<d>\d\d)(?P<sep> ?)(?P<m>\d\d)(?P=sep)(?P<y>(?:19|20)\d\d"
    r"|\d\d)(?![\d/]|[.-]\d| \d)"
)
_CLOCK = re.compile(r",?\s{1,3}(?:at )?\d{1,2}[:.]\d\d")


class Birth(NamedTuple):
    """A date that may be one of birth."""

    start: int
    end: int
    day: date


def dates(folded: str, windows: Sequence[Window], today: date) -> Iterator[Birth]:
    """Every full date in the text that lies before ``today``."""
    for match in matches_in(_DATE, folded, windows, least=4):
        if _CLOCK.match(folded, match.end()):
            continue  # a time behind it: when a message was sent, not when somebody was born
        found = match.groupdict()
        number = next(n for n in "12345" if found.get(f"y{n}"))
        day = _as_date(found[f"d{number}"], found[f"m{number}"], found[f"y{number}"], today)
        if day is not None and day < today:
            yield Birth(match.start(), match.end(), day)


def bare_dates(folded: str, cues: list[tuple[int, int]], today: date) -> Iterator[Birth]:
    """Dates in bare figures, right behind a word for them."""
    for _, end in cues:
        match = _BARE.match(folded, end, min(len(folded), end + 30))
        if match is None:
            continue
        day = _as_date(match["d"], match["m"], match["y"], today)
        if day is not None and day < today:
            yield Birth(match.start("d"), match.end(), day)


def _as_date(day: str, month: str, year: str, today: date) -> date | None:
    years = int(year.lstrip("'"))
    if years < 100:
        years += 2000 if 2000 + years <= today.year else 1900
    months = int(month) if month.isdigit() else MONTHS[month[:3]]
    try:
        return date(years, months, int(day))
    except ValueError:
        return None
