"""Where SARIF results lie: files of the run, and decoded parts nested in them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from msgguard.report.run import Outcome

# A message inside a file of many: "messages.jsonl:12", "messages.json[3]".
_NUMBERED = re.compile(r"(?::(\d+)|\[(\d+)\])$")


class Artifacts:
    """The run's artifacts, each listed once; ``listed`` is what the log holds."""

    def __init__(self) -> None:
        self.listed: list[dict[str, Any]] = []
        self._known: dict[tuple[str, str], int] = {}

    def file(self, outcome: Outcome) -> int:
        """The index of the file (or stream) that an outcome came from."""
        path, _ = _split(outcome.source)
        return self._add((path, ""), {"location": _uri(path), "roles": ["analysisTarget"]})

    def part(self, outcome: Outcome, part: str) -> int:
        """The index of a decoded part, nested in its file."""
        path, number = _split(outcome.source)
        parent = self.file(outcome)
        inner = "/".join(quote(step, safe="") for step in (number, *part.split(":", 1)) if step)
        entry = {"location": {"uri": f"/{inner}"}, "parentIndex": parent}
        return self._add((path, inner), entry)

    def _add(self, key: tuple[str, str], entry: dict[str, Any]) -> int:
        if key not in self._known:
            self._known[key] = len(self.listed)
            self.listed.append(entry)
        return self._known[key]


def _split(source: str) -> tuple[str, str]:
    match = _NUMBERED.search(source)
    return (source[: match.start()], match[1] or match[2]) if match else (source, "")


def _uri(path: str) -> dict[str, str]:
    """A relative path against the run's folder; an absolute one as a file URI."""
    if path in ("", "-"):
        return {"uri": "standard-input", "uriBaseId": "RUN"}
    given = Path(path)
    if given.is_absolute():
        try:
            given = given.relative_to(Path.cwd())
        except ValueError:
            return {"uri": given.as_uri()}
    return {"uri": quote(given.as_posix(), safe="/"), "uriBaseId": "RUN"}
