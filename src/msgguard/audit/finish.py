"""From shards to the two tables of the results, in order, with what counts told from what does not.

A finding does not count where approvals allow it, where the baseline knows it, where the
same message lies in the archive twice, and, in quoted or forwarded text, where its thread
already has it: a chain of thirty replies carries a number once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgguard.audit.entries import need
from msgguard.audit.shards import PARTS, shard_files
from msgguard.audit.table import FINDING_COLUMNS, MESSAGE_COLUMNS, open_private, schema_of

GROUP_ROWS = 65_536
TABLES = ("findings", "messages")
# What the tables are called in queries -> their columns.
RESULT_COLUMNS = {"findings": (*FINDING_COLUMNS, "counted"), "messages": MESSAGE_COLUMNS}

_COUNTED = """
WITH told AS (
  SELECT *,
    origin IN ('quoted', 'forwarded') AS older,
    min(seq) OVER (PARTITION BY fingerprint) AS first_copy
  FROM {shards}
), own AS (
  SELECT DISTINCT thread, code, value FROM told WHERE NOT older AND value <> ''
), ranked AS (
  SELECT told.*,
    row_number() OVER (PARTITION BY told.thread, told.code, told.value, older ORDER BY seq, number) AS turn,
    own.thread IS NOT NULL AS said
  FROM told LEFT JOIN own USING (thread, code, value)
)
SELECT {columns},
  (NOT allowed AND NOT known AND seq = first_copy AND (NOT older OR (turn = 1 AND NOT said))) AS counted
FROM ranked ORDER BY seq, number
"""


def finish(folder: Path) -> None:
    """Write ``findings.parquet`` and ``messages.parquet`` from the shards, which stay."""
    duck = need("duckdb", "audit")
    with duck.connect(config=_limits(folder)) as base:
        shards = _read(base, shard_files(folder, "findings"), "findings")
        columns = ", ".join(f'"{name}"' for name in FINDING_COLUMNS)
        _write(base, _COUNTED.format(shards=shards, columns=columns), folder, "findings")
        shards = _read(base, shard_files(folder, "messages"), "messages")
        _write(base, f"SELECT * FROM {shards} ORDER BY seq", folder, "messages")


def _limits(folder: Path) -> dict[str, Any]:
    return {
        "memory_limit": "256MB",
        "threads": 2,
        "temp_directory": str(folder / PARTS),
        "preserve_insertion_order": True,
    }


def _read(base: Any, files: list[Path], table: str) -> str:
    """A view over the shards of a table."""
    if not files:
        empty = schema_of(FINDING_COLUMNS if table == "findings" else MESSAGE_COLUMNS).empty_table()
        base.register(f"shards_{table}", empty)
        return f"shards_{table}"
    base.read_parquet([str(path) for path in files]).create_view(f"shards_{table}")
    return f"shards_{table}"


def _write(base: Any, query: str, folder: Path, table: str) -> None:
    """The rows of a query as Parquet, in groups of one size, so that equal rows give equal files."""
    arrow = need("pyarrow", "audit")
    parquet = need("pyarrow.parquet", "audit")
    schema = schema_of(RESULT_COLUMNS[table])
    path = folder / f"{table}.parquet"
    fresh = folder / f"{table}.parquet.new"
    kept: list[Any] = []
    held = 0
    with open_private(fresh) as out, parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in base.sql(query).to_arrow_reader(GROUP_ROWS):
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
