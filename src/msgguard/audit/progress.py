"""One line on a terminal's stderr: share, rate, findings so far, time left. Nothing in a pipe."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO

from msgguard.audit.place import Meter
from msgguard.audit.rows import Batch

_EVERY = 0.5
_WIDTH = 20


@dataclass(slots=True)
class Progress:
    """What has gone by. ``skipped`` messages were done before a resume and do not count to the rate."""

    out: TextIO | None
    meter: Meter
    clock: Callable[[], float] = time.monotonic
    messages: int = 0
    skipped: int = 0
    findings: int = 0
    unreadable: int = 0
    started: float = field(default=0.0)
    shown: float = 0.0

    def begin(self) -> None:
        """The clock runs from here."""
        self.started = self.clock()

    def add(self, batch: Batch) -> None:
        """Count the rows of a chunk, and show it from time to time."""
        self.messages += len(batch.messages)
        self.findings += len(batch.findings)
        self.unreadable += sum(row.state == "unreadable" for row in batch.messages)
        self._show()

    def skip(self, count: int) -> None:
        """Messages that an earlier run has done."""
        self.skipped += count
        self._show()

    def _show(self) -> None:
        now = self.clock()
        if self.out is None or now - self.shown < _EVERY:
            return
        self.shown = now
        self.out.write("\r\x1b[K" + self.line(now))
        self.out.flush()

    def line(self, now: float) -> str:
        """The line as it is shown."""
        spent = max(now - self.started, 1e-6)
        rate = self.messages / spent
        share = min(1.0, self.meter.read / self.meter.total) if self.meter.total else 0.0
        filled = int(share * _WIDTH)
        bar = "#" * filled + "-" * (_WIDTH - filled)
        left = f", {duration(spent / share - spent)} left" if 0.01 < share < 1 else ""
        return (
            f"[{bar}] {share:4.0%}  {self.messages + self.skipped:,} messages, {rate:,.0f}/s, "
            f"{self.findings:,} findings, {self.unreadable:,} unreadable{left}"
        )

    def end(self) -> None:
        """Leave the line behind."""
        if self.out is not None and self.messages + self.skipped:
            self.out.write("\r\x1b[K" + self.line(self.clock()) + "\n")
            self.out.flush()


def duration(seconds: float) -> str:
    """A time span for people.

    >>> duration(59), duration(3700)
    ('59 s', '1 h 01 min')
    """
    whole = int(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3_600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3_600} h {whole % 3_600 // 60:02d} min"
