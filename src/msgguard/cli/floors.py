"""Floors of accuracy: what a corpus must at least reach, pinned in a file, never lowered by chance."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from msgguard.errors import UsageError
from msgguard.evaluate import Result

FORMAT = 1
Split = dict[str, Any]


def digest_of(files: Iterable[Path]) -> str:
    """A digest of a corpus: names and contents of its files."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def measured(result: Result, digest: str) -> Split:
    """What a result pins: precision and recall a code, the verdicts, and the clean left in peace."""
    total = result.total()
    return {
        "digest": digest,
        "verdict": _down(result.verdict_right / result.messages if result.messages else 1.0),
        "clean_passed": _down(1 - result.alarmed / result.clean if result.clean else 1.0),
        "all": {"precision": _down(total.precision), "recall": _down(total.recall)},
        "codes": {
            code: {"precision": _down(tally.precision), "recall": _down(tally.recall)}
            for code, tally in sorted(result.codes.items())
        },
    }


def _down(value: float) -> float:
    """Three digits, rounded down, so that a floor is never above what was measured."""
    return math.floor(value * 1000 + 1e-6) / 1000


def read_floors(path: Path) -> dict[str, Split]:
    """The splits of a floors file by name; empty where there is none yet."""
    if not path.exists():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        splits: dict[str, Split] = data["splits"]
    except (OSError, ValueError, KeyError, TypeError) as failure:
        raise UsageError(f"{path} is no floors file: {failure}") from failure
    if data.get("format") != FORMAT:
        raise UsageError(f"{path} has format {data.get('format')}, expected {FORMAT}")
    return splits


def drops(floor: Split, now: Split) -> list[str]:
    """Every figure that lies below its floor, in words. A code that is gone counts as zero."""
    found = []
    for title, least, value in _figures(floor, now):
        if value < least - 1e-9:
            found.append(f"{title}: {value:.3f}, the floor is {least:.3f}")
    return found


def _figures(floor: Split, now: Split) -> Iterable[tuple[str, float, float]]:
    yield "verdict agreement", floor["verdict"], now["verdict"]
    yield "clean messages passed", floor["clean_passed"], now["clean_passed"]
    for name in ("precision", "recall"):
        yield f"all codes, {name}", floor["all"][name], now["all"][name]
        for code, figures in floor["codes"].items():
            yield f"{code} {name}", figures[name], now["codes"].get(code, {}).get(name, 0.0)


def write_floors(path: Path, splits: Mapping[str, Split], *, allow_regression: bool) -> list[str]:
    """Pin the measured figures; refuse where one would fall, unless allowed. What fell comes back."""
    old = read_floors(path)
    fallen = [
        f"{name}: {drop}" for name, now in splits.items() if name in old for drop in drops(old[name], now)
    ]
    if fallen and not allow_regression:
        raise UsageError(
            "floors are not lowered (--allow-regression does, with a reason in the commit):\n"
            + "\n".join(fallen)
        )
    data = {"format": FORMAT, "splits": {**old, **splits}}
    path.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return fallen
