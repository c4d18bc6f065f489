"""The report: one HTML page that needs nothing else, for governors, on the screen and on paper.

No script, nothing from outside, nobody's name; every chart has its table. Wording: a
finding may conflict with a clause; people decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from msgguard.audit.query import Results
from msgguard.audit.review import Precision, precisions
from msgguard.audit.sections import clauses, limits, people, rules, time
from msgguard.audit.summary import Summary, summarise
from msgguard.audit.suppress import SMALL, number, small
from msgguard.audit.table import open_private
from msgguard.audit.tags import text

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def write_page(results: Results, path: Path) -> None:
    """Write the page for a results folder."""
    page = "\n".join(lines_of(summarise(results), precisions(results.folder)))
    fresh = path.with_name(path.name + ".new")
    with open_private(fresh) as out:
        out.write(page.encode("utf-8", "backslashreplace"))
    fresh.replace(path)


def lines_of(summary: Summary, labels: dict[str, Precision]) -> Iterator[str]:
    """The page, line by line."""
    style = files("msgguard.audit").joinpath("page.css").read_text(encoding="utf-8")
    title = f"Mail audit: {summary.record['school'] or 'the school'}"
    yield '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield f"<title>{text(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>"
    yield f'<a class="skip" href="#clauses">Skip to the findings</a>\n<main>\n<h1>{text(title)}</h1>'
    yield from _opening(summary)
    yield from clauses(summary)
    yield from time(summary)
    yield from people(summary)
    yield from rules(summary, labels)
    yield from limits(summary)
    yield from _making(summary)
    yield "</main>\n</body>\n</html>"


def _opening(summary: Summary) -> Iterator[str]:
    plan = summary.record["plan"]
    span = f"{text(summary.first)} to {text(summary.last)}" if summary.first else "undated"
    told = f"Messages of {span} · {text(plan['purpose'])} · approved by {text(plan['approver'])}"
    yield f'<p class="sub">{told}</p>'
    if summary.record["state"] != "complete":
        yield '<p class="notice"><strong>Not finished.</strong> This covers only what was read so far.</p>'
    for notice in summary.record["notices"]:
        code, _, words = notice.partition(" ")
        said = f"<strong>{text(code)}</strong> {text(words)}"
        yield f'<p class="notice"><strong>The policy itself:</strong> {said}.</p>'
    if summary.share < 1:
        expected, low, high = summary.affected_in_all()
        yield (
            f'<p class="notice calm"><strong>A sample.</strong> {summary.share:.0%} of the messages were '
            f"looked at. In all of them about {expected:,} have a finding (95 % sure: {low:,} to {high:,}). "
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
        yield f"<dt>{term}</dt><dd>{text(str(value))}</dd>"
    yield "</dl>"
