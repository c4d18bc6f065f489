"""The API's own description, OpenAPI 3.1, from the same schema that the reports are tested against."""

from __future__ import annotations

from typing import Any

from msgguard._version import __version__
from msgguard.model import AUDIENCES, Channel, PostKind
from msgguard.report.schema import report_schema
from msgguard.web.files import WebTable

_TEXT: dict[str, Any] = {"type": "string"}
_TEXTS: dict[str, Any] = {"type": "array", "items": _TEXT}


def message_schema() -> dict[str, Any]:
    """A message as JSON: the form of the labelled messages, with the audience in words."""
    attachment = {
        "type": "object",
        "properties": {
            "name": _TEXT,
            "media_type": _TEXT,
            "text": {**_TEXT, "description": "what is in it, where the caller has read it"},
            "data": {**_TEXT, "contentEncoding": "base64"},
        },
        "required": ["name"],
    }
    return {
        "type": "object",
        "properties": {
            "id": _TEXT,
            "channel": {"enum": [c.value for c in Channel]},
            "post": {"enum": [p.value for p in PostKind]},
            "sender": _TEXT,
            "recipients": _TEXTS,
            "cc": _TEXTS,
            "bcc": _TEXTS,
            "headers": {"type": "object"},
            "subject": _TEXT,
            "body": _TEXT,
            "html": _TEXT,
            "date": _TEXT,
            "attachments": {"type": "array", "items": attachment},
            "audience": {"enum": list(AUDIENCES), "description": "who reads it, where no address tells"},
        },
        "anyOf": [{"required": [key]} for key in ("body", "subject", "html", "attachments")],
    }


def openapi(table: WebTable) -> dict[str, Any]:
    """The document."""
    report = report_schema()
    definitions = report.pop("$defs", {})
    report.pop("$schema", None)
    schemas = {"Message": message_schema(), "Report": _moved(report)}
    schemas |= {name: _moved(schema) for name, schema in definitions.items()}
    problem = {
        "description": "a problem document (RFC 9457)",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    schemas["Problem"] = {
        "type": "object",
        "properties": {"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT},
        "required": ["type", "title", "status", "detail"],
    }
    query = [
        {
            "name": "show_text",
            "in": "query",
            "schema": {"enum": ["true", "false"], "default": "false"},
            "description": "texts as written instead of masked",
        },
        {"name": "audience", "in": "query", "schema": {"enum": list(AUDIENCES)}},
    ]
    body = {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Message"}},
            "message/rfc822": {"schema": _TEXT},
            "text/plain": {"schema": _TEXT},
        },
    }
    report_answer = {
        "description": "the report, as `msgguard check -f json` prints it",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Report"}}},
    }
    check = {
        "operationId": "check",
        "summary": "Check one message",
        "description": f"At most {table.max_upload} bytes, {table.rate} checks a minute. Nothing is kept.",
        "parameters": query,
        "requestBody": body,
        "responses": {
            "200": report_answer,
            **dict.fromkeys(("400", "401", "413", "415", "422", "429"), problem),
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "msgguard",
            "version": "1.0.0",
            "description": f"Checks a message against the school's own policy. msgguard {__version__}.",
        },
        "servers": [{"url": table.public_url.rstrip("/") or "/"}],
        "security": [{}, {"token": []}],
        "paths": {"/api/v1/check": {"post": check}},
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _moved(schema: Any) -> Any:
    """The schema with its references leading to the document's components."""
    if isinstance(schema, dict):
        return {
            key: value.replace("#/$defs/", "#/components/schemas/") if key == "$ref" else _moved(value)
            for key, value in schema.items()
        }
    return [_moved(item) for item in schema] if isinstance(schema, list) else schema
