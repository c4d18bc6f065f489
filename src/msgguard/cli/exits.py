"""What the exit code says. 2 wins over 1: what was not checked is never clean."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """0: below the fail level. 1: at or above it. 2: the job could not be done. 130: interrupted."""

    CLEAN = 0
    FOUND = 1
    FAILED = 2
    INTERRUPTED = 130
