"""Microsoft School Data Sync v2.1, v2, v1, and v1 as UK schools have it."""

import pytest
from tests.school.rosters import bring_in, guardians, notes, pupils

from msgguard.errors import RosterError


def test_v21_contacts_are_known_by_their_relationship_alone():
    outcome = bring_in("sds21")
    assert outcome.roster.source == "sds v2.1"
    assert guardians(outcome)["Seo-yeon Park"].children == ("s1",)
    assert outcome.roster.guardian_at("07700 900130").given == "Seo-yeon"
    mina = pupils(outcome)["s1"]
    assert (mina.year, mina.classes, mina.born) == ("3", ("3L",), "2018-11-30")


def test_v21_says_whom_it_does_not_take():
    outcome = bring_in("sds21")
    assert "Doc Tor" not in guardians(outcome)
    assert "Extra One" not in guardians(outcome)
    assert notes(outcome, "no-guardian")[0].place.line == 4
    assert notes(outcome, "relation")[0].place.line == 3  # "other": taken, and said
    assert notes(outcome, "absent-id")[0].place.line == 5


def test_v21_alumni_have_left():
    assert pupils(bring_in("sds21"))["s2"].flags == {"left"}


def test_v2_roles_have_capitals():
    outcome = bring_in("sds2")
    assert outcome.roster.source == "sds v2"
    assert (pupils(outcome)["1"].given, pupils(outcome)["1"].year) == ("Ida", "5")
    assert outcome.counts.staff == 1


def test_v1_six_files_and_guardians():
    outcome = bring_in("sds1")
    found = pupils(outcome)
    assert found["1001"].classes == ("2T",)
    assert guardians(outcome)["Irina Brandt"].children == ("1001", "1002")
    # 12/31/2018 in the same column makes 03/04/2020 the fourth of March.
    assert (found["1001"].born, found["1002"].born) == ("2018-12-31", "2020-03-04")
    assert not any("gp@" in e for g in outcome.roster.guardians for e in g.emails)


def test_v1_a_guardian_without_a_row_is_known_by_address():
    assert bring_in("sds1").roster.guardian_at("unlisted@mail.example").children == ("1002",)


def test_v1_teachers_and_pupils_may_have_the_same_number():
    outcome = bring_in("sds1")
    assert pupils(outcome)["1001"].given == "Lev"
    assert outcome.counts.staff == 1


def test_uk_variant_without_names_is_refused_with_the_reason():
    with pytest.raises(RosterError, match="2 pupils and not one name"):
        bring_in("sds1-uk")
