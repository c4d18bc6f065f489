"""The formats, in one explicit list; a format's module is read only when it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import TextIO

from msgguard.report.run import Outcome, Run

Render = Callable[[Iterable[Outcome], Run, TextIO], None]

# Name -> what it is for. Each is the module msgguard.report.<name> with a function ``render``.
FORMATS = {
    "full": "for people: excerpt, clause and way out (default on a terminal)",
    "concise": "one line a warning (default in a pipe)",
    "json": "one document",
    "jsonl": "one report a line, as they come",
    "sarif": "SARIF 2.1.0 for code-scanning viewers",
    "junit": "JUnit XML: a test case a message",
    "github": "annotations of a workflow run",
    "html": "a page of its own, masked, for governors",
}
FORMAT_BY_ENDING = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".sarif": "sarif",
    ".xml": "junit",
    ".html": "html",
}
# Formats that people read as they are printed; the others are data.
FOR_PEOPLE = frozenset({"full", "concise", "github"})


def renderer(name: str) -> Render:
    """The ``render`` of a format."""
    if name not in FORMATS:
        raise KeyError(name)
    render: Render = import_module(f"msgguard.report.{name}").render
    return render
