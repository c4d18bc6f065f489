"""Sources of every kind: nothing is passed over in silence."""

import gzip
import io
import zipfile

import pytest
from benchmarks.audit.archive import messages, write_mbox

from msgguard.audit.place import Mail, Meter, Unread
from msgguard.audit.reading import read_sources
from msgguard.errors import IntakeError


def read(*sources, **kw):
    return list(read_sources([str(s) for s in sources], meter=Meter(), **kw))


def mbox_bytes(count=5):
    out = io.BytesIO()
    write_mbox(out, messages(count))
    return out.getvalue()


@pytest.fixture
def mails():
    return list(messages(5))


def raws(items):
    return [item.raw.rstrip() for item in items if isinstance(item, Mail)]


def test_mbox_plain_gzipped_and_zipped_are_one_archive(tmp_path, mails):
    data = mbox_bytes()
    (tmp_path / "a.mbox").write_bytes(data)
    (tmp_path / "a.mbox.gz").write_bytes(gzip.compress(data))
    with zipfile.ZipFile(tmp_path / "takeout.zip", "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("Takeout/Mail/All mail Including Spam and Trash.mbox", data)
        out.writestr("Takeout/archive_browser.html", "<html></html>")
    expected = [m.rstrip() for m in mails]
    assert raws(read(tmp_path / "a.mbox")) == expected
    assert raws(read(tmp_path / "a.mbox.gz")) == expected
    found = read(tmp_path / "takeout.zip")
    assert raws(found) == expected
    assert [i.reason for i in found if isinstance(i, Unread)] == ["It is no mail (.html)."]


def test_maildir_with_subfolders_and_companions(tmp_path, mails):
    box = tmp_path / "Maildir"
    for folder in ("cur", "new", "tmp", ".Sent/cur", ".Sent/new"):
        (box / folder).mkdir(parents=True)
    (box / "cur" / "1.M1P1.host:2,S").write_bytes(mails[0])
    (box / "new" / "2.M1P1.host").write_bytes(mails[1])
    (box / ".Sent" / "cur" / "3.M1P1.host:2,S").write_bytes(mails[2])
    (box / "tmp" / "4.half").write_bytes(b"From:")
    (box / "dovecot-uidlist").write_text("3 V1")
    found = read(box)
    assert sorted(raws(found)) == sorted(m.rstrip() for m in mails[:3])
    assert not [i for i in found if isinstance(i, Unread)]


def test_a_folder_of_eml_and_other_files(tmp_path, mails):
    for number, raw in enumerate(mails):
        (tmp_path / f"Re Tom Smith {number}.eml").write_bytes(raw)
    (tmp_path / "empty.eml").write_bytes(b"")
    (tmp_path / "budget.xlsx").write_bytes(b"\x00\x01binary")
    found = read(tmp_path)
    assert len(raws(found)) == 5
    assert sorted(i.reason for i in found if isinstance(i, Unread)) == [
        "It is empty.",
        "It is no mail (.xlsx).",
    ]
    assert not any("Tom" in str(item.place) for item in found), "a file's name is content"


def test_places_are_stable_and_tell_messages_apart(tmp_path, mails):
    (tmp_path / "b.mbox").write_bytes(mbox_bytes())
    (tmp_path / "a.eml").write_bytes(mails[0])
    places = [item.place for item in read(tmp_path)]
    assert len(set(places)) == 6
    assert places == [item.place for item in read(tmp_path)]


def test_apple_mail(tmp_path, mails):
    body = mails[0]
    (tmp_path / "1.emlx").write_bytes(b"%d\n" % len(body) + body + b"<?xml version='1.0'?><plist/>")
    assert raws(read(tmp_path)) == [body.rstrip()]


@pytest.mark.parametrize("cut", [1, 20, 200, 2_000])
def test_truncated_archives_are_listed(tmp_path, cut):
    data = gzip.compress(mbox_bytes(40))
    (tmp_path / "a.mbox.gz").write_bytes(data[:-cut])
    found = read(tmp_path / "a.mbox.gz")
    last = found[-1]
    assert (isinstance(last, Unread) and last.reason) or (
        isinstance(last, Mail) and "breaks off" in last.note
    )


def test_damaged_and_encrypted_zips_are_listed(tmp_path):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("mail.mbox", mbox_bytes(60))
    data = bytearray(whole.getvalue())
    (tmp_path / "cut.zip").write_bytes(data[: len(data) // 2])
    data[200:260] = bytes(60)
    (tmp_path / "bad.zip").write_bytes(data)
    for name in ("cut.zip", "bad.zip"):
        found = read(tmp_path / name)
        assert any(isinstance(i, Unread) or i.note for i in found), name


def test_a_zip_bomb_costs_no_memory(tmp_path):
    import resource

    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out, out.open("a.mbox", "w") as member:
        member.write(b"From a@b.example Mon Sep  4 08:00:00 2023\nFrom: a@b\n\n")
        for _ in range(300):
            member.write(b"0" * 1_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = read(path)
    assert len(found) == 1
    assert found[0].note
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000


def test_archives_inside_archives_end(tmp_path, mails):
    data = mails[0]
    for number in range(8):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as out:
            out.writestr("a.zip" if number else "a.eml", data)
        data = inner.getvalue()
    (tmp_path / "deep.zip").write_bytes(data)
    assert [i.reason for i in read(tmp_path / "deep.zip")] == ["It is packed too often."]


def test_urls_through_fsspec(tmp_path, mails):
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    with memory.open("/box/a.mbox", "wb") as out:
        out.write(mbox_bytes())
    with memory.open("/box/b.eml", "wb") as out:
        out.write(mails[0])
    assert len(raws(read("memory://box"))) == 6
    assert len(raws(read("memory://box/a.mbox"))) == 5
    with pytest.raises(IntakeError):
        read("memory://nowhere")


def test_no_such_source(tmp_path):
    with pytest.raises(IntakeError, match="no such file"):
        read(tmp_path / "missing.mbox")


def test_links_are_not_followed(tmp_path, mails):
    (tmp_path / "a.eml").write_bytes(mails[0])
    (tmp_path / "round").symlink_to(tmp_path)
    assert len(read(tmp_path)) == 1


@pytest.mark.parametrize(
    "data", [b"!BDN" + bytes(600), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"!BDN"]
)
def test_hostile_outlook_files_are_listed(tmp_path, data):
    pytest.importorskip("pypff")
    pytest.importorskip("oxmsg")
    (tmp_path / ("a.pst" if data[:1] == b"!" else "a.msg")).write_bytes(data)
    assert [type(i) for i in read(tmp_path)] == [Unread]
