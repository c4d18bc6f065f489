"""Two things that belong to every change of a hold: its event, and the mail it causes."""

from __future__ import annotations

import time

import sqlalchemy as sql

from msgguard.gateway.states import Kind, Post
from msgguard.gateway.tables import EVENT, POST


def record(connection: sql.Connection, hold: str, state: str, by: str, note: str) -> None:
    """Write down what happened to a hold, and by whom."""
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
