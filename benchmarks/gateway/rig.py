"""What the gateway's benchmarks run against: a no-op milter of the same code, rspamd, messages."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from benchmarks.messages import SIGNATURE, words_of
from msgguard.gateway import milter, wire
from msgguard.gateway.decide import Way
from msgguard.gateway.door import Answer, Door

ROOT = Path(__file__).parent.parent.parent
CONFIG = ROOT / "corpora" / "ryefield"
TEACHER = "k.bains@ryefield.sch.uk"
PARENT = "parent@mail.example"

TABLE = """
[gateway]
workers = {workers}
log = "plain"

[gateway.milter]
listen = "{listen}"
socket_mode = "666"

[gateway.notices]
sender = "msgguard@ryefield.sch.uk"
reviewers = ["office@ryefield.sch.uk"]

[gateway.http]
listen = "127.0.0.1:{http}"

[gateway.hold]
folder = "hold"
remind_hours = 1000.0

[gateway.hold.release]
host = "127.0.0.1"
port = {past}
tls = "none"
"""


def school(folder: Path, **values: object) -> Path:
    """Ryefield's files with a gateway's table; returns msgguard.toml."""
    shutil.copytree(CONFIG, folder, dirs_exist_ok=True)
    path = folder / "msgguard.toml"
    path.write_text(path.read_text(encoding="utf-8") + TABLE.format(**values), encoding="utf-8")
    return path


def start(*words: str, log: Path) -> subprocess.Popen[bytes]:
    """A Python process of ours."""
    out = log.open("ab")
    return subprocess.Popen(
        [sys.executable, *words],
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        stdout=out,
        stderr=out,
    )


def wait_for(path: Path, seconds: float = 30.0) -> None:
    """Wait for a socket to appear."""
    end = time.monotonic() + seconds
    while not path.exists():
        if time.monotonic() > end:
            raise RuntimeError(f"{path} does not appear")
        time.sleep(0.05)


def folder() -> Path:
    """A folder that Postfix may look into."""
    made = Path(tempfile.mkdtemp(prefix="bench-"))
    made.chmod(0o755)
    return made


def message(number: int, *, size: int = 4_000, text: str = "") -> bytes:
    """An ordinary school mail of about ``size`` bytes."""
    body = words_of(size // 6, seed=number % 50)[: size - 400] + "\n" + text + SIGNATURE + "\n"
    head = (
        f"From: Kulvinder Bains <{TEACHER}>\nTo: {PARENT}\nSubject: News from 6D\n"
        f"Message-ID: <m{number}@ryefield.sch.uk>\nDate: Tue, 3 Nov 2026 10:00:00 +0000\n"
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    )
    return (head + body).replace("\n", "\r\n").encode("utf-8")


async def noop(letter: object, door: Door) -> Answer:
    """What the no-op milter answers."""
    return Answer(way=Way.DELIVER, mark="verdict=pass; codes=none")


async def serve_noop(path: str) -> None:
    """The gateway's own milter without its check: what the protocol and Python cost by themselves."""
    from msgguard.config import read_config
    from msgguard.gateway.files import read_gateway
    from msgguard.gateway.observe import make_meters
    from msgguard.setup import load_setup

    milter.answer = noop  # type: ignore[assignment]
    config = CONFIG / "msgguard.toml"
    door = Door(
        name="milter",
        setup=load_setup(config),
        table=read_gateway(read_config(config)),
        meters=make_meters(),
        mark_key=b"k" * 32,
        store=lambda: (_ for _ in ()).throw(OSError()),  # type: ignore[arg-type, return-value]
    )
    server = await asyncio.start_unix_server(partial(milter.serve, door=door), path)
    os.chmod(path, 0o666)
    loop = asyncio.get_running_loop()
    ending = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ending.set)
    async with server:
        await ending.wait()
    assert wire.ACCEPT


if __name__ == "__main__":
    asyncio.run(serve_noop(sys.argv[1]))
