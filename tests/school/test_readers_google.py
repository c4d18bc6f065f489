"""Google users and GAM guardians, Wonde dumps."""

import pytest
from tests.school.rosters import DATA, bring_in, guardians, notes, pupils

from msgguard.errors import RosterError

UNITS = {"pupils": ("/Pupils",), "staff": ("/Staff",), "left": ("/Leavers",)}


def test_without_units_it_lists_them_and_asks():
    with pytest.raises(RosterError, match=r"/Pupils/2020 \(1\)"):
        bring_in("google")


def test_units_tell_pupils():
    outcome = bring_in("google", options=UNITS)
    assert {p.given for p in outcome.roster.pupils} == {"Kit", "Uma", "Old"}
    assert "5001" in pupils(outcome)
    assert not any(
        "@" in p.id or "@" in g.id for p in outcome.roster.pupils for g in outcome.roster.guardians
    )
    assert [p.given for p in outcome.roster.pupils if "left" in p.flags] == ["Old"]
    assert outcome.counts.staff == 1


def test_the_mail_domain_tells_pupils():
    outcome = bring_in("google", options={"pupil_domains": frozenset({"oakmere.sch.example"})})
    assert outcome.counts.pupils == 4


def test_guardians_come_as_a_second_file():
    outcome = bring_in("google/users.csv", "google/guardians.csv", options=UNITS)
    assert guardians(outcome)["Jess Marlow"].children == ("5001",)
    assert notes(outcome, "absent-id")[0].place.line == 3


def test_guardians_alone_are_not_enough():
    with pytest.raises(RosterError, match="without their pupils' names"):
        bring_in("google/guardians.csv")


def test_the_units_may_stand_in_a_map_file(tmp_path):
    path = tmp_path / "google.toml"
    path.write_text('[units]\npupils = ["/Pupils"]\n')
    assert bring_in("google", map_file=path).counts.pupils == 2


def test_wonde():
    outcome = bring_in("wonde.json")
    kenji = pupils(outcome)["A11"]
    assert (kenji.given, kenji.family, kenji.classes, kenji.year) == ("Kenji", "Sato", ("6D",), "6")
    assert ("Kenjiro", "Sato-Green") in kenji.variants
    assert (kenji.born, kenji.upn) == ("2015-03-04", "D123456789012")
    lena = guardians(outcome)["Lena Green"]
    assert (lena.emails, lena.phones, lena.children) == (
        ("lena.green@mail.example",),
        ("07700900195",),
        ("A11",),
    )
    assert lena.household == kenji.household
    assert "Soc Worker" not in guardians(outcome)


@pytest.mark.parametrize("shape", ["[%s]", '{"data": %s}', "%s", '[{"data": [%s]}]', "[[%s]]"])
def test_wonde_dumps_of_any_shape(tmp_path, shape):
    student = '{"id": "1", "forename": "Ann", "surname": "Lee"}'
    path = tmp_path / "dump.json"
    path.write_text(shape % student)
    if shape == "[[%s]]":
        with pytest.raises(RosterError):
            bring_in(path)
    else:
        assert bring_in(path).roster.pupils[0].given == "Ann"


def test_formats_are_recognised():
    from msgguard.school.readers.formats import FORMATS
    from msgguard.school.readers.source import read_source

    wanted = {
        "oneroster11": "oneroster", "oneroster12": "oneroster", "oneroster10": "oneroster", "sds21": "sds",
        "sds2": "sds", "sds1": "sds-v1", "sds1-uk": "sds-v1", "google": "google", "wonde.json": "wonde",
        "9990001_CTF_9990002_001.xml": "ctf", "sims-contacts.csv": "table", "flat.csv": "table",
    }  # fmt: skip
    for name, expected in wanted.items():
        source = read_source([DATA / name])
        assert next(f.name for f in FORMATS if f.is_it(source)) == expected, name
