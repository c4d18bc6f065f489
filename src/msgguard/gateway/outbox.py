"""Sending what the store has queued, each once.

Several keepers may share a store: a mail is claimed by compare-and-swap with a lease, and the
claim is checked again in the same statement that writes ``final``, so only one of them can ever
send the dot. What was found in ``final`` after a crash may have arrived or not: a mail of our
own is sent again (same Message-ID), a released message is not, until ``sent_check`` or a person
has said what happened.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sql

from msgguard.errors import MsgguardError, UsageError
from msgguard.gateway.causes import queue
from msgguard.gateway.compose import compose
from msgguard.gateway.files import GatewayTable, HopTable
from msgguard.gateway.letter import Letter
from msgguard.gateway.mark import mark_value, marked, passing_mark
from msgguard.gateway.moves import move
from msgguard.gateway.observe import Meters, say
from msgguard.gateway.people import people_for
from msgguard.gateway.states import Kind, Post, State
from msgguard.gateway.store import DAY, Hold, Store, content, look
from msgguard.gateway.tables import HOLD, POST
from msgguard.gateway.transmit import Outcome, Result, transmit
from msgguard.intake.mail import read_mail
from msgguard.school.profile import School

LEASE = 900.0
# Seconds until the next try, by the number of tries so far; then every hour.
_BACKOFF = (5.0, 30.0, 120.0, 600.0, 1_800.0)
_GIVE_UP = 5 * DAY
_IMPATIENT = 2 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What sending needs: the store, the table, the school's addresses, and this keeper's name."""

    store: Store
    table: GatewayTable
    school: School
    meters: Meters
    node: str

    @property
    def hop(self) -> HopTable:
        """Where released messages and notices go: past the gateway, not through it."""
        release = self.table.hold.release
        return release if release.host else self.table.relay.next_hop


def recover(office: Office) -> None:
    """After a start: what this keeper had begun and not sent may be begun again."""
    mine = POST.c.claim == office.node
    with office.store.engine.begin() as connection:
        connection.execute(
            sql.update(POST).where(mine, POST.c.state == Post.SENDING).values(state=Post.QUEUED, lease=0.0)
        )
        connection.execute(sql.update(POST).where(mine, POST.c.state == Post.FINAL).values(lease=0.0))


def due(office: Office, *, limit: int = 20) -> Sequence[Any]:
    """Mails whose time has come, and those that a crash left behind."""
    now = time.time()
    waiting = sql.and_(POST.c.state == Post.QUEUED, POST.c.next_at <= now)
    left = sql.and_(POST.c.state.in_([Post.SENDING, Post.FINAL]), POST.c.lease < now)
    query = sql.select(POST).where(sql.or_(waiting, left)).order_by(POST.c.next_at).limit(limit)
    with office.store.engine.connect() as connection:
        return list(connection.execute(query).mappings())


def send(row: Any, office: Office) -> None:
    """Send one mail, if it can be claimed."""
    now = time.time()
    with office.store.engine.begin() as connection:
        claimed = connection.execute(
            sql.update(POST)
            .where(POST.c.id == row["id"], POST.c.state == row["state"], POST.c.lease == row["lease"])
            .values(
                state=Post.FINAL if row["state"] == Post.FINAL else Post.SENDING,
                claim=office.node,
                lease=now + LEASE,
                attempts=POST.c.attempts + 1,
            )
        )
    if claimed.rowcount != 1:
        return
    kind = Kind(row["kind"])
    if row["state"] == Post.FINAL:
        _resolve(row, kind, office)
        return
    try:
        outcome = _hand_over(row, kind, office, now)
    except MsgguardError as failure:
        # Its content is gone or cannot be decrypted: nothing can be sent, and a person must know.
        say("mail cannot be written", level=40, post=row["id"], failure=type(failure).__name__)
        outcome = Outcome(result=Result.LATER, said="its content cannot be read")
    _finish(row, kind, outcome, office)


def _hand_over(row: Any, kind: Kind, office: Office, now: float) -> Outcome:
    if not office.hop.host:
        return Outcome(result=Result.LATER, said="no release hop is configured")
    store, hold = office.store, look(office.store, row["hold"])
    letter = content(store, hold.id)
    if kind is Kind.RELEASE:
        passing = passing_mark(letter.raw, hold.id, store.keys.mark)
        sender, recipients = letter.envelope.sender, letter.envelope.recipients
        value = mark_value("released", (), passing=passing)
        raw = marked(letter.raw, value)
    else:
        sender, recipients = "", people_for(kind, row["to"], letter, office.school, office.table.notices)
        if not recipients:
            return Outcome(result=Result.REFUSED, said="there is nobody to send it to")
        raw = _own_mail(kind, row, hold, letter, recipients, office)
    return transmit(
        office.hop,
        sender,
        recipients,
        raw,
        name=office.table.relay.hostname or "msgguard.localhost",
        before_dot=lambda: _write_final(row["id"], office),
        patient=now - hold.created < _IMPATIENT,
    )


def _own_mail(
    kind: Kind, row: Any, hold: Hold, letter: Letter, recipients: tuple[str, ...], office: Office
) -> bytes:
    key = office.store.keys.mark
    raw = compose(
        kind,
        hold,
        letter,
        to=recipients,
        notices=office.table.notices,
        key=key,
        note=row["note"],
        role=row["to"],
    )
    return marked(raw, mark_value("pass", (), passing=passing_mark(raw, hold.id, key)))


def _write_final(post: str, office: Office) -> bool:
    """Write down that the dot goes out now; False where the claim has passed to somebody else."""
    with office.store.engine.begin() as connection:
        written = connection.execute(
            sql.update(POST)
            .where(_mine(post, office), POST.c.state == Post.SENDING)
            .values(state=Post.FINAL, lease=time.time() + LEASE)
        )
    return written.rowcount == 1


def _resolve(row: Any, kind: Kind, office: Office) -> None:
    """A mail whose dot may have gone out before a crash."""
    if kind is not Kind.RELEASE:
        _again(row["id"], office, said="sent again after a crash")
        return
    _finish(row, kind, Outcome(result=Result.UNSURE, said="crash"), office)


def was_sent(hold: str, office: Office) -> bool | None:
    """What the school's own command says: did the next hop take it? None where it cannot tell."""
    command = office.table.hold.sent_check
    if not command:
        return None
    headers = read_mail(content(office.store, hold).raw)
    words = [word.replace("{message_id}", headers.id).replace("{hold}", hold) for word in command]
    try:
        code = subprocess.run(words, capture_output=True, timeout=30, check=False).returncode
    except (OSError, subprocess.TimeoutExpired):
        return None
    return {0: True, 1: False}.get(code)


def _mine(post: str, office: Office) -> sql.ColumnElement[bool]:
    """Whether the claim is still this keeper's: one that lost it writes nothing any more."""
    begun = POST.c.state.in_([Post.SENDING, Post.FINAL])
    return sql.and_(POST.c.id == post, POST.c.claim == office.node, begun)


def _again(post: str, office: Office, *, said: str, after: float = 0.0) -> None:
    with office.store.engine.begin() as connection:
        connection.execute(
            sql.update(POST)
            .where(_mine(post, office))
            .values(state=Post.QUEUED, next_at=time.time() + after, lease=0.0, claim="", said=said[:200])
        )


def _finish(row: Any, kind: Kind, outcome: Outcome, office: Office) -> None:
    """Write down how it ended, with what follows from it, in one transaction."""
    result, said = outcome.result, outcome.said
    if result is Result.UNSURE:
        known = was_sent(row["hold"], office) if kind is Kind.RELEASE else False
        result = {True: Result.TAKEN, False: Result.LATER, None: Result.UNSURE}[known]
    if result is Result.LATER and time.time() - look(office.store, row["hold"]).changed > _GIVE_UP:
        result = Result.REFUSED
    office.meters.posts.labels(kind, result).inc()
    say("mail", post=row["id"], result=result, said=said[:3])
    if result is Result.LATER:
        tries = row["attempts"]
        _again(row["id"], office, said=said, after=_BACKOFF[tries] if tries < len(_BACKOFF) else 3_600.0)
        return
    state = {Result.TAKEN: Post.SENT, Result.REFUSED: Post.FAILED, Result.UNSURE: Post.UNSURE}[result]
    with office.store.engine.begin() as connection:
        ended = connection.execute(
            sql.update(POST).where(_mine(row["id"], office)).values(state=state, said=said[:200], lease=0.0)
        )
        if ended.rowcount == 1:
            _follow(connection, row["hold"], kind, result, outcome)


def _follow(connection: sql.Connection, hold: str, kind: Kind, result: Result, outcome: Outcome) -> None:
    """What the end of a mail means for its hold."""
    taken = result is Result.TAKEN
    if kind is Kind.NOTICE and taken:
        # The sender may have let it go already, by a reviewer's hand: then this changes nothing.
        _try_move(connection, hold, State.NOTICED)
    elif kind is Kind.RELEASE and taken:
        move(connection, hold, State.RELEASED, by="keeper", note=outcome.said)
        if outcome.refused:
            words = "; ".join(f"{address}: {said}" for address, said in outcome.refused.items())
            queue(connection, hold, Kind.PARTLY, note=words)
    elif kind is Kind.RELEASE and result is Result.UNSURE:
        move(connection, hold, State.UNSURE, by="keeper", note=outcome.said)
        queue(connection, hold, Kind.REMIND, to="unsure")
    elif kind is Kind.RELEASE:
        move(connection, hold, State.RETURNING, by="keeper", note=outcome.said)
        queue(connection, hold, Kind.RETURN, note=f"The mail server said: {outcome.said}")
    elif kind is Kind.RETURN and taken:
        move(connection, hold, State.RETURNED, by="keeper", note=outcome.said)
        # Its sender has it back, so the same bytes sent again are a new message.
        connection.execute(
            sql.update(HOLD).where(HOLD.c.id == hold).values(key=sql.func.concat(HOLD.c.key, ":", hold))
            if connection.dialect.name != "sqlite"
            else sql.update(HOLD).where(HOLD.c.id == hold).values(key=HOLD.c.key + ":" + hold)
        )
    elif kind is Kind.RETURN:
        move(connection, hold, State.STUCK, by="keeper", note=outcome.said)
        queue(connection, hold, Kind.REMIND, to="stuck")


def _try_move(connection: sql.Connection, hold: str, target: State) -> None:
    try:
        move(connection, hold, target, by="keeper")
    except UsageError:
        return
