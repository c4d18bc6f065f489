"""The journal of a run: shards of neighbouring chunks, each committed by one rename.

A shard is two files, findings and messages; the messages file comes last and names the
chunks with their digests, so what a kill leaves behind is either a whole shard or none.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from msgguard.audit.chunk import Chunk
from msgguard.audit.rows import Batch
from msgguard.audit.table import FINDING_COLUMNS, MESSAGE_COLUMNS, notes_of, write_rows
from msgguard.errors import UsageError

PARTS = "parts"
# A kill costs at most this many seconds of work.
MAX_SECONDS = 5.0
MAX_ROWS = 10_000


def shard_files(folder: Path, table: str) -> list[Path]:
    """The committed shards' files of a table, in order."""
    names = [path.name.partition("-")[2] for path in sorted((folder / PARTS).glob("messages-*.parquet"))]
    return [folder / PARTS / f"{table}-{name}" for name in names]


def done_chunks(folder: Path) -> dict[int, str]:
    """The committed chunks with their digests; stray files of an interrupted commit are removed."""
    found: dict[int, str] = {}
    keep: set[Path] = set()
    for path in shard_files(folder, "messages"):
        findings = path.with_name(path.name.replace("messages", "findings"))
        try:
            notes_of(findings)
            notes = json.loads(notes_of(path)["chunks"])
        except (OSError, ValueError, KeyError):
            continue  # torn, as a power cut may leave it: done again
        found.update((int(number), digest) for number, digest in notes.items())
        keep |= {path, findings}
    for path in (folder / PARTS).glob("*"):
        if path not in keep:
            path.unlink()
    return found


@dataclass(slots=True)
class Writer:
    """Collects rows and commits them as shards."""

    folder: Path
    clock: Callable[[], float] = time.monotonic
    chunks: dict[int, str] = field(default_factory=dict)
    rows: Batch = field(default_factory=lambda: Batch([], []))
    since: float = 0.0

    def add(self, chunk: Chunk, batch: Batch) -> None:
        """Take one chunk's rows; commits when enough has come together."""
        if self.chunks and chunk.number - 1 not in self.chunks:
            self.commit()  # a shard holds neighbours only, so that shards follow one another
        if not self.chunks:
            self.since = self.clock()
        self.chunks[chunk.number] = chunk.digest
        self.rows.messages.extend(batch.messages)
        self.rows.findings.extend(batch.findings)
        if self.clock() - self.since >= MAX_SECONDS or len(self.rows.messages) >= MAX_ROWS:
            self.commit()

    def commit(self) -> None:
        """Write what there is as one shard."""
        if not self.chunks:
            return
        name = f"{min(self.chunks):08d}.parquet"
        parts = self.folder / PARTS
        write_rows(parts / f"findings-{name}", FINDING_COLUMNS, self.rows.findings)
        write_rows(
            parts / f"messages-{name}",
            MESSAGE_COLUMNS,
            self.rows.messages,
            {"chunks": json.dumps({str(n): d for n, d in self.chunks.items()})},
        )
        self.chunks = {}
        self.rows = Batch([], [])


def check_same(chunk: Chunk, digest: str) -> None:
    """A chunk done before must be read again the same, else the archive has changed."""
    if chunk.digest != digest:
        raise UsageError(
            "the archive has changed since the run began, so it cannot be resumed; start a new one "
            "in another folder"
        )
