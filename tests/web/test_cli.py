"""``msgguard web`` as a process: starts, answers, keeps to itself, ends."""

import os
import signal
import subprocess
import sys
import time

import httpx
from click.testing import CliRunner
from tests.web.conftest import ROOT, RYEFIELD

from msgguard.cli.main import cli


def test_it_serves_until_it_is_told_to_end():
    process = subprocess.Popen(
        [sys.executable, "-m", "msgguard", "web", "--config", str(RYEFIELD), "--listen", "127.0.0.1:0", "-v"],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        # A shell that runs the tests in the background has its children ignore the interrupt.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        # Port 0 asks for a free one, so the port is told by the kernel.
        port = _port_of(process)
        answer = httpx.post(
            f"http://127.0.0.1:{port}/live",
            json={"who": "pupil", "text": "My phone is 07700 900123."},
            trust_env=False,
        )
        assert answer.json()["verdict"] == "block"
    finally:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "POST /live 200" in said
    assert "07700" not in said


def _port_of(process):
    for _ in range(300):
        found = subprocess.run(
            ["cat", f"/proc/{process.pid}/net/tcp"], capture_output=True, text=True, check=False
        ).stdout
        mine = _sockets(process.pid)
        for line in found.splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and words[9] in mine:
                address, port = words[1].split(":")
                assert address == "0100007F", "not on loopback alone"
                return int(port, 16)
        time.sleep(0.05)
    raise AssertionError("it did not start")


def _sockets(pid):
    found = set()
    for name in os.listdir(f"/proc/{pid}/fd"):
        try:
            target = os.readlink(f"/proc/{pid}/fd/{name}")
        except OSError:
            continue
        if target.startswith("socket:["):
            found.add(target[8:-1])
    return found


def test_another_listener_needs_sign_in():
    result = CliRunner().invoke(cli, ["web", "--config", str(RYEFIELD), "--listen", "0.0.0.0:8765"])
    assert result.exit_code == 2
    assert "reachable from other machines" in result.stderr


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "msgguard.web.serve", None)
    result = CliRunner().invoke(cli, ["web", "--config", str(RYEFIELD)])
    assert result.exit_code == 2
    assert "msgguard[web]" in result.stderr
