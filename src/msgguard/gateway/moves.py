"""How a hold moves on: released, returned, approved.

Every change is one transaction that also writes the event and queues the mail it causes, and
every move is a compare-and-swap on the state, so that of two who act at once one wins and a
crash leaves the state before or the state after, never one between (``states.py``).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sql

from msgguard.errors import UsageError
from msgguard.gateway.causes import queue, record
from msgguard.gateway.states import Kind, Post, State, sources
from msgguard.gateway.store import Store, look
from msgguard.gateway.tables import HOLD, POST


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
    record(connection, hold, target, by, note)


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
