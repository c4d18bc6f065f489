"""``sarif``: SARIF 2.1.0 (OASIS, errata 01), with clauses as taxonomies and approvals as suppressions.

Columns are UTF-16 units, as viewers that ignore ``columnKind`` assume. A decoded part of a
mail has no lines in the file, so it is an artifact nested in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TextIO

from msgguard.model import Level, PolicyWarning, Report
from msgguard.report.fingerprint import fingerprint
from msgguard.report.place import label, place_of
from msgguard.report.record import to_json
from msgguard.report.redact import masked
from msgguard.report.run import Outcome, Run
from msgguard.report.sarif_places import Artifacts
from msgguard.report.sarif_rules import rules_of, taxonomies_of

LEVELS = {Level.BLOCK: "error", Level.WARN: "warning", Level.ADVISE: "note", Level.PASS: "none"}
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(outcomes: Iterable[Outcome], run: Run, out: TextIO) -> None:
    """Write one log with one run."""
    rules = rules_of(run.policy, LEVELS)
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    packs = {pack["name"]: number for number, pack in enumerate(taxonomies_of(run.policy))}
    artifacts = Artifacts()
    results: list[dict[str, Any]] = []
    notes = [_note(text, "note") for text in run.notices]
    successful = True
    for outcome in outcomes:
        if outcome.report is None:
            successful = False
            notes.append(_note(f"{outcome.source}: {outcome.error}", "error", artifacts.file(outcome)))
            continue
        report = outcome.report if run.show_text else masked(outcome.report)
        for number, warning in enumerate(report.warnings):
            mark = fingerprint(outcome.report.message, outcome.report.warnings[number].finding, run.key)
            results.append(_result(warning, outcome, report, run, artifacts, index, packs, mark))
        notes += [
            _note(f"not checked: {text}", "warning", artifacts.file(outcome)) for text in report.not_checked
        ]
        notes += [_note(text, "error", artifacts.file(outcome)) for text in report.errors]
        successful = successful and not report.errors
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "msgguard",
                        "semanticVersion": run.version,
                        "shortDescription": {"text": "Outbound-message compliance linter for schools"},
                        "rules": rules,
                        "supportedTaxonomies": [{"name": name, "index": i} for name, i in packs.items()],
                    }
                },
                "columnKind": "utf16CodeUnits",
                "invocations": [{"executionSuccessful": successful, "toolExecutionNotifications": notes}],
                "originalUriBaseIds": {"RUN": {"description": {"text": "The folder msgguard was run in."}}},
                "artifacts": artifacts.listed,
                "taxonomies": taxonomies_of(run.policy),
                "results": results,
            }
        ],
    }
    out.write(to_json(log, indent=2) + "\n")


def _note(text: str, level: str, artifact: int | None = None) -> dict[str, Any]:
    note: dict[str, Any] = {"level": level, "message": {"text": text}}
    if artifact is not None:
        note["locations"] = [{"physicalLocation": {"artifactLocation": {"index": artifact}}}]
    return note


def _result(
    warning: PolicyWarning,
    outcome: Outcome,
    report: Report,
    run: Run,
    artifacts: Artifacts,
    index: dict[str, int],
    packs: dict[str, int],
    mark: str,
) -> dict[str, Any]:
    finding = warning.finding
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index[finding.code],
        "kind": "fail",
        "level": LEVELS[warning.level],
        "message": {"text": warning.message},
        "locations": [_location(warning, outcome, report, run, artifacts)],
        "taxa": [
            {"id": c.ref, "toolComponent": {"name": c.pack, "index": packs[c.pack]}} for c in warning.clauses
        ],
        "suppressions": _suppressions(warning, run),
        "properties": {
            "name": warning.name,
            "messageId": report.message.id,
            "level": warning.level.word,
            "confidence": finding.confidence.word,
            "audience": warning.audience.value,
            "origin": finding.origin.value,
            "owner": finding.owner.value,
            "stance": finding.stance.value,
            "disguised": finding.disguised,
            "escalate": warning.escalate,
            "instead": warning.suggestion,
            "clauses": [
                {"ref": c.ref, "duty": c.duty, "clearedBy": c.cleared_by, "note": c.note}
                for c in warning.clauses
            ],
        },
    }
    if mark:
        result["partialFingerprints"] = {"msgguard/v1": mark}
    if warning.known:
        result["baselineState"] = "unchanged"
    return result


def _location(
    warning: PolicyWarning, outcome: Outcome, report: Report, run: Run, artifacts: Artifacts
) -> dict[str, Any]:
    finding = warning.finding
    kind, _, name = finding.part.partition(":")
    place = place_of(report.message, finding, utf16=True)
    physical: dict[str, Any] = {}
    if place is None:
        physical["artifactLocation"] = {"index": artifacts.file(outcome)}
    else:
        in_file = finding.part == "body" and outcome.first_line > 0
        where = artifacts.file(outcome) if in_file else artifacts.part(outcome, finding.part)
        shift = outcome.first_line - 1 if in_file else 0
        physical["artifactLocation"] = {"index": where}
        physical["region"] = {
            "startLine": place.line + shift,
            "startColumn": place.column,
            "endLine": place.end_line + shift,
            "endColumn": place.end_column,
        }
        if run.show_text:
            physical["region"]["snippet"] = {"text": finding.text}
    return {
        "physicalLocation": physical,
        "logicalLocations": [
            {
                "name": label(finding.part),
                "fullyQualifiedName": f"{kind}/{name}" if name else kind,
                "kind": kind if name else "part",
            }
        ],
    }


def _suppressions(warning: PolicyWarning, run: Run) -> list[dict[str, Any]]:
    """One per approval where all clauses are cleared; always a list, as SARIF wants all or none."""
    if not warning.allowed:
        return []
    found = []
    for clause in {c.cleared_by: c for c in warning.clauses if c.cleared_by}.values():
        entry: dict[str, Any] = {
            "kind": "external",
            "status": "accepted",
            "justification": f"{clause.cleared_by} {clause.note}".strip(),
        }
        line = run.approval_lines.get(clause.cleared_by or "", 0)
        if run.approvals and line:
            entry["location"] = {
                "physicalLocation": {
                    "artifactLocation": {"uri": run.approvals},
                    "region": {"startLine": line},
                }
            }
        found.append(entry)
    return found
