"""Transfer encodings: the bytes behind base64, quoted-printable and uuencode, damaged or not.

RFC 2045 section 6. Decoders take what they can and say whether something was damaged;
the caller reports it.
"""

from __future__ import annotations

import binascii
import re

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
_BASE64_END = re.compile(rb"=+")
# "=" that starts neither a byte nor a soft line break: left as written by the decoder.
_BAD_QUOTED = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\r?\n|[ \t]*\Z)")
_UU_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} ?([^\r\n]*)\r?\n", re.MULTILINE)
_PLAIN = frozenset({"", "7bit", "8bit", "binary", "none", "plain", "7bits", "8bits", "unencoded"})
_LETTERS = re.compile(r"[^a-z0-9]+")


def decode_transfer(raw: bytes, encoding: str) -> tuple[bytes, str]:
    """Undo a transfer encoding; the second value says in plain words what was wrong."""
    # Careless spellings ("quoted printable", "8 bit") mean what they seem to mean.
    name = _LETTERS.sub("", encoding.lower().split(";")[0])
    if name in _PLAIN:
        return raw, ""
    if name == "base64":
        data, damaged = _base64(raw)
        return data, "its base64 encoding is damaged" if damaged else ""
    if name == "quotedprintable":
        damaged = b"=" in raw and _BAD_QUOTED.search(raw) is not None
        return binascii.a2b_qp(raw), "its quoted-printable encoding is damaged" if damaged else ""
    if name in {"xuuencode", "uuencode", "xuue", "uue"}:
        found = first_uu(raw)
        if found is None:
            return raw, "its uuencoding is damaged"
        return found[1], "its uuencoding is damaged" if found[3] else ""
    return raw, f"its transfer encoding is unknown ({encoding.strip()[:40]})"


def _base64(raw: bytes) -> tuple[bytes, bool]:
    try:
        # Fast path: the C decoder skips line ends; padding must be right.
        return binascii.a2b_base64(raw.translate(None, b"\r\n \t"), strict_mode=True), False
    except binascii.Error:
        pass
    cleaned = _NOT_BASE64.sub(b"", raw)
    damaged = len(cleaned) != len(raw.translate(None, b"\r\n \t"))
    data = []
    pieces = [piece for piece in _BASE64_END.split(cleaned) if piece]
    for number, piece in enumerate(pieces):
        if len(piece) % 4 == 1:
            piece = piece[:-1]
            damaged = True
        elif number + 1 < len(pieces):
            # Two encoded pieces pasted together: readable, but not as it was meant.
            damaged = True
        data.append(binascii.a2b_base64(piece + b"=" * (-len(piece) % 4)))
    return b"".join(data), damaged


def first_uu(raw: bytes, start: int = 0) -> tuple[str, bytes, tuple[int, int], bool] | None:
    """The first uuencoded file in ``raw``: its name, bytes, place and whether it is damaged."""
    begin = _UU_BEGIN.search(raw, start)
    if begin is None:
        return None
    at = begin.end()
    data = []
    damaged = False
    ended = False
    while at < len(raw):
        stop = raw.find(b"\n", at)
        stop = len(raw) if stop == -1 else stop
        line = raw[at:stop].rstrip(b"\r")
        at = stop + 1
        if line.strip() == b"end":
            ended = True
            break
        if not line.strip() or line == b"`":
            continue
        try:
            data.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some encoders write too long a line: the length byte says how much counts.
            count = ((line[0] - 32) & 63) * 4 // 3 + 1
            try:
                data.append(binascii.a2b_uu(line[: count + 1]))
            except binascii.Error:
                damaged = True
                break
    if not ended and len(data) < 3:
        # A line that only looks like the start of a file.
        return None
    name = begin[1].decode("utf-8", "replace").strip() or "uuencoded file"
    return name, b"".join(data), (begin.start(), min(at, len(raw))), damaged or not ended
