"""The relay between a client and a next hop, both on loopback: replies, bytes, limits, faults."""

import asyncio
import base64
import smtplib
import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from tests.gateway.parts import PARENT, TEACHER, door_for, free_port, letter, raw_mail, store_for, table_for
from tests.gateway.sink import Sink

from msgguard.errors import ConfigError
from msgguard.gateway import client as client_module
from msgguard.gateway import commands, relay
from msgguard.gateway.files import HopTable, RelayTable
from msgguard.gateway.logins import hashed, is_allowed, read_networks


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A key and a certificate for ``localhost``."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return folder


class Running:
    """A relay in a thread of its own."""

    def __init__(self, door):
        self.port = free_port()
        self.entrance = client_module.entrance_of(door.table.relay)
        ready = threading.Event()

        async def main():
            self.loop, self.ending = asyncio.get_running_loop(), asyncio.Event()
            server = await asyncio.start_server(
                lambda r, w: relay.serve(r, w, door, self.entrance), "127.0.0.1", self.port
            )
            async with server:
                ready.set()
                await self.ending.wait()
                # Its clients are gone; let the sessions notice.
                for _ in range(200):
                    if len(asyncio.all_tasks()) == 1:
                        break
                    await asyncio.sleep(0.01)
                await asyncio.sleep(0)

        self.thread = threading.Thread(target=lambda: asyncio.run(main()), daemon=True)
        self.thread.start()
        ready.wait(5)

    def close(self):
        self.loop.call_soon_threadsafe(self.ending.set)
        self.thread.join(5)


@pytest.fixture
def sink():
    with Sink() as made:
        yield made


@pytest.fixture
def start(setup, tmp_path, sink):
    running = []

    def start(*, hop=None, table=None, **relay_table):
        relay_table.setdefault("clients", ["127.0.0.0/8"])
        hop = {"host": "127.0.0.1", "port": sink.port, "timeout": 1.0, "tls": "none", **(hop or {})}
        entry = RelayTable(next_hop=HopTable(**hop), hostname="relay.school.test", **relay_table)
        store = store_for(tmp_path)
        door = door_for(
            setup, table_for(tmp_path, relay=entry, **(table or {})), name="relay", store=lambda: store
        )
        running.append(Running(door))
        return running[-1].port

    yield start
    for client in Raw.made:
        client.file.close()
        client.sock.close()
    Raw.made.clear()
    for one in running:
        one.close()


def session(port):
    return smtplib.SMTP("127.0.0.1", port, timeout=10)


def send(port, text, *to, **kw):
    with session(port) as smtp:
        return smtp.sendmail(TEACHER, list(to or [PARENT]), raw_mail(text, **kw))


class Raw:
    """A client that says exactly what it is told."""

    made = []  # noqa: RUF012

    def __init__(self, port):
        self.made.append(self)
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.file = self.sock.makefile("rb")
        self.hello = self.reply()

    def reply(self):
        lines = []
        while line := self.file.readline():
            lines.append(line.decode().rstrip())
            if line[3:4] == b" ":
                break
        return "\n".join(lines)

    def say(self, data, replies=1):
        self.sock.sendall(data if isinstance(data, bytes) else data.encode() + b"\r\n")
        found = [self.reply() for _ in range(replies)]
        return found[0] if replies == 1 else found


ENVELOPE = f"EHLO c\r\nMAIL FROM:<{TEACHER}>\r\nRCPT TO:<{PARENT}>\r\nDATA\r\n".encode()


def test_the_bytes_are_unchanged_and_the_reply_is_the_hops_own(start, sink):
    raw = raw_mail("dots\r\n.\r\n..\r\n" + "long " * 900 + "\r\ncaf\u00e9", headers=("X-Odd :  two  spaces",))
    port = start()
    with session(port) as smtp:
        smtp.ehlo()
        assert smtp.mail(TEACHER, ["BODY=8BITMIME"]) == (250, b"2.1.0 sender fine")
        assert smtp.rcpt(PARENT) == (250, b"2.1.5 recipient fine")
        assert smtp.data(raw) == (250, b"2.0.0 taken as S1")
    assert sink.taken[0].raw == raw
    assert "BODY=8BITMIME" in sink.taken[0].mail


def test_the_mark_is_added_only_if_asked_for(start, sink):
    send(start(header=True), "a grey heron", headers=("X-Msgguard: forged",))
    assert sink.taken[0].raw.startswith(b"X-Msgguard: verdict=advise; codes=LX905\r\n")
    assert b"forged" not in sink.taken[0].raw


def test_refused_and_held_messages_do_not_reach_the_hop(start, sink):
    port = start()
    with session(port) as smtp:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            smtp.sendmail(TEACHER, [PARENT], raw_mail("a purple badger"))
        assert refused.value.smtp_code == 550
        assert b"LX902" in refused.value.smtp_error
        smtp.mail(TEACHER)
        smtp.rcpt(PARENT)
        code, said = smtp.data(raw_mail("a purple zebra"))
        assert (code, said[:10]) == (250, b"2.0.0 Held")
        smtp.sendmail(TEACHER, [PARENT], raw_mail("hello"))
    assert [b"hello" in taken.raw for taken in sink.taken] == [True]


@pytest.mark.parametrize(
    ("step", "reply"),
    [
        ("mail", "550-5.1.8 first line\r\n550 5.1.8 second line"),
        ("mail", "451 4.7.1 greylisted"),
        ("rcpt", "550 5.1.1 nobody here"),
        ("dot", "554 5.7.1 looks like spam"),
        ("dot", "452 4.2.2 full"),
        ("data", "503 5.5.1 not now"),
    ],
)
def test_every_refusal_of_the_hop_comes_back_as_it_is(start, sink, step, reply):
    sink.plan[step] = reply
    client = Raw(start())
    client.say("EHLO c")
    replies = {"mail": client.say(f"MAIL FROM:<{TEACHER}>")}
    if step != "mail":
        replies["rcpt"] = client.say(f"RCPT TO:<{PARENT}>")
    if step in ("dot", "data"):
        client.say("DATA")
        replies["dot"] = replies["data"] = client.say(raw_mail("hello") + b".\r\n")
    assert replies[step].replace("\n", "\r\n") == reply
    assert not sink.taken


# A hop is not asked anything in the middle of the body, so it cannot stall there.
@pytest.mark.parametrize(
    ("step", "fault"),
    [(step, fault) for step in ("hello", "mail", "rcpt", "data", "dot") for fault in ("drop", "stall")]
    + [("body", "drop")],
)
def test_a_hop_that_breaks_is_a_451_and_never_a_yes(start, sink, step, fault):
    sink.plan[step] = fault
    client = Raw(start())
    replies = [client.say("EHLO c"), client.say(f"MAIL FROM:<{TEACHER}>"), client.say(f"RCPT TO:<{PARENT}>")]
    if replies[-1].startswith("250"):
        assert client.say("DATA").startswith("354")
        replies.append(client.say(raw_mail("hello\r\n" * 10) + b".\r\n"))
    wrong = [reply for reply in replies if not reply.startswith("250")]
    assert wrong[0].startswith("451 4.4.2")
    # The session goes on, and so does the next message once the hop is well again.
    sink.plan.clear()
    client.say("RSET")
    assert client.say(f"MAIL FROM:<{TEACHER}>").startswith("250")
    client.say(f"RCPT TO:<{PARENT}>")
    client.say("DATA")
    assert client.say(raw_mail("hello") + b".\r\n") == "250 2.0.0 taken as S1"
    assert len(sink.taken) == 1


def test_a_hop_that_is_away_is_a_451(start, sink):
    sink.close()
    client = Raw(start())
    client.say("EHLO c")
    assert client.say(f"MAIL FROM:<{TEACHER}>").startswith("451 4.4.2")


def test_a_fault_of_ours_is_a_451_without_its_text(start, sink, monkeypatch):
    async def broken(*_):
        raise RuntimeError("secret words")

    monkeypatch.setattr(commands, "answer", broken)
    client = Raw(start())
    client.say(ENVELOPE, 4)
    reply = client.say(raw_mail("hello") + b".\r\n")
    assert reply.startswith("451 4.3.0")
    assert "secret" not in reply
    assert not sink.taken


def test_pipelining(start, sink):
    client = Raw(start())
    one = raw_mail("hello") + b".\r\n"
    assert "PIPELINING" in client.say("EHLO c")
    body = f"MAIL FROM:<{TEACHER}>\r\nRCPT TO:<{PARENT}>\r\nRCPT TO:<b@mail.example>\r\nDATA\r\n".encode()
    assert [r[:3] for r in client.say(body, 4)] == ["250", "250", "250", "354"]
    replies = client.say(one + body + b"", 5)
    assert [r[:3] for r in replies] == ["250", "250", "250", "250", "354"]
    assert [r[:3] for r in client.say(one + b"QUIT\r\n", 2)] == ["250", "221"]
    assert len(sink.taken) == 2


def test_size_is_told_and_kept(start, sink):
    client = Raw(start(table={"max_bytes": 5_000}))
    assert "SIZE 5000" in client.say("EHLO c")
    assert client.say(f"MAIL FROM:<{TEACHER}> SIZE=6000").startswith("552")
    client.say(f"MAIL FROM:<{TEACHER}> SIZE=100\r\nRCPT TO:<{PARENT}>\r\nDATA", 3)
    assert client.say(b"x" * 900_000 + b"\r\n.\r\n").startswith("552")
    client.say(f"MAIL FROM:<{TEACHER}>\r\nRCPT TO:<{PARENT}>\r\nDATA", 3)
    assert client.say(raw_mail("hello") + b".\r\n").startswith("250")
    assert len(sink.taken) == 1


def test_smtputf8_and_8bitmime_only_where_the_hop_takes_them(start, sink):
    address = "zoë@schule.example"
    client = Raw(start())
    client.say("EHLO c")
    assert client.say(f"MAIL FROM:<{address}> BODY=8BITMIME SMTPUTF8").startswith("250")
    client.say(f"RCPT TO:<{address}>\r\nDATA", 2)
    assert client.say(raw_mail("caf\u00e9", sender=address) + b".\r\n").startswith("250")
    assert (sink.taken[0].sender, sink.taken[0].recipients) == (address, [address])
    sink.extensions = ("SIZE",)
    client = Raw(start())
    client.say("EHLO c")
    assert client.say(f"MAIL FROM:<{address}> SMTPUTF8").startswith("550 5.6.7")
    assert client.say(f"MAIL FROM:<{TEACHER}> BODY=8BITMIME").startswith("554 5.6.3")


@pytest.mark.parametrize(
    "text", [b"one\n.\nMAIL FROM:<x@y>\n", b"one\r.\rtwo", b"one\n.\r\ntwo", b"one\r\n.\ntwo"]
)
def test_a_second_message_cannot_be_smuggled_past_the_check(start, sink, text):
    client = Raw(start())
    client.say(ENVELOPE, 4)
    assert client.say(text + b"\r\n.\r\n").startswith("550 5.5.2")
    assert not sink.taken


def test_a_stranger_is_not_relayed_for(start, sink):
    assert Raw(start(clients=["10.0.0.0/8"])).hello.startswith("554 5.7.1")
    assert Raw(start(clients=[])).hello.startswith("554 5.7.1")
    assert not sink.seen


@pytest.mark.parametrize("network", ["0.0.0.0/0", "::/0", "nonsense"])
def test_no_setting_makes_an_open_relay(network):
    with pytest.raises(ConfigError):
        read_networks([network])


def test_networks():
    networks = read_networks(["192.0.2.0/24", "2001:db8::/32"])
    assert is_allowed("192.0.2.9", networks)
    assert is_allowed("::ffff:192.0.2.9", networks)
    assert is_allowed("2001:db8::1%eth0", networks)
    assert not is_allowed("192.0.3.1", networks)
    assert not is_allowed("", networks)


@pytest.fixture
def secure(start, tmp_path, certificate):
    users = tmp_path / "users"
    users.write_text(f"# logins\noffice:{hashed('right')}\n")

    def secure(**kw):
        return start(
            clients=[],
            users_file=str(users),
            tls_cert=str(certificate / "cert.pem"),
            tls_key=str(certificate / "key.pem"),
            **kw,
        )

    return secure


def test_a_login_needs_tls_and_the_right_password(secure, sink):
    port = secure()
    with session(port) as smtp:
        smtp.ehlo()
        assert not smtp.has_extn("auth")
        assert smtp.docmd("AUTH PLAIN AAAA")[0] == 503
        assert smtp.mail(TEACHER)[0] == 530
        smtp.starttls(context=ssl._create_unverified_context())
        smtp.ehlo()
        assert smtp.mail(TEACHER)[0] == 530
        with pytest.raises(smtplib.SMTPAuthenticationError):
            smtp.login("office", "wrong")
        with pytest.raises(smtplib.SMTPAuthenticationError):
            smtp.login("nobody", "right")
        assert not sink.seen
        smtp.login("office", "right")
        smtp.sendmail(TEACHER, [PARENT], raw_mail("hello"))
    with session(port) as smtp:
        smtp.starttls(context=ssl._create_unverified_context())
        smtp.ehlo()
        smtp.user, smtp.password = "office", "right"
        assert smtp.auth("LOGIN", smtp.auth_login)[0] == 235
    assert len(sink.taken) == 1


def test_commands_sent_along_with_starttls_are_not_taken_for_encrypted_ones(secure):
    client = Raw(secure())
    client.say("EHLO c")
    client.sock.sendall(b"STARTTLS\r\nRSET\r\n")
    assert client.reply() == ""


def test_broken_logins_are_answered(secure):
    with session(secure()) as smtp:
        smtp.starttls(context=ssl._create_unverified_context())
        smtp.ehlo()
        assert smtp.docmd("AUTH PLAIN !!!")[0] == 501
        assert smtp.docmd("AUTH PLAIN " + base64.b64encode(b"one").decode())[0] == 501
        assert smtp.docmd("AUTH CRAM-MD5")[0] == 504


def test_tls_towards_the_hop(start, sink, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    sink.tls = context
    send(start(hop={"tls": "may"}), "hello")
    send(start(hop={"tls": "none"}), "hello")
    verified = {"tls": "require", "verify": True, "ca_file": str(certificate / "cert.pem")}
    send(start(hop={**verified, "host": "localhost"}), "hello")
    assert [taken.secure for taken in sink.taken] == [True, False, True]
    with pytest.raises(smtplib.SMTPSenderRefused):
        # The certificate does not name this host.
        send(start(hop=verified), "hello")
    sink.tls = None
    with pytest.raises(smtplib.SMTPSenderRefused) as refused:
        send(start(hop={"tls": "require"}), "hello")
    assert refused.value.smtp_code == 451


def test_tls_can_be_demanded_of_clients(start, certificate):
    tls = {"tls_cert": str(certificate / "cert.pem"), "tls_key": str(certificate / "key.pem")}
    with session(start(require_tls=True, **tls)) as smtp:
        smtp.ehlo()
        assert smtp.mail(TEACHER)[0] == 530
        smtp.starttls(context=ssl._create_unverified_context())
        smtp.ehlo()
        assert smtp.mail(TEACHER)[0] == 250


def test_a_slow_client_is_let_go_and_the_hop_gets_nothing(start, sink):
    port = start(table={"idle": 0.4, "transaction": 0.6})
    client = Raw(port)
    for char in b"EHLO":
        client.sock.sendall(bytes((char,)))
        time.sleep(0.15)
    assert client.reply() == ""
    client = Raw(port)
    client.say(ENVELOPE, 4)
    began = time.monotonic()

    def dawdle():
        for _ in range(100):
            client.sock.sendall(b"slow\r\n")
            time.sleep(0.05)

    with pytest.raises(OSError):
        dawdle()
    assert time.monotonic() - began < 3
    assert not sink.taken


def test_a_client_that_leaves_in_the_middle_sends_nothing(start, sink):
    client = Raw(start())
    client.say(ENVELOPE, 4)
    client.sock.sendall(raw_mail("hello"))
    client.file.close()
    client.sock.close()
    time.sleep(0.3)
    assert not sink.taken
    assert not any(line.startswith("DATA") for line in sink.seen)


def test_a_client_that_half_closes_after_its_message_still_gets_its_answer(start, sink):
    client = Raw(start())
    client.say(ENVELOPE, 4)
    client.sock.sendall(raw_mail("hello") + b".\r\nQUIT\r\n")
    client.sock.shutdown(socket.SHUT_WR)
    assert client.reply() == "250 2.0.0 taken as S1"


def test_bad_commands_wear_patience_out(start):
    client = Raw(start())
    found = []
    for _ in range(60):
        try:
            reply = client.say("NOOP")
        except OSError:
            break
        found.append(reply[:3])
        if not reply:
            break
    assert "421" in found


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("MAIL FROM:<a@b> FOO=1", "555"),
        ("MAIL TO:<a@b>", "501"),
        ("MAIL FROM:a@b", "501"),
        ("RCPT TO:<a@b>", "503"),
        ("DATA", "503"),
        ("BDAT 10", "502"),
        ("", "502"),
        ("VRFY x", "252"),
        ("x" * 3_000, "500"),
    ],
)
def test_what_is_no_smtp_is_said(start, line, code):
    client = Raw(start())
    client.say("EHLO c")
    assert client.say(line)[:3] == code


def test_the_null_sender_and_source_routes(start, sink):
    client = Raw(start())
    client.say("EHLO c")
    client.say(f"MAIL FROM:<>\r\nRCPT TO:<@a.example,@b.example:{PARENT}>\r\nDATA", 3)
    assert client.say(letter("hello").raw + b".\r\n").startswith("250")
    assert (sink.taken[0].sender, sink.taken[0].recipients) == ("", [PARENT])
