"""The cheap reader: a sparse linear model over word groups, without any dependency.

A feature's weights for all outputs are packed into one signed integer of 16-bit fields, so
that a sentence costs one look-up and one addition a feature, and the fields are taken apart
only where the first one (is there anything at all?) is high enough. Trained by
``training/language``; data, licences and figures are in ``language.card.md``.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from msgguard.detect.models.grams import grams, pairs, pieces, tokens

FIELD = 16
_MASK, _HALF = (1 << FIELD) - 1, 1 << (FIELD - 1)
# Longer sentences are read in pieces, so that no field can overflow.
LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the reader makes of one sentence: a score for each output, and where the words stand."""

    scores: Mapping[str, float]
    tokens: Sequence[str]
    places: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearReader:
    """The model: known words, packed weights, and per output bias and scale."""

    outputs: tuple[str, ...]
    known: frozenset[str]
    weights: Mapping[str, int]
    bias: tuple[float, ...]
    scale: tuple[float, ...]
    gate: float
    cuts: Mapping[str, tuple[float, float, float]]

    def read(self, plain: str, folded: str) -> Reading | None:
        """Scores for a sentence, or None where the gate says that there is nothing in it."""
        found, strange = tokens(plain, folded, self.known)
        if not found or len(found) > LONGEST:
            return self._read_long(plain, folded) if found else None
        get = self.weights.get
        total = sum(filter(None, map(get, grams(found))))
        for word in strange:
            total += sum(filter(None, map(get, pieces(word))))
        size = 1 / math.sqrt(len(found) + 2)
        low = total & _MASK
        first = (low - _MASK - 1 if low >= _HALF else low) * self.scale[0] * size + self.bias[0]
        if first < self.gate:
            return None
        total += sum(filter(None, map(get, pairs(found))))
        return Reading(scores=self._unpacked(total, size), tokens=found, places=())

    def _read_long(self, plain: str, folded: str) -> Reading | None:
        """The highest scores over the pieces of a long sentence."""
        middle = folded.rfind(" ", 0, len(folded) // 2) + 1
        if middle < 1 or len(folded) > 4000:
            middle = min(len(folded) // 2, 4000)
        one = self.read(plain[:middle], folded[:middle])
        other = self.read(plain[middle:], folded[middle:]) if len(folded) <= 4000 else None
        if one is None or other is None:
            return one or other
        best = {name: max(score, other.scores[name]) for name, score in one.scores.items()}
        return Reading(scores=best, tokens=(*one.tokens, *other.tokens), places=())

    def _unpacked(self, total: int, size: float) -> dict[str, float]:
        scores = {}
        for name, bias, scale in zip(self.outputs, self.bias, self.scale, strict=True):
            field = total & _MASK
            if field >= _HALF:
                field -= _MASK + 1
            total = (total - field) >> FIELD
            scores[name] = field * scale * size + bias
        return scores


def unpack(raw: bytes) -> LinearReader:
    """The reader from its file's bytes."""
    data = gzip.decompress(raw)
    end = data.index(b"\n")
    head = json.loads(data[:end])
    at = end + 1
    known = data[at : at + head["known"]].decode().split("\n")
    at += head["known"]
    names = data[at : at + head["names"]].decode().split("\n")
    at += head["names"]
    width = FIELD // 8 * len(head["outputs"])
    make = int.from_bytes
    values = [make(data[i : i + width], "little", signed=True) for i in range(at, len(data), width)]
    return LinearReader(
        outputs=tuple(head["outputs"]),
        known=frozenset(known),
        weights=dict(zip(names, values, strict=True)),
        bias=tuple(head["bias"]),
        scale=tuple(head["scale"]),
        gate=head["gate"],
        cuts={code: tuple(cuts) for code, cuts in head["cuts"].items()},
    )


@cache
def linear_reader() -> LinearReader:
    """The shipped reader, read on first use."""
    return unpack(files("msgguard.detect.models").joinpath("language.bin").read_bytes())
