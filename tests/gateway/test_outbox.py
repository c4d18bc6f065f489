"""Sending what is queued, against a next hop that misbehaves in every way."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sql
from tests.gateway.parts import letter, office_for, store_for, table_for
from tests.gateway.sink import Sink

from msgguard.errors import MsgguardError, UsageError
from msgguard.gateway.decide import Decision, Way
from msgguard.gateway.files import HopTable, NoticeTable
from msgguard.gateway.keeper import expire, sweep, turn
from msgguard.gateway.mark import is_passing, unmarked
from msgguard.gateway.moves import give_back, release, settle
from msgguard.gateway.outbox import recover
from msgguard.gateway.states import Post, State
from msgguard.gateway.store import content, deposit, history, listed, look
from msgguard.gateway.tables import HOLD, POST

HELD = Decision(way=Way.HOLD, verdict="warn", all_codes=("LX901",), clauses=("G1",))


class Post_:
    """A store, its keeper and a next hop."""

    def __init__(self, tmp_path, setup, **hold):
        self.sink = Sink()
        hop = HopTable(host="127.0.0.1", port=self.sink.port, timeout=0.5, tls="none")
        notices = NoticeTable(sender="msgguard@school.test", reviewers=["o.office@school.test"])
        self.store = store_for(tmp_path, release=hop, **hold)
        table = table_for(tmp_path, notices=notices, hold={"release": hop, **hold})
        self.office = office_for(self.store, table, setup)

    def turn(self, times=1):
        for _ in range(times):
            with ThreadPoolExecutor(1) as senders:
                turn(self.office, senders)

    def hurry(self):
        """All that waits for a later try is tried now."""
        with self.store.engine.begin() as connection:
            connection.execute(sql.update(POST).values(next_at=0))

    def hold(self, text="x", *to, **kw):
        return deposit(self.store, letter(text, *to, **kw), HELD)

    def state(self, hold):
        return look(self.store, hold).state

    def posts(self):
        with self.store.engine.connect() as connection:
            return dict(connection.execute(sql.select(POST.c.id, POST.c.state)).all())

    def released(self):
        """The released messages that arrived, notices aside."""
        return [taken for taken in self.sink.taken if taken.sender]


@pytest.fixture
def post(tmp_path, setup):
    made = Post_(tmp_path, setup)
    yield made
    made.sink.close()


def test_the_sender_is_told_and_the_release_is_byte_for_byte(post):
    hold = post.hold("dots\r\n.\r\n..two")
    post.turn()
    assert post.state(hold) is State.NOTICED
    notice = post.sink.taken[0]
    assert (notice.sender, notice.recipients) == ("", ["t.teacher@school.test"])
    assert b"Auto-Submitted: auto-generated" in notice.raw
    release(post.store, hold, by="r")
    post.turn()
    assert post.state(hold) is State.RELEASED
    (taken,) = post.released()
    assert taken.sender == "t.teacher@school.test"
    assert unmarked(taken.raw) == letter("dots\r\n.\r\n..two").raw
    assert is_passing(taken.raw, post.store.keys.mark)
    post.hurry()
    post.turn(3)
    assert len(post.released()) == 1


@pytest.mark.parametrize("step", ["hello", "mail", "rcpt", "data", "dot"])
@pytest.mark.parametrize("reply", ["451 4.3.0 later", "421 4.3.2 closing"])
def test_a_hop_that_puts_off_is_tried_again(post, step, reply):
    hold = post.hold()
    release(post.store, hold, by="r")
    post.sink.plan[step] = reply
    post.turn()
    assert post.state(hold) is State.RELEASING
    post.sink.plan.clear()
    post.turn()
    assert not post.released(), "it must wait before it tries again"
    post.hurry()
    post.turn()
    assert post.state(hold) is State.RELEASED
    assert len(post.released()) == 1


# A hop is not asked anything in the middle of the body, so it cannot stall there.
@pytest.mark.parametrize(
    ("step", "fault"),
    [(step, fault) for step in ("hello", "mail", "rcpt", "data") for fault in ("drop", "stall")]
    + [("body", "drop")],
)
def test_a_hop_that_breaks_before_the_dot_gets_it_again_once(post, step, fault):
    hold = post.hold("x\r\n" * 10)
    release(post.store, hold, by="r")
    post.sink.plan[step] = fault
    post.turn()
    assert post.state(hold) in (State.RELEASING, State.UNSURE)
    if step != "body":
        assert post.state(hold) is State.RELEASING
        post.sink.plan.clear()
        post.hurry()
        post.turn()
        assert post.state(hold) is State.RELEASED
        assert len(post.released()) == 1


@pytest.mark.parametrize("fault", ["drop", "stall", "swallow"])
def test_a_break_at_the_dot_is_a_persons_to_judge(post, fault):
    hold = post.hold()
    release(post.store, hold, by="r")
    post.sink.plan["dot"] = lambda raw: fault if b"From: Terry" in raw else "250 ok"
    post.turn()
    assert post.state(hold) is State.UNSURE
    post.hurry()
    post.turn(2)
    assert post.state(hold) is State.UNSURE
    assert len(post.released()) == (fault == "swallow")
    assert any(t.recipients == ["o.office@school.test"] for t in post.sink.taken), "reviewers are told"
    assert content(post.store, hold).raw
    with pytest.raises(UsageError, match="--again"):
        release(post.store, hold, by="r")
    if fault == "swallow":
        settle(post.store, hold, by="r")
    else:
        post.sink.plan.clear()
        release(post.store, hold, by="r", again=True)
        post.turn()
    assert post.state(hold) is State.RELEASED
    assert len(post.released()) == 1


@pytest.mark.parametrize(("fault", "code"), [("swallow", 0), ("drop", 1)])
def test_the_schools_own_command_can_judge_instead(tmp_path, setup, fault, code):
    check = [sys.executable, "-c", f"import sys; sys.exit({code} if sys.argv[1] == 'm1@school.test' else 2)"]
    post = Post_(tmp_path, setup, sent_check=[*check, "{message_id}"])
    hold = post.hold()
    release(post.store, hold, by="r")
    post.sink.plan["dot"] = lambda raw: fault if b"From: Terry" in raw else "250 ok"
    post.turn()
    post.sink.plan.clear()
    post.hurry()
    post.turn()
    assert post.state(hold) is State.RELEASED
    assert len(post.released()) == 1
    post.sink.close()


def test_a_hop_that_refuses_sends_it_back_with_its_words(post):
    hold = post.hold()
    release(post.store, hold, by="r")
    post.sink.plan["dot"] = lambda raw: "550 5.7.1 not here" if b"From: Terry" in raw else "250 ok"
    post.turn(2)
    assert post.state(hold) is State.RETURNED
    back = post.sink.taken[-1]
    assert back.recipients == ["t.teacher@school.test"]
    assert b"550 5.7.1 not here" in back.raw
    assert b"message.eml" in back.raw
    assert not post.released()


def test_one_refused_recipient_does_not_keep_it_from_the_others(post):
    hold = post.hold("x", "a@x.example", "b@x.example")
    release(post.store, hold, by="r")
    post.sink.plan["rcpt"] = lambda a: "550 5.1.1 nobody" if a == "b@x.example" else "250 ok"
    post.turn(2)
    assert post.state(hold) is State.RELEASED
    assert post.released()[0].recipients == ["a@x.example"]
    assert b"b@x.example: 550 5.1.1 nobody" in post.sink.taken[-1].raw


def test_a_hold_that_nobody_releases_goes_back(post):
    hold = post.hold()
    post.turn()
    with post.store.engine.begin() as connection:
        connection.execute(sql.update(HOLD).values(due=time.time() - 1))
    post.turn(2)
    assert post.state(hold) is State.RETURNED
    assert history(post.store, hold)[-2][2] == "deadline"
    assert post.hold() != hold, "sent again by its sender it is a new message"


def test_a_return_that_cannot_be_delivered_stays_and_is_told(post):
    hold = post.hold()
    post.turn()
    give_back(post.store, hold, by="r")
    post.sink.plan["rcpt"] = lambda a: "550 no such user" if a.startswith("t.") else "250 ok"
    post.turn(2)
    assert post.state(hold) is State.STUCK
    assert post.sink.taken[-1].recipients == ["o.office@school.test"]
    assert content(post.store, hold).raw


@pytest.mark.parametrize(
    ("sender", "role", "heard"),
    [
        ("t.teacher@school.test", "designated person", "dp@school.test"),
        ("dp@school.test", "headteacher", "head@school.test"),
        ("head@school.test", "chair of governors", "chair@school.test"),
        ("dp@school.test", "designated person", "o.office@school.test"),
    ],
)
def test_escalation_goes_to_the_role_and_never_to_the_person_concerned(post, sender, role, heard):
    decision = replace(HELD, way=Way.REFUSE, escalate=(role,), all_codes=("LX903",))
    hold = deposit(post.store, letter("quiet words", sender=sender), decision, kept=True)
    post.turn()
    (mail,) = post.sink.taken
    assert mail.recipients == [heard]
    assert b"quiet words" not in mail.raw
    assert sender.encode() in mail.raw
    assert post.state(hold) is State.KEPT
    assert deposit(post.store, letter("quiet words", sender=sender), decision, kept=True) == hold
    post.turn()
    assert len(post.sink.taken) == 1


def test_nothing_is_sent_without_a_next_hop_and_nothing_is_lost(post):
    hold = post.hold()
    release(post.store, hold, by="r")
    post.office = replace(
        post.office,
        table=post.office.table.model_copy(
            update={"hold": post.office.table.hold.model_copy(update={"release": HopTable()})}
        ),
    )
    post.turn()
    assert post.state(hold) is State.RELEASING


def test_two_keepers_send_it_once(post, setup):
    holds = [post.hold("x", number=n) for n in range(12)]
    for hold in holds:
        release(post.store, hold, by="r")
    other = replace(post.office, node="there")
    post.sink.plan["dot"] = lambda raw: time.sleep(0.01) or "250 ok"

    def work(office):
        with ThreadPoolExecutor(4) as senders:
            for _ in range(6):
                turn(office, senders)

    with ThreadPoolExecutor(2) as both:
        list(both.map(work, [post.office, other]))
    assert all(post.state(hold) is State.RELEASED for hold in holds)
    assert len(post.released()) == len(holds)


def test_a_keeper_that_lost_its_claim_sends_nothing(post):
    hold = post.hold()
    release(post.store, hold, by="r")

    def steal(_):
        with post.store.engine.begin() as connection:
            connection.execute(sql.update(POST).where(POST.c.kind == "release").values(claim="there"))
        return "354 go on"

    post.sink.plan["data"] = steal
    post.turn()
    assert not post.released()
    with post.store.engine.connect() as connection:
        claim = connection.execute(sql.select(POST.c.claim).where(POST.c.kind == "release")).scalar()
    # What a keeper that believes to have failed writes must not take it from the other.
    assert claim == "there"


def test_what_a_crash_left_is_taken_up(post):
    hold = post.hold()
    release(post.store, hold, by="r")
    with post.store.engine.begin() as connection:
        connection.execute(sql.update(POST).values(state=Post.SENDING, claim="here", lease=time.time() + 900))
    post.turn()
    assert not post.sink.taken
    recover(post.office)
    post.turn()
    assert post.state(hold) is State.RELEASED


def test_content_goes_when_its_time_is_over(tmp_path, setup):
    post = Post_(tmp_path, setup, keep_days=0.0, log_days=0.0)
    hold, open_ = post.hold("a"), post.hold("b")
    post.turn()
    release(post.store, hold, by="r")
    post.turn()
    sweep(post.office)
    assert look(post.store, hold).purged
    with pytest.raises(MsgguardError, match="no longer kept"):
        content(post.store, hold)
    sweep(post.office)
    assert [entry.id for entry in listed(post.store, State)] == [open_]
    assert content(post.store, open_).raw
    expire(post.store, 0.0)
    post.sink.close()
