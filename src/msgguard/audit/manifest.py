"""``audit.json``: what was asked, by whom, with which rules, how far it went. And the access log."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgguard.audit.plan import Plan, plan_from, plan_record
from msgguard.audit.table import open_private
from msgguard.errors import UsageError

FORMAT = 1
NAME = "audit.json"
LOG = "access.jsonl"
RUNNING, PARTIAL, COMPLETE = "running", "partial", "complete"


def write_manifest(folder: Path, record: dict[str, Any]) -> None:
    """Write the manifest, whole or not at all."""
    fresh = folder / (NAME + ".new")
    with open_private(fresh) as out:
        out.write(json.dumps(record, indent=2, ensure_ascii=True).encode())
    fresh.replace(folder / NAME)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a results folder. Raises UsageError where there is none."""
    try:
        record = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except OSError as failure:
        raise UsageError(f"{folder} holds no audit ({NAME} is missing)") from failure
    except ValueError as failure:
        raise UsageError(f"{folder / NAME} is damaged: {failure}") from failure
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise UsageError(f"{folder / NAME} is of another format")
    return record


def begun(plan: Plan, **facts: Any) -> dict[str, Any]:
    """The manifest of a run that begins."""
    return {"format": FORMAT, "state": RUNNING, "plan": plan_record(plan), "started": now(), **facts}


def plan_of(record: dict[str, Any]) -> Plan:
    """The plan a manifest holds."""
    return plan_from(record["plan"])


def now() -> str:
    """The moment, for records."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def log_access(folder: Path, *, what: str, by: str, why: str) -> None:
    """Record who was shown content, and for what reason; refuses without either."""
    if not by.strip() or not why.strip():
        raise UsageError("to be shown content, give your name and the reason: --by NAME --why REASON")
    path = folder / LOG
    if not path.exists():
        open_private(path).close()
    with path.open("a", encoding="utf-8") as out:
        out.write(json.dumps({"at": now(), "what": what, "by": by.strip(), "why": why.strip()}) + "\n")
