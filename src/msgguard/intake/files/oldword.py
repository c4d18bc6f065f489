"""Word 97-2003 files (doc): the text by its piece table, notes, headers and comments with it.

MS-DOC, sections 2.4.1 (retrieving text) and 2.5 (the file information block).
"""

from __future__ import annotations

import struct
from typing import Any

from msgguard.intake.files.compound import stream
from msgguard.intake.files.limits import Found, Unread
from msgguard.intake.files.package import LOCKED

_ENCRYPTED = 0x0100
_SECOND_TABLE = 0x0200
_COMPRESSED = 0x40000000
# Marks in the text: cell end, field begin, separator and end, paragraph, page, picture, note.
_MARKS = {0x07: "\t", 0x0B: "\n", 0x0C: "\n", 0x0D: "\n", 0x13: " ", 0x14: " ", 0x15: "", 0x1E: "-",
          0x1F: "", 0x01: "", 0x02: "", 0x03: "", 0x04: "", 0x05: "", 0x08: "", 0xA0: " "}  # fmt: skip


def read(container: Any, found: Found) -> None:
    """All pieces in order; raises Unread if the file is locked or its table damaged."""
    document = stream(container, "WordDocument", found)
    if len(document) < 0x1AA:
        raise Unread("it is damaged, or not a whole file")
    flags = struct.unpack_from("<H", document, 0x0A)[0]
    if flags & _ENCRYPTED:
        raise Unread(LOCKED)
    table = stream(container, "1Table" if flags & _SECOND_TABLE else "0Table", found)
    start, length = struct.unpack_from("<II", document, 0x1A2)
    found.text(_pieces(document, _piece_table(table[start : start + length])).translate(_MARKS).strip())


def _piece_table(clx: bytes) -> bytes:
    """The piece table, which stands after any property changes (MS-DOC 2.9.38)."""
    at = 0
    while at + 3 <= len(clx) and clx[at] == 0x01:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at + 5 > len(clx) or clx[at] != 0x02:
        raise Unread("it is damaged, or not a whole file")
    length = struct.unpack_from("<I", clx, at + 1)[0]
    return clx[at + 5 : at + 5 + length]


def _pieces(document: bytes, table: bytes) -> str:
    count = (len(table) - 4) // 12
    if count < 1:
        raise Unread("it is damaged, or not a whole file")
    bounds = struct.unpack_from(f"<{count + 1}I", table, 0)
    out: list[str] = []
    # Pieces that overlap could be read again and again: no more than the stream itself is read.
    left = 2 * len(document)
    for index in range(count):
        size = bounds[index + 1] - bounds[index]
        if size <= 0 or left <= 0:
            continue
        size = min(size, left)
        left -= size
        place = struct.unpack_from("<I", table, 4 * (count + 1) + 8 * index + 2)[0]
        if place & _COMPRESSED:
            begin = (place & 0x3FFFFFFF) // 2
            out.append(document[begin : begin + size].decode("cp1252", "replace"))
        else:
            out.append(document[place : place + 2 * size].decode("utf-16-le", "replace"))
    return "".join(out)
