"""The compression of RTF bodies in Outlook's files (MS-OXRTFCP)."""

from __future__ import annotations

import struct

from msgguard.intake.files.limits import Budget, Unread

# MS-OXRTFCP 2.1.2.1: what the dictionary holds at the start.
_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_RING = 4096


def unpacked_rtf(data: bytes, budget: Budget) -> bytes:
    """The RTF text; raises Unread if the stream is damaged."""
    if len(data) < 16:
        raise Unread("it is damaged, or not a whole file")
    size, kind = struct.unpack_from("<I4s", data, 4)
    if kind == b"MELA":
        return data[16 : 16 + size]
    if kind != b"LZFu":
        raise Unread("it is damaged, or not a whole file")
    budget.unpack(size, len(data))
    ring = bytearray(_START.ljust(_RING, b"\x00"))
    place = len(_START)
    out = bytearray()
    at = 16
    while at < len(data) and len(out) < size:
        control = data[at]
        at += 1
        for bit in range(8):
            if at >= len(data):
                break
            if not control >> bit & 1:
                out.append(data[at])
                ring[place] = data[at]
                place = (place + 1) % _RING
                at += 1
                continue
            if at + 1 >= len(data):
                break
            word = data[at] << 8 | data[at + 1]
            at += 2
            offset, length = word >> 4, (word & 0x0F) + 2
            if offset == place:
                return bytes(out)
            for step in range(length):
                byte = ring[(offset + step) % _RING]
                out.append(byte)
                ring[place] = byte
                place = (place + 1) % _RING
    return bytes(out[:size])
