"""Envelope and bytes: who is judged, what counts as the same message, what only the gateway can write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.gateway.parts import letter

from msgguard.gateway.letter import Envelope, Letter, letter_key, split_head, to_message, without_headers
from msgguard.gateway.mark import is_passing, mark_value, marked, passing_mark, unmarked

KEY = b"k" * 32


def test_the_envelope_says_who_receives():
    raw = (
        b"From: a@school.test\r\nTo: One <one@x.example>, two@x.example\r\nCc: three@x.example\r\n\r\nhi\r\n"
    )
    envelope = Envelope(
        sender="a@school.test", recipients=("ONE@x.example", "three@x.example", "b@y.example")
    )
    message = to_message(Letter(envelope=envelope, raw=raw))
    assert [(r.address, r.field) for r in message.recipients] == [
        ("one@x.example", "to"),
        ("three@x.example", "cc"),
        ("b@y.example", "bcc"),
    ]


def test_a_second_try_is_the_same_message_and_other_bytes_are_not():
    one = letter("hello", "a@x.example", "b@x.example")
    traced = Letter(
        envelope=Envelope(sender=one.envelope.sender, recipients=("b@x.example", "A@x.example")),
        raw=b"Received: from elsewhere\r\n\tby here\r\n" + one.raw,
    )
    assert letter_key(one, KEY) == letter_key(traced, KEY)
    assert letter_key(one, KEY) != letter_key(letter("hello!", "a@x.example", "b@x.example"), KEY)
    assert letter_key(one, KEY) != letter_key(letter("hello", "a@x.example"), KEY)
    assert letter_key(one, KEY) != letter_key(one, b"other key")


LINES = st.lists(
    st.sampled_from(["A: 1", "X-Msgguard: forged", " more", "\tmore", "x-msgguard : f", "B:", "Received: r"]),
    max_size=8,
)


@given(LINES, st.sampled_from(["\r\n", "\n"]), st.booleans())
def test_taking_a_header_out_leaves_the_rest(lines, end, body):
    raw = "".join(line + end for line in lines).encode() + (end + "X-Msgguard: text" + end).encode() * body
    bare = without_headers(raw, (b"x-msgguard",))
    _, rest = split_head(raw)
    assert bare.endswith(rest)
    assert without_headers(bare, (b"x-msgguard",)) == bare
    if not lines or not lines[0].startswith((" ", "\t")):
        assert b"x-msgguard" not in split_head(bare)[0].lower()


def test_a_mark_lets_pass_these_bytes_only():
    raw = letter("a purple badger").raw
    good = marked(raw, mark_value("released", (), passing=passing_mark(raw, "abc", KEY)))
    assert is_passing(good, KEY)
    assert is_passing(b"Received: from a hop\r\n" + good, KEY)
    assert not is_passing(good.replace(b"badger", b"badges"), KEY)
    assert not is_passing(good, b"another key")
    assert not is_passing(raw, KEY)
    assert unmarked(good) == raw


@pytest.mark.parametrize(
    "value", [b"pass=a.b", b"pass=abc." + b"0" * 32, b"\xff; pass=", b"pass=" + b"a" * 5_000]
)
def test_forged_marks_do_not(value):
    assert not is_passing(b"X-Msgguard: " + value + b"\r\n\r\nx", KEY)
