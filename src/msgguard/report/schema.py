"""The JSON Schema of ``json`` and ``jsonl``: what ``report/record.py`` writes, for readers."""

from __future__ import annotations

from typing import Any

from msgguard.model import Audience, Confidence, Level, Origin, Owner, Stance

TEXT = {"type": "string"}
MAYBE_NUMBER = {"type": ["integer", "null"], "minimum": 0}
TEXTS = {"type": "array", "items": TEXT}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _one_of(words: list[str]) -> dict[str, Any]:
    return {"enum": words}


def clause_schema() -> dict[str, Any]:
    """A cited clause."""
    return _object(
        {
            "ref": TEXT,
            "duty": TEXT,
            "cleared_by": {"type": ["string", "null"], "description": "the approval that clears it"},
            "pack": TEXT,
            "text": {"type": "string", "description": "the policy's own words"},
            "note": {"type": "string", "description": "about the approval, e.g. that it ran out"},
        }
    )


def warning_schema() -> dict[str, Any]:
    """One warning. Offsets are code points of the part, half-open; ``utf16`` the same in UTF-16."""
    return _object(
        {
            "code": {"type": "string", "pattern": "^[A-Z]{2}[0-9]{3}$"},
            "name": TEXT,
            "level": _one_of([level.word for level in Level if level]),
            "confidence": _one_of([c.word for c in Confidence]),
            "part": {"type": "string", "description": "body, subject, to, header:NAME, file:NAME, name:NAME"},
            "start": MAYBE_NUMBER,
            "end": MAYBE_NUMBER,
            "text": {"type": "string", "description": "as written, or masked"},
            "clauses": {"type": "array", "items": {"$ref": "#/$defs/clause"}},
            "message": {"type": "string", "description": "the only text meant for the sender"},
            "instead": TEXT,
            "audience": _one_of([a.value for a in Audience]),
            "origin": _one_of([o.value for o in Origin]),
            "owner": _one_of([o.value for o in Owner]),
            "stance": _one_of([s.value for s in Stance]),
            "disguised": {"type": "boolean"},
            "escalate": {"type": ["string", "null"], "description": "who must be told"},
            "allowed": {"type": "boolean", "description": "every clause is cleared: it does not count"},
            "known": {"type": "boolean", "description": "accepted in a baseline: it does not count"},
            "utf16": {
                "oneOf": [
                    {"type": "null"},
                    {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
                ]
            },
            "line": MAYBE_NUMBER,
            "column": MAYBE_NUMBER,
        }
    )


def message_schema() -> dict[str, Any]:
    """One message: its report, or why there is none."""
    excused = _object(
        {
            "code": TEXT,
            "part": TEXT,
            "start": MAYBE_NUMBER,
            "end": MAYBE_NUMBER,
            "text": TEXT,
            "excuse": TEXT,
            "line": MAYBE_NUMBER,
            "column": MAYBE_NUMBER,
        }
    )
    report = _object(
        {
            "id": TEXT,
            "source": TEXT,
            "verdict": _one_of([level.word for level in Level]),
            "warnings": {"type": "array", "items": {"$ref": "#/$defs/warning"}},
            "not_checked": TEXTS,
            "notices": TEXTS,
            "errors": {**TEXTS, "description": "with any of these the message was not wholly checked"},
            "masked": {"type": "boolean"},
        },
        {"excused": {"type": "array", "items": excused}},
    )
    error = _object({"id": TEXT, "source": TEXT, "error": TEXT, "verdict": {"type": "null"}})
    return {"oneOf": [report, error]}


def report_schema() -> dict[str, Any]:
    """The whole document of ``json``; a line of ``jsonl`` is its ``$defs/message``."""
    pack = _object({"name": TEXT, "version": TEXT, "title": TEXT, "due": {"type": ["string", "null"]}})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Report of msgguard check --output-format json",
        **_object(
            {
                "schema": {"const": 1},
                "msgguard": TEXT,
                "packs": {"type": "array", "items": pack},
                "notices": TEXTS,
                "messages": {"type": "array", "items": {"$ref": "#/$defs/message"}},
                "summary": {"type": "object"},
            }
        ),
        "$defs": {"clause": clause_schema(), "warning": warning_schema(), "message": message_schema()},
    }
