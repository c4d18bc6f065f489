"""The second reader: a small transformer (int8, ONNX) for the sentences the first finds doubtful.

An extra (``msgguard[reader]``): without ``onnxruntime`` there is no second reader and the
first one decides alone. Trained by ``training/language``; see ``language.card.md``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import as_file, files
from importlib.util import find_spec
from operator import itemgetter, mul
from typing import Any

from msgguard.detect.models.pieces import piece_ids

_LONGEST = 72


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Which sentences are worth a second reading: a weighted sum of the first reader's scores.

    ``weights`` by output. From ``least`` on one in twenty sentences of ordinary mail is read again;
    from ``least_open`` on one in eight: for posts and what pupils read, which are short, and harm most.
    """

    weights: Mapping[str, float]
    least: float
    least_open: float

    def over(self, scores: Mapping[str, float], *, open_: bool) -> float:
        """How far a sentence lies above the least sum; negative where it is not worth it."""
        least = self.least_open if open_ else self.least
        return sum(weight * scores[name] for name, weight in self.weights.items()) - least

    def asked_of(self, outputs: Sequence[str], *, open_: bool) -> Callable[[Sequence[float]], bool]:
        """The question whether a sentence lies above the least sum, put to its scores by place.

        Nineteen of twenty sentences do not: they are told so before anything is made of their scores.
        """
        least = self.least_open if open_ else self.least
        weights = tuple(self.weights.values())
        pick = itemgetter(*map(outputs.index, self.weights))

        def is_worth(scores: Sequence[float]) -> bool:
            total: float = sum(map(mul, weights, pick(scores)))
            return total - least >= 0

        return is_worth


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondReader:
    """The session, its vocabulary, and how its score and the first reader's make one chance.

    ``mix`` holds by output the weights of the first and the second score and an offset, and
    the chance from which a code is said.
    """

    session: Any = field(repr=False)
    numpy: Any = field(repr=False)
    vocabulary: Mapping[str, int] = field(repr=False)
    outputs: Sequence[str]
    mix: Mapping[str, Sequence[float]]

    def read(self, sentences: Sequence[str], firsts: Sequence[Mapping[str, float]]) -> list[dict[str, float]]:
        """The chances of each sentence, by both readers together."""
        scores: dict[str, list[float]] = {}
        for sentence in sentences:
            if sentence not in scores:
                scores[sentence] = self._scores(sentence)
        return [self._mixed(first, scores[one]) for first, one in zip(firsts, sentences, strict=True)]

    def _scores(self, sentence: str) -> list[float]:
        """The encoder's scores of one sentence.

        One at a time: padding costs more than calls do, and in a batch the int8 scale, and with it
        every score, would depend on the sentences beside it.
        """
        ids = self.numpy.array([piece_ids(sentence, self.vocabulary, longest=_LONGEST)], dtype="int64")
        rows: list[list[float]] = self.session.run(None, {"ids": ids, "mask": self.numpy.ones_like(ids)})[
            0
        ].tolist()
        return rows[0]

    def _mixed(self, first: Mapping[str, float], row: Sequence[float]) -> dict[str, float]:
        second = dict(zip(self.outputs, row, strict=True))
        top = max(second[name] for name in ("own", "reported", "negated", "idiom"))
        parts = {name: math.exp(second[name] - top) for name in ("own", "reported", "negated", "idiom")}
        whole = sum(parts.values())
        chances = {
            "reported": parts["reported"] / whole,
            "unmeant": (parts["negated"] + parts["idiom"]) / whole,
        }
        for name, (one, other, offset, _) in self.mix.items():
            score = one * first[name] + other * second[name] + offset
            chances[name] = 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
        return chances


@cache
def second_settings() -> dict[str, Any] | None:
    """Outputs, mix and doubt as trained; None where the second reader is not installed.

    Reads no model: most messages hold nothing doubtful and never need it.
    """
    folder = files("msgguard.detect.models")
    if not folder.joinpath("language.onnx").is_file() or any(map(_is_missing, ("numpy", "onnxruntime"))):
        return None
    settings: dict[str, Any] = json.loads(folder.joinpath("language-mix.json").read_text(encoding="utf-8"))
    return settings


def _is_missing(module: str) -> bool:
    return find_spec(module) is None


@cache
def doubt() -> Doubt | None:
    """Which sentences to read again; None where the second reader is not installed."""
    settings = second_settings()
    return Doubt(**settings["doubt"]) if settings else None


@cache
def second_reader() -> SecondReader | None:
    """The second reader, or None where it is not installed."""
    settings = second_settings()
    if settings is None:
        return None
    try:
        import numpy
        import onnxruntime
    except ImportError:
        return None
    folder = files("msgguard.detect.models")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    pieces = folder.joinpath("language-pieces.txt").read_text(encoding="utf-8").split("\n")[:-1]
    # From the file, not from bytes: those would be held a second time in each process.
    with as_file(folder.joinpath("language.onnx")) as path:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return SecondReader(
        session=session,
        numpy=numpy,
        vocabulary={piece: number for number, piece in enumerate(pieces)},
        outputs=settings["outputs"],
        mix=settings["mix"],
    )
