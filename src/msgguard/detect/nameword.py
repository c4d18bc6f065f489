"""Words of a part with their places and shapes, only where names may stand.

Tokenising a whole message costs more than deciding about its few names, so only windows
around candidate places are cut into words; windows that meet are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from msgguard.school.letters import key_of
from msgguard.text.view import TextPart

# Letters or digits with inner apostrophes; underscores part words (file names).
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# A change from small to capital letter inside a run: DallasReid.
_HUMP = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")
# How far a decision looks back and ahead, in characters.
BEHIND, AHEAD = 56, 84


class Word(NamedTuple):
    """A word: its place, key, and shape (``C`` capitalised, ``U`` capitals, ``l`` lower, ``d`` digits).

    ``possessive`` marks an ending ``'s``. ``gap`` is the text between it and the word before.
    """

    start: int
    end: int
    key: str
    shape: str
    possessive: bool
    gap: str


def windows(places: Iterable[int], length: int) -> list[tuple[int, int]]:
    """Windows around ``places``, joined where they meet."""
    found: list[tuple[int, int]] = []
    for place in sorted(places):
        start, end = max(0, place - BEHIND), min(length, place + AHEAD)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def words_in(part: TextPart, start: int, end: int, *, camel: bool = False) -> list[Word]:
    """The words between two view indices, whole ones only."""
    folded, plain = part.folded, part.plain
    floor, ceiling = max(0, start - 40), min(len(folded), end + 40)
    while start > floor and not folded[start - 1].isspace():
        start -= 1
    while end < ceiling and not folded[end].isspace():
        end += 1
    words: list[Word] = []
    last = start
    for match in WORD.finditer(folded, start, end):
        first, stop = match.span()
        if camel and _HUMP.search(plain, first, stop):
            humps = [first, *(hump.start() for hump in _HUMP.finditer(plain, first, stop)), stop]
            for one, other in pairwise(humps):
                words.append(
                    _word(match[0][one - first : other - first], one, other, plain, folded[last:one])
                )
                last = other
            continue
        words.append(_word(match[0], first, stop, plain, folded[last:first]))
        last = stop
    return words


def _word(text: str, start: int, end: int, plain: str, gap: str) -> Word:
    possessive = False
    key = text
    if not (text.isascii() and text.isalnum()):
        key = key_of(text)
        possessive = text.endswith(("'s", "’s"))
    first = plain[start]
    if first.isupper():
        shape = "U" if end - start > 2 and _is_upper(plain[start:end]) else "C"
    else:
        shape = "d" if first.isdigit() else "l"
    return Word(start, end, key, shape, possessive, gap)


def _is_upper(text: str) -> bool:
    return text.isupper() or (text[:-2].isupper() and text.endswith(("'s", "’s")) and len(text) > 3)


def places_of(part: TextPart, words: Sequence[str], *, most: int = 400) -> list[tuple[int, str]]:
    """Where the words stand in the part (whole words only), at most ``most`` places.

    Few words are searched one by one; many in one pass over the text.
    """
    folded = part.folded
    found: list[tuple[int, str]] = []
    if len(words) > 60:
        wanted = frozenset(words)
        for match in WORD.finditer(folded):
            if match[0] in wanted:
                found.append((match.start(), match[0]))
                if len(found) >= most:
                    break
        return found
    length = len(folded)
    for word in words:
        size = len(word)
        at = folded.find(word)
        while at >= 0 and len(found) < most:
            end = at + size
            if (at == 0 or not folded[at - 1].isalnum()) and (end >= length or not folded[end].isalnum()):
                found.append((at, word))
            at = folded.find(word, end)
    return found
