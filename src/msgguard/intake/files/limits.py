"""How much of a file is read, and what was found in it so far.

A file may be built to cost more than it looks (a zip that unpacks to gigabytes, a sheet of
one cell in the last column): every reader asks the budget before it spends.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from msgguard.model import Attachment, Section

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that is read of the files of one message.

    ``size`` and ``unpacked`` are bytes, ``text`` characters a file; ``ratio`` is how many
    times its packed size a thing may unpack to before it is taken for a bomb.
    """

    size: int = 50 * MEGABYTE
    unpacked: int = 150 * MEGABYTE
    ratio: int = 250
    members: int = 1_000
    depth: int = 4
    pages: int = 400
    cells: int = 2_000_000
    text: int = 2_000_000
    seconds: float = 10.0


class Unread(Exception):
    """Why a file, or the rest of it, was not read; the words follow "could not be checked:"."""

    @property
    def reason(self) -> str:
        """The reason in plain words."""
        return str(self.args[0]) if self.args else "it could not be read"


@dataclass(slots=True)
class Budget:
    """What is left to spend on one message's files."""

    limits: Limits
    unpacked: int = 0
    members: int = 0
    deadline: float = field(default_factory=float)

    def check(self) -> None:
        """Raise Unread when the time is up."""
        if time.monotonic() > self.deadline:
            raise Unread(f"reading it took longer than {self.limits.seconds:g} seconds")

    def unpack(self, size: int, packed: int) -> None:
        """Ask for ``size`` bytes that are packed in ``packed``; raise Unread if it is too much."""
        self.check()
        limits = self.limits
        if size > MEGABYTE and size > limits.ratio * max(packed, 1):
            raise Unread("it unpacks to far more than its size, as a zip bomb does")
        if self.unpacked + size > limits.unpacked:
            raise Unread(f"it unpacks to more than {limits.unpacked // MEGABYTE} MB")
        self.unpacked += size

    def member(self) -> None:
        """Count one more file inside a file."""
        self.check()
        self.members += 1
        if self.members > self.limits.members:
            raise Unread(f"it holds more than {self.limits.members:,} files")


def budget_for(limits: Limits) -> Budget:
    """A full budget whose clock starts now."""
    return Budget(limits=limits, deadline=time.monotonic() + limits.seconds)


@dataclass(slots=True)
class Found:
    """What a reader has gathered from one file; kept even where the reading broke off."""

    name: str
    budget: Budget
    depth: int = 0
    texts: list[str] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    members: list[Attachment] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    length: int = 0

    def note(self, reason: str) -> None:
        """Remember once what was not read."""
        if reason not in self.notes:
            self.notes.append(reason)

    def text(self, text: str) -> None:
        """Add to the file's own text."""
        text = self._fitting(text)
        if text.strip():
            self.texts.append(text)

    def section(self, name: str, text: str, *, hidden: bool = False) -> None:
        """Add a named piece; two of one name are told apart by a number."""
        text = self._fitting(text)
        if not text.strip():
            return
        taken = {section.name for section in self.sections}
        plain, number = name, 2
        while name in taken:
            name, number = f"{plain} {number}", number + 1
        self.sections.append(Section(name=name, text=text, hidden=hidden))

    def attachment(self, attachment: Attachment) -> Attachment:
        """``attachment`` with all that was gathered."""
        reason = "; ".join(self.notes)
        read = bool(self.texts or self.sections or self.members or not reason)
        return replace(
            attachment,
            text="\n\n".join(self.texts) if read else None,
            sections=tuple(self.sections),
            members=tuple(self.members),
            note=reason,
            not_checked=reason,
        )

    def _fitting(self, text: str) -> str:
        """``text`` without what cannot be stored, cut where the file's share is used up."""
        if "\x00" in text:
            text = text.replace("\x00", "")
        room = self.budget.limits.text - self.length
        self.length += len(text)
        if len(text) > room:
            self.note(f"it has more than {self.budget.limits.text:,} characters; the rest was not read")
            return text[: max(room, 0)]
        return text
