"""``concise``: one line a warning, ``place: level CODE [clauses] message``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from msgguard.model import Finding, Level, Report
from msgguard.report.color import LEVELS, level_style, level_word, paint
from msgguard.report.place import place_of
from msgguard.report.redact import masked
from msgguard.report.run import Outcome, Run
from msgguard.report.safe import safe, shorten


def render(outcomes: Iterable[Outcome], run: Run, out: TextIO) -> None:
    """Print every outcome; a clean message says nothing."""
    for outcome in outcomes:
        if outcome.report is None:
            out.write(f"{safe(outcome.source)}: {_error(run)} {safe(outcome.error)}\n")
            continue
        report = outcome.report if run.show_text else masked(outcome.report)
        shown, more = run.shown(report)
        for warning in shown:
            refs = ",".join(clause.ref for clause in warning.clauses)
            word = paint(level_word(warning), level_style(warning), run.color)
            by = ",".join(dict.fromkeys(c.cleared_by for c in warning.clauses if c.cleared_by))
            cleared = (
                f" ({'allowed by' if warning.allowed else 'in part cleared by'} {safe(by)})" if by else ""
            )
            out.write(
                f"{where(warning.finding, outcome, report)}: {word} {warning.finding.code}"
                f"{f' [{safe(refs)}]' if refs else ''} {shorten(warning.message, 200)}{cleared}\n"
            )
        source = safe(outcome.source or report.message.id)
        if more:
            out.write(f"{source}: and {more} more\n")
        for finding in report.excused if run.show_excused else ():
            out.write(f"{where(finding, outcome, report)}: excused {finding.code} {safe(finding.excuse)}\n")
        for note in report.not_checked:
            out.write(f"{source}: not checked: {safe(note)}\n")
        for error in report.errors:
            out.write(f"{source}: {_error(run)} {safe(error)}\n")
        out.flush()


def _error(run: Run) -> str:
    return paint("error", LEVELS[Level.BLOCK], run.color)


def where(finding: Finding, outcome: Outcome, report: Report) -> str:
    """``draft.txt:3:12``, or ``draft.eml:body:3:12`` where the part's lines are not the file's."""
    source = safe(outcome.source or report.message.id)
    place = place_of(report.message, finding)
    if place is None:
        return f"{source}:{safe(finding.part)}"
    if finding.part == "body" and outcome.first_line:
        return f"{source}:{place.line + outcome.first_line - 1}:{place.column}"
    return f"{source}:{safe(finding.part)}:{place.line}:{place.column}"
