"""Parsing that survives malformed headers: a broken line must not turn the rest into text.

The standard library ends the headers at the first line that is none. Where known headers
follow such a line, the line is the fault; it is kept under a name of its own and the
headers go on. Also mended: a blank before the colon (RFC 5322 section 4.5 allows it).

Of a mail without parts the standard library reads the head alone: it would walk through every
line of the text to give it back as it was.
"""

from __future__ import annotations

import email
import re
from email.errors import MissingHeaderBodySeparatorDefect
from email.message import Message as MimePart
from email.parser import HeaderParser

_HEADER_LINE = re.compile(rb"[!-9;-~]+:")
_SPACED_LINE = re.compile(rb"([!-9;-~]+)[ \t]+:")
_KNOWN = re.compile(
    rb"(?:content-[a-z-]+|mime-version|to|from|subject|date|message-id|cc|received|return-path|x-[\w-]+)"
    rb"[ \t]*:",
    re.IGNORECASE,
)
_END_OF_HEAD = re.compile(rb"\n\r?\n")
# Parts, or a message as the text; folded and spaced as it may be.
_PARTED = re.compile(rb"^content-type[ \t]*:\s*(?:multipart|message)", re.IGNORECASE | re.MULTILINE)


def parse(raw: bytes) -> MimePart:
    """The MIME tree of ``raw``; may raise RecursionError where it is nested beyond reason."""
    root = _partless(raw)
    if root is None:
        root = email.message_from_bytes(raw)
    if root.keys() and not any(isinstance(fault, MissingHeaderBodySeparatorDefect) for fault in root.defects):
        return root
    mended = _mend(raw)
    return root if mended is raw else email.message_from_bytes(mended)


def _partless(raw: bytes) -> MimePart | None:
    """A mail without parts and with a faultless head, just as the standard library reads it; else None."""
    end = _END_OF_HEAD.search(raw)
    if end is None:
        return None
    head = raw[: end.end()]
    # A lone carriage return ends a line too: rare, and left to the standard library.
    if _PARTED.search(head) or head.count(b"\r") != head.count(b"\r\n"):
        return None
    root = HeaderParser().parsestr(head.decode("ascii", "surrogateescape"))
    if root.defects or root.get_payload() or root.get_content_maintype() in ("multipart", "message"):
        return None
    root.set_payload(raw[end.end() :].decode("ascii", "surrogateescape"))
    return root


def _fits(line: bytes, *, first: bool) -> bool:
    """May the line stand in a header block as it is?"""
    if line.startswith(b"From ") or (line.startswith((b" ", b"\t")) and line.strip()):
        return first == line.startswith(b"From ")
    return _HEADER_LINE.match(line) is not None or not line.strip()


def _mend(raw: bytes) -> bytes:
    end = _END_OF_HEAD.search(raw)
    head = raw[: end.start()] if end else raw
    lines = head.split(b"\n")
    last_known = max((at for at, line in enumerate(lines) if _KNOWN.match(line)), default=-1)
    mended: list[bytes] = []
    changed = False
    for number, line in enumerate(lines):
        spaced = _SPACED_LINE.match(line)
        if spaced is not None and number <= last_known:
            line = spaced[1] + line[spaced.end() - 1 :]
            changed = True
        elif _fits(line, first=number == 0):
            pass
        elif number < last_known:
            line = b"X-Malformed-Line: " + line
            changed = True
        else:
            # No header follows: the text simply began without an empty line.
            mended += [b"", *lines[number:]]
            break
        mended.append(line)
    return b"\n".join(mended) + raw[len(head) :] if changed else raw
