"""Many messages in a row through Postfix and the gateway, with faults injected: what is lost, what
comes twice, and whether memory stays flat.

    python -m benchmarks.gateway.soak [--messages 50000] [--every 5]

Clients behave as mail servers do: what was not answered with 250 or 5xx is tried again. Of every
hundred messages two are held (and let go by a reviewer), one is refused. Faults, in turn: a worker
killed, the keeper killed, a reload, the next hop away, the next hop refusing for now.
"""

from __future__ import annotations

import argparse
import os
import queue
import re
import shutil
import signal
import smtplib
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path

import sqlalchemy as sql
from tests.gateway.parts import free_port, until
from tests.gateway.postfix import Postfix, is_here
from tests.gateway.sink import Sink

from benchmarks.gateway import rig
from msgguard.errors import UsageError
from msgguard.gateway.moves import release
from msgguard.gateway.ready import read_table
from msgguard.gateway.states import OPEN, State
from msgguard.gateway.store import listed, open_store

# Held and refused in every pack that cites an employee's private address: by its headers alone.
HELD = b"Reply-To: kulvinder.bains.private@mail.example\r\n"
SESSIONS = 4
FAULTS = ("worker killed", "hop refuses for now", "keeper killed", "hop hangs up", "reload", "quiet")


def kind_of(number: int) -> str:
    return {7: "held", 57: "held"}.get(number % 100, "plain")


class Client(threading.Thread):
    """Sends the numbers it is given until each is answered for good."""

    def __init__(self, port: int, numbers: queue.SimpleQueue[int], answers: dict[int, int]) -> None:
        super().__init__(daemon=True)
        self.port, self.numbers, self.answers = port, numbers, answers
        self.tries = 0
        self.server: smtplib.SMTP | None = None

    def run(self) -> None:
        while True:
            try:
                number = self.numbers.get_nowait()
            except queue.Empty:
                break
            while (code := self.send(number)) not in (250, 550):
                self.tries += 1
                time.sleep(0.05)
            self.answers[number] = code
        if self.server is not None:
            self.server.close()

    def send(self, number: int) -> int:
        raw = rig.message(number, size=1_500)
        if kind_of(number) == "held":
            raw = HELD + raw
        try:
            if self.server is None:
                self.server = smtplib.SMTP("127.0.0.1", self.port, timeout=30)
            self.server.sendmail(rig.TEACHER, [rig.PARENT], raw)
        except smtplib.SMTPResponseException as answer:
            self.drop()
            return answer.smtp_code
        except smtplib.SMTPRecipientsRefused as answer:
            self.drop()
            return next(iter(answer.recipients.values()))[0]
        except (OSError, smtplib.SMTPException):
            self.drop()
            return 0
        return 250

    def drop(self) -> None:
        if self.server is not None:
            self.server.close()
        self.server = None


def memory(pid: int) -> float:
    """Megabytes that a process has to itself."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Private_")) / 1024


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def keeper_of(log: Path) -> int:
    """The process that holds the keeper's lock, as its log line says."""
    pids = [
        line.rpartition("pid=")[2] for line in log.read_text().splitlines() if line.startswith("keeper ready")
    ]
    return int(pids[-1]) if pids else 0


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--messages", type=int, default=50_000)
    words.add_argument("--every", type=float, default=5.0, help="seconds between faults")
    given = words.parse_args()
    if not is_here():
        print("soak: skipped, it needs root and Postfix")
        return
    folder = rig.folder()
    sink = Sink()
    port, past = free_port(), free_port()
    listen = f"unix:{folder}/gate.sock"
    config = rig.school(folder / "school", workers=2, listen=listen, http=free_port(), past=past)
    log = folder / "gateway.log"
    gateway = rig.start("-m", "msgguard.gateway", "milter", "--config", str(config), log=log)
    try:
        rig.wait_for(folder / "gate.sock")
        until(lambda: "keeper ready" in log.read_text(), 30)
        with Postfix({port: listen, past: ""}, hop=sink.port) as postfix:
            ok = soak(given, gateway, log, config, port, sink, postfix)
        raise SystemExit(0 if ok else 1)
    finally:
        gateway.terminate()
        gateway.wait(60)
        sink.close()
        shutil.rmtree(folder, ignore_errors=True)


def soak(
    given: argparse.Namespace,
    gateway: subprocess.Popen[bytes],
    log: Path,
    config: Path,
    port: int,
    sink: Sink,
    postfix: Postfix,
) -> bool:
    """Send, disturb, count."""
    numbers: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in range(given.messages):
        numbers.put(number)
    answers: dict[int, int] = {}
    clients = [Client(port, numbers, answers) for _ in range(SESSIONS)]
    began = time.monotonic()
    for client in clients:
        client.start()
    store = open_store(read_table(str(config)).hold)
    faults: Counter[str] = Counter()
    sizes: list[float] = []
    last = time.monotonic()
    step = 0
    while any(client.is_alive() for client in clients):
        time.sleep(0.5)
        let_all_go(store)
        if time.monotonic() - last > given.every:
            last = time.monotonic()
            faults[disturb(step, gateway, log, sink)] += 1
            step += 1
        sizes.append(max((memory(pid) for pid in children(gateway.pid)), default=0.0))
    sink.plan.clear()
    seconds = time.monotonic() - began
    print(f"{given.messages} messages in {seconds:.0f} s, {given.messages / seconds:.0f} a second")
    print(f"faults: {dict(faults)}")
    settle_all(store, sink, postfix, given.messages)
    arrived = (re.search(rb"^Message-ID: <m(\d+)@", taken.raw, re.MULTILINE) for taken in sink.taken)
    counts = Counter(int(found[1]) for found in arrived if found)
    wanted = {number for number, code in answers.items() if code == 250}
    unsure = len(listed(store, {State.UNSURE}))
    lost = max(0, len(wanted - set(counts)) - unsure)
    double = sum(count - 1 for count in counts.values())
    held = sum(kind_of(number) == "held" for number in wanted)
    tries = sum(client.tries for client in clients)
    print(
        f"answered 250: {len(wanted)} ({held} held and let go), arrived: {len(counts)}, tried again: {tries}"
    )
    print(f"lost: {lost}, twice: {double}, left to a person: {unsure}")
    print("a worker's own memory, MB, largest of all at each fifth of the run:", end=" ")
    fifth = max(1, len(sizes) // 5)
    print(*(f"{max(sizes[start : start + fifth]):.1f}" for start in range(0, len(sizes), fifth)))
    return lost == 0 and double == 0


def let_all_go(store: object) -> None:
    """The reviewer."""
    for entry in listed(store, OPEN):  # type: ignore[arg-type]
        try:
            release(store, entry.id, by="reviewer")  # type: ignore[arg-type]
        except UsageError:
            continue


def disturb(step: int, gateway: subprocess.Popen[bytes], log: Path, sink: Sink) -> str:
    """One fault; the next hop is well again at the step after."""
    sink.plan.clear()
    kind = ("worker killed", "hop refuses for now", "keeper killed", "hop hangs up", "reload", "quiet")[
        step % 6
    ]
    keeper = keeper_of(log)
    if kind == "worker killed":
        workers = [pid for pid in children(gateway.pid) if pid != keeper]
        os.kill(workers[step % len(workers)], signal.SIGKILL)
    elif kind == "keeper killed" and keeper in children(gateway.pid):
        os.kill(keeper, signal.SIGKILL)
    elif kind == "hop refuses for now":
        sink.plan["mail"] = "451 4.3.0 later"
    elif kind == "hop hangs up":
        sink.plan["data"] = "drop"
    elif kind == "reload":
        gateway.send_signal(signal.SIGHUP)
    return kind


def settle_all(store: object, sink: Sink, postfix: Postfix, total: int) -> None:
    """Wait until queues and store have nothing left to send."""
    end = time.monotonic() + 180
    while time.monotonic() < end:
        let_all_go(store)
        with store.engine.begin() as connection:  # type: ignore[attr-defined]
            connection.execute(
                sql.text("UPDATE msgguard_post SET next_at = 0 WHERE state = 'queued' AND next_at > 0")
            )
        left = listed(store, {*OPEN, State.RELEASING})  # type: ignore[arg-type]
        postfix.command("flush")
        if not left and not postfix.waiting():
            return
        time.sleep(1)


if __name__ == "__main__":
    main()
