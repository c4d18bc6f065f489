"""Stance: own words, reported, negated. (Being written.)"""

from __future__ import annotations

from msgguard.model import Stance
from msgguard.text.view import TextPart


def stance_of(part: TextPart, start: int, end: int) -> Stance:
    """The stance of a span."""
    return Stance.OWN


def sentence_at(part: TextPart, index: int) -> tuple[int, int]:
    """The sentence around a view index."""
    return 0, len(part.folded)
