"""Every format, what is hidden in it, and what is said where it could not be read."""

import subprocess
import sys
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.clock import least_seconds
from tests.intake.files import samples
from tests.intake.files.samples import READABLE, UNREADABLE

from msgguard.intake.files.kind import Kind, kind_of
from msgguard.intake.files.limits import Limits
from msgguard.intake.files.read import read_attachment, with_files
from msgguard.intake.mail import read_mail
from msgguard.model import Attachment, Channel, Message, Party


def read(name, data, **limits):
    return read_attachment(Attachment(name=name, data=data, size=len(data)), limits=Limits(**limits))


def all_text(attachment):
    return "\n".join(text for file in attachment.files() for _, text, _ in file.texts())


def reasons(attachment):
    return "; ".join(file.not_checked for file in attachment.files() if file.not_checked)


@pytest.mark.parametrize("name", READABLE)
def test_every_format_gives_its_text(name):
    make, wanted = READABLE[name]
    found = read(name, make())
    text = all_text(found)
    for words in wanted:
        assert words in text, f"{words!r} is not in {text!r}"
    assert not reasons(found)


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_not_read_is_said(name):
    make, word = UNREADABLE[name]
    started = time.monotonic()
    found = read(name, make())
    assert word in reasons(found)
    assert time.monotonic() - started < 10


def test_hidden_pieces_are_told():
    found = read("clubs.xlsx", samples.xlsx())
    hidden = {s.name: s.hidden for s in found.sections}
    assert hidden["Clubs"] is False
    assert hidden["Medical"] is True
    assert hidden["Secret"] is True
    talk = read("talk.pptx", samples.pptx())
    assert [s.name for s in talk.sections if s.name.startswith("slide")] == ["slide 1", "slide 2", "slide 10"]
    assert {s.name for s in talk.sections if s.hidden} == {"slide 2", "notes 1"}
    sheet = read("clubs.ods", samples.ods())
    assert any(s.hidden and s.text == "Medical" for s in sheet.sections)


def test_members_carry_the_way_to_them():
    found = read("files.zip", READABLE["files.zip"][0]())
    assert [f.name for f in found.files()] == [
        "files.zip", "files.zip/a/Wren Ashby.txt", "files.zip/b.xlsx", "files.zip/c.zip",
        "files.zip/c.zip/0.zip", "files.zip/c.zip/0.zip/end.txt",
    ]  # fmt: skip
    assert all(f.data is None for f in found.files() if f is not found)


def test_names_of_locked_members_are_known():
    found = read("locked.zip", samples.locked_zip())
    assert [f.name for f in found.files()][1:] == ["locked.zip/Wren Ashby.txt"]


def test_some_pages_are_pictures():
    found = read("letter.pdf", samples.scan(text_page=True))
    assert "A page with words" in all_text(found)
    assert reasons(found) == "pages 1, 2 are only pictures"


def test_a_photo_without_details_is_no_matter():
    found = read("photo.jpg", samples.plain_jpeg())
    assert found.text == ""
    assert not found.not_checked
    assert not all_text(found)


@pytest.mark.parametrize("name", ["smime.p7s", "empty.txt"])
def test_nothing_to_read_is_nothing_to_say(name):
    assert not read(name, b"" if name == "empty.txt" else b"0\x82\x01" * 30).not_checked


@pytest.mark.parametrize(
    ("limits", "word"),
    [({"size": 100}, "larger"), ({"text": 20}, "characters"), ({"seconds": 0.0}, "longer than"),
     ({"cells": 3}, "cells"), ({"unpacked": 100}, "unpacks")],
)  # fmt: skip
def test_limits(limits, word):
    assert word in reasons(read("clubs.xlsx", samples.xlsx(), **limits))


def test_pages_and_members_are_limited():
    assert "pages" in reasons(read("report.pdf", samples.pdf(), pages=1))
    many = samples.zipped({f"{n}.txt": "x" for n in range(20)})
    assert "more than 5 files" in reasons(read("a.zip", many, members=5))


def test_a_bomb_of_many_small_files_is_stopped():
    block = samples.zipped({f"{n}.txt": b"\x01" * 900_000 for n in range(40)})
    found = read("many.zip", block, unpacked=5_000_000)
    assert "unpacks to more than 5 MB" in reasons(found)


def test_a_directory_of_lies_is_stopped():
    data = samples.zipped({"a.txt": b"x" * 100}) + b"PK\x01\x02" * 30_000
    assert "files" in reasons(read("a.zip", data))


def test_type_by_content_before_name():
    assert "Wren Ashby has made" in all_text(read("report.docx", samples.pdf()))
    assert kind_of(b"BM rates are up", "note.txt") is Kind.TEXT
    assert kind_of(b"\x30\x80ab\x00\x00" * 9, "message.pgp") is Kind.SEALED


MAIL = (
    b"From: a@hollybank.sch.example\r\nTo: parent1@mail.example\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nHello.\r\n"
    b'--x\r\nContent-Type: text/plain; name="report.docx"\r\nContent-Disposition: attachment\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\n%s\r\n--x--\r\n"
)


def test_a_mail_that_calls_a_document_text():
    import base64

    message = with_files(read_mail(MAIL % base64.encodebytes(samples.docx())))
    assert "Autumn report" in (message.attachments[0].text or "")


def test_with_files_says_what_was_not_checked_and_is_done_once():
    message = Message(
        id="m",
        channel=Channel.EMAIL,
        sender=Party(address="a@b.test"),
        attachments=(Attachment(name="scan.pdf", data=samples.scan()), Attachment(name="x.txt", text="x")),
    )
    once = with_files(message)
    assert once.not_checked == (
        "The file scan.pdf could not be checked: it holds only pictures of pages, as a scan does.",
    )
    assert with_files(once) is once
    assert once.attachments[1] is message.attachments[1]


def test_a_missing_extra_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    found = read("report.pdf", samples.pdf())
    assert found.text is None
    assert "msgguard[files]" in found.not_checked


def test_readers_load_only_for_attachments():
    code = (
        "import sys; from msgguard.engine import check, make_setup; "
        "bad = [m for m in sys.modules if m.startswith('msgguard.intake.files') or 'pdfium' in m "
        "or 'calamine' in m or m == 'olefile']; assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": "src"})


@given(st.binary(max_size=2_000), st.sampled_from([*READABLE, *UNREADABLE, "", "a"]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_said(data, name):
    found = read(name, data)
    assert found.text is not None or found.not_checked


@pytest.mark.parametrize("name", READABLE)
@given(random=st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_files_never_crash(name, random):
    data = bytearray(READABLE[name][0]())
    for _ in range(random.randint(1, 20)):
        data[random.randrange(len(data))] = random.randrange(256)
    if random.random() < 0.3:
        del data[random.randrange(len(data)) :]
    found = read(name, bytes(data), seconds=5.0)
    assert found.text is not None or found.not_checked


def test_linear_time():
    def cost(data, name):
        return least_seconds(lambda: read(name, data))

    for name, piece in (("a.rtf", b"{\\rtf1 {\\b x}\\'e9\\u8220? "), ("a.vcf", b"BEGIN:VCARD\nN:a\n b\n"),
                        ("a.txt", b"a:\n b\n"), ("a.html", b"<p><a href=x>")):  # fmt: skip
        small, large = piece * 2_000, piece * 16_000
        cost(small, name)
        assert cost(large, name) < 12 * max(cost(small, name), 0.002)
