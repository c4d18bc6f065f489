"""Patterns looked for only where they can begin, or near what they must hold.

A search tries a pattern at every character. Most patterns begin with one of a few words, or hold
one of a few names: these are found far more cheaply, and the pattern is tried at them alone. What
is found is what ``finditer`` finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from msgguard.detect.phrase import compiled
from msgguard.text.view import TextPart


class Opened(NamedTuple):
    """A pattern, whole words one of which it begins with, and sets of words it needs one each of.

    ``rare`` are words that it may begin with only where one of ``beside`` is in the text: "the"
    stands in every line, "the private" in few texts.
    """

    expression: str
    first: frozenset[str]
    needs: tuple[frozenset[str], ...] = ()
    rare: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()

    @property
    def pattern(self) -> re.Pattern[str]:
        """The expression, compiled when it is first wanted."""
        return compiled(self.expression)


class Openings:
    """Where words stand in one part, each looked for once."""

    __slots__ = ("_folded", "_places", "_words")

    def __init__(self, part: TextPart) -> None:
        self._folded = part.folded
        self._words = part.words
        self._places: dict[str, list[int]] = {}

    def matches(self, opened: Opened) -> Iterator[re.Match[str]]:
        """The matches of a pattern in the part."""
        words = self._words
        for need in opened.needs:
            if need.isdisjoint(words):
                return
        first = opened.first & words
        if opened.rare and not opened.beside.isdisjoint(words):
            first |= opened.rare & words
        if first:
            yield from matches_at(opened.pattern, self._folded, self._of(first))

    def _of(self, words: Iterable[str]) -> list[int]:
        places: list[int] = []
        for word in words:
            found = self._places.get(word)
            if found is None:
                found = self._places[word] = list(_places(word, self._folded))
            places += found
        places.sort()
        return places


def matches_at(pattern: re.Pattern[str], folded: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    """The matches that begin at one of the places, which stand in order; none overlaps another."""
    done = 0
    for at in places:
        if at >= done:
            match = pattern.match(folded, at)
            if match is not None:
                yield match
                done = match.end()


def matches_in_any(
    pattern: re.Pattern[str], folded: str, stretches: Iterable[tuple[int, int]]
) -> Iterator[re.Match[str]]:
    """The matches that one of the stretches, which begin in order, holds whole."""
    joined: list[tuple[int, int]] = []
    for start, end in stretches:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((max(0, start), end))
    done = 0
    for start, end in joined:
        at = max(start, done)
        while (found := pattern.search(folded, at, end)) is not None:
            # Where the stretch ends a word may go on.
            match = pattern.match(folded, found.start())
            at = done = match.end() if match is not None else found.start() + 1
            if match is not None:
                yield match


def places_of(names: Iterable[str], folded: str) -> list[int]:
    """Where any of the names stands, inside words too, in order."""
    return sorted({at for name in names if name in folded for at in _found(name, folded)})


def first_words(alternatives: str) -> frozenset[str]:
    """The words that alternatives of a pattern begin with.

    >>> sorted(first_words("ring|let me know|e-?mail|i'?m"))
    ['e', 'email', "i'm", 'im', 'let', 'ring']
    """
    found: set[str] = set()
    for alternative in alternatives.split("|"):
        head = alternative.split()[0]
        found |= {head.replace("?", "").partition("-")[0], re.sub("['-][?]", "", head).partition("-")[0]}
    return frozenset(found)


def _places(word: str, folded: str) -> Iterator[int]:
    if len(word) > 2:
        return _found(word, folded)
    # "i" stands inside every other word.
    return (match.start() for match in _whole(word).finditer(folded))


def _found(name: str, folded: str) -> Iterator[int]:
    at = folded.find(name)
    while at >= 0:
        yield at
        at = folded.find(name, at + 1)


@cache
def _whole(word: str) -> re.Pattern[str]:
    """A short word by itself, its letters first: those are found fastest."""
    return re.compile(rf"{re.escape(word)}(?<!\w{re.escape(word)})(?!\w)")
