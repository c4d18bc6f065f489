"""Whole runs: scope, directions, copies, threads; killed and resumed; pool and cluster alike."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from benchmarks.audit.archive import DOMAIN, staff, write_mbox
from tests.audit.conftest import KEY, tables

from msgguard.audit import chunk as chunking
from msgguard.audit import local
from msgguard.audit.manifest import read_manifest
from msgguard.audit.plan import Plan, RosterSpan
from msgguard.audit.query import Results
from msgguard.audit.run import run_audit
from msgguard.audit.shards import PARTS
from msgguard.audit.work import check_tasks
from msgguard.errors import UsageError

TEACHER = next(p for p in staff() if p.role == "teacher")
PARENT = "parent3@mail.example"
SRC = Path(__file__).parent.parent.parent / "src"


def mail(
    body,
    *,
    sender=TEACHER.email,
    name="",
    to=PARENT,
    mark="1",
    day="Mon, 4 Sep 2023 10:00:00 +0100",
    **headers,
):
    lines = [f"From: {name} <{sender}>", f"To: {to}", f"Message-ID: <{mark}@{DOMAIN}>", f"Date: {day}"]
    lines += [f"{key.replace('_', '-')}: {value}" for key, value in headers.items()]
    return ("\n".join(lines) + "\nSubject: x\n\n" + body + "\n").encode()


def audit(mails, school, tmp_path, **options):
    path = tmp_path / "in.mbox"
    with path.open("wb") as out:
        write_mbox(out, iter(mails))
    folder = tmp_path / "out"
    shutil.rmtree(folder, ignore_errors=True)
    plan = Plan(sources=(str(path),), purpose="t", approver="h", config=str(school))
    run_audit(replace(plan, **options), folder, key=KEY, jobs=1)
    return Results(folder)


def states(results):
    return [row[0] for row in results.ask("SELECT state FROM messages ORDER BY seq").rows]


def counted(results):
    return results.ask("SELECT seq, code FROM findings WHERE counted ORDER BY seq, number").rows


NUMBER = "Ring me on 07700 900123 tonight."


def test_only_the_schools_own_mail_is_judged(school, tmp_path):
    results = audit(
        [
            mail(NUMBER),
            mail(NUMBER, sender=PARENT, to=TEACHER.email, mark="2"),
            mail(NUMBER, sender=TEACHER.private, name=TEACHER.name, to=PARENT, mark="3"),
        ],
        school,
        tmp_path,
    )
    assert states(results) == ["judged", "inbound", "inbound"]
    assert (0, "CD101") in counted(results)
    assert [row for row in counted(results) if row[0] == 1] == []
    assert [code for seq, code in counted(results) if seq == 2] == ["SC401"]


def test_lists_and_machines_report_no_child(school, tmp_path):
    text = "A Year 6 girl has sent me a friend request on Facebook and messages me every night."
    results = audit(
        [
            mail(text, sender=PARENT, to=TEACHER.email, mark="1"),
            mail(text, sender=PARENT, to=TEACHER.email, mark="2", List_Id="<news.mail.example>"),
            mail(NUMBER, mark="3", List_Id="<parents.mail.example>"),
        ],
        school,
        tmp_path,
    )
    assert states(results) == ["inbound", "inbound", "judged"]
    assert [seq for seq, code in counted(results) if code == "PB506"] in ([0], [])
    assert (2, "CD101") in counted(results)


def test_copies_count_once_and_are_listed(school, tmp_path):
    first = mail(NUMBER)
    other = b"Received: elsewhere\n" + first.replace(b"\n", b"\r\n")
    results = audit([first, other, mail(NUMBER, mark="2"), mail("Other text.", mark="1")], school, tmp_path)
    assert states(results) == ["judged", "copy", "judged", "judged"]
    assert results.ask("SELECT copy_of FROM messages WHERE seq = 1").rows == [(0,)]


def test_a_copy_with_bcc_is_read_but_its_findings_count_once(school, tmp_path):
    results = audit([mail(NUMBER), mail(NUMBER, Bcc="parent9@mail.example")], school, tmp_path)
    assert states(results) == ["judged", "judged"]
    assert [seq for seq, code in counted(results) if code == "CD101"] == [0]


def test_a_quoted_thread_counts_once(school, tmp_path):
    quoted = "Fine.\n\nOn Mon, 4 Sep 2023 at 10:00, A B <a@b.example> wrote:\n> " + NUMBER
    chain = [mail(NUMBER, mark="1")]
    chain += [mail(quoted + "\n" * n, mark=f"r{n}", References=f"<1@{DOMAIN}>") for n in range(4)]
    assert [seq for seq, code in counted(audit(chain, school, tmp_path)) if code == "CD101"] == [0]
    without_the_first = audit(chain[1:], school, tmp_path)
    assert [seq for seq, code in counted(without_the_first) if code == "CD101"] == [0]


def test_dates_groups_and_undated_messages(school, tmp_path):
    mails = [
        mail(NUMBER, mark="1"),
        mail(NUMBER, mark="2", day="Tue, 3 Sep 2024 10:00:00 +0100"),
        mail(NUMBER, mark="3", day="no date at all"),
        mail(NUMBER, mark="4", sender=f"office@{DOMAIN}"),
    ]
    results = audit(mails, school, tmp_path, until=date(2023, 12, 31), groups=("teacher",))
    assert states(results) == ["judged", "outside the dates", "judged", "other group"]


def test_the_roster_of_the_day(school, tmp_path):
    from msgguard.school.compiled import write_compiled
    from msgguard.school.roster import Guardian, Pupil, Roster

    old = Roster(
        pupils=(Pupil(id="x", given="Quill", family="Zephyr"),),
        guardians=(
            Guardian(id="g", given="A", family="Zephyr", emails=("z@mail.example",), children=("x",)),
        ),
    )
    write_compiled(old, tmp_path / "old.json")
    span = RosterSpan(path=str(tmp_path / "old.json"), until=date(2023, 12, 31))
    mails = [mail(NUMBER, to="z@mail.example", mark="1")]
    mails.append(mail(NUMBER, to="z@mail.example", mark="2", day="Tue, 3 Sep 2024 10:00:00 +0100"))
    results = audit(mails, school, tmp_path, rosters=(span,))
    found = results.ask("SELECT seq, audience FROM findings WHERE code = 'CD101' ORDER BY seq").rows
    assert found == [(0, "own"), (1, "ext")]


def test_a_sample_is_the_same_in_every_run_and_states_its_precision(plan, tmp_path):
    from msgguard.audit.summary import summarise

    found = []
    for name in ("a", "b"):
        run_audit(replace(plan, share=0.2), tmp_path / name, key=KEY, jobs=1)
        found.append(tables(tmp_path / name))
    assert found[0] == found[1]
    summary = summarise(Results(tmp_path / "a"))
    assert 100 < summary.judged + summary.inbound < 260
    expected, low, high = summary.affected_in_all()
    assert low <= expected <= high
    assert low < summary.affected * 5 < high


def test_no_content_is_kept(whole, archive):
    kept = b"".join(path.read_bytes() for path in whole.rglob("*") if path.is_file())
    rows = json.dumps(Results(whole).ask("SELECT * FROM findings").rows, default=str).encode()
    rows += json.dumps(Results(whole).ask("SELECT * FROM messages").rows, default=str).encode()
    for secret in (
        b"07700",
        b"mail.example",
        b"Mill Lane",
        TEACHER.email.encode(),
        b"dyslexia",
        DOMAIN.encode(),
    ):
        assert secret not in rows
        assert secret not in kept


def test_excerpts_only_masked_and_with_a_name_and_a_reason(school, tmp_path):
    results = audit([mail(NUMBER)], school, tmp_path, excerpts_by="A. Name", excerpts_why="appeal")
    excerpt = results.ask("SELECT excerpt FROM findings WHERE code = 'CD101'").rows[0][0]
    assert "23" in excerpt
    assert "07700" not in excerpt
    assert json.loads((results.folder / "access.jsonl").read_text())["by"] == "A. Name"


def test_results_are_for_their_owner_only(whole):
    assert {oct(path.stat().st_mode & 0o077) for path in [whole, *whole.iterdir()]} == {"0o0"}


def test_another_key_gives_other_hashes(plan, whole, tmp_path):
    run_audit(plan, tmp_path / "o", key=b"another key, long enough", jobs=1)
    assert tables(tmp_path / "o")[0] != tables(whole)[0]


def test_pool_and_one_process_agree_bit_for_bit(plan, whole, tmp_path):
    assert run_audit(plan, tmp_path / "o", key=KEY, jobs=2).complete
    assert tables(tmp_path / "o") == tables(whole)


def test_a_cluster_in_this_machine_agrees_bit_for_bit(plan, whole, tmp_path, recwarn):
    pytest.importorskip("distributed")
    assert run_audit(plan, tmp_path / "o", key=KEY, jobs=2, engine="dask").complete
    assert tables(tmp_path / "o") == tables(whole)


def run_script(plan, folder, *, resume=False, jobs=1, slow=0.05):
    """A process that audits slowly enough to be caught at it."""
    script = f"""
import sys, time
from pathlib import Path
from msgguard.audit import chunk, local, shards
chunk.MAX_MAILS = 40
shards.MAX_SECONDS = 0.2
work = local.check_tasks
def slowly(bench, tasks):
    time.sleep({slow})
    return work(bench, tasks)
local.check_tasks = slowly
from msgguard.audit.plan import plan_from
from msgguard.audit.run import run_audit
import json
plan = plan_from(json.loads(sys.argv[1]))
print("begun", flush=True)
out = run_audit(plan, Path(sys.argv[2]), key=bytes.fromhex(sys.argv[3]), jobs={jobs}, resume={resume})
print("complete" if out.complete else "partial", flush=True)
"""
    from msgguard.audit.plan import plan_record

    return subprocess.Popen(
        [sys.executable, "-c", script, json.dumps(plan_record(plan)), str(folder), KEY.hex()],
        env={**os.environ, "PYTHONPATH": str(SRC)},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(chunking, "MAX_MAILS", 40)


def wait_for_shards(folder, count, process):
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if len(list((folder / PARTS).glob("messages-*.parquet"))) >= count:
            return
        time.sleep(0.02)


@pytest.mark.parametrize("shards", [0, 1, 3])
def test_killed_and_resumed_is_as_if_nothing_had_happened(plan, whole, tmp_path, small_chunks, shards):
    folder = tmp_path / "o"
    with run_script(plan, folder) as process:
        assert process.stdout.readline() == "begun\n"
        if shards:
            wait_for_shards(folder, shards, process)
        else:
            while not (folder / "audit.json").exists():
                time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    assert read_manifest(folder)["state"] == "running"
    with pytest.raises(UsageError, match="did not end"):
        Results(folder)
    assert run_audit(None, folder, key=KEY, jobs=1, resume=True).complete
    assert tables(folder) == tables(whole)
    assert not (folder / PARTS).exists()


def test_interrupted_leaves_a_valid_partial_result(plan, whole, tmp_path, small_chunks):
    folder = tmp_path / "o"
    with run_script(plan, folder) as process:
        process.stdout.readline()
        wait_for_shards(folder, 2, process)
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "partial\n"
    part = Results(folder)
    assert part.record["state"] == "partial"
    assert 0 < part.one("SELECT count(*) FROM messages") < 900
    assert run_audit(None, folder, key=KEY, jobs=2, resume=True).complete
    assert tables(folder) == tables(whole)


def test_what_a_kill_tore_is_swept_up(plan, whole, tmp_path, small_chunks):
    folder = tmp_path / "o"
    with run_script(plan, folder) as process:
        process.stdout.readline()
        wait_for_shards(folder, 4, process)
        process.send_signal(signal.SIGKILL)
    shards = sorted((folder / PARTS).glob("messages-*.parquet"))
    shards[1].unlink()  # as if killed between the two files of a shard
    shards[2].write_bytes(shards[2].read_bytes()[:100])  # as a power cut may leave it
    (folder / PARTS / "findings-00000099.parquet.new").write_bytes(b"PAR1 torn")
    assert run_audit(None, folder, key=KEY, jobs=1, resume=True).complete
    assert tables(folder) == tables(whole)


def test_resuming_wants_the_same_archive_rules_and_key(plan, archive, tmp_path, small_chunks):
    copy = tmp_path / "mail.mbox"
    shutil.copy(archive, copy)
    plan = replace(plan, sources=(str(copy),))
    folder = tmp_path / "o"
    with run_script(plan, folder) as process:
        process.stdout.readline()
        wait_for_shards(folder, 1, process)
        process.send_signal(signal.SIGKILL)
    with pytest.raises(UsageError, match="key"):
        run_audit(None, folder, key=b"some other key, long enough", jobs=1, resume=True)
    data = copy.read_bytes()
    copy.write_bytes(data.replace(b"Hello", b"Howdy", 1))
    with pytest.raises(UsageError, match="archive has changed"):
        run_audit(None, folder, key=KEY, jobs=1, resume=True)


def test_a_worker_of_another_kind_is_refused(plan):
    from msgguard.audit.kit import bench_of, make_kit
    from msgguard.audit.run import settings_of

    kit = make_kit(plan, settings_of(plan), key=KEY, today=date(2026, 1, 1))
    assert bench_of(kit).desks
    with pytest.raises(UsageError, match="install the same"):
        bench_of(replace(kit, tool="0.0.1"))


def test_a_folder_with_something_in_it_is_left_alone(plan, whole, tmp_path):
    with pytest.raises(UsageError, match="not empty"):
        run_audit(plan, whole, key=KEY)
    with pytest.raises(UsageError, match="nothing to resume"):
        run_audit(None, whole, key=KEY, resume=True)


def deadly(bench, tasks):
    """Stands for a library that crashes on one message and takes the process with it."""
    if any(b"m1.50@" in task.raw for task in tasks):
        os.kill(os.getpid(), signal.SIGKILL)
    return check_tasks(bench, tasks)


def begin_deadly(blob):
    local.check_tasks = deadly
    begin(blob)


begin = local._begin


def test_a_worker_that_dies_takes_one_message_with_it(plan, whole, tmp_path, monkeypatch):
    monkeypatch.setattr(local, "_begin", begin_deadly)
    monkeypatch.setattr(chunking, "MAX_MAILS", 30)
    folder = tmp_path / "o"
    assert run_audit(replace(plan, limit=120), folder, key=KEY, jobs=2).complete
    results = Results(folder)
    assert results.one("SELECT count(*) FROM messages") == 120
    assert results.ask("SELECT seq, reason FROM messages WHERE state = 'unreadable'").rows == [
        (50, local.DEADLY)
    ]


def test_a_message_that_takes_too_long_is_said(school, tmp_path, monkeypatch):
    from msgguard.audit import work

    def endless(message, setup, *, today):
        end = time.monotonic() + 5
        while time.monotonic() < end:
            pass

    monkeypatch.setattr(work, "TIME_LIMIT", 0.2)
    monkeypatch.setattr(work, "check", endless)
    results = audit([mail(NUMBER)], school, tmp_path)
    assert results.ask("SELECT state, reason FROM messages").rows == [
        ("unreadable", "Checking it failed: TimeoutError.")
    ]
