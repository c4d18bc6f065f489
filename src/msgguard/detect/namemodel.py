"""The name model: word and name lists as Bloom filters, and linear weights by feature.

Look-ups in dictionaries and bytes, nothing else. The file is made by ``training/names``;
what it holds and what it can do stands in ``models/names.card.md``. It is read on first
use, once.
"""

from __future__ import annotations

import json
import math
import zlib
from base64 import b85decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A Bloom filter: sure about what it does not hold, nearly sure about what it does."""

    bits: int
    hashes: int
    array: bytes

    def __contains__(self, word: str) -> bool:
        raw = word.encode()
        bit, step = zlib.crc32(raw), zlib.adler32(raw) | 1
        for turn in range(self.hashes):
            at = (bit + turn * step + turn * turn) % self.bits
            if not self.array[at >> 3] >> (at & 7) & 1:
                return False
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One decision: a bias and a weight for each feature."""

    bias: float
    weights: Mapping[str, float]

    def score(self, features: Iterable[str]) -> float:
        """Log odds; positive means yes."""
        weights = self.weights
        total = self.bias
        for feature in features:
            total += weights.get(feature, 0.0)
        return total

    def reasons(self, features: Iterable[str], *, count: int = 3) -> tuple[str, ...]:
        """The features that speak loudest for and against, for explanations."""
        weighed = [(self.weights.get(feature, 0.0), feature) for feature in features]
        loud = sorted((item for item in weighed if abs(item[0]) > 0.3), key=lambda item: -abs(item[0]))
        return tuple(f"{feature} {weight:+.1f}" for weight, feature in loud[:count])


@dataclass(frozen=True, slots=True, kw_only=True)
class NameModel:
    """Lists and heads by name."""

    lists: Mapping[str, Filter]
    heads: Mapping[str, Head]

    def is_in(self, name: str, word: str) -> bool:
        """Whether the list ``name`` holds the key ``word``."""
        return word in self.lists[name]


def probability(score: float) -> float:
    """Log odds as a probability."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


@cache
def name_model() -> NameModel:
    """The model that ships with the package."""
    text = files("msgguard.detect").joinpath("models", "names.json").read_text(encoding="utf-8")
    return parse_model(json.loads(text))


def parse_model(data: Mapping[str, Mapping[str, Mapping[str, object]]]) -> NameModel:
    """A model from its file's content."""
    return NameModel(
        lists={
            name: Filter(
                bits=_whole(entry["bits"]),
                hashes=_whole(entry["hashes"]),
                array=b85decode(str(entry["data"])),
            )
            for name, entry in data["lists"].items()
        },
        heads={
            name: Head(bias=_number(entry["bias"]), weights=_weights(entry["weights"]))
            for name, entry in data["heads"].items()
        },
    )


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError("the name model holds a count that is no whole number")
    return value


def _number(value: object) -> float:
    if not isinstance(value, (int, float)):
        raise TypeError("the name model holds a weight that is no number")
    return float(value)


def _weights(value: object) -> dict[str, float]:
    if not isinstance(value, dict):
        raise TypeError("the name model holds weights that are no table")
    return {str(name): _number(weight) for name, weight in value.items()}
