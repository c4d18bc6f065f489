"""Colour for terminals. It never carries meaning alone: every word stands there too."""

from __future__ import annotations

from msgguard.model import Level, PolicyWarning

RESET = "\x1b[0m"
BOLD = "\x1b[1m"
DIM = "\x1b[2m"
RED = "\x1b[31m"
GREEN = "\x1b[32m"
YELLOW = "\x1b[33m"
CYAN = "\x1b[36m"
LEVELS = {Level.BLOCK: BOLD + RED, Level.WARN: BOLD + YELLOW, Level.ADVISE: BOLD + CYAN, Level.PASS: GREEN}


def paint(text: str, style: str, on: bool) -> str:
    """``text`` in ``style`` where colour is on."""
    return f"{style}{text}{RESET}" if on and text else text


def level_word(warning: PolicyWarning) -> str:
    """The word for how a warning counts: its level, or that it is allowed or known."""
    if warning.allowed:
        return "allowed"
    return "known" if warning.known else warning.level.word


def level_style(warning: PolicyWarning) -> str:
    """The colour of that word."""
    return GREEN if warning.allowed or warning.known else LEVELS[warning.level]
