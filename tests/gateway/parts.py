"""What the gateway's tests share: the test school, messages, doors, stores, processes."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from msgguard.gateway.box import make_key
from msgguard.gateway.door import Door
from msgguard.gateway.files import GatewayTable, HoldTable
from msgguard.gateway.letter import Envelope, Letter
from msgguard.gateway.observe import make_meters
from msgguard.gateway.outbox import Office
from msgguard.gateway.store import open_store
from msgguard.setup import load_setup

DATA = Path(__file__).parent.parent / "data" / "gateway"
SRC = Path(__file__).parent.parent.parent / "src"
TEACHER = "t.teacher@school.test"
PARENT = "parent@mail.example"
PUPIL = "kid@pupils.school.test"


def school_folder(folder, extra=""):
    """The test school's files in ``folder``; returns its msgguard.toml."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(DATA / "gate", folder / "gate", dirs_exist_ok=True)
    shutil.copy(DATA / "school.toml", folder / "school.toml")
    path = folder / "msgguard.toml"
    path.write_text(f'packs = ["gate"]\nschool = "school.toml"\n{extra}', encoding="utf-8")
    return path


def raw_mail(text, *, sender=TEACHER, to=PARENT, number=1, headers=()):
    lines = [f"From: Terry <{sender}>", f"To: {to}", "Subject: News", f"Message-ID: <m{number}@school.test>"]
    lines += ["Date: Tue, 3 Nov 2026 10:00:00 +0000", *headers, "", text, ""]
    return "\r\n".join(lines).encode("utf-8")


def letter(text, *recipients, sender=TEACHER, **kw):
    to = recipients or (PARENT,)
    raw = raw_mail(text, sender=sender or TEACHER, to=to[0], **kw)
    return Letter(envelope=Envelope(sender=sender, recipients=tuple(to)), raw=raw)


def table_for(folder, **kw):
    hold = kw.pop("hold", {})
    kw.setdefault("mode", "enforce")
    return GatewayTable(
        hold=HoldTable(folder=str(folder / "hold"), key_file=str(folder / "hold.key"), **hold), **kw
    )


def store_for(folder, **hold):
    table = table_for(folder, hold=hold)
    if not Path(table.hold.key_file).exists():
        make_key(Path(table.hold.key_file))
    return open_store(table.hold)


def setup_in(folder):
    return load_setup(school_folder(folder))


def door_for(setup, table, *, name="milter", store=None, key=b"k" * 32):
    def away():
        raise OSError("no store here")

    return Door(name=name, setup=setup, table=table, meters=make_meters(), mark_key=key, store=store or away)


def office_for(store, table, setup, *, node="here"):
    return Office(store=store, table=table, school=setup.known.school, meters=make_meters(), node=node)


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def until(what, seconds=10.0):
    """Wait until ``what()`` is true; its value."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = what()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: {what}")


class Gateway:
    """The real thing, as a process of its own."""

    def __init__(self, config, *verbs):
        self.log = config.parent / "gateway.log"
        self.out = self.log.open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "msgguard.gateway", *verbs, "--config", str(config)],
            env={**os.environ, "PYTHONPATH": str(SRC)},
            stdout=self.out,
            stderr=self.out,
        )
        until(lambda: "worker ready" in self.text() or self.process.poll() is not None, 30)
        assert self.process.poll() is None, self.text()

    def text(self):
        return self.log.read_text(encoding="utf-8")

    def workers(self):
        return self.children("worker ready")

    def children(self, word):
        """Process ids that said ``word`` and still live."""
        found = []
        for line in self.text().splitlines():
            if line.startswith(word) and "pid=" in line:
                pid = int(line.rpartition("pid=")[2].split()[0])
                if Path(f"/proc/{pid}").exists():
                    found.append(pid)
        return found

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise
        self.out.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
