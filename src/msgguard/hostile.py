"""Whether a pack's phrases and patterns can be read, and cost no more than they should.

Each is run over text made to hurt it: long runs of one sign, and its own words over and over
without the last one. The length grows in small steps, since a bad pattern may never end on a long
text; then two lengths are compared, whose costs must stand in about the same ratio.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgguard.detect.phrase import PhraseError, compile_phrase
from msgguard.errors import Problem
from msgguard.policy.policy import Rule
from msgguard.tomlfile import problem_at

# A short text that costs as much as this will not end on a long one.
_LIMIT = 0.02
_FIRST, _STEP = 10, 1.2
_SMALL, _LARGE = 2_000, 16_000
# Eight times the length may cost so many times as much; below the floor a clock tells nothing.
_RATIO = 24
_FLOOR = 0.004
_SIGNS = ("a", "1", " ", "a ", "a-", "0 ", "@", ".", "a@", "aA1 ")
_WORDS = re.compile(r"[a-z]{2,}")


def pattern_faults(rules: Iterable[Rule], words: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    """Faults of every phrase and pattern of the rules, with the line it stands on."""
    for rule in rules:
        for key in ("phrases", "unless", "patterns"):
            for source in rule.data.get(key, ()):
                try:
                    if key == "patterns":
                        pattern = re.compile(source)
                    else:
                        pattern = compile_phrase(source, words).pattern
                except (re.error, PhraseError) as failure:
                    yield _fault(rule.path, source, f"{key}: {failure}")
                    continue
                if key == "patterns" and not is_linear(pattern):
                    yield _fault(
                        rule.path, source, f"{key}: takes too long on hostile text; bound its repeats"
                    )


def _fault(path: Path, source: str, what: str) -> Problem:
    text = path.read_text(encoding="utf-8")
    at = text.find(source)
    return problem_at(path, text, text.count("\n", 0, at) + 1 if at >= 0 else 0, what)


def is_linear(pattern: re.Pattern[str]) -> bool:
    """Whether the pattern's cost grows with the length of the text, and not faster."""
    own = " ".join(_WORDS.findall(pattern.pattern.lower())[:6]) or "a"
    for sign in dict.fromkeys((*_SIGNS, own, own + " ", own.rpartition(" ")[0] or own)):
        length = float(_FIRST)
        while length < _SMALL:
            if _cost(pattern, sign, int(length)) > _LIMIT:
                return False
            length *= _STEP
        small, large = _cost(pattern, sign, _SMALL), _cost(pattern, sign, _LARGE)
        if large > _FLOOR and large > _RATIO * small:
            return False
    return True


def _cost(pattern: re.Pattern[str], sign: str, length: int) -> float:
    text = (sign * length)[:length] + "!"
    best = float("inf")
    for _ in range(2):
        started = time.perf_counter()
        for _match in pattern.finditer(text):
            pass
        best = min(best, time.perf_counter() - started)
    return best
