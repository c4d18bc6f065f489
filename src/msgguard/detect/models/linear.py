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
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from msgguard.detect.models.grams import grams, pieces, tokens

FIELD = 16
_MASK, _HALF = (1 << FIELD) - 1, 1 << (FIELD - 1)
# Longer sentences are read in pieces, so that no field can overflow.
LONGEST = 60
_PIECE, _LONGEST_TEXT = 240, 4800
# Added to a packed number it makes every field positive.
_LIFT = sum(1 << (FIELD * k + FIELD - 1) for k in range(64))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the reader makes of one sentence: for each output a score and a chance (0 to 1)."""

    scores: Mapping[str, float]
    chances: Mapping[str, float]


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
        if not found:
            return None
        if len(found) > LONGEST and len(folded) > _PIECE:
            return self._read_long(plain, folded)
        get = self.weights.get
        total = sum(filter(None, map(get, grams(found))))
        for word in strange:
            total += sum(filter(None, map(get, pieces(word))))
        size = 1 / math.sqrt(len(found) + 2)
        low = total & _MASK
        first = (low - _MASK - 1 if low >= _HALF else low) * self.scale[0] * size + self.bias[0]
        if first < self.gate:
            return None
        return self._reading(self._unpacked(total, size))

    def _read_long(self, plain: str, folded: str) -> Reading | None:
        """The highest scores over the pieces of a long sentence."""
        found = [
            reading
            for at in range(0, min(len(folded), _LONGEST_TEXT), _PIECE)
            if (reading := self.read(plain[at : at + _PIECE], folded[at : at + _PIECE])) is not None
        ]
        if not found:
            return None
        return self._reading({name: max(r.scores[name] for r in found) for name in self.outputs})

    def _reading(self, scores: dict[str, float]) -> Reading:
        chances = {}
        for name, score in scores.items():
            slope, offset, _ = self.cuts[name]
            chances[name] = 1 / (1 + math.exp(-max(-30.0, min(30.0, slope * score + offset))))
        return Reading(scores=scores, chances=chances)

    def weights_by_token(self, sentence: str, output: str) -> list[float]:
        """How much each token of a folded sentence speaks for an output."""
        found, _ = tokens(sentence, sentence, self.known)
        if len(found) > LONGEST * 4:
            return []
        shift = FIELD * self.outputs.index(output)
        weights = [0.0] * len(found)
        get, sizes = self.weights.get, (1, 2, 3, 3)
        bounds = (range(len(found)), range(-1, len(found)), range(-1, len(found) - 1), range(len(found) - 2))
        groups = grams(found)
        at = 0
        for size, places in zip(sizes, bounds, strict=True):
            for first in places:
                packed = get(groups[at])
                at += 1
                if packed is None:
                    continue
                value = ((packed + _LIFT >> shift) & _MASK) - _HALF
                for index in range(max(0, first), min(len(found), first + size)):
                    weights[index] += value / size
        return weights

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
