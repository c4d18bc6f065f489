"""The hold store: messages put in, looked at, read. How they move on is in ``moves.py``."""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from msgguard.errors import MsgguardError, UsageError
from msgguard.gateway.box import Box, Keys, opened, read_keys, sealed
from msgguard.gateway.causes import queue, record
from msgguard.gateway.decide import Decision
from msgguard.gateway.files import HoldTable
from msgguard.gateway.letter import Letter, letter_key
from msgguard.gateway.states import OPEN, Kind, State
from msgguard.gateway.tables import EVENT, HOLD, make_tables, open_engine

DAY = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """An open store. Built in the process that uses it; its engine must not cross a fork."""

    engine: Engine
    box: Box
    keys: Keys
    table: HoldTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One hold as the records show it, without content."""

    id: str
    state: State
    created: float
    due: float
    changed: float
    verdict: str
    size: int
    purged: bool
    facts: dict[str, Any]


def open_store(table: HoldTable) -> Store:
    """Open the store, making folder and tables where they are missing."""
    folder = Path(table.folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = open_engine(table.url, folder)
    make_tables(engine)
    inside = not table.url or table.url.startswith("sqlite")
    return Store(
        engine=engine,
        box=Box(folder if inside else None),
        keys=read_keys(Path(table.key_file)),
        table=table,
    )


def new_id() -> str:
    """A name for a hold: 50 random bits, easy to read out, nothing to guess from."""
    return base64.b32encode(os.urandom(7)).decode("ascii")[:10].lower()


def deposit(store: Store, letter: Letter, decision: Decision, *, kept: bool = False) -> str:
    """Hold a message, or keep it as evidence; returns its id once it is safely kept.

    A message that was handed over before, and whose sender did not get it back, is already
    here: then nothing happens and its id is returned.
    """
    key = letter_key(letter, store.keys.mark) + (":kept" if kept else "")
    known = _known(store, key)
    if known:
        return known
    hold, now = new_id(), time.time()
    data = sealed(hold, letter, store.keys)
    if store.box.folder is not None:
        store.box.put(None, hold, data)
    try:
        with store.engine.begin() as connection:
            connection.execute(
                sql.insert(HOLD).values(
                    id=hold,
                    key=key,
                    state=State.KEPT if kept else State.STORED,
                    created=now,
                    due=now + store.table.days * DAY,
                    changed=now,
                    verdict=decision.verdict,
                    facts=json.dumps(_facts(decision)),
                    size=len(letter.raw),
                    purged=0,
                )
            )
            if store.box.folder is None:
                store.box.put(connection, hold, data)
            record(connection, hold, State.KEPT if kept else State.STORED, "gateway", "")
            if not kept:
                queue(connection, hold, Kind.NOTICE)
            elif decision.advise:
                queue(connection, hold, Kind.ADVICE)
            for role in decision.escalate:
                queue(connection, hold, Kind.ESCALATE, to=role)
    # Any other failure leaves the file to the keeper's sweep: a commit that failed to be
    # confirmed may have been made, and then its content must be there.
    except IntegrityError:
        # Somebody else brought the same message at the same moment.
        known = _known(store, key)
        if not known:
            raise
        with store.engine.connect() as connection:
            store.box.drop(connection, hold)
        return known
    return hold


def _facts(decision: Decision) -> dict[str, Any]:
    return {
        "codes": decision.all_codes,
        "clauses": decision.clauses,
        "approvers": decision.approvers,
        "errors": decision.errors,
        "way": decision.way,
        "reasons": [asdict(reason) for reason in decision.reasons],
    }


def _known(store: Store, key: str) -> str:
    with store.engine.connect() as connection:
        found: str | None = connection.execute(sql.select(HOLD.c.id).where(HOLD.c.key == key)).scalar()
    return found or ""


def look(store: Store, hold: str) -> Hold:
    """One hold; UsageError where there is none."""
    with store.engine.connect() as connection:
        row = connection.execute(sql.select(HOLD).where(HOLD.c.id == hold)).mappings().first()
    if row is None:
        raise UsageError(f"there is no hold {hold}")
    return _hold(row)


def _hold(row: Any) -> Hold:
    return Hold(
        id=row["id"],
        state=State(row["state"]),
        created=row["created"],
        due=row["due"],
        changed=row["changed"],
        verdict=row["verdict"],
        size=row["size"],
        purged=bool(row["purged"]),
        facts=json.loads(row["facts"]),
    )


def listed(store: Store, states: Iterable[State] = OPEN, *, limit: int = 1_000) -> Sequence[Hold]:
    """Holds in these states, the oldest first."""
    query = sql.select(HOLD).where(HOLD.c.state.in_(sorted(states))).order_by(HOLD.c.created).limit(limit)
    with store.engine.connect() as connection:
        return [_hold(row) for row in connection.execute(query).mappings()]


def history(store: Store, hold: str) -> Sequence[tuple[float, str, str, str]]:
    """What happened to a hold: when, state, by whom, note."""
    query = (
        sql.select(EVENT.c.at, EVENT.c.state, EVENT.c.by, EVENT.c.note)
        .where(EVENT.c.hold == hold)
        .order_by(EVENT.c.n)
    )
    with store.engine.connect() as connection:
        return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]


def content(store: Store, hold: str) -> Letter:
    """The held message itself, decrypted; MsgguardError where it is no longer kept."""
    with store.engine.connect() as connection:
        data = store.box.get(connection, hold)
    return opened(hold, data, store.keys)


def note_reading(store: Store, hold: str, *, by: str, reason: str) -> None:
    """Write down that somebody read a held message, and why."""
    if not by or not reason:
        raise MsgguardError("reading a held message needs a name and a reason; both are kept")
    entry = look(store, hold)
    with store.engine.begin() as connection:
        record(connection, hold, entry.state, by, f"read: {reason}")
