"""Given secrets: codes, passwords and plain words by what stands around them."""

import pytest
from tests.detect.hollybank import excused, findings, texts

from msgguard.detect.secret_shape import code_points, is_counting, password_points
from msgguard.detect.secret_table import table_secrets
from msgguard.model import Confidence
from msgguard.text.view import text_part


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("If the lobby is shut punch 6129 into the box and wait for green", "6129"),
        ("press 1 then 4 then 9 then the key symbol", "1 then 4 then 9"),
        ("Safe behind the clock: left 4 right 17 left 29", "left 4 right 17 left 29"),
        ("garden gate - seven seven two oh", "seven seven two oh"),
        ("alarm's on. when you come in it is one four four nine", "one four four nine"),
        ("Doorcode 1357X", "1357X"),
        ("the key-box by the kitchen needs 3-9-0-1", "3-9-0-1"),
        ("side gate is on 4309 now", "4309"),
        ("To unset: star 6182 hash.", "6182"),
        ("Type Penguin77 into the box that comes up", "Penguin77"),
        ("we set all the chromebooks to P1neapple", "P1neapple"),
        ("use trips@ with Minibus_2016 and ask me first", "Minibus_2016"),
        ("head@hollybank.sch.example / Popcorn_4_All", "Popcorn_4_All"),
        ("the wifi's now called RYE5 and it wants Elephant-2-Elephant", "Elephant-2-Elephant"),
        ("Log-in: caretaker\nPassword: Mopbucket1", "Mopbucket1"),
        ("Password below.\n\nHeron-Pond-5", "Heron-Pond-5"),
        ('Passwd= "Snowdrop 9 Snowdrop"', "Snowdrop 9 Snowdrop"),
        ("The file opens with the word Trafalgar.", "Trafalgar"),
        ("site login student12, password bluebell, home access on", "bluebell"),
        ("the safe word, which is pineapple", "pineapple"),
    ],
)
def test_secrets_however_they_are_put(text, value):
    assert value in texts(text, "PI603")


@pytest.mark.parametrize(
    "text",
    [
        "We have 1240 children and 86 staff on the site, gate duty please.",
        "Enter the hall by the side door, row 12, seats 101 to 130.",
        "The printer has 500 sheets left, model HP4520.",
        "Dial 01632 960123 and ask for Jo.",
        "ring oh double seven double oh nine double oh one two three at the gate",
        "In maths we dial numbers up: 1, 2, 4, 8, 16.",
        "The combination of 2026 and 2027 classes worked well.",
        "The login page is at portal.example/Login2 and works.",
        "Windows11 asks to unlock after 15mins.",
        "The file Y4-Planning-v3 is on the drive, open it with Word.",
        "Unlock level 1250 to get the badge. 30 copies of page 77 (00900 on the code) please.",
        "Username is your school email, password as before.",
        "Name | Password\n---- | --------\n",
        "https://shop.example/r.asp?refcode1=vs3390 for the door mats",
        "Reset the filter? Enjoy! The network was down, anyone?",
    ],
)
def test_what_only_looks_like_a_secret(text):
    assert texts(text, "PI603") == []


def test_an_answer_to_a_quoted_question():
    asked = "1436\n\n> what's the pin for the colour printer again?"
    assert texts(asked, "PI603") == ["1436"]
    assert texts("1436\n\n> how many jumpers were handed in?", "PI603") == []


def test_the_subject_is_read_with_the_text():
    assert texts("Now 9-0-3-3, tell the others.", "PI603", subject="Alarm") == ["9-0-3-3"]
    assert texts("Now 9-0-3-3, well played.", "PI603", subject="Hockey") == []


def test_games_and_advice_are_excused():
    (game,) = excused("Crack the padlock: try 4-1-7-2 on the lock", "PI603")
    (advice,) = excused("Never choose a password such as Tr0ub4dor&3", "PI603")
    assert (game.excuse, advice.excuse) == ("is_game", "is_advice")


def test_a_plain_word_is_never_sure():
    (plain,) = findings("A code word is asked for. Ours is Kittiwake.", "PI603")
    assert plain.confidence is Confidence.MEDIUM


@pytest.mark.parametrize(
    ("value", "points"),
    [
        ("4471", 1),
        ("2026", 0),
        ("0830", 0),
        ("999", -1),
        ("4 4 7 1", 2),
        ("1066x", 2),
        ("965mm", 0),
        ("2580#", 2),
    ],
)
def test_shapes_of_codes(value, points):
    assert code_points(value) == points


@pytest.mark.parametrize(
    ("value", "points"),
    [
        ("Teapot!9", 3), ("kW4uQz", 3), ("blue-kettle-forty", 2), ("Autumn2025", 2), ("Trafalgar", 0),
        ("week-by-week", 0), ("KS2", 0), ("a.coates@b.example", 0), ("list.xlsx", 0), ("10.30am", 0),
    ],
)  # fmt: skip
def test_shapes_of_passwords(value, points):
    assert password_points(value) == points


def test_counting():
    assert is_counting("1, 2, 3, 4")
    assert is_counting("five, four, three")
    assert not is_counting("4 4 7 1")


def test_tables_by_tabs_bars_and_gaps():
    for table in (
        "Room\tCode\nHall\t1863\nKitchen\t4410\n",
        "| Room | Code |\n|---|---|\n| Hall | 1863 |\n| Kitchen | 4410 |",
        "Room      Code\nHall      1863\nKitchen   4410",
    ):
        part = text_part("body", table)
        assert [part.source[a:b] for a, b in table_secrets(part)] == ["1863", "4410"]
