"""Cuts the stream of mails into chunks: always the same ones, since sources and plan decide.

Copies, and mails that the sample leaves out, are told here, before anything is parsed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from msgguard.audit.identity import Seen, content_key, is_sampled
from msgguard.audit.place import Mail, Place, Unread
from msgguard.audit.plan import Plan

# About 0.2 s of work: large beside the cost of a task, small beside a worker's memory.
MAX_MAILS = 250
MAX_BYTES = 4_000_000
MAX_ITEMS = 5_000


class State:
    """What became of a message."""

    JUDGED = "judged"
    INBOUND = "inbound"
    COPY = "copy"
    OUT_OF_DATES = "outside the dates"
    OTHER_GROUP = "other group"
    NOT_SAMPLED = "not sampled"
    UNREADABLE = "unreadable"


class Task(NamedTuple):
    """One message to be dealt with; ``state`` is empty where it is still to be checked.

    ``reason`` says why it cannot be read, or what of it is missing.
    """

    seq: int
    place: Place
    size: int
    raw: bytes
    state: str = ""
    reason: str = ""
    copy_of: int = -1


@dataclass(slots=True)
class Chunk:
    """Neighbouring messages; ``digest`` tells whether an archive read again is still the same."""

    number: int
    tasks: list[Task] = field(default_factory=list)
    mails: int = 0
    size: int = 0
    digest: str = ""

    @property
    def full(self) -> bool:
        """Whether the next message belongs to another chunk."""
        return self.mails >= MAX_MAILS or self.size >= MAX_BYTES or len(self.tasks) >= MAX_ITEMS


def chunks_of(items: Iterable[Mail | Unread], plan: Plan, seen: Seen) -> Iterator[Chunk]:
    """Every message of the stream in chunks, in order."""
    chunk = Chunk(number=0)
    digest = hashlib.blake2b(digest_size=_DIGEST)
    for seq, item in enumerate(items):
        if plan.limit and seq >= plan.limit:
            break
        if isinstance(item, Unread):
            task = Task(seq, item.place, 0, b"", State.UNREADABLE, item.reason)
            digest.update(item.reason.encode())
        else:
            key = content_key(item.raw)
            digest.update(key)
            task = _task(seq, item, key, plan, seen)
        digest.update(f"{task.place}\x00{task.state}\x00".encode("utf-8", "backslashreplace"))
        chunk.tasks.append(task)
        chunk.mails += bool(task.raw)
        chunk.size += len(task.raw)
        if chunk.full:
            chunk.digest = digest.hexdigest()
            yield chunk
            chunk = Chunk(number=chunk.number + 1)
            digest = hashlib.blake2b(digest_size=_DIGEST)
    if chunk.tasks:
        chunk.digest = digest.hexdigest()
        yield chunk


_DIGEST = 16


def _task(seq: int, mail: Mail, key: bytes, plan: Plan, seen: Seen) -> Task:
    size = len(mail.raw)
    first = seen.first(key, seq)
    if first != seq:
        return Task(seq, mail.place, size, b"", State.COPY, copy_of=first)
    if not is_sampled(key, plan.share, plan.seed):
        return Task(seq, mail.place, size, b"", State.NOT_SAMPLED)
    return Task(seq, mail.place, size, mail.raw, "", mail.note)
