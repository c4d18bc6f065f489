"""Sentences of a part, cheaply: at ``. ! ?`` and line breaks, in view indices.

A full stop inside a number, an address or an abbreviation ends nothing. A line break
ends a sentence unless the next line goes on in lower case. Works on folded text, so a
small letter after a full stop is no sign: what stands before it decides.
"""

from __future__ import annotations

import re
from typing import Protocol

# How far a sentence is looked for on either side: bounds the work on hostile text.
_REACH = 600

_ABBREVIATIONS = frozenset((
    "mr", "mrs", "ms", "mx", "dr", "prof", "rev", "fr", "st", "ave", "rd", "no", "nos", "tel", "ext", "fax",
    "e.g", "i.e", "eg", "ie", "etc", "vs", "approx", "dept", "est", "min", "max", "hr", "hrs", "sr", "jr",
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec", "mon", "tue",
    "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "p", "pp", "vol", "a.m", "p.m", "am", "pm",
))  # fmt: skip
# Words that stay abbreviations only before more text: "at 3 p.m. We" is two sentences, but rarely matters.
# One class of characters first: the search then passes over all others at once.
# A run of marks is looked at from its beginning only, and given back nothing: the cost stays linear.
_END = re.compile(
    r"[.!?…\n](?:(?<=\n)\n*+|(?<!\n)(?<![.!?…][.!?…])[.!?…]*+[\"')\]]*+(?=\s|$)"
    r"|(?<=[!?])(?<![!?][!?])[!?]*+(?=\w))"
)
_WORDS_BEFORE = re.compile(r"[\w.]+")


class Folded(Protocol):
    """Anything with folded and plain text of one length."""

    @property
    def folded(self) -> str:
        """The text in lower case."""
        ...

    @property
    def plain(self) -> str:
        """The text with its case."""
        ...


def sentences(part: Folded) -> tuple[tuple[int, int], ...]:
    """Every sentence of a part as (start, end), without the blanks around it."""
    folded = part.folded
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(folded):
        first, end = match.span()
        if not _ends(part, first, end):
            continue
        _add(folded, start, end, spans)
        start = end
    _add(folded, start, len(folded), spans)
    return tuple(spans)


def sentence_at(part: Folded, index: int) -> tuple[int, int]:
    """The sentence around a view index as (start, end), without the blanks around it."""
    folded = part.folded
    floor = max(0, index - _REACH)
    start = floor
    # Ends before the index, then the first one at or after it.
    end = ceiling = min(len(folded), index + _REACH)
    before: list[tuple[int, int]] = []
    for match in _END.finditer(folded, floor, ceiling):
        if match.end() <= index:
            before.append(match.span())
        elif _ends(part, match.start(), match.end()):
            end = match.end()
            break
    # Of those before, the last that is one: most are never looked at.
    for mark, behind in reversed(before):
        if _ends(part, mark, behind):
            start = behind
            break
    while start < end and folded[start].isspace():
        start += 1
    while end > start and folded[end - 1].isspace():
        end -= 1
    return start, end


def _add(folded: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    while start < end and folded[start].isspace():
        start += 1
    while end > start and folded[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))


def _ends(part: Folded, start: int, end: int) -> bool:
    """Does the mark at ``start`` to ``end`` really end a sentence?"""
    folded = part.folded
    if folded[start] == "\n":
        # A wrapped line goes on in lower case; an empty line always ends.
        return (
            end - start > 1
            or end >= len(folded)
            or not part.plain[end].islower()
            or folded[start - 1 : start] in ".!?:"
        )
    if folded[start] != "." or end - start > 1:
        return True
    if not start or not (folded[start - 1].isalnum() or folded[start - 1] in "._"):
        return True
    word = _WORDS_BEFORE.findall(folded, max(0, start - 12), start)[-1]
    if word in _ABBREVIATIONS:
        return False
    # A single letter is an initial ("J. Smith") where a capital follows, unless it is "I".
    return not (len(word) == 1 and word.isalpha() and word != "i" and part.plain[start - 1].isupper())
