"""Codes and numbers as people spell them: spaced, dashed, in words, with letters for digits.

Used only behind a cue word ("my NI number is …"), where a short stretch of text is read
character by character. ``text/`` folds look-alike letters already; here ``o`` may be a nought
and ``double four`` two fours.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(r"[a-z]+|\d+|[^\w\s]|\s+|.", re.DOTALL)
_DIGIT_WORDS = {
    "oh": "0", "zero": "0", "nought": "0", "naught": "0", "nil": "0",
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
DIGIT_WORDS = frozenset(_DIGIT_WORDS)
_REPEAT = {"double": 2, "treble": 3, "triple": 3}
# What may stand between the pieces of one code.
_FILLERS = frozenset({"and", "then", "dash", "space", "hyphen", "slash"})
_JOINTS = frozenset(" -.·_/,*'\"()\n\t–—:")
_LETTER_DIGITS = {"o": "0", "l": "1", "i": "1"}


class Spelled(NamedTuple):
    """The characters of a code and, for each, the view indices it is written at."""

    chars: str
    spans: tuple[tuple[int, int], ...]


def spelled_after(folded: str, start: int, *, most: int = 24, reach: int = 110) -> Spelled:
    """The code that begins at ``start``, as far as it goes: at most ``most`` characters.

    >>> spelled_after("q q one two 34 double five c, thanks", 0).chars
    'qq123455c'
    """
    chars: list[str] = []
    spans: list[tuple[int, int]] = []
    times = 1
    for match in _TOKEN.finditer(folded, start, min(len(folded), start + reach)):
        token = match[0]
        if token.isspace() or token in _JOINTS:
            if "\n\n" in token:
                break
            continue
        if token in _FILLERS:
            continue
        if token in _REPEAT:
            times = _REPEAT[token]
            continue
        if token.isdigit():
            piece = token[0] * times + token[1:] if times > 1 else token
        elif token in _DIGIT_WORDS:
            piece = _DIGIT_WORDS[token] * times
        elif token.isalpha() and len(token) <= 2:
            piece = token
        else:
            break
        times = 1
        for offset, char in enumerate(piece):
            chars.append(char)
            at = match.start() + offset if len(piece) == len(token) else match.start()
            spans.append((at, at + 1 if len(piece) == len(token) else match.end()))
        if len(chars) >= most:
            break
    return Spelled("".join(chars[:most]), tuple(spans[:most]))


def as_digits(chars: str) -> str:
    """Letters that stand for digits made digits: ``o`` nought, ``l`` and ``i`` one."""
    return "".join(_LETTER_DIGITS.get(char, char) for char in chars)
