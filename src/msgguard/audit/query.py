"""The results as tables: DuckDB over the two Parquet files, and nothing else within reach."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from msgguard.audit.entries import need
from msgguard.audit.finish import TABLES
from msgguard.audit.manifest import RUNNING, read_manifest
from msgguard.errors import UsageError


class Answer(NamedTuple):
    """What a query gave."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


class Results:
    """The tables ``findings`` and ``messages`` of a results folder, open for reading."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.record = read_manifest(folder)
        if self.record["state"] == RUNNING:
            raise UsageError(
                f"the audit in {folder} did not end: go on with 'msgguard audit --resume {folder}'"
            )
        duck = need("duckdb", "audit")
        self._base = duck.connect(config={"memory_limit": "512MB"})
        for table in TABLES:
            path = str(folder / f"{table}.parquet")
            self._base.read_parquet(path).create_view(table)
        self._base.execute("SET allowed_directories = [" + _quoted(str(folder)) + "]")
        # From here on a query reads these files only, and cannot undo it.
        self._base.execute("SET enable_external_access = false")
        self._base.execute("SET lock_configuration = true")

    def ask(self, query: str, values: Sequence[Any] = ()) -> Answer:
        """The rows of a query. Raises UsageError where the query is wrong."""
        duck = need("duckdb", "audit")
        try:
            cursor = self._base.execute(query, list(values))
        except duck.Error as failure:
            raise UsageError(f"the query cannot be answered: {failure}") from failure
        return Answer([column[0] for column in cursor.description or ()], cursor.fetchall())

    def one(self, query: str, values: Sequence[Any] = ()) -> int:
        """A query's single number."""
        rows = self.ask(query, values).rows
        return int(rows[0][0] or 0) if rows else 0


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
