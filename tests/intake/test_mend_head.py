"""A mail without parts is read just as the standard library reads it, and others are left to it."""

import email

import pytest

from msgguard.intake.header import _FOLD, unfold
from msgguard.intake.mend import _partless, parse

BODY = b"Hello\r\nyou\rthere\n\n\x85 caf\xe9\nFrom the office\n"
HEADS = (
    b"From: a@b.example\nSubject: News\n of the week\n",
    b"From: a@b.example\r\nSubject: News\r\n\tof the week\r\n",
    b"From x Mon Sep  4 08:00:00 2023\nTo: a@b.example\nX: \xe9\n",
    b"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n",
)
OTHERS = (
    b"Content-Type: multipart/mixed; boundary=x\n",
    b"content-type :\n multipart/mixed; boundary=x\n",
    b"Content-Type: message/rfc822\n",
    b"From: a@b.example\nno header\nTo: b@c.example\n",
    b"From: a@b.example\rTo: b@c.example\n",
    b" begins folded\nTo: b@c.example\n",
    b"To: b@c.example\n: nameless\n",
)


@pytest.mark.parametrize("head", HEADS)
def test_a_faultless_head_is_read_alone(head):
    end = b"\r\n" if b"\r\n" in head else b"\n"
    raw = head + end + BODY
    quick, whole = _partless(raw), email.message_from_bytes(raw)
    assert quick is not None
    assert list(quick.raw_items()) == list(whole.raw_items())
    assert quick.get_unixfrom() == whole.get_unixfrom()
    assert quick.get_payload() == whole.get_payload()
    assert list(parse(raw).raw_items()) == list(whole.raw_items())


@pytest.mark.parametrize("head", OTHERS)
def test_parts_and_faults_are_left_to_the_standard_library(head):
    assert _partless(head + b"\n" + BODY) is None


@pytest.mark.parametrize(
    "value", ["a \n b", "a\n  \n\tb", " \na", "a\n", "\n\n", "a\xa0\n b", "a\u2028\nb", "x"]
)
def test_folds_are_joined_as_the_pattern_joins_them(value):
    assert unfold(value) == _FOLD.sub(" ", value).strip()
