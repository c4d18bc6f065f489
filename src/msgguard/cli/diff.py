"""``check --diff``: the draft with what was found taken out. A suggestion, never a rewrite."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import unified_diff
from typing import TextIO

from msgguard.model import Report
from msgguard.report.place import source_of
from msgguard.report.run import Outcome
from msgguard.report.safe import safe


def print_diff(outcomes: Iterable[Outcome], out: TextIO) -> None:
    """Print a unified diff for every message in which something would be taken out."""
    for outcome in outcomes:
        if outcome.report is None:
            out.write(f"# {safe(outcome.source)}: {safe(outcome.error)}\n")
            continue
        for part in ("subject", "body"):
            before = source_of(outcome.report.message, part) or ""
            after = redacted(outcome.report, part)
            name = safe(f"{outcome.source}:{part}")
            for line in unified_diff(
                before.split("\n"), after.split("\n"), name, f"{name} (suggested)", lineterm="", n=1
            ):
                out.write(safe(line) + "\n")


def redacted(report: Report, part: str) -> str:
    """The part's text with every counting finding replaced by ``[its rule's name]``."""
    text = source_of(report.message, part) or ""
    spans = sorted(
        (w.finding.start, w.finding.end, w.name)
        for w in report.warnings
        if w.finding.part == part and 0 <= w.finding.start < w.finding.end <= len(text) and not w.allowed
    )
    out: list[str] = []
    at = 0
    for start, end, name in spans:
        if end <= at:
            continue
        if start >= at:
            out.append(text[at:start])
            out.append(f"[{name}]")
        at = end
    return "".join(out) + text[at:]
