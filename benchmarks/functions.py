"""Does the checker keep hateful language from harmless, function by function?

Sentences of an author of her own (``corpora/untuned/functions``): twenty for each thing a filter of hateful
language must get right, from implicit derogation to counter-speech. A sentence is flagged where DL301,
DL302 or DL305 is found in it, sent to somebody outside. Insults to single people, professions and teams
are shown apart: they are DL301 and no hate.

    python -m benchmarks.functions
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

from msgguard.engine import check
from msgguard.model import Channel, Message, Party, Recipient
from msgguard.setup import load_setup

CORPORA = Path(__file__).parent.parent / "corpora"
FLAGS = frozenset({"DL301", "DL302", "DL305"})


def main() -> None:
    """Check every sentence and print the shares that are right."""
    setup = load_setup(CORPORA / "msgguard.toml")
    right: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for path in sorted((CORPORA / "untuned" / "functions").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                message = Message(
                    id=row["function"],
                    channel=Channel.EMAIL,
                    sender=Party(address="j.pike@ryefield.sch.uk", name=""),
                    recipients=(Recipient(party=Party(address="someone@example.org", name="")),),
                    subject="",
                    body=row["sentence"],
                )
                report = check(message, setup, today=date(2026, 11, 2))
                flagged = any(w.finding.code in FLAGS for w in report.warnings)
                for name in (row["function"], f"all {row['verdict']}"):
                    seen[name] += 1
                    right[name] += flagged != (row["verdict"] == "harmless")
    for name in seen:
        print(f"{name:28} {right[name]:3} of {seen[name]}")
    hateful, harmless = (right[f"all {v}"] / seen[f"all {v}"] for v in ("hateful", "harmless"))
    print(
        f"balanced accuracy {(hateful + harmless) / 2:.3f} (hateful {hateful:.3f}, harmless {harmless:.3f})"
    )


if __name__ == "__main__":
    main()
