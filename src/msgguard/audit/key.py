"""The school's key, with which every hash in the results is made: a file only its owner may read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from msgguard.audit.table import open_private
from msgguard.errors import UsageError

ENVIRONMENT = "MSGGUARD_KEY"
NAME = "msgguard.key"
_LEAST = 16


def find_key(named: str | None, beside: Path | None) -> tuple[bytes, Path | None]:
    """The key, and the file that was made for it where there was none.

    ``named`` is a file; else the environment's MSGGUARD_KEY, else ``msgguard.key`` beside the
    configuration (or in the working directory). Hashes made with different keys never match.
    """
    text = os.environ.get(ENVIRONMENT, "")
    if text and not named:
        return _checked(text.encode(), ENVIRONMENT), None
    path = Path(named) if named else (beside.parent if beside else Path.cwd()) / NAME
    if path.is_file():
        return _checked(path.read_bytes().strip(), str(path)), None
    if named:
        raise UsageError(f"there is no key file {path}")
    key = secrets.token_hex(32).encode()
    with open_private(path) as out:
        out.write(key + b"\n")
    return key, path


def _checked(key: bytes, where: str) -> bytes:
    if len(key) < _LEAST:
        raise UsageError(f"the key in {where} is too short to protect anything: {_LEAST} characters at least")
    return key
