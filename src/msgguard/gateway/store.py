"""The hold store: what is held, in which state, and what is to be sent about it.

Every change is one transaction that also writes the event and queues the mail it causes, and
every move is a compare-and-swap on the state, so that of two who act at once one wins and a
crash leaves the state before or the state after, never one between (``states.py``).
"""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from msgguard.errors import MsgguardError, UsageError
from msgguard.gateway.box import Box, Keys, opened, read_keys, sealed
from msgguard.gateway.decide import Decision
from msgguard.gateway.files import HoldTable
from msgguard.gateway.letter import Letter, letter_key
from msgguard.gateway.states import OPEN, Kind, Post, State, sources
from msgguard.gateway.tables import EVENT, HOLD, POST, make_tables, open_engine

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
            _event(connection, hold, State.KEPT if kept else State.STORED, "gateway", "")
            if not kept:
                queue(connection, hold, Kind.NOTICE)
            elif decision.advise:
                queue(connection, hold, Kind.ADVICE)
            for role in decision.escalate:
                queue(connection, hold, Kind.ESCALATE, to=role)
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


def _event(connection: sql.Connection, hold: str, state: str, by: str, note: str) -> None:
    connection.execute(
        sql.insert(EVENT).values(hold=hold, at=time.time(), state=state, by=by[:60], note=note[:200])
    )


def queue(connection: sql.Connection, hold: str, kind: Kind, *, to: str = "", note: str = "") -> None:
    """Queue one mail; the same one is never queued twice. ``note`` is for its reader."""
    name = f"{hold}.{kind}" + (f".{to}" if to else "")
    if connection.execute(sql.select(POST.c.id).where(POST.c.id == name)).first():
        return
    connection.execute(
        sql.insert(POST).values(
            id=name,
            hold=hold,
            kind=kind,
            to=to,
            state=Post.QUEUED,
            attempts=0,
            next_at=time.time(),
            lease=0.0,
            claim="",
            said="",
            note=note[:400],
        )
    )


@contextmanager
def moving(store: Store, hold: str, target: State, *, by: str, note: str = "") -> Iterator[sql.Connection]:
    """Move a hold to ``target``, with what else belongs to the move in the same transaction.

    Raises UsageError where its state does not allow it.
    """
    with store.engine.begin() as connection:
        move(connection, hold, target, by=by, note=note)
        yield connection


def move(connection: sql.Connection, hold: str, target: State, *, by: str, note: str = "") -> None:
    """The move itself, inside a transaction of the caller's."""
    changed = connection.execute(
        sql.update(HOLD)
        .where(HOLD.c.id == hold, HOLD.c.state.in_(sorted(sources(target))))
        .values(state=target, changed=time.time())
    )
    if changed.rowcount != 1:
        now = connection.execute(sql.select(HOLD.c.state).where(HOLD.c.id == hold)).scalar()
        if now is None:
            raise UsageError(f"there is no hold {hold}")
        raise UsageError(f"hold {hold} is {now}, so it cannot become {target}")
    _event(connection, hold, target, by, note)


def release(store: Store, hold: str, *, by: str, note: str = "", again: bool = False) -> None:
    """Let a held message go. ``again`` sends one once more of which nobody knows whether it went."""
    with moving(store, hold, State.RELEASING, by=by, note=note) as connection:
        earlier = connection.execute(
            sql.select(POST.c.state).where(POST.c.id == f"{hold}.{Kind.RELEASE}")
        ).scalar()
        if earlier in (Post.UNSURE, Post.FAILED):
            if earlier == Post.UNSURE and not again:
                raise UsageError(f"hold {hold} may have been sent already; look, then release it --again")
            connection.execute(
                sql.update(POST)
                .where(POST.c.id == f"{hold}.{Kind.RELEASE}")
                .values(state=Post.QUEUED, next_at=time.time(), attempts=0, claim="", lease=0.0)
            )
        queue(connection, hold, Kind.RELEASE)


def settle(store: Store, hold: str, *, by: str) -> None:
    """A person found that an unsure release did reach the next hop."""
    with moving(store, hold, State.RELEASED, by=by, note="found at the next hop") as connection:
        connection.execute(
            sql.update(POST).where(POST.c.id == f"{hold}.{Kind.RELEASE}").values(state=Post.SENT)
        )


def give_back(store: Store, hold: str, *, by: str, note: str = "") -> None:
    """Send a held message back to its sender."""
    with moving(store, hold, State.RETURNING, by=by, note=note) as connection:
        queue(connection, hold, Kind.RETURN)


def ask(store: Store, hold: str, role: str, *, by: str) -> None:
    """Ask the named role for its approval."""
    entry = look(store, hold)
    if role.casefold() not in [name.casefold() for name in entry.facts["approvers"]]:
        may = ", ".join(entry.facts["approvers"]) or "nobody: a clause it cites knows no exception"
        raise UsageError(f"{role!r} may not approve hold {hold}; who may: {may}")
    with moving(store, hold, State.ASKED, by=by, note=f"approval asked of {role}") as connection:
        queue(connection, hold, Kind.ASK, to=role)


def approve(store: Store, hold: str, role: str, *, by: str) -> None:
    """The named role approves: the approval is written down, and the message let go."""
    entry = look(store, hold)
    if role.casefold() not in [name.casefold() for name in entry.facts["approvers"]]:
        raise UsageError(f"{role!r} may not approve hold {hold}")
    release(store, hold, by=by, note=f"approved by {role}, reference HOLD-{hold}")


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
        _event(connection, hold, entry.state, by, f"read: {reason}")
