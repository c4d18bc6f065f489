"""Rows to Parquet and back: columns by name, one schema each, files whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgguard.audit.entries import need
from msgguard.audit.rows import FindingRow, MessageRow

_WHOLE = {"seq": "int64", "size": "int64", "copy_of": "int64", "number": "int32", "findings": "int32"}
_WHOLE |= {"start": "int32", "end": "int32"}
_TRUTH = frozenset({"allowed", "known", "disguised", "counted"})
_LISTS = frozenset({"clauses", "cleared", "errors", "not_checked"})
FINDING_COLUMNS = FindingRow._fields
MESSAGE_COLUMNS = MessageRow._fields


def schema_of(columns: Sequence[str]) -> Any:
    """The Arrow schema of some columns."""
    arrow = need("pyarrow", "audit")
    kinds = []
    for name in columns:
        if name in _WHOLE:
            kind = arrow.type_for_alias(_WHOLE[name])
        elif name in _TRUTH:
            kind = arrow.bool_()
        elif name == "day":
            kind = arrow.date32()
        elif name in _LISTS:
            kind = arrow.list_(arrow.string())
        else:
            kind = arrow.string()
        kinds.append(arrow.field(name, kind, nullable=name == "day"))
    return arrow.schema(kinds)


def write_rows(
    path: Path,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    notes: Mapping[str, str] | None = None,
) -> None:
    """Write rows to a Parquet file that only its owner may read; it appears whole or not at all."""
    arrow = need("pyarrow", "audit")
    parquet = need("pyarrow.parquet", "audit")
    schema = schema_of(columns)
    lists = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    table = arrow.Table.from_arrays(
        [arrow.array(values, type=field.type) for values, field in zip(lists, schema, strict=True)],
        schema=schema.with_metadata(dict(notes)) if notes else schema,
    )
    fresh = path.with_name(path.name + ".new")
    with open_private(fresh) as out:
        parquet.write_table(table, out, compression="zstd")
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)


def open_private(path: Path) -> Any:
    """A fresh file for writing that only its owner may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def notes_of(path: Path) -> dict[str, str]:
    """The notes of a file that :func:`write_rows` wrote; raises where it is none."""
    parquet = need("pyarrow.parquet", "audit")
    found = parquet.read_schema(path).metadata or {}
    return {key.decode(): value.decode() for key, value in found.items()}
