"""SC404, SC405, PB508: the device's line, texts to many, the hour."""

from datetime import datetime

import pytest
from tests.detect.hollybank import PUPIL, findings, texts

from msgguard.detect import device
from msgguard.detect.registry import Known
from msgguard.school.profile import School
from msgguard.text.view import build_view


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "sent from my ipad",
        "Sent from my Samsung Galaxy smartphone.",
        "Sent from Yahoo Mail on Android",
        "Get Outlook for Android",
        "Sent from Outlook for iOS",
        "Sent via BT Email App",
        "Sent from Gmail Mobile",
        "Sent from my Huawei phone",
        "Von meinem iPhone gesendet",
    ],
)
def test_the_mailers_own_lines(line):
    assert texts(f"Thank you.\n\n{line}", "SC404") == [line]


@pytest.mark.parametrize(
    "text",
    [
        "A letter was sent from my desk to yours.",
        "Presents sent from the office arrive on Friday.",
        "His iPhone is in my drawer.",
        "The parcel was sent by mobile library van 4.",
        "Thanks.\n\nOn Mon, 2 Nov 2026 at 10:14, A <a@mail.example> wrote:\n> Sent from my iPhone",
    ],
)
def test_lines_that_only_look_so(text):
    assert texts(text, "SC404") == []


def test_mailer_headers():
    assert findings("x", "SC404", headers=[("X-Mailer", "iPhone Mail (20G75)")])
    assert findings("x", "SC404", headers=[("X-Mailer", "Microsoft Outlook 16.0")]) == []


def test_a_device_of_the_school_is_excused():
    from tests.detect.hollybank import message

    known = Known(school=School(domains=frozenset({"hollybank.sch.example"}), devices=frozenset({"ipad"})))
    found = list(device.find(build_view(message("ok\nSent from my iPad")), known))
    assert [f.excuse for f in found] == ["is_school_device"]


def test_families_are_counted_not_numbers():
    one = {"channel": "sms", "sender": "07700 900500", "to": ("07700 900101", "07700 900102")}
    assert findings("x", "SC405", **one) == []
    (two,) = findings("x", "SC405", **{**one, "to": ("07700 900101", "+44 7700 900103")})
    assert two.facts["families"] == "2"


def test_the_sanctioned_service_is_the_offices():
    options = {
        "channel": "sms",
        "to": ("07700 900101", "07700 900103"),
        "headers": [("X-Gateway", "Groupcall")],
    }
    assert findings("x", "SC405", sender="office@hollybank.sch.example", **options) == []
    assert findings("x", "SC405", sender="s.patel@hollybank.sch.example", **options)


@pytest.mark.parametrize(
    ("moment", "late"),
    [
        ("2026-11-10T10:00:00+00:00", False),
        ("2026-11-10T18:00:00+00:00", False),
        ("2026-11-10T18:01:00+00:00", True),
        ("2026-11-10T07:29:00+00:00", True),
        ("2026-11-08T10:00:00+00:00", True),
        ("2026-12-22T10:00:00+00:00", True),
        ("2027-03-29T10:00:00+01:00", True),
        ("2027-06-08T17:30:00+01:00", False),
        ("2026-11-10T19:00:00+02:00", False),
    ],
)
def test_the_hour_is_the_schools(moment, late):
    found = findings("Spellings!", "PB508", to=(PUPIL,), date=datetime.fromisoformat(moment))
    assert bool(found) is late


def test_only_messages_to_pupils_have_hours():
    night = datetime.fromisoformat("2026-11-10T22:00:00+00:00")
    assert findings("x", "PB508", date=night) == []
    assert findings("x", "PB508", to=(PUPIL,), sender=PUPIL, date=night) == []
    assert findings("x", "PB508", to=(PUPIL,), date=None) == []
