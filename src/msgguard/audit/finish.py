"""From shards to the two tables of the results, in order, with what counts told from what does not.

A finding does not count where approvals allow it, where the baseline knows it, where the
same message lies in the archive twice, and, in quoted or forwarded text, where its thread
already has it: a chain of thirty replies carries a number once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from msgguard.audit.entries import need
from msgguard.audit.shards import PARTS, shard_files
from msgguard.audit.table import FINDING_COLUMNS, MESSAGE_COLUMNS, open_private, schema_of

GROUP_ROWS = 16_384
TABLES = ("findings", "messages")
# What the tables are called in queries -> their columns.
RESULT_COLUMNS = {"findings": (*FINDING_COLUMNS, "counted"), "messages": MESSAGE_COLUMNS}

# Only what tells rows apart, as numbers: with all columns the windows outgrow any modest memory.
_COUNTED = """
WITH told AS (
  SELECT seq, number, code, allowed OR known AS settled,
    md5_number(fingerprint) AS mark, md5_number(thread) AS thread,
    CASE WHEN value <> '' THEN md5_number(value) END AS value,
    origin IN ('quoted', 'forwarded') AS older
  FROM shards
), own AS (
  SELECT DISTINCT thread, code, value FROM told WHERE NOT older AND value IS NOT NULL
), ranked AS (
  SELECT told.seq, number, settled, older,
    min(told.seq) OVER (PARTITION BY mark) AS first_copy,
    row_number() OVER (PARTITION BY told.thread, told.code, told.value, older ORDER BY seq, number) AS turn,
    own.thread IS NOT NULL AS said
  FROM told LEFT JOIN own USING (thread, code, value)
)
SELECT (NOT settled AND seq = first_copy AND (NOT older OR (turn = 1 AND NOT said))) AS counted
FROM ranked ORDER BY seq, number
"""


def finish(folder: Path) -> None:
    """Write ``findings.parquet`` and ``messages.parquet`` from the shards, which stay."""
    duck = need("duckdb", "audit")
    with duck.connect(config=_limits(folder)) as base:
        files = shard_files(folder, "findings")
        _view(base, files)
        counted = base.sql(_COUNTED).to_arrow_reader(GROUP_ROWS)
        _write(_told(_rows(files), counted), folder, "findings")
    _write(_rows(shard_files(folder, "messages")), folder, "messages")


def _limits(folder: Path) -> dict[str, Any]:
    return {
        "memory_limit": "192MB",
        "threads": 2,
        "temp_directory": str(folder / PARTS),
        "preserve_insertion_order": True,
    }


def _view(base: Any, files: list[Path]) -> None:
    """The shards of the findings as one view."""
    if files:
        base.read_parquet([str(path) for path in files]).create_view("shards")
    else:
        base.register("shards", schema_of(FINDING_COLUMNS).empty_table())


def _rows(files: list[Path]) -> Iterator[Any]:
    """The rows of shards as they lie: shards follow one another, and so do the rows in them."""
    parquet = need("pyarrow.parquet", "audit")
    for path in files:
        with parquet.ParquetFile(path) as file:
            yield from file.iter_batches(GROUP_ROWS, use_threads=False)


def _told(rows: Iterable[Any], counted: Iterable[Any]) -> Iterator[Any]:
    """Rows with what counts of them, both in one order."""
    arrow = need("pyarrow", "audit")
    flags = arrow.array([], arrow.bool_())
    more = iter(counted)
    for batch in rows:
        while len(flags) < batch.num_rows:
            flags = arrow.concat_arrays([flags, next(more).column(0)])
        yield batch.append_column("counted", flags.slice(0, batch.num_rows))
        flags = flags.slice(batch.num_rows)


def _write(batches: Iterable[Any], folder: Path, table: str) -> None:
    """Rows as Parquet, in groups of one size, so that equal rows give equal files."""
    arrow = need("pyarrow", "audit")
    parquet = need("pyarrow.parquet", "audit")
    schema = schema_of(RESULT_COLUMNS[table])
    path = folder / f"{table}.parquet"
    fresh = folder / f"{table}.parquet.new"
    kept: list[Any] = []
    held = 0
    with open_private(fresh) as out, parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in batches:
            kept.append(arrow.Table.from_batches([batch]).cast(schema))
            held += batch.num_rows
            while held >= GROUP_ROWS:
                whole = arrow.concat_tables(kept).combine_chunks()
                writer.write_table(whole.slice(0, GROUP_ROWS), row_group_size=GROUP_ROWS)
                kept = [whole.slice(GROUP_ROWS)]
                held = kept[0].num_rows
        if held:
            writer.write_table(arrow.concat_tables(kept).combine_chunks(), row_group_size=GROUP_ROWS)
    fresh.replace(path)
