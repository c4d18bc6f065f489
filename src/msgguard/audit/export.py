"""Results in other formats: CSV, JSON, JSON lines, SARIF. None holds content."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

from msgguard.audit.manifest import plan_of
from msgguard.audit.query import Answer, Results
from msgguard.audit.run import settings_of
from msgguard.model import Level
from msgguard.report.record import to_json
from msgguard.report.safe import safe
from msgguard.report.sarif import LEVELS, SCHEMA
from msgguard.report.sarif_rules import rules_of, taxonomies_of
from msgguard.setup import read_parts

_ROWS = """SELECT source, place, findings.* FROM findings JOIN messages USING (seq)
WHERE {} ORDER BY seq, number"""


def print_answer(answer: Answer, form: str, out: TextIO) -> None:
    """The rows of a query as a table, CSV or JSON."""
    if form == "csv":
        _csv(answer, out)
    elif form == "json":
        out.write(to_json([_record(answer, row) for row in answer.rows], indent=2) + "\n")
    else:
        cells = [[safe(_cell(value)) for value in row] for row in answer.rows]
        widths = [max(map(len, column)) for column in zip(answer.columns, *cells, strict=True)]
        for row in (answer.columns, *cells):
            out.write(
                "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n"
            )


def export(results: Results, form: str, out: TextIO, *, everything: bool = False) -> None:
    """Write the findings that count (or ``everything``) in a format."""
    answer = results.ask(_ROWS.format("true" if everything else "counted"))
    writers: dict[str, Callable[[], None]] = {
        "csv": lambda: _csv(answer, out),
        "json": lambda: _json(results, answer, out),
        "jsonl": lambda: out.writelines(to_json(_record(answer, row)) + "\n" for row in answer.rows),
        "sarif": lambda: out.writelines((to_json(_sarif(results, answer), indent=1), "\n")),
    }
    writers[form]()


def _csv(answer: Answer, out: TextIO) -> None:
    writer = csv.writer(out)
    writer.writerow(answer.columns)
    for row in answer.rows:
        writer.writerow([_harmless(_cell(value)) for value in row])


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return (
        "'" + cell
        if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not cell.lstrip("-").isdigit()
        else cell
    )


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else str(value)


def _record(answer: Answer, row: tuple[Any, ...]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in zip(answer.columns, row, strict=True)
    }


def _json(results: Results, answer: Answer, out: TextIO) -> None:
    record = results.record
    document = {
        "schema": 1,
        "msgguard": record["tool"],
        "audit": {key: record[key] for key in ("state", "started", "finished", "plan", "packs", "notices")},
        "findings": [_record(answer, row) for row in answer.rows],
    }
    out.write(to_json(document, indent=1) + "\n")


def _sarif(results: Results, answer: Answer) -> dict[str, Any]:
    """One run; a message is an artifact nested in its source, told by its place."""
    policy = read_parts(settings_of(plan_of(results.record))).policy
    rules = rules_of(policy, LEVELS)
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    packs = {pack["name"]: number for number, pack in enumerate(taxonomies_of(policy))}
    artifacts: list[dict[str, Any]] = []
    known: dict[tuple[str, str], int] = {}

    def artifact(source: str, place: str) -> int:
        if (source, place) not in known:
            if place:
                entry = {"location": {"uri": f"/{quote(place)}"}, "parentIndex": artifact(source, "")}
            else:
                uri = source if "://" in source else Path(source).absolute().as_uri()
                entry = {"location": {"uri": uri}, "roles": ["analysisTarget"]}
            known[source, place] = len(artifacts)
            artifacts.append(entry)
        return known[source, place]

    found = [
        _result(row, artifact(row["source"], row["place"]), index, packs)
        for row in (_record(answer, row) for row in answer.rows)
    ]
    notes: list[dict[str, Any]] = [
        {"level": "note", "message": {"text": notice}} for notice in results.record["notices"]
    ]
    notes += [
        {
            "level": "error",
            "message": {"text": f"not read: {reason}"},
            "locations": [{"physicalLocation": {"artifactLocation": {"index": artifact(source, place)}}}],
        }
        for source, place, reason in _unread(results)
    ]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "msgguard",
                        "semanticVersion": results.record["tool"],
                        "rules": rules,
                        "supportedTaxonomies": [{"name": name, "index": at} for name, at in packs.items()],
                    }
                },
                "automationDetails": {"id": f"audit/{results.record['started']}"},
                "columnKind": "utf16CodeUnits",
                "invocations": [
                    {
                        "executionSuccessful": all(note["level"] != "error" for note in notes),
                        "toolExecutionNotifications": notes,
                    }
                ],
                "artifacts": artifacts,
                "taxonomies": taxonomies_of(policy),
                "results": found,
            }
        ],
    }


def _unread(results: Results) -> Iterator[tuple[str, str, str]]:
    query = "SELECT source, place, reason FROM messages WHERE state = 'unreadable' ORDER BY seq"
    yield from ((str(source), str(place), str(reason)) for source, place, reason in results.ask(query).rows)


def _result(row: dict[str, Any], place: int, index: dict[str, int], packs: dict[str, int]) -> dict[str, Any]:
    clauses = [clause.split(":", 1) for clause in row["clauses"]]
    result = {
        "ruleId": row["code"],
        "ruleIndex": index[row["code"]],
        "kind": "fail",
        "level": LEVELS[Level[row["level"].upper()]],
        "message": {"text": row["excerpt"] or f"{row['code']} {row['name']} in the {row['part']}"},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"index": place}},
                "logicalLocations": [{"fullyQualifiedName": row["part"].replace(":", "/"), "kind": "part"}],
            }
        ],
        "taxa": [{"id": ref, "toolComponent": {"name": pack, "index": packs[pack]}} for pack, ref in clauses],
        "suppressions": [
            {"kind": "external", "status": "accepted", "justification": by} for by in row["cleared"]
        ]
        if row["allowed"]
        else [],
        "partialFingerprints": {"msgguard/v1": row["fingerprint"]},
        "properties": {
            name: row[name]
            for name in ("confidence", "audience", "origin", "owner", "stance", "disguised", "escalate")
        },
    }
    if row["known"]:
        result["baselineState"] = "unchanged"
    return result
