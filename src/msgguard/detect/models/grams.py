"""The features of the sentence reader: words, their neighbours, pieces of unknown words.

Shared by training and run time, so that both see one text alike. Pure functions of a
sentence; no state.
"""

from __future__ import annotations

import re
from collections.abc import Container

# A word with inner apostrophes or masking signs, a number, or one other visible sign.
_TOKEN = re.compile(r"[^\W_]+(?:['’*@$!#+]{1,4}[^\W_]+)*|[^\w\s,.;:()\[\]\"'’_/\\<>=|~^-]")
_LEET = str.maketrans("013457@$!+", "oieastasit")
_DOUBLE = re.compile(r"(.)\1{2,}")
NAME, NUMBER, UNKNOWN = "<name>", "<n>", "<?>"


def tokens(plain: str, folded: str, known: Container[str]) -> tuple[list[str], list[str]]:
    """The canonical tokens of a sentence, and the words that no list knows.

    A word outside ``known`` becomes a class: a name, a number, or unknown.
    """
    found: list[str] = _TOKEN.findall(folded)
    strange: list[str] = []
    written: list[str] | None = None
    for at, word in enumerate(found):
        if word not in known:
            if written is None:
                written = _TOKEN.findall(plain)
            found[at] = _class_of(written[at], word, known, strange)
    return found, strange


def token_places(folded: str) -> list[tuple[int, int]]:
    """Where the tokens of a sentence stand."""
    return [match.span() for match in _TOKEN.finditer(folded)]


def _class_of(word: str, low: str, known: Container[str], strange: list[str]) -> str:
    if "’" in low:
        low = low.replace("’", "'")
        if low in known:
            return low
    if low.isdigit():
        return NUMBER
    if low.endswith("'s") and low[:-2] in known:
        return low[:-2]
    if not low.isalpha():
        plain = low.translate(_LEET).replace("'", "")
        if plain in known and any(char.isalpha() for char in low):
            return plain
    bare = _DOUBLE.sub(r"\1", low)
    if bare in known:
        return bare
    bare = _DOUBLE.sub(r"\1\1", low)
    if bare in known:
        return bare
    strange.append(low[:24])
    return NAME if word[:1].isupper() and word[1:].islower() else UNKNOWN


def grams(found: list[str]) -> list[str]:
    """Word 1-, 2- and 3-grams and pairs with a gap of one."""
    edged = ["^", *found, "$"]
    ahead = edged[1:]
    twos = [f"{a} {b}" for a, b in zip(edged, ahead, strict=False)]
    threes = [f"{a} {b}" for a, b in zip(twos, edged[2:], strict=False)]
    gaps = [f"{a} _ {b}" for a, b in zip(found, found[2:], strict=False)]
    return [*found, *twos, *threes, *gaps]


def pieces(word: str) -> list[str]:
    """Letter 3-, 4- and 5-grams of a word with its edges."""
    edged = f"^{word}$"
    size = len(edged)
    return [f"#{edged[at : at + n]}" for n in (3, 4, 5) for at in range(size - n + 1)]
