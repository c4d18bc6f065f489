"""TOML files read with errors that point at the line: the one reader for every data file.

Syntax errors, unknown keys and wrong types are all reported at once, each with
``file:line`` and the line as written.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from msgguard.errors import DataError, Problem

Model = TypeVar("Model", bound=BaseModel)

_TABLE = re.compile(r"\s*\[(\[)?\s*([A-Za-z0-9_.\-\"' ]+?)\s*\](\])?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*(?:\"([^\"]+)\"|'([^']+)'|([A-Za-z0-9_-]+))\s*(?:\.[^=]*)?=")
_EXAMPLES = re.compile(r"^\[\[(?:bad|good)\]\]", re.MULTILINE)


class StrictModel(BaseModel):
    """Base of the file models: unknown keys are errors, values are never coerced."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def line_of(text: str, location: tuple[int | str, ...]) -> int:
    """The line (from 1) of ``location`` (``("clause", 3, "duty")``) in TOML ``text``; 0 if unknown.

    Falls back to the line of the innermost table or key that can be found.
    """
    counts: dict[str, int] = {}
    table: tuple[int | str, ...] = ()
    best = (0, 0)
    for number, line in enumerate(text.splitlines(), 1):
        header = _TABLE.match(line)
        if header:
            name = header[2].replace('"', "").replace("'", "").replace(" ", "")
            if header[1]:
                counts[name] = counts.get(name, -1) + 1
                table = (*name.split("."), counts[name])
            else:
                table = tuple(name.split("."))
            here = table
        else:
            key = _KEY.match(line)
            if not key:
                continue
            here = (*table, key[1] or key[2] or key[3])
        if location[: len(here)] == here and len(here) > best[1]:
            best = (number, len(here))
    return best[0]


def parse_toml(
    path: Path, *, error: type[DataError], head_only: bool = False
) -> tuple[str, dict[str, object]]:
    """Read ``path``; with ``head_only`` stop before the first example table of a rule file."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        raise error([Problem(path=path, line=0, what=f"cannot be read: {failure}")]) from failure
    if head_only:
        cut = _EXAMPLES.search(text)
        if cut:
            text = text[: cut.start()]
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as failure:
        place = re.search(r"line (\d+)", str(failure))
        line = int(place[1]) if place else 0
        raise error([problem_at(path, text, line, f"not valid TOML: {failure}")]) from failure


def problem_at(path: Path, text: str, line: int, what: str) -> Problem:
    """A problem that quotes its line."""
    lines = text.splitlines()
    quote = lines[line - 1] if 0 < line <= len(lines) else ""
    return Problem(path=path, line=line, what=what, quote=quote)


def validate(model: type[Model], path: Path, text: str, data: object, *, error: type[DataError]) -> Model:
    """``data`` as ``model``, or an ``error`` that lists every fault with its line."""
    try:
        return model.model_validate(data)
    except ValidationError as failure:
        problems = [
            problem_at(
                path,
                text,
                line_of(text, fault["loc"]),
                _plain(fault["loc"], str(fault["type"]), fault["msg"]),
            )
            for fault in failure.errors()
        ]
        raise error(problems) from failure


def read_model(model: type[Model], path: Path, *, error: type[DataError], head_only: bool = False) -> Model:
    """Read and validate one file."""
    text, data = parse_toml(path, error=error, head_only=head_only)
    return validate(model, path, text, data, error=error)


def collect(steps: list[Callable[[], object]], *, error: type[DataError]) -> None:
    """Run every step and raise one ``error`` with the problems of all that failed."""
    problems: list[Problem] = []
    for step in steps:
        try:
            step()
        except DataError as failure:
            problems.extend(failure.problems)
    if problems:
        raise error(problems)


def _plain(location: tuple[int | str, ...], kind: str, message: str) -> str:
    """A fault in plain words: which key, and what was expected."""
    key = ".".join(str(step) for step in location) or "the file"
    if kind == "extra_forbidden":
        return f"{key}: unknown key"
    if kind == "missing":
        return f"{key}: is missing"
    return f"{key}: {message[0].lower()}{message[1:]}"
