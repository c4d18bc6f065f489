"""Splits a stream of mbox into messages, in memory that depends on no size but a message's.

Dialects: mboxo and mboxrd quote ``From `` in bodies with ``>``; mboxcl and mboxcl2 give a
Content-Length, mboxcl2 quotes nothing. A Content-Length is believed only in a file whose
writer uses it (most messages so far had a right one), and only where a message really ends
there. A separator needs a date of the usual form or known headers below it, so that a
letter's "From Russia with love" opens no message. (RFC 4155; qmail's mbox(5).)
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import BadZipFile

BLOCK = 1 << 22
# What lies beyond in one message is skipped, with a note.
MAX_MESSAGE = 64_000_000
DIALECTS = ("auto", "mboxo", "mboxrd", "mboxcl", "mboxcl2")
# Faults of streams that were cut short or damaged.
FAULTS = (OSError, EOFError, zlib.error, BadZipFile, RuntimeError, NotImplementedError)
_LOOK_AHEAD = 2_000
_DATED = re.compile(
    # asctime, RFC 5322 order, and the bare dash of Netscape and its heirs.
    rb"From .*?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .{0,20}\d{1,2}:\d{2}(?::\d{2})?.{0,20}\d{4}"
    rb"|From .*?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .{0,20}\d{4}.{0,10}\d{1,2}:\d{2}"
    rb"|From -[ \t]*\r?$"
)
_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:|>From ")
_KNOWN = re.compile(
    rb"(?:return-path|received|delivered-to|envelope-to|x-[\w-]+|message-id|date|from|to|cc|subject|sender|"
    rb"reply-to|mime-version|content-[a-z-]+|dkim-signature|arc-[\w-]+|authentication-results|status|"
    rb"in-reply-to|references|resent-[a-z-]+|lines|errors-to|organization|user-agent|newsgroups):",
    re.IGNORECASE,
)
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,9})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_INK = re.compile(rb"[^\r\n]")
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_AFTER = re.compile(rb"[\r\n]{0,4}(?:From |\Z)")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


class Piece:
    """One message as split: where its separator stands, its bytes, what is wrong with it."""

    __slots__ = ("at", "note", "raw")

    def __init__(self, at: int, raw: bytes, note: str = "") -> None:
        self.at, self.raw, self.note = at, raw, note


def split(stream: BinaryIO, *, dialect: str = "auto") -> Iterator[Piece]:
    """Every message of an mbox. A stream that breaks off gives what it had, the last one noted."""
    window = _Window(stream)
    window.fill()
    window.drop(3 if window.data.startswith(b"\xef\xbb\xbf") else 0)
    lengths = dialect in ("auto", "mboxcl", "mboxcl2")
    # How many messages had a right Content-Length, less those that had a wrong one or none.
    trust = 1_000_000 if dialect in ("mboxcl", "mboxcl2") else 0
    first = True
    while window.skip_blank():
        at = window.offset
        titled = window.data.startswith(b"From ", window.start)
        stated = window.stated_end() if lengths else None
        trust += 1 if stated is not None else -1
        end, cut = (stated, False) if trust > 0 and stated is not None else window.next_separator()
        raw = window.take(end)
        if cut:
            window.skip_to_separator()
        if titled:
            raw = raw.partition(b"\n")[2]
        if dialect != "mboxcl2" and b"\n>" in raw:
            raw = _QUOTED.sub(rb"\1", raw)
        note = "It is longer than 64 MB; the rest was not read." if cut else ""
        if first and not titled:
            note = "It stands before the first separator of the file."
        if window.fault and window.start >= len(window.data):
            note = f"The file breaks off here: {window.fault}."
        first = False
        yield Piece(at, raw, note)
    if window.fault and first:
        raise OSError(window.fault)


def is_separator(data: bytes, at: int) -> bool:
    """Whether the line at ``at``, which begins with ``From ``, opens a message."""
    end = data.find(b"\n", at, at + 1_000)
    if end < 0:
        return _DATED.match(data, at, at + 1_000) is not None
    following = data[end + 1 : end + 200]
    after_blank = data[max(0, at - 2) : at] == b"\n\n" or data[max(0, at - 3) : at] == b"\n\r\n"
    if after_blank and _DATED.match(data, at, end):
        return following[:1] in (b"", b"\r", b"\n") or _HEADER.match(following) is not None
    if after_blank or _DATED.match(data, at, end):
        return _KNOWN.match(following) is not None
    return False


class _Window:
    """The part of the stream at hand: ``data`` from ``start``; ``base`` is the offset of its first byte."""

    __slots__ = ("base", "data", "ended", "fault", "start", "stream")

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.data = b""
        self.start = 0
        self.base = 0
        self.ended = False
        self.fault = ""

    @property
    def offset(self) -> int:
        """Where in the stream the window begins."""
        return self.base + self.start

    @property
    def held(self) -> int:
        """How many bytes are at hand."""
        return len(self.data) - self.start

    def fill(self) -> bool:
        """Read one block more; False at the end. What was dropped is let go only here."""
        if self.ended:
            return False
        try:
            block = self.stream.read(BLOCK)
        except FAULTS as failure:
            self.fault = str(failure)[:100] or type(failure).__name__
            block = b""
        if not block:
            self.ended = True
            return False
        self.data = self.data[self.start :] + block
        self.base += self.start
        self.start = 0
        return True

    def drop(self, count: int) -> None:
        """Let the first bytes go."""
        self.start += count

    def take(self, count: int) -> bytes:
        """The first bytes, which leave the window."""
        taken = self.data[self.start : self.start + count]
        self.start += count
        return taken

    def skip_blank(self) -> bool:
        """Pass over blank lines between messages; False at the end."""
        while True:
            found = _INK.search(self.data, self.start)
            if found is not None:
                self.start = found.start()
                return True
            self.start = len(self.data)
            if not self.fill():
                return False

    def stated_end(self) -> int | None:
        """How far on the message ends by its Content-Length, None where nothing ends there."""
        head = _END_OF_HEAD.search(self.data, self.start)
        while head is None and self.held < 1_000_000 and self.fill():
            head = _END_OF_HEAD.search(self.data, self.start)
        if head is None:
            return None
        stated = _LENGTH.search(self.data, self.start, head.start() + 1)
        if stated is None:
            return None
        length = head.end() - self.start + int(stated[1])
        if length > MAX_MESSAGE:
            return None
        while self.held < length + 10 and self.fill():
            pass
        return length if length <= self.held and _AFTER.match(self.data, self.start + length) else None

    def next_separator(self) -> tuple[int, bool]:
        """How far on the next message begins (or the stream ends), and whether that is too far to keep."""
        seek = 1
        while True:
            found = self.data.find(b"\nFrom ", self.start + seek - 1)
            if found < 0:
                seek = max(1, self.held - 6)
                if self.held > MAX_MESSAGE:
                    return MAX_MESSAGE, True
                if not self.fill():
                    return self.held, False
                continue
            seek = found + 2 - self.start
            while self.held < seek + _LOOK_AHEAD and self.fill():
                pass
            if is_separator(self.data, self.start + seek - 1):
                return seek - 1, False

    def skip_to_separator(self) -> None:
        """Pass over the rest of a message that is too long to keep."""
        while True:
            end, cut = self.next_separator()
            self.drop(max(1, end - 10) if cut else end)
            if not cut:
                return
