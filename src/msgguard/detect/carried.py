"""Which phrase of a sentence carried the reader's score: what a warning shows.

Every word group's weight is laid on its words; the clause with the most of it is the phrase,
with a neighbouring clause where that carries nearly as much.
"""

from __future__ import annotations

import re

from msgguard.detect.models.grams import token_places
from msgguard.detect.models.linear import LinearReader

# Where a clause ends: punctuation, a dash, or a joining word.
_BREAK = re.compile(
    r"[,;:()]\s|\s[-–—]+\s|[—–]|\.\.\.|…|\s(?=(?:but|because|although|so that|which|while)\s)"
)
_SHORT = 60


def phrase_at(folded: str, start: int, end: int, code: str, reader: LinearReader) -> tuple[int, int]:
    """The phrase inside the sentence at ``start`` to ``end`` that speaks for ``code``."""
    if end - start <= _SHORT:
        return start, end
    sentence = folded[start:end]
    clauses = _clauses(sentence)
    if len(clauses) == 1:
        return start, end
    places = token_places(sentence)
    weights = reader.weights_by_token(sentence, code)
    sums = [
        sum(w for (a, b), w in zip(places, weights, strict=False) if first <= a and b <= last + 1)
        for first, last in clauses
    ]
    best = max(range(len(sums)), key=sums.__getitem__)
    low = high = best
    least = 0.5 * sums[best]
    while low > 0 and sums[low - 1] > least:
        low -= 1
    while high + 1 < len(sums) and sums[high + 1] > least:
        high += 1
    return start + clauses[low][0], start + clauses[high][1]


def _clauses(sentence: str) -> list[tuple[int, int]]:
    found = []
    at = 0
    for match in _BREAK.finditer(sentence):
        if match.start() - at >= 8:
            found.append((at, match.start()))
            at = match.end()
    found.append((at, len(sentence)))
    return [(a, b) for a, b in found if b > a]
