"""The month on one page, for the Head: counts by clause, the trend, approvals near their end.

Counts only: no names, no texts. What is counted is what the gateway held or kept.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from msgguard.policy.policy import Policy

if TYPE_CHECKING:
    from msgguard.gateway.store import Hold
    from msgguard.web.register import Entry

_BARS = 10
_MONTHS = 12
_LIMIT = 100_000
SOON = 60


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Month:
    """A month of a year."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"

    @property
    def words(self) -> str:
        """``November 2026``."""
        return date(self.year, self.month, 1).strftime("%B %Y")

    def back(self, months: int) -> Month:
        """So many months earlier.

        >>> str(Month(year=2026, month=2).back(3))
        '2025-11'
        """
        at = self.year * 12 + self.month - 1 - months
        return Month(year=at // 12, month=at % 12 + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a chart; ``share`` of the longest, 0 to 1."""

    label: str
    title: str
    count: int
    share: float
    chosen: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Everything on the page."""

    month: Month
    before: Month
    after: Month | None
    held: int
    let_go: int
    sent_back: int
    waiting: int
    kept: int
    clauses: Sequence[Bar]
    rules: Sequence[Bar]
    trend: Sequence[Bar]
    ending: Sequence[Entry]


def month_of(text: str, *, today: date) -> Month:
    """The month named ``2026-11``, this month where none is. Raises ValueError."""
    if not text:
        return Month(year=today.year, month=today.month)
    found = date.fromisoformat(text + "-01")
    return Month(year=found.year, month=found.month)


def summary_of(store: Any, month: Month, policy: Policy, register: Sequence[Entry]) -> Summary:
    """Count the month; without a store there is nothing to count."""
    holds: Sequence[Hold] = ()
    if store is not None:
        from msgguard.gateway.states import State
        from msgguard.gateway.store import listed

        holds = listed(store, set(State), limit=_LIMIT)
    dated = [(_month(hold.created), hold) for hold in holds]
    here = [hold for when, hold in dated if when == month]
    states = Counter(str(hold.state) for hold in here)
    clauses = Counter(ref for hold in here for ref in hold.facts.get("clauses", ()))
    codes = Counter(code for hold in here for code in hold.facts.get("codes", ()))
    months = Counter(when for when, _ in dated)
    now = time.localtime()
    after = month.back(-1)
    return Summary(
        month=month,
        before=month.back(1),
        after=after if after <= Month(year=now.tm_year, month=now.tm_mon) else None,
        held=sum(states.values()) - states["kept"],
        let_go=states["released"] + states["releasing"],
        sent_back=states["returned"] + states["returning"],
        waiting=states["stored"] + states["noticed"] + states["asked"] + states["unsure"] + states["stuck"],
        kept=states["kept"],
        clauses=bars(clauses, {c.ref: c.short or c.text for c in policy.clauses}),
        rules=bars(codes, {r.code: r.name.replace("-", " ") for r in policy.rules.values()}),
        trend=trend(months, month),
        ending=[e for e in register if e.days_left is not None and -31 <= e.days_left <= SOON],
    )


def _month(moment: float) -> Month:
    at = time.localtime(moment)
    return Month(year=at.tm_year, month=at.tm_mon)


def bars(counts: Counter[str], titles: dict[str, str]) -> list[Bar]:
    """The most frequent, as bars."""
    most = max(counts.values(), default=1)
    return [
        Bar(label=key, title=titles.get(key, ""), count=count, share=count / most)
        for key, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_BARS]
    ]


def trend(counts: Counter[Month], month: Month) -> list[Bar]:
    """The twelve months up to ``month``."""
    months = [month.back(ago) for ago in range(_MONTHS - 1, -1, -1)]
    most = max((counts[m] for m in months), default=1) or 1
    return [
        Bar(
            label=date(m.year, m.month, 1).strftime("%b"),
            title=m.words,
            count=counts[m],
            share=counts[m] / most,
            chosen=m == month,
        )
        for m in months
    ]
