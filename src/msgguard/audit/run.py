"""One audit from sources to results: begun, resumed, interrupted or complete."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

from msgguard._version import __version__
from msgguard.audit.baseline import read_baseline
from msgguard.audit.chunk import Chunk, chunks_of
from msgguard.audit.finish import finish
from msgguard.audit.identity import Seen
from msgguard.audit.kit import Kit, make_kit, rules_digest
from msgguard.audit.local import run_local
from msgguard.audit.manifest import (
    COMPLETE,
    NAME,
    PARTIAL,
    begun,
    log_access,
    now,
    plan_of,
    read_manifest,
    write_manifest,
)
from msgguard.audit.place import Meter
from msgguard.audit.plan import Plan
from msgguard.audit.progress import Progress
from msgguard.audit.reading import read_sources, total_size
from msgguard.audit.rows import Batch
from msgguard.audit.shards import PARTS, Writer, check_same, done_chunks
from msgguard.config import Settings, find_config, read_config
from msgguard.engine import run_notices
from msgguard.errors import UsageError
from msgguard.setup import setup_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ended. ``complete`` is false where it was interrupted and can be resumed."""

    complete: bool
    messages: int
    findings: int
    unreadable: int
    seconds: float


def run_audit(
    plan: Plan | None,
    folder: Path,
    *,
    key: bytes,
    jobs: int = 0,
    engine: str = "local",
    resume: bool = False,
    show: TextIO | None = None,
) -> Outcome:
    """Carry out ``plan`` into ``folder``, or go on with the run that lies there.

    ``jobs`` 0 means every core. ``engine`` is ``local``, ``dask`` or a scheduler's address.
    Raises MsgguardError where it cannot begin; interrupted, it leaves a valid partial result.
    """
    record = read_manifest(folder) if resume else None
    if record is not None:
        plan = plan_of(record)
    if plan is None:
        raise UsageError("there is nothing to audit: give at least one source")
    settings = settings_of(plan)
    today = date.fromisoformat(record["today"]) if record else date.today()
    kit = make_kit(plan, settings, key=key, today=today, known=read_baseline(plan.baseline, key))
    digest = rules_digest(settings, kit)
    if record is None:
        record = _begin(plan, folder, kit, digest, today)
    elif record["state"] == COMPLETE:
        raise UsageError(f"the audit in {folder} is complete: there is nothing to resume")
    elif record["rules"] != digest:
        raise UsageError(
            "the tool, the packs, the school's files or the key have changed since the run began, so "
            "its results would not be of one kind; start a new one in another folder"
        )
    with _asked_to_stop() as stopped:
        progress = _carry_out(plan, folder, kit, jobs or _cores(), engine, show, stopped)
        complete = not stopped()
    finish(folder)
    record |= {
        "state": COMPLETE if complete else PARTIAL,
        "finished": now(),
        "engine": engine,
        "seconds": round(record.get("seconds", 0) + progress.clock() - progress.started, 1),
    }
    write_manifest(folder, record)
    if complete:
        shutil.rmtree(folder / PARTS)
    return Outcome(
        complete=complete,
        messages=progress.messages + progress.skipped,
        findings=progress.findings,
        unreadable=progress.unreadable,
        seconds=progress.clock() - progress.started,
    )


def settings_of(plan: Plan) -> Settings:
    """The configuration a plan names, or the closest one."""
    return read_config(find_config(Path.cwd(), named=plan.config or None))


def _begin(plan: Plan, folder: Path, kit: Kit, digest: str, today: date) -> dict[str, Any]:
    if folder.exists() and {path.name for path in folder.iterdir()} - {f"{NAME}.new"}:
        raise UsageError(f"{folder} is not empty: name a new folder, or go on with --resume {folder}")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    policy = kit.parts.policy
    record = begun(
        plan,
        today=today.isoformat(),
        rules=digest,
        tool=__version__,
        packs=[{"name": info.name, "version": info.version, "title": info.title} for info in policy.packs],
        clauses=[
            {"id": f"{clause.pack}:{clause.ref}", "duty": clause.duty, "text": clause.short or clause.text}
            for clause in policy.clauses
        ],
        rules_told={rule.code: [rule.name, rule.what] for rule in policy.rules.values()},
        notices=run_notices(setup_of(kit.parts), today=today),
        roster=kit.parts.roster is not None,
        school=kit.parts.school.name,
    )
    write_manifest(folder, record)
    if plan.excerpts:
        log_access(folder, what="masked excerpts", by=plan.excerpts_by, why=plan.excerpts_why)
    return record


def _carry_out(
    plan: Plan,
    folder: Path,
    kit: Kit,
    jobs: int,
    engine: str,
    show: TextIO | None,
    stopped: Callable[[], bool],
) -> Progress:
    """Read, check and commit everything that is not yet committed."""
    (folder / PARTS).mkdir(exist_ok=True)
    done = done_chunks(folder)
    meter = Meter(total=total_size(plan.sources) if show is not None else 0)
    progress = Progress(out=show, meter=meter)
    progress.begin()
    writer = Writer(folder=folder)
    seen = Seen(folder / PARTS / "seen.sqlite")
    try:
        chunks = chunks_of(read_sources(plan.sources, meter=meter, dialect=plan.dialect), plan, seen)
        left = _undone(chunks, done, progress)
        for chunk, batch in _engine(engine)(kit, left, jobs=jobs, stopped=stopped):
            writer.add(chunk, batch)
            progress.add(batch)
        writer.commit()
    finally:
        seen.close()
        progress.end()
    return progress


def _undone(chunks: Iterator[Chunk], done: Mapping[int, str], progress: Progress) -> Iterator[Chunk]:
    for chunk in chunks:
        if chunk.number in done:
            check_same(chunk, done[chunk.number])
            progress.skip(len(chunk.tasks))
        else:
            yield chunk


def _engine(name: str) -> Callable[..., Iterator[tuple[Chunk, Batch]]]:
    if name == "local":
        return run_local
    from msgguard.audit.cluster import run_cluster

    if name == "dask":
        address = ""
    elif name.startswith("dask://"):
        address = "tcp://" + name.removeprefix("dask://")
    elif name.startswith("dask+tls://"):
        # Certificates are where Dask's own configuration says.
        address = "tls://" + name.removeprefix("dask+tls://")
    else:
        raise UsageError(
            f"there is no engine {name!r}: it is local, dask, dask://HOST:PORT or dask+tls://HOST:PORT"
        )

    def run(kit: Kit, chunks: Iterator[Chunk], **rest: Any) -> Iterator[tuple[Chunk, Batch]]:
        return run_cluster(kit, chunks, address=address, **rest)

    return run


def _cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _asked_to_stop() -> Iterator[Callable[[], bool]]:
    """Ctrl-C (or SIGTERM) asks to stop at the next chunk; a second one stops at once."""
    asked: list[int] = []

    def handle(signum: int, frame: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(signum)

    if threading.current_thread() is not threading.main_thread():
        yield lambda: bool(asked)
        return
    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
