"""The tables of the hold store, for SQLite and PostgreSQL alike, and how they are opened.

No table holds an address or a word of a message: those lie encrypted in the box.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy import Column, Engine, Float, Index, Integer, LargeBinary, MetaData, String, Table, Text

SCHEMA = 1
METADATA = MetaData()

ABOUT = Table("msgguard_about", METADATA, Column("name", String(40), primary_key=True), Column("value", Text))

HOLD = Table(
    "msgguard_hold",
    METADATA,
    Column("id", String(20), primary_key=True),
    # The message's keyed hash: a message that is handed over again finds its hold here.
    Column("key", String(120), nullable=False, unique=True),
    Column("state", String(12), nullable=False),
    Column("created", Float, nullable=False),
    Column("due", Float, nullable=False),
    Column("changed", Float, nullable=False),
    Column("verdict", String(12), nullable=False),
    Column("facts", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("purged", Integer, nullable=False, default=0),
    Index("msgguard_hold_state", "state", "due"),
)

EVENT = Table(
    "msgguard_event",
    METADATA,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("hold", String(20), nullable=False, index=True),
    Column("at", Float, nullable=False),
    Column("state", String(12), nullable=False),
    Column("by", String(60), nullable=False),
    Column("note", String(200), nullable=False),
)

POST = Table(
    "msgguard_post",
    METADATA,
    Column("id", String(80), primary_key=True),
    Column("hold", String(20), nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("to", String(60), nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Float, nullable=False),
    Column("lease", Float, nullable=False),
    Column("claim", String(80), nullable=False),
    Column("said", String(200), nullable=False),
    Column("note", String(400), nullable=False),
    Index("msgguard_post_next", "state", "next_at"),
)

BLOB = Table(
    "msgguard_blob", METADATA, Column("id", String(20), primary_key=True), Column("data", LargeBinary)
)


def open_engine(url: str, folder: Path) -> Engine:
    """The database: SQLite in ``folder``, or the one at ``url``."""
    if url and not url.startswith("sqlite"):
        if url.startswith("postgresql://"):
            url = "postgresql+psycopg://" + url.removeprefix("postgresql://")
        # A connection that the server closed meanwhile is noticed before it is used.
        return sql.create_engine(
            url, pool_pre_ping=True, pool_size=4, pool_timeout=10, connect_args={"connect_timeout": 5}
        )
    engine = sql.create_engine(url or f"sqlite:///{folder / 'hold.db'}", connect_args={"timeout": 10})

    @sql.event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        # Python's own transactions off: BEGIN IMMEDIATE below is what makes writers wait their turn.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()

    @sql.event.listens_for(engine, "begin")
    def begin(connection: sql.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def make_tables(engine: Engine) -> None:
    """Create what is missing; refuse a store that a newer version made."""
    METADATA.create_all(engine)
    with engine.begin() as connection:
        made = connection.execute(sql.select(ABOUT.c.value).where(ABOUT.c.name == "schema")).scalar()
        if made is None:
            connection.execute(sql.insert(ABOUT).values(name="schema", value=str(SCHEMA)))
        elif int(made) > SCHEMA:
            raise ValueError(f"the hold store has schema {made}; this version knows {SCHEMA}")
