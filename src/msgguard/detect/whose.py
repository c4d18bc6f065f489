"""Whose datum is it? The nearest pupil of the roster, the sender, a colleague.

Names only as the roster and the staff list have them; telling people apart in running text
is the pupil detector's matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from msgguard.detect.registry import Known
from msgguard.model import Message, Owner
from msgguard.school.roster import Pupil, plain_name
from msgguard.text.view import TextPart

_NAME_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_OWN = re.compile(r"\b(?:my|mine|i was|i am|i'm|me)\b")
# How far back a name is looked for, in characters.
REACH = 160


class Whose(NamedTuple):
    """An owner and, for a pupil, the roster ids it may be."""

    owner: Owner
    about: tuple[str, ...] = ()


def pupils_before(
    part: TextPart, index: int, known: Known, message: Message, *, reach: int = REACH
) -> tuple[str, ...]:
    """The ids of the roster pupil last named before ``index``; several where names are shared.

    A child of one of the recipients is preferred among namesakes.
    """
    if known.roster is None:
        return ()
    by_word = known.roster.pupils_by_word
    words = list(_NAME_WORD.finditer(part.plain, max(0, index - reach), index))
    for at in range(len(words) - 1, -1, -1):
        word = words[at][0]
        found = by_word.get(plain_name(_POSSESSIVE.sub("", word)))
        if not found or not word[0].isupper():
            continue
        for neighbour in words[max(0, at - 2) : at]:
            narrowed = by_word.get(plain_name(neighbour[0]), ())
            both = tuple(p for p in found if p in narrowed)
            found = both or found
        return ids_for(found, known, message)
    return ()


def ids_for(pupils: Iterable[Pupil], known: Known, message: Message) -> tuple[str, ...]:
    """Roster ids of namesakes; only the recipients' own children where one is among them."""
    ids = tuple(p.id for p in pupils)
    if len(ids) < 2 or known.roster is None:
        return ids
    own: set[str] = set()
    for recipient in message.recipients:
        guardian = known.roster.guardian_at(recipient.address)
        own.update(guardian.children if guardian else ())
    return tuple(i for i in ids if i in own) or ids


def adult_owner(part: TextPart, start: int, known: Known) -> Owner:
    """Whose it seems where an adult's datum stands at ``start``."""
    before = part.folded[max(0, start - 60) : start]
    if _OWN.search(before):
        return Owner.SENDER
    near = part.folded[max(0, start - REACH) : start]
    for person in known.school.staff:
        name = person.name.casefold()
        if " " in name and (name in near or name.split()[-1] in near):
            return Owner.COLLEAGUE
    return Owner.UNKNOWN
