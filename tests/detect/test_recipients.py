"""RC701, RC704, RC705: who sees whom, and slips in addresses."""

import pytest
from tests.detect.hollybank import PUPIL, findings


def codes(**options):
    return {f.code for f in findings("Trip letter.", "RC70", **options)}


def test_households_not_addresses_are_counted():
    assert "RC701" not in codes(to=("parent1@mail.example", "parent2@mail.example"))
    assert "RC701" not in codes(to=("parent5@mail.example", "louise.tanner@gmail.com"))
    (found,) = findings(
        "x", "RC701", to=("parent1@mail.example", "parent2@mail.example"), cc=("parent7@mail.example",)
    )
    assert found.facts["households"] == "2"


def test_blind_copies_expose_nobody():
    assert "RC701" not in codes(to=(), bcc=("parent1@mail.example", "parent3@mail.example"))
    assert "RC701" not in codes(to=("parent1@mail.example",), bcc=("parent3@mail.example",))


def test_firms_and_colleagues_are_no_families():
    assert codes(to=("a@builders.example", "b@roofers.example", "r.adeyemi@hollybank.sch.example")) == set()


@pytest.mark.parametrize(
    "address",
    [
        "parent1@gmial.com",
        "x@hotmial.co.uk",
        "x@outlok.com",
        "x@gmail.con",
        "x@yahoo.co.ukk",
        "x@btinternett.com",
        "r.adeyemi@hollybank.sch.exampel",
        "louise.taner@gmail.com",
        "census@anytwon.gov.example",
    ],
)
def test_slips_in_addresses(address):
    assert "RC704" in codes(to=(address,))


@pytest.mark.parametrize(
    "address",
    [
        "jo.blogs@gmail.com",
        "jo@googlemail.com",
        "jean@hotmail.fr",
        "jo@mail.com",
        "jo@gmx.com",
        "jo@me.com",
        "parent1@mail.example",
        "office@hollybank.sch.example",
        "louis.turner@gmail.com",
        "x@a.example",
    ],
)
def test_addresses_that_are_right(address):
    assert "RC704" not in codes(to=(address,))


def test_one_letter_from_a_public_body_is_no_public_body():
    from dataclasses import replace

    from tests.detect.hollybank import KNOWN

    from msgguard.model import Audience
    from msgguard.school.audience import standing_audience

    school = replace(KNOWN.school, partners={"anytown.gov.uk": "statutory"})
    assert standing_audience("a@anytwon.gov.uk", school, None) is Audience.EXTERNAL
    assert standing_audience("a@anytown.gov.uk", school, None) is Audience.STATUTORY
    assert standing_audience("a@elsewhere.gov.uk", school, None) is Audience.STATUTORY


@pytest.mark.parametrize(
    ("to", "cc", "bcc", "mixed"),
    [
        ((PUPIL, "parent5@mail.example"), (), (), True),
        ((PUPIL,), ("r.adeyemi@hollybank.sch.example",), (), False),
        ((PUPIL, "hope.fenwick@pupils.hollybank.sch.example"), (), (), False),
        (("allstaff@hollybank.sch.example", "x@agency.example"), (), (), True),
        (("allstaff@hollybank.sch.example",), ("chair@hollybank.sch.example",), (), False),
        (("allstaff@hollybank.sch.example",), (), ("parent1@mail.example",), False),
        (("parent1@mail.example",), (), (PUPIL,), True),
    ],
)
def test_mixed_audiences(to, cc, bcc, mixed):
    assert ("RC705" in codes(to=to, cc=cc, bcc=bcc)) is mixed


def test_a_long_list_costs_little_and_is_looked_at():
    many = tuple(f"person{i}@somewhere{i}.example" for i in range(500))
    assert codes(to=many) <= {"RC704"}
