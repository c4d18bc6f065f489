"""Where the content of held messages lies: encrypted, on disk or in the database.

Fernet (AES-128-CBC with HMAC-SHA-256) from ``cryptography``; the key file holds one key a
line, of which the first encrypts and all decrypt, so that keys can be changed. On disk a
message is there for good, or not at all: written beside, flushed, renamed, folder flushed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sql
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from msgguard.errors import ConfigError, MsgguardError, Problem
from msgguard.gateway.letter import Envelope, Letter
from msgguard.gateway.tables import BLOB


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one key file: for content, and derived from the first for marks and hashes."""

    fernet: MultiFernet
    mark: bytes


def read_keys(path: Path) -> Keys:
    """Read a key file; it must not be readable by others."""
    try:
        words = path.read_text(encoding="ascii").split()
        mode = path.stat().st_mode
    except (OSError, UnicodeDecodeError) as failure:
        what = f"cannot be read: {failure}; 'msgguard gateway key' makes one"
        raise ConfigError([Problem(path=path, line=0, what=what)]) from failure
    if mode & 0o077 & ~0o040:
        raise ConfigError([Problem(path=path, line=0, what="must not be readable by others (chmod 600)")])
    try:
        fernets = [Fernet(word) for word in words]
        # The last key stays the longest when keys are changed: marks and tokens hang on it.
        mark = hashlib.sha256(b"msgguard mark\0" + base64.urlsafe_b64decode(words[-1])).digest()
    except (ValueError, IndexError) as failure:
        raise ConfigError([Problem(path=path, line=0, what="holds no key, or a broken one")]) from failure
    return Keys(fernet=MultiFernet(fernets), mark=mark)


def make_key(path: Path) -> None:
    """Write a new key file; an existing one is left alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(Fernet.generate_key() + b"\n")
        out.flush()
        os.fsync(out.fileno())


def sealed(hold: str, letter: Letter, keys: Keys) -> bytes:
    """A letter encrypted, bound to its hold."""
    envelope = letter.envelope
    head = {
        "hold": hold,
        "sender": envelope.sender,
        "recipients": list(envelope.recipients),
        "utf8": envelope.utf8,
        "login": envelope.login,
    }
    return keys.fernet.encrypt(json.dumps(head).encode("ascii") + b"\n" + letter.raw)


def opened(hold: str, data: bytes, keys: Keys) -> Letter:
    """The letter of a hold; raises MsgguardError where it is not that hold's, or damaged."""
    try:
        head, _, raw = keys.fernet.decrypt(data).partition(b"\n")
    except InvalidToken as failure:
        raise MsgguardError(f"hold {hold} cannot be decrypted with this key file") from failure
    entry = json.loads(head)
    if entry["hold"] != hold:
        raise MsgguardError(f"hold {hold} holds another message")
    envelope = Envelope(
        sender=entry["sender"],
        recipients=tuple(entry["recipients"]),
        utf8=entry["utf8"],
        login=entry["login"],
    )
    return Letter(envelope=envelope, raw=raw)


@dataclass(frozen=True, slots=True)
class Box:
    """Content by hold id: files in ``folder``, or the database where ``folder`` is None."""

    folder: Path | None

    def put(self, connection: sql.Connection | None, hold: str, data: bytes) -> None:
        """Keep ``data``. Files are safely on disk when this returns; rows with the commit."""
        if self.folder is None:
            assert connection is not None
            connection.execute(sql.insert(BLOB).values(id=hold, data=data))
            return
        path = self.folder / f"{hold}.msg"
        beside = self.folder / f".{hold}.new"
        try:
            with beside.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            os.replace(beside, path)
        except OSError:
            beside.unlink(missing_ok=True)
            raise
        _flush_folder(self.folder)

    def get(self, connection: sql.Connection, hold: str) -> bytes:
        """The data of a hold; raises MsgguardError where it is gone."""
        if self.folder is None:
            data = connection.execute(sql.select(BLOB.c.data).where(BLOB.c.id == hold)).scalar()
        else:
            path = self.folder / f"{hold}.msg"
            data = path.read_bytes() if path.is_file() else None
        if data is None:
            raise MsgguardError(f"the content of hold {hold} is no longer kept")
        return bytes(data)

    def drop(self, connection: sql.Connection, hold: str) -> None:
        """Forget the data of a hold."""
        if self.folder is None:
            connection.execute(sql.delete(BLOB).where(BLOB.c.id == hold))
        else:
            (self.folder / f"{hold}.msg").unlink(missing_ok=True)

    def strays(self, known: set[str], *, older: float) -> list[Path]:
        """Files that a crash left without a hold, older than ``older`` seconds."""
        if self.folder is None:
            return []
        limit = time.time() - older
        return [
            path
            for path in self.folder.iterdir()
            if path.suffix in (".msg", ".new")
            and path.name.lstrip(".").partition(".")[0] not in known
            and path.stat().st_mtime < limit
        ]


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
