"""The numbers of an audit, asked of the results once: for the terminal, the page and the tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from msgguard.audit.query import Results
from msgguard.audit.sample import estimate

Counts = list[tuple[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Every number that is printed. Counts are of findings that count, unless they say otherwise."""

    record: dict[str, Any]
    messages: int
    judged: int
    inbound: int
    affected: int
    findings: int
    not_counted: Counts
    states: Counts
    levels: Counts
    clauses: Counts
    codes: Counts
    names: dict[str, str]
    months: Counts
    checked_by_month: dict[str, int]
    channels: Counts
    groups: Counts
    checked_by_group: dict[str, int]
    senders_by_group: dict[str, int]
    grid: dict[tuple[str, str], int]
    unreadable: Counts
    not_checked: Counts
    faulty: int
    undated: int
    first: str
    last: str

    @property
    def share(self) -> float:
        """Which share of the messages was looked at."""
        return float(self.record["plan"]["share"])

    def affected_in_all(self) -> tuple[int, int, int]:
        """Messages with a finding in the whole archive, estimated from the sample: expected, low, high."""
        checked = self.judged + self.inbound
        left_out = dict(self.states).get("not sampled", 0)
        return estimate(self.affected, checked, checked + left_out)


_BY = "SELECT {0}, count(*) FROM findings WHERE counted GROUP BY 1 ORDER BY 2 DESC, 1"
_CLAUSES = """SELECT clause, count(*) FROM (SELECT unnest(clauses) AS clause FROM findings WHERE counted)
GROUP BY 1 ORDER BY 2 DESC, 1"""
_GRID = """SELECT clause, month, count(*) FROM
(SELECT unnest(clauses) AS clause, month FROM findings WHERE counted) GROUP BY 1, 2"""
_NOT_COUNTED = """SELECT CASE WHEN known THEN 'accepted in the baseline'
WHEN allowed THEN 'allowed by approvals' ELSE 'said again in a quotation or a copy' END, count(*)
FROM findings WHERE NOT counted GROUP BY 1 ORDER BY 1"""
_NOTES = """SELECT note, count(*) FROM (SELECT unnest(not_checked) AS note FROM messages)
GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 40"""
_CHECKED = "state IN ('judged', 'inbound')"


def summarise(results: Results) -> Summary:
    """Ask for every number."""

    def counts(query: str) -> Counts:
        return [(str(row[0]), int(row[1])) for row in results.ask(query).rows]

    states = counts("SELECT state, count(*) FROM messages GROUP BY 1 ORDER BY 2 DESC, 1")
    span = results.ask(f"SELECT min(day), max(day) FROM messages WHERE {_CHECKED}").rows[0]
    return Summary(
        record=results.record,
        messages=sum(count for _, count in states),
        judged=dict(states).get("judged", 0),
        inbound=dict(states).get("inbound", 0),
        affected=results.one("SELECT count(DISTINCT seq) FROM findings WHERE counted"),
        findings=results.one("SELECT count(*) FROM findings WHERE counted"),
        not_counted=counts(_NOT_COUNTED),
        states=states,
        levels=counts(_BY.format("level")),
        clauses=counts(_CLAUSES),
        codes=counts(_BY.format("code")),
        names=dict(results.ask("SELECT DISTINCT code, name FROM findings").rows),
        months=counts("SELECT month, count(*) FROM findings WHERE counted GROUP BY 1 ORDER BY 1"),
        checked_by_month=dict(
            counts(f"SELECT month, count(*) FROM messages WHERE {_CHECKED} GROUP BY 1 ORDER BY 1")
        ),
        channels=counts(_BY.format("channel")),
        groups=counts(_BY.format("sender_group")),
        checked_by_group=dict(
            counts(f"SELECT sender_group, count(*) FROM messages WHERE {_CHECKED} GROUP BY 1")
        ),
        senders_by_group=dict(
            counts(f"SELECT sender_group, count(DISTINCT sender) FROM messages WHERE {_CHECKED} GROUP BY 1")
        ),
        grid={(row[0], row[1]): int(row[2]) for row in results.ask(_GRID).rows},
        unreadable=counts(
            "SELECT reason, count(*) FROM messages WHERE state = 'unreadable' GROUP BY 1 ORDER BY 2 DESC, 1"
        ),
        not_checked=counts(_NOTES),
        faulty=results.one("SELECT count(*) FROM messages WHERE len(errors) > 0"),
        undated=results.one(f"SELECT count(*) FROM messages WHERE {_CHECKED} AND month = ''"),
        first=str(span[0] or ""),
        last=str(span[1] or ""),
    )


def clause_ref(clause: str) -> str:
    """``X1`` of ``pack:X1``: for columns, where the pack stands in the legend."""
    return clause.partition(":")[2] or clause
