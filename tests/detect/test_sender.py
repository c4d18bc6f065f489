"""SC401, SC402, SC406, SC407: whose address it is."""

import pytest
from tests.detect.hollybank import TEACHER, excused, findings

from msgguard.model import Confidence, Owner


def codes(**options):
    return {f.code for f in findings("See you on Friday.", "SC40", **options)}


@pytest.mark.parametrize(
    "sender",
    ["sunil.patel88@gmail.com", "s.patel@outlook.com", "mr.patel.4p@gmail.com", "sunilp4tel@yahoo.co.uk"],
)
def test_private_mailboxes_of_staff(sender):
    assert "SC401" in codes(sender=sender)


@pytest.mark.parametrize(
    "sender",
    [
        "office@hollybank-sch.example",
        "office@hollybank.sch.exampel",
        "office@holybank.sch.example",
        "office@hollybank.school.example",
    ],
)
def test_look_alike_domains(sender):
    assert "SC401" in codes(sender=sender)


@pytest.mark.parametrize(
    "sender",
    [
        TEACHER,
        "library@mail.hollybank.sch.example",
        "parent5@mail.example",
        "louise.tanner@gmail.com",
        "returns@anytown.gov.example",
        "someone.new@gmail.com",
        "office@hollybush.sch.example",
    ],
)
def test_others_are_left_alone(sender):
    assert "SC401" not in codes(sender=sender, to=("r.adeyemi@hollybank.sch.example",))


def test_a_display_name_that_poses_as_the_school():
    assert "SC401" in codes(sender="x@webmail.example", name="Hollybank Primary School")
    assert "SC401" in codes(sender="x@webmail.example", name="Jane Brook")
    assert "SC401" not in codes(sender="x@webmail.example", name="Jane Brooks")


def test_a_vendor_may_send_in_the_schools_name_and_it_is_said():
    options = {"sender": "noreply@classboard.example", "name": "Hollybank Primary School"}
    assert "SC401" not in codes(**options)
    assert [f.excuse for f in excused("x", "SC401", **options)] == ["is_vendor"]


def test_the_envelope_and_the_sender_header_are_read_too():
    assert "SC401" in codes(envelope="sunil.patel88@gmail.com")
    assert "SC401" in codes(headers=[("Sender", "Sunil <sunil.patel88@gmail.com>")])
    assert "SC401" not in codes(envelope="bounces+17@mailer.example")


def test_a_signature_from_outside_is_medium():
    text = "Dear all, club is off.\n\nSunil Patel, Year 4 teacher, 4P"
    (found,) = findings(text, "SC401", sender="tp@webmail.example")
    assert found.confidence is Confidence.MEDIUM


@pytest.mark.parametrize(
    "header", ["Reply-To", "reply-to", "Disposition-Notification-To", "Return-Receipt-To"]
)
def test_answers_that_go_elsewhere(header):
    (found,) = findings("x", "SC402", headers=[(header, "Me <sunil.patel88@gmail.com>")])
    assert found.text == "sunil.patel88@gmail.com"


def test_answers_that_stay():
    for address in (
        TEACHER,
        "office@hollybank.sch.example",
        "reply@classboard.example",
        "no-reply@x.example",
    ):
        assert findings("x", "SC402", headers=[("Reply-To", address)]) == []


def test_a_private_copy_knows_its_owner():
    (own,) = findings("x", "SC406", to=("sunil.patel88@gmail.com",))
    (other,) = findings("x", "SC406", to=("jane.brook@mail.example",))
    assert (own.owner, other.owner) == (Owner.SENDER, Owner.COLLEAGUE)
    assert findings("x", "SC406", to=("louise.tanner@gmail.com",)) == []


def test_an_automatic_forward_is_not_also_a_private_copy():
    found = findings(
        "x", "SC40", to=("sunil.patel88@gmail.com",), headers=[("Resent-To", "sunil.patel88@gmail.com")]
    )
    assert [f.code for f in found] == ["SC407"]


def test_forwarding_inside_or_to_a_family_is_left_alone():
    for address in ("office@hollybank.sch.example", "parent1@mail.example", "census@anytown.gov.example"):
        assert findings("x", "SC407", to=(address,), headers=[("X-Forwarded-To", address)]) == []


def test_other_channels_have_no_senders_of_this_kind():
    assert findings("x", "SC401", channel="sms", sender="07700 900500") == []
