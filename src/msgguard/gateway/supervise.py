"""The supervisor: makes the sockets, drops privileges, keeps workers and keeper running.

It reads the setup before it forks, so workers share its memory. On SIGHUP it reads everything
anew; only if that works do new workers start and old ones drain, so no connection is dropped
and a broken file changes nothing. On SIGTERM everybody finishes within the grace. A worker
whose pulse stops is killed: its mail server gets no answer and tries again.
"""

from __future__ import annotations

import gc
import grp
import mmap
import os
import pwd
import shutil
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from msgguard.errors import ConfigError, MsgguardError
from msgguard.gateway import keeper, worker
from msgguard.gateway.client import entrance_of
from msgguard.gateway.files import GatewayTable
from msgguard.gateway.listen import make_socket
from msgguard.gateway.observe import Meters, ready_log, say
from msgguard.gateway.ready import Ready, make_ready
from msgguard.gateway.share import shared_meters

_BEAT = struct.Struct("d")
# A worker that has not moved for this long is stuck in something that no timer interrupts.
_STUCK = 30.0
# A child that ends sooner than this after its start is restarted only after a pause.
_HASTY = 2.0


@dataclass(slots=True)
class Child:
    """A process of ours: what it does, since when, and whether it is being drained."""

    role: str
    slot: int
    since: float
    draining: bool = False


@dataclass(slots=True)
class Shop:
    """The supervisor's state; ``wanted`` are the doors: milter, relay or both."""

    path: str
    ready: Ready
    sockets: tuple[tuple[str, socket.socket], ...]
    web: tuple[socket.socket, ...]
    beats: mmap.mmap
    meters: Meters
    slot: list[int]
    children: dict[int, Child] = field(default_factory=dict)
    reload: bool = False
    ending: bool = False


def serve(path: str, doors: tuple[str, ...]) -> None:
    """Run until told to end. Raises MsgguardError where it cannot begin."""
    ready = make_ready(path)
    table = ready.table
    ready_log(table.log)
    check_doors(ready, doors)
    sockets = tuple((door, _door_socket(door, table)) for door in doors)
    web = tuple(make_socket(listen) for listen in (table.http.listen, table.http.links_listen) if listen)
    drop_privileges(table)
    slot = [0]
    shop = Shop(
        path=path,
        ready=ready,
        sockets=sockets,
        web=web,
        beats=mmap.mmap(-1, _BEAT.size * 256),
        meters=shared_meters(lambda: slot[0]),
        slot=slot,
    )
    say("gateway starts", doors=doors, mode=table.mode, workers=table.workers, pid=os.getpid())
    _watch(shop)


def check_doors(ready: Ready, doors: tuple[str, ...]) -> None:
    """Raise ConfigError for what a worker would only stumble over."""
    if "relay" in doors:
        entrance_of(ready.table.relay)


def _door_socket(door: str, table: GatewayTable) -> socket.socket:
    if door == "relay":
        return make_socket(table.relay.listen)
    milter = table.milter
    return make_socket(milter.listen, mode=milter.socket_mode, group=milter.socket_group)


def drop_privileges(table: GatewayTable) -> None:
    """Become the configured user for good; to serve as root is possible and said."""
    if not table.user:
        if os.getuid() == 0:
            say("gateway serves as root: set gateway.user", level=30)
        return
    try:
        user = pwd.getpwnam(table.user)
        group = grp.getgrnam(table.group).gr_gid if table.group else user.pw_gid
        if os.getuid() == user.pw_uid:
            return
        os.initgroups(table.user, group)
        os.setgid(group)
        os.setuid(user.pw_uid)
    except (KeyError, PermissionError) as failure:
        raise ConfigError(f"gateway.user: cannot become {table.user}: {failure}") from failure


def _watch(shop: Shop) -> None:
    """The supervisor's loop: children that end are replaced, signals are obeyed."""
    signal.signal(signal.SIGHUP, lambda *_: setattr(shop, "reload", True))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: setattr(shop, "ending", True))
    _fill(shop)
    while not shop.ending:
        if shop.reload:
            shop.reload = False
            _reload(shop)
        _reap(shop)
        _kill_the_stuck(shop)
        _fill(shop)
        time.sleep(0.2)
    _end(shop)


def _fill(shop: Shop) -> None:
    """Start whoever is missing."""
    table = shop.ready.table
    living = [child for child in shop.children.values() if not child.draining]
    if not any(child.role == "keeper" for child in living):
        _start(shop, "keeper", 0)
    used = {child.slot for child in shop.children.values() if child.role == "worker"}
    missing = table.workers - sum(child.role == "worker" for child in living)
    for slot in [slot for slot in range(1, 256) if slot not in used][: max(0, missing)]:
        _start(shop, "worker", slot)


def _start(shop: Shop, role: str, slot: int) -> None:
    _write_beat(shop, slot)
    # What was loaded stays: without this every full collection walks the whole roster and policy
    # (tens of milliseconds), and touches, hence copies, the memory that workers share.
    gc.collect()
    gc.freeze()
    # Anything still buffered would be written twice.
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        shop.children[pid] = Child(role=role, slot=slot, since=time.monotonic())
        return
    code = 1
    shop.slot[0] = slot
    try:
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN if number == signal.SIGHUP else signal.SIG_DFL)
        ready = shop.ready
        if role == "worker":
            for door, _ in shop.sockets:
                # A worker that died in this slot left its open sessions counted.
                shop.meters.sessions.labels(door).set(0)
            worker.run(
                worker.Job(
                    setup=ready.setup,
                    table=ready.table,
                    keys=ready.keys,
                    meters=shop.meters,
                    sockets=shop.sockets,
                    beat=lambda: _write_beat(shop, slot),
                )
            )
        else:
            keeper.run(keeper.Job(ready=ready, meters=shop.meters, web=shop.web))
        code = 0
    except KeyboardInterrupt:
        code = 0
    except MsgguardError as failure:
        say(f"{role} cannot run", level=40, failure=str(failure))
    except BaseException as failure:  # the child must end here, whatever happened
        say(f"{role} failed", level=40, failure=type(failure).__name__)
    finally:
        os._exit(code)


def _write_beat(shop: Shop, slot: int) -> None:
    _BEAT.pack_into(shop.beats, slot * _BEAT.size, time.monotonic())


def _reap(shop: Shop) -> None:
    while shop.children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        child = shop.children.pop(pid)
        if not child.draining:
            say(f"{child.role} ended", level=30, pid=pid, status=os.waitstatus_to_exitcode(status))
            if time.monotonic() - child.since < _HASTY:
                time.sleep(1.0)


def _kill_the_stuck(shop: Shop) -> None:
    limit = max(_STUCK, 3 * shop.ready.table.budget)
    for pid, child in shop.children.items():
        (beat,) = _BEAT.unpack_from(shop.beats, child.slot * _BEAT.size)
        if child.role == "worker" and not child.draining and time.monotonic() - beat > limit:
            say("worker stuck, killed", level=40, pid=pid)
            os.kill(pid, signal.SIGKILL)


def _reload(shop: Shop) -> None:
    try:
        fresh = make_ready(shop.path)
        check_doors(fresh, tuple(door for door, _ in shop.sockets))
    except MsgguardError as failure:
        say("reload refused, the old configuration stays", level=40, failure=str(failure))
        return
    shop.ready = fresh
    _signal(shop, lambda child: signal.SIGUSR1)
    for child in shop.children.values():
        child.draining = True
    say("reloaded", mode=fresh.table.mode, workers=fresh.table.workers)


def _signal(shop: Shop, number: Callable[[Child], int]) -> None:
    for pid, child in shop.children.items():
        try:
            os.kill(pid, number(child))
        except ProcessLookupError:
            continue


def _end(shop: Shop) -> None:
    """Everybody is asked to finish; who has not after the grace is ended."""
    say("gateway ends")
    for _, sock in shop.sockets:
        sock.close()
    _signal(shop, lambda child: signal.SIGTERM)
    limit = time.monotonic() + shop.ready.table.grace + 5.0
    while shop.children and time.monotonic() < limit:
        pid, _ = os.waitpid(-1, os.WNOHANG)
        if pid:
            shop.children.pop(pid, None)
        else:
            time.sleep(0.05)
    _signal(shop, lambda child: signal.SIGKILL)
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
    for door, sock in shop.sockets:
        listen = shop.ready.table.milter.listen if door == "milter" else ""
        if listen.startswith("unix:") and os.path.exists(listen[5:]):
            try:
                os.unlink(listen[5:])
            except OSError:
                # After privileges were dropped the folder may be somebody else's; the next start cleans up.
                continue
        del sock
