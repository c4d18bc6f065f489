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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain, repeat
from operator import add, gt
from struct import Struct

from msgguard.detect.models.grams import EDGE, grams, pieces, tokens

FIELD = 16
_MASK, _HALF = (1 << FIELD) - 1, 1 << (FIELD - 1)
# Longer sentences are read in pieces, so that no field can overflow.
LONGEST = 60
_MOST_TOKENS = 1200
# A chance below this is not worth a reading.
WORTH = 0.02


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
    floors: tuple[float, ...]
    lift: int
    mask: int
    fields: Struct

    def read(
        self,
        plain: str,
        folded: str,
        spans: Sequence[tuple[int, int]],
        *,
        worth: Callable[[Sequence[float]], bool] | None = None,
    ) -> list[Reading | None]:
        """A reading for every sentence of a text; None where there is nothing in it.

        All sentences go through together: what costs is calls, not words. ``worth`` tells by a
        sentence's scores whether anybody would look at its reading.
        """
        if EDGE in folded:
            plain, folded = plain.replace(EDGE, " "), folded.replace(EDGE, " ")
        joined = EDGE.join([folded[start:end] for start, end in spans])
        written = EDGE.join([plain[start:end] for start, end in spans])
        found, strange = tokens(written, joined, self.known)
        found = [EDGE, *found, EDGE]
        get, none = self.weights.get, repeat(0)
        ones, twos, threes = (map(get, group, none) for group in grams(found))
        sums = list(map(add, map(add, ones, chain(twos, none)), chain(threes, none)))
        for at, word in strange:
            sums[at + 1] += sum(map(get, pieces(word), none))
        readings: list[Reading | None] = []
        start = 0
        for _ in spans:
            end = found.index(EDGE, start + 1)
            readings.append(self._reading(sums, start, end, worth))
            start = end
        return readings

    def _reading(
        self, sums: list[int], start: int, end: int, worth: Callable[[Sequence[float]], bool] | None
    ) -> Reading | None:
        """The reading of the sentence whose tokens stand between two edges."""
        count = end - start - 1
        if count < 1:
            return None
        if count <= LONGEST:
            scores = self._scores(sum(sums[start:end]), count)
        else:
            pieces_of_it = [
                self._scores(sum(sums[at : min(at + LONGEST, end)]), min(LONGEST, end - at))
                for at in range(start, min(end, start + _MOST_TOKENS), LONGEST)
            ]
            told = [scores for scores in pieces_of_it if scores is not None]
            scores = [max(column) for column in zip(*told, strict=True)] if told else None
        if (
            scores is None
            or (worth is not None and not worth(scores))
            or not any(map(gt, scores[1:], self.floors))
        ):
            return None
        chances = {}
        for name, score in zip(self.outputs, scores, strict=True):
            slope, offset, _ = self.cuts[name]
            chances[name] = 1 / (1 + math.exp(-max(-30.0, min(30.0, slope * score + offset))))
        return Reading(scores=dict(zip(self.outputs, scores, strict=True)), chances=chances)

    def _scores(self, total: int, count: int) -> list[float] | None:
        """The fields of a sum taken apart, or None where the first shows that there is nothing."""
        size = 1 / math.sqrt(count + 2)
        field = (total + _HALF & _MASK) - _HALF
        if field * self.scale[0] * size + self.bias[0] < self.gate:
            return None
        fields = self.fields.unpack((total + self.lift & self.mask).to_bytes(self.fields.size, "little"))
        return [
            (field - _HALF) * scale * size + bias
            for field, scale, bias in zip(fields, self.scale, self.bias, strict=True)
        ]

    def weights_by_token(self, sentence: str, output: str) -> list[float]:
        """How much each token of a folded sentence speaks for an output."""
        found, _ = tokens(sentence, sentence, self.known)
        if EDGE in found or len(found) > LONGEST * 4:
            return []
        shift = FIELD * self.outputs.index(output)
        weights = [0.0] * len(found)
        for size, group in zip((1, 2, 3), grams([EDGE, *found, EDGE]), strict=True):
            for first, name in enumerate(group, -1):
                packed = self.weights.get(name)
                if packed is None:
                    continue
                value = ((packed + self.lift >> shift) & _MASK) - _HALF
                for index in range(max(0, first), min(len(found), first + size)):
                    weights[index] += value / size
        return weights


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
    outputs = tuple(head["outputs"])
    cuts = {name: tuple(three) for name, three in head["cuts"].items()}
    return LinearReader(
        outputs=outputs,
        known=frozenset(known),
        weights=dict(zip(names, values, strict=True)),
        bias=tuple(head["bias"]),
        scale=tuple(head["scale"]),
        gate=head["gate"],
        cuts=cuts,
        # The score below which an output's chance is not worth a reading; stance alone never is.
        floors=tuple(
            (math.log(WORTH / (1 - WORTH)) - cuts[name][1]) / cuts[name][0] if name.isupper() else math.inf
            for name in outputs[1:]
        ),
        # Added to a packed number it makes every field positive.
        lift=sum(1 << (FIELD * number + FIELD - 1) for number in range(len(outputs))),
        mask=(1 << FIELD * len(outputs)) - 1,
        fields=Struct(f"<{len(outputs)}H"),
    )


@cache
def linear_reader() -> LinearReader:
    """The shipped reader, read on first use."""
    return unpack(files("msgguard.detect.models").joinpath("language.bin").read_bytes())
