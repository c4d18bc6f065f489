"""The report: one HTML page that needs nothing else, for governors, on the screen and on paper.

No script, nothing from outside, nobody's name; every chart has its table. Wording: a
finding may conflict with a clause; people decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from msgguard.audit import charts
from msgguard.audit.months import by_period, label_of, periods_of
from msgguard.audit.query import Results
from msgguard.audit.review import Precision, precisions
from msgguard.audit.summary import Summary, clause_ref, summarise
from msgguard.audit.suppress import SMALL, merged, number, shown, shown_grid, small
from msgguard.audit.table import open_private
from msgguard.report.safe import safe

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_TOP_CLAUSES = 15
_TOP_RULES = 20


def write_page(results: Results, path: Path) -> None:
    """Write the page for a results folder."""
    text = "\n".join(lines_of(summarise(results), precisions(results.folder)))
    fresh = path.with_name(path.name + ".new")
    with open_private(fresh) as out:
        out.write(text.encode("utf-8", "backslashreplace"))
    fresh.replace(path)


def lines_of(summary: Summary, labels: dict[str, Precision]) -> Iterator[str]:
    """The page, line by line."""
    style = files("msgguard.audit").joinpath("page.css").read_text(encoding="utf-8")
    title = f"Mail audit: {summary.record['school'] or 'the school'}"
    yield '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield f"<title>{_text(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>"
    yield f'<a class="skip" href="#clauses">Skip to the findings</a>\n<main>\n<h1>{_text(title)}</h1>'
    yield from _opening(summary)
    yield from _clauses(summary)
    yield from _time(summary)
    yield from _people(summary)
    yield from _rules(summary, labels)
    yield from _limits(summary)
    yield from _making(summary)
    yield "</main>\n</body>\n</html>"


def _opening(summary: Summary) -> Iterator[str]:
    plan = summary.record["plan"]
    span = f"{_day(summary.first)} to {_day(summary.last)}" if summary.first else "undated"
    told = f"Messages of {span} · {_text(plan['purpose'])} · approved by {_text(plan['approver'])}"
    yield f'<p class="sub">{told}</p>'
    if summary.record["state"] != "complete":
        yield '<p class="notice"><strong>Not finished.</strong> This covers only what was read so far.</p>'
    for notice in summary.record["notices"]:
        code, _, words = notice.partition(" ")
        said = f"<strong>{_text(code)}</strong> {_text(words)}"
        yield f'<p class="notice"><strong>The policy itself:</strong> {said}.</p>'
    if summary.share < 1:
        expected, low, high = summary.affected_in_all()
        yield (
            f'<p class="notice calm"><strong>A sample.</strong> {summary.share:.0%} of the messages were '
            f"looked at. In all of them about {expected:,} would have a finding (95 % sure: {low:,} to {high:,}). "
            "All other numbers are those of the sample.</p>"
        )
    yield '<ul class="tiles">'
    for count, what in (
        (summary.messages, "messages in the archive"),
        (summary.judged, "of the school’s own, checked"),
        (summary.inbound, "inbound, checked for reports only"),
        (summary.affected, "messages with a finding"),
        (summary.findings, "findings that count"),
    ):
        kept = small(count) if what.endswith(("finding", "count")) else count
        yield f"<li><b>{number(kept)}</b><span>{what}</span></li>"
    yield "</ul>"
    yield (
        "<p>A finding says that something <em>may</em> conflict with a clause; whether it does, a person "
        f"decides. Numbers from 1 to {SMALL - 1} are shown as “&lt;{SMALL}”, and sometimes the next one is "
        "kept back too, so that nobody can be picked out. No message, name or address is on this page.</p>"
    )


def _clauses(summary: Summary) -> Iterator[str]:
    yield '<h2 id="clauses">By clause</h2>'
    if not summary.clauses:
        yield "<p>No finding that counts cites a clause.</p>"
        return
    told = {clause["id"]: clause for clause in summary.record["clauses"]}
    rows = shown(summary.clauses)
    drawn = [(clause_ref(name), count) for name, count in rows if count][:_TOP_CLAUSES]
    if drawn:
        yield from _figure(
            charts.bars(drawn, about=_about("Findings by clause", drawn), unit="findings"),
            "Findings that may conflict with each clause. One finding can touch several.",
        )
    yield from _table(
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


def _time(summary: Summary) -> Iterator[str]:
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
        yield from _figure(
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
        yield from _figure(
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
        yield from _details(
            f"The same by {periods.unit}, as a table",
            ("Clause", *(label_of(column) for column in periods.order)),
            [(clause_ref(row), *(number(cells[row, column]) for column in periods.order)) for row in rows],
        )
    yield from _details(
        f"Messages checked and findings by {periods.unit}",
        (periods.unit.capitalize(), "Checked", "Findings"),
        [(label_of(p), f"{checked.get(p, 0):,}", number(kept.get(p, 0))) for p in periods.order],
    )


def _people(summary: Summary) -> Iterator[str]:
    yield "<h2>By sender group and channel</h2>"
    groups, checked = merged(summary.groups, summary.checked_by_group, summary.senders_by_group)
    rows = shown(groups)
    drawn = [(name, count) for name, count in rows if count]
    if drawn:
        yield from _figure(
            charts.bars(drawn, about=_about("Findings by sender group", drawn), unit="findings"),
            "Findings by the sender’s group on the school’s own list.",
        )
    yield from _table(
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
    yield from _table(
        ("Channel", "Findings"),
        [(name, number(count)) for name, count in shown(summary.channels)],
        caption="Channels",
    )


def _rules(summary: Summary, labels: dict[str, Precision]) -> Iterator[str]:
    yield "<h2>Rules, and how often they are right</h2>"
    told = summary.record["rules_told"]
    yield from _table(
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


def _limits(summary: Summary) -> Iterator[str]:
    yield "<h2>What could not be checked, and what was not counted</h2>"
    if summary.faulty:
        yield f'<p class="notice">A detector failed on {summary.faulty:,} messages; they count as not checked.</p>'
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
        yield from _table(("What", "Number"), rows, caption="Limits of this audit")
    else:
        yield "<p>Every message was read whole, and every finding counts.</p>"


def _making(summary: Summary) -> Iterator[str]:
    record, plan = summary.record, summary.record["plan"]
    dates = " to ".join((plan["since"] or "the beginning", plan["until"] or "the end"))
    packs = ", ".join(f"{pack['title'] or pack['name']} ({pack['version']})" for pack in record["packs"])
    yield "<h2>How this was made</h2>\n<dl>"
    for term, value in (
        ("Purpose", plan["purpose"]),
        ("Approved by", plan["approver"]),
        ("Dates asked for", dates),
        ("Sender groups", ", ".join(plan["groups"]) or "all"),
        ("Policy", packs),
        ("Roster of pupils", "used" if record["roster"] else "none: pupils are found by context only"),
        ("Run", f"{record['started']} to {record.get('finished', '')}, msgguard {record['tool']}"),
        ("Excerpts", f"kept masked, for {plan['excerpts_by']}" if plan["excerpts_by"] else "none kept"),
    ):
        yield f"<dt>{term}</dt><dd>{_text(str(value))}</dd>"
    yield "</dl>"


def _about(what: str, rows: Sequence[tuple[str, int]]) -> str:
    return f"{what}: " + ", ".join(f"{name} {count:,}" for name, count in rows)


def _figure(svg: str, caption: str) -> Iterator[str]:
    yield f"<figure>{svg}<figcaption>{_text(caption)}</figcaption></figure>"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str) -> Iterator[str]:
    last = len(head) - 1
    numeric = [at > 0 and word in _NUMERIC for at, word in enumerate(head)]
    cells = "".join(
        f'<th scope="col"{_class(numeric[at])}>{_text(word)}</th>' for at, word in enumerate(head)
    )
    yield f"<table><caption>{_text(caption)}</caption><thead><tr>{cells}</tr></thead><tbody>"
    for row in rows:
        rest = "".join(f"<td{_class(numeric[at])}>{_text(row[at])}</td>" for at in range(1, last + 1))
        yield f'<tr><th scope="row">{_text(row[0])}</th>{rest}</tr>'
    yield "</tbody></table>"


_NUMERIC = frozenset({"Findings", "Checked", "Number", "Per 100 messages"})


def _class(numeric: bool) -> str:
    return ' class="n"' if numeric else ""


def _details(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"<details><summary>{_text(title)}</summary>"
    yield from _table(head, rows, caption=title)
    yield "</details>"


def _day(text: str) -> str:
    return _text(text)


def _text(text: Any) -> str:
    return escape(safe(str(text)))
