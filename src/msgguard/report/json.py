"""``json``: one document with packs, every report or error, and a summary."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from msgguard.report.record import SCHEMA, outcome_record, packs_record, to_json
from msgguard.report.run import Outcome, Run
from msgguard.report.statistics import Counts


def render(outcomes: Iterable[Outcome], run: Run, out: TextIO) -> None:
    """Write the document."""
    counts = Counts()
    messages = [outcome_record(outcome, run) for outcome in counts.watch(outcomes)]
    document = {
        "schema": SCHEMA,
        "msgguard": run.version,
        "packs": packs_record(run),
        "notices": list(run.notices),
        "messages": messages,
        "summary": counts.record(),
    }
    out.write(to_json(document, indent=2) + "\n")
