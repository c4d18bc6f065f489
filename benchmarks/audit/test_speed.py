"""The audit's stages, each by itself; `make bench` prints medians."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from benchmarks.audit.archive import messages, write_mbox, write_school
from msgguard.audit.chunk import Task
from msgguard.audit.identity import content_key
from msgguard.audit.kit import bench_of, make_kit
from msgguard.audit.mbox import split
from msgguard.audit.place import Place
from msgguard.audit.plan import Plan
from msgguard.audit.run import settings_of
from msgguard.audit.work import check_tasks

MAILS = list(messages(100))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory):
    config = write_school(tmp_path_factory.mktemp("school"))
    plan = Plan(sources=(), purpose="", approver="", config=str(config))
    return bench_of(make_kit(plan, settings_of(plan), key=b"k" * 32, today=date(2026, 11, 2)))


def test_split(benchmark):
    out = io.BytesIO()
    write_mbox(out, iter(MAILS))
    data = out.getvalue()
    assert benchmark(lambda: sum(1 for _ in split(io.BytesIO(data)))) == len(MAILS)


def test_keys(benchmark):
    benchmark(lambda: [content_key(raw) for raw in MAILS])


def test_check(benchmark, bench):
    tasks = [Task(n, Place("a", "", n), len(raw), raw) for n, raw in enumerate(MAILS)]
    assert len(benchmark(check_tasks, bench, tasks).messages) == len(MAILS)


def test_whole_run_by_one_process(benchmark, tmp_path):
    from benchmarks.audit.speed import run_one

    config = write_school(tmp_path / "school")
    mbox = Path(tmp_path / "mail.mbox")
    with mbox.open("wb") as out:
        write_mbox(out, messages(300))
    benchmark.pedantic(lambda: run_one(config, mbox, "local-1", everything=False), rounds=1)
