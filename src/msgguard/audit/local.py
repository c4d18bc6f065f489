"""The local engine: a pool of processes, each handed the kit once; results in order.

A worker that dies takes nothing with it: its chunks are given out again, and a message on
which workers die twice is listed as unreadable, after its neighbours were done one by one.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from msgguard.audit.chunk import Chunk, State, Task
from msgguard.audit.kit import Bench, Kit, bench_of
from msgguard.audit.rows import Batch
from msgguard.audit.work import check_tasks

# Chunks given out ahead, for each worker: enough to keep it busy, little in memory.
AHEAD = 3
DEADLY = "Checking it ended the worker process."
# The bench of a worker process, made once when it begins: an executor hands tasks no other state.
_bench: list[Bench] = []


def run_local(
    kit: Kit, chunks: Iterable[Chunk], *, jobs: int, stopped: Callable[[], bool]
) -> Iterator[tuple[Chunk, Batch]]:
    """Every chunk with its rows, in order, until there are no more or ``stopped`` says so."""
    if jobs <= 1:
        bench = bench_of(kit)
        for chunk in chunks:
            if stopped():
                return
            yield chunk, check_tasks(bench, chunk.tasks)
        return
    yield from _run_pool(pickle.dumps(kit), chunks, jobs, stopped)


def _run_pool(
    blob: bytes, chunks: Iterable[Chunk], jobs: int, stopped: Callable[[], bool]
) -> Iterator[tuple[Chunk, Batch]]:
    pool = _pool(blob, jobs)
    waiting: deque[tuple[Chunk, Future[Batch]]] = deque()
    source = iter(chunks)
    more = True
    try:
        while True:
            while more and len(waiting) < jobs * AHEAD and not stopped():
                chunk = next(source, None)
                if chunk is None:
                    more = False
                    break
                waiting.append((chunk, _submit(pool, chunk.tasks)))
            if not waiting or stopped():
                return
            chunk, future = waiting[0]
            try:
                batch = future.result()
            except BrokenProcessPool:
                pool.shutdown(wait=False, cancel_futures=True)
                batch, pool = _again(blob, jobs, chunk)
                waiting.popleft()
                waiting = deque((later, _submit(pool, later.tasks)) for later, _ in waiting)
            else:
                waiting.popleft()
            yield chunk, batch
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _again(blob: bytes, jobs: int, chunk: Chunk) -> tuple[Batch, ProcessPoolExecutor]:
    """A chunk whose pool broke, once more in a fresh pool; then message by message."""
    pool = _pool(blob, jobs)
    try:
        return pool.submit(_work, chunk.tasks).result(), pool
    except BrokenProcessPool:
        pool.shutdown(wait=False, cancel_futures=True)
    batch = Batch([], [])
    pool = _pool(blob, jobs)
    for task in chunk.tasks:
        try:
            part = pool.submit(_work, [task]).result()
        except BrokenProcessPool:
            pool.shutdown(wait=False, cancel_futures=True)
            pool = _pool(blob, jobs)
            part = pool.submit(_work, [dead(task)]).result()
        batch.messages.extend(part.messages)
        batch.findings.extend(part.findings)
    return batch, pool


def dead(task: Task) -> Task:
    """The task of a message that cannot be checked: it is listed."""
    return task._replace(raw=b"", state=State.UNREADABLE, reason=DEADLY)


def _submit(pool: ProcessPoolExecutor, tasks: list[Task]) -> Future[Batch]:
    try:
        return pool.submit(_work, tasks)
    except BrokenProcessPool as failure:
        # Broken before its turn came: told by the future, as if it had broken on it.
        broken: Future[Batch] = Future()
        broken.set_exception(failure)
        return broken


def _pool(blob: bytes, jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        max_workers=jobs,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(blob,),
    )


def _begin(blob: bytes) -> None:
    """A worker begins: Ctrl-C is the parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _bench[:] = [bench_of(pickle.loads(blob))]


def _work(tasks: list[Task]) -> Batch:
    return check_tasks(_bench[0], tasks)
