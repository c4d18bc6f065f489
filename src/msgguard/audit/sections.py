"""The sections of the report: by clause, over time, by group, by rule, and the audit's limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgguard.audit import charts
from msgguard.audit.months import by_period, label_of, periods_of
from msgguard.audit.review import Precision
from msgguard.audit.summary import Summary, clause_ref
from msgguard.audit.suppress import SMALL, merged, number, shown, shown_grid, small
from msgguard.audit.tags import details, figure, table

_TOP_CLAUSES = 15
_TOP_RULES = 20


def clauses(summary: Summary) -> Iterator[str]:
    """Findings by clause, with the policy's words."""
    yield '<h2 id="clauses">By clause</h2>'
    if not summary.clauses:
        yield "<p>No finding that counts cites a clause.</p>"
        return
    told = {clause["id"]: clause for clause in summary.record["clauses"]}
    rows = shown(summary.clauses)
    drawn = [(clause_ref(name), count) for name, count in rows if count][:_TOP_CLAUSES]
    if drawn:
        yield from figure(
            charts.bars(drawn, about=_about("Findings by clause", drawn), unit="findings"),
            "Findings that may conflict with each clause. One finding can touch several.",
        )
    yield from table(
        ("Clause", "Duty", "In the policy’s words", "Findings"),
        [
            (
                clause_ref(name),
                told.get(name, {}).get("duty", ""),
                told.get(name, {}).get("text", ""),
                number(count),
            )
            for name, count in rows
        ],
        caption="Clauses",
    )


def time(summary: Summary) -> Iterator[str]:
    """The trend, and the grid of clauses and months."""
    yield "<h2>Over time</h2>"
    last = str(summary.record["today"])[:7]
    periods = periods_of([*summary.checked_by_month, *dict(summary.months)], last=last)
    if len(periods) < 2:
        yield "<p>The messages lie within one month, or have no usable date.</p>"
        return
    found = by_period(summary.months, periods)
    checked = by_period(summary.checked_by_month.items(), periods)
    kept = dict(shown(found.items()))
    rates: list[tuple[str, float | None]] = []
    for period in periods.order:
        count, looked_at = kept.get(period, 0), checked.get(period, 0)
        rates.append((period, None if count is None or not looked_at else round(100 * count / looked_at, 2)))
    if any(rate is not None for _, rate in rates):
        yield from figure(
            charts.trend(
                [(label_of(period, first=True), rate) for period, rate in rates],
                about=f"Findings per 100 messages checked, {periods.order[0]} to {periods.order[-1]}",
                unit="findings per 100 messages",
                title="per 100 messages",
            ),
            f"Findings per 100 messages checked, by {periods.unit}. A gap is a number too small to show.",
        )
    rows = [name for name, _ in summary.clauses][:_TOP_CLAUSES]
    grid: dict[tuple[str, str], int] = {}
    for (clause, month), count in summary.grid.items():
        period = periods.of(month)
        if period:
            grid[clause, period] = grid.get((clause, period), 0) + count
    cells = shown_grid(grid, rows, periods.order)
    if rows:
        yield from figure(
            charts.heat(
                [
                    (clause_ref(row), label_of(column), cells[row, column])
                    for row in rows
                    for column in periods.order
                ],
                rows=[clause_ref(row) for row in rows],
                columns=[label_of(column) for column in periods.order],
                about=f"Findings by clause and {periods.unit}; the table below has every number",
                unit="findings",
            ),
            f"Findings by clause and {periods.unit}; darker is more.",
        )
        yield from details(
            f"The same by {periods.unit}, as a table",
            ("Clause", *(label_of(column) for column in periods.order)),
            [(clause_ref(row), *(number(cells[row, column]) for column in periods.order)) for row in rows],
        )
    yield from details(
        f"Messages checked and findings by {periods.unit}",
        (periods.unit.capitalize(), "Checked", "Findings"),
        [(label_of(p), f"{checked.get(p, 0):,}", number(kept.get(p, 0))) for p in periods.order],
    )


def people(summary: Summary) -> Iterator[str]:
    """Findings by sender group and channel."""
    yield "<h2>By sender group and channel</h2>"
    groups, checked = merged(summary.groups, summary.checked_by_group, summary.senders_by_group)
    rows = shown(groups)
    drawn = [(name, count) for name, count in rows if count]
    if drawn:
        yield from figure(
            charts.bars(drawn, about=_about("Findings by sender group", drawn), unit="findings"),
            "Findings by the sender’s group on the school’s own list; "
            "groups of fewer than five people are put together.",
        )
    yield from table(
        ("Sender group", "Checked", "Findings", "Per 100 messages"),
        [
            (
                name or "unknown",
                number(small(checked.get(name, 0))),
                number(count),
                f"{100 * count / checked[name]:.1f}"
                if count is not None and checked.get(name, 0) >= SMALL
                else "",
            )
            for name, count in rows
        ],
        caption="Sender groups",
    )
    yield from table(
        ("Channel", "Findings"),
        [(name, number(count)) for name, count in shown(summary.channels)],
        caption="Channels",
    )


def rules(summary: Summary, labels: dict[str, Precision]) -> Iterator[str]:
    """Findings by rule, with the precision that a review measured."""
    yield "<h2>Rules, and how often they are right</h2>"
    told = summary.record["rules_told"]
    yield from table(
        ("Rule", "What it finds", "Findings", "Right, as reviewed"),
        [
            (
                f"{code} {summary.names.get(code, '')}",
                told.get(code, ["", ""])[1],
                number(count),
                _precision(labels.get(code)),
            )
            for code, count in shown(summary.codes)[:_TOP_RULES]
        ],
        caption="Rules",
    )
    if not labels:
        yield (
            "<p>Nobody has reviewed a sample yet, so how often each rule is right is not known here. "
            "<code>msgguard audit review</code> measures it.</p>"
        )


def _precision(label: Precision | None) -> str:
    if label is None or not label.judged:
        return "not measured"
    low, high = label.bounds
    return f"{label.right} of {label.judged} ({low:.0%} to {high:.0%})"


def limits(summary: Summary) -> Iterator[str]:
    """What was not read, not checked, not counted."""
    yield "<h2>What could not be checked, and what was not counted</h2>"
    if summary.faulty:
        failed = f"A detector failed on {summary.faulty:,} messages; they count as not checked."
        yield f'<p class="notice">{failed}</p>'
    rows = [(f"Not read: {reason}", f"{count:,}") for reason, count in summary.unreadable]
    rows += [(f"Not wholly read: {note}", f"{count:,}") for note, count in summary.not_checked]
    words = {
        "copy": "Copies of a message that is in the archive already",
        "outside the dates": "Messages outside the dates asked for",
        "other group": "Messages of other sender groups",
        "not sampled": "Messages that the sample left out",
    }
    rows += [(words[state], f"{count:,}") for state, count in summary.states if state in words]
    rows += [(f"Findings {reason}", number(small(count))) for reason, count in summary.not_counted]
    if summary.undated:
        rows.append(("Messages without a usable date", f"{summary.undated:,}"))
    if rows:
        yield from table(("What", "Number"), rows, caption="Limits of this audit")
    else:
        yield "<p>Every message was read whole, and every finding counts.</p>"


def _about(what: str, rows: Sequence[tuple[str, int]]) -> str:
    return f"{what}: " + ", ".join(f"{name} {count:,}" for name, count in rows)
