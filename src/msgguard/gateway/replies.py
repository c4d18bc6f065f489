"""A sender's answer to a notice: the token in its address, the word ``release`` at its head.

Automatic answers release nothing: an absence note goes to the same address, and quotes nothing
the sender has decided. Source: RFC 3834 and the headers mail programs use instead of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from msgguard.errors import IntakeError, MsgguardError
from msgguard.gateway.compose import may_release
from msgguard.gateway.files import NoticeTable
from msgguard.gateway.moves import release
from msgguard.gateway.people import sender_of
from msgguard.gateway.states import OPEN
from msgguard.gateway.store import Store, content, look
from msgguard.gateway.tokens import Verb, hold_of
from msgguard.intake.mail import read_mail
from msgguard.model import Message

_TOKEN = re.compile(r"\+([a-z2-7]{10}-[a-z2-7]{32})@", re.IGNORECASE)
_WORD = re.compile(r"\W*release[^\w\n]*(?:\n|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """Whether the answer did something good, and what to say of it."""

    good: bool
    words: str


def take_reply(raw: bytes, store: Store, notices: NoticeTable) -> Said:
    """Release the hold that an answer speaks of, if it is a person's, the sender's, and says so."""
    try:
        message = read_mail(raw)
    except IntakeError:
        return Said(False, "there is nothing to read")
    if is_automatic(message):
        return Said(True, "an automatic answer, ignored")
    places = [r.address for r in message.recipients] + [message.header("delivered-to")]
    tokens = [match[1] for place in places if (match := _TOKEN.search(place))]
    if not tokens:
        return Said(False, "the answer carries no token")
    found = hold_of(tokens[0], Verb.RELEASE, store.keys.mark)
    if found is None:
        return Said(False, "the token is not genuine")
    if not _WORD.match(message.body):
        return Said(False, "the answer does not begin with the word release")
    try:
        entry = look(store, found[0])
        if entry.state not in OPEN:
            return Said(True, f"hold {entry.id} is {entry.state}")
        if message.sender.address != sender_of(content(store, entry.id)).lower():
            return Said(False, "the answer is not the sender's")
        if not may_release(entry, notices):
            return Said(False, "this hold is a reviewer's to release")
        release(store, entry.id, by="sender's answer")
    except MsgguardError as failure:
        return Said(False, str(failure))
    return Said(True, f"hold {entry.id} is on its way")


def is_automatic(message: Message) -> bool:
    """Whether no person wrote it."""
    auto = message.header("auto-submitted").lower()
    return (
        bool(auto and not auto.startswith("no"))
        or message.header("precedence").lower() in ("bulk", "junk", "auto_reply", "list")
        or any(message.header(name) for name in ("x-autoreply", "x-autorespond", "x-auto-response-suppress"))
        or (message.envelope_sender in ("", "<>") and bool(message.header("return-path")))
    )
