"""The Dask engine: the same chunks on a cluster that is there, or on one of our own in this machine.

The kit is put on every worker once and put there again when it is lost with one; the
chunks under way are kept here until their rows are back.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from msgguard.audit.chunk import Chunk, Task
from msgguard.audit.entries import need
from msgguard.audit.kit import Bench, Kit, bench_of
from msgguard.audit.local import AHEAD, dead
from msgguard.audit.rows import Batch
from msgguard.audit.work import check_tasks
from msgguard.errors import UsageError

_TRIES = 3
# Seconds to wait for a scheduler.
TIMEOUT = 30


def run_cluster(
    kit: Kit, chunks: Iterable[Chunk], *, address: str, jobs: int, stopped: Callable[[], bool]
) -> Iterator[tuple[Chunk, Batch]]:
    """Every chunk with its rows, in order. An empty ``address`` starts a cluster on this machine."""
    distributed = need("distributed", "cluster")
    cluster = None
    if not address:
        cluster = distributed.LocalCluster(
            n_workers=jobs, threads_per_worker=1, processes=True, dashboard_address=None
        )
    try:
        try:
            client = distributed.Client(cluster if cluster is not None else address, timeout=TIMEOUT)
        except OSError as failure:
            raise UsageError(f"no Dask scheduler answers at {address}") from failure
        try:
            yield from _run(client, pickle.dumps(kit), chunks, stopped)
        finally:
            client.close()
    finally:
        if cluster is not None:
            cluster.close()


def _run(
    client: Any, blob: bytes, chunks: Iterable[Chunk], stopped: Callable[[], bool]
) -> Iterator[tuple[Chunk, Batch]]:
    holder = _Kept(client, blob)
    waiting: deque[tuple[Chunk, Any]] = deque()
    source = iter(chunks)
    more = True
    while True:
        ahead = max(2, sum(client.ncores().values())) * AHEAD
        while more and len(waiting) < ahead and not stopped():
            chunk = next(source, None)
            if chunk is None:
                more = False
                break
            waiting.append((chunk, holder.submit(chunk.tasks)))
        if not waiting or stopped():
            for _, future in waiting:
                future.cancel()
            return
        chunk, future = waiting.popleft()
        yield chunk, _result(holder, chunk.tasks, future)


class _Kept:
    """The kit as the cluster holds it, and the way to submit with it."""

    def __init__(self, client: Any, blob: bytes) -> None:
        self.client, self.blob = client, blob
        self.remote = client.scatter(blob, broadcast=True, hash=False)

    def submit(self, tasks: list[Task]) -> Any:
        """One chunk to any worker."""
        return self.client.submit(remote_work, self.remote, tasks, pure=False)

    def renew(self) -> None:
        """Put the kit there again: whoever held it may be gone."""
        self.remote = self.client.scatter(self.blob, broadcast=True, hash=False)


def _result(holder: _Kept, tasks: list[Task], future: Any) -> Batch:
    """A chunk's rows; tried again where workers were lost, then message by message."""
    for _ in range(_TRIES):
        batch = _rows(future)
        if batch is not None:
            return batch
        holder.renew()
        future = holder.submit(tasks)
    batch = Batch([], [])
    for task in tasks:
        part = _rows(holder.submit([task])) or _rows(holder.submit([dead(task)]))
        if part is None:
            raise UsageError("the cluster lost its workers again and again; resume when it is well")
        batch.messages.extend(part.messages)
        batch.findings.extend(part.findings)
    return batch


def _rows(future: Any) -> Batch | None:
    """What the worker sent back, None where it, or the kit on it, was lost."""
    distributed = need("distributed", "cluster")
    lost: tuple[type[BaseException], ...] = (
        distributed.scheduler.KilledWorker,
        distributed.client.FutureCancelledError,
        distributed.CancelledError
        if hasattr(distributed, "CancelledError")
        else distributed.client.FutureCancelledError,
    )
    try:
        batch: Batch = future.result()
    except lost:
        return None
    return batch


def remote_work(blob: bytes, tasks: list[Task]) -> Batch:
    """What runs on a worker of the cluster."""
    return check_tasks(_bench_from(blob), tasks)


@lru_cache(maxsize=2)
def _bench_from(blob: bytes) -> Bench:
    return bench_of(pickle.loads(blob))
