"""PowerPoint 97-2003 files (ppt): every text atom, slides and notes alike.

MS-PPT 2.3.1: records with an eight-byte header; version 15 marks one that holds others.
"""

from __future__ import annotations

import struct
from typing import Any

from msgguard.intake.files.compound import stream
from msgguard.intake.files.limits import Found, Unread
from msgguard.intake.files.package import LOCKED

_WIDE = 0x0FA0
_NARROW = 0x0FA8
_STRING = 0x0FBA
_ENCRYPTED = 0x2F14


def read(container: Any, found: Found) -> None:
    """All texts in the order of the stream."""
    records = stream(container, "PowerPoint Document", found)
    at, count = 0, 0
    texts: list[str] = []
    while at + 8 <= len(records):
        version, kind, length = struct.unpack_from("<HHI", records, at)
        count += 1
        if count % 100_000 == 0:
            found.budget.check()
        at += 8
        if kind == _ENCRYPTED:
            raise Unread(LOCKED)
        if version & 0x0F == 0x0F:
            continue
        body = records[at : at + length]
        if kind in (_WIDE, _STRING):
            texts.append(body.decode("utf-16-le", "replace"))
        elif kind == _NARROW:
            texts.append(body.decode("latin-1"))
        at += length
    # The stream keeps old versions of a slide; a text is told once.
    found.text("\n".join(dict.fromkeys(text.replace("\r", "\n").replace("\x0b", "\n") for text in texts)))
