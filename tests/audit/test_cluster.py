"""A real cluster on loopback: one scheduler, two workers; one of them is killed in the middle."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.audit.conftest import KEY, tables

from msgguard.audit import chunk as chunking
from msgguard.audit.progress import Progress
from msgguard.audit.run import run_audit

pytest.importorskip("distributed")
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def cluster(tmp_path):
    file = tmp_path / "scheduler.json"
    env = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    start = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    processes = [
        subprocess.Popen(
            [*start, "--no-dashboard", "--scheduler-file", str(file)], env=env, stderr=subprocess.DEVNULL
        )
    ]
    worker = [
        sys.executable,
        "-m",
        "distributed.cli.dask_worker",
        "--scheduler-file",
        str(file),
        "--nthreads",
        "1",
    ]
    worker += ["--no-nanny", "--no-dashboard", "--host", "127.0.0.1", "--local-directory", str(tmp_path)]
    until = time.monotonic() + 60
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.1)
    processes += [subprocess.Popen(worker, env=env, stderr=subprocess.DEVNULL) for _ in range(2)]
    try:
        yield json.loads(file.read_text())["address"].removeprefix("tcp://"), processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def test_a_worker_lost_in_the_middle_loses_nothing(plan, whole, tmp_path, cluster, monkeypatch):
    address, workers = cluster
    monkeypatch.setattr(chunking, "MAX_MAILS", 25)
    seen = []
    add = Progress.add

    def kill_one(progress, batch):
        seen.append(batch)
        if len(seen) == 5:
            workers[0].send_signal(signal.SIGKILL)
        add(progress, batch)

    monkeypatch.setattr(Progress, "add", kill_one)
    assert run_audit(plan, tmp_path / "o", key=KEY, engine=f"dask://{address}").complete
    assert workers[0].poll() is not None
    assert tables(tmp_path / "o") == tables(whole)


def test_no_scheduler_is_said(plan, tmp_path, monkeypatch):
    from msgguard.errors import UsageError

    monkeypatch.setattr("msgguard.audit.cluster.TIMEOUT", 1)
    with pytest.raises(UsageError, match="no Dask scheduler"):
        run_audit(plan, tmp_path / "o", key=KEY, engine="dask://127.0.0.1:1")
