"""Turn the authors' sheets into the corpora's files.

A sheet has four columns: labels (comma list or ``-``), stance, class, sentence. Each author's folder
holds ``sentences.tsv`` and, if there are any, ``messages.jsonl``:

    python training/language/bring_in.py FOLDER/ada corpora --name ada
    python training/language/bring_in.py FOLDER/dov corpora --name dov --untuned

Exact repetitions inside one author's sheet are dropped; everything else is checked by
``check_corpora.py``.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

COLUMNS = 4


def rows(sheet: Path) -> tuple[list[dict[str, object]], int]:
    """The sheet's sentences as records, and how many lines were dropped as repetitions."""
    records: list[dict[str, object]] = []
    seen: set[str] = set()
    dropped = 0
    for number, line in enumerate(sheet.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        fields = line.rstrip("\r").split("\t")
        if len(fields) != COLUMNS:
            raise SystemExit(f"{sheet}:{number}: {len(fields)} columns, expected {COLUMNS}")
        labels, stance, kind, text = (field.strip() for field in fields)
        if text in seen:
            dropped += 1
            continue
        seen.add(text)
        records.append(
            {
                "text": text,
                "labels": [] if labels == "-" else [label.strip() for label in labels.split(",")],
                "stance": stance,
                "class": kind,
            }
        )
    return records, dropped


def write(records: list[dict[str, object]], path: Path) -> None:
    """One JSON object a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    path.write_text("".join(lines), encoding="utf-8")


def main() -> None:
    """Read one author's folder, write his files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--name", required=True)
    parser.add_argument("--untuned", action="store_true")
    options = parser.parse_args()
    root = options.corpora / "untuned" if options.untuned else options.corpora
    records, dropped = rows(options.folder / "sentences.tsv")
    write(records, root / "language" / f"{options.name}.jsonl")
    print(f"{options.name}: {len(records)} sentences, {dropped} repetitions dropped")
    messages = options.folder / "messages.jsonl"
    if messages.exists():
        found = [json.loads(line) for line in messages.read_text(encoding="utf-8").splitlines() if line]
        write(found, root / f"language-{options.name}.jsonl")
        print(f"{options.name}: {len(found)} messages")


if __name__ == "__main__":
    main()
