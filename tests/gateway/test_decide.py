"""The way a message takes: levels, modes, rollouts, neutral findings, failures."""

import asyncio
import time
from dataclasses import replace

import pytest
from tests.gateway.parts import PARENT, PUPIL, door_for, letter, store_for, table_for

from msgguard.gateway import door as door_module
from msgguard.gateway.budget import install
from msgguard.gateway.decide import Way
from msgguard.gateway.door import answer
from msgguard.gateway.files import RolloutTable

WARN, BLOCK, QUIET, ADVISE = "a purple zebra", "a purple badger", "a quiet quokka", "a grey heron"


@pytest.fixture
def ask(setup, tmp_path):
    def ask(text, *recipients, sender="t.teacher@school.test", store=True, **table):
        opened = store_for(tmp_path) if store else None
        door = door_for(setup, table_for(tmp_path, **table), store=(lambda: opened) if store else None)
        return asyncio.run(answer(letter(text, *recipients, sender=sender), door))

    return ask


@pytest.mark.parametrize(
    ("text", "way"), [("hello", Way.DELIVER), (ADVISE, Way.DELIVER), (WARN, Way.HOLD), (BLOCK, Way.REFUSE)]
)
def test_the_level_decides(ask, text, way):
    assert ask(text).way is way


def test_a_refusal_names_code_clause_and_reason_and_quotes_nothing(ask):
    reply = ask(BLOCK).reply
    assert reply.startswith("550 5.7.1 ")
    assert "LX902" in reply
    assert "G1" in reply
    assert "Write of another animal." in reply
    assert "purple badger" not in reply


def test_a_delivered_message_is_marked(ask):
    assert ask(ADVISE).mark == "verdict=advise; codes=LX905"
    assert ask("hello").mark == "verdict=pass; codes=none"


def test_a_neutral_finding_is_told_nowhere(ask):
    reply = ask(QUIET, PUPIL).reply
    assert reply.startswith("550 5.7.1 ")
    assert "LX903" not in reply
    assert "G2" not in reply
    assert "LX903" not in ask(QUIET, mode="monitor").mark


@pytest.mark.parametrize("mode", ["monitor", "advise"])
@pytest.mark.parametrize("text", [WARN, BLOCK, QUIET])
def test_only_enforce_acts(ask, mode, text):
    assert ask(text, mode=mode).way is Way.DELIVER


def test_a_rollout_gives_rules_and_groups_their_own_mode(ask):
    rules = [RolloutTable(mode="monitor", rules=["LX902"]), RolloutTable(mode="advise", groups=["office"])]
    assert ask(BLOCK, rollout=rules).way is Way.DELIVER
    assert ask(WARN, rollout=rules).way is Way.HOLD
    assert ask(WARN, rollout=rules, sender="o.office@school.test").way is Way.DELIVER
    assert ask(WARN, mode="monitor", rollout=[RolloutTable(mode="enforce")]).way is Way.DELIVER


def test_the_safe_route_alone_is_never_looked_at(ask, monkeypatch):
    monkeypatch.setattr(door_module, "judged", lambda *_: pytest.fail("looked at"))
    for safe in ("dp@school.test", "DP2@school.test", "dp@school.test chair@school.test"):
        given = ask(BLOCK, *safe.split(), store=False)
        assert given.way is Way.DELIVER


def test_the_safe_route_with_others_is_judged(ask):
    assert ask(BLOCK, "dp@school.test", PARENT).way is Way.REFUSE


@pytest.mark.parametrize(
    ("choice", "way"), [("tempfail", Way.DEFER), ("relay", Way.DELIVER), ("hold", Way.HOLD)]
)
def test_a_check_that_fails_takes_the_schools_choice(ask, monkeypatch, choice, way):
    def broken(*_):
        raise RuntimeError("secret")

    monkeypatch.setattr(door_module, "check", broken)
    given = ask("hello", on_error=choice)
    assert given.way is way
    assert "secret" not in given.reply
    assert ask("hello", on_error=choice, mode="monitor").way is Way.DELIVER


@pytest.mark.parametrize(
    ("choice", "way"), [("tempfail", Way.DEFER), ("relay", Way.DELIVER), ("hold", Way.HOLD)]
)
def test_a_detector_that_fails_is_never_a_pass(ask, monkeypatch, choice, way):
    real = door_module.check
    monkeypatch.setattr(door_module, "check", lambda *a: replace(real(*a), errors=("detector x failed",)))
    assert ask("hello", on_error=choice).way is way
    assert ask(BLOCK, on_error=choice).way is Way.REFUSE


@pytest.mark.parametrize("size", [10, 400_000])
def test_the_time_budget_is_kept(ask, monkeypatch, size):
    def slow(*_):
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            # A detector's own net must not catch the bell.
            try:
                time.sleep(0.01)
            except Exception:
                continue

    install()
    monkeypatch.setattr(door_module, "judged", slow)
    began = time.monotonic()
    # asyncio.run waits for the thread of a big message, so only the answer's time is the budget's.
    assert ask("x" * size, budget=0.2).way is Way.DEFER
    if size < 1_000:
        assert time.monotonic() - began < 1


def test_without_a_store_nothing_that_should_be_held_gets_through(ask):
    assert ask(WARN, store=False).way is Way.DEFER
    assert ask(QUIET, PUPIL, store=False).way is Way.DEFER
    assert ask(WARN, store=False, on_error="relay").way is Way.DELIVER
    assert ask("hello", store=False).way is Way.DELIVER


def test_mail_from_outside_to_the_school_is_not_judged(ask):
    assert (
        ask(BLOCK, "t.teacher@school.test", sender="someone@mail.example").mark
        == "verdict=inbound; codes=none"
    )
    assert ask(BLOCK, "t.teacher@school.test", sender="someone@mail.example", inbound=True).way is Way.REFUSE


def test_too_big_is_refused_and_said(ask):
    assert ask("x" * 3_000, max_bytes=2_000).reply.startswith("552 5.3.4")
    assert ask("x" * 3_000, "dp@school.test", max_bytes=2_000).way is Way.DELIVER
