"""The Common Transfer File: names, contacts of brothers and sisters, two homes, hostile XML."""

import pytest
from tests.school.rosters import bring_in, guardians, notes

from msgguard.errors import RosterError

FILE = "9990001_CTF_9990002_001.xml"


@pytest.fixture(scope="module")
def outcome():
    return bring_in(FILE)


def test_names_in_use_and_former(outcome):
    ada = outcome.roster.pupils[0]
    assert (ada.given, ada.family, ada.middle, ada.year) == ("Ada", "Reid", "Joy", "5")
    assert {("Adaeze", "Okonjo-Reid"), ("Ada", "Okonjo")} <= set(ada.variants)


def test_a_contact_of_two_pupils_is_one_person(outcome):
    both = {p.id for p in outcome.roster.pupils}
    people = guardians(outcome)
    assert len(outcome.roster.guardians) == 2
    assert set(people["Ngozi Reid"].children) == both  # by address, whatever its case
    assert set(people["Callum Reid"].children) == both  # by name and number, whatever its spelling
    assert people["Callum Reid"].phones == ("07700900151",)


def test_two_homes(outcome):
    people = guardians(outcome)
    ada = outcome.roster.pupils[0]
    assert people["Ngozi Reid"].household == ada.household
    assert outcome.roster.lives_apart(people["Ngozi Reid"], people["Callum Reid"])


def test_addresses_are_not_kept(outcome):
    assert "Willow" not in repr(outcome.roster)
    assert "ZZ99" not in repr(outcome.roster)


def test_the_id_is_not_the_upn(outcome):
    kept = bring_in(FILE, keep=False)
    assert [p.id for p in kept.roster.pupils] == [p.id for p in outcome.roster.pupils]
    assert "B123456789012" not in repr(kept.roster)
    assert outcome.roster.pupils[0].upn == "B123456789012"


def test_a_doctor_is_no_guardian(outcome):
    assert notes(outcome, "no-guardian")[0].place.line == 18


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE CTfile [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<CTfile><CTFpupilData><Pupil><Surname>&b;</Surname></Pupil></CTFpupilData></CTfile>"
)
OUTSIDE = '<!DOCTYPE CTfile [<!ENTITY x SYSTEM "file:///etc/hostname">]><CTfile>&x;</CTfile>'
DEEP = "<CTfile>" + "<a>" * 5000 + "</a>" * 5000 + "</CTfile>"


@pytest.mark.parametrize("text", [BOMB, OUTSIDE, DEEP, "<CTfile>", "<CTfile></b>", "CTfile", "<CTfile/>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_hostile_or_broken_xml_is_refused(tmp_path, text, encoding):
    path = tmp_path / "x.xml"
    path.write_bytes(text.encode(encoding))
    with pytest.raises(RosterError):
        bring_in(path)


def test_windows_1252_is_read(tmp_path):
    text = (
        '<?xml version="1.0" encoding="windows-1252"?><CTfile><CTFpupilData><Pupil><Surname>Núñez</Surname>'
        "<Forename>Zoë</Forename></Pupil></CTFpupilData></CTfile>"
    )
    path = tmp_path / "x.xml"
    path.write_bytes(text.encode("cp1252"))
    assert bring_in(path).roster.pupils[0].given == "Zoë"
