"""Flags, and what an import keeps and changes of the roster before."""

import json
import shutil

import pytest
from tests.school.rosters import DATA, bring_in, guardians, notes, pupils

from msgguard.errors import RosterError
from msgguard.school.compiled import write_compiled

HEADER = "Adno,Forename,Surname,Reg,Contact 1 Name,Contact 1 Email,Contact 2 Name,Contact 2 Email\n"
LEE = "1,Ann,Lee,3L,Al Lee,al@mail.example,Cy Lee,cy@mail.example\n"
RAY = "2,Bo,Ray,3L,Di Ray,di@mail.example,,\n"
KIM = "3,Jae,Kim,1S,Sol Kim,sol@mail.example,,\n"


@pytest.fixture
def school(tmp_path):
    """Write an export and import it over the roster before."""

    def bring(*rows, flags=None, header=HEADER, **more):
        export = tmp_path / "export.csv"
        export.write_text(header + "".join(rows))
        flags_file = tmp_path / "roster-flags.toml" if flags is not None else None
        if flags_file is not None:
            flags_file.write_text(flags)
        outcome = bring_in(export, before=tmp_path / "roster.json", flags_file=flags_file, **more)
        write_compiled(outcome.roster, tmp_path / "roster.json")
        return outcome

    return bring


FLAGS = """
[[pupil]]
who = "Ann Lee"
in_class = "Class 3L"
no_publicity = true
consents = ["newsletter:first"]
short = ["Annie"]

[[guardian]]
who = "CY@mail.example"
restricted = ["1"]
household = "away"

[[staff_child]]
staff = "T.Eacher@school.example"
pupils = ["Bo Ray"]
"""


def test_flags_are_put_on(school):
    outcome = school(LEE, RAY, flags=FLAGS)
    ann = pupils(outcome)["1"]
    assert ann.flags == {"no-publicity"}
    assert ann.consents == {"newsletter:first"}
    assert ann.short == ("Annie",)
    people = guardians(outcome)
    assert people["Cy Lee"].restricted == ("1",)
    assert outcome.roster.lives_apart(people["Cy Lee"], people["Al Lee"])
    assert outcome.roster.staff_children == {"t.eacher@school.example": ("2",)}
    assert not notes(outcome, "flag")


def test_flags_of_nobody_and_of_several_are_said():
    outcome = bring_in("oneroster11", flags_file=DATA / "roster-flags.toml")
    assert [n.place.line for n in notes(outcome, "flag")] == [8, 22]
    assert pupils(outcome)["s1"].flags == {"no-publicity"}
    assert outcome.roster.staff_children == {}


def test_a_barred_stranger_becomes_known():
    outcome = bring_in("oneroster11", flags_file=DATA / "roster-flags.toml")
    assert outcome.roster.guardian_at("stranger@mail.example").restricted == ("s4",)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[[pupil]]\nwho = "Ann Lee"\nno_publicty = true\n', 3),
        ('[[pupil]]\nwho = "Ann Lee"\nconsents = ["web"]\n', 3),
        ("[[pupil]]\nno_publicity = true\n", 1),
        ('[[guardian]]\nwho = "x"\nrestricted = "Ann Lee"\n', 3),
    ],
)
def test_wrong_flags_are_told_with_their_line(school, text, line):
    with pytest.raises(RosterError) as caught:
        school(LEE, flags=text)
    assert caught.value.problems[0].line == line


def test_flags_stay_without_the_file(school):
    school(LEE, RAY, flags=FLAGS)
    outcome = school(LEE, RAY)
    assert pupils(outcome)["1"].flags == {"no-publicity"}
    assert guardians(outcome)["Cy Lee"].restricted == ("1",)
    assert outcome.roster.staff_children == {"t.eacher@school.example": ("2",)}
    assert not any(getattr(outcome.changes, name) for name in ("flags_changed", "guardians_changed", "moved"))


def test_the_file_is_the_truth_where_it_is(school):
    school(LEE, RAY, flags=FLAGS)
    outcome = school(LEE, RAY, flags="")
    assert pupils(outcome)["1"].flags == frozenset()
    assert guardians(outcome)["Cy Lee"].restricted == ()
    assert outcome.changes.flags_changed == ("1",)


def test_changes_are_reported(school):
    first = school(LEE, RAY)
    assert first.changes is None
    outcome = school(LEE.replace("3L", "4N").replace("al@", "al.new@"), KIM)
    changes = outcome.changes
    assert (changes.added, changes.left, changes.moved) == (("3",), ("2",), ("1",))
    assert changes.guardians_changed == ("1",)
    assert (outcome.counts.pupils, outcome.counts.left) == (2, 1)


def test_leavers_stay_known_with_their_guardians(school):
    school(LEE, RAY)
    outcome = school(LEE)
    assert pupils(outcome)["2"].flags == {"left"}
    assert outcome.roster.guardian_at("di@mail.example").children == ("2",)
    again = school(LEE)
    assert again.changes.left == ()
    back = school(LEE, RAY)
    assert back.changes.returned == ("2",)
    assert pupils(back)["2"].flags == frozenset()


def test_leavers_can_be_forgotten(school):
    school(LEE, RAY)
    outcome = school(LEE, forget_left=True)
    assert set(pupils(outcome)) == {"1"}
    assert outcome.roster.guardian_at("di@mail.example") is None


def test_a_parent_of_a_leaver_and_a_pupil_stays_both(school):
    brother = "4,Tam,Lee,6D,Al Lee,al@mail.example,,\n"
    school(LEE, brother)
    outcome = school(LEE)
    assert outcome.roster.guardian_at("al@mail.example").children == ("1", "4")


def test_a_barred_guardian_gone_from_the_export_stays_barred(school):
    school(LEE, flags=FLAGS)
    outcome = school(LEE.replace("Cy Lee,cy@mail.example", ","))
    assert outcome.roster.guardian_at("cy@mail.example").restricted == ("1",)


def test_with_flags_a_barred_guardian_gone_is_made_known_again(school):
    school(LEE, flags=FLAGS)
    outcome = school(LEE.replace("Cy Lee,cy@mail.example", ","), flags=FLAGS)
    assert outcome.roster.guardian_at("cy@mail.example").restricted == ("1",)


def test_a_guardian_gone_is_gone(school):
    school(LEE, RAY)
    outcome = school(LEE.replace("Cy Lee,cy@mail.example", ","), RAY)
    assert outcome.roster.guardian_at("cy@mail.example") is None
    assert len(outcome.changes.guardians_gone) == 1


def test_an_export_of_another_kind_keeps_the_people(school):
    school(LEE, RAY, flags=FLAGS)
    other = HEADER.replace("Adno", "Student ID")
    outcome = school(LEE.replace("1,", "A-1,", 1), RAY.replace("2,", "A-2,", 1), header=other)
    assert pupils(outcome)["A-1"].flags == {"no-publicity"}
    assert guardians(outcome)["Cy Lee"].restricted == ("A-1",)
    assert outcome.changes.added == outcome.changes.left == ()
    assert outcome.roster.staff_children == {"t.eacher@school.example": ("A-2",)}


def test_namesakes_are_not_matched_by_name(school):
    school(LEE, LEE.replace("1,Ann", "9,Ann"))
    outcome = school("A-1" + LEE[1:], "A-9" + LEE.replace("1,Ann", "9,Ann")[1:])
    assert set(outcome.changes.added) == {"A-1", "A-9"}


def test_importing_twice_changes_nothing(tmp_path):
    for name in ("oneroster11", "oneroster12", "sds21", "sds1", "sims-contacts.csv", "wonde.json"):
        target = tmp_path / "roster.json"
        target.unlink(missing_ok=True)
        first = bring_in(name)
        write_compiled(first.roster, target)
        again = bring_in(name, before=target)
        assert again.roster == first.roster, name
        assert not any(getattr(again.changes, f) for f in again.changes.__dataclass_fields__), name


def test_a_folder_without_rosters_and_a_missing_file(tmp_path):
    with pytest.raises(RosterError, match="holds no roster file"):
        bring_in(tmp_path)
    with pytest.raises(RosterError, match="cannot be read"):
        bring_in(tmp_path / "none.csv")


def test_two_files_of_one_name_are_refused(tmp_path):
    for folder in ("a", "b"):
        shutil.copytree(DATA / "oneroster10", tmp_path / folder)
    with pytest.raises(RosterError, match=r"two files are named users\.csv"):
        bring_in(tmp_path / "a", tmp_path / "b")


def test_addresses_of_homes_never_reach_the_file(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(
        "Forename,Surname,DOB,UPN,Address,Postcode,Contact Name,Contact Email,Contact Postcode\n"
        "Ann,Lee,2018-01-02,A123456789012,12 Secret Lane,ZZ99 1AA,Al Lee,al@mail.example,ZZ99 1AA\n"
        "Ann,Lee,2018-01-02,A123456789012,12 Secret Lane,ZZ99 1AA,Cy Lee,cy@mail.example,ZZ99 2BB\n"
    )
    outcome = bring_in(path, keep=False)
    write_compiled(outcome.roster, tmp_path / "roster.json")
    text = (tmp_path / "roster.json").read_text()
    for secret in ("Secret", "ZZ99", "2018-01-02", "A123456789012"):
        assert secret not in text
    people = guardians(outcome)
    assert outcome.roster.lives_apart(people["Al Lee"], people["Cy Lee"])
    assert people["Al Lee"].household == outcome.roster.pupils[0].household
    assert json.loads(text)["format"] == 1


def test_a_damaged_roster_before_is_not_written_over(tmp_path):
    target = tmp_path / "roster.json"
    target.write_text("{")
    with pytest.raises(RosterError, match="move it away"):
        bring_in("oneroster11", before=target)


def test_no_id_is_an_address_or_a_upn(school):
    for outcome in (bring_in("sds1"), school(LEE, flags=FLAGS.replace("CY@mail", "new@mail"))):
        people = [*outcome.roster.pupils, *outcome.roster.guardians]
        assert not any("@" in person.id for person in people)
        assert not any("@" in note.what for note in outcome.notes)
