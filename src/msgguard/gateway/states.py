"""The states of a held message and of a mail to be sent, and the only moves between them.

A held message::

    stored ──► noticed ──► asked            the sender knows; a named role is asked to approve
       │          │          │
       ├──────────┴──────────┤
       ▼                     ▼
    releasing ──► released          handed to the next hop, which said yes
       │  ▲  └──► unsure            the next hop may or may not have it: a person decides
       │  └───────┘
       └────► returning ──► returned        back at its sender
                  └───────► stuck           it could not be brought back: a person decides
    kept                                    a copy kept as evidence; it never goes anywhere

A mail to be sent: ``queued → sending → final → sent``. ``final`` is written down before the
dot that ends the message goes out, so a crash before it may try again and a crash after it
may not. What is found in ``final`` becomes ``unsure``.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """The states of a hold."""

    STORED = "stored"
    NOTICED = "noticed"
    ASKED = "asked"
    RELEASING = "releasing"
    RELEASED = "released"
    UNSURE = "unsure"
    RETURNING = "returning"
    RETURNED = "returned"
    STUCK = "stuck"
    KEPT = "kept"


S = State
MOVES: dict[State, frozenset[State]] = {
    S.STORED: frozenset({S.NOTICED, S.ASKED, S.RELEASING, S.RETURNING}),
    S.NOTICED: frozenset({S.ASKED, S.RELEASING, S.RETURNING}),
    S.ASKED: frozenset({S.RELEASING, S.RETURNING}),
    S.RELEASING: frozenset({S.RELEASED, S.UNSURE, S.RETURNING}),
    S.UNSURE: frozenset({S.RELEASING, S.RELEASED}),
    S.RETURNING: frozenset({S.RETURNED, S.STUCK}),
    S.STUCK: frozenset({S.RETURNING, S.RELEASING}),
    S.RELEASED: frozenset(),
    S.RETURNED: frozenset(),
    S.KEPT: frozenset(),
}
OPEN = frozenset({S.STORED, S.NOTICED, S.ASKED})
CLOSED = frozenset({S.RELEASED, S.RETURNED, S.KEPT})


def sources(target: State) -> frozenset[State]:
    """The states from which a hold may come to ``target``."""
    return frozenset(state for state, targets in MOVES.items() if target in targets)


class Post(StrEnum):
    """The states of a mail to be sent."""

    QUEUED = "queued"
    SENDING = "sending"
    FINAL = "final"
    SENT = "sent"
    FAILED = "failed"
    UNSURE = "unsure"


class Kind(StrEnum):
    """What is sent: the held message itself, or a mail of the gateway's own about it."""

    RELEASE = "release"
    NOTICE = "notice"
    ADVICE = "advice"
    RETURN = "return"
    ESCALATE = "escalate"
    ASK = "ask"
    REMIND = "remind"
    PARTLY = "partly"
