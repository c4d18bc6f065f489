"""Many people typing at once, on loopback, for a bounded time.

    python -m benchmarks.web.typers [--typers 100] [--seconds 15] [--config FILE]

Each typer writes a draft of 228 words: pauses of half a second to two and a half between
checks (the page asks at pauses, not at keys), and every check sends the whole text so far.
Prints one line with the milliseconds from request to answer, and one for a single client that
asks without pause. The server is a process of its own, started as `msgguard web` starts it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import socket
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.messages import trimmed

ROOT = Path(__file__).parent.parent.parent
TEXT = trimmed(228) + " If you get stuck, ring me on 07700 900123."
HEAD = (
    "POST /live HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n"
)
START = """
import sys
from pathlib import Path
from msgguard.config import read_config
from msgguard.setup import setup_from
from msgguard.web.files import WebTable
from msgguard.web.serve import serve
settings = read_config(Path(sys.argv[1]))
serve(settings, setup_from(settings), WebTable(listen="127.0.0.1:" + sys.argv[2], rate=1_000_000))
"""


async def one_check(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, text: str) -> float:
    """Ask once over an open connection; the milliseconds it took."""
    body = json.dumps({"what": "email", "who": "pupil", "text": text}).encode()
    began = time.perf_counter()
    writer.write(HEAD.format(len(body)).encode() + body)
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.split(b"\r\n")[0].decode())
    length = next(
        int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
    )
    await reader.readexactly(length)
    return (time.perf_counter() - began) * 1e3


async def typer(port: int, until: float, seed: int, taken: list[float]) -> None:
    """One person: types, pauses, types."""
    pick = random.Random(seed)
    words = TEXT.split(" ")
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    written = pick.randrange(10, len(words))
    await asyncio.sleep(pick.uniform(0, 2))
    while time.monotonic() < until:
        taken.append(await one_check(reader, writer, " ".join(words[:written])))
        written = written + pick.randrange(1, 8) if written < len(words) else 10
        await asyncio.sleep(pick.uniform(0.5, 2.5))
    writer.close()


async def alone(port: int, count: int) -> list[float]:
    """One client that asks without a pause, the whole text each time."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    taken = [await one_check(reader, writer, TEXT) for _ in range(count)]
    writer.close()
    return taken[20:]


def told(name: str, taken: list[float]) -> str:
    """Percentiles in a line."""
    taken = sorted(taken)
    p50, p95, p99 = (taken[min(len(taken) - 1, int(len(taken) * p))] for p in (0.5, 0.95, 0.99))
    return f"{name}: {len(taken)} checks, p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms"


async def measure(port: int, typers: int, seconds: float) -> None:
    """Both measurements, one after the other."""
    print(told("one client", await alone(port, 320)))
    taken: list[float] = []
    until = time.monotonic() + seconds
    await asyncio.gather(*(typer(port, until, seed, taken) for seed in range(typers)))
    print(told(f"{typers} typers, {len(taken) / seconds:.0f} checks a second", taken))


def main() -> None:
    """Start a server, measure, stop it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--typers", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--config", default=str(ROOT / "corpora" / "ryefield" / "msgguard.toml"))
    asked = parser.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", START, asked.config, str(port)])
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        asyncio.run(measure(port, asked.typers, asked.seconds))
    finally:
        server.terminate()
        server.wait(10)


if __name__ == "__main__":
    main()
