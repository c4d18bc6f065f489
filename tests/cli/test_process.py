"""The command as a process: how fast it answers, what it imports, how it streams."""

import json
import os
import subprocess
import sys

import pytest

from .conftest import DEVICE, ROOT, RYEFIELD

ENV = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
HEAVY = ("pydantic", "spacy", "phonenumbers", "regex", "email_validator", "stdnum", "numpy")


def start(*args, **kw):
    return subprocess.Popen(
        [sys.executable, "-m", "msgguard", *map(str, args)],
        env=ENV,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **kw,
    )


def imported(*args):
    """The modules that a command imports."""
    code = (
        "import sys\nfrom msgguard.cli.main import main\n"
        f"sys.argv = ['msgguard', *{list(map(str, args))!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], env=ENV, capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["check", "--help"], ["completion", "bash"]])
def test_help_imports_nothing_heavy(args):
    assert not imported(*args) & set(HEAVY)


@pytest.mark.parametrize("args", [["rule", "CD101"], ["clause", "EV8", "--config", RYEFIELD]])
def test_explaining_imports_no_detector(args):
    modules = imported(*args)
    assert "spacy" not in modules
    assert "phonenumbers" not in modules


def test_check_does_not_import_spacy(tmp_path):
    (tmp_path / "d.txt").write_text(DEVICE)
    assert "spacy" not in imported("check", tmp_path / "d.txt")


def test_jsonl_answers_each_line_before_the_next_comes():
    with start("check", "-", "-f", "jsonl", "--as", "jsonl", "--config", RYEFIELD) as process:
        for number in range(3):
            record = {"id": f"m{number}", "body": "Sent from my iPhone", "recipients": ["p@mail.example"]}
            process.stdin.write(json.dumps(record) + "\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            assert answer["id"] == f"m{number}"
            assert answer["verdict"] == "advise"
        process.stdin.close()
        assert process.stdout.read() == ""
        assert process.wait(timeout=20) == 0


def test_a_reader_that_goes_away_is_no_traceback(tmp_path):
    (tmp_path / "many.jsonl").write_text((json.dumps({"body": "Sent from my iPhone"}) + "\n") * 3000)
    with start("check", tmp_path / "many.jsonl", "-f", "json", "--isolated") as process:
        process.stdout.read(10)
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()


def test_a_narrow_encoding_stops_nothing(tmp_path):
    (tmp_path / "d.txt").write_text(
        "To: p@mail.example\n\nZoë 😀\n\nSent from my iPhone 😀\n", encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "msgguard", "check", str(tmp_path / "d.txt"), "-f", "full", "--show-text"],
        env={**ENV, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 1)
    assert b"Traceback" not in done.stderr


def test_a_terminal_shows_text_in_full(tmp_path):
    pty = pytest.importorskip("pty")
    (tmp_path / "d.txt").write_text(DEVICE)
    main, follower = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "msgguard", "check", str(tmp_path / "d.txt"), "--isolated", "-q"],
        env={**ENV, "TERM": "xterm"},
        stdout=follower,
        stderr=subprocess.DEVNULL,
    ) as process:
        process.wait(timeout=20)
    os.close(follower)
    said = os.read(main, 10_000).decode()
    os.close(main)
    assert "   5 | Sent from my iPhone" in said
    assert "\x1b[" in said


def test_start_costs_little(tmp_path):
    """Processor time, with bounds of two to three times what was measured."""
    resource = pytest.importorskip("resource")
    (tmp_path / "d.txt").write_text(DEVICE)

    def spent():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    def least(*args):
        costs = []
        for _ in range(3):
            before = spent()
            words = [sys.executable, "-m", "msgguard", *map(str, args)]
            subprocess.run(words, env=ENV, capture_output=True, check=False)
            costs.append(spent() - before)
        return min(costs)

    assert least("--help") < 0.3
    assert least("check", tmp_path / "d.txt") < 0.9


def test_the_demonstration_runs():
    done = subprocess.run(
        [sys.executable, "-m", "msgguard.cli.demo"], env=ENV, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "What next?" in done.stdout
    assert "(exit code 1)" in done.stdout
