"""Baselines: findings accepted once, by fingerprint alone, so that only new ones count."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgguard.audit.manifest import now
from msgguard.audit.table import open_private
from msgguard.errors import UsageError

FORMAT = 1


def key_mark(key: bytes) -> str:
    """Tells whether two files were made with one key, without telling the key."""
    return hashlib.sha256(b"msgguard key" + key).hexdigest()[:16]


def write_baseline(path: Path, findings: Mapping[str, str], *, key: bytes, packs: list[Any], by: str) -> None:
    """Write the accepted fingerprints with their codes; ``by`` is who accepts them."""
    record = {
        "format": FORMAT,
        "written": now(),
        "by": by,
        "key": key_mark(key),
        "packs": packs,
        "findings": dict(sorted(findings.items())),
    }
    fresh = path.with_name(path.name + ".new")
    with open_private(fresh) as out:
        out.write(json.dumps(record, indent=1).encode())
    fresh.replace(path)


def read_baseline(path: str, key: bytes) -> frozenset[str]:
    """The accepted fingerprints; none without a path. Raises UsageError where the file does not fit."""
    if not path:
        return frozenset()
    try:
        record = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as failure:
        raise UsageError(f"the baseline {path} cannot be read: {failure}") from failure
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise UsageError(f"{path} is no baseline")
    if record["key"] != key_mark(key):
        raise UsageError(f"the baseline {path} was written with another key")
    return frozenset(record["findings"])
