"""The milter protocol's bytes, whole, in pieces, and hostile."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msgguard.gateway import wire


def test_frames_come_out_however_the_bytes_arrive():
    data = wire.frame(b"M", b"<a@b>\0") + wire.frame(b"N") + wire.frame(b"B", b"x" * 300)
    for size in (1, 2, 5, 7, len(data)):
        buffer, found = bytearray(), []
        for start in range(0, len(data), size):
            buffer += data[start : start + size]
            found += list(wire.frames(buffer))
        assert [command for command, _ in found] == [b"M", b"N", b"B"]
        assert found[2][1] == b"x" * 300
        assert not buffer


@given(st.lists(st.tuples(st.sampled_from([b"M", b"L", b"B", b"E"]), st.binary(max_size=200)), max_size=8))
def test_what_is_written_is_read(pairs):
    buffer = bytearray(b"".join(wire.frame(command, payload) for command, payload in pairs))
    assert list(wire.frames(buffer)) == pairs
    assert not buffer


@pytest.mark.parametrize("size", [0, wire.MAX_FRAME + 1, 2**32 - 1])
def test_a_frame_of_impossible_size_ends_the_session(size):
    with pytest.raises(wire.WireError):
        list(wire.frames(bytearray(struct.pack("!LB", size, 66) + b"xxxx")))


def test_addresses_lose_their_brackets_and_keep_their_letters():
    assert wire.address(b"<A.B@x.example>") == "A.B@x.example"
    assert wire.address("<zoë@schule.example>".encode()) == "zoë@schule.example"
    assert wire.address(b"<>") == ""
    assert wire.address(b"\xff@x").encode("utf-8", "surrogateescape") == b"\xff@x"


def test_macros_beyond_ascii_are_read():
    payload = b"M{mail_addr}\0" + "zoë@schule.example".encode() + b"\0i\0ABC\0"
    assert wire.macros(payload) == {"mail_addr": "zoë@schule.example", "i": "ABC"}


def test_a_reply_is_one_printable_line():
    frame = wire.reply("550 5.7.1 50 % more\r\n250 ok\0 naïve")
    assert frame[4:5] == b"y"
    assert frame[5:] == b"550 5.7.1 50 ? more??250 ok? na?ve\0"


def test_negotiation_too_short_is_refused():
    with pytest.raises(wire.WireError):
        wire.offered(b"\0\0\0\6")
