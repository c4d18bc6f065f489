"""PI601 and PI603: numbers and codes told in pieces, by signs, by halves, with every figure apart."""

import pytest
from tests.detect.hollybank import texts

SECRETS_TOLD = [
    "Friday is the quiz. Back gate is on the combination lock, 2-9-0-4, give it a thump.",
    "The door to the Year 5 corridor is 4 then 1 then the triangle.",
    "Side gate is star, 3, 7, hash.",
    "the alarm is two nines, a four and a one",
    "The key safe by the bins starts with 29 and ends in 04.",
    "Alarm: 29 at the front, 04 at the back",
    "pin for the staffroom door is nine, then four, then the square",
    "PIN is 7 7 1 0 for the photocopier",
    "key safe 4-0-1-1, put the key back",
    "Wi-Fi in the hall is RedKite and the password's marmalade77",
    "to get on the laptop use supply01 and Parsnip#Soup9",
    "shared login: year3 / Acorn2026",
    "log on as guest with Pebble.9.Dash",
    "the gate wants C 2 5 8 then Y",
    "the safe code is the year the school opened backwards, so 8491",
    "Alarm goes off with three, three, zero, eight and then set.",
    "iPad code is one two double five",
    "Door code is the same as last year, 5582, quietly please.",
    "the shed padlock: 3 1 9",
    "The tablets open with 0 0 7 4.",
    "code for the cash tin is 1066 then star",
    "Zoom passcode 884120",
    "You press the moon, 4, 4, then 8 and push",
]
NO_SECRETS = [
    "Your username is supply01 and the office will ring you with the rest.",
    "In maths we counted 4 then 1 then the triangle.",
    "Draw the square, then the triangle, then 4 and 1 sides.",
    "Score: 4-1-3-2 to the red team, quiz night.",
    "The alarm went at 2 then again at 4 then 5.",
    "Bus 4 then 1 then the tube to the museum gate.",
    "Doors 7, first round 7.30, gate 6.",
    "The PIN must be changed, never write it down.",
    "Escape room: the padlock is 4-4-7-1, crack it.",
    "The gate is open from 8 then 9 then 10 on Fridays.",
    "Go through the door, 2 left, 3 right, then the hall.",
    "Read chapters 2, 9, 0 and 4 about the combination lock.",
    "Press 1 for absence, 2 for the kitchen, 3 for the office.",
    "user names are supply01 and supply02, ask for the passwords at the hatch",
    "The hall door is 2-9-0 cm wide.",
]

NUMBERS_TOLD = [
    "Her passport number is 5 3 3 8 1 0 2 7 6 and she brought it in.",
    "passport: 5.3.3.8.1.0.2.7.6",
    "Passport 533-810-276",
    "His NI is Q Q 1 2 3 4 5 6 C",
    "NI number Q.Q.1.2.3.4.5.6.C",
    "Her driving licence is M O R G A 6 5 7 0 5 4 S M 9 I J",
    "driver number MORGA 657054 SM9IJ",
    "sort code 2 0 0 0 0 0 account 5 5 7 7 9 9 1 1",
    "bank acct 5.5.7.7.9.9.1.1 sort 20.00.00",
    "sort code 20 00 00 and account 5577 9911",
    "passport no 5 3 3 8 - 1 0 2 - 7 6",
    "passport five three three eight one zero two seven six",
    "visa card 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
    "Please pay me: sort 2-0-0-0-0-0, acc no 5-5-7-7-9-9-1-1",
    "passport number: 53 38 10 27 6",
    "driving licence M.O.R.G.A.6.5.7.0.5.4.S.M.9.I.J",
]
NO_NUMBERS = [
    "Passport to reading: pages 5 3 3 8 1 0 2 7 6 are missing.",
    "Bring your passport; the coach leaves at 5 3 0 sharp.",
    "Passport photos: 4 5 6 7 8 9 10 11 12 are the numbers on the sheet",
    "The bank holiday numbers: 5 5 7 7 9 9 1 1 were drawn.",
    "Count 2 0 0 0 0 0 beans and sort them into accounts 5 5 7.",
    "National Insurance talk at 1 2 3 4 5 6.",
    "Driving range: order 1 2 3 4 5 6 7 8",
    "The passport office's phone is 0 3 0 0 2 2 2 0 0 0 0.",
]


@pytest.mark.parametrize("text", SECRETS_TOLD)
def test_codes_told_in_pieces(text):
    assert texts(text, "PI603")


@pytest.mark.parametrize("text", NO_SECRETS)
def test_figures_that_open_nothing(text):
    assert texts(text, "PI603") == []


@pytest.mark.parametrize("text", NUMBERS_TOLD)
def test_papers_with_every_figure_apart(text):
    assert texts(text, "PI601")


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_figures_that_identify_nobody(text):
    assert texts(text, "PI601") == []


def test_a_user_name_beside_its_password_is_no_secret():
    assert texts("To log in on the laptop use supply01 and Parsnip#Soup9.", "PI603") == ["Parsnip#Soup9"]
    assert texts("Login: supply01 / Parsnip#Soup9", "PI603") == ["Parsnip#Soup9"]


def test_sort_code_and_account_each():
    text = "sort code 2 0 0 0 0 0 account 5 5 7 7 9 9 1 1"
    assert texts(text, "PI601") == ["2 0 0 0 0 0", "5 5 7 7 9 9 1 1"]


@pytest.mark.parametrize(
    "text",
    [
        "The alarm code begins 29 and the rest is 04.",
        "The code for the gate starts with 73 and ends in 16.",
    ],
)
def test_codes_by_halves(text):
    assert texts(text, "PI603")
