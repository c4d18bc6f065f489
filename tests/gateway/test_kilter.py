"""Why the wire code is our own: what kilter-protocol 0.6 does with what real servers send."""

import pytest

pytest.importorskip("kilter.protocol")

from kilter.protocol import FilterProtocol, InvalidMessage, TemporaryFailure
from kilter.protocol.buffer import SimpleBuffer

from msgguard.gateway import wire


def fed(*frames):
    protocol, buffer = FilterProtocol(), SimpleBuffer(10_000)
    for frame in frames:
        buffer[:] = frame
    return list(protocol.read_from(buffer))


def test_macros_of_an_smtputf8_address_break_it():
    macros = wire.frame(b"D", b"M{mail_addr}\0" + "zoë@schule.example".encode() + b"\0")
    with pytest.raises(UnicodeDecodeError):
        fed(macros)


def test_a_client_name_that_is_no_idna_breaks_it():
    connect = wire.frame(b"C", b"xn--" + b"a" * 70 + b".example\x004\0\x19127.0.0.1\0")
    with pytest.raises(UnicodeError):
        fed(connect)


def test_a_header_name_beyond_ascii_breaks_it():
    with pytest.raises(UnicodeDecodeError):
        fed(wire.frame(b"L", "Betreff-ü".encode() + b"\0x\0"))


def test_it_lets_no_filter_put_off_a_sender():
    protocol, buffer = FilterProtocol(), SimpleBuffer(1_000)
    buffer[:] = wire.frame(b"M", b"<a@b.example>\0")
    out = SimpleBuffer(1_000)
    next(protocol.read_from(buffer))
    with pytest.raises(InvalidMessage):
        protocol.write_to(out, TemporaryFailure())
