"""Whatever the bytes are: a roster or a RosterError. And: large schools in time."""

import time
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.school.rosters import DATA, OPTIONS, bring_in

from msgguard.errors import RosterError
from msgguard.school.compiled import read_compiled, write_compiled
from msgguard.school.readers.assemble import assemble
from msgguard.school.readers.formats import FORMATS, read_draft
from msgguard.school.readers.source import Source
from msgguard.school.roster import Roster

FILES = sorted(p for p in DATA.rglob("*") if p.suffix in (".csv", ".xml", ".json"))
NAMES = ["users.csv", "student.csv", "x.csv", "x.xml", "x.json", "x.xlsx", "x.ods", "x.xls", "guardians.csv"]


def read(source, name=""):
    """The roster of a source, or None where it is refused."""
    try:
        draft = read_draft(source, OPTIONS, name=name)
        roster, _ = assemble(draft, source, keep_identifiers=True)
    except RosterError:
        return None
    assert isinstance(roster, Roster)
    known = {p.id for p in roster.pupils}
    assert len(known) == len(roster.pupils)
    return roster


@given(
    st.dictionaries(st.sampled_from(NAMES), st.binary(max_size=400), min_size=1, max_size=3),
    st.sampled_from(["", *(f.name for f in FORMATS)]),
)
@settings(max_examples=150, deadline=None)
@example({"x.csv": b"Forename,Surname\n\xff\xfe,\x00"}, "")
@example({"x.csv": b'Forename,Surname\n"' + b"a" * 200_000}, "")
@example({"users.csv": b"sourcedId,username,role\n,,"}, "sds")
@example({"x.json": b'{"data":' * 900 + b"1" + b"}" * 900}, "wonde")
@example({"x.json": b"[" * 100_000}, "wonde")
@example({"x.xml": b"<CTfile>" * 100_000}, "ctf")
def test_any_bytes(files, name):
    read(Source(path=DATA, files=files, shown={}), name)


@given(data=st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_files(data):
    """A real file with a stretch cut out, repeated or overwritten."""
    path = data.draw(st.sampled_from(FILES))
    text = bytearray(path.read_bytes())
    start = data.draw(st.integers(0, len(text)))
    end = min(len(text), start + data.draw(st.integers(0, 60)))
    text[start:end] = data.draw(
        st.one_of(
            st.binary(max_size=40), st.just(bytes(text[:200])), st.sampled_from([b'"', b",,,\n", b"\x00" * 9])
        )
    )
    files = {
        p.name.lower(): p.read_bytes() for p in path.parent.iterdir() if p in FILES and path.parent != DATA
    }
    files[path.name.lower()] = bytes(text)
    read(Source(path=path, files=files, shown={}))


def zipped(**members):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name + ".csv", data)
    return out.getvalue()


@pytest.mark.parametrize("cut", [4, 20, 60, -30, -1])
def test_broken_zips(tmp_path, cut):
    path = tmp_path / "x.zip"
    path.write_bytes(zipped(users=b"sourcedId,role,agentSourcedIds\n" * 50)[:cut])
    with pytest.raises(RosterError):
        bring_in(path)


def test_a_zip_bomb_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("msgguard.school.readers.source.MOST_BYTES", 1_000_000)
    path = tmp_path / "x.zip"
    path.write_bytes(zipped(users=b"a" * 5_000_000))
    assert path.stat().st_size < 10_000
    with pytest.raises(RosterError, match="larger than 1 MB"):
        bring_in(path)


def trust(folder, count):
    """A OneRoster export of ``count`` pupils, each with two guardians of its own."""
    users = [
        "sourcedId,status,dateLastModified,enabledUser,role,givenName,familyName,email,phone,agentSourcedIds,grades"
    ]
    enrolments = ["sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role"]
    classes = ["sourcedId,status,dateLastModified,title,grades,classType"]
    classes += [f"c{k},,,Class {k},{k % 13},homeroom" for k in range(count // 30 + 1)]
    for i in range(count):
        family = f"Family{i % 9000}"
        users.append(
            f's{i},,,true,student,Given{i % 700},{family},s{i}@pupils.t.example,,"a{i},b{i}",{i % 13}'
        )
        users.append(f"a{i},,,true,parent,Par{i % 900},{family},a{i}@mail.example,07700{i:06d},,")
        users.append(f"b{i},,,true,guardian,Gua{i % 800},{family},b{i}@mail.example,07701{i:06d},,")
        enrolments.append(f"e{i},,,c{i // 30},o1,s{i},student")
    folder.mkdir()
    for name, lines in (("users", users), ("enrollments", enrolments), ("classes", classes)):
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    return folder


def test_a_trust_of_30_000_pupils_is_imported_and_loaded_in_time(tmp_path):
    export = trust(tmp_path / "trust", 30_000)
    target = tmp_path / "roster.json"
    start = time.process_time()
    outcome = bring_in(export)
    write_compiled(outcome.roster, target)
    imported = time.process_time() - start
    assert outcome.counts.pupils == 30_000
    start = time.process_time()
    roster = read_compiled(target)
    loaded = time.process_time() - start
    assert roster == outcome.roster
    start = time.process_time()
    again = bring_in(export, before=target)
    repeated = time.process_time() - start
    assert again.changes.added == ()
    print(f"30,000 pupils: import {imported:.1f} s, again {repeated:.1f} s, load {loaded:.2f} s")
    assert imported < 10
    assert repeated < 15
    assert loaded < 1


def test_a_school_of_450_pupils_is_loaded_at_once(tmp_path):
    outcome = bring_in(trust(tmp_path / "school", 450))
    write_compiled(outcome.roster, tmp_path / "roster.json")
    times = []
    for _ in range(5):
        start = time.process_time()
        roster = read_compiled(tmp_path / "roster.json")
        assert roster.guardian_at("a7@mail.example") is not None
        times.append(time.process_time() - start)
    print(f"450 pupils: load {min(times) * 1000:.1f} ms")
    assert min(times) < 0.03


@pytest.mark.parametrize(
    "cell", ["a" * 64_000, "@" * 64_000, "0" * 64_000, "a@b." * 16_000, "1 " * 32_000, "-/" * 32_000]
)
def test_long_cells_cost_little(tmp_path, cell):
    def cost(text):
        path = tmp_path / "x.csv"
        path.write_text(
            f"Forename,Surname,Class,DOB,Contact Name,Contact Email,Contact Phone\n{','.join([text] * 7)}\n"
        )
        start = time.process_time()
        with suppress(RosterError):
            bring_in(path)
        return time.process_time() - start

    assert cost(cell) < 12 * max(cost(cell[: len(cell) // 8]), 0.005)
