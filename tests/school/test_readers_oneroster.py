"""OneRoster 1.0, 1.1 and 1.2: roles, links in both directions, classes, deltas."""

import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest
from tests.school.rosters import DATA, bring_in, guardians, notes, pupils

from msgguard.school.compiled import read_compiled

CORPORA = Path(__file__).parent.parent.parent / "corpora"


@pytest.fixture(scope="module")
def v11():
    return bring_in("oneroster11")


def test_links_are_read_in_either_direction(v11):
    people = guardians(v11)
    assert people["Maarja Kask"].children == ("s1", "s4")  # the pupils name her
    assert people["Juhan Kask"].children == ("s1",)  # he and the pupil name each other
    assert people["Safiya Yusuf"].children == ("s2", "s5")  # one each way


def test_grades_classes_births(v11):
    found = pupils(v11)
    assert [found[i].year for i in ("s1", "s2", "s4")] == ["4", "4", "R"]
    assert found["s1"].classes == ("4K",)  # the registration group, not the maths set
    assert found["s2"].classes == ("MA1",)  # none but the set: the other enrolment is over
    assert (found["s1"].born, found["s1"].upn, found["s1"].middle) == ("2017-10-02", "A123456789012", "Elin")


def test_addresses_and_numbers(v11):
    people = guardians(v11)
    assert people["Juhan Kask"].emails == ("juhan.kask@mail.example",)
    assert v11.roster.guardian_at("07700 900102").id == "p2"
    assert people["Maarja Kask"].phones == ("01632960101", "07700900101")


def test_deleted_rows_and_unknown_roles_are_nobody(v11):
    assert "s3" not in pupils(v11)
    assert "Odd Role" not in guardians(v11)
    assert "x1" not in pupils(v11)
    assert notes(v11, "unknown-role")[0].place.line == 11


def test_what_is_odd_is_said_with_its_line(v11):
    assert notes(v11, "unlinked")[0].place.line == 9
    assert {n.place.line for n in notes(v11, "absent-id")} == {8, 9}
    assert notes(v11, "same-name")[0].place.line == 12
    assert v11.counts.staff == 1


def test_an_id_of_two_people_loses_neither(v11):
    assert notes(v11, "duplicate-id")[0].place.line == 13
    assert pupils(v11)["s1"].given == "Nora"
    assert pupils(v11)["s1#13"].given == "Zed"


def test_no_person_stands_in_a_note(v11):
    names = {n for p in v11.roster.pupils for n in (p.given, p.family)}
    for note in v11.notes:
        assert not names & set(note.what.replace("'", " ").split())


def test_a_parent_who_teaches_is_both():
    outcome = bring_in("oneroster12")
    assert outcome.roster.staff_children == {"p.hill@oakmere.sch.example": ("s1",)}
    assert guardians(outcome)["Petra Hill"].children == ("s1",)
    assert outcome.roster.children_at("P.Hill+x@oakmere.sch.example") == ("s1",)


def test_preferred_names_lead_and_legal_ones_are_variants():
    bea = pupils(bring_in("oneroster12"))["s1"]
    assert (bea.given, bea.family) == ("Bea", "Hill")
    assert ("Beatrix", "Nowak-Hill") in bea.variants
    assert ("Bea", "Nowak-Hill") in bea.variants


def test_a_role_that_is_over_means_left():
    outcome = bring_in("oneroster12")
    assert pupils(outcome)["s2"].flags == {"left"}
    assert (outcome.counts.pupils, outcome.counts.left) == (1, 1)


def test_version_1_0_without_manifest():
    outcome = bring_in("oneroster10")
    assert outcome.roster.source == "oneroster 1.0"
    assert guardians(outcome)["Tobi Adeyemi"].children == ("s1",)


@pytest.mark.parametrize("folder", ["", "export/"])
def test_a_zip_reads_as_its_folder(tmp_path, folder):
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in (DATA / "oneroster11").iterdir():
            archive.writestr(folder + file.name, file.read_bytes())
        archive.writestr("__MACOSX/._users.csv", b"\x00\x05")
    zipped = bring_in(path)
    assert zipped.roster == bring_in("oneroster11").roster


def test_a_byte_order_mark_and_other_case_are_let_pass(tmp_path):
    shutil.copytree(DATA / "oneroster11", tmp_path / "o")
    users = tmp_path / "o" / "users.csv"
    users.write_bytes(b"\xef\xbb\xbf" + users.read_bytes().replace(b"givenName", b"GivenName"))
    users.rename(tmp_path / "o" / "Users.CSV")
    assert bring_in(tmp_path / "o").roster == bring_in("oneroster11").roster


def test_a_delta_marks_nobody_as_left(tmp_path):
    compiled = tmp_path / "roster.json"
    full = bring_in("oneroster11")
    from msgguard.school.compiled import write_compiled

    write_compiled(full.roster, compiled)
    delta = tmp_path / "delta"
    delta.mkdir()
    (delta / "manifest.csv").write_text("propertyName,value\noneroster.version,1.1\nfile.users,delta\n")
    (delta / "users.csv").write_text(
        "sourcedId,status,dateLastModified,enabledUser,role,givenName,familyName,agentSourcedIds\n"
        "s4,tobedeleted,,true,student,Tom,Kask,\ns9,active,,true,student,New,Comer,\n"
    )
    outcome = bring_in(delta, before=compiled)
    assert set(pupils(outcome)) == {*pupils(full), "s9"}
    assert [p.id for p in outcome.roster.pupils if "left" in p.flags] == ["s4"]
    assert outcome.changes.added == ("s9",)
    assert outcome.changes.left == ("s4",)


def test_the_corpus_roster_is_this_import():
    outcome = bring_in(CORPORA / "ryefield" / "oneroster")
    assert outcome.roster == read_compiled(CORPORA / "ryefield" / "roster.json")
    assert not outcome.notes
    assert date.fromisoformat(outcome.roster.pupils[0].born)


def test_identifiers_are_left_out_unless_asked_for():
    outcome = bring_in("oneroster11", keep=False)
    assert not any(p.born or p.upn for p in outcome.roster.pupils)
