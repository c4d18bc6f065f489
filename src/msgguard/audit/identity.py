"""Which message is this: copies found again, threads told apart, keyed hashes for the results.

A copy has the same Message-ID (or none), the same people, date and subject, and the same
body; other headers differ from mailbox to mailbox. Copies with and without Bcc are kept
apart: who reads a message is part of what is judged.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import sqlite3
from pathlib import Path

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_TELLING = re.compile(
    rb"^(message-id|from|to|cc|bcc|date|subject):[ \t]*(.*(?:\n[ \t].*)*)", re.IGNORECASE | re.MULTILINE
)
_MESSAGE_ID = re.compile(r"<([^<>\s]+)>")
# Half of a SHA-256: nobody can find two values with the same one, and results stay small.
_LENGTH = 16


def content_key(raw: bytes) -> bytes:
    """The key that copies of a message share."""
    end = _END_OF_HEAD.search(raw)
    head, body = (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")
    told: dict[bytes, bytes] = {}
    for name, value in _TELLING.findall(head):
        told.setdefault(name.lower(), b" ".join(value.split()))
    if b"\r" in body:
        body = body.replace(b"\r\n", b"\n")
    key = hashlib.blake2b(digest_size=_LENGTH)
    for name in sorted(told):
        key.update(name + b"\x00" + told[name] + b"\x00")
    if not told:
        key.update(head)
    key.update(b"\x00" + body.rstrip())
    return key.digest()


def thread_of(message_id: str, references: str, in_reply_to: str) -> str:
    """The Message-ID that a thread began with, as far as the message tells."""
    for value in (references, in_reply_to):
        found = _MESSAGE_ID.search(value)
        if found:
            return found[1]
    return message_id


def keyed(text: str, key: bytes) -> str:
    """A value's keyed hash: equal values are equal, and only the school can tell which."""
    if not text:
        return ""
    data = text.encode("utf-8", "backslashreplace")
    return hmac.digest(key, data, "sha256")[:_LENGTH].hex()


def is_sampled(key: bytes, share: float, seed: int) -> bool:
    """Whether a message falls into the sample: by its content, so every run takes the same ones."""
    if share >= 1:
        return True
    digest = hashlib.blake2b(key, digest_size=8, salt=seed.to_bytes(8, "big")).digest()
    return int.from_bytes(digest, "big") < share * 2**64


class Seen:
    """The keys met so far, in a file: memory does not grow with the archive."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._path = path
        self._base = sqlite3.connect(path, isolation_level=None)
        self._base.execute("PRAGMA journal_mode=OFF")
        self._base.execute("PRAGMA synchronous=OFF")
        self._base.execute("PRAGMA cache_size=-32000")
        self._base.execute("CREATE TABLE seen (key BLOB PRIMARY KEY, seq INTEGER) WITHOUT ROWID")
        self._base.execute("BEGIN")

    def first(self, key: bytes, seq: int) -> int:
        """The number of the message that had this key first: ``seq`` itself if it is new."""
        done = self._base.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (key, seq))
        if done.rowcount:
            return seq
        row = self._base.execute("SELECT seq FROM seen WHERE key = ?", (key,)).fetchone()
        return int(row[0])

    def close(self) -> None:
        """Forget everything."""
        self._base.close()
        self._path.unlink(missing_ok=True)
