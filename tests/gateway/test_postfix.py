"""The real thing: Debian's Postfix, the gateway's processes, real messages, real faults."""

import os
import signal
import smtplib
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections import Counter

import pytest
from tests.gateway.parts import PARENT, PUPIL, TEACHER, Gateway, free_port, raw_mail, school_folder, until
from tests.gateway.postfix import Postfix, is_here
from tests.gateway.sink import Sink

from msgguard.gateway.mark import unmarked

pytestmark = pytest.mark.skipif(not is_here(), reason="needs root and Postfix")

TABLE = """
[gateway]
workers = 2
log = "plain"
grace = 5.0

[gateway.milter]
listen = "{listen}"
socket_mode = "666"

[gateway.relay]
listen = "inet:127.0.0.1:{relay}"
clients = ["127.0.0.0/8"]

[gateway.relay.next_hop]
host = "127.0.0.1"
port = {past}
tls = "none"

[gateway.notices]
sender = "msgguard@school.test"
reviewers = ["o.office@school.test"]

[gateway.http]
listen = "127.0.0.1:{http}"

[gateway.hold]
folder = "hold"

[gateway.hold.release]
host = "127.0.0.1"
port = {past}
tls = "none"
"""


class Scene:
    """A school's mail: clients, Postfix with the milter, the gateway, the next hop."""

    def __init__(self, folder, listen=""):
        folder.chmod(0o755)
        self.folder, self.sink = folder, Sink()
        self.port, self.past, self.http, self.relay = free_port(), free_port(), free_port(), free_port()
        listen = listen or f"unix:{folder}/m.sock"
        table = TABLE.format(listen=listen, http=self.http, past=self.past, relay=self.relay)
        self.config = school_folder(folder, table)
        self.gateway = Gateway(self.config, "serve")
        self.postfix = Postfix({self.port: listen, self.past: ""}, hop=self.sink.port)

    def send(self, text, *to, **kw):
        with smtplib.SMTP("127.0.0.1", self.port, timeout=20) as smtp:
            try:
                smtp.sendmail(TEACHER, list(to or [PARENT]), raw_mail(text, to=(to or [PARENT])[0], **kw))
            except smtplib.SMTPResponseException as refused:
                return refused.smtp_code, refused.smtp_error.decode()
        return 250, ""

    def arrived(self):
        """Arrived messages of people, by Message-ID."""
        ids = [
            line
            for taken in self.sink.taken
            for line in taken.raw.split(b"\r\n")
            if line[:11] == b"Message-ID:"
        ]
        return Counter(line for line in ids if line[12:14] == b"<m")

    def get(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.http}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def hold(self, *words):
        done = subprocess.run(
            [*self.python("msgguard.cli.hold"), *words, "--config", str(self.config)],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": "src"},
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @staticmethod
    def python(module):
        import sys

        return [sys.executable, "-c", f"from {module} import command; command()"]

    def close(self):
        self.postfix.stop()
        self.gateway.stop()
        self.sink.close()


@pytest.fixture
def scene(tmp_path):
    made = Scene(tmp_path)
    yield made
    made.close()


def test_a_schools_day(scene):
    assert scene.send("hello", PARENT, "bcc@mail.example", number=1)[0] == 250
    code, said = scene.send("a purple badger", number=2)
    assert code == 550
    assert "5.7.1" in said
    assert "LX902" in said
    assert "G1" in said
    assert scene.send("a quiet quokka", PUPIL, number=3)[0] == 550
    assert scene.send("a purple zebra", number=4)[0] == 250
    assert scene.send("a purple badger", "dp@school.test", number=5)[0] == 250
    # Bcc is an envelope matter: nobody of the headers is a pupil here.
    assert scene.send("a quiet quokka", PARENT, PUPIL, number=6)[0] == 550
    first = until(lambda: [t for t in scene.sink.taken if b"<m1@" in t.raw])[0]
    assert sorted(first.recipients) == ["bcc@mail.example", PARENT]
    assert b"X-Msgguard: verdict=pass; codes=none" in first.raw
    notice = until(lambda: [t for t in scene.sink.taken if t.recipients == [TEACHER]])[0]
    assert b"A purple zebra. (LX901)" in notice.raw
    assert until(
        lambda: [t for t in scene.sink.taken if t.recipients == ["dp@school.test"] and t.sender == ""]
    )
    assert b"<m4@school.test>" not in scene.arrived()
    name = scene.hold("list").split()[0]
    assert "LX901" in scene.hold("show", name)
    scene.hold("release", name, "--by", "olive")
    (released,) = until(lambda: [t for t in scene.sink.taken if b"<m4@" in t.raw])
    assert released.sender == TEACHER
    assert "released" in until(lambda: "released" in scene.hold("show", name) and scene.hold("show", name))
    log = scene.gateway.text()
    for word in (PARENT, TEACHER, "zebra", "bcc@", "News"):
        assert word not in log
    assert scene.get("/healthz") == (200, "alive\n")
    assert scene.get("/readyz") == (200, "ready\n")
    metrics = scene.get("/metrics")[1]
    assert 'msgguard_messages_total{door="milter",verdict="block",way="refuse"} 3.0' in metrics
    assert scene.get("/release/x")[0] == 404
    assert unmarked(released.raw).endswith(b"a purple zebra\r\n")


def test_over_tcp_no_message_waits_for_an_acknowledgement(tmp_path):
    scene = Scene(tmp_path, f"inet:127.0.0.1:{free_port()}")
    try:
        scene.send("hello", number=0)
        times = []
        for number in range(15):
            began = time.monotonic()
            assert scene.send("hello", number=number)[0] == 250
            times.append(time.monotonic() - began)
        # The kernel's delayed ACK alone would be 40 ms.
        assert sorted(times)[3] < 0.035
    finally:
        scene.close()


def test_load_with_workers_killed_and_reloads_loses_and_doubles_nothing(scene):
    """Clients try again as mail servers do; every message arrives exactly once."""
    total, sessions, refused = 160, 4, []

    def client(numbers):
        for number in numbers:
            for _ in range(50):
                try:
                    code, _ = scene.send(f"hello {number}", number=number)
                except (OSError, smtplib.SMTPException):
                    # Broken off before an answer: not taken, as far as the client knows.
                    code = 0
                if code == 250:
                    break
                refused.append(code)
                time.sleep(0.05)

    threads = [threading.Thread(target=client, args=(range(n, total, sessions),)) for n in range(sessions)]
    for thread in threads:
        thread.start()
    for step in range(4):
        time.sleep(0.4)
        if step % 2:
            scene.gateway.process.send_signal(signal.SIGHUP)
        else:
            os.kill(scene.gateway.workers()[0], signal.SIGKILL)
    for thread in threads:
        thread.join(60)
    until(lambda: len(scene.arrived()) >= total, 30)
    time.sleep(0.3)
    counts = scene.arrived()
    assert len(counts) == total
    assert set(counts.values()) == {1}
    assert set(refused) <= {0, 451}


def test_a_reload_changes_the_settings_and_drops_no_session(scene):
    with smtplib.SMTP("127.0.0.1", scene.port, timeout=20) as smtp:
        smtp.ehlo()
        smtp.mail(TEACHER)
        smtp.rcpt(PARENT)
        text = scene.config.read_text()
        scene.config.write_text(text.replace("[gateway]\n", '[gateway]\nmode = "monitor"\n'))
        scene.gateway.process.send_signal(signal.SIGHUP)
        until(lambda: "reloaded" in scene.gateway.text())
        # The open session is the old worker's, and it ends under the old settings.
        assert smtp.data(raw_mail("a purple badger"))[0] == 550
    until(lambda: scene.send("a purple badger", number=2)[0] == 250)
    scene.config.write_text(text.replace("[gateway]\n", '[gateway]\nmode = "nonsense"\n'))
    scene.gateway.process.send_signal(signal.SIGHUP)
    until(lambda: "reload refused" in scene.gateway.text())
    assert scene.send("a purple badger", number=3)[0] == 250


def test_a_stop_lets_the_open_message_end(scene):
    with smtplib.SMTP("127.0.0.1", scene.port, timeout=20) as smtp:
        smtp.ehlo()
        smtp.mail(TEACHER)
        smtp.rcpt(PARENT)
        scene.gateway.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert smtp.data(raw_mail("hello", number=7))[0] == 250
    assert scene.gateway.process.wait(20) == 0
    # With the gateway gone Postfix puts mail off; nothing is let through unseen.
    assert scene.send("a purple badger", number=8)[0] == 451


def test_smtp_source_load(scene):
    subprocess.run(
        [
            "smtp-source",
            "-s",
            "4",
            "-l",
            "4000",
            "-m",
            "300",
            "-f",
            TEACHER,
            "-t",
            PARENT,
            f"127.0.0.1:{scene.port}",
        ],
        check=True,
        timeout=60,
    )
    until(lambda: len(scene.sink.taken) == 300, 30)


def test_through_the_relay(scene):
    """Client, relay, Postfix, next hop: Postfix's own replies come back."""
    with smtplib.SMTP("127.0.0.1", scene.relay, timeout=20) as smtp:
        smtp.ehlo()
        assert smtp.has_extn("pipelining")
        assert smtp.mail(TEACHER)[1] == b"2.1.0 Ok"
        assert smtp.rcpt(PARENT)[1] == b"2.1.5 Ok"
        code, said = smtp.data(raw_mail("hello", number=1))
        assert code == 250
        assert b"queued as" in said
        smtp.mail(TEACHER)
        assert smtp.rcpt("nonsense@[")[0] >= 500
        smtp.rset()
        with pytest.raises(smtplib.SMTPDataError) as refused:
            smtp.sendmail(TEACHER, [PARENT], raw_mail("a purple badger"))
        assert refused.value.smtp_code == 550
    load = ["smtp-source", "-s", "4", "-l", "4000", "-m", "200", "-f", TEACHER, "-t", PARENT]
    subprocess.run([*load, f"127.0.0.1:{scene.relay}"], check=True, timeout=60)
    until(lambda: len(scene.sink.taken) == 201, 30)
    (first,) = [taken for taken in scene.sink.taken if b"<m1@" in taken.raw]
    assert first.raw.endswith(raw_mail("hello", number=1))
    scene.postfix.command("stop")
    with smtplib.SMTP("127.0.0.1", scene.relay, timeout=20) as smtp:
        assert smtp.docmd("EHLO c")[0] == 250
        assert smtp.mail(TEACHER)[0] == 451
    scene.postfix.command("start")
