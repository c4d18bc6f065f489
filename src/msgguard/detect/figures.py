"""Where the figures of a text stand: a cheap first look before any exact search.

Identity data is mostly digits, and most messages hold few: exact patterns then run on short
windows around them and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgguard.text.view import TextPart

# Figures so near belong together ("3 December 2016"); a window reaches a little further.
_GAP, _MARGIN = 14, 24


class Window(NamedTuple):
    """A stretch of text around figures, and how many digits it holds."""

    start: int
    end: int
    digits: int


def windows_of(part: TextPart, *, least: int) -> tuple[Window, ...]:
    """Stretches with at least ``least`` digits, in order and apart from one another."""
    clusters: list[Window] = []
    for start, end in part.figures:
        if clusters and start - clusters[-1].end <= _GAP:
            clusters[-1] = Window(clusters[-1].start, end, clusters[-1].digits + end - start)
        else:
            clusters.append(Window(start, end, end - start))
    found: list[Window] = []
    size = len(part.folded)
    for cluster in clusters:
        if cluster.digits < least:
            continue
        start, end = max(0, cluster.start - _MARGIN), min(size, cluster.end + _MARGIN)
        if found and start <= found[-1].end:
            last = found.pop()
            found.append(Window(last.start, end, last.digits + cluster.digits))
        else:
            found.append(Window(start, end, cluster.digits))
    return tuple(found)


def matches_in(
    pattern: re.Pattern[str], folded: str, windows: Sequence[Window], *, least: int = 0, after: int = 0
) -> Iterator[re.Match[str]]:
    """The pattern's matches inside windows of at least ``least`` digits, from ``after`` on."""
    for window in windows:
        if window.digits >= least and window.end > after:
            yield from pattern.finditer(folded, max(window.start, after), window.end)


class Paper(NamedTuple):
    """A number that may identify an adult: where, what, how sure, and why not."""

    start: int
    end: int
    kind: str
    sure: bool
    excuse: str = ""
    disguised: bool = False


def before(folded: str, start: int, reach: int) -> str:
    """The text before a place, at most ``reach`` characters."""
    return folded[max(0, start - reach) : start]


def around(folded: str, start: int, end: int, reach: int) -> str:
    """The text around a stretch, the stretch included."""
    return folded[max(0, start - reach) : end + reach]
