"""The words around a contact detail, and whether they ask for contact.

Used by phone, email, address and account; whose the detail is, says ``owner.py``.
"""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from typing import NamedTuple

_REACH = 70

_INVITES = re.compile(
    r"(?<![a-z])(?:(?:ring|call|text|txt|phone|message|msg|whats\s?app|email|e-mail|mail|contact|dm|pm|"
    r"add|reach|"
    r"catch|ping|follow|find|snap|bell|buzz|try|get)\s+(?:me|us|him|her|them|my)|"
    r"(?:ring|call|text|txt|phone|whats\s?app|email|dm|contact|message|msg|add|follow)(?=\W)|"
    r"drop (?:me|us|him|her) a|give (?:me|us|him|her) a|get in touch|get hold of|shout)(?![a-z])"
)
# The end of a sentence, but not the stop of "no.", "tel.", "St."
_CLAUSE = re.compile(
    r"[.!?;\n](?:(?<=\n)\s*\n|(?<!\n)(?<!\bno.)(?<!\bst.)(?<!\bmr.)(?<!\bms.)(?<!\bdr.)(?<!mrs.)(?<!tel.)"
    r"(?<!mob.)(?<!ref.)(?<!num.)(?<!acc.)\s)"
)


class Around(NamedTuple):
    """The folded text near a span: ``before`` it in the same sentence or line, and ``after``."""

    before: str
    after: str


def around(folded: str, start: int, end: int) -> Around:
    """The clause before the span (at most 70 characters) and 50 characters after it.

    Where the span begins its sentence, the sentence before it counts: "It's at mine. 3 The Row."
    """
    before = folded[max(0, start - _REACH) : start]
    cut = 0
    for match in _CLAUSE.finditer(before):
        if len(before) - match.end() < 3 and "\n" not in match.group():
            break
        cut = match.end()
    after = folded[end : end + 50]
    stop = _CLAUSE.search(after)
    return Around(before[cut:], after[: stop.start()] if stop else after)


class Taken:
    """Spans already spoken for, so that one stretch of text gives one finding.

    Kept sorted: asking is a binary search, whatever the number of spans.
    """

    __slots__ = ("_spans",)

    def __init__(self) -> None:
        self._spans: list[tuple[int, int]] = []

    def overlaps(self, start: int, end: int) -> bool:
        """Whether a span taken before has a character in common with this one."""
        index = bisect_right(self._spans, (start, start))
        if index < len(self._spans) and self._spans[index][0] < end:
            return True
        return index > 0 and self._spans[index - 1][1] > start

    def take(self, start: int, end: int) -> None:
        """Claim a span that overlaps none before."""
        insort(self._spans, (start, end))


def invites(near: Around) -> bool:
    """Whether the words ask the reader to get in touch this way."""
    return bool(_INVITES.search(near.before) or _INVITES.search(near.after))
