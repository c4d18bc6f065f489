"""Months put into a row without gaps; many years become quarters or years.

Dates in old mail may be nonsense: what lies before the first email or after today is left
out of the row (and said to have no usable date).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_FIRST = "1985-01"
_MOST_MONTHS = 24
_MOST_QUARTERS = 24
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """A row of months, quarters (``2024-Q1``) or years."""

    unit: str
    order: Sequence[str]

    def __len__(self) -> int:
        return len(self.order)

    def of(self, month: str) -> str:
        """The period of a month, empty where it lies outside the row."""
        period = _period(month, self.unit) if month else ""
        return period if period in self.order else ""


def periods_of(months: Iterable[str], *, last: str) -> Periods:
    """The row that holds the months, up to ``last``."""
    usable = sorted(month for month in set(months) if _FIRST <= month <= last)
    if not usable:
        return Periods(unit="month", order=())
    every = _row(usable[0], usable[-1])
    unit = (
        "month" if len(every) <= _MOST_MONTHS else "quarter" if len(every) <= 3 * _MOST_QUARTERS else "year"
    )
    return Periods(unit=unit, order=tuple(dict.fromkeys(_period(month, unit) for month in every)))


def by_period(counts: Iterable[tuple[str, int]], periods: Periods) -> dict[str, int]:
    """Counts by month gathered into periods."""
    found: dict[str, int] = {}
    for month, count in counts:
        period = periods.of(month)
        if period:
            found[period] = found.get(period, 0) + count
    return found


def label_of(period: str, *, first: bool = False) -> str:
    """A period for people; ``first`` gives its first month instead (``2024-04``).

    >>> label_of("2024-03"), label_of("2024-Q2"), label_of("2024-Q2", first=True)
    ('Mar 24', 'Q2 24', '2024-04')
    """
    year, _, part = period.partition("-")
    if first:
        month = 3 * int(part[1]) - 2 if part.startswith("Q") else int(part or 1)
        return f"{year}-{month:02d}"
    if part.startswith("Q"):
        return f"{part} {year[2:]}"
    return f"{_NAMES[int(part) - 1]} {year[2:]}" if part else year


def _row(first: str, last: str) -> list[str]:
    year, month = int(first[:4]), int(first[5:7])
    found = []
    while (text := f"{year:04d}-{month:02d}") <= last:
        found.append(text)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def _period(month: str, unit: str) -> str:
    if unit == "month":
        return month
    return f"{month[:4]}-Q{(int(month[5:7]) + 2) // 3}" if unit == "quarter" else month[:4]
