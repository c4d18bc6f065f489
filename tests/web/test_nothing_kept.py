"""Nothing of a draft reaches a disk or a log, whatever is sent and whatever fails."""

import logging
import tempfile

import pytest

SECRET = "Quillfeather"


@pytest.fixture
def no_files(monkeypatch):
    """Any file of its own that a server opens to spool to fails the test."""

    def refuse(*args, **extra):
        raise AssertionError("a file was opened for an upload")

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", refuse)
    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)


def test_a_large_upload_stays_in_memory(client, no_files):
    data = (SECRET + " ").encode() * 300_000
    answer = client.post("/live", data={"text": "Hello"}, files={"file": ("long.txt", data)})
    assert answer.status_code == 200
    assert "long.txt" in answer.text
    page = client.post("/", data={"text": "x " * 200_000})
    assert page.status_code == 200


def test_a_fault_is_logged_without_a_word_of_it(make_client, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)

    def fail(draft, setup):
        raise ValueError(f"cannot read {draft.text}")

    monkeypatch.setattr("msgguard.web.pages.answer_to", fail)
    client = make_client()
    answer = client.post("/", data={"text": SECRET})
    assert answer.status_code == 500
    assert "was not checked" in answer.text
    assert SECRET not in answer.text
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text


def test_files_are_read(client):
    samples = pytest.importorskip("tests.intake.files.samples")
    pytest.importorskip("pypdfium2")
    for name, data in (("report.docx", samples.docx()), ("report.pdf", samples.pdf())):
        answer = client.post("/live", data={"who": "class", "text": "Hello"}, files={"file": (name, data)})
        assert f"the file {name}" in answer.json()["html"]
        assert f"The file {name} could not be" not in answer.json()["html"]
    answer = client.post(
        "/live", data={"text": "Hello"}, files={"file": ("a.docx", samples.encrypted_office())}
    )
    assert "could not be checked" in answer.json()["html"]


def test_a_list_of_pupils_in_a_file_is_found(client, setup):
    pupils = [p for p in setup.known.roster.pupils if "left" not in p.flags][:12]
    rows = "Name,Class,DOB\n" + "".join(f"{p.given} {p.family},{p.classes[0]},01/02/2017\n" for p in pupils)
    answer = client.post("/live", data={"who": "class"}, files={"file": ("club.csv", rows.encode())}).json()
    assert "AT801" in answer["html"]
    assert "the file club.csv" in answer["html"]


def test_a_picture_is_looked_into(client):
    samples = pytest.importorskip("tests.intake.files.samples")
    pytest.importorskip("PIL")
    answer = client.post(
        "/live", data={"what": "personal"}, files={"file": ("trip.jpg", samples.jpeg())}
    ).json()
    assert "trip.jpg" in answer["html"]
