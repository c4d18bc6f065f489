"""CD104: handles, links, tags and names on platforms, and what is nobody's account."""

from __future__ import annotations

import pytest
from tests.clock import least_seconds
from tests.detect.knowledge import found

from msgguard.detect.account import DETECTOR
from msgguard.model import Confidence, Owner

# The account stands between « and ».
BAD = r"""
I'm «@joe_b» on insta
insta: «joe.b»
insta «joe_b»
insta - «joe.b_»
my insta is «joe.b»
my insta's «joeb_99»
my insta is «joebloggs»
Instagram: «joebloggs»
insta = «joe.b.reads»
follow me on insta «@strings_by_harj»
follow me at «@joebloggs»
follow me «@joebloggs»
DM me on twitter «@andycoates5c».
I'm «joe_b» on snap
im «joe_b» on snapchat
add me on snap «wendyp_4n»
add me on snap if u want the video i took «wendyp_4n»
snap me «joeb_99» on snapchat
my snap: «joeb99»
my snapchat is «joe.bloggs»
sc: «joe_b99»
find me as «joeb» on Roblox
find me on roblox, im «CoolTeacher61»
my roblox name is «coolteach»
my roblox is «BakeOffWendy61»
my gamertag is «Coatesy5C»
my gamertag's «Coatesy5C» if you want to race
gamertag: «Coatesy5C»
Gamer tag - «Coatesy»
my xbox is «BakeOffWendy61» if u want a game
my psn is «wendy_plays»
PSN: «wendyplays»
psn id «wendy_plays_4n»
add me on ps5 «wendy_plays»
my username is «wendyplays» on minecraft
my minecraft username: «wendyplays»
my fortnite name is «xXwendyXx»
my discord is «wendy#1234»
«wendy#1234» on discord
add «wendy.p#0042»
discord: «wendy.pike»
my steam is «wendy_pike»
friend code «SW-1234-5678-9012»
my telegram is «@wendypike»
telegram: «wendy_pike»
kik: «wendyp99»
tiktok «@wendyreads»
my tiktok is «@wendy.reads»
My TikTok: «wendyreads»
she's «@nat_robbo_» on insta too
her insta is «natrobbo»
He's «nat_robbo» on twitch
«@tabbytails_dee»
insta «@tabbytails_dee».
or insta «wendyp_4n»
private insta for the lads, follow it «@rye_elite_u11»
come and follow me on Insta, «@lucym.reads», I'll follow back
You can add me on snapchat too, «kul.bainsy»
search «joe_bloggs» on facebook
find me on Facebook as «Wendy Pike»
Look me up on Facebook, «Wendy Pike»
add me on Facebook - «Wendy Pike»
I'm on insta as «joebloggs»
I'm on instagram under «joebloggs»
you can get me on skype «live:joe.bloggs»
skype: «joe.bloggs»
whatsapp me, «wa.me/447700900284»
«https://wa.me/447700900284»
«https://api.whatsapp.com/send?phone=447700900284»
«https://chat.whatsapp.com/Gk3bT0qXm92RyeXmas» if you want in
join «chat.whatsapp.com/H7wq4Npk2026»
«facebook.com/lucy.moreton.3»
«https://www.facebook.com/lucy.moreton.3»
«https://m.facebook.com/lucy.moreton.3/»
«https://www.facebook.com/profile.php?id=100012345678»
«fb.com/wendy.pike.501»
«fb.me/wendy.pike»
«m.me/wendy.pike.501»
«instagram.com/joe_b»
«https://www.instagram.com/joe_b/»
«https://instagram.com/joe_b?igshid=abc123»
«instagr.am/joe_b»
«x.com/joe_b»
«https://x.com/joe_b»
«twitter.com/joe_b»
«https://twitter.com/joe_b?s=20»
«tiktok.com/@joe.b»
«https://www.tiktok.com/@joe.b»
«snapchat.com/add/joe_b»
«https://www.snapchat.com/add/joe_b»
«linkedin.com/in/kulvinder-bains-y6»
«https://uk.linkedin.com/in/joe-bloggs-1a2b3c»
«youtube.com/@joebloggs»
«https://www.youtube.com/c/joebloggs»
«https://www.youtube.com/channel/UCabc123»
«https://www.threads.net/@joe_b»
«discord.gg/AbC123»
«https://discord.com/invite/AbC123»
«t.me/joe_b»
«https://t.me/+AbCdEf123»
«steamcommunity.com/id/joeb»
«https://www.roblox.com/users/12345678/profile»
«twitch.tv/joebloggs»
«reddit.com/u/joe_b»
«https://www.reddit.com/user/joe_b»
I'm «u/joe_bloggs» on reddit
«pinterest.co.uk/joebloggs»
«bsky.app/profile/joeb.bsky.social»
«mastodon.social/@joeb»
find me at «@joeb@mastodon.social»
«https://signal.me/#p/+447700900123»
«onlyfans.com/joeb»
«spotify.com/user/coatesy_runs»
«open.spotify.com/user/coatesy_runs»
«paypal.me/joebloggs»
«monzo.me/tessgarland45»
«https://monzo.me/tessgarland45/10.00»
«linktr.ee/joebloggs»
«vinted.co.uk/member/12345-joeb»
«strava.com/athletes/123456»
«cash.app/£joeb»
venmo «@joe-bloggs»
facebook dot com slash «joe.bloggs»
https://www.youtube.com/watch?v=abc and mine is «youtube.com/@joeplays»
"""

GOOD = r"""
Follow @HollybankPri for news
facebook.com/HollybankPrimary
https://www.facebook.com/HollybankPrimary/
https://www.facebook.com/HollybankPrimary/posts/12345
instagram.com/hollybank.primary
https://www.instagram.com/hollybank.primary/
See our page: fb.com/HollybankPrimary
Thanks to the rangers at @HillingdonCouncil for having us!
Great day at @sciencemuseum
thank you @bbcbitesize
with @anytownfc today
well done @UxbridgeFC
visit from @MetPoliceUK
love this from @BookTrust
@nspcc has advice
a visit to @anytownlibraries
@NHSuk says wash your hands
https://www.youtube.com/watch?v=dQw4w9WgXcQ
https://youtu.be/dQw4w9WgXcQ
https://www.youtube.com/playlist?list=PL123
https://twitter.com/bbcnews/status/123456789
https://x.com/metoffice/status/123
https://www.instagram.com/p/AbC123/
https://www.facebook.com/events/12345/
https://www.tiktok.com/@bbcnews/video/123
https://vm.tiktok.com/ZM123/
https://www.facebook.com/anytowncouncil
https://www.linkedin.com/company/hollybank
https://www.linkedin.com/jobs/view/123
https://www.bbc.co.uk/bitesize/topics/abc
https://www.pinterest.co.uk/pin/12345/
https://open.spotify.com/playlist/abc
https://www.roblox.com/games/123/thing
https://www.roblox.com
https://www.instagram.com/
https://www.instagram.com/explore/tags/books
https://www.reddit.com/r/teachers/
https://github.com/joe/repo
https://classboard.example/user/12
https://ttrockstars.com/login
www.hollybank.sch.example/contact
14/05/2026 and/or he/she
#WorldBookDay #Year4
homework #1234
room#1234
PO#1234
issue #1234
ref#4321
see you @ 3pm
meet @ the hall
tickets @ £2
@school tomorrow
@Sunil can you check this?
@Ruth please see below
email joe@bloggs.com
s.patel@hollybank.sch.example
my insta is private
my instagram is locked down
her snapchat is full of rubbish
Facebook is for over-13s
Instagram has an age limit of 13
Snapchat: is it safe?
the dangers of TikTok, Snapchat and Instagram
TikTok is banned in school
We talked about Roblox in assembly
Roblox and Minecraft are popular in Year 5
children as young as 8 are on snap
she posted it on snap yesterday
he sent it on WhatsApp last night
a message request on Instagram
the Year 6 WhatsApp group
4N has a WhatsApp chat
parents on facebook as well
I saw it on Facebook today
it was on Twitter last week
please do not add staff on Facebook
staff should not follow pupils on Instagram
Instagram, TikTok or Snapchat accounts
the signal on line 4 is poor
steam train, railway signal, on the line
the x on the map
x is 4 and y is 5
on x axis
switch to gas4you
a live link at 10.30
threads of blue_green wool
snap! said the crocodile
play snap with your child
Discord grew between them
an epic story, epic battle
the telegram from the King
Line 4: change colour
Your username is nharker4 for TTRS
Log in with username nell.h and your password
usernames and passwords are in the diary
ClassBoard username: nell_h
the handle is broken
the door handle: push
The file is notes_2026.pdf on the portal
see report_final.docx
year_4_plan is on the drive
HB_2026_policy
e.g. this, i.e. that
7.30p.m. at the latest
iPhone12 and ipad9
.font-face { color: red }
@media print { }
@override
@Test
the KS2b room, Y6 leavers
Mr X, Year 4
add me to the list
follow me to the hall
find me in 4P
I'm Sunil, Year 4 teacher
Facebook Live at 7
Ask Alexa or Google
"""


def lines(block: str) -> list[str]:
    return block.strip().split("\n")


@pytest.mark.parametrize("row", lines(BAD))
def test_finds_the_account(row: str) -> None:
    text = row.replace("«", "").replace("»", "")
    start, end = row.index("«"), row.index("»") - 1
    hit = [f for f in found(DETECTOR, text) if f.start < end and start < f.end]
    assert hit
    assert abs(hit[0].end - end) <= 1


@pytest.mark.parametrize("text", lines(GOOD))
def test_leaves_alone(text: str) -> None:
    assert [f.text for f in found(DETECTOR, text, channel="post", post="group")] == []


def one(text: str, **options: object):
    findings = found(DETECTOR, text, **options)
    assert len(findings) == 1
    return findings[0]


def test_knows_whose_account_it_is() -> None:
    assert one("my insta is joe_b").owner is Owner.SENDER
    assert one("her dad is on insta as joe_b77").owner is Owner.FAMILY
    assert one("My brother is on instagram as @strings_by_harj").owner is Owner.UNKNOWN
    finding = one("Petra Harker is @petra_h on insta")
    assert (finding.owner, finding.about) == (Owner.FAMILY, ("p1",))


def test_tells_an_invitation() -> None:
    assert one("add me on snap wendyp_4n").facts["invites"] == "yes"
    assert one("insta: joe.b").facts["platform"] == "insta"


def test_reads_links_behind_the_text() -> None:
    assert one("My page", links=("https://www.facebook.com/lucy.moreton.3",)).part == "links"
    assert not found(DETECTOR, "Our page", links=("https://www.facebook.com/HollybankPrimary/",))


def test_excuses_are_named() -> None:
    excuses = [
        f.excuse
        for f in found(
            DETECTOR, "@HollybankPri and @sciencemuseum, https://youtube.com/watch?v=x", excused=True
        )
    ]
    assert sorted(excuses) == ["is_content", "is_official", "is_organisation"]


def test_a_pure_name_after_an_at_is_of_medium_confidence() -> None:
    assert one("lovely evening @joebloggs", channel="post", post="personal").confidence is Confidence.MEDIUM


@pytest.mark.parametrize(
    "unit",
    [
        "@a",
        "@a ",
        "a#1234",
        "insta ",
        "my insta is ",
        "snap a_b ",
        "i'm on snap ",
        "x.com/a ",
        "facebook.com/",
        "/",
        "u/",
        "sw-1234-",
        "@",
    ],
)
def test_hostile_text_costs_linear_time(unit: str) -> None:
    def cost(size: int) -> float:
        text = (unit * (size // len(unit) + 1))[:size]
        return least_seconds(lambda: found(DETECTOR, text))

    small, large = cost(4_000), cost(32_000)
    assert large < 12 * max(small, 0.005)
