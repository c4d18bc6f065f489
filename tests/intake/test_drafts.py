"""Drafts, records, files and folders."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msgguard.errors import IntakeError
from msgguard.intake.draft import Given, read_draft
from msgguard.intake.records import read_json, read_jsonl, read_record
from msgguard.intake.sources import Form, form_of, read_bytes, read_path
from msgguard.model import Channel, Message, PostKind

DRAFT = """To: Jo Okoro <jo@mail.example>, parent1@mail.example
Cc: senco@hollybank.sch.example
Subject: Coats
  and hats
From: s.patel@hollybank.sch.example
Date: Mon, 2 Nov 2026 10:11:00 +0000
Attachment: Class list.xlsx

Dear parents,

To: be honest, this is text.
"""


def _one(results: object) -> Message:
    [(_, message)] = list(results)  # type: ignore[call-overload]
    assert isinstance(message, Message), message
    return message


def test_leading_lines_are_headers() -> None:
    message = read_draft(DRAFT)
    assert [one.address for one in message.recipients] == [
        "jo@mail.example",
        "parent1@mail.example",
        "senco@hollybank.sch.example",
    ]
    assert [one.field for one in message.recipients] == ["to", "to", "cc"]
    assert message.subject == "Coats and hats"
    assert message.sender.address == "s.patel@hollybank.sch.example"
    assert message.date is not None
    assert [one.name for one in message.attachments] == ["Class list.xlsx"]
    assert message.body == "Dear parents,\n\nTo: be honest, this is text.\n"


@pytest.mark.parametrize(
    "text",
    [
        "Dear all,\nTo: everyone who helped\n",
        "To: everyone who helped, thank you.\nIt was great.\n",
        "Note: bring a coat\n\nThanks",
        "From: 9am\nwe are open",
    ],
)
def test_other_lines_are_text(text: str) -> None:
    message = read_draft(text)
    assert message.body == text
    assert not message.recipients


def test_a_post_and_its_kind() -> None:
    message = read_draft("Channel: post\nPost: official\n\nWell done 3B!")
    assert (message.channel, message.post) == (Channel.POST, PostKind.OFFICIAL)
    assert message.headers == ()
    assert read_draft("Post: group\n\nHi").channel is Channel.POST
    assert read_draft("Channel: post\n\nHi").post is PostKind.PERSONAL


def test_what_the_caller_says_wins() -> None:
    given_ = Given(channel=Channel.SMS, sender="+447700900123", to=("+447700900456", "@jo"), subject="x")
    message = read_draft(DRAFT, given=given_)
    assert message.channel is Channel.SMS
    assert message.sender.address == "+447700900123"
    assert [one.address for one in message.recipients][:2] == ["+447700900456", "@jo"]
    assert message.recipients[2].field == "cc"


def test_unknown_channel_names_the_known_ones() -> None:
    with pytest.raises(IntakeError, match="unknown channel 'fax'; expected one of email, post, dm, sms"):
        read_draft("Channel: fax\nTo: a@mail.example\n\nHi")


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-32"])
def test_draft_encodings(codec: str) -> None:
    assert read_draft("Zoë’s coat is ready\r\nnow".encode(codec)).body == "Zoë’s coat is ready\nnow"


@pytest.mark.parametrize("empty", ["", " \n", b"", b"\xef\xbb\xbf"])
def test_an_empty_draft_is_an_error(empty: str | bytes) -> None:
    with pytest.raises(IntakeError, match="empty"):
        read_draft(empty, source="a.txt")


RECORD = {
    "id": "m-1",
    "channel": "email",
    "sender": "S.Patel@hollybank.sch.example",
    "recipients": ["jo@mail.example", "Sam's Mum <mum@mail.example>"],
    "cc": ["office@hollybank.sch.example"],
    "bcc": [],
    "headers": {
        "Reply-To": "x@mail.example",
        "Received": ["a", "b"],
        "Date": "Mon, 2 Nov 2026 10:11:00 +0000",
    },
    "subject": "Coats",
    "body": "Hi\r\nthere",
    "attachments": [
        {"name": "a.txt", "text": "inside"},
        {"name": "b.bin", "data": base64.b64encode(b"xy").decode()},
    ],
    "expect": [],
    "allow": [],
    "verdict": "pass",
    "tags": [],
}


def test_a_record() -> None:
    message = read_record(RECORD)
    assert message.id == "m-1"
    assert message.sender.address == "s.patel@hollybank.sch.example"
    assert [(one.field, one.address) for one in message.recipients] == [
        ("to", "jo@mail.example"),
        ("to", "mum@mail.example"),
        ("cc", "office@hollybank.sch.example"),
    ]
    assert message.headers[1:3] == (("Received", "a"), ("Received", "b"))
    assert message.date is not None
    assert message.body == "Hi\nthere"
    assert [(one.name, one.text, one.data) for one in message.attachments] == [
        ("a.txt", "inside", None),
        ("b.bin", None, b"xy"),
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"channel": "fax"}, "unknown channel 'fax'"),
        ({"post": "blog"}, "unknown post 'blog'"),
        ({"body": 3}, "body must be a string, got a number"),
        ({"recipients": {"a": 1}}, "recipients must be an array of strings, got an object"),
        ({"headers": "x"}, "headers must be an object"),
        ({"attachments": [3]}, "attachment 1: expected an object, got a number"),
        ({"attachments": [{"data": "!!"}]}, "attachment 1: data is not valid base64"),
        ({"context": {"no_publicity": "Jo Ray"}}, "context.no_publicity: expected a list of pupils' names"),
        ({"context": {"no_publicity": [["a", "b"]]}}, "context.no_publicity: expected a list"),
    ],
)
def test_wrong_records_name_the_key(change: dict[str, object], words: str) -> None:
    with pytest.raises(IntakeError) as caught:
        read_record(RECORD | change, source="x.jsonl:3")
    assert words in str(caught.value)
    assert str(caught.value).startswith("x.jsonl:3")


def test_the_sending_system_says_who_must_not_be_published() -> None:
    context = {"no_publicity": [" Jo Ray ", "p7"], "restricted": [["a@mail.example", "Jo Ray"]]}
    assert read_record(RECORD | {"context": context}).no_publicity == ("Jo Ray", "p7")
    assert read_record(RECORD | {"context": {}}).no_publicity == ()


def test_html_in_a_record() -> None:
    message = read_record({"html": "<p>Ring <a href='tel:07700900123'>me</a></p>"})
    assert (message.body, message.links) == ("Ring me", ("tel:07700900123",))


def test_bad_lines_are_reported_and_nothing_is_lost() -> None:
    stream = io.BytesIO(b'{"body": "one"}\n\nnot json\n[1]\n{"body": "two \\ud800"}\n')
    results = list(read_jsonl(stream, source="x.jsonl"))
    assert [number for number, _ in results] == [1, 3, 4, 5]
    assert [isinstance(result, Message) for _, result in results] == [True, False, False, True]
    assert "x.jsonl:3: not valid JSON" in str(results[1][1])
    last = results[3][1]
    assert isinstance(last, Message)
    assert last.body == "two \ufffd"


def test_json_documents() -> None:
    assert len(list(read_json(json.dumps([RECORD, RECORD])))) == 2
    assert len(list(read_json(json.dumps(RECORD)))) == 1
    with pytest.raises(IntakeError, match="not valid JSON"):
        list(read_json("{"))
    with pytest.raises(IntakeError, match="not valid JSON"):
        list(read_json("[" * 100_000))


@settings(max_examples=200, deadline=None)
@given(st.binary(min_size=1, max_size=200), st.sampled_from([None, *Form]))
def test_any_bytes_give_messages_or_errors(data: bytes, form: Form | None) -> None:
    for _, result in read_bytes(data, source="x", as_=form):
        assert isinstance(result, Message) or str(result)


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"Received: from a\nSubject: x\n\nHi", Form.EML),
        (b"MIME-Version: 1.0\r\n\r\nHi", Form.EML),
        (b"To: a@mail.example\nSubject: x\n\nHi", Form.TEXT),
        (b"Hello", Form.TEXT),
        (b'\xef\xbb\xbf{"body": "x"}', Form.JSON),
        (b'{"body": "x"}\n{"body": "y"}\n', Form.JSONL),
        (b'{\n  "body": "x"\n}', Form.JSON),
        (b'[{"body": "x"}]', Form.JSON),
    ],
)
def test_form_is_told_by_content(data: bytes, form: Form) -> None:
    assert form_of(data) is form


def test_folders_are_walked_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.txt").write_text("two")
    (tmp_path / "a.eml").write_bytes(b"Subject: x\n\none")
    (tmp_path / "c.jsonl").write_text('{"body": "three"}\nbad\n')
    (tmp_path / "d.png").write_bytes(b"\x89PNG")
    (tmp_path / ".hidden.txt").write_text("no")
    (tmp_path / "e.txt").write_text("")
    results = list(read_path(tmp_path))
    assert [Path(source).name for source, _ in results] == [
        "a.eml",
        "2.txt",
        "c.jsonl:1",
        "c.jsonl:2",
        "e.txt",
    ]
    assert [isinstance(result, Message) for _, result in results] == [True, True, True, False, False]


def test_nothing_to_check_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="nothing to check"):
        list(read_path(tmp_path))
    with pytest.raises(IntakeError, match="no such file"):
        list(read_path(tmp_path / "missing.eml"))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(b"Hello there")

    monkeypatch.setattr("sys.stdin", Stdin)
    assert _one(read_path("-")).body == "Hello there"


def test_form_can_be_said(tmp_path: Path) -> None:
    path = tmp_path / "x.dat"
    path.write_bytes(b"Subject: x\n\nHi")
    assert _one(read_path(path, as_="eml")).subject == "x"
