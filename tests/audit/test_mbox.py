"""Splitting mbox files of every dialect, whole, damaged and hostile."""

import io

import pytest

from msgguard.audit import mbox
from msgguard.audit.mbox import split

FROM = b"From a@b.example Mon Sep  4 08:00:00 2023\n"


def mail(number, body=b"Hello\n", *, length=False):
    head = b"From: a@b.example\nSubject: %d\n" % number
    if length:
        head += b"Content-Length: %d\n" % len(body)
    return head + b"\n" + body


def pieces(data, **kw):
    return list(split(io.BytesIO(data), **kw))


def subjects(found):
    return [p.raw.split(b"Subject: ")[1].split(b"\n")[0] for p in found]


def test_offsets_point_at_the_separators():
    data = FROM + mail(1) + b"\n" + FROM + mail(2)
    found = pieces(data)
    assert subjects(found) == [b"1", b"2"]
    assert all(data[p.at :].startswith(b"From ") for p in found)


def test_quoted_from_lines_are_unquoted_once():
    found = pieces(FROM + mail(1, b"Hi\n\n>From here on\n>>From there\n"))
    assert b"\nFrom here on\n>From there\n" in found[0].raw


def test_mboxcl2_keeps_quotes_and_unquoted_from_lines():
    inner = b"Forwarded:\n\n" + FROM + b"From: x@y.example\nSubject: inner\n\nbody\n"
    data = FROM + mail(1, inner, length=True) + b"\n" + FROM + mail(2, b"Bye\n>From me\n", length=True)
    for dialect in ("auto", "mboxcl2"):
        found = pieces(data, dialect=dialect)
        assert len(found) == 2, dialect
    assert b">From me" in pieces(data, dialect="mboxcl2")[1].raw


def test_a_wrong_content_length_is_not_believed():
    for length in (0, 3, 7, 5_000, 999_999_999):
        wrong = b"From: a@b.example\nSubject: 1\nContent-Length: %d\n\nHello\n" % length
        assert subjects(pieces(FROM + wrong + b"\n" + FROM + mail(2))) == [b"1", b"2"]


def test_one_forged_length_swallows_nothing():
    second = mail(2) + b"\n" + FROM + mail(3) + b"\n"
    forged = b"From: a@b.example\nSubject: x\nContent-Length: %d\n\nHello\n\n" % (7 + len(FROM) + len(second))
    data = FROM + mail(0) + b"\n" + FROM + forged + FROM + second + FROM + mail(4)
    assert len(pieces(data)) == 5


@pytest.mark.parametrize(
    "line",
    [
        b"From -\n",
        b"From - Mon Jun  3 12:50:27 1996\n",
        b"From 1234567890@xxx Mon Jan 01 00:00:00 +0000 2018\n",
        b"From someone@mail.example Mon, 4 Sep 2023 08:00:00 +0100\n",
        b"From MAILER-DAEMON Fri Jul  8 12:08:34 2011\n",
    ],
)
def test_separators_of_other_programs(line):
    assert len(pieces(line + mail(1) + b"\n" + line + mail(2))) == 2
    crlf = (line + mail(1) + b"\n" + line + mail(2)).replace(b"\n", b"\r\n")
    assert len(pieces(crlf)) == 2


@pytest.mark.parametrize(
    "text",
    [
        b"Hi\n\nFrom Russia with love\n\nMore\n",
        b"Hi\n\nFrom Russia with love\nYear: 1963\n\nMore\n",
        b"Hi\n\nFrom time to time we meet at 10:30, as in 2015.\nSo come.\n",
        b"Hi\nFrom Monday on the gate opens at 8:30\n",
    ],
)
def test_a_letter_that_says_from_is_one_message(text):
    assert len(pieces(FROM + mail(1, text) + b"\n" + FROM + mail(2))) == 2


def test_small_blocks_change_nothing(monkeypatch):
    data = b"".join(FROM + mail(n, b"Text %d\n\n>From x\n" % n * 9) + b"\n" for n in range(40))
    whole = [(p.at, p.raw) for p in pieces(data)]
    for size in (7, 64, 1_000):
        monkeypatch.setattr(mbox, "BLOCK", size)
        assert [(p.at, p.raw) for p in pieces(data)] == whole


def test_a_message_too_long_is_cut_with_a_note_and_the_next_ones_are_read(monkeypatch):
    monkeypatch.setattr(mbox, "MAX_MESSAGE", 5_000)
    monkeypatch.setattr(mbox, "BLOCK", 1_000)
    data = FROM + mail(1) + b"\n" + FROM + mail(2, b"long line\n" * 3_000) + b"\n" + FROM + mail(3)
    found = pieces(data)
    assert subjects(found) == [b"1", b"2", b"3"]
    assert len(found[1].raw) <= 5_000
    assert found[1].note


def test_text_before_the_first_separator_is_kept_and_noted():
    found = pieces(b"To: x\nSubject: 0\n\nrest of a message\n\n" + FROM + mail(1))
    assert len(found) == 2
    assert found[0].note


def test_empty_and_blank_streams_hold_no_message():
    assert pieces(b"") == []
    assert pieces(b"\n\r\n\n") == []


class Breaks(io.BytesIO):
    def read(self, size=-1):
        data = super().read(size)
        if not data:
            raise EOFError("it ends early")
        return data


def test_a_stream_that_breaks_off_gives_what_it_had_and_says_so():
    found = list(split(Breaks(FROM + mail(1) + b"\n" + FROM + mail(2))))
    assert subjects(found) == [b"1", b"2"]
    assert "breaks off" in found[-1].note
    with pytest.raises(OSError, match="early"):
        list(split(Breaks(b"")))


@pytest.mark.parametrize("unit", [b"\nFrom ", b"From From From\n", b"\n\nFrom a\nX", b"\n" * 50, b">From \n"])
def test_hostile_streams_cost_no_more_than_their_length(unit):
    import time

    def cost(size):
        data = FROM + mail(1, unit * (size // len(unit)))
        before = time.process_time()
        pieces(data)
        return time.process_time() - before

    cost(10_000)
    assert cost(1_600_000) < 12 * max(cost(200_000), 0.02)
