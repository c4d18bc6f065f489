"""CD101: every spelling of a number, and everything that only looks like one."""

from __future__ import annotations

import re

import pytest
from tests.clock import least_seconds
from tests.detect.knowledge import found

from msgguard.detect.phone import DETECTOR
from msgguard.model import Confidence, Owner

# Each line: the text; the number stands between « and ».
BAD = """
Ring me on «07700 900123» after six.
My mobile is «07700900123».
mob: «07700-900-123»
Call «07700.900.123» any time
text «07700/900/123» if stuck
it's «(07700) 900123»
«+44 7700 900123» is my new one
«+447700900123»
call me «+44 (0)7700 900123»
«+44(0)7700-900-123»
«0044 7700 900123»
«00447700900123» xx
my no is «447700900123»
ring «44 7700 900 123» or knock
«0 7 7 0 0 9 0 0 1 2 3»
«0-7-7-0-0-9-0-0-1-2-3» that's me
«0.7.7.0.0.9.0.0.1.2.3»
«07 700 900 123»
«077 0090 0123»
«0770 090 0123»
number: «07700  900  123»
«07700_900_123»
«07700*900*123»
«07700~900~123»
«07700|900|123» without the lines
«07700, 900, 123»
«07700... then 900123»
it's «07700 and then 900123»
«07700 followed by 900 123»
«07700 900, and the last three are 123»
«07700 900 last 3 digits are 123»
It starts «07700 and ends in 900123»
«07700 dash 900 dash 123»
«07700 (space) 900 (space) 123»
«07700🙂900🙂123»
«07700 😀 900 😀 123»
Text me on
«07700
900123»
«07700
900
123»
«oh double seven double oh nine hundred one two three»
«Oh seven seven oh oh, nine oh oh, one two three»
«zero seven seven zero zero nine zero zero one two three»
«ZERO SEVEN SEVEN ZERO ZERO NINE ZERO ZERO ONE TWO THREE»
«nought seven seven nought nought nine nought nought one two three»
«oh double-seven double-oh nine double-oh one-two-three»
«zero7seven00 nine00 one23»
«O seven 7 double-0 9 double-0 one 2 three»
«oh-seven-seven-oh-oh nine-hundred one-two-three»
«07700 nine hundred one two three»
«07700 nine hundred and one two three» ok
«oh7700 900 one two three»
«07700 9hundred 123»
«07700 900 one twenty three»
«oh seven seven hundred, nine hundred, one twenty-three»
«double oh double four double seven double oh nine double oh one two three»
«plus four four seven seven double oh nine double oh one two three»
«zero, seven, seven, zero, zero, nine, zero, zero, one, two, three»
«zero two sevens two zeros nine two zeros one two three»
«zerosevensevenzerozeroninezerozeroonetwothree»
«O7700 9OO l23»
«o7700 9oo342»
«O77OO 9OO I23»
«o77oo9oo123»
«077OO 9OO 1Z3» maybe
«07700 9OO 12S»
«0️⃣7️⃣7️⃣0️⃣0️⃣ 9️⃣0️⃣0️⃣1️⃣2️⃣3️⃣»
«０７７００ ９００１２３»
«٠٧٧٠٠ ٩٠٠١٢٣»
«07700\u00a0900\u00a0123»
«07700\u2011900\u2011123»
«07700–900–123»
«07700—900—123»
«077\u200b00900\u200b123»
my landline is «01632 960123»
home: «(01632) 960 123»
call us at home on «020 7946 0123»
ring «0113 496 0123», that's my flat
«0121 496 0123» is my mum's
it's «+44 20 7946 0123» at home
his home number is «0141-496-0123»
«+353 20 915 0147» is my sister
«00353 20 915 0147»
«00 353 20 915 0147» when I'm in Cork
«+1 202 555 0143»
Mum's «+1-202-555-0143» till Sunday
«+33 1 99 00 27 41»
«0033 1 99 00 27 41»
«+48 601 234 567»
«+92 300 1234567» for her uncle
my number is «7700 900123»
Call me on «7700900123»
my home number is «496 0123»
ring us at home on «496 0123»
our landline: «960 123»
landline is «960123»
phone me on «7946 0123» tonight
new mobile!! «07700900456» save it
Craig (site) «07700 900412»
Emergency contact: Jan Moss «07700 900519»
m: «07700 900284»
M «07700 900284» | T 020 7946 0700
for the order ring me on «07700 900123»
Any problem with the invoice, my mobile is «07700 900123»
my number (not the school's 020 7946 0700) is «07700 900123»
Meet at 7.30, «07700 900123» if lost
On 14/05/2026 ring «07700 900123»
room 12, «07700 900123»
2 adults, «07700 900123»
«07700 900123» / 07700 900456
WhatsApp only pls «07700 900123» 😀
tel:«07700900123»
tel no «07700 900123»
the driver is on «07700 900655» on the day
«070 1234 5678» is my personal number
"""

GOOD = """
The office is on 020 7946 0700.
The office: +44 20 7946 0700
Call (020) 7946 0701 or 02079460700
0044 20 7946 0700
ring us on 7946 0700
our number is 7946 0701
school: 020-7946-0700
020.7946.0700
oh two oh seven nine four six oh seven oh oh
O2O 7946 O7OO
020 7946 0700 ext 12
020 7946 0700 ext. 2041 for lunch
020 7946 0700/0701
Childline is free on 0800 1111.
Childline: 0800-1111
Samaritans on 116 123 day or night.
In an emergency dial 999 or 112.
NHS 111 will tell you; the police are on 101.
Power cut? Ring 105.
Missing children: 116 000
the NSPCC on 0808 800 5000
0808 157 0123 is free
Boiler people 0800 157 0044 quote contract 88213
Photographer's order line 0845 496 0012
0300 123 1234 for the council
0345 600 0000
03457 48 49 50
call 0870 496 0123
0330 123 4567 for tickets
09 is premium: 0909 879 0123
The council switchboard is 01632 960 100
Hillview Surgery: 01632 960 200
ring the museum on 020 7946 0999
The venue's number is 0161 496 0555
The hostel reception (0114 496 0101) is open till ten
customer services on 0121 496 0444
the coach company's office is 0118 496 0777
children's services duty desk 020 7946 0444
Box office 0131 496 0321
Order 07941-33821 has come in
order number 07700900123
order no. 07700 900123 is ready
Invoice: 07700900123
ref 7700-9001-18
The reference on ParentPay is 7700-9001-18.
Booking reference 01632 960123
account number 01632960
sort code 20-11-47, account 43816052
Sort code 07-70-09 account 00123456
ISBN 978-0-241-55831-8
ISBN 9780241420362
isbn 0241420369
UPN H312999420011
URN 999999
NHS number 999 024 6813
NHS no: 999 123 4567
her NHS number is 9991234567
passport 533918274
policy number 01632 960 123
Tracking: 0770 0900 1234
job no 0208-7946-01
Zip number 0550-770-090
Our VAT no is GB 794 6055 01
PO 0790-2207
transaction IDs 88120037714 and 88120037715
booking ref 0793-55210
customer number 0770 0900 123
meter serial 07700 900123
quote your membership number 07700 900 123
p.77 (00900 on the code)
Insurance no. is ZU-07700-118
card number 4111 1111 1111 1111
It costs £7,700.90 and £9,001.23
the total is £0770 0900
£1,632,960.12
on 07.07.2026 at 9.15
07/07/2026 09:00
07-07-2026 10.30
2026-07-07 09:00:12
01/02/2026 10 30 15
12.05.2026, 9-10
dates 01 02 03 04 05 06
born 14/07/2016
school from 0845 to 1515
between 0900 1015 and lunch
in 2025 2026 we had 2 classes
Years 2019-2020, 2021-2022
scores 98 / 101 / 94 and 97 / 105 / 96
7,946 - 551 =
Complete the sequence: 0, 7, 700, 70 000, ...
407 x 6 = 2442
Round 77,009 to the nearest ten
0.0770 0.9001 0.23
192.168.0.101
version 01.63.29.60
grid ref SU 077 009
51.5074, -0.1278
lat 51.507351 long -0.127758
3.14159265358979
30 children, 4 adults, 2 coaches
pages 12-18, 22-26 and 30
1234567
http://example.com/07700900123
https://shop.example/order/07700900123/view
see www.example.com/id=07700900123
IMG_07700900123.jpg
scan-07700900123.pdf
07700900123@sms.example
wa.me/447700900123
@07700900123
ticket #07700900123
someone at seven, often nine or ten of them, one each, two or three more
one two three four five, once I caught a fish alive
six seven eight nine ten then I let it go again
nought to sixty in seven seconds, double the speed, zero fuss
Oh no, double maths on one of seven days
the hundred and one dalmatians, seven dwarfs and nine lives
Year 6: double lesson at nine thirty, three until four
ten green bottles, nine green bottles, eight green bottles
zero tolerance, one rule, two warnings
four, three, two, one, zero, lift off!
Our lottery line was 07 11 14 22 35 41
the 07:30 and the 09:00 bus
Please put PO 000512 on the invoice
URN: 10077009, DfE 312/2044
reg LK19 XZP, mileage 40,219
room 0770, floor 09
attendance 97.1%, 94.6%, 95.0%
8.45, 9.00, 10.15, 12.30
parcel 0770 0900 1230
The licence number is 07700 900123
student number 07700900
Bank holiday 04.05.2026 and 25.05.2026
1,000,000 and 2,000,000
"""


def lines(block: str) -> list[str]:
    rows: list[str] = []
    for line in block.strip().split("\n"):
        # A number split over lines: what follows a line without « and » closed belongs to it.
        if (rows and rows[-1].count("«") > rows[-1].count("»")) or (rows and rows[-1] == "Text me on"):
            rows[-1] += "\n" + line
        else:
            rows.append(line)
    return [row.encode().decode("unicode_escape") if row.isascii() and "\\u" in row else row for row in rows]


@pytest.mark.parametrize("row", lines(BAD))
def test_finds_the_number(row: str) -> None:
    row = row.replace("\\u00a0", "\u00a0").replace("\\u2011", "\u2011").replace("\\u200b", "\u200b")
    wanted = re.search("«(.*)»", row, re.DOTALL)
    assert wanted is not None
    text = row.replace("«", "").replace("»", "")
    findings = found(DETECTOR, text)
    assert findings, "nothing found"
    start = row.index("«")
    end = row.index("»") - 1
    hit = [f for f in findings if f.start < end and start < f.end]
    assert hit
    # The span is the number, give or take a sign or a filler at its edge.
    assert abs(hit[0].start - start) <= 2
    assert abs(hit[0].end - end) <= 2


@pytest.mark.parametrize("text", GOOD.strip().split("\n"))
def test_leaves_alone(text: str) -> None:
    assert [f.text for f in found(DETECTOR, text)] == []


def one(text: str, **options: object):
    findings = found(DETECTOR, text, **options)
    assert len(findings) == 1
    return findings[0]


@pytest.mark.parametrize(
    ("text", "owner", "about"),
    [
        ("Ring me on 07700 900123.", Owner.SENDER, ()),
        ("My mobile is 07700 900123.", Owner.SENDER, ()),
        ("07700 900500", Owner.SENDER, ()),  # the staff list knows it as the sender's own
        ("Her number is 07700 900801", Owner.FAMILY, ("p1",)),
        ("07700900802", Owner.FAMILY, ("p1",)),
        ("zero double seven zero zero nine zero zero eight zero three", Owner.FAMILY, ("p2",)),
        ("His mum's number is 07700 900123", Owner.FAMILY, ()),
        ("Ruth Adeyemi is on 07700 900123", Owner.COLLEAGUE, ()),
        ("My sister is on 07700 900123", Owner.UNKNOWN, ()),
        ("07700 900123", Owner.UNKNOWN, ()),
    ],
)
def test_knows_whose_number_it_is(text: str, owner: Owner, about: tuple[str, ...]) -> None:
    finding = one(text)
    assert (finding.owner, finding.about) == (owner, about)


def test_a_staff_number_is_a_colleagues_when_another_writes() -> None:
    assert one("07700 900500", sender="j.brook@hollybank.sch.example").owner is Owner.COLLEAGUE
    assert one("07700 900500", sender="sunil.patel88@gmail.com").owner is Owner.SENDER
    assert one("07700 900500", sender="07700900500", channel="sms").owner is Owner.SENDER


def test_in_a_forwarded_message_my_means_its_author() -> None:
    text = (
        "See below.\n\n---------- Forwarded message ---------\n"
        "From: Petra Harker <petra.harker@mail.example>\n"
        "To: office@hollybank.sch.example\nSubject: Nell\n\nPlease ring me on 07700 900123.\nPetra"
    )
    finding = one(text)
    assert (finding.owner, finding.about) == (Owner.FAMILY, ("p1",))


def test_the_readers_own_child_makes_no_family_of_an_unknown_number() -> None:
    assert one("Is that Osman's mum? Parents' evening is at 4.40. 07700 900123").owner is Owner.UNKNOWN
    assert one("Nell's mum says any time, 07700 900123").owner is Owner.FAMILY


def test_tells_an_invitation_and_a_disguise() -> None:
    assert one("Text me on 07700 900123").facts["invites"] == "yes"
    assert "invites" not in one("Her file has 07700 900123").facts
    assert one("oh double seven double oh nine hundred one two three").disguised
    assert one("O77OO 9OO l23").disguised
    assert not one("07700 900123").disguised
    assert not one("(07700) 900-123").disguised


def test_reads_subject_attachments_and_their_names() -> None:
    finding = one("see attached", attachments=(("contacts 07700 900123.txt", ""),))
    assert finding.part.startswith("name:")
    finding = one("see attached", attachments=(("contacts.txt", "Jo Moss\t07700 900123"),))
    assert finding.part == "file:contacts.txt"
    assert one("", subject="Ring me 07700 900123").part == "subject"
    assert one("", links=("tel:07700900123",)).part == "links"
    assert not found(DETECTOR, "", links=("https://x.example/07700900123",))


def test_excuses_are_named() -> None:
    findings = found(DETECTOR, "The office: 020 7946 0700. Childline 0800 1111.", excused=True)
    assert [f.excuse for f in findings] == ["is_school_number", "is_service_number"]


def test_a_listed_number_outweighs_words_about_organisations() -> None:
    assert one("Council form: 07700 900801").owner is Owner.FAMILY


def test_doubtful_numbers_are_of_medium_confidence() -> None:
    assert one("Jan, 01632 960447").confidence is Confidence.MEDIUM
    assert one("my home number is 01632 960447").confidence is Confidence.HIGH
    assert one("my mobile is 7700 900123").confidence is Confidence.MEDIUM


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "0 ",
        "07700 ",
        "oh ",
        "double ",
        "zero",
        "1.",
        "+",
        "(",
        "07700 and ",
        "o",
        "last three digits are ",
    ],
)
def test_hostile_text_costs_linear_time(unit: str) -> None:
    def cost(size: int) -> float:
        text = (unit * (size // len(unit) + 1))[:size]
        return least_seconds(lambda: found(DETECTOR, text))

    small, large = cost(4_000), cost(32_000)
    assert large < 12 * max(small, 0.005)
