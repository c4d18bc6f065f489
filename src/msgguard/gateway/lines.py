"""Reading SMTP from a client: command lines and message data, with limits on size and time.

A line ends in CR LF and in nothing else: a server that takes a bare line feed for an end of
line can be made to see two messages where the next one sees one ("SMTP smuggling").
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

_CHUNK = 65_536
_DOT = b"\r\n.\r\n"


class TooLong(Exception):
    """A command line beyond the limit."""


class Gone(Exception):
    """The client is gone, or too slow."""


@dataclass(slots=True)
class Lines:
    """What has been read from a client and not yet used."""

    reader: asyncio.StreamReader
    buffer: bytearray = field(default_factory=bytearray)

    async def _more(self) -> None:
        data = await self.reader.read(_CHUNK)
        if not data:
            raise Gone
        self.buffer += data

    async def line(self, *, limit: int, seconds: float) -> bytes:
        """One command line without its end; the time counts for the whole line."""
        try:
            async with asyncio.timeout(seconds):
                while (end := self.buffer.find(b"\r\n")) < 0:
                    if len(self.buffer) > limit:
                        raise TooLong
                    await self._more()
        except TimeoutError as slow:
            raise Gone from slow
        found = bytes(self.buffer[:end])
        del self.buffer[: end + 2]
        if len(found) > limit:
            raise TooLong
        return found

    async def data(self, *, limit: int, seconds: float) -> bytes | None:
        """A message up to its dot, unstuffed; None where it is longer than ``limit``."""
        # The line end of the DATA command counts: a dot may follow at once.
        kept = bytearray(b"\r\n")
        size = 0
        try:
            async with asyncio.timeout(seconds):
                while True:
                    start = max(0, len(kept) - 4)
                    kept += self.buffer
                    size += len(self.buffer)
                    self.buffer.clear()
                    end = kept.find(_DOT, start)
                    if end >= 0:
                        self.buffer += kept[end + len(_DOT) :]
                        size -= len(self.buffer)
                        break
                    if size > limit + len(_DOT):
                        # Too long already: only the end is still looked for.
                        del kept[:-4]
                    await self._more()
        except TimeoutError as slow:
            raise Gone from slow
        if size > limit + len(_DOT):
            return None
        message = bytes(kept[: end + 2])
        return message.replace(b"\r\n.", b"\r\n")[2:]


def has_bare_ends(raw: bytes) -> bool:
    """Whether a line feed or carriage return stands alone."""
    pairs = raw.count(b"\r\n")
    return raw.count(b"\n") != pairs or raw.count(b"\r") != pairs
