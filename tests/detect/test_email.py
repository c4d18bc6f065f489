"""CD102: addresses plain and disguised, and everything that only looks like one."""

from __future__ import annotations

import pytest
from tests.clock import least_seconds
from tests.detect.knowledge import found

from msgguard.detect.email import DETECTOR
from msgguard.model import Owner

# The address stands between « and ».
BAD = r"""
Email me on «sunil.patel88@gmail.com» tonight
«sunil.patel88@gmail.com»
<«jo.bloggs@hotmail.co.uk»>
mailto:«jo.bloggs@hotmail.co.uk»
(«jo.bloggs@yahoo.co.uk»)
"«jo.bloggs@yahoo.com»"
it's «JO.BLOGGS@OUTLOOK.COM»!
write to «jo_bloggs@icloud.com».
«jo-bloggs@btinternet.com»,
«jo+school@gmail.com»
«o'neil.jo@sky.com»
«jo@me.com»
«j@x.org»
«jo.bloggs1982@virginmedia.com» or ring
my address is «patsy.reads@aol.com»
«david@holtassociates.co.uk» is best
«niamh@fabfaces.ie»
«j.smith@mail.example»
«jo@bloggs.family»
«jo@bloggs.me.uk»
«mr.coates.5c@googlemail.com»
«tess@protonmail.com»
«tess@proton.me»
«zuza@wp.pl»
«ana@hotmail.es»
«info.jo.bloggs@gmail.com»
«office.lady77@gmail.com»
«hello@gmail.com»
«4n.parents@gmail.com»
«jo.bloggs@ gmail.com»
«jo.bloggs @gmail.com»
«jo.bloggs @ gmail.com»
«jo.bloggs @ gmail . com»
«jo.bloggs@gmail .com»
«jo.bloggs@gmail. com»
«jo.bloggs@gmail dot com»
«jo.bloggs (at) gmail.com»
«jo.bloggs(at)gmail.com»
«jo.bloggs(at)gmail(dot)com»
«jo.bloggs [at] gmail [dot] com»
«jo.bloggs[at]gmail[dot]com»
«jo.bloggs {at} gmail {dot} com»
«jo.bloggs <at> gmail <dot> com»
«jo.bloggs AT gmail DOT com»
«jo.bloggs at gmail dot com»
«jo dot bloggs at gmail dot com»
«jo dot bloggs84 at gmail dot com»
«Jo Dot Bloggs At Gmail Dot Com»
«jo underscore bloggs at yahoo dot co dot uk»
«jo_bloggs at yahoo dot co dot uk»
«jo dash bloggs at hotmail dot co dot uk»
«jo hyphen bloggs at hotmail dot com»
«jo (dot) bloggs (at) outlook (dot) com»
«jo [dot] bloggs [at] outlook [dot] com»
«jo.bloggs at outlook.com»
«dee_tabby at outlook.com»
«dee.tabby at gmail»
«dee_tabby84 at yahoo»
«jo.bloggs at googlemail»
email me, «jo.bloggs at hotmail»
«jo bloggs84 at gmail dot com» maybe
my email is «jobloggs at gmail dot com»
my email is «jobloggs at gmail.com»
my email's «jobloggs at bloggsfamily.co.uk»
email him: «harj_strings at stringsbyharj.co.uk»
«harj (at) stringsbyharj (dot) co (dot) uk»
«harj at stringsbyharj dot co dot uk»
«harj at stringsbyharj dot com»
it's «my name then at yahoo»
it's «firstname.lastname at gmail»
it's «my first name dot my last name at gmail»
that's «my name, all one word, at hotmail»
«jo.bloggs -at- gmail.com»
«jo.bloggs_at_gmail.com» hm
«jo.bloggs*at*gmail*dot*com»
«jo.bloggs at gmail full stop com»
«jo.bloggs at gmail period com»
«jo.bloggs@gmail[.]com»
«jo.bloggs@gmail(.)com»
«jo.bloggs＠gmail.com»
«jo.bloggs@gmail．com»
«jo.blo\u200bggs@gmail.com»
«jo\u00adbloggs@gmail.com»
Reply-To: «jo.bloggs@gmail.com»
From: Petra Harker <«petra.harker@mail.example»>
On 9 Nov 2026, Petra Harker <«petra.harker@mail.example»> wrote:
Mrs Harker is on «petra.harker@mail.example»
her dad's is «luke.harker@mail.example»
contact «jane.brook@mail.example» out of hours
«kulvinder.bains84 @ gmail . com» if ur not on there
send it to «beth.m.coates@gmail.com» pls
cc «beth@coates.org.uk» too
«my.name@company.com» and another@else.org
skype me or «jo@live.co.uk»
«a.b.c.d@mail.yahoo.co.uk»
PayPal to «jo.bloggs@gmail.com» please
iMessage: «jo.bloggs@icloud.com»
try «jo.bloggs@gmial.com»
«jobloggs at g mail dot com» hm
it's «lucymoreton90, then the squiggly a, hotmail.co.uk»
«andycoates (full stop between the names) @ btinternet .com»
«a.n.d.y.c.o.a.t.e.s without the dots, well, with one after andy, at btinternet and then dot com»
that's «first name dot surname at the blue one»
I'm «first initial then surname at gmail»
«w e n d y p 1 k e at yahoo»
my email is «j-o-b-l-o-g-g-s at gmail»
write to «jobloggs all one word at gmail dot com»
«jobloggs, all one word, at hotmail»
«jobloggs, no dots, at gmail»
use my «gmail account, same name as my insta»
«same name as here but at gmail», I check mine daily
put «jobloggs84 in front of the at sign and yahoo.co.uk» behind it
«jobloggs84 and it's a gmail»
try «jobloggs84 (gmail»)
on gmail I'm «jobloggs84»
my gmail, where I'm «jo.bloggs»
«jobloggs84 gmail com»
it's «wendypike then the curly at then gmail dot com»
«jobloggs a with a circle round it gmail»
«jobloggs84 at google mail»
«jobloggs84 at g-mail»
«jo.bloggs at the gmail» one
«patsy.reads with the at sign then aol.com»
«jobloggs84, followed by the at symbol, followed by icloud.com»
my name is «jobloggs84 at that hotmail»
«my first name, full stop, surname, then at gmail»
"""

GOOD = """
write to office@hollybank.sch.example
s.patel@hollybank.sch.example
OFFICE@HOLLYBANK.SCH.EXAMPLE
nell.h@pupils.hollybank.sch.example
j.hartnoll@anytown.gov.example
k.iqbal@nhs.net
support@classboard.example
dave@anytowncoaches.example
info@brightfutures.org
bookings@wellsfordactivity.co.uk
enquiries@museum.org.uk
hello@littlescientists-workshops.com
admin@orchardholidayclubs.co.uk
customer.services@uniforms.co.uk
sales@abbeytimber.co.uk
accounts@abbeytimber.co.uk
no-reply@parentportal.com
noreply@forms.example
payroll@sterling-edupay.co.uk
help@ttrockstars.com
education@theatre.co.uk
schools@zoo.org
boxoffice@theatre.org.uk
museum@museum.org.uk
admissions@otherborough.gov.uk
jo.smith@otherborough.gov.uk
pc.stannard@kent.police.uk
jo.smith@royalfree.nhs.uk
head@stchads.kent.sch.uk
j.jones@leeds.ac.uk
foi@ofsted.gov.uk
meet at bbc.co.uk
look at gov.uk for the dates
look at www.gov.uk
have a look at nhs.uk
see the games at bbc.co.uk/bitesize
Find it at ttrockstars.com
details at hollybank.sch.example
log in at classboard.example
sign up at parentpay.com
shop at amazon.co.uk
the form is at forms.office.com
it is available at booktrust.org.uk
read it online at thebookseller.com
Register at eventbrite.co.uk
Ryan at Specsavers
Meet at the office
Sarah at Outlook Garden Centre
at home, at school, at work
sit at the back dot to dot
dot to dot at the art table
join the dot com boom
Lunch at 12.30
back at 3.15 pm
at 10.30 at reception
the look of sky at night
we looked at sky maps
be live at nine
she works at Yahoo
a talk by someone at Google
outlook for Friday: rain
live music at the fair
@handle
follow @HollybankPri
@joe_bloggs on insta
me @ the office
see you @ 3.15
2 @ £4.50
12 eggs @ 20p
tickets @ the door. Come along
joe@
@gmail
a@b
an @yahoo.co.uk address
addresses end in @hollybank.sch.example
Sent via git@github.com:joe/repo
https://user@example.com/path
x@y
c/o the office
A+ at level 4
We are at www.hollybank.sch.example
good at maths. com on!
laugh at me. Net gain
point at it. In case
arrive at one. Me too
look at us. It is fun
at yahoo we trust
good at gmail and docs
training at outlook level
the squiggly a is above the 2 on the keyboard
pupils compared gmail and hotmail in computing
log in to outlook with the same name as on your form
parents: use your gmail account, same name as on the form
all staff addresses are first name dot surname at the school domain
every address is first initial dot surname at hollybank
Sky, Live and Outlook were the words in bold
I saw her at Sky studios
we had a talk by someone at Google mail rooms
sort year2, gmail later
the letters s p e l l out a word at yahoo level
She's on Messenger at m.me/jo.b84 if he's lost
an email is a name, then the at sign, then a domain like gmail
Full stop at the end, surname at the top
write your first name dot dot dot and your surname at the top
Put your surname at the front and your first name at the back
"""


def lines(block: str) -> list[str]:
    return block.strip().split("\n")


def plain(row: str) -> str:
    return row.replace("\\u200b", "\u200b").replace("\\u00ad", "\u00ad")


@pytest.mark.parametrize("row", lines(BAD))
def test_finds_the_address(row: str) -> None:
    row = plain(row)
    text = row.replace("«", "").replace("»", "")
    start, end = row.index("«"), row.index("»") - 1
    hit = [f for f in found(DETECTOR, text) if f.start < end and start < f.end]
    assert hit
    assert abs(hit[0].end - end) <= 1
    assert abs(hit[0].start - start) <= 8


@pytest.mark.parametrize("text", lines(GOOD))
def test_leaves_alone(text: str) -> None:
    assert [f.text for f in found(DETECTOR, text)] == []


def one(text: str, **options: object):
    findings = found(DETECTOR, text, **options)
    assert len(findings) == 1
    return findings[0]


def test_knows_whose_address_it_is() -> None:
    assert one("sunil.patel88@gmail.com").owner is Owner.SENDER
    assert one("sunil dot patel88 at gmail dot com").owner is Owner.SENDER
    assert one("jane.brook@mail.example").owner is Owner.COLLEAGUE
    finding = one("petra.harker@mail.example")
    assert (finding.owner, finding.about) == (Owner.FAMILY, ("p1",))
    assert one("email me on joe@bloggs.org.uk").owner is Owner.SENDER
    assert one("his dad is on joe@bloggs.org.uk").owner is Owner.FAMILY


def test_the_recipients_own_address_is_said_to_be_theirs() -> None:
    assert one("we hold parent1@mail.example for you").facts["of"] == "recipient"


def test_a_header_of_the_chain_is_excused_for_those_who_take_part() -> None:
    line = "On Mon, 8 Feb 2027, Saira Dar <parent1@mail.example> wrote:\n> Hello"
    assert not found(DETECTOR, line)
    assert found(DETECTOR, line, recipients=("someone.else@mail.example",))
    assert not found(DETECTOR, "From: Saira Dar [mailto:parent1@mail.example]\nSent: Monday\nHello")
    forwarded = (
        "---------- Forwarded message ---------\nFrom: Petra Harker <petra.harker@mail.example>\nHello"
    )
    assert found(DETECTOR, forwarded)
    assert not found(DETECTOR, forwarded, recipients=("office@hollybank.sch.example",))


def test_a_disguise_is_told() -> None:
    assert one("jo.bloggs at gmail dot com").disguised
    assert one("jo.bloggs (at) gmail.com").disguised
    assert not one("jo.bloggs@gmail.com").disguised


def test_a_number_in_an_address_stays_with_it() -> None:
    assert one("write to jo.07700900123@gmail.com").text == "jo.07700900123@gmail.com"


def test_reads_all_parts() -> None:
    assert one("", subject="mail jo@bloggs.org.uk").part == "subject"
    assert one("", links=("mailto:jo@bloggs.org.uk",)).part == "links"
    assert one("x", attachments=(("a.csv", "Jo,jo@bloggs.org.uk"),)).part == "file:a.csv"


@pytest.mark.parametrize(
    "unit",
    [
        "@",
        ".",
        "a-",
        "a@",
        "a.b@c.",
        "at ",
        "dot ",
        " at gmail dot",
        "a.",
        "a underscore ",
        "my name ",
        "a@gmail.com ",
        "a at gmail.com ",
        "gmail ",
        "a.b.c.d.e gmail ",
        "jo84 then the squiggly a ",
        "all one word, ",
        "first name dot surname at ",
        "same name as ",
    ],
)
def test_hostile_text_costs_linear_time(unit: str) -> None:
    def cost(size: int) -> float:
        text = (unit * (size // len(unit) + 1))[:size]
        return least_seconds(lambda: found(DETECTOR, text))

    small, large = cost(4_000), cost(32_000)
    assert large < 12 * max(small, 0.005)
