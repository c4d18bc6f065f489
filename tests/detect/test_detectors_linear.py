"""No detector's cost may grow faster than the text: 8 times the length, less than 12 times the time."""

from pathlib import Path

import pytest
from tests.clock import least_seconds

from msgguard.detect.detectors import REFINERS, all_detectors
from msgguard.detect.profanity import whole_words
from msgguard.detect.registry import Detector, Known
from msgguard.model import Channel, Message, Party, Recipient
from msgguard.policy.pack import load_policy
from msgguard.school.compiled import read_compiled
from msgguard.school.reader import read_school
from msgguard.setup import data_rules
from msgguard.text.view import build_view

BASE = Path(__file__).parent.parent.parent / "rules" / "base"
SHORT, TIMES = 8_192, 8
RATIO = 12
NOISE = 0.001  # seconds: below it nothing is said

# Each is repeated to the length asked for.
HOSTILE = {
    "digits": "1",
    "digits in threes": "123 ",
    "dates": "12/03/2018 ",
    "dates of birth": "dob 12/03/2018 ",
    "sort codes": "12-34-56 ",
    "bank": "sort code 12-34-56 account 12345678 ",
    "cards": "4111 1111 1111 1111 ",
    "iban": "gb82 west 1234 ",
    "nhs": "nhs 943 476 5919 ",
    "upn": "upn u900209923001 ",
    "ni": "ni qq123456c ",
    "passport": "passport 533401987 ",
    "at signs": "@",
    "addresses": "a@b.c ",
    "long address": "a.",
    "dots": ".",
    "dashes": "a-",
    "spaces": " ",
    "lines": "\n",
    "letters": "a",
    "single letters": "f u ",
    "masks": "f*",
    "stars": "*",
    "rude": "shit ",
    "rude run together": "shit",
    "marks that end nothing": "?.x",
    "passwords": "password ",
    "password values": "password: abc1 ",
    "codes": "door code ",
    "logins": "login a/b ",
    "calls": "text me ",
    "channels of one's own": "send it to my own ",
    "channels pointed back to": "I'm on Telegram, ask me there. ",
    "groups made": "i've made a group ",
    "addresses told": "jo84 then the squiggly a gmail ",
    "names beside services": "kbains84, gmail (",
    "names the same at services": "the same name as me at gmail ",
    "services run together": "gmail.gmail.",
    "letters apart": "gmail a.b.c.d.e. ",
    "names of addresses": "first name dot surname at ",
    "codes by steps": "4 then 1 then the triangle gate ",
    "codes by halves": "starts with 29 and ends in 04 safe ",
    "papers apart": "passport 5 3 3 8 licence M O R G A ",
    "numbers behind streets": "Quarry Lane, no 12 ",
    "players": "we're CoatesyDad_UB play ",
    "mobiles": "ring 07700 900123 ",
    "names": "Amelia Okafor ",
    "quotes": "'\"",
    "secrets": "don't tell ",
    "threats": "i'll ",
    "codes pressed": "enter 4471 at the gate ",
    "codes spaced": "gate code 4 4 7 1 2 2 ",
    "codes in words": "pin one two double four ",
    "dials": "dial 22 left 13 right ",
    "tables of codes": "pin\tcode\t4471\n",
    "logins with": "log in as x1 with Ab1!c ",
    "passwords spelled": "wifi is a b c d lower ",
    "roll numbers": "roll no 1/234567 ",
    "spoken accounts": "sort code one two account one two ",
    "platforms": "tiktok please join ",
    "platforms there": "homework it we is on tiktok ",
    "sent from": "sent from my \n",
    "brackets": "([<",
    "accents": "é\u0301",
    "greek": "α",
}


@pytest.fixture(scope="module")
def known():
    policy = load_policy(["base"])
    return Known(
        school=read_school(BASE / "school.toml"),
        roster=read_compiled(BASE / "roster.json"),
        words=policy.words,
    )


POLICY = load_policy(["base"])
DETECTORS = all_detectors(data_rules(POLICY), POLICY.words)


def view_of(unit, length):
    text = unit * (length // len(unit))  # whole units, so that both lengths hold the same words
    pupil = Party(address="will.tanner@pupils.hollybank.sch.example")
    message = Message(
        id="hostile",
        channel=Channel.EMAIL,
        sender=Party(address="s.patel@hollybank.sch.example"),
        recipients=(Recipient(party=pupil),),
        headers=(("X-Forwarded-For", text),),
        subject=text[:200],
        body=text,
    )
    view = build_view(message)
    for part in view.parts:
        assert part.words is not None  # computed once for all detectors
    return view


def seconds(detector, view, known, *, runs):
    return least_seconds(lambda: list(detector.find(view, known)), runs=runs)


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_cost_grows_with_the_length_and_no_faster(unit, known):
    short, long = view_of(unit, SHORT), view_of(unit, SHORT * TIMES)
    slow = []
    for detector in DETECTORS:
        after = seconds(detector, long, known, runs=1)
        if after < NOISE:
            continue
        before = seconds(detector, short, known, runs=3)
        ratio = after / max(before, NOISE / TIMES)
        if ratio >= RATIO:
            # Once more with care before anything is said.
            after = seconds(detector, long, known, runs=3)
            before = seconds(detector, short, known, runs=9)
            ratio = after / max(before, NOISE / TIMES)
        if ratio >= RATIO:
            slow.append(f"{detector.name}: {before * 1e3:.1f} ms -> {after * 1e3:.1f} ms, {ratio:.0f} times")
    for refiner in REFINERS:
        detector = Detector(
            name=refiner.name,
            codes=refiner.codes,
            find=lambda view, known, refine=refiner.refine: iter(refine(view, known, [])),
        )
        before, after = (seconds(detector, view, known, runs=3) for view in (short, long))
        if after >= NOISE and after / max(before, NOISE / TIMES) >= RATIO:
            slow.append(f"{refiner.name}: {before * 1e3:.1f} ms -> {after * 1e3:.1f} ms")
    assert slow == []


def test_a_rude_word_run_together_is_read_once():
    short, long = ("shit " + "shit" * (size // 4) for size in (SHORT, SHORT * TIMES))
    before, after = (
        least_seconds(lambda text=text: list(whole_words(text, "shit")), runs=5) for text in (short, long)
    )
    assert after < NOISE or after / max(before, NOISE / TIMES) < RATIO
    assert list(whole_words(long, "shit")) == [0]
