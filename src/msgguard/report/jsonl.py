"""``jsonl``: one report a line, in the order of the messages, written out at once.

For programs that hold the pipe open: each message in gives one line out, an unreadable one
a line with ``error`` and a null verdict. A summary follows as a last line only if asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from msgguard.report.record import outcome_record, packs_record, to_json
from msgguard.report.run import Outcome, Run
from msgguard.report.statistics import Counts


def render(outcomes: Iterable[Outcome], run: Run, out: TextIO) -> None:
    """Write a line for each outcome as it comes."""
    counts = Counts()
    for outcome in counts.watch(outcomes):
        _write(outcome_record(outcome, run), out)
    if run.summary:
        _write({"summary": counts.record(), "packs": packs_record(run), "notices": list(run.notices)}, out)


def _write(record: object, out: TextIO) -> None:
    out.write(to_json(record) + "\n")
    out.flush()
