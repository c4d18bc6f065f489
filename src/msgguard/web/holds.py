"""The gateway's hold store as the reviewer's pages see it: opened once, asked in threads.

Whoever sent a message does not decide about it, whatever their role.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from msgguard.config import Settings
from msgguard.errors import IntakeError, MsgguardError, UsageError
from msgguard.model import Message
from msgguard.school.profile import School
from msgguard.web.site import Person

if TYPE_CHECKING:
    from msgguard.gateway.store import Hold, Store

DEEDS = ("release", "return", "ask", "approve", "settle")
WORDS = {
    "stored": "held",
    "noticed": "held, the sender knows",
    "asked": "waiting for an approval",
    "releasing": "on its way",
    "released": "let go",
    "unsure": "perhaps sent: please look",
    "returning": "on its way back",
    "returned": "sent back",
    "stuck": "could not be sent back",
    "kept": "kept as evidence",
}


@dataclass(slots=True)
class Holds:
    """The store, opened when it is first asked; ``why_not`` says why there is none."""

    settings: Settings
    school: School
    store: Store | None = None
    why_not: str = ""

    def open(self) -> Store | None:
        """The store, or None where no gateway is set up here."""
        if self.store is None:
            try:
                from msgguard.gateway.files import read_gateway
                from msgguard.gateway.store import open_store
            except ImportError:
                self.why_not = "The gateway is not installed here (pip install 'msgguard[gateway]')."
                return None
            table = read_gateway(self.settings).hold
            if not Path(table.key_file).is_file():
                self.why_not = "No gateway holds messages here: its key file does not exist."
                return None
            self.store = open_store(table)
        return self.store


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One hold with its history; ``own`` where the reader sent it, ``actions`` what may be done."""

    hold: Hold
    words: str
    history: Sequence[tuple[float, str, str, str]]
    own: bool
    actions: tuple[str, ...]
    roles: tuple[str, ...]


def open_cases(store: Store) -> Sequence[Hold]:
    """What waits for somebody, the oldest first."""
    from msgguard.gateway.states import OPEN, State
    from msgguard.gateway.store import listed

    waiting: Sequence[Hold] = listed(store, OPEN | {State.UNSURE, State.STUCK})
    return waiting


def case_of(store: Store, hold: str, person: Person, school: School) -> Case:
    """One hold for one reader. Raises UsageError where there is none."""
    from msgguard.gateway.states import MOVES, State
    from msgguard.gateway.store import history, look

    entry = look(store, hold)
    own = is_own(store, entry, person, school)
    targets = MOVES[entry.state]
    may = {
        "release": State.RELEASING in targets,
        "return": State.RETURNING in targets,
        "ask": State.ASKED in targets and bool(entry.facts["approvers"]),
        "approve": State.RELEASING in targets and bool(roles_to_approve(entry, person)),
        "settle": entry.state is State.UNSURE,
    }
    return Case(
        hold=entry,
        words=WORDS[entry.state],
        history=history(store, hold),
        own=own,
        actions=() if own or not person.is_reviewer else tuple(deed for deed in DEEDS if may[deed]),
        roles=roles_to_approve(entry, person),
    )


def is_own(store: Store, entry: Hold, person: Person, school: School) -> bool:
    """Whether the reader sent it, from whichever address; unknown where its content is gone."""
    from msgguard.gateway.store import content

    try:
        letter = content(store, entry.id)
    except MsgguardError:
        return False
    from msgguard.gateway.letter import to_message
    from msgguard.gateway.people import own_addresses

    senders = {letter.envelope.sender.lower(), letter.envelope.login.lower()}
    with suppress(IntakeError):
        senders.add(to_message(letter).sender.address)
    return bool(senders & own_addresses(person.email, school))


def roles_to_approve(entry: Hold, person: Person) -> tuple[str, ...]:
    """The reader's roles that may give the approval this hold needs."""
    return tuple(role for role in entry.facts["approvers"] if role in person.roles)


def carry_out(
    store: Store, hold: str, deed: str, person: Person, school: School, *, role: str = "", note: str = ""
) -> None:
    """Do it. Raises UsageError where it may not be done, or not any more."""
    from msgguard.gateway.moves import approve, ask, give_back, release, settle
    from msgguard.gateway.states import State

    case = case_of(store, hold, person, school)
    if case.own:
        raise UsageError("You sent this message, so somebody else must decide about it.")
    if deed not in case.actions:
        raise UsageError(f"This message is {case.words}, so that cannot be done now.")
    if deed == "release":
        again = case.hold.state is State.UNSURE
        release(store, hold, by=person.email, note=note, again=again)
    elif deed == "return":
        give_back(store, hold, by=person.email, note=note)
    elif deed == "ask":
        ask(store, hold, role, by=person.email)
    elif deed == "settle":
        settle(store, hold, by=person.email)
    elif role in case.roles:
        approve(store, hold, role, by=person.email)
    else:
        raise UsageError("You do not have a role that may approve this.")


def read_held(store: Store, hold: str, person: Person, reason: str) -> Message:
    """The held message, with the reading and its reason written down first."""
    from msgguard.gateway.letter import to_message
    from msgguard.gateway.store import content, note_reading

    letter = content(store, hold)
    note_reading(store, hold, by=person.email, reason=reason)
    message: Message = to_message(letter)
    return message
