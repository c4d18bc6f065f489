"""What every entrance of the gateway does with a whole message: check, decide, keep, answer.

The order is the promise: nothing is answered before what the answer says is safely so. A
message to the safe route alone is delivered without being looked at.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from msgguard.engine import Setup, check
from msgguard.errors import IntakeError
from msgguard.gateway.budget import OverBudget, within
from msgguard.gateway.decide import Decision, Way, decide, safe_route_only
from msgguard.gateway.files import GatewayTable
from msgguard.gateway.letter import Letter, split_head, to_message
from msgguard.gateway.mark import is_passing, mark_value
from msgguard.gateway.observe import Meters, say
from msgguard.gateway.store import Store, deposit
from msgguard.model import Level, Message, Report
from msgguard.school.audience import Direction, direction_of

DEFERRED = "451 4.3.0 Cannot be checked at the moment, please try again later"
TOO_BIG = "552 5.3.4 Message too big to be checked before it is sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What an entrance needs. ``store`` opens the hold store when it is first needed."""

    name: str
    setup: Setup
    table: GatewayTable
    meters: Meters
    mark_key: bytes
    store: Callable[[], Store]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How an entrance answers: deliver with ``mark``, held under ``hold``, or ``reply``."""

    way: Way
    mark: str = ""
    reply: str = ""
    hold: str = ""


async def answer(letter: Letter, door: Door) -> Answer:
    """The answer to one message. Never raises: a failure is answered as the school set it."""
    began = time.perf_counter()
    if safe_route_only(letter.envelope.recipients, door.setup):
        door.meters.messages.labels(door.name, Way.DELIVER, "safe").inc()
        return Answer(way=Way.DELIVER, mark=mark_value("pass", ()))
    if is_passing(letter.raw, door.mark_key):
        door.meters.messages.labels(door.name, Way.DELIVER, "passing").inc()
        return Answer(way=Way.DELIVER)
    decision, failure = await _decide(letter, door)
    try:
        given = await _carry_out(letter, decision, door)
    except Exception as broken:  # store, disk, database: whatever it is, nothing may be lost by it
        failure = type(broken).__name__
        door.meters.failures.labels(door.name, "store").inc()
        given = _without_store(decision, door.table)
    seconds = time.perf_counter() - began
    door.meters.seconds.labels(door.name).observe(seconds)
    door.meters.messages.labels(door.name, given.way, decision.verdict).inc()
    for code in decision.all_codes:
        door.meters.findings.labels(code).inc()
    say(
        "message",
        level=logging.WARNING if failure else logging.INFO,
        door=door.name,
        queue=letter.envelope.queue,
        way=given.way,
        verdict=decision.verdict,
        codes=decision.all_codes,
        clauses=decision.clauses,
        ms=round(seconds * 1e3, 1),
        **({"hold": given.hold} if given.hold else {}),
        **({"failure": failure} if failure else {}),
    )
    return given


async def _decide(letter: Letter, door: Door) -> tuple[Decision, str]:
    """The decision, and what went wrong on the way to it (empty: nothing)."""
    table = door.table
    if len(letter.raw) > table.max_bytes:
        if table.mode == "monitor":
            return Decision(way=Way.DELIVER, verdict="unchecked"), "too big"
        return Decision(way=Way.REFUSE, verdict="unchecked", reply=TOO_BIG), "too big"
    try:
        report = await within(partial(judged, letter, door), table.budget, size=len(letter.raw))
    except OverBudget:
        door.meters.failures.labels(door.name, "budget").inc()
        return on_error(table), "over budget"
    except Exception as failure:  # an unforeseen fault of ours must not be taken for a pass
        door.meters.failures.labels(door.name, "check").inc()
        return on_error(table), type(failure).__name__
    if report is None:
        return Decision(way=Way.DELIVER, verdict="inbound"), ""
    decision = decide(report, door.setup, table)
    if decision.errors:
        door.meters.failures.labels(door.name, "detector").inc()
        return decision, "; ".join(decision.errors)[:200]
    return decision, ""


def judged(letter: Letter, door: Door) -> Report | None:
    """The report, or None for mail that does not come from the school's side."""
    try:
        message = to_message(letter)
    except IntakeError:
        # Nothing in it to read, so nothing in it to find.
        message = to_message(replace(letter, raw=b"X-Empty: yes\r\n\r\n"))
    known = door.setup.known
    if (
        not letter.envelope.sender
        and is_bounce(message)
        and message.sender.address not in (known.school.staff_by_address)
    ):
        return None
    if not door.table.inbound and direction_of(message, known.school, known.roster) is Direction.INBOUND:
        return None
    return check(message, door.setup)


def is_bounce(message: Message) -> bool:
    """A mail server's own report to a sender, who knows what it quotes (RFC 3462)."""
    kind = message.header("content-type").lower()
    return kind.startswith("multipart/report") and "delivery-status" in kind


def on_error(table: GatewayTable) -> Decision:
    """The school's own choice for a message that could not be checked; monitoring never acts."""
    if table.mode == "monitor":
        return Decision(way=Way.DELIVER, verdict="unchecked")
    way = {"tempfail": Way.DEFER, "relay": Way.DELIVER, "hold": Way.HOLD}[table.on_error]
    return Decision(way=way, verdict="unchecked", errors=("not checked",))


def _without_store(decision: Decision, table: GatewayTable) -> Answer:
    """What is left when it could not be kept: refuse it for now, unless it was to be delivered anyway."""
    if table.mode == "monitor" or table.on_error == "relay":
        return Answer(way=Way.DELIVER, mark=mark_value(decision.verdict, decision.codes))
    return Answer(way=Way.DEFER, reply=DEFERRED)


async def _carry_out(letter: Letter, decision: Decision, door: Door) -> Answer:
    """Do what the decision asks for, and only then answer."""
    if decision.way is Way.DEFER:
        return Answer(way=Way.DEFER, reply=DEFERRED)
    if decision.way is Way.HOLD:
        hold = await asyncio.to_thread(lambda: deposit(door.store(), letter, decision))
        return Answer(way=Way.HOLD, hold=hold, reply=f"250 2.0.0 Held for a second look as {hold}")
    kept = ""
    if decision.escalate or decision.advise:
        # Evidence is for an escalation; a word of advice needs no more than the sender.
        copy = letter if decision.escalate else replace(letter, raw=split_head(letter.raw)[0] + b"\r\n")
        kept = await asyncio.to_thread(lambda: deposit(door.store(), copy, decision, kept=True))
    if decision.way is Way.REFUSE:
        return Answer(way=Way.REFUSE, reply=decision.reply, hold=kept)
    verdict = decision.verdict if decision.verdict else Level.PASS.word
    return Answer(way=Way.DELIVER, mark=mark_value(verdict, decision.codes), hold=kept)
