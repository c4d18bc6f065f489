"""The standard ``re``, but that ``compile`` waits until a pattern is first used.

Detectors hold hundreds of patterns and one message needs few of them: compiling them all was a
fifth of what the first check cost. Imported ``as re`` where a module holds many. Once compiled,
a pattern's methods are the standard ones, as fast as they are.
"""

from __future__ import annotations

import re
from re import DOTALL, IGNORECASE, MULTILINE, UNICODE, Match, Pattern
from re import escape as escape
from re import findall as findall
from re import finditer as finditer
from re import fullmatch as fullmatch
from re import match as match
from re import search as search
from re import split as split
from re import sub as sub
from typing import Any, cast

__all__ = [
    "DOTALL", "IGNORECASE", "MULTILINE", "UNICODE", "Match", "Pattern", "compile", "escape", "findall",
    "finditer", "fullmatch", "match", "search", "split", "sub",
]  # fmt: skip
_METHODS = (
    "findall", "finditer", "flags", "fullmatch", "groupindex", "groups", "match", "pattern", "search",
    "split", "sub", "subn",
)  # fmt: skip


def compile(expression: str, flags: int = 0) -> Pattern[str]:
    """A pattern that is compiled when one of its methods is first asked for."""
    return cast("Pattern[str]", _Lazy(expression, flags))


class _Lazy:
    """A pattern to be; a slot is filled with the compiled pattern's method when any is first asked for."""

    __slots__ = ("_expression", "_flags", *_METHODS)

    def __init__(self, expression: str, flags: int) -> None:
        self._expression = expression
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self._expression, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
