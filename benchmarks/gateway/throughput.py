"""Messages a second and added latency through Postfix: no milter, a no-op milter of the same code,
the gateway with five rules of a phrase each (what it costs by itself), the gateway with a school's
whole policy, and rspamd where it is installed; interleaved in one run, medians.

    python -m benchmarks.gateway.throughput [--messages 600] [--rounds 5] [--rspamd]
"""

from __future__ import annotations

import argparse
import shutil
import smtplib
import socket
import statistics
import subprocess
import time
from pathlib import Path

from tests.gateway.parts import free_port, school_folder
from tests.gateway.postfix import Postfix, is_here

from benchmarks.gateway import rig

RSPAMD = """
.include "/etc/rspamd/common.conf"
options {{
  pidfile = "{folder}/pid";
  .include "/etc/rspamd/options.inc"
  dns {{ timeout = 0.05s; retransmits = 1; nameserver = ["127.0.0.1:9"]; }}
}}
logging {{ type = "file"; filename = "{folder}/log"; level = "error"; }}
worker "rspamd_proxy" {{
  bind_socket = "127.0.0.1:{port}"; milter = yes; timeout = 20s; count = 1;
  upstream "local" {{ default = yes; self_scan = yes; }}
}}
"""


def load(port: int, mail: Path, count: int, sessions: int = 4) -> float:
    """Messages a second that Postfix takes on a port."""
    began = time.perf_counter()
    words = ["smtp-source", "-s", str(sessions), "-m", str(count), "-F", str(mail)]
    words += ["-f", rig.TEACHER, "-t", rig.PARENT, f"127.0.0.1:{port}"]
    subprocess.run(words, check=True, timeout=300)
    return count / (time.perf_counter() - began)


def latencies(ports: dict[str, int], raw: bytes, count: int) -> dict[str, list[float]]:
    """Milliseconds from the dot to its answer, one message after the other, ports in turn."""
    found: dict[str, list[float]] = {name: [] for name in ports}
    clients = {name: smtplib.SMTP("127.0.0.1", port, timeout=30) for name, port in ports.items()}
    for client in clients.values():
        client.ehlo()
        assert client.sock is not None
        client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for _ in range(count):
        for name, client in clients.items():
            client.mail(rig.TEACHER)
            client.rcpt(rig.PARENT)
            client.docmd("DATA")
            client.send(raw)
            began = time.perf_counter()
            client.send(b".\r\n")
            client.getreply()
            found[name].append((time.perf_counter() - began) * 1e3)
    for client in clients.values():
        client.quit()
    return found


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--messages", type=int, default=600)
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--latency", type=int, default=300)
    words.add_argument("--workers", type=int, default=1)
    words.add_argument("--rspamd", action="store_true")
    given = words.parse_args()
    if not is_here():
        raise SystemExit("needs root and Postfix")
    folder = rig.folder()
    ports = {name: free_port() for name in ("none", "no-op", "five rules", "gateway")}
    milters = {"none": "", "no-op": f"unix:{folder}/noop.sock", "gateway": f"unix:{folder}/gate.sock"}
    milters["five rules"] = f"unix:{folder}/few.sock"
    values = {"listen": milters["five rules"], "http": free_port(), "past": free_port()}
    few = school_folder(folder / "few", rig.TABLE.format(workers=given.workers, **values))
    config = rig.school(
        folder / "school",
        workers=given.workers,
        listen=milters["gateway"],
        http=free_port(),
        past=free_port(),
    )
    running = [
        rig.start("-m", "msgguard.gateway", "milter", "--config", str(config), log=folder / "gateway.log"),
        rig.start("-m", "msgguard.gateway", "milter", "--config", str(few), log=folder / "few.log"),
        rig.start("-m", "benchmarks.gateway.rig", f"{folder}/noop.sock", log=folder / "noop.log"),
    ]
    if given.rspamd and shutil.which("rspamd"):
        ports["rspamd"], scan = free_port(), free_port()
        milters["rspamd"] = f"inet:127.0.0.1:{scan}"
        (folder / "rspamd").mkdir()
        shutil.chown(folder / "rspamd", "_rspamd")
        conf = folder / "rspamd.conf"
        conf.write_text(RSPAMD.format(folder=folder / "rspamd", port=scan))
        words = ["rspamd", "-f", "-c", str(conf), "-u", "_rspamd", "-g", "_rspamd"]
        running.append(subprocess.Popen(words, stderr=subprocess.DEVNULL))
        time.sleep(8)
    mail = folder / "mail.txt"
    mail.write_bytes(rig.message(1).replace(b"\r\n", b"\n"))
    try:
        rig.wait_for(folder / "gate.sock")
        rig.wait_for(folder / "noop.sock")
        rig.wait_for(folder / "few.sock")
        time.sleep(2)
        services = {port: milters[name] for name, port in ports.items()}
        with Postfix(
            services, hop=free_port(), extra="default_transport = discard:\nrelayhost =\n"
        ) as postfix:
            try:
                measure(ports, mail, given)
            except subprocess.CalledProcessError:
                print(postfix.log()[-2000:])
                for log in folder.glob("*.log"):
                    print(log, log.read_text()[-1500:])
                raise
            assert "warning: milter" not in postfix.log(), "a milter failed"
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def measure(ports: dict[str, int], mail: Path, given: argparse.Namespace) -> None:
    """Print the table."""
    for port in ports.values():
        load(port, mail, 50)
    rates: dict[str, list[float]] = {name: [] for name in ports}
    for _ in range(given.rounds):
        for name, port in ports.items():
            rates[name].append(load(port, mail, given.messages))
    waits = latencies(ports, rig.message(1), given.latency)
    rate = {name: statistics.median(values) for name, values in rates.items()}
    print(f"{'':10}{'msgs/s':>8}{'of no-op':>10}{'p50 ms':>9}{'p99 ms':>9}{'added p50':>11}{'added p99':>11}")
    for name in ports:
        p50, p99 = percentile(waits[name], 0.5), percentile(waits[name], 0.99)
        more = p50 - percentile(waits["none"], 0.5), p99 - percentile(waits["none"], 0.99)
        print(
            f"{name:10}{rate[name]:8.0f}{rate[name] / rate['no-op']:10.0%}{p50:9.2f}{p99:9.2f}"
            f"{more[0]:11.2f}{more[1]:11.2f}"
        )


if __name__ == "__main__":
    main()
