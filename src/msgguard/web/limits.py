"""Limits on what one client may ask for: how much at once, how often.

Bodies are read into memory and no further than the limit, and never spooled to a disk.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

_CLIENTS = 10_000


class TooMuch(Exception):
    """A body beyond the limit."""


class NotAForm(Exception):
    """A body that is no form, or a broken one."""


@dataclass(slots=True)
class Rates:
    """Checks a minute by client: a bucket each that refills evenly and holds half a minute's worth."""

    per_minute: int
    buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def wait(self, client: str, *, now: float | None = None) -> float:
        """Take one; 0, or how many seconds the client must wait.

        >>> rates = Rates(per_minute=2)
        >>> rates.wait("a", now=0.0), rates.wait("a", now=0.0), rates.wait("b", now=0.0)
        (0.0, 30.0, 0.0)
        """
        now = time.monotonic() if now is None else now
        most = max(1.0, self.per_minute / 2)
        left, at = self.buckets.pop(client, (most, now))
        left = min(most, left + (now - at) * self.per_minute / 60)
        if len(self.buckets) >= _CLIENTS:
            self.buckets.popitem(last=False)
        if left >= 1:
            self.buckets[client] = (left - 1, now)
            return 0.0
        self.buckets[client] = (left, now)
        return (1 - left) * 60 / self.per_minute


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body; raises TooMuch beyond ``limit`` bytes, before reading more."""
    said = request.headers.get("content-length", "")
    if said.isdigit() and int(said) > limit:
        raise TooMuch
    found = bytearray()
    try:
        async for chunk in request.stream():
            found += chunk
            if len(found) > limit:
                raise TooMuch
    except ClientDisconnect as gone:
        raise NotAForm from gone
    return bytes(found)


async def read_form(request: Request, *, limit: int) -> tuple[dict[str, str], tuple[str, bytes] | None]:
    """A form's fields and its file (name and bytes), held in memory and nowhere else."""
    body = await read_body(request, limit)

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body
        yield b""

    kind = request.headers.get("content-type", "")
    try:
        if kind.startswith("multipart/form-data"):
            parser = MultiPartParser(
                request.headers, stream(), max_files=1, max_fields=20, max_part_size=limit
            )
            # Beyond this size the parser would write an upload to a file of its own.
            parser.spool_max_size = limit + 1
            form = await parser.parse()
        elif kind.startswith("application/x-www-form-urlencoded"):
            form = await FormParser(request.headers, stream()).parse()
        else:
            raise NotAForm
    except (MultiPartException, KeyError, ValueError) as failure:
        raise NotAForm from failure
    try:
        return await _parts(form)
    finally:
        await form.close()


async def _parts(form: FormData) -> tuple[dict[str, str], tuple[str, bytes] | None]:
    fields: dict[str, str] = {}
    file = None
    for name, value in form.multi_items():
        if isinstance(value, str):
            fields[name] = value
        elif isinstance(value, UploadFile) and value.filename:
            file = value.filename.replace("\\", "/").rpartition("/")[2], await value.read()
    return fields, file
