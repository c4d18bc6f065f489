"""A mention: words of a part that may name pupils, and what joins the words of one name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgguard import lazyre as re
from msgguard.detect import namewords
from msgguard.detect.nameword import Word

SAME_NAME = re.compile(r"[ \t\u00a0]{0,2}|[-_'’]|\n")
NEVER = namewords.CALENDAR | namewords.SALUTATION | namewords.FUNCTION | namewords.TITLES


class Mention(NamedTuple):
    """Words that may name pupils: view indices, places in the index, and how they say it.

    ``kind``: ``full``, ``near`` (full, misspelled), ``initial``, ``given``, ``pet``,
    ``slip`` (a given name alone, misspelled), ``family``, ``joined``. ``first`` and ``last``
    are places in ``words``; ``other`` says what stands against it by spelling alone.
    """

    start: int
    end: int
    pupils: tuple[int, ...]
    kind: str
    words: Sequence[Word]
    first: int
    last: int
    other: str = ""


def mention_at(
    words: Sequence[Word], first: int, last: int, pupils: Iterable[int], kind: str, other: str = ""
) -> Mention:
    """The words from ``first`` up to ``last`` as a mention."""
    end = words[last - 1]
    # An ending 's is no part of the name.
    stop = end.end - 2 if end.possessive else end.end
    return Mention(words[first].start, stop, tuple(dict.fromkeys(pupils)), kind, words, first, last, other)
