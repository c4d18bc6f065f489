"""The numbers of an audit as lines for a terminal. The people who run it see small numbers too."""

from __future__ import annotations

from collections.abc import Iterator

from msgguard.audit.summary import Counts, Summary, clause_ref
from msgguard.report.run import plural
from msgguard.report.safe import safe

_TOP = 20


def lines_of(summary: Summary) -> Iterator[str]:
    """Everything, most important first."""
    plan = summary.record["plan"]
    yield (
        f"{summary.messages:9,}  messages, {summary.judged:,} of the school's own checked, "
        f"{summary.inbound:,} inbound"
    )
    for state, count in summary.states:
        if state not in ("judged", "inbound"):
            yield f"{count:9,}  {state}"
    if summary.share < 1:
        expected, low, high = summary.affected_in_all()
        yield (
            f"           a sample of {summary.share:.0%}: about {expected:,} messages with a finding in all "
            f"(95 %: {low:,} to {high:,})"
        )
    findings = plural(summary.findings, "finding").partition(" ")[2]
    yield f"{summary.findings:9,}  {findings} in {plural(summary.affected, 'message')}"
    for reason, count in summary.not_counted:
        yield f"{count:9,}  more {reason}, not counted"
    yield from _table("level", summary.levels)
    yield from _table("rule", [(f"{code} {summary.names.get(code, '')}", n) for code, n in summary.codes])
    yield from _table("clause", [(clause_ref(clause), count) for clause, count in summary.clauses])
    yield from _table("sender group", summary.groups)
    yield from _table("month", [(month or "no date", count) for month, count in summary.months])
    yield from _table("could not be read", summary.unreadable)
    yield from _table("not checked", summary.not_checked)
    if summary.faulty:
        yield f"{summary.faulty:9,}  messages on which a detector failed"
    for notice in summary.record["notices"]:
        yield f"note: {safe(notice)}"
    yield f"purpose: {safe(plan['purpose'])}; approved by {safe(plan['approver'])}; {summary.record['state']}"


def _table(title: str, counts: Counts) -> Iterator[str]:
    if not counts:
        return
    yield f"           by {title}" if " " not in title or title == "sender group" else f"           {title}"
    for name, count in counts[:_TOP]:
        yield f"{count:9,}  {safe(name)}"
    if len(counts) > _TOP:
        yield f"{sum(count for _, count in counts[_TOP:]):9,}  in {len(counts) - _TOP} more"
