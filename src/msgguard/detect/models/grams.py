"""The features of the sentence reader: words, their neighbours, pieces of unknown words.

Shared by training and run time, so that both see one text alike. Pure functions of a
sentence; no state.
"""

from __future__ import annotations

import re
from collections.abc import Container
from collections.abc import Set as AbstractSet
from itertools import pairwise

# A word with inner apostrophes or masking signs, a number, or one other visible sign.
_TOKEN = re.compile(r"[^\W_]+(?:['’*@$!#+]{1,4}[^\W_]+)*|[^\w\s,.;:()\[\]\"'’_/\\<>=|~^-]")
# The same in plain ASCII, where a class of few characters is passed over sooner.
_PLAIN_TOKEN = re.compile(r"[A-Za-z0-9]+(?:['*@$!#+]{1,4}[A-Za-z0-9]+)*|[^\w\s,.;:()\[\]\"'_/\\<>=|~^-]")
_LEET = str.maketrans("013457@$!+", "oieastasit")
_TRIPLE = re.compile(r"(.)\1{2,}")
# Stands between sentences, before the first and after the last; never in a text itself.
EDGE = "\x00"
NAME, NUMBER, UNKNOWN = "<name>", "<n>", "<?>"


def tokens(plain: str, folded: str, known: AbstractSet[str]) -> tuple[list[str], list[tuple[int, str]]]:
    """The canonical tokens of a text, and the words that no list knows with their index.

    A word outside ``known`` becomes a class: a name, a number, or unknown. ``EDGE`` characters
    in the text, which part its sentences, stay.
    """
    shape = _PLAIN_TOKEN if plain.isascii() and folded.isascii() else _TOKEN
    found: list[str] = shape.findall(folded)
    strange: list[tuple[int, str]] = []
    # Few words are unknown: which ones, is asked of the set of them all at once.
    unknown = set(found).difference(known)
    unknown.discard(EDGE)
    if not unknown:
        return found, strange
    # Both from the last to the first, to be taken from their ends.
    unread = [at for at, word in enumerate(found) if word in unknown][::-1]
    ends = [at for at, word in enumerate(found) if word == EDGE][::-1]
    start = 0
    for sentence in plain.split(EDGE):
        end = ends.pop() if ends else len(found)
        if unread[-1] < end:
            places = []
            while unread and unread[-1] < end:
                places.append(unread.pop())
            # How a word is written counts for letters only.
            is_told = any(found[at].isalpha() for at in places)
            written = shape.findall(sentence) if is_told else found[start:end]
            for at in places:
                found[at] = _class_of(written[at - start], found[at], known, strange, at)
            if not unread:
                break
        start = end + 1
    return found, strange


def token_places(folded: str) -> list[tuple[int, int]]:
    """Where the tokens of a sentence stand."""
    return [match.span() for match in _TOKEN.finditer(folded)]


def _class_of(word: str, low: str, known: Container[str], strange: list[tuple[int, str]], at: int) -> str:
    if low.isdigit():
        return NUMBER
    if low.isalpha():
        if word[0].isupper() and word[1:].islower():
            return NAME
    else:
        for bare in (low.replace("’", "'"), low.translate(_LEET).replace("'", "").replace("’", "")):
            if bare in known:
                return bare
        if low[-2:] == "'s" and low[:-2] in known:
            return low[:-2]
        if len(low) == 1:
            return UNKNOWN
    if _TRIPLE.search(low):
        for once in (r"\1", r"\1\1"):
            bare = _TRIPLE.sub(once, low)
            if bare in known:
                return bare
    strange.append((at, low[:24]))
    return UNKNOWN


def grams(found: list[str]) -> tuple[list[str], list[str], list[str]]:
    """By position: the word; with the next one; with the next two.

    ``found`` begins and ends with ``EDGE``.
    """
    twos = [f"{a} {b}" for a, b in pairwise(found)]
    threes = [f"{a} {b}" for a, b in zip(twos, found[2:], strict=False)]
    return found, twos, threes


def pieces(word: str) -> list[str]:
    """Letter 3-, 4- and 5-grams of a word with its edges."""
    edged = f"^{word}$"
    size = len(edged)
    return [f"#{edged[at : at + n]}" for n in (3, 4, 5) for at in range(size - n + 1)]
