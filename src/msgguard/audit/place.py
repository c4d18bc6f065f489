"""Where a message lies, and what reading gives: a mail, or the reason why there is none.

A file's own name is never kept: people name saved mails by their subject. The number of
the file in the walk (names in order) tells it apart and stays the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Place(NamedTuple):
    """One message's place: ``path`` numbers the files on the way (``3/17``), ``at`` is the
    byte in an mbox or the number of the item in a PST.

    >>> str(Place("mail.zip", "3", 1024))
    'mail.zip 3@1024'
    """

    source: str
    path: str = ""
    at: int = 0

    @property
    def where(self) -> str:
        """The place within its source, as one word."""
        return f"{self.path}@{self.at}"

    def __str__(self) -> str:
        return f"{self.source} {self.where}"

    def inside(self, number: int) -> Place:
        """The place of file ``number`` inside this one."""
        return Place(self.source, f"{self.path}/{number}" if self.path else str(number))


class Mail(NamedTuple):
    """The bytes of one message; ``note`` says what is missing of it."""

    place: Place
    raw: bytes
    note: str = ""


class Unread(NamedTuple):
    """Something that could not be read, and why, in plain words without names."""

    place: Place
    reason: str


@dataclass(slots=True)
class Meter:
    """How much of the sources has been read, in bytes as stored; for the progress line."""

    total: int = 0
    before: int = 0
    here: int = 0
    sources: list[str] = field(default_factory=list)

    @property
    def read(self) -> int:
        """Bytes read so far."""
        return self.before + self.here

    def next_file(self, size: int) -> None:
        """A file of ``size`` bytes is done."""
        self.before += size
        self.here = 0
