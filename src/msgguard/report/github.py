"""``github``: annotations of a workflow run, ``::error file=…,line=…::message``.

Escapes by the documented workflow commands: ``%``, CR and LF everywhere, ``:`` and ``,`` in
properties too. A column is given only where first and last line agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TextIO

from msgguard.model import Level, PolicyWarning, Report
from msgguard.report.place import label, place_of
from msgguard.report.redact import masked
from msgguard.report.run import Outcome, Run
from msgguard.report.safe import safe

COMMANDS = {Level.BLOCK: "error", Level.WARN: "warning", Level.ADVISE: "notice", Level.PASS: "notice"}
_NUMBERED = re.compile(r"(?::\d+|\[\d+\])$")


def render(outcomes: Iterable[Outcome], run: Run, out: TextIO) -> None:
    """Write a line for each warning, each fault and each part that was not checked."""
    for outcome in outcomes:
        file = _NUMBERED.sub("", outcome.source)
        if outcome.report is None:
            out.write(_command("error", {"file": file, "title": "not read"}, outcome.error))
            continue
        report = outcome.report if run.show_text else masked(outcome.report)
        shown, more = run.shown(report)
        for warning in shown:
            out.write(_warning(warning, outcome, report, file))
        if more:
            out.write(_command("notice", {"file": file}, f"and {more} more"))
        for note in report.not_checked:
            out.write(_command("warning", {"file": file, "title": "not checked"}, note))
        for error in report.errors:
            out.write(_command("error", {"file": file, "title": "error"}, error))


def _warning(warning: PolicyWarning, outcome: Outcome, report: Report, file: str) -> str:
    finding = warning.finding
    properties = {"file": file}
    place = place_of(report.message, finding)
    if place is not None and finding.part == "body" and outcome.first_line:
        properties["line"] = str(place.line + outcome.first_line - 1)
        properties["endLine"] = str(place.end_line + outcome.first_line - 1)
        if place.line == place.end_line:
            properties["col"], properties["endColumn"] = str(place.column), str(place.end_column)
    properties["title"] = f"{finding.code} {warning.name}"
    refs = ", ".join(f"{clause.ref} ({clause.duty})" for clause in warning.clauses)
    counts = not (warning.allowed or warning.known)
    text = f"{label(finding.part)}: {warning.message}" + (f" May conflict with {refs}." if refs else "")
    return _command(COMMANDS[warning.level] if counts else "notice", properties, text)


def _command(name: str, properties: dict[str, str], text: str) -> str:
    said = ",".join(f"{key}={_escape(safe(value), inner=True)}" for key, value in properties.items())
    return f"::{name} {said}::{_escape(safe(text))}\n"


def _escape(text: str, *, inner: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if inner else text
