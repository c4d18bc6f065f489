"""A mail server's side of the milter, spoken over a real socket."""

import asyncio
import struct
from functools import partial

import pytest
from tests.gateway.parts import PARENT, TEACHER, door_for, raw_mail, store_for, table_for

from msgguard.gateway import milter, wire

ALL = (6, 0x1FF, 0x1FFFFF)


class Server:
    """The mail server."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer
        self.steps = 0

    async def frame(self):
        size, command = struct.unpack("!LB", await asyncio.wait_for(self.reader.readexactly(5), 5))
        return bytes((command,)), await self.reader.readexactly(size - 1)

    async def negotiate(self, version=6, actions=0x1FF, steps=0x1FFFFF):
        self.writer.write(wire.frame(b"O", struct.pack("!LLL", version, actions, steps)))
        command, payload = await self.frame()
        assert command == b"O"
        _, actions, self.steps = struct.unpack_from("!LLL", payload)
        return actions, self.steps

    async def message(self, raw, *recipients, sender=TEACHER, steps=True):
        """Send one message, event by event, reading an answer where one is due; the final answers."""
        head, _, body = raw.partition(b"\r\n\r\n")
        events = [(b"M", f"<{sender}>".encode() + b"\0")]
        events += [(b"R", f"<{to}>".encode() + b"\0") for to in recipients]
        headers = []
        for line in head.split(b"\r\n"):
            if line[:1] in b" \t" and headers:
                headers[-1] += b"\n" + line
            elif line:
                headers.append(line)
        for line in headers:
            name, _, value = line.partition(b":")
            if not self.steps & wire.Steps.LEADING_SPACE:
                value = value.removeprefix(b" ")
            events.append((b"L", name + b"\0" + value + b"\0"))
        events.append((b"N", b""))
        events += [(b"B", body[start : start + 65_535]) for start in range(0, len(body), 65_535)]
        for command, payload in events:
            self.writer.write(wire.frame(command, payload))
            if not milter._SILENCED[command] & self.steps:
                answer, _ = await self.frame()
                if answer == b"s":
                    break
                assert answer == b"c"
        self.writer.write(wire.frame(b"E"))
        return await self.answers()

    async def answers(self):
        found = []
        while True:
            command, payload = await self.frame()
            found.append((command, payload))
            if command in b"acdtyr":
                return found


@pytest.fixture
def talk(setup, tmp_path):
    """Run ``scene(server)`` against the milter; with the frames it returns."""

    def run(scene, *, seen=None, store=None, **table):
        door = door_for(setup, table_for(tmp_path, **table), store=store)
        if seen is not None:

            async def note(letter, door):
                seen.append(letter)
                return milter.Answer(way=milter.Way.DELIVER, mark="verdict=pass; codes=none")

        async def main():
            path = str(tmp_path / "m.sock")
            server = await asyncio.start_unix_server(partial(milter.serve, door=door), path)
            async with server:
                reader, writer = await asyncio.open_unix_connection(path)
                try:
                    return await scene(Server(reader, writer))
                finally:
                    writer.close()

        if seen is None:
            return asyncio.run(main())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(milter, "answer", note)
            return asyncio.run(main())

    return run


def one(raw, *recipients, options=ALL, **kw):
    async def scene(server):
        await server.negotiate(*options)
        return await server.message(raw, *(recipients or (PARENT,)), **kw)

    return scene


@pytest.mark.parametrize("options", [ALL, (6, 0x1FF, 0), (2, 0x1F, 0x7F), (6, 0x11, 0x1FFFFF)])
def test_the_message_arrives_byte_for_byte(talk, options):
    raw = raw_mail(
        "line\r\n\r\n.\r\nlast", headers=("X-Folded: one\r\n\ttwo", "X-None:", "Subject: =?utf-8?q?=C3=A9?=")
    )
    seen = []
    talk(one(raw, PARENT, "bcc@mail.example", options=options), seen=seen)
    assert seen[0].envelope.recipients == (PARENT, "bcc@mail.example")
    if options[2] & wire.Steps.LEADING_SPACE:
        assert seen[0].raw == raw
    else:
        assert seen[0].raw.replace(b"X-None: \r\n", b"X-None:\r\n") == raw.replace(b"\n\ttwo", b"\n\ttwo")


def test_each_way_has_its_answer(talk, tmp_path):
    store = store_for(tmp_path)
    ways = {"hello": b"ha", "a purple zebra": b"d", "a purple badger": b"y"}
    for text, commands in ways.items():
        found = talk(one(raw_mail(text)), store=lambda: store)
        assert b"".join(command for command, _ in found) == commands
    assert found[0][1].startswith(b"550 5.7.1 ")


def test_a_header_is_added_and_forged_ones_go(talk):
    raw = raw_mail("hello", headers=("X-Msgguard: verdict=pass", "x-msgguard: again"))
    found = talk(one(raw))
    assert found[:2] == [
        (b"m", struct.pack("!L", 2) + b"x-msgguard\0\0"),
        (b"m", struct.pack("!L", 1) + b"X-Msgguard\0\0"),
    ]
    assert found[2] == (b"h", b"X-Msgguard\0 verdict=pass; codes=none\0")
    assert found[3][0] == b"a"


def test_no_action_is_taken_that_was_not_granted(talk):
    assert [c for c, _ in talk(one(raw_mail("hello", headers=("X-Msgguard: f",)), options=(6, 0, 0)))] == [
        b"a"
    ]


def test_many_messages_on_one_connection_and_an_abort_between(talk):
    async def scene(server):
        await server.negotiate(*ALL)
        server.writer.write(
            wire.frame(b"M", b"<x@y>\0") + wire.frame(b"R", b"<dp@school.test>\0") + wire.frame(b"A")
        )
        found = []
        for n, text in enumerate(["hello", "a purple badger", "hello"]):
            found.append(await server.message(raw_mail(text, number=n), PARENT))
        return [frames[-1][0] for frames in found]

    assert talk(scene) == [b"a", b"y", b"a"]


def test_a_message_beyond_the_limit_is_refused_without_being_kept(talk):
    raw = raw_mail("x" * 3_000_000)
    for options in (ALL, (6, 0x1FF, 0x400)):
        found = talk(one(raw, options=options), max_bytes=10_000)
        assert found[-1][1].startswith(b"552 5.3.4")
    assert talk(one(raw, "dp@school.test"), max_bytes=10_000)[-1][0] == b"a"
    assert talk(one(raw), max_bytes=10_000, mode="monitor")[-1][0] == b"a"


def test_smtputf8_and_bytes_that_are_no_text(talk):
    seen = []

    async def scene(server):
        await server.negotiate(*ALL)
        server.writer.write(wire.frame(b"D", b"M{mail_addr}\0" + "zoë@schule.example".encode() + b"\0"))
        server.writer.write(wire.frame(b"M", "<zoë@schule.example>".encode() + b"\0SMTPUTF8\0"))
        server.writer.write(wire.frame(b"R", b"<\xff\xfe@x.example>\0"))
        server.writer.write(wire.frame(b"L", b"Betreff-\xfc\0 \xff\0") + wire.frame(b"N") + wire.frame(b"E"))
        return await server.answers()

    assert talk(scene, seen=seen)[-1][0] == b"a"
    assert seen[0].envelope.utf8
    assert seen[0].envelope.sender == "zoë@schule.example"
    assert talk(scene)[-1][0] == b"a"


@pytest.mark.parametrize(
    "raw",
    [
        b"\r\n\r\n",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: multipart/mixed; boundary=y\r\n\r\n--y",
        b"Content-Type: text/plain; charset=\xff\xfe\r\nContent-Transfer-Encoding: base64\r\n\r\n===\r\n",
        b"Content-Type: multipart/mixed; boundary=a\r\n" * 50 + b"\r\n" + b"--a\r\n\r\n" * 3_000,
        b"Subject: =?utf-8?b?" + b"A" * 5_000 + b"\r\n\r\n\0\0\0",
        b"From: " + b"<" * 3_000 + b"\r\nTo: " + b"(" * 3_000 + b"\r\n\r\nx",
    ],
)
def test_malformed_mail_gets_an_answer(talk, raw, tmp_path):
    store = store_for(tmp_path)
    assert talk(one(raw), store=lambda: store)[-1][0] in b"ayd"


@pytest.mark.parametrize(
    "junk", [b"\0\0\0\0\0", b"GET / HTTP/1.1\r\n\r\n", wire.frame(b"O", b"x"), b"\xff" * 64]
)
def test_what_is_not_the_protocol_ends_the_session(talk, junk):
    async def scene(server):
        server.writer.write(junk)
        return await asyncio.wait_for(server.reader.read(), 5)

    assert talk(scene) == b""


def test_a_caller_that_says_nothing_is_let_go(talk):
    async def scene(server):
        return await asyncio.wait_for(server.reader.read(), 5)

    assert talk(scene, idle=0.2) == b""
