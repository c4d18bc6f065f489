"""Every mail fixture against what a reader must see in it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msgguard.errors import IntakeError
from msgguard.intake import mime, part
from msgguard.intake.mail import read_mail
from msgguard.model import Message, Origin
from msgguard.text.view import build_view

FOLDER = Path(__file__).parent.parent / "data" / "mail"
EXPECTED: list[dict[str, Any]] = tomllib.loads((FOLDER / "expect.toml").read_text("utf-8"))["mail"]


def _read(name: str) -> Message:
    return read_mail((FOLDER / name).read_bytes(), source=name)


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected["file"])
def test_fixture(expected: dict[str, Any]) -> None:
    message = _read(expected["file"])
    for key, got in (
        ("subject", message.subject),
        ("sender", message.sender.address),
        ("sender_name", message.sender.name),
        ("envelope_sender", message.envelope_sender),
        ("date", message.date.isoformat() if message.date else ""),
        ("recipients", [f"{one.field}:{one.address}" for one in message.recipients]),
        ("recipient_names", [one.party.name for one in message.recipients]),
        ("attachments", [one.name for one in message.attachments]),
        ("links", list(message.links)),
    ):
        if key in expected:
            assert got == expected[key], key
    for text in expected.get("body", []):
        assert text in message.body
    for text in expected.get("not_body", []):
        assert text not in message.body
    if "alternative" in expected:
        assert bool(message.alternative) == bool(expected["alternative"])
        for text in expected["alternative"]:
            assert text in message.alternative
    texts = [one.text for one in message.attachments if one.text]
    for text in expected.get("attachment_text", []):
        assert any(text in one for one in texts), text
    notes = expected.get("not_checked", [])
    assert len(message.not_checked) == len(notes), message.not_checked
    for text, note in zip(notes, message.not_checked, strict=True):
        assert text in note
    body = build_view(message).body
    for text in expected.get("forwarded", []):
        assert body.origin_at(body.folded.index(text.lower())) is Origin.FORWARDED


def test_every_fixture_is_listed() -> None:
    assert {one["file"] for one in EXPECTED} == {path.name for path in FOLDER.glob("*.eml")}
    assert len(EXPECTED) >= 40


def test_attachments_keep_their_bytes() -> None:
    message = _read("mixed-two-texts.eml")
    attachment = message.attachments[0]
    assert (attachment.data, attachment.size, attachment.media_type) == (b"%PDF-", 5, "application/pdf")
    assert attachment.text is None
    assert attachment.note


def test_headers_keep_order_and_case() -> None:
    names = [name for name, _ in _read("plain-ascii.eml").headers]
    assert names == ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version"]


def test_empty_mail_is_an_error() -> None:
    with pytest.raises(IntakeError, match="empty"):
        read_mail(b" \r\n")


def test_too_many_parts_are_reported() -> None:
    head = b'Subject: x\nContent-Type: multipart/mixed; boundary="b"\n\n'
    message = read_mail(head + b"--b\n\npart\n" * (mime.MAX_PARTS + 20) + b"--b--\n")
    assert any("more than 1,000 parts" in note for note in message.not_checked)


def test_long_text_is_cut_and_reported() -> None:
    message = read_mail(b"Subject: x\n\n" + b"word " * (part.MAX_TEXT // 5 + 100))
    assert len(message.body) == part.MAX_TEXT
    assert any("longer than" in note for note in message.not_checked)


@pytest.mark.parametrize("levels", [500, 5_000])
def test_absurd_nesting_is_read_as_text(levels: int) -> None:
    parts = "".join(
        f'Content-Type: multipart/mixed; boundary="b{level}"\n\n--b{level}\n' for level in range(levels)
    )
    message = read_mail(f"Subject: x\n{parts}Content-Type: text/plain\n\nring 07700 900123\n".encode())
    assert message.subject == "x"
    assert message.not_checked


@settings(max_examples=150, deadline=None)
@given(st.binary(min_size=1, max_size=400))
def test_any_bytes_are_read(data: bytes) -> None:
    _check_any(data)


_PIECES = [
    b"From: a@mail.example\n",
    b"To: =?utf-8?b?Wm/D?= <b@mail.example>\n",
    b"Subject: =?x?q?=ZZ?=\n",
    b"Content-Type: multipart/mixed; boundary=b\n",
    b"Content-Type: multipart/alternative; boundary=b\n",
    b"Content-Type: text/html; charset=utf-16\n",
    b"Content-Type: text/plain; charset=utf-7\n",
    b"Content-Type: message/rfc822\n",
    b"Content-Type: application/x; name*0*=x''%ff; name*1=y\n",
    b"Content-Disposition: attachment; filename*=utf-8''%\n",
    b"Content-Transfer-Encoding: base64\n",
    b"Content-Transfer-Encoding: quoted-printable\n",
    b"Content-Transfer-Encoding: x-uuencode\n",
    b"\n",
    b"--b\n",
    b"--b--\n",
    b"begin 644 x\n",
    b"end\n",
    b"=ff=\n",
    b"+AAA-\xff\xd8\x00\n",
    b"<p>x<br>&#xd800;</p>\n",
    b"not a header\n",
    b" folded\n",
    b"Date: 99 Foo 2026 99:99\n",
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=14).map(b"".join))
def test_any_mail_is_read(data: bytes) -> None:
    _check_any(data)


def _check_any(data: bytes) -> None:
    try:
        message = read_mail(data)
    except IntakeError:
        assert not data.strip()
        return
    for text in (message.body, message.alternative, message.subject, *dict(message.headers).values()):
        text.encode("utf-8")
    build_view(message)
