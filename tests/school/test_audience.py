"""Every kind of recipient: who is this address, number or name, to this message?"""

from datetime import UTC, datetime

import pytest

from msgguard.model import Audience, Channel, Message, Party, PostKind, Recipient
from msgguard.school.audience import (
    Direction,
    direction_of,
    guardian_audience,
    message_audiences,
    restricted_here,
    standing_audience,
)
from msgguard.school.mailbox import mailbox_key
from msgguard.school.profile import School, Staff
from msgguard.school.roster import Guardian, Pupil, Roster

A = Audience
SCHOOL = School(
    name="Oakmere",
    domains=frozenset({"oakmere.sch.example", "pupils.oakmere.sch.example"}),
    pupil_domains=frozenset({"pupils.oakmere.sch.example"}),
    pupil_pattern=r"\d{2}[a-z]+@oakmere\.sch\.example",
    phones=("020 7946 0800",),
    partners={"anytown.gov.example": "statutory", "coaches.example": "supplier", "books.example": "platform",
              "occhealth.example": "safe"},
    office=frozenset({"office@oakmere.sch.example"}),
    lists=frozenset({"everybody@oakmere.sch.example", "year-leads"}),
    safe=frozenset({"dsl-mailbox@oakmere.sch.example"}),
    safe_domains=frozenset({"union.example"}),
    designated_person="d.person@oakmere.sch.example",
    headteacher="head@oakmere.sch.example",
    chair="chair.private@mail.example",
    governors=frozenset({"gov1@mail.example"}),
    staff=(
        Staff(email="head@oakmere.sch.example", name="Hettie Head", role="headteacher"),
        Staff(email="dep@oakmere.sch.example", name="Dee Deputy", role="deputy"),
        Staff(email="b.rowe@oakmere.sch.example", name="Bel Rowe", private=("bel.rowe@gmail.com",)),
        Staff(email="p.hill@oakmere.sch.example", name="Petra Hill", private=("petra@mail.example",)),
        Staff(email="g.gov@oakmere.sch.example", name="Gil Gov", role="governor",
              private=("gil@mail.example",)),
        Staff(email="12abc@oakmere.sch.example", name="Like A Pupil", role="ta"),
        Staff(email="parents@oakmere.sch.example", name="Parent Liaison", role="office"),
    ),
)  # fmt: skip
ROSTER = Roster(
    pupils=(
        Pupil(id="p1", given="Ann", family="Lee", email="ann.lee@pupils.oakmere.sch.example"),
        Pupil(id="p2", given="Ben", family="Lee", variants=(("Benjamin", "Lee"),), email="ben@cloud.example"),
        Pupil(id="p3", given="Cy", family="Hill"),
        Pupil(id="p4", given="Sam", family="Twin"),
        Pupil(id="p5", given="Sam", family="Twin"),
    ),
    guardians=(
        Guardian(id="g1", given="Al", family="Lee", emails=("al.lee@gmail.com",), phones=("07700 900001",),
                 children=("p1", "p2"), household="home"),
        Guardian(id="g2", given="Di", family="Lee", emails=("di@mail.example",), phones=("+447700900002",),
                 children=("p1", "p2"), restricted=("p1",), household="away"),
        Guardian(id="g3", given="Petra", family="Hill", emails=("petra@mail.example",), children=("p3",)),
        Guardian(id="g4", given="Ex", family="Barred", emails=("ex@mail.example",), children=("p3",),
                 restricted=("p3",)),
        Guardian(id="g5", given="Jo", family="Twin", emails=("twins@mail.example",), children=("p4",)),
        Guardian(id="g6", given="Mo", family="Twin", emails=("twins@mail.example",), children=("p5",)),
        Guardian(id="g7", given="No", family="Child", emails=("nochild@mail.example",)),
    ),
    staff_children={"p.hill@oakmere.sch.example": ("p3",)},
)  # fmt: skip

STANDING = {
    # the safe route
    "d.person@oakmere.sch.example": A.SAFE,
    "D.Person+concern@OAKMERE.sch.example": A.SAFE,
    "head@oakmere.sch.example": A.SAFE,
    "dep@oakmere.sch.example": A.SAFE,
    "chair.private@mail.example": A.SAFE,
    "dsl-mailbox@oakmere.sch.example": A.SAFE,
    "anyone@union.example": A.SAFE,
    "nurse@occhealth.example": A.SAFE,
    "pc.plod@met.police.uk": A.SAFE,
    "enquiries@ofsted.gov.uk": A.SAFE,
    "casework@ico.org.uk": A.SAFE,
    "help@neu.org.uk": A.SAFE,
    "lado@anytown.gov.example": A.SAFE,
    "mash.referrals@borough.gov.uk": A.SAFE,
    "childrens.social.care@borough.gov.uk": A.SAFE,
    "childrensservices@borough.gov.uk": A.SAFE,
    # public bodies
    "clerk@anytown.gov.example": A.STATUTORY,
    "j.mashford@borough.gov.uk": A.STATUTORY,
    "therapist@nhs.net": A.STATUTORY,
    "office@other.borough.sch.uk": A.STATUTORY,
    "case@team.cjsm.net": A.STATUTORY,
    # staff, lists, governors
    "b.rowe@oakmere.sch.example": A.STAFF,
    "B.Rowe+trip@oakmere.sch.example": A.STAFF,
    "new.person@oakmere.sch.example": A.STAFF,
    "office@oakmere.sch.example": A.STAFF,
    "12abc@oakmere.sch.example": A.STAFF,  # looks like a pupil's, and is listed as staff
    "parents@oakmere.sch.example": A.STAFF,  # listed: a mailbox that parents write to
    "020 7946 0800": A.STAFF,
    "everybody@oakmere.sch.example": A.LIST,
    "year-leads@oakmere.sch.example": A.LIST,
    "allstaff@oakmere.sch.example": A.LIST,
    "all.teachers@oakmere.sch.example": A.LIST,
    "teaching-staff@oakmere.sch.example": A.LIST,
    "governors@oakmere.sch.example": A.GOVERNOR,
    "clerk@oakmere.sch.example": A.GOVERNOR,
    "g.gov@oakmere.sch.example": A.GOVERNOR,
    "gov1@mail.example": A.GOVERNOR,
    # lists of parents and pupils
    "allparents@oakmere.sch.example": A.OTHER,
    "year3parents@oakmere.sch.example": A.OTHER,
    "parents-carers@oakmere.sch.example": A.OTHER,
    "y6pupils@oakmere.sch.example": A.PUPIL,
    # pupils
    "ann.lee@pupils.oakmere.sch.example": A.PUPIL,
    "unknown@pupils.oakmere.sch.example": A.PUPIL,
    "27smith@oakmere.sch.example": A.PUPIL,
    "ben@cloud.example": A.PUPIL,
    # guardians, however written
    "al.lee@gmail.com": A.OWN,
    "AL.LEE@GMAIL.COM": A.OWN,
    "allee@gmail.com": A.OWN,
    "al.lee+school@gmail.com": A.OWN,
    "a.l.lee@googlemail.com": A.OWN,
    "di+tag@mail.example": A.OWN,
    "07700900001": A.OWN,
    "+44 (0)7700 900001": A.OWN,
    "07700 900 002": A.OWN,
    "petra@mail.example": A.OWN,  # a teacher's private address that the roster knows as a mother's
    "twins@mail.example": A.OWN,
    "nochild@mail.example": A.OWN,
    "ex@mail.example": A.RESTRICTED,  # barred from the only child
    # strangers
    "d.i@mail.example": A.EXTERNAL,  # dots matter outside Gmail
    "bel.rowe@gmail.com": A.EXTERNAL,
    "gil@mail.example": A.EXTERNAL,
    "somebody@mail.example": A.EXTERNAL,
    "07700 900999": A.EXTERNAL,
    "60990": A.EXTERNAL,
    "@some_handle": A.EXTERNAL,
    "": A.EXTERNAL,
    "hi@coaches.example": A.SUPPLIER,
    "help@eu.books.example": A.SUPPLIER,
    # a name that no address came with
    "bel rowe": A.STAFF,
    "hettie head": A.SAFE,
    "al lee": A.OWN,
    "lee, al": A.OWN,
    "benjamin lee": A.PUPIL,
    "nobody known": A.EXTERNAL,
    "all staff": A.LIST,
    "year 3 parents": A.OTHER,
    "3l parents": A.OTHER,
    "class 3l parents": A.OTHER,
    "parents": A.OTHER,
    "governors": A.GOVERNOR,
    "year 6 pupils": A.PUPIL,
    "2": A.EXTERNAL,
}


@pytest.mark.parametrize(("address", "audience"), STANDING.items(), ids=[a or "empty" for a in STANDING])
def test_standing(address, audience):
    assert standing_audience(address, SCHOOL, ROSTER) is audience


@pytest.mark.parametrize("address", ["al.lee@gmail.com", "07700 900001", "al lee", "ben@cloud.example"])
def test_without_a_roster_private_addresses_are_strangers(address):
    assert standing_audience(address, SCHOOL, None) is A.EXTERNAL


def test_without_school_or_roster_nothing_fails():
    for address in STANDING:
        standing_audience(address, School(), None)


@pytest.mark.parametrize(
    ("address", "about", "audience"),
    [
        ("al.lee@gmail.com", ("p1",), A.OWN),
        ("al.lee@gmail.com", ("p1", "p2"), A.OWN),
        ("al.lee@gmail.com", ("p1", "p3"), A.OTHER),
        ("al.lee@gmail.com", (), A.OWN),
        ("di@mail.example", ("p1",), A.RESTRICTED),
        ("di@mail.example", ("p2",), A.OWN),
        ("di@mail.example", ("p2", "p1"), A.RESTRICTED),
        ("di@mail.example", ("p3", "p1"), A.RESTRICTED),
        ("di@mail.example", (), A.OWN),
        ("ex@mail.example", (), A.RESTRICTED),
        ("twins@mail.example", ("p4",), A.OWN),
        ("twins@mail.example", ("p4", "p5"), A.OWN),
        ("nochild@mail.example", ("p1",), A.OTHER),
    ],
)
def test_guardians_by_who_is_named(address, about, audience):
    assert guardian_audience(ROSTER.guardian_at(address), about) is audience


def test_a_shared_mailbox_is_barred_from_what_one_reader_is_barred_from():
    roster = Roster(
        pupils=ROSTER.pupils,
        guardians=(
            Guardian(id="a", given="A", family="X", emails=("both@mail.example",), children=("p1",)),
            Guardian(id="b", given="B", family="X", emails=("Both@mail.example",), restricted=("p1",)),
        ),
    )
    assert guardian_audience(roster.guardian_at("both@mail.example"), ("p1",)) is A.RESTRICTED


def message(*recipients, sender="b.rowe@oakmere.sch.example", channel=Channel.EMAIL, **more):
    return Message(
        id="m",
        channel=channel,
        sender=Party(address=sender),
        recipients=tuple(Recipient(party=Party(address=r)) for r in recipients),
        date=datetime(2026, 9, 10, tzinfo=UTC),
        **more,
    )


def test_every_recipient_counts_bcc_and_envelope_too():
    recipients = tuple(
        Recipient(party=Party(address=address), field=field)
        for address, field in [
            ("al.lee@gmail.com", "to"),
            ("b.rowe@oakmere.sch.example", "cc"),
            ("x@mail.example", "bcc"),
            ("ann.lee@pupils.oakmere.sch.example", "envelope"),
        ]
    )
    sent = Message(id="m", channel=Channel.EMAIL, sender=Party(address="a@b.example"), recipients=recipients)
    assert [a for _, a in message_audiences(sent, SCHOOL, ROSTER)] == [A.OWN, A.STAFF, A.EXTERNAL, A.PUPIL]


def test_posts_and_messages_without_recipients():
    for kind, audience in ((PostKind.GROUP, A.GROUP), (PostKind.OFFICIAL, A.OFFICIAL), (None, A.PERSONAL)):
        post = message("al.lee@gmail.com", channel=Channel.POST, post=kind)
        assert message_audiences(post, SCHOOL, ROSTER) == (("", audience),)
    assert message_audiences(message(), SCHOOL, ROSTER) == (("", A.EXTERNAL),)


@pytest.mark.parametrize(
    ("barred", "recipient"),
    [
        ("al.lee@gmail.com", "al.lee@gmail.com"),
        ("AL.Lee+x@gmail.com", "allee@gmail.com"),
        ("al.lee@gmail.com", "07700900001"),  # his number, barred by his address
        ("+447700900001", "07700 900001"),
    ],
)
@pytest.mark.parametrize("pupil", ["p1", "Ann Lee", "LEE, Ann"])
def test_a_bar_that_came_with_the_message(barred, recipient, pupil):
    sent = message(recipient, restricted=((barred.lower(), pupil),))
    assert restricted_here(sent, ROSTER) == {recipient: frozenset({"p1"})}


def test_a_bar_with_a_misspelt_name_holds_for_all_the_guardians_children():
    sent = message("al.lee@gmail.com", restricted=(("al.lee@gmail.com", "Anne Lea"),))
    assert restricted_here(sent, ROSTER) == {"al.lee@gmail.com": frozenset({"p1", "p2"})}


def test_a_stranger_barred_by_the_message_is_restricted():
    sent = message("x@mail.example", "y@mail.example", restricted=(("x@mail.example", "Ann Lee"),))
    assert [a for _, a in message_audiences(sent, SCHOOL, ROSTER)] == [A.RESTRICTED, A.EXTERNAL]


@pytest.mark.parametrize(
    ("sender", "recipients", "direction"),
    [
        ("b.rowe@oakmere.sch.example", ["al.lee@gmail.com"], Direction.OUTBOUND),
        ("b.rowe@oakmere.sch.example", ["head@oakmere.sch.example"], Direction.INTERNAL),
        ("b.rowe+x@oakmere.sch.example", ["head+y@oakmere.sch.example"], Direction.INTERNAL),
        ("b.rowe@oakmere.sch.example", [], Direction.OUTBOUND),
        ("al.lee@gmail.com", ["office@oakmere.sch.example"], Direction.INBOUND),
        ("al.lee@gmail.com", ["office@oakmere.sch.example", "x@mail.example"], Direction.OUTBOUND),
        ("bel.rowe@gmail.com", ["office@oakmere.sch.example"], Direction.INTERNAL),
        ("belrowe+x@googlemail.com", ["al.lee@gmail.com"], Direction.OUTBOUND),
        ("petra@mail.example", ["office@oakmere.sch.example"], Direction.INBOUND),  # she writes as a mother
        ("07700900001", ["office@oakmere.sch.example"], Direction.INBOUND),
    ],
)
def test_direction(sender, recipients, direction):
    assert direction_of(message(*recipients, sender=sender), SCHOOL, ROSTER) is direction


def test_households():
    al, di = ROSTER.guardian_at("al.lee@gmail.com"), ROSTER.guardian_at("di@mail.example")
    assert ROSTER.household_of("allee@gmail.com") == "home"
    assert ROSTER.household_of("07700 900002") == "away"
    assert ROSTER.household_of("stranger@mail.example") == ""
    assert ROSTER.lives_apart(al, di)
    assert ROSTER.is_kept_apart(al, di)
    petra, barred = ROSTER.guardian_at("petra@mail.example"), ROSTER.guardian_at("ex@mail.example")
    assert not ROSTER.lives_apart(petra, barred)  # nothing tells
    assert ROSTER.is_kept_apart(petra, barred)
    assert ROSTER.household_of("petra@mail.example") == "p3"
    assert ROSTER.household_of("cy hill") == "p3"


def test_staff_who_are_parents_have_both_relations():
    assert standing_audience("p.hill@oakmere.sch.example", SCHOOL, ROSTER) is A.STAFF
    assert standing_audience("petra@mail.example", SCHOOL, ROSTER) is A.OWN
    assert ROSTER.children_at("p.hill@oakmere.sch.example") == ("p3",)
    assert ROSTER.children_at("petra@mail.example") == ("p3",)


def test_a_name_of_two_guardians_is_nobodys():
    twice = Roster(guardians=tuple(Guardian(id=i, given="Jo", family="Bloggs") for i in "ab"))
    assert twice.guardians_at("jo bloggs") == ()


@pytest.mark.parametrize(
    "address", ["", "@", "a@", "@b", "+@gmail.com", "+tag@mail.example", "a" * 70_000 + "@x", "+" * 9]
)
def test_odd_addresses_fail_nothing(address):
    assert isinstance(mailbox_key(address), str)
    assert standing_audience(address, SCHOOL, ROSTER) in A
