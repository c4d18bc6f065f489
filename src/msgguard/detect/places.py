"""Which places of a text are taken already: constant cost a question, however many findings."""

from __future__ import annotations


class Places:
    """Taken stretches of one text, given out first come, first served.

    >>> places = Places(10)
    >>> places.take(2, 5), places.take(4, 6), places.take(5, 6)
    (True, False, True)
    """

    __slots__ = ("_marks",)

    def __init__(self, length: int) -> None:
        self._marks = bytearray(length)

    def is_free(self, start: int, end: int) -> bool:
        """Whether nothing in the stretch is taken."""
        return self._marks.find(1, max(0, start), end) < 0

    def take(self, start: int, end: int) -> bool:
        """Take a stretch; False where part of it was taken before."""
        if not self.is_free(start, end):
            return False
        self.mark(start, end)
        return True

    def mark(self, start: int, end: int) -> None:
        """Hold a stretch for taken, whatever of it was taken before."""
        self._marks[start:end] = b"\x01" * (min(end, len(self._marks)) - start)
