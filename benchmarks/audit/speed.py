"""Audit speed, side by side in one run: one process, two, and a Dask cluster of two workers.

    python -m benchmarks.audit.speed                                 10,000 made-up messages
    python -m benchmarks.audit.speed --messages 1000000 --only local-2
    python -m benchmarks.audit.speed --archive mail.mbox.gz --repeat 4

Every run is a process of its own, with its peak memory: ``parent`` reads, commits and finishes,
``worker`` is the largest worker. ``--everything`` judges inbound mail by all rules too: that is
the figure "with all rules" on an archive in which no school wrote.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.audit.archive import messages, write_mbox, write_school

KEY = b"a key for the benchmark only"
RUNS = {
    "local-1": ("local", 1),
    "local-2": ("local", 2),
    "dask-2": ("dask", 2),
}


def main() -> None:
    """Make the archive, then run each way as often as asked, in turn."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--messages", type=int, default=10_000)
    ask.add_argument("--archive", type=Path)
    ask.add_argument(
        "--repeat", type=int, default=1, help="the archive this often, each time as other messages"
    )
    ask.add_argument("--everything", action="store_true")
    ask.add_argument("--only", action="append", choices=RUNS)
    ask.add_argument("--rounds", type=int, default=1)
    ask.add_argument("--one", nargs=3, metavar=("CONFIG", "MBOX", "RUN"), help=argparse.SUPPRESS)
    given = ask.parse_args()
    if given.one:
        config, mbox, name = given.one
        print(json.dumps(run_one(Path(config), Path(mbox), name, everything=given.everything)))
        return
    with TemporaryDirectory() as folder:
        config = write_school(Path(folder) / "school")
        mbox = Path(folder) / "mail.mbox"
        make(mbox, given.archive, given.messages, given.repeat)
        how = "all rules on all mail" if given.everything else "as an audit"
        print(f"{mbox.stat().st_size / 1e6:,.1f} MB, {how}")
        print("run        messages/s   seconds   user+sys   parent MB   worker MB   results")
        for _ in range(given.rounds):
            for name in given.only or RUNS:
                command = [sys.executable, "-m", "benchmarks.audit.speed", "--one"]
                command += [str(config), str(mbox), name]
                command += ["--everything"] if given.everything else []
                environment = {**os.environ, "ARROW_DEFAULT_MEMORY_POOL": "system"}  # as the command does
                out = subprocess.run(
                    command, stdout=subprocess.PIPE, text=True, check=True, env=environment
                ).stdout
                found = json.loads(out.splitlines()[-1])
                print(line(name, found), flush=True)


def line(name: str, found: dict[str, float]) -> str:
    """A run as a line of the table."""
    return (
        f"{name:<9} {found['messages'] / found['seconds']:>11,.0f} {found['seconds']:>9.1f} "
        f"{found['cpu']:>10.1f} {found['parent']:>11,.0f} {found['worker']:>11,.0f}   {found['digest']}"
    )


def make(mbox: Path, archive: Path | None, count: int, repeat: int) -> None:
    """Write the archive to audit; a repeated one gets other Message-IDs, or it would be copies."""
    with mbox.open("wb") as out:
        if archive is None:
            write_mbox(out, messages(count))
            return
        data = archive.read_bytes()
        if archive.suffix == ".gz":
            data = gzip.decompress(data)
        for turn in range(repeat):
            out.write(
                data.replace(b"\nMessage-Id: <", b"\nMessage-Id: <%d." % turn).replace(
                    b"\nSubject: ", b"\nSubject: %d " % turn
                )
            )


def run_one(config: Path, mbox: Path, name: str, *, everything: bool) -> dict[str, object]:
    """One audit in this process; times, memory and a digest of the results."""
    from msgguard.audit.plan import Plan
    from msgguard.audit.run import run_audit

    engine, jobs = RUNS[name]
    plan = Plan(
        sources=(str(mbox),),
        purpose="benchmark",
        approver="benchmark",
        config=str(config),
        everything=everything,
    )
    with TemporaryDirectory() as folder:
        results = Path(folder) / "out"
        before = time.perf_counter()
        outcome = run_audit(plan, results, key=KEY, jobs=jobs, engine=engine)
        seconds = time.perf_counter() - before
        digest = hashlib.sha256()
        for table in ("findings", "messages"):
            digest.update((results / f"{table}.parquet").read_bytes())
    own = resource.getrusage(resource.RUSAGE_SELF)
    theirs = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "messages": outcome.messages,
        "seconds": seconds,
        "cpu": own.ru_utime + own.ru_stime + theirs.ru_utime + theirs.ru_stime,
        "parent": own.ru_maxrss / 1024,
        "worker": theirs.ru_maxrss / 1024,
        "digest": digest.hexdigest()[:8],
    }


if __name__ == "__main__":
    main()
