"""The milter protocol's frames (Sendmail's libmilter, version 6), read and written without I/O.

A frame is a length, a command byte and a payload; texts in it end in a NUL. Sources: libmilter's
``mfdef.h`` and Postfix's ``milter8.c``. Written here because the typed library for it,
kilter-protocol 0.6.0, raises on what real mail servers send (``tests/gateway/test_kilter.py``):
macros beyond ASCII, which Postfix sends for every SMTPUTF8 address, client names that are not
valid IDNA, header names beyond ASCII; and it does not let a filter answer MAIL with a
temporary failure.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import IntFlag

_HEAD = struct.Struct("!LB")
_NEGOTIATION = struct.Struct("!LLL")
_INDEX = struct.Struct("!L")
VERSION = 6
# Postfix sends at most 64 kB of body in a frame and headers of 100 kB; anything near this is hostile.
MAX_FRAME = 2_000_000


class Actions(IntFlag):
    """What a filter may do to a message."""

    ADD_HEADERS = 0x01
    CHANGE_HEADERS = 0x10
    QUARANTINE = 0x20
    MACRO_LIST = 0x100


class Steps(IntFlag):
    """Which events the filter does not need, and to which it gives no answer."""

    NO_CONNECT = 0x01
    NO_HELO = 0x02
    NO_UNKNOWN = 0x100
    NO_DATA = 0x200
    SKIP = 0x400
    SILENT_CONNECT = 0x1000
    SILENT_HELO = 0x2000
    SILENT_MAIL = 0x4000
    SILENT_RCPT = 0x8000
    SILENT_DATA = 0x10000
    SILENT_UNKNOWN = 0x20000
    SILENT_HEADER = 0x80
    SILENT_END_OF_HEADERS = 0x40000
    SILENT_BODY = 0x80000
    LEADING_SPACE = 0x100000


class WireError(Exception):
    """Bytes that are not the milter protocol; the connection cannot be used any further."""


def frames(buffer: bytearray) -> Iterator[tuple[bytes, bytes]]:
    """Every whole frame at the head of ``buffer`` as (command, payload); what is read is removed."""
    start = 0
    try:
        while len(buffer) - start >= 5:
            size, command = _HEAD.unpack_from(buffer, start)
            if not 1 <= size <= MAX_FRAME:
                raise WireError(f"a frame of {size} bytes")
            end = start + 4 + size
            if len(buffer) < end:
                return
            payload = bytes(buffer[start + 5 : end])
            start = end
            yield bytes((command,)), payload
    finally:
        del buffer[:start]


def frame(command: bytes, payload: bytes = b"") -> bytes:
    """One frame."""
    return _HEAD.pack(len(payload) + 1, command[0]) + payload


def texts(payload: bytes) -> list[bytes]:
    """The NUL-terminated texts of a payload; a last one without its NUL counts too."""
    parts = payload.split(b"\0")
    return parts[:-1] if parts[-1] == b"" else parts


def macros(payload: bytes) -> dict[str, str]:
    """The symbols of a macro frame: ``{auth_authen}`` and the like, braces taken off."""
    words = [text(word) for word in texts(payload[1:])]
    return {name.strip("{}"): value for name, value in zip(words[::2], words[1::2], strict=False)}


def text(raw: bytes) -> str:
    """Bytes of the envelope as text; what is not UTF-8 survives a way back."""
    return raw.decode("utf-8", "surrogateescape")


def address(raw: bytes) -> str:
    """The address of a MAIL or RCPT event, without its angle brackets."""
    return text(raw).strip().removeprefix("<").removesuffix(">").strip()


def offered(payload: bytes) -> tuple[int, Actions, Steps]:
    """What the mail server offers: version, actions, steps."""
    if len(payload) < _NEGOTIATION.size:
        raise WireError("a negotiation that is too short")
    version, actions, steps = _NEGOTIATION.unpack_from(payload)
    return version, Actions(actions), Steps(steps)


def negotiated(version: int, actions: Actions, steps: Steps, wanted: dict[int, str] | None = None) -> bytes:
    """The filter's answer; ``wanted`` lists macros by stage, where the server lets the filter ask."""
    lists = b"".join(_INDEX.pack(stage) + names.encode() + b"\0" for stage, names in (wanted or {}).items())
    return frame(b"O", _NEGOTIATION.pack(version, actions, steps) + lists)


CONTINUE = frame(b"c")
ACCEPT = frame(b"a")
DISCARD = frame(b"d")
TEMPFAIL = frame(b"t")
SKIP = frame(b"s")


def reply(line: str) -> bytes:
    """An SMTP reply in the filter's own words: ``550 5.7.1 …``; one line of printable ASCII."""
    plain = "".join(char if " " <= char <= "~" and char != "%" else "?" for char in line)
    return frame(b"y", plain[:500].encode("ascii") + b"\0")


def add_header(name: str, value: str) -> bytes:
    """Add a header below the others, where no signature of DKIM is touched."""
    return frame(b"h", name.encode("ascii") + b"\0" + value.encode("ascii") + b"\0")


def delete_header(name: bytes, index: int) -> bytes:
    """Remove the ``index``-th (from 1) header of that name."""
    return frame(b"m", _INDEX.pack(index) + name + b"\0\0")
