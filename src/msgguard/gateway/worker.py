"""A worker: one process that serves milter and relay sessions until it is told to stop.

Told to drain, it stops listening and ends when its last session has ended, so that a reload
drops nobody; told to stop, it waits no longer than the grace.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from msgguard.engine import Setup, check
from msgguard.gateway import client, milter, relay
from msgguard.gateway.box import Keys
from msgguard.gateway.budget import install
from msgguard.gateway.door import Door
from msgguard.gateway.files import GatewayTable
from msgguard.gateway.letter import Envelope, Letter, to_message
from msgguard.gateway.listen import BACKLOG
from msgguard.gateway.observe import Meters, say
from msgguard.gateway.store import Store, open_store

_SAMPLE = (
    b"From: a@school.invalid\r\nTo: b@mail.invalid\r\nSubject: News\r\n\r\n"
    b"Dear parents, thank you for coming on Tuesday. I was not pleased with how loud it was, but your\r\n"
    b"children were a delight. Please call the office on 020 7946 0000 if Sam Jones is ill.\r\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a worker is given: the setup, the table, the sockets it accepts from, and its pulse.

    ``beat`` is called once a second; whoever watches the worker kills it when that stops.
    """

    setup: Setup
    table: GatewayTable
    keys: Keys
    meters: Meters
    sockets: tuple[tuple[str, socket.socket], ...]
    beat: Callable[[], None]


def run(job: Job) -> None:
    """Serve until told to end; the body of the worker process."""
    install()
    warm(job.setup)
    asyncio.run(_serve(job))


def warm(setup: Setup) -> None:
    """Check one made-up message, so that the first real one does not wait for models to be read.

    In each worker and not before the fork: the threads of a model's runtime do not survive it.
    """
    envelope = Envelope(sender="a@school.invalid", recipients=("b@mail.invalid",))
    try:
        check(to_message(Letter(envelope=envelope, raw=_SAMPLE)), setup)
    except Exception as failure:  # the real messages will say the same, each with its own answer
        say("warming up failed", level=30, failure=type(failure).__name__)
    # What is loaded now stays: without this every full collection would walk all of it.
    gc.collect()
    gc.freeze()


async def _serve(job: Job) -> None:
    loop = asyncio.get_running_loop()
    ending = asyncio.Event()
    hurry = asyncio.Event()
    loop.add_signal_handler(signal.SIGUSR1, ending.set)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _both, ending, hurry)
    open_once: Callable[[], Store] = cache(lambda: open_store(job.table.hold))
    sessions: set[asyncio.Task[None]] = set()
    servers: list[asyncio.Server] = []
    for name, sock in job.sockets:
        door = Door(
            name=name,
            setup=job.setup,
            table=job.table,
            meters=job.meters,
            mark_key=job.keys.mark,
            store=open_once,
        )
        servers.append(await _listen(door, sock, sessions))
    say("worker ready", pid=os.getpid())
    beating = asyncio.create_task(_beat(job.beat))
    await ending.wait()
    for server in servers:
        server.close()
    await _drain(sessions, hurry, job.table.grace)
    beating.cancel()
    say("worker ends", pid=os.getpid(), left=len(sessions))


async def _listen(door: Door, sock: socket.socket, sessions: set[asyncio.Task[None]]) -> asyncio.Server:
    """Accept on a socket that other workers accept on too."""
    own = sock.dup()
    entrance = client.entrance_of(door.table.relay) if door.name == "relay" else None

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        sessions.add(task)
        try:
            if len(sessions) > door.table.max_connections:
                if door.name == "relay":
                    writer.write(b"421 4.7.0 Too many connections, please try again later\r\n")
                door.meters.failures.labels(door.name, "too many connections").inc()
                writer.close()
            elif entrance is not None:
                await relay.serve(reader, writer, door, entrance)
            else:
                await milter.serve(reader, writer, door)
        finally:
            sessions.discard(task)

    # One connection at a time, so that one worker does not take all that wait.
    server = await asyncio.start_server(serve, sock=own, backlog=1, limit=milter.READ)
    own.listen(BACKLOG)
    return server


def _both(ending: asyncio.Event, hurry: asyncio.Event) -> None:
    ending.set()
    hurry.set()


async def _beat(beat: Callable[[], None]) -> None:
    while True:
        beat()
        await asyncio.sleep(1.0)


async def _drain(sessions: set[asyncio.Task[None]], hurry: asyncio.Event, grace: float) -> None:
    """Wait for the sessions: for as long as they take, or for ``grace`` once there is hurry."""
    waiting = asyncio.create_task(hurry.wait())
    while sessions and not hurry.is_set():
        await asyncio.wait({*sessions, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if sessions:
        await asyncio.wait(sessions, timeout=grace)
    waiting.cancel()
    for session in list(sessions):
        session.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*sessions, return_exceptions=True)
