"""``msgguard gateway filter``: one message from standard input, the answer as an exit code.

For pipes and delivery agents that know sysexits: 0 deliver, 77 refused (reason on standard
error), 75 try again later, 99 held: it lies in the store, and the caller drops its own copy.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from msgguard.gateway.budget import install
from msgguard.gateway.decide import Way
from msgguard.gateway.door import Door, answer
from msgguard.gateway.letter import Envelope, Letter
from msgguard.gateway.mark import marked
from msgguard.gateway.observe import make_meters
from msgguard.gateway.ready import make_ready
from msgguard.gateway.store import open_store


class Exit(IntEnum):
    """sysexits.h, and 99 for a message that the gateway keeps."""

    OK = 0
    USAGE = 64
    DATAERR = 65
    TEMPFAIL = 75
    NOPERM = 77
    CONFIG = 78
    HELD = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtered:
    """The exit code, what goes to standard output, and what to standard error."""

    code: Exit
    out: bytes = b""
    said: str = ""


def one_door(config: str) -> Door:
    """A door for one message, from the configuration. Raises MsgguardError."""
    ready = make_ready(config)
    return Door(
        name="filter",
        setup=ready.setup,
        table=ready.table,
        meters=make_meters(),
        mark_key=ready.keys.mark,
        store=lambda: open_store(ready.table.hold),
    )


def filter_once(raw: bytes, *, sender: str, recipients: Sequence[str], door: Door) -> Filtered:
    """Judge one message; the message itself, with its mark, is the output where it is delivered."""
    install()
    letter = Letter(envelope=Envelope(sender=sender, recipients=tuple(recipients)), raw=raw)
    given = asyncio.run(answer(letter, door))
    if given.way is Way.DELIVER:
        return Filtered(code=Exit.OK, out=marked(raw, given.mark) if given.mark else raw)
    if given.way is Way.HOLD:
        return Filtered(code=Exit.HELD, said=f"held as {given.hold}")
    code = Exit.NOPERM if given.way is Way.REFUSE else Exit.TEMPFAIL
    return Filtered(code=code, said=given.reply)
