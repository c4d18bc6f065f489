"""Numbers as people write them to dodge a filter: words, letters for digits, mixtures.

``units_in`` cuts a stretch of folded text into units of digits: ``oh double seven`` gives
``0`` and ``77``, ``9oo`` gives ``900``, ``twenty-three`` gives ``23``. It knows nothing of
telephones; ``phone.py`` puts units together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_ONES = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
         "eight": "8", "nine": "9"}  # fmt: skip
_ZEROS = dict.fromkeys(("zero", "nought", "naught", "oh", "nil", "null", "o", "oo", "ooo"), "0")
_TEENS = {"ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15",
          "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19"}  # fmt: skip
_TENS = {"twenty": "2", "thirty": "3", "forty": "4", "fifty": "5", "sixty": "6", "seventy": "7",
         "eighty": "8", "ninety": "9"}  # fmt: skip
_SCALES = {"hundred": "00", "thousand": "000"}
_REPEATS = {"double": 2, "dbl": 2, "triple": 3, "treble": 3, "quadruple": 4}
_PLURALS = {"zeros": "0", "zeroes": "0", "noughts": "0", "ohs": "0", "ones": "1", "twos": "2", "threes": "3",
            "fours": "4", "fives": "5", "sixes": "6", "sevens": "7", "eights": "8", "nines": "9"}  # fmt: skip

DIGIT_WORDS = frozenset(
    {*_ONES, *_ZEROS, *_TEENS, *_TENS, *_SCALES, *_REPEATS, *_PLURALS} - {"o", "oo", "ooo"}
)

# Words that stand for several digits at once.
REPEAT_WORDS = frozenset({*_REPEATS, *_SCALES})

_LOOKALIKE = str.maketrans("oilsbz", "011582")


# A plural stands alone ("two sevens"); inside a run of letters it is two words ("zeroseven").
def _by_letter(words: Iterable[str]) -> str:
    """Alternatives sorted under their first letter, so that each place is looked at for one letter's only."""
    under: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        under.setdefault(word[0], []).append(f"{word[1:]}(?![a-z])" if word in _PLURALS else word[1:])
    return "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in sorted(under.items()))


_WORD_ALTERNATIVES = _by_letter((*DIGIT_WORDS, "plus"))
# "the last three are 123": a count of digits, no digit itself.
_COUNT = re.compile(
    r"(?<![a-z])(?:last|first|final|next|other|remaining)\s(?:two|three|four|five|six|"
    r"[2-6])(?:\s(?:digits?|numbers?|ones|bits?))?"
    r"(?=\W{1,3}(?:(?:are|is|being|r|then)\W)?)"
)
_PIECE = re.compile(
    # plain digits not glued to a letter
    r"[0-9]++(?![a-z])"
    # digits with look-alike letters: 9oo, o77oo, l23
    r"|[0-9][0-9oilsbz]{0,14}(?![a-z0-9])"
    r"|(?<![a-z0-9])[oil]{1,3}[0-9][0-9oilsbz]{0,14}(?![a-z0-9])"
    # digits glued to something else
    r"|[0-9]++"
    r"|(?<![a-z0-9])o{1,3}(?![a-z0-9])"
    rf"|{_WORD_ALTERNATIVES}"
)


_GLUED = re.compile(rf"(?:{_WORD_ALTERNATIVES}|[0-9])+")


def is_glued(word: str) -> bool:
    """Whether a word is nothing but number words run together: ``zerosevensevenzero…``."""
    return _GLUED.fullmatch(word) is not None


class Unit(NamedTuple):
    """View indices ``start`` to ``end`` read as ``digits``; ``spelled`` where not plain digits."""

    start: int
    end: int
    digits: str
    spelled: bool


class _Piece(NamedTuple):
    start: int
    end: int
    word: str


def units_in(folded: str, start: int, end: int) -> list[Unit]:
    """The units of digits that begin between ``start`` and ``end``, in order."""
    return _joined(folded, _pieces(folded, start, end))


def _pieces(folded: str, start: int, end: int) -> list[_Piece]:
    found = [_Piece(m.start(), m.end(), m.group()) for m in _PIECE.finditer(folded, start, end)]
    for count in _COUNT.finditer(folded, start, end):
        found = [piece for piece in found if not count.start() <= piece.start < count.end()]
    kept: list[_Piece] = []
    last = len(found) - 1
    for index, piece in enumerate(found):
        if piece.word[0].isdigit() or piece.word[-1].isdigit():
            kept.append(piece)
            continue
        # A number word inside another word ("someone", "often") is no number.
        glued_left = piece.start > 0 and folded[piece.start - 1].isalpha()
        if glued_left and not (index and found[index - 1].end == piece.start):
            continue
        glued_right = piece.end < len(folded) and folded[piece.end].isalpha()
        if glued_right and not (index < last and found[index + 1].start == piece.end):
            continue
        kept.append(piece)
    return kept


def _near(folded: str, left: int, right: int) -> bool:
    gap = folded[left:right]
    return len(gap) <= 3 and not any(map(str.isalnum, gap))


def _joined(folded: str, pieces: list[_Piece]) -> list[Unit]:
    units: list[Unit] = []
    index = 0
    count = len(pieces)
    while index < count:
        piece = pieces[index]
        word = piece.word
        follower = pieces[index + 1] if index + 1 < count else None
        if follower is not None and not _near(folded, piece.end, follower.start):
            follower = None
        if word.isdigit():
            plural = _PLURALS.get(follower.word) if follower is not None else None
            if plural and len(word) == 1 and "2" <= word <= "4":
                assert follower is not None
                units.append(Unit(piece.start, follower.end, plural * int(word), True))
                index += 2
                continue
            units.append(Unit(piece.start, piece.end, word, False))
        elif word in _REPEATS:
            digit = _digit(follower.word) if follower is not None else ""
            if follower is not None and digit:
                repeated = digit[0] * _REPEATS[word] + digit[1:]
                units.append(Unit(piece.start, follower.end, repeated, True))
                index += 2
                continue
        elif word in _SCALES:
            if units and units[-1].end >= piece.start - 3 and len(units[-1].digits) <= 2:
                before = units.pop()
                units.append(Unit(before.start, piece.end, before.digits + _SCALES[word], True))
        elif word in _TENS:
            ones = _ONES.get(follower.word) if follower is not None else None
            if ones and follower is not None:
                units.append(Unit(piece.start, follower.end, _TENS[word] + ones, True))
                index += 2
                continue
            units.append(Unit(piece.start, piece.end, _TENS[word] + "0", True))
        elif word in _PLURALS:
            pass
        elif word == "plus":
            units.append(Unit(piece.start, piece.end, "+", True))
        else:
            plural = _PLURALS.get(follower.word) if follower is not None else None
            if plural and word in ("two", "three", "four"):
                assert follower is not None
                units.append(Unit(piece.start, follower.end, plural * int(_ONES[word]), True))
                index += 2
                continue
            digits = _digit(word)
            units.append(Unit(piece.start, piece.end, digits, True))
        index += 1
    return units


def _digit(word: str) -> str:
    if word in ("oo", "ooo"):
        return "0" * len(word)
    known = _ONES.get(word) or _ZEROS.get(word) or _TEENS.get(word)
    if known:
        return known
    return word.translate(_LOOKALIKE) if any(map(str.isdigit, word)) else ""
