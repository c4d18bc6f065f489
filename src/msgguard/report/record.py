"""A report as plain data: what ``json`` and ``jsonl`` write. ``report/schema.py`` describes it."""

from __future__ import annotations

import json
import re
from typing import Any

from msgguard.model import Finding, Message, PolicyWarning
from msgguard.report.place import place_of, utf16_span
from msgguard.report.redact import masked
from msgguard.report.run import Outcome, Run

SCHEMA = 1
# Characters that act on a terminal or cannot be written: escaped, though JSON does not ask for it.
_UNSAFE = re.compile(
    "[\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


def to_json(data: object, *, indent: int | None = None) -> str:
    """``data`` as JSON that is safe to show on a terminal."""
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(data, ensure_ascii=False, indent=indent, separators=separators)
    return _UNSAFE.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    """A character as JSON writes it in ASCII, beyond the basic plane as two surrogates."""
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))


def outcome_record(outcome: Outcome, run: Run) -> dict[str, Any]:
    """One input's report, or its error with a null verdict."""
    if outcome.report is None:
        return {
            "id": outcome.id or outcome.source,
            "source": outcome.source,
            "error": outcome.error,
            "verdict": None,
        }
    report = outcome.report if run.show_text else masked(outcome.report)
    record: dict[str, Any] = {
        "id": report.message.id,
        "source": outcome.source,
        "verdict": report.verdict.word,
        "warnings": [warning_record(w, report.message) for w in report.warnings],
        "not_checked": list(report.not_checked),
        "notices": list(report.notices),
        "errors": list(report.errors),
        "masked": not run.show_text,
    }
    if run.show_excused:
        record["excused"] = [excused_record(f, report.message) for f in report.excused]
    return record


def warning_record(warning: PolicyWarning, message: Message) -> dict[str, Any]:
    """One warning; offsets are code points of the part, null where it has no span."""
    finding = warning.finding
    place = place_of(message, finding)
    utf16 = utf16_span(message, finding)
    return {
        "code": finding.code,
        "name": warning.name,
        "level": warning.level.word,
        "confidence": finding.confidence.word,
        "part": finding.part,
        "start": finding.start if finding.start >= 0 else None,
        "end": finding.end if finding.end >= 0 else None,
        "text": finding.text,
        "clauses": [
            {
                "ref": clause.ref,
                "duty": clause.duty,
                "cleared_by": clause.cleared_by,
                "pack": clause.pack,
                "text": clause.text,
                "note": clause.note,
            }
            for clause in warning.clauses
        ],
        "message": warning.message,
        "instead": warning.suggestion,
        "audience": warning.audience.value,
        "origin": finding.origin.value,
        "owner": finding.owner.value,
        "stance": finding.stance.value,
        "disguised": finding.disguised,
        "escalate": warning.escalate or None,
        "allowed": warning.allowed,
        "known": warning.known,
        "utf16": list(utf16) if utf16 else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }


def excused_record(finding: Finding, message: Message) -> dict[str, Any]:
    """A candidate that was ruled out, with the reason's name."""
    place = place_of(message, finding)
    return {
        "code": finding.code,
        "part": finding.part,
        "start": finding.start if finding.start >= 0 else None,
        "end": finding.end if finding.end >= 0 else None,
        "text": finding.text,
        "excuse": finding.excuse,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }


def packs_record(run: Run) -> list[dict[str, Any]]:
    """Name, version and review date of every pack in use."""
    return [
        {
            "name": info.name,
            "version": info.version,
            "title": info.title,
            "due": info.due.isoformat() if info.due else None,
        }
        for info in run.policy.packs
    ]
