"""One message through the whole chain, and what must hold for every report."""

import pickle
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from msgguard.detect.registry import Detector
from msgguard.engine import check, make_setup
from msgguard.model import (
    Audience,
    Channel,
    Finding,
    Level,
    Message,
    Origin,
    Owner,
    Party,
    PostKind,
    Recipient,
)
from msgguard.policy.pack import load_policy
from msgguard.school.approvals import Approval
from msgguard.school.profile import School, Staff
from msgguard.school.roster import Guardian, Pupil, Roster

TODAY = date(2026, 11, 2)
TEACHER = "t.teacher@school.test"
SCHOOL = School(
    domains=frozenset({"school.test"}),
    pupil_domains=frozenset({"pupils.school.test"}),
    designated_person="dp@school.test",
    headteacher="head@school.test",
    chair="chair@school.test",
    staff=(Staff(email=TEACHER, name="Terry Teacher", role="teacher"),),
)
ROSTER = Roster(
    pupils=(Pupil(id="p1", given="Ann", family="Lee"), Pupil(id="p2", given="Bo", family="Ray")),
    guardians=(
        Guardian(id="g1", given="Al", family="Lee", emails=("al@mail.test",), children=("p1",)),
        Guardian(
            id="g2", given="Cy", family="Lee", emails=("cy@mail.test",), children=("p1",), restricted=("p1",)
        ),
        Guardian(id="g3", given="Di", family="Ray", emails=("di@mail.test",), children=("p2",)),
    ),
)


@pytest.fixture(scope="module")
def policy():
    return load_policy(["ryefield-2016", "uk-school-dp"])


def message(*recipients, sender=TEACHER, channel=Channel.EMAIL, post=None, body="x"):
    return Message(
        id="m",
        channel=channel,
        post=post,
        sender=Party(address=sender),
        recipients=tuple(Recipient(party=Party(address=r)) for r in recipients),
        body=body,
    )


def run(policy, found, *recipients, approvals=(), roster=ROSTER, **kw):
    detector = Detector(name="fake", codes=(found.code,), find=lambda view, known: iter([found]))
    setup = make_setup(policy, school=SCHOOL, roster=roster, approvals=approvals, detectors=(detector,))
    return check(message(*recipients, **kw), setup, today=TODAY)


def phone(**kw):
    return Finding(code="CD101", part="body", start=0, end=1, text="07700 900777", owner=Owner.SENDER, **kw)


def refs(report):
    return [clause.ref for clause in report.warnings[0].clauses]


def test_a_number_to_a_pupil_is_blocked_on_the_narrowest_clauses_first(policy):
    report = run(policy, phone(), "a@pupils.school.test")
    assert report.verdict is Level.BLOCK
    assert refs(report) == ["EV5", "EV8", "EV7"]
    assert report.warnings[0].audience is Audience.PUPIL


def test_the_strictest_recipient_decides(policy):
    report = run(policy, phone(), "dp@school.test", "di@mail.test")
    assert report.verdict is Level.WARN


def test_the_safe_route_alone_gets_nothing(policy):
    assert run(policy, phone(), "dp@school.test").warnings == ()


@pytest.mark.parametrize(
    ("recipient", "level"),
    [("al@mail.test", Level.PASS), ("cy@mail.test", Level.WARN), ("di@mail.test", Level.WARN)],
)
def test_a_pupil_named_to_own_restricted_and_other_guardians(policy, recipient, level):
    found = Finding(code="PN201", part="body", start=0, end=1, text="Ann", owner=Owner.PUPIL, about=("p1",))
    assert run(policy, found, recipient).verdict is level


def test_own_guardian_with_the_designated_person_is_not_worse(policy):
    found = Finding(code="PN203", part="body", start=0, end=1, text="Ann", about=("p1",))
    assert run(policy, found, "al@mail.test", "dp@school.test").verdict is Level.PASS


def test_medium_and_low_confidence_cap_the_level(policy):
    from msgguard.model import Confidence

    assert run(policy, phone(confidence=Confidence.MEDIUM), "a@pupils.school.test").verdict is Level.WARN
    assert run(policy, phone(confidence=Confidence.LOW), "a@pupils.school.test").verdict is Level.ADVISE


APPROVAL = Approval(
    ref="HT-1",
    by="Headteacher",
    who=(TEACHER,),
    codes=("CD101",),
    value="+44 7700 900777",
    until=date(2026, 12, 31),
)


def test_an_approval_clears_clauses_with_an_exception_only(policy):
    allowed = run(policy, phone(), "di@mail.test", approvals=[APPROVAL])
    assert allowed.verdict is Level.PASS
    assert allowed.warnings[0].allowed
    assert allowed.warnings[0].clauses[0].cleared_by == "HT-1"
    pupil = run(policy, phone(), "a@pupils.school.test", approvals=[APPROVAL])
    assert pupil.verdict is Level.BLOCK
    assert {c.ref: c.cleared_by for c in pupil.warnings[0].clauses} == {
        "EV5": None,
        "EV8": None,
        "EV7": "HT-1",
    }


def test_an_expired_approval_is_named(policy):
    from dataclasses import replace

    report = run(policy, phone(), "di@mail.test", approvals=[replace(APPROVAL, until=date(2026, 1, 1))])
    assert report.verdict is Level.WARN
    assert "ran out" in report.warnings[0].clauses[0].note


def test_an_approval_by_the_wrong_role_or_for_another_sender_clears_nothing(policy):
    from dataclasses import replace

    for wrong in (
        replace(APPROVAL, by="Caretaker"),
        replace(APPROVAL, who=("x@school.test",)),
        replace(APPROVAL, value="07700 900778"),
    ):
        assert run(policy, phone(), "di@mail.test", approvals=[wrong]).verdict is Level.WARN


@pytest.mark.parametrize(
    ("sender", "role"),
    [
        (TEACHER, "designated person"),
        ("dp@school.test", "headteacher"),
        ("head@school.test", "chair of governors"),
    ],
)
def test_escalation_never_goes_to_the_person_concerned(policy, sender, role):
    found = Finding(code="PB503", part="body", start=0, end=1, text="secret words")
    report = run(policy, found, "a@pupils.school.test", sender=sender)
    assert report.warnings[0].escalate == role
    assert "secret words" not in report.warnings[0].message


def test_a_post_has_its_one_audience(policy):
    report = run(policy, phone(), channel=Channel.POST, post=PostKind.PERSONAL)
    assert report.warnings[0].audience is Audience.PERSONAL


def test_a_detector_that_fails_is_never_a_pass(policy):
    def broken(view, known):
        raise RuntimeError("secret text")
        yield

    detector = Detector(name="broken", codes=("CD101",), find=broken)
    setup = make_setup(policy, school=SCHOOL, detectors=(detector,))
    report = check(message("di@mail.test"), setup, today=TODAY)
    assert report.verdict > Level.PASS
    assert report.errors == ("detector broken failed: RuntimeError",)


def test_no_recipients_is_said(policy):
    report = run(policy, phone())
    assert report.notices


def test_a_setup_and_a_report_travel_to_other_processes(policy):
    setup = make_setup(policy, school=SCHOOL, roster=ROSTER, detectors=())
    report = check(message("di@mail.test"), pickle.loads(pickle.dumps(setup)), today=TODAY)
    assert pickle.loads(pickle.dumps(report)) == report


def test_a_whole_setup_travels():
    from msgguard.setup import load_setup

    setup = load_setup(Path(__file__).parent.parent / "corpora" / "ryefield")
    again = pickle.loads(pickle.dumps(setup))
    one = message(
        "a@pupils.ryefield.sch.uk", sender="l.moreton@ryefield.sch.uk", body="Ring me on 07700 900123"
    )
    assert check(one, again, today=TODAY).warnings == check(one, setup, today=TODAY).warnings != ()


def test_dates_decide_approvals_by_the_messages_own_day(policy):
    from dataclasses import replace

    detector = Detector(name="fake", codes=("CD101",), find=lambda view, known: iter([phone()]))
    setup = make_setup(policy, school=SCHOOL, roster=ROSTER, approvals=[APPROVAL], detectors=(detector,))
    late = replace(message("di@mail.test"), date=datetime(2027, 2, 1, tzinfo=UTC))
    assert check(late, setup, today=TODAY).verdict is Level.WARN
    assert Origin.AUTHORED
