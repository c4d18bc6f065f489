"""What an audit is asked to do: sources, scope, purpose. Recorded with the results, kept for --resume."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from msgguard.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterSpan:
    """A roster file and the days it was the school's."""

    path: str
    since: date | None = None
    until: date | None = None

    def covers(self, day: date | None) -> bool:
        """Whether a message of that day is judged by this roster."""
        if day is None:
            return self.until is None
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One audit. ``share`` below 1 takes a sample; ``groups`` empty means every sender group.

    ``everything`` judges inbound mail as if the school had sent it (for tests of the rules).
    ``excerpts_by`` and ``excerpts_why`` name who asked for masked excerpts, and the reason.
    """

    sources: tuple[str, ...]
    purpose: str
    approver: str
    since: date | None = None
    until: date | None = None
    groups: tuple[str, ...] = ()
    share: float = 1.0
    seed: int = 1
    dialect: str = "auto"
    limit: int = 0
    everything: bool = False
    excerpts_by: str = ""
    excerpts_why: str = ""
    rosters: tuple[RosterSpan, ...] = ()
    config: str = ""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    baseline: str = ""

    @property
    def excerpts(self) -> bool:
        """Whether masked excerpts were asked for properly."""
        return bool(self.excerpts_by and self.excerpts_why)


def plan_record(plan: Plan) -> dict[str, Any]:
    """The plan as plain data."""
    record = asdict(plan)
    record["since"] = plan.since.isoformat() if plan.since else None
    record["until"] = plan.until.isoformat() if plan.until else None
    record["rosters"] = [
        {
            "path": span.path,
            "since": span.since.isoformat() if span.since else None,
            "until": span.until.isoformat() if span.until else None,
        }
        for span in plan.rosters
    ]
    return record


def plan_from(record: dict[str, Any]) -> Plan:
    """The plan that :func:`plan_record` wrote."""
    known = {field.name for field in fields(Plan)}
    values = {name: value for name, value in record.items() if name in known}
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = tuple(value)
    values["since"] = _day(values.get("since"))
    values["until"] = _day(values.get("until"))
    values["rosters"] = tuple(
        RosterSpan(path=row["path"], since=_day(row["since"]), until=_day(row["until"]))
        for row in values.get("rosters", ())
    )
    return Plan(**values)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def roster_span(text: str) -> RosterSpan:
    """``2023-09-01..2024-08-31=old.json``: a roster and its days; either end may be left out.

    >>> roster_span("2023-09-01..=roster.json").until is None
    True
    """
    days, equals, path = text.partition("=")
    first, dots, last = days.partition("..")
    if not equals or not dots or not path:
        raise UsageError(
            f"--roster {text!r}: write it as FIRST..LAST=FILE, e.g. 2023-09-01..2024-08-31=old.json"
        )
    try:
        return RosterSpan(path=path, since=_day(first.strip()), until=_day(last.strip()))
    except ValueError as failure:
        raise UsageError(f"--roster {text!r}: {failure}") from failure
