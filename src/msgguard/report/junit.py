"""``junit``: JUnit XML, a test case a message; its warnings are the text of its failure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from msgguard.model import Report
from msgguard.report.color import level_word
from msgguard.report.concise import where
from msgguard.report.redact import masked
from msgguard.report.run import Outcome, Run, plural
from msgguard.report.safe import safe


def render(outcomes: Iterable[Outcome], run: Run, out: TextIO) -> None:
    """Write one suite."""
    cases: list[str] = []
    failures = errors = 0
    for outcome in outcomes:
        report = outcome.report if run.show_text or outcome.report is None else masked(outcome.report)
        lines = list(_body(outcome, report, run))
        failures += any(line.startswith("<failure") for line in lines)
        errors += any(line.startswith("<error") for line in lines)
        name = report.message.id if report else outcome.id or outcome.source
        inner = "".join(f"\n      {line}" for line in lines)
        opening = f"    <testcase classname={_attribute(outcome.source)} name={_attribute(name)}"
        cases.append(f"{opening}>{inner}\n    </testcase>" if inner else f"{opening}/>")
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{errors}"'
    out.write('<?xml version="1.0" encoding="utf-8"?>\n')
    out.write(f'<testsuites name="msgguard" {counts}>\n  <testsuite name="msgguard" {counts}>\n')
    out.writelines(case + "\n" for case in cases)
    out.write("  </testsuite>\n</testsuites>\n")


def _body(outcome: Outcome, report: Report | None, run: Run) -> Iterator[str]:
    if report is None:
        yield f"<error message={_attribute(outcome.error)}/>"
        return
    counted = [w for w in report.warnings if not (w.allowed or w.known) and w.level >= run.min_level]
    if counted:
        said = "\n".join(
            f"{where(w.finding, outcome, report)}: {level_word(w)} {w.finding.code} "
            f"[{', '.join(c.ref for c in w.clauses)}] {safe(w.message)}"
            for w in counted
        )
        title = f"{report.verdict.word}: {plural(len(counted), 'warning')}"
        yield f'<failure type="{report.verdict.word}" message={_attribute(title)}>{escape(said)}</failure>'
    for error in report.errors:
        yield f"<error message={_attribute(error)}/>"
    allowed = [w for w in report.warnings if w.allowed]
    notes = [f"not checked: {safe(note)}" for note in report.not_checked]
    notes += [f"allowed: {w.finding.code} {safe(w.message)}" for w in allowed]
    if notes:
        yield "<system-out>" + escape("\n".join(notes)) + "</system-out>"


def _attribute(text: str) -> str:
    return quoteattr(safe(text))
