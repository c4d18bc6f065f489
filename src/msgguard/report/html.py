"""``html``: one page that needs nothing else, for governors: masked, printable, dark or light.

A level is told by a shape, a word and a colour. No script, no link to anything outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from typing import TextIO

from msgguard.model import Level, PolicyWarning, Report
from msgguard.report.color import level_word
from msgguard.report.place import label
from msgguard.report.redact import masked
from msgguard.report.run import AUDIENCE_WORDS, Outcome, Run, plural
from msgguard.report.safe import safe
from msgguard.report.statistics import Counts

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
SHAPES = {"block": "■", "warn": "▲", "advise": "●", "pass": "✓", "allowed": "✓", "known": "○", "error": "✗"}


def render(outcomes: Iterable[Outcome], run: Run, out: TextIO) -> None:
    """Write the page."""
    counts = Counts()
    sections = [line for outcome in counts.watch(outcomes) for line in _outcome(outcome, run)]
    style = files("msgguard.report").joinpath("page.css").read_text(encoding="utf-8")
    out.write(
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f"<title>msgguard: what was found</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#messages">Skip to the messages</a>\n<main>\n<h1>What was found</h1>\n'
    )
    out.writelines(line + "\n" for line in _summary(counts, run))
    out.write('<h2 id="messages">Messages</h2>\n')
    out.writelines(line + "\n" for line in sections)
    out.write("</main>\n</body>\n</html>\n")


def _summary(counts: Counts, run: Run) -> Iterator[str]:
    yield (
        f"<p>{plural(counts.messages, 'message')} checked, {counts.unread} could not be read. "
        "A warning says that something <em>may</em> conflict with the policy; a person decides."
        f"{'' if run.show_text else ' Texts are masked.'}</p>"
    )
    yield _table_head("Verdicts", "verdict", "messages")
    for level in reversed(Level):
        yield f'<tr><th scope="row">{_badge(level.word)}</th><td>{counts.verdicts[level.word]}</td></tr>'
    yield "</tbody></table>"
    if counts.codes:
        yield _table_head("Rules", "rule", "warnings")
        for code, count in sorted(counts.codes.items()):
            yield f'<tr><th scope="row">{_text(code)}</th><td>{count}</td></tr>'
        yield "</tbody></table>"
    yield "<h2>Policy</h2>\n<ul>"
    for info in run.policy.packs:
        yield f"<li>{_text(info.title or info.name)} ({_text(info.name)} {_text(info.version)})</li>"
    for notice in run.notices:
        yield f"<li>{_text(notice)}</li>"
    yield "</ul>"


def _table_head(caption: str, *columns: str) -> str:
    cells = "".join(f'<th scope="col">{column}</th>' for column in columns)
    return f"<table><caption>{caption}</caption><thead><tr>{cells}</tr></thead><tbody>"


def _outcome(outcome: Outcome, run: Run) -> Iterator[str]:
    if outcome.report is None:
        yield f"<article><h3>{_badge('error')} {_text(outcome.source)}</h3>"
        yield f"<p>{_text(outcome.error)}</p></article>"
        return
    report = outcome.report if run.show_text else masked(outcome.report)
    yield f"<article><h3>{_badge(report.verdict.word)} {_text(outcome.source or report.message.id)}</h3>"
    shown, more = run.shown(report)
    if shown:
        yield "<ol>"
        for warning in shown:
            yield _warning(warning)
        yield "</ol>"
    if more:
        yield f"<p>… and {more} more.</p>"
    yield from _rest(report)
    yield "</article>"


def _rest(report: Report) -> Iterator[str]:
    if not report.warnings:
        yield "<p>Nothing was found.</p>"
    for title, notes in (
        ("Not checked", report.not_checked),
        ("Note", report.notices),
        ("Error", report.errors),
    ):
        for note in notes:
            yield f'<p class="note"><strong>{title}:</strong> {_text(note)}</p>'


def _warning(warning: PolicyWarning) -> str:
    finding = warning.finding
    clauses = "".join(
        f"<li><strong>{_text(c.ref)}</strong> ({_text(c.duty)}): <q>{_text(c.text)}</q>"
        + (f" Cleared by {_text(c.cleared_by)}." if c.cleared_by else "")
        + (f" {_text(c.note)}." if c.note else "")
        + "</li>"
        for c in warning.clauses
    )
    instead = f"<p><strong>Instead:</strong> {_text(warning.suggestion)}</p>" if not warning.allowed else ""
    escalate = f"<p>The {_text(warning.escalate)} must be told.</p>" if warning.escalate else ""
    found = f" <code>{_text(finding.text)}</code>" if finding.text else ""
    return (
        f"<li><p>{_badge(level_word(warning))} <strong>{finding.code} {_text(warning.name)}</strong> "
        f"in the {_text(label(finding.part))}, to {AUDIENCE_WORDS[warning.audience]}:{found}</p>"
        f"<p>{_text(warning.message)}</p>{instead}{escalate}"
        + (f"<p>May conflict with:</p><ul>{clauses}</ul>" if clauses else "")
        + "</li>"
    )


def _badge(word: str) -> str:
    return f'<span class="level {word}"><span aria-hidden="true">{SHAPES[word]}</span> {word}</span>'


def _text(text: str | None) -> str:
    return escape(safe(text or ""))
