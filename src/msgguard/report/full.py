"""``full``: for people at a terminal. One block a warning: place, excerpt, clause, way out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import TextIO

from msgguard.model import Cited, Finding, Level, PolicyWarning, Report
from msgguard.report.color import BOLD, DIM, LEVELS, level_style, level_word, paint
from msgguard.report.place import label, place_of, span_source
from msgguard.report.redact import masked
from msgguard.report.run import AUDIENCE_WORDS, Outcome, Run, plural
from msgguard.report.safe import excerpt, safe, shorten, width

COLUMNS = 100
# Clauses quoted in full words; the rest are named.
_QUOTED = 3


def render(outcomes: Iterable[Outcome], run: Run, out: TextIO) -> None:
    """Print every outcome, then what the run came to."""
    verdicts = dict.fromkeys(Level, 0)
    failed = 0
    for outcome in outcomes:
        for line in _outcome(outcome, run):
            out.write(line + "\n")
        out.flush()
        failed += outcome.failed
        if outcome.report is not None:
            verdicts[outcome.report.verdict] += 1
    if run.summary and sum(verdicts.values()) + failed > 1:
        out.write(paint(_summary(verdicts, failed), BOLD, run.color) + "\n")


def _summary(verdicts: dict[Level, int], failed: int) -> str:
    counts = [f"{count} {level.word}" for level, count in reversed(verdicts.items()) if count]
    text = f"{plural(sum(verdicts.values()), 'message')} checked: {', '.join(counts) or 'none'}"
    return text + (f"; {failed} not or not wholly checked" if failed else "")


def _outcome(outcome: Outcome, run: Run) -> Iterator[str]:
    if outcome.report is None:
        word = paint("error", LEVELS[Level.BLOCK], run.color)
        yield f"{word}  {safe(outcome.source)}: {safe(outcome.error)}"
        return
    report = outcome.report if run.show_text else masked(outcome.report)
    shown, more = run.shown(report)
    for warning in shown:
        yield from _block(warning, outcome, report, run)
        yield ""
    if more:
        yield f"… and {more} more (--max-findings 0 shows all)"
    if run.show_excused:
        for finding in report.excused:
            yield paint(_excused(finding, outcome, report), DIM, run.color)
    source = safe(outcome.source or report.message.id)
    counted = [w for w in report.warnings if not (w.allowed or w.known)]
    allowed = len(report.warnings) - len(counted)
    verdict = paint(report.verdict.word, LEVELS[report.verdict], run.color)
    parts = [plural(len(counted), "warning")] if counted else ["nothing found"]
    if allowed:
        parts.append(f"{allowed} allowed")
    if report.errors:
        parts.append("not wholly checked")
    yield f"{source}: {verdict} ({', '.join(parts)})"
    for note in report.not_checked:
        yield f"  not checked: {safe(note)}"
    for note in report.notices:
        yield f"  note: {safe(note)}"
    for error in report.errors:
        yield f"  {paint('error', LEVELS[Level.BLOCK], run.color)}: {safe(error)}"


def _excused(finding: Finding, outcome: Outcome, report: Report) -> str:
    where = _where(finding, outcome, report)
    return f"excused  {finding.code} · {where} · {finding.excuse}: {shorten(finding.text, 50)}"


def _where(finding: Finding, outcome: Outcome, report: Report) -> str:
    place = place_of(report.message, finding)
    where = f"{safe(outcome.source or report.message.id)}, {safe(label(finding.part))}"
    if place is None or (finding.part not in ("body", "html") and not finding.part.startswith("file:")):
        return where
    if finding.part == "body" and outcome.first_line:
        return f"{safe(outcome.source)}, line {place.line + outcome.first_line - 1}"
    return f"{where}, line {place.line}"


def _block(warning: PolicyWarning, outcome: Outcome, report: Report, run: Run) -> Iterator[str]:
    finding = warning.finding
    word = level_word(warning)
    head = f"{finding.code} {warning.name} · {_where(finding, outcome, report)}"
    refs = ", ".join(clause.ref for clause in warning.clauses)
    tail = f"{'clause' if len(warning.clauses) == 1 else 'clauses'} {refs}" if refs else ""
    gap = " " * max(3, COLUMNS - len(word) - 2 - width(head) - len(tail)) if tail else ""
    style = level_style(warning)
    yield paint(word, style, run.color) + "  " + paint(head, BOLD, run.color) + gap + safe(tail)
    yield from _excerpt(warning, outcome, report, run)
    for clause in warning.clauses[:_QUOTED]:
        yield _clause(clause)
    if len(warning.clauses) > _QUOTED:
        rest = ", ".join(f"{c.ref} ({c.duty})" for c in warning.clauses[_QUOTED:])
        yield f"     = also {rest}"
    if warning.allowed:
        refs = ", ".join(dict.fromkeys(c.cleared_by for c in warning.clauses if c.cleared_by))
        notes = "; ".join(dict.fromkeys(c.note for c in warning.clauses if c.cleared_by and c.note))
        yield f"     = allowed by {safe(refs)}" + (f": {shorten(notes, 70)}" if notes else "")
    for note in dict.fromkeys(c.note for c in warning.clauses if c.note and not c.cleared_by):
        yield f"     = note: {safe(note)}"
    if warning.suggestion and not warning.allowed:
        yield from _wrapped(f"instead: {warning.suggestion}")
    if warning.escalate:
        yield f"     = the {warning.escalate} must be told"


def _wrapped(text: str) -> Iterator[str]:
    """A note of any length in lines that fit."""
    lines = textwrap.wrap(safe(" ".join(text.split())), COLUMNS - 7, break_on_hyphens=False)
    for number, line in enumerate(lines):
        yield f"     {'=' if number == 0 else ' '} {line}"


def _clause(clause: Cited) -> str:
    cleared = f", cleared by {clause.cleared_by}" if clause.cleared_by else ""
    head = f"     = clause {clause.ref} ({clause.duty}{cleared}): "
    return safe(head) + f'"{shorten(clause.text, max(30, COLUMNS - len(head) - 2))}"'


def _excerpt(warning: PolicyWarning, outcome: Outcome, report: Report, run: Run) -> Iterator[str]:
    """The line with carets, or the bare text where there is no line, or only its mask."""
    finding = warning.finding
    said = f"{safe(warning.message)}"
    whom = f"To {AUDIENCE_WORDS[warning.audience]}."
    text = span_source(report.message, finding)
    if not run.show_text or text is None or finding.start == finding.end:
        if finding.text:
            yield f"     | {shorten(finding.text, COLUMNS - 7)}"
        yield from _wrapped(f"{warning.message} {whom}")
        return
    first = text.rfind("\n", 0, finding.start) + 1
    last = text.find("\n", finding.start)
    line = text[first : len(text) if last < 0 else last]
    number = text.count("\n", 0, finding.start) + 1
    if finding.part == "body" and outcome.first_line:
        number += outcome.first_line - 1
    shown, carets = excerpt(line, finding.start - first, finding.end - first, COLUMNS - 7)
    yield f"{number:>4} | {shown}"
    marks = paint(carets, level_style(warning), run.color)
    if len(carets) + width(said) + len(whom) + 9 <= COLUMNS:
        yield f"     | {marks} {said} {whom}"
    else:
        yield f"     | {marks}"
        yield from _wrapped(f"{warning.message} {whom}")
