"""More variants of all four contact details: every marked stretch is found, and nothing else."""

from __future__ import annotations

import re

import pytest
from tests.detect.knowledge import found

from msgguard.detect import account, address, email, phone
from msgguard.detect.registry import Detector

# What is to be found stands between « and »; \n is a line break.
PHONE_BAD = r"""
If it's urgent you can get me on «07700 900 412» (mobile) or at home, «01632 960 447».
Numbers: Jan «07700 900111», Bev «07700 900112» and Ola «07700 900113».
Mum: «07700900111»\nDad: «07700900112»\nNan: «01632960113»
His mum's number is «07700 900 801» btw
Give us a ring on «0 double seven double 0, 900, 1 2 3»
my num: «O 7 7 O O 9 O O 1 2 3»
«07700 nine zero zero 123» pls
its «zero seven seven double zero – nine double zero – one two three» ok?
Text «seven seven zero zero nine zero zero one two three» with a zero in front
u can txt me on «o7700 9OO 123» 😊
ring «077-00-90-01-23»
«07.70.09.00.12.3»
Mobile (personal): «07700 900123»
Tel (h) «01632 960123» (m) «07700 900123»
T: 020 7946 0700 | M: «07700 900123»
You can reach Grandad on «+44 1632 960123».
Reach me on «0044-7700-900-123»
«+ 44 7700 900123»
«(+44) 7700 900123»
«+44-(0)7700-900123»
«+44.7700.900.123»
Polish mobile «+48 600 700 800», he doesn't speak much English
my Irish number is «00353 87 123 4567»
It's «+1 (202) 555-0143» in the States
her WhatsApp is «+234 803 123 4567»
dial «0049 30 901820»
ring my landline «0118 496 0321» after 6
our house phone is «0118 496 0321»
Ring me at home: «4960321»
my home no. is «01632-960-321»
I'm on «07700 900321» all weekend
«07700 900321» (Jo)
Jo – «07700 900321»
Jo=«07700 900321»
07700 is how it starts: «07700 900321»
number's «07700 900321» if u need it
«07700 900321»👍
«*07700 900321*»
«"07700 900321"»
coach driver's mobile: «07700 900655»
The plumber, Ken, is on «07700 900655»
In case of emergency please ring Mrs Dar («07700 900803»).
Any probs call 07700 900 — the rest is on my card... joking, it's «07700 900555»
call «oh seven seven double oh nine double oh treble one» xx
«07700 900 treble one»
«oh double seven hundred nine hundred one two three»
«07700 nine-oh-oh one-two-three»
«07seven00 nine00 onetwothree»
«07700-9-hundred-123»
my number is zero-seven-seven... only joking, «07700 900222»
Ring «07700 900222» x or «07700 900333» x
Ring the office (020 7946 0700) or me («07700 900222»).
Order 4471 is in, text me on «07700 900222» when you want it
Invoice queries: Bev, «07700 900222»
Ref the trip: my mobile is «07700 900222»
PIN 4471 for the door and «07700 900222» for me
Year 6 leavers 2026, ring «07700 900222»
Sat 14/11/26 10.30 «07700 900222»
£5 each, «07700 900222»
at 7.45 «07700 900222»
5C «07700 900222»
«0 7 7 0 0\n9 0 0\n1 2 3»
«zero\nseven\nseven\nzero\nzero\nnine\nzero\nzero\none\ntwo\nthree»
«oh 7 seven oh oh 9 oh oh 1 two 3»
«07700»… and the second half: 900123
Any worries, my moby is «oh seven seven double oh, nine double oh, one two three» x
msg me «077 zero zero 900 12 three»
ring us «0 seven seven 0 0 nine 0 0 1 two 3»
I've got a new one, «07700 900 one hundred»
my no: «zero7700-nine00-123»
«0-double7-double0-9-double0-123»
U can text me – «07 700 nine hundred 123» – anytime
Number is «+four four seven seven double oh nine double oh one two three»
call «+44 seven seven zero zero nine zero zero one two three»
«07700(900)123»
«[07700] 900 123»
«07700 900 1 2 3» – ta
it's O-seven-seven-O-O etc, no: «07700 900199»
Phone: «077 00 90 01 23»
tel.«07700900123»
Mobile «07700900123»/landline «01632960123»
my mobile number ends 123, the start is 07700 900... ok it's «07700 900123»
"""

PHONE_GOOD = r"""
The school's line is 0207 946 0700
02079 460 700
Ring school on 0207-9460-700
(020) 7946 0700 option 2
Please ring 020 7946 0700 (option 2) between 8.30 and 9.15
020 7946 0700 / 0701
zero two zero seven nine four six zero seven zero zero
call us on oh-two-oh double-seven
School 7946 0700, office hours
Ofsted's helpline is 0300 123 1231
Report absence on 020 7946 0701 before 9.15
NSPCC 0808 800 5000, Samaritans 116 123, Childline 0800 1111
Young Minds text YM to 85258
SHOUT to 85258
text GIVE 70085
Crimestoppers 0800 555 111
The doctor's surgery is 01632 960 880
Anytown Library, 01632 960 445
The leisure centre can be reached on 0117 496 0202
Ring the hotel on 0151 496 0303 if late
Bookings: 0116 496 0404 (theatre box office)
The nursery's phone number is 0115 496 0505
Anytown Council: 01632 960 001
Contact the admissions team on 01632 960 002.
Your MASH referral: 01632 960 003
For photos call Snapshots Ltd on 0114 496 0606
UPN: A123456789012
National Insurance QQ123456C
card ending 0123
Reg charity 1234567
Company number 07700900
Company No. 01632960
VAT registration 123 4567 89
The ISBN is 0 7475 3269 9
ISBN-13: 978 0 7475 3269 9
Catalogue number 07700 900123
Ticket 07700-900-123
Your reference: 07700/900123
quote 07700 900123 when you pay
Policy no: 0770 0900 123
Model 07700-900
serial number 0770 0900 1234
Consignment 0770 0900 123
Account: 07700900 sort code 07-70-09
Acc no 07700900
Roll number 07700 90012
DfE number 312 2044, URN 102 3456
2024/25, 2025/26 and 2026/27
Term dates: 02.09.26 - 18.12.26
07.01.2026-27.03.2026
07/01 - 27/03, 13/04 - 22/07
8.45-9.00, 9.00-10.30
07:00 09:00 12:30
0700 0900 1230
it ran from 0700 to 0900 and 1230 to 1500
Sum: 077 + 009 + 00123
0.7, 0.77, 0.077
07 x 700 = 4900
7700 x 900123
1, 1, 2, 3, 5, 8, 13, 21, 34
0 1 2 3 4 5 6 7 8 9
07700 900
the code is 07700
60 000 000 people
population 67,886,011
Results: 12-10, 15-13, 11-9
scores 7-0, 0-9, 0-0, 1-2, 3-0
scores were 0 7 7 0 0 9 in the first half
1st 07, 2nd 70
Lat/long 51.5456, -0.4782
OS grid TQ 07700 90012
barcode 5012345678900
Zoom meeting ID: 077 0090 0123
Meeting ID 812 3456 7890 passcode 123456
Teams conference ID: 123 456 789#
PIN: 0770
staff ID 07700900123
Parcel number 07700900123
please pay by BACS 20-00-00 07700900
one two three, ready, go
zero, one, two or three marks each, four for the last, five in all
seven, nine and eleven times tables; double, triple and half of one hundred
two adults, six children, one dog, nine bags and seven coats
twenty one Year Four children, thirty two Year Five and nineteen Year Six
oh no, oh dear, oh my
nine hundred and ninety nine red balloons, one hundred and one
"""

EMAIL_BAD = r"""
Pls send to «jo.bloggs@gmail.com», «mo@yahoo.com» and «zo.b@icloud.com».
jo's email is «jo.bloggs@btinternet.com» (personal)
«jo.bloggs@gmail.com»/«mo@sky.com»
Email: «jo.bloggs@gmail.com»\nTel: 020 7946 0700
e:«jo.bloggs@gmail.com»|t:020
[«jo.bloggs@gmail.com»](mailto:«jo.bloggs@gmail.com»)
<a href="mailto:«jo.bloggs@gmail.com»">
«jo.bloggs@gmail.com».
«jo.bloggs@gmail.com»!!!
u can email me on «jobloggs (at) gmail»
«jo bloggs at gmail» no spaces
its «jo then bloggs at hotmail dot com»
its «j.bloggs84 at live dot co dot uk»
my gmail is «jo.bloggs84»
gmail: «jo.bloggs84»
I'm «jo.bloggs84» on gmail
you'll get me quicker at home: «jo dot b at aol dot com»
write to me at «jo_b at sky dot com»
«jo(dot)bloggs(at)gmail(dot)com»
«jo . bloggs @ gmail . com»
«jo. bloggs@gmail.com»
«jo .bloggs at gmail.com»
«joATgmailDOTcom»
«jo.bloggsATgmail.com»
«jo.bloggs[@]gmail.com»
«jo.bloggs (@) gmail.com»
«jo.bloggs{@}gmail{.}com»
«jo.bloggs-AT-gmail-DOT-com»
«jo.bloggs at-sign gmail dot com»
«jo.bloggs @gmail»
«jo.bloggs@gmail»
my email is «jo.bloggs@gmail»
«jo.bloggs @ hotmail»
«jo b at outlook dot com»
«sunil dot patel eighty eight at gmail dot com»
«s-u-n-i-l at gmail dot com»
try «sunil.patel.88@gmail.co.uk» hm
«jo.bloggs@gmail.com» is Mum and «mo.bloggs@gmail.com» Dad
Mum's on «petra at harkers dot me dot uk»
email is «jo at the bloggs dot com»
email «joanna (at) stringsforall.org.uk» for lessons
To: «luke.harker@mail.example»
jo [dot] bloggs84 is the name: «jo [dot] bloggs84 [at] gmail»
Apple ID «jo.bloggs@icloud.com»
«jo.bloggs@my-family.net»
«pupil.parent@sky.com» asked
«joanna.o.bloggs@somefirm.co.uk» is my work one
Sent from «jo.bloggs@gmail.com»
Dave at «dave@davescoaches.co.uk» has the keys
"""

EMAIL_GOOD = r"""
Contact the office at office@hollybank.sch.example
Email Ruth: r.adeyemi@hollybank.sch.example.
office [at] hollybank.sch.example
office at hollybank dot sch dot example
write to office at hollybank.sch.example
info at museum dot org dot uk
bookings (at) theatre (dot) co (dot) uk
enquiries at hillview-coaches dot co dot uk
j.hartnoll at anytown dot gov dot example
the.team@charity.org
customerservices@schoolwear.co.uk
media.team@charity.org.uk
uniform.orders@schoolwear.co.uk
trainingteam@firm.co.uk
school.bookings@zoo.co.uk
hello@firm.co.uk
Look at bbc dot co dot uk
Visit us at hollybank dot sch dot example
go to classboard dot example
our website is at www dot hollybank dot sch dot example
the dot at the end of the line
join the dots at home
put a dot at zero. Com on
we stayed at Sky House
she is at Live Theatre
at live events
look at yahoo news
I found it at google.com/maps
bought at amazon.co.uk for £3
he's good at scratch.mit.edu projects
reading at booktrust.org.uk
more info at gov.uk/school-term
Available at nhs.uk/vaccinations.
find us at facebook.com/HollybankPrimary
our page at instagram.com/hollybank.primary
Sign up at mathletics.com today
Children logged in at ttrockstars.com yesterday
3 at 2.com
we meet at St. Mark's
Tom sat at no. 4
A lot of us at B. Com
score 4@5
#4@home
"learning @ home" booklet
Fun @ the park
@mrs_p
stuff@
c@t and d0g
b@d w0rds
p@ssword
"""

ADDRESS_BAD = r"""
Please send it to Mrs P Harker, «12 Acacia Road, Anytown, ZZ99 1AA».
Nell Harker\n«12 Acacia Road\nAnytown\nZZ99 1AA»
Name: Nell Harker; Address: «12 Acacia Road, Anytown»; Tel: 020 7946 0700
we're now living at «Flat 4b, Ash Court, ZZ99 2BB»
it's the blue door, «18 Station Terrace»
pick him up from «18 Station Terrace», he's at his nan's
come to mine, «18 station terrace», about 6
come over, I'm «18 Station Terrace»
my address: «18 station terrace zz99 2cc»
I'm in «Bramble Cottage, Back Lane»
Home: «Bramble Cottage, Back Lane, Little Anytown ZZ99 2DD»
deliver them to my place, «The Granary, Manor Farm Road»
«47 Kings Rd», opp the shop - I live there
The dad lives at «47 King's Road» now
staff party at mine! «47 King's Road», ZZ9 9ZZ
my sister's house, «47 Kings Road»
Child's address: «47 Kings Road»
«Apt 12, 47 Kings Road»
«Flat 12, 47 Kings Road»
«12/47 Kings Road» is ours
SE: «47 St John's Wood Road»
post it to me: «47 Saint John's Street»
my new house is «1 The Paddocks»
they're at «2 Church View», by the way
her mum's address is «19 Rowan Way»
«19 Rowan Way, Anytown ZZ99 3AA»
she lives on «Rowan Crescent»
we live at the corner, «19 Rowan Lane»
I live two doors down at «21 Rowan Lane»
Dad's flat is «3 Kestrel Court, Dock Road»
the family are staying with gran, «8 Old Mill Lane»
the postcode for mine is «ZZ99 3AB»
my sat nav postcode is «zz99 3ab» for the bbq
Carer: Jo Moss, «8 Old Mill Lane, ZZ99 3AB»
"""

ADDRESS_GOOD = r"""
We went to 22 Acacia Museum, Museum Street
Anytown Museum, 22 Museum Street, Anytown ZZ99 5AA
The Wizard of Oz at the Apollo Theatre, 14 Wilton Road, London SW1V 9ZZ
Coach from school to Wellsford Activity Centre, Mill Lane, Wellsford TA24 9ZZ
Venue: Anytown Golf Club, 1 Links Road, ZZ99 5BB
Anytown Cricket Club, 3 Park Road
Hilltop Farm, Hill Lane, ZZ99 5CC (bring wellies)
Sports day is at Anytown Stadium, Stadium Way, ZZ99 5DD
parking is on Church Road
no parking in Holly Lane
The Fire Station, 2 Fire Lane
Wedding at St Peter's Church, Church Lane ZZ99 5EE
Our publisher is at 50 Bedford Square, London
Ofsted, Piccadilly Gate, Store Street, Manchester M1 2WD
County Hall, 12 Hall Road, Anytown
Please pay Snapshots Ltd, 4 Trade Park, ZZ99 5FF
visit to 10 Downing Street
Sherlock lived at 221b Baker Street
The Dursleys of 4 Privet Drive
The Great Fire began in Pudding Lane
London: Oxford Street, Regent Street and Park Lane cost 300
Monopoly: Old Kent Road costs 60
Mayfair 400, Park Lane 350
Sesame Street
Coronation Street at 8
Year 5 Class Drive for books
3 park rangers walk
20 minute walk through the park
2 close friends
1 place left
16 place settings
400 metres down the hill
2 green 3 blue 4 yellow
2nd row
1st Place goes to 4P
3 Way tie
5 Star Hill Farm camp
Section 3 Hill climb
Fig 4 Mill wheel
Table 2 Lane times
Lane 4 Drive
Gate 2 Park side
M4 Junction 4
A4 Bath Road
20 mph in Mill Lane
12 new trees along Holly Lane
9 out of 10 on Place Value
100 House points
House points: 230 Oak House, 210 Elm House
Red House 210, Blue House 198
4 Blue House captains
PE kit on Tuesday, 2B or not 2B
room E1 2AB
"""

ACCOUNT_BAD = r"""
I'm on insta if you want pics, «@mr_patel_reads»
My twitter handle is «@spatel_teach»
tweet me «@spatel88»
add «spatel88» on snap
add my snap «spatel88»
snapchat name: «s.patel88»
snap is «spatel_88» x
snap = «spatel_88»
whats ur snap? mines «spatel_88»
mine is «spatel_88» on snap
msg me on insta its «s.patel_88»
hmu on ig «spatel88»
ig «spatel_88»
IG: «spatel88»
Follow my book account «@patelreads» x
her TikTok's «@petra.h.dances»
Petra is «@petraharker» on Instagram
luke's on instagram: «lukeharker_»
He streams on Twitch as «lukeplays99»
my son plays as «xX_Nell_Xx» on Fortnite
my Roblox username is «MrPatelRocks»
roblox user: «mrpatel_rocks»
My xbox gamertag is «MrPatelRocks»
xbox live: «MrPatelRocks77»
add me PSN «MrPatel_77»
psn - «mrpatel77»
steam id: «mrpatel77»
join my discord «https://discord.gg/abcDEF»
my discord server is «discord.gg/abcDEF»
Discord: «mrpatel»
Discord «mrpatel_77»
DM on telegram «@mrpatel77»
telegram «t.me/mrpatel77»
message me on messenger «m.me/sunil.patel.77»
fb «facebook.com/sunil.patel.77»
find me on FB, «Sunil Patel»
I'm on Facebook as «Sunil Patel»
join our parents' group «https://chat.whatsapp.com/AbCdEfGh123»
join the class group «https://www.facebook.com/groups/4pparents»
my LinkedIn: «https://www.linkedin.com/in/sunil-patel-77/»
subscribe to «youtube.com/@mrpatelplays»
my channel is «youtube.com/user/mrpatelplays»
venmo me «@sunil-patel»
PayPal «paypal.me/sunilpatel/5»
bereal «bere.al/sunilp»
@ me on X «@sunil_p»
I'm «@sunil_p» on X
My Bluesky is «@sunil.bsky.social»
strava: «sunil_runs»
vinted «@sunil_sells»
depop @«sunil_sells»
kik me «sunilp_77»
spotify: «sunilp_77»
yubo «sunilp77»
wattpad: «sunil_writes»
Minecraft name is «SunilBuilds»
Epic name: «SunilBuilds77»
switch friend code: «SW-0000-1111-2222»
"""

ACCOUNT_GOOD = r"""
Thanks @AnytownLibrary
@AnytownPolice visited
Great talk by @RSPCA_official
huge thanks to @anytowncoaches
so proud of @AnytownRugby
tagging @HollybankPTA
our friends @stmarysschool
Follow us @HollybankPri
Like us on Facebook: facebook.com/HollybankPrimary
We're on Instagram, hollybank.primary
Our instagram is hollybank.primary
our school twitter is @HollybankPri
Twitter @HollybankPri
https://www.youtube.com/c/BBCTeach
https://www.youtube.com/@bbcteach
https://www.facebook.com/NSPCC
https://twitter.com/NSPCC
https://www.instagram.com/anytownmuseum/
https://www.tiktok.com/@nhs
https://www.linkedin.com/school/anytown-university
https://www.facebook.com/groups/anytownlibraries
parents must not tag pupils on Facebook or Instagram
Our policy: no Snapchat, TikTok or WhatsApp in school
WhatsApp groups can cause upset
a scam is going round on WhatsApp: do not click
On Snapchat: location sharing is on by default
children in Y5 are using Roblox, Discord and TikTok
E-safety: Roblox, age 7+, Minecraft 7+, Fortnite 12+
PEGI 12 games on xbox are not for Y4
the insta post about 4P's trip
pls take down the insta picture
My Facebook isn't working
My snapchat got hacked
her twitter says nothing
his instagram has gone
their tiktok went viral
my whatsapp is playing up
the video is on YouTube here https://youtu.be/abc_def-123
YouTube: Joe Wicks PE
Search for Cosmic Kids on YouTube
look up Jolly Phonics on YouTube
find Oak National on YouTube
watch Blue Peter on CBBC
follow Ofsted on Twitter
follow NASA on Instagram
Add Maths homework on Spotify
message from Sunil on ClassBoard
username: first name, password: apple
TTRS username is nelhar4
Purple Mash login: nelhar4
Numbots user nelhar4
Class: 4P Room: 4_2
worksheet_4.2 is on the drive
photo_12, photo_13 on Facebook are lovely
see fig_2b
the #4P hashtag
issue#1234
Ticket HB#4421
x_1 and x_2 are unknown
use snake_case names
snap_fit cups
@4pm
@12noon
Ms K @ reception
Sunil @ Hollybank
"""

DETECTORS = {
    "phone": phone.DETECTOR,
    "email": email.DETECTOR,
    "address": address.DETECTOR,
    "account": account.DETECTOR,
}
BAD = {"phone": PHONE_BAD, "email": EMAIL_BAD, "address": ADDRESS_BAD, "account": ACCOUNT_BAD}
GOOD = {"phone": PHONE_GOOD, "email": EMAIL_GOOD, "address": ADDRESS_GOOD, "account": ACCOUNT_GOOD}


def rows(tables: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (name, row.replace("\\n", "\n"))
        for name, table in tables.items()
        for row in table.strip().split("\n")
    ]


@pytest.mark.parametrize(("name", "row"), rows(BAD))
def test_finds_what_is_marked_and_nothing_else(name: str, row: str) -> None:
    detector: Detector = DETECTORS[name]
    findings = found(detector, row.replace("«", "").replace("»", ""))
    marked = list(re.finditer("«(.*?)»", row, re.DOTALL))
    for count, mark in enumerate(marked):
        start, end = mark.start() - 2 * count, mark.end() - 2 * count - 2
        assert any(f.start < end and start < f.end for f in findings), mark.group()
    assert len(findings) == len(marked)


CLEAN = r"""
Hi all, the hall is booked from 6 at St Luke's Community Centre, 14 Church Road.
Ring Sunil in the office on 020 7946 0700 if you are lost.
Swimming: Anytown Pool (01632 960 555), Pool Lane ZZ99 4AB. Sarah at reception will meet you.
The bakery, Crumbs of 12 High Street, has kindly given 40 rolls. Thanks to @crumbsbakery!
Please return reading books: ISBN 9781408855652, 9780007371464 and 0-330-25864-8.
Coach: Anytown Coaches, ops desk 01632 960 777, reg YN19 ABC, booking AC-07700900.
A4 paper 2 reams, 3 boxes of HB 2B pencils, order 20260917-01, £77.00 + £9.00 + £12.30.
The scores: 4P 07, 3L 70, 2H 09, 1S 00.
Your child's UPN is A820200117001 and candidate number 0123.
Attendance 97.3, 96.1, 95.8 against 94.7 nationally; persistent absence 12.4 (14.1).
See you at 7 for 7.30 at The Swan, 3 River Street. £32 a head.
Ryan at Specsavers on 01632 960 111 can help with glasses.
The head of Elm Park School, Mrs Jones, is on 01632 960 222.
Dates: 14/09, 21/09, 28/09, 05/10, 12/10 and 19/10.
Assembly: 2P 9.00, 3L 9.20, 4P 9.40, 5C 10.00.
The publisher's website is at www.bookshop.example/order/1234567890 and the code is READ2026.
Use the link https://forms.example/f/AbC_123?id=07700900123&x=1 to book.
Times tables: 7 x 7 = 49, 0 x 9 = 0, 12 x 3 = 36.
The 0700 train, 0900 coach and 1230 lunch.
Wi-Fi: Hollybank_Guest, see the office for the key.
Y6 production: "Oliver!", Y5: "Matilda". Tickets from Bev at the office, £3.
Pupils should read "Number the Stars" (Lois Lowry) and "Goodnight Mister Tom".
In Minecraft club we built 12 Mill Lane from our map.
Bus 222 stops at Station Road, then Mill Lane and Church Way.
Our Twitter is @HollybankPri; DfE is @educationgovuk.
See bbc.in/3abcDEF, bit.ly/4xyz and tinyurl.com/y6trip.
Please log on to Purple Mash; username is first name then initial.
Live lesson at 10 on YouTube: https://www.youtube.com/live/abc123
Parents, please do not post pictures of other children on Facebook, Instagram, X or TikTok.
Governors: papers are on GovernorHub. Item 7.1, 7.2, 7.3 and 9.00 close.
Grid reference TQ 0770 0900; postcode for the car park UB10 0AA.
Ms Bianchi is on maternity leave until 07.01.2027; cover is Mr Dean (4P).
"""


@pytest.mark.parametrize("row", CLEAN.strip().split("\n"))
@pytest.mark.parametrize("name", DETECTORS)
def test_every_detector_leaves_ordinary_school_sentences_alone(name: str, row: str) -> None:
    assert [finding.text for finding in found(DETECTORS[name], row)] == []


@pytest.mark.parametrize(("name", "row"), rows(GOOD))
def test_leaves_near_misses_alone(name: str, row: str) -> None:
    assert [finding.text for finding in found(DETECTORS[name], row)] == []
