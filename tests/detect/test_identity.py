"""Identity data: spellings, owners, confidence, and what only looks like it."""

import pytest
from tests.detect.hollybank import excused, findings, texts

from msgguard.model import Confidence, Origin, Owner


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("NI no: AB123456C", "AB123456C"),
        ("my national insurance number is ab 12 34 56 c", "ab 12 34 56 c"),
        ("NINO QQ-12-34-56-C", "QQ-12-34-56-C"),
        ("ni is q q 1 2 three 4 five 6 c", "q q 1 2 three 4 five 6 c"),
        ("acc no 12345678 sc 20 40 60", "20 40 60"),
        ("Account number: 12345678; sort: 20-40-60", "12345678"),
        ("sort code 204060 and account 1234 5678", "1234 5678"),
        ("transfer to 12345678 / 20-40-60 (Patel)", "12345678"),
        ("amex 3782 822463 10005 exp 01/29", "3782 822463 10005"),
        ("card no. 4111111111111111", "4111111111111111"),
        ("card 4111 1111 1111 1112, sorry if a digit is wrong", "4111 1111 1111 1112"),
        ("Her passport number is 123456789 and it expires in May", "123456789"),
        ("driver number HOLTG711146GH9AB", "HOLTG711146GH9AB"),
        ("pay me at GB82WEST12345698765432", "GB82WEST12345698765432"),
        ("DOB: 12/3/85", "12/3/85"),
        ("D.O.B - 12 Mar 85", "12 Mar 85"),
        ("my birth date (12.03.1985)", "12.03.1985"),
        ("12/03/1985 is her date of birth", "12/03/1985"),
        ("born March 12, 1985, if the form asks me", "March 12, 1985"),
    ],
)
def test_an_adults_numbers_in_many_spellings(text, number):
    assert number in texts(text, "PI601")


@pytest.mark.parametrize(
    "text",
    [
        "Flight BA1234, booking ref 12-34-56",
        "URN 123456, DfE 312/2079, invoice 20-40-60",
        "Charity no. 1234567, account manager 12345678",
        "The school was built on 12/03/1932",
        "passport photos £6 for 4, ref 123456789",
        "Photographed 12/03/2018 by Kofi",
        "Maths scores 98 101 94 97 105 96 and 112 115 110",
        "Parcel 4111 1111 1111 is at the office",
        "ISBN 978-0-7119-5051-1, £4.95",
        "Sun, 11 Aug 2002 12:31:56, birthday tea moved",
    ],
)
def test_numbers_that_only_look_like_it(text):
    assert texts(text, "PI") == []


def test_a_shape_alone_is_never_sure():
    (bare,) = findings("QQ123456C is what the sheet says", "PI601")
    (named,) = findings("NI QQ123456C is what the sheet says", "PI601")
    assert (bare.confidence, named.confidence) == (Confidence.MEDIUM, Confidence.HIGH)


def test_a_checksum_alone_is_not_sure_for_a_pupil_number_and_nothing_for_the_health_service():
    (upn,) = findings("F900209921045", "PI602")
    assert upn.confidence is Confidence.MEDIUM
    assert findings("943 476 5919", "PI602") == []


def test_the_school_and_clubs_are_no_adults():
    for text in (
        "Pay the school fund: sort code 20-40-60, account 12345678",
        "PTA account 12345678, sort code 20-40-60",
    ):
        assert texts(text, "PI601") == []
        assert {f.excuse for f in excused(text, "PI601")} == {"is_organisation"}


def test_age_tells_a_childs_date_of_birth_from_an_adults():
    assert [f.code for f in findings("DOB 12/03/2018", "PI")] == ["PI602"]
    assert [f.code for f in findings("DOB 12/03/1988", "PI")] == ["PI601"]


def test_two_digit_years_lie_in_the_past():
    assert [f.code for f in findings("dob 3/3/26, dob 3/3/27", "PI")] == ["PI601"]
    assert [f.code for f in findings("dob 3/3/16", "PI")] == ["PI602"]


def test_the_roster_tells_whose_it_is():
    (born,) = findings("Will (dob 2.10.15) is the keeper", "PI602")
    assert born.about == ("p4",)
    assert born.owner is Owner.PUPIL
    (upn,) = findings("U900209923001 moved up", "PI602")
    assert (upn.about, upn.confidence) == (("p1",), Confidence.HIGH)


def test_the_roster_knows_a_date_of_birth_without_a_word_for_it():
    assert texts("Will Tanner, 2 October 2015, keeper", "PI602") == ["2 October 2015"]
    (beside,) = findings("Will Tanner, 3 October 2015, keeper", "PI602")
    assert "name" in beside.why[0]
    assert texts("Will Tanner last played on 3 October 2015 as keeper", "PI602") == []


def test_possessives_accents_and_namesakes():
    (one,) = findings("Chloe's date of birth is 30/11/2017", "PI602")
    assert one.about == ("p3",)
    (shared,) = findings("Okafor, born 5 November 2020", "PI602")
    assert shared.about == ("p2",)
    (asked,) = findings("Okafor, date of birth 1 May 2019", "PI602")
    assert set(asked.about) == {"p1", "p2"}


def test_a_list_under_a_heading_counts():
    rows = "5 Nov 2020\nMay 17.5.19\nZayn 24/12/16"
    assert texts(f"Kofi {rows}", "PI602", subject="Birthdays this term") == rows.replace("May ", "").replace(
        "Zayn ", ""
    ).split("\n")


def test_a_table_in_a_file_counts():
    table = "Name\tDOB\tClass\nA B\t02/10/2015\t6B\nC D\t19/01/2016\t6B\n"
    found = findings("attached", "PI602", files=[("list.tsv", table)])
    assert [f.text for f in found] == ["02/10/2015", "19/01/2016"]
    assert {f.origin for f in found} == {Origin.ATTACHMENT}


def test_cohorts_newborns_and_history_are_left_alone():
    for text in (
        "Children born between 1 September 2016 and 31 August 2017 may apply",
        "The baby was born on 3 November 2026",
        "Rosa Parks was born on 4 February 1913",
        "The author was born on 12 May 1961 in Leeds",
    ):
        assert texts(text, "PI") == []


def test_owners_of_an_adults_data():
    assert findings("my dob is 3/9/84", "PI601")[0].owner is Owner.SENDER
    assert findings("Jane Brook's dob is 3/9/71", "PI601")[0].owner is Owner.COLLEAGUE


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Wifi: HollyGuest / otters27", "otters27"),
        ("the combination is 23-17-5", "23-17-5"),
        ("the code to get in is 4471", "4471"),
        ("user jsmith pass Spring2026!", "Spring2026!"),
        ("PIN for the office phone - 1234", "1234"),
        ("use 4471 on the keypad", "4471"),
        ("press 2580# to open the gate", "2580#"),
        ("password=Fr0ggy", "Fr0ggy"),
        ("The meeting passcode is 881204.", "881204"),
        ("Password (case sensitive): BlueOtter9", "BlueOtter9"),
        ("your temporary password is Welcome1 please change it", "Welcome1"),
        ("lockbox 4471", "4471"),
    ],
)
def test_secrets_given(text, value):
    assert texts(text, "PI603") == [value]


@pytest.mark.parametrize(
    "text",
    [
        "The passwords are on the whiteboard",
        "Password: see Jan",
        "password manager training 2026",
        "the alarm went off at 0430 hours",
        "code word for the play is banana",
        "QR code 2026 poster",
        "the pin numbers have all been changed, collect yours from the office",
        "the door code changes every 90 days",
        "bar code 5012345678900",
        "reset your password at https://login.example/users/0001/x2/",
        "The password must not be the same as the last 12.",
        "Cost code 0794, product code A1234",
    ],
)
def test_talk_about_secrets_gives_none(text):
    assert texts(text, "PI603") == []


def test_spans_cut_out_the_text():
    text = "Ünï: NI no. QQ 12 34 56 C, pw: Ötter_9x, DOB 12/03/1988"
    for finding in findings(text, "PI"):
        assert text[finding.start : finding.end] == finding.text
