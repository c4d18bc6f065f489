"""The time one message may take, enforced: a check that runs over is broken off.

Small messages are checked in the worker's own thread, where a timer can interrupt them; big
ones in another thread so that other sessions go on, where only the waiting can be ended.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

Found = TypeVar("Found")
# Up to here a check takes less time than handing it to a thread disturbs the others.
INLINE_BYTES = 256_000


class OverBudget(BaseException):
    """The time is up. No ``Exception``: a detector's fault must not be able to swallow it."""


def install() -> None:
    """Make the timer's signal raise; once, in the main thread of a worker."""
    signal.signal(signal.SIGALRM, _ring)


def _ring(number: int, at: FrameType | None) -> None:
    raise OverBudget


async def within(work: Callable[[], Found], seconds: float, *, size: int) -> Found:
    """The result of ``work``, or OverBudget."""
    if size > INLINE_BYTES:
        try:
            return await asyncio.wait_for(asyncio.to_thread(work), seconds)
        except TimeoutError as late:
            raise OverBudget from late
    if (
        threading.current_thread() is not threading.main_thread()
        or signal.getsignal(signal.SIGALRM) is not _ring
    ):
        # Nobody would hear the bell here, or it would end the process.
        return work()
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
