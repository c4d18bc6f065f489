"""The keeper: the process that sends what is queued, minds the deadlines, clears what is past its time,
and answers for health, metrics and release links.

One for each hold folder (a lock says so); several folders may share one database.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import socket
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

import sqlalchemy as sql

from msgguard.errors import UsageError
from msgguard.gateway import outbox, pages
from msgguard.gateway.causes import queue
from msgguard.gateway.moves import give_back
from msgguard.gateway.observe import Meters, say
from msgguard.gateway.outbox import Office
from msgguard.gateway.ready import Ready
from msgguard.gateway.states import CLOSED, OPEN, Kind
from msgguard.gateway.store import DAY, Store, open_store
from msgguard.gateway.tables import EVENT, HOLD, POST

_TURN = 1.0
_SENDERS = 4
_SWEEP = 300.0
_STRAY = 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What the keeper is given; the first socket is the school's own, the second the links'."""

    ready: Ready
    meters: Meters
    web: tuple[socket.socket, ...]


def run(job: Job) -> None:
    """Serve until told to end; the body of the keeper process."""
    asyncio.run(_serve(job))


async def _serve(job: Job) -> None:
    loop = asyncio.get_running_loop()
    ending = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
        loop.add_signal_handler(number, ending.set)
    desk = pages.Desk(job.ready)
    servers = [
        await asyncio.start_server(partial(pages.serve, desk=desk, links=bool(n)), sock=sock.dup())
        for n, sock in enumerate(job.web)
    ]
    duties = asyncio.create_task(_duties(job, desk, ending))
    await ending.wait()
    for server in servers:
        server.close()
    with suppress(asyncio.CancelledError):
        await duties


async def _duties(job: Job, desk: pages.Desk, ending: asyncio.Event) -> None:
    """Turn after turn; a store that is away makes the keeper wait, not end."""
    lock: IO[str] | None = None
    office: Office | None = None
    swept = 0.0
    with ThreadPoolExecutor(_SENDERS) as senders:
        while not ending.is_set():
            try:
                lock = lock or _lock(Path(job.ready.table.hold.folder))
                if lock is not None:
                    if office is None:
                        office = desk.office = await asyncio.to_thread(_open, job)
                    await asyncio.to_thread(turn, office, senders)
                    if time.monotonic() - swept > _SWEEP:
                        swept = time.monotonic()
                        await asyncio.to_thread(sweep, office)
                    desk.well = time.monotonic()
            except Exception as failure:  # whatever it is, the deadlines must be minded again soon
                job.meters.failures.labels("keeper", type(failure).__name__).inc()
                say("keeper waits", level=30, failure=type(failure).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(ending.wait(), _TURN)
    if office is not None:
        office.store.engine.dispose()


def _lock(folder: Path) -> IO[str] | None:
    """The folder's lock, or None while another keeper (an old one, draining) has it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = (folder / "keeper.lock").open("a")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        return None
    return handle


def _open(job: Job) -> Office:
    table = job.ready.table
    office = Office(
        store=open_store(table.hold),
        table=table,
        school=job.ready.setup.known.school,
        meters=job.meters,
        node=node_of(Path(table.hold.folder)),
    )
    outbox.recover(office)
    say("keeper ready", pid=os.getpid())
    return office


def node_of(folder: Path) -> str:
    """The folder's own name among those that share a database; it outlives restarts."""
    path = folder / "node"
    if not path.exists():
        beside = folder / f".node.{os.getpid()}"
        beside.write_text(uuid.uuid4().hex, encoding="ascii")
        os.replace(beside, path)
    return path.read_text(encoding="ascii")


def turn(office: Office, senders: ThreadPoolExecutor) -> None:
    """Everything whose time has come."""
    expire(office.store, office.table.hold.remind_hours * 3_600.0)
    rows = outbox.due(office)
    for failure in senders.map(partial(_sent, office=office), rows):
        if failure is not None:
            raise failure


def _sent(row: object, *, office: Office) -> Exception | None:
    try:
        outbox.send(row, office)
    except Exception as failure:  # one mail's trouble must not keep the others from going out
        return failure
    return None


def expire(store: Store, remind: float) -> None:
    """Holds past their deadline go back; those that wait long are brought to mind once."""
    now = time.time()
    with store.engine.connect() as connection:
        over = list(
            connection.execute(sql.select(HOLD.c.id).where(HOLD.c.state.in_(sorted(OPEN)), HOLD.c.due <= now))
        )
        waiting = list(
            connection.execute(
                sql.select(HOLD.c.id).where(
                    HOLD.c.state.in_(sorted(OPEN)), HOLD.c.created <= now - remind, HOLD.c.due > now
                )
            )
        )
        reminded = set(
            connection.execute(sql.select(POST.c.hold).where(POST.c.kind == Kind.REMIND)).scalars()
        )
    for (hold,) in over:
        with suppress(UsageError):
            give_back(store, hold, by="deadline", note="nobody released it in time")
    for (hold,) in waiting:
        if hold not in reminded:
            with store.engine.begin() as connection:
                queue(connection, hold, Kind.REMIND)


def sweep(office: Office) -> None:
    """Retention: content of closed holds, then their records; and what crashes left lying about."""
    store, table, now = office.store, office.table.hold, time.time()
    with store.engine.connect() as connection:
        done = sql.select(HOLD.c.id).where(HOLD.c.state.in_(sorted(CLOSED)))
        unsent = sql.select(POST.c.hold).where(POST.c.state.notin_(["sent", "failed"]))
        stale = done.where(HOLD.c.purged == 0, HOLD.c.changed < now - table.keep_days * DAY)
        empty = list(connection.execute(stale.where(HOLD.c.id.notin_(unsent))).scalars())
        old = list(
            connection.execute(
                done.where(HOLD.c.purged == 1, HOLD.c.changed < now - table.log_days * DAY)
            ).scalars()
        )
        known = set(connection.execute(sql.select(HOLD.c.id)).scalars())
    for hold in empty:
        with store.engine.begin() as connection:
            store.box.drop(connection, hold)
            connection.execute(sql.update(HOLD).where(HOLD.c.id == hold).values(purged=1))
    for hold in old:
        with store.engine.begin() as connection:
            for there in (EVENT, POST):
                connection.execute(sql.delete(there).where(there.c.hold == hold))
            connection.execute(sql.delete(HOLD).where(HOLD.c.id == hold))
    for path in store.box.strays(known, older=_STRAY):
        path.unlink(missing_ok=True)
