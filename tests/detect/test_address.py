"""CD103: homes in every spelling, and places that are no one's home."""

from __future__ import annotations

import pytest
from tests.clock import least_seconds
from tests.detect.knowledge import found

from msgguard.detect.address import DETECTOR
from msgguard.model import Owner

# The address stands between « and »; \n is a line break.
BAD = r"""
I'm only at «22 Thornhill Rise»
drop him at mine, «17 Nightingale Fold UB8 2ZP»
I live at «41 Copperfield Gardens»
I live at «41 Copperfield Gardens, Uxbridge UB8 2ZX»
i live at «41 copperfield gardens»
im at «9 peachey court» if u want a cuppa
pop round «no.9 Peachey Court» x
pop round to «number 9 Peachey Court»
They live round the corner, «9 Gorse Walk, UB8 3ZQ»
her address is «16 Corwell Lane»
The new address I have is «Flat 3, 118 Harlington Row, UB3 4ZW»
«Flat 2, 14 Mill Road»
«flat 2b, 14 mill road», ask for Jo
«Flat 12 Kestrel House, Station Approach»
Flat 12, «Kestrel House, 3 Station Approach»
«Apartment 4, Kestrel Court», top bell
«14 Larkspur Close, UB10 0ZZ»
«14 Larkspur Close»
«14, Larkspur Close»
«14 Larkspur Cl»
«14a Larkspur Close»
«14 A Larkspur Close»
«14-16 Larkspur Close»
«14 St. Mary's Road»
«14 St Mary's Road»
«14 King's Mews»
«3 The Green»
we've moved to «3 The Green, Ickenham»
«2 The Orchards, Ickenham UB10 8ZR»
my home, «2 The Orchards»
«1 High Street» is my flat
he lives at «10 Upper Mill Hill Lane»
«4 Manor Lodge, The Greenway, Ickenham UB10 8ZL»
«Rose Cottage, Mill Lane»
I live at «Rose Cottage, Mill Lane, Denham»
«The Old Rectory, Church Lane», that's us
we're at «The Old Barn, Duck Street»
«Ivy House, 12 Church Road»
«8a Hercies Mews, Hillingdon UB10 9ZD»
Address: «8 Hercies Mews»
address 5 Peel Way
Home address: «5 Peel Way UB8 3ZN»
«5 Peel Way, UB8 3ZN»
«5 Peel Way\nUxbridge\nUB8 3ZN»
«5 Peel Way,\nUxbridge,\nUB8 3ZN»
lives at «77 Violet Avenue UB8 3ZX»
«77 Violet Ave»
«77 Violet Rd»
«77 Violet Cres»
«77 Violet Crescent»
«77 Violet Terrace»
«77 Violet Drive»
«77 Violet Grove»
«77 Violet Boulevard»
I'm at «77 Violet Vale»
I'm at «77 Violet Walk»
I'm at «77 Violet View»
I'm at «77 Violet Hill»
I'm at «77 Violet Place»
I'm at «77 Violet Row»
I'm at «77 Violet Square»
I'm at «77 Violet Parade»
I'm at «77 Violet Croft»
I'm at «77 Violet Dene»
I'm at «77 Violet Wharf»
I'm at «77 Violet Meadows»
Mrs Harker's moved to «12 Acacia Road, TW1 9ZZ»
Nell's at her nan's, «12 Acacia Road»
party at ours, «33 Apple Tree Avenue, Yiewsley UB7 8ZP»
my postcode is «UB7 8ZP»
her postcode's «UB7 8ZP»
our postcode: «UB78ZP»
we live in «UB7 8ZP», number 12
home is «ub7 8zp»
Nell lives at «SW1A 9ZZ»
I'm in «M1 9ZZ» now
Deliver to my house: «12 Acacia Road»
leave it at mine if gates locked: «60 bourne crescent, uxbridge, ub8 3zt»
iv got it at mine. «3 Beckett Row». come any time
Pick up from mine: «3 Beckett Row, UB8 1ZL»
Rory MacLeod, «12 Mill Lane, UB8 1ZA»
Craig Moore, who lives at «60 Bourne Crescent UB8 3ZT»
his new address, «2 Marina Court, Denham UB9 5ZF»
The family's new address is «31 Ferry Lane, Maldon CM9 5ZU»
I live at number «twelve Mill Lane»
we are at home, number «Forty-two Acacia Road»
meet me at my house, «12 Acacia Road»
I've moved, «12 Acacia Road, Leeds»
send the card to «12 Acacia Road, LS1 9ZZ»
my mum, «12 Acacia Road», has a key
SP, «12 Acacia Road, Anytown ZZ99 1AA»
"""

GOOD = r"""
Hollybank Primary School, Holly Lane, Anytown ZZ99 3HB
Holly Lane, Anytown ZZ99 3HB
School is at ZZ99 3HB.
Meet at Holly Lane
Swimming is at Hillingdon Leisure Complex, Gatting Way, Uxbridge UB8 1ES
Trip to the museum, 12 Museum Lane, London SW7 9ZZ
The venue is 14 Station Road, UB8 1AA
The theatre, 12 King Street, is open
Natural History Museum, Cromwell Road, London SW7 5BD
St Mary's Church, 14 Church Road
St Mary's Church Hall, Church Road UB8 1AA
the church hall, 14 Church Road UB8 1AA
The gardens are at Richmond TW9 3AB
The panel sits at the Civic Centre, High Street, Uxbridge UB8 1UW
Lower Marsh Farm, Minehead TA24 5ZR
The address of the centre for satnavs is Lower Marsh Farm, Minehead TA24 5ZR
The Red Lion pub, 12 High Street
Park at the car park in 12 Mill Lane
the swimming pool, 3 Pool Road
The library at 22 High Street opens at nine
Uxbridge Library, 14 High Street, UB8 1HD
Hillingdon Hospital, Pield Heath Road, UB8 3NN
Abbey Timber Ltd, 12 Mill Lane
Abbey Timber Limited, Unit 4, 12 Mill Lane UB8 1AA
Head office: 12 Mill Lane, UB8 1AA
Registered office 12 Mill Lane, Leeds LS1 9ZZ
Deliver to the shop, 4 Market Square
the garage at 14 Station Road
Year 6 Close the gate
Year 4 Park visit
12 Angry Men
12 Years a Slave
101 Dalmatians at the Royal Drive
4 children walk to school
30 children will walk
2 miles down the road
10 minutes drive
5 minutes walk from the station
a 10 minute drive
3 places left on the court
2 places at the way in
1 way to do it
14 May Park visit
on 14 May Street party
Room 4 Park side
Class 3 Green group
4 green apples
3 red roses rise
page 12 close the book
2 ways round the square
7 out of 10 close calls
top 10 high street shops
take the A40 and turn left
the M25 close to junction 14
60 marks in the Hill test
98 / 101 / 94 Place value
8 Rugby players court
Bus 222 High Street stop
5 Gold House points
6 new classes at Court Lodge
KS2 SATs week
4P and 3L are in the hall
H312999420011
iPad A16 2ND generation
Sheet A4 2BB
pencils 2B and 3HB
the 4 Seasons drive everyone mad
level 3 climbing wall and 2 low walls
The zebra crossing by 14 Station Road is closed
Roadworks outside 12 Mill Lane from Monday
Walking bus stops at 14 Station Road
match at Uxbridge FC, Honeycroft Hill
Tournament at the sports ground, 3 Park Way UB8 1AA
The dentist is at 12 High Street
See you at the town hall, High Street
The Downing Street visit
Number 10 Downing Street is where the Prime Minister works, a museum piece
Meet the coach at the station, 1 Station Approach
the accident on Harlington Road
Mill Lane is flooded
Cross at Church Road
A walk up Box Hill
He read 4 books on the way
We need 20 volunteers to row
3 cheers for Park Lane reading group
the 2 Rivers field trip
12 x 4 = 48 in a square
8 sides make an octagon, 4 a square
Question 3 Circle the answer
3 Circle the verbs
Unit 5 Place value
Lesson 4 Place the counters
2 Mark the road on your map
At 3 Rose Class sing in the park
It is 1 hour by road
the first 3 rows
a house at the end of the road
the old house, the lane and the hill
Rosie's Walk
Wolf Hall
Bleak House, chapter one
Charlie at 7 Up the hill
5 little ducks went over the hills and far away
"""


def lines(block: str) -> list[str]:
    return [row.replace("\\n", "\n") for row in block.strip().split("\n")]


@pytest.mark.parametrize("row", [row for row in lines(BAD) if "«" in row])
def test_finds_the_address(row: str) -> None:
    text = row.replace("«", "").replace("»", "")
    start, end = row.index("«"), row.index("»") - 1
    hit = [f for f in found(DETECTOR, text) if f.start < end and start < f.end]
    assert hit
    assert hit[0].end >= end - 12


@pytest.mark.parametrize("text", lines(GOOD))
def test_leaves_alone(text: str) -> None:
    assert [f.text for f in found(DETECTOR, text)] == []


def one(text: str, **options: object):
    findings = found(DETECTOR, text, **options)
    assert len(findings) == 1
    return findings[0]


def test_an_address_runs_to_its_postcode() -> None:
    assert (
        one("I live at 12 Acacia Road, Little Anytown, ZZ99 1AA now").text
        == "12 Acacia Road, Little Anytown, ZZ99 1AA"
    )
    assert one("Flat 3, 118 Harlington Row, UB3 4ZW").text == "Flat 3, 118 Harlington Row, UB3 4ZW"


def test_knows_whose_home_it_is() -> None:
    assert one("I live at 12 Acacia Road").owner is Owner.SENDER
    finding = one("Petra Harker has moved to 12 Acacia Road")
    assert (finding.owner, finding.about) == (Owner.FAMILY, ("p1",))
    finding = one("Nell's mum lives at 12 Acacia Road")
    assert (finding.owner, finding.about) == (Owner.FAMILY, ("p1",))
    # The other parent by given name, in a message to the first.
    finding = one(
        "Luke has given us his new address, 12 Acacia Road", recipients=("petra.harker@mail.example",)
    )
    assert (finding.owner, finding.about) == (Owner.FAMILY, ("p1",))


def test_excuses_are_named() -> None:
    assert [f.excuse for f in found(DETECTOR, "Holly Lane, Anytown ZZ99 3HB", excused=True)] == [
        "is_school_address"
    ]
    assert [f.excuse for f in found(DETECTOR, "the museum, 12 Acacia Road", excused=True)] == ["is_place"]


def test_a_house_in_the_schools_own_street_is_a_home() -> None:
    assert one("I live at 41 Holly Lane, ZZ99 3HC")


@pytest.mark.parametrize(
    "unit",
    [
        "12 the mill ",
        "12 mill road ",
        "A ",
        "flat 1 ",
        "Rose Cottage, ",
        "ub1 1aa ",
        "live at ",
        "1 ",
        "ub1 ",
        "12 Mill Road, Aa ",
    ],
)
def test_hostile_text_costs_linear_time(unit: str) -> None:
    def cost(size: int) -> float:
        text = (unit * (size // len(unit) + 1))[:size]
        return least_seconds(lambda: found(DETECTOR, text))

    small, large = cost(4_000), cost(32_000)
    assert large < 12 * max(small, 0.005)
