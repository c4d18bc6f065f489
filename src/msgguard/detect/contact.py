"""What the words around a contact detail tell: whose it is, and whether it asks for contact.

Sources: the school's staff list and roster first, then the signature, then words such as
"my", "ring me", "her mum's". Used by phone, email, address and account.
"""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from typing import NamedTuple

from msgguard.detect.registry import Known
from msgguard.model import Origin, Owner
from msgguard.school.profile import School, Staff, number_key
from msgguard.text.view import TextPart, View

_REACH = 70

_MINE = re.compile(
    r"(?<![a-z])(?:my|me|mine|i|i['’]?m|im|i['’]?ve|i['’]?ll|our|ours|us|we|we['’]re|personal)(?![a-z])"
)
_FAMILY = re.compile(
    r"(?<![a-z])(?:(?:(?:his|her|their|ur|your|the|[a-z]+['’]?s)\s+)"
    r"(?:mum|mummy|mam|mom|mother|dad|daddy|father|nan|nana|nanny|gran|granny|grandma|grandad|"
    r"parents?|step-?(?:mum|dad)|guardian|carer|foster carer|family|aunt(?:ie|y)?|uncle)s?|"
    r"mrs|mr|ms|miss|the famil(?:y|ies)|emergency contact)(?![a-z])"
)
_THIRD = re.compile(
    r"(?<![a-z])(?:his|her|hers|their|he['’]?s|she['’]?s|he|she|they|they['’]re|him|them)(?![a-z])"
)
_KIN = re.compile(
    r"(?<![a-z])my\s+(?:\w+\s+)?(?:wife|husband|partner|sister|brother|mum|dad|mother|father|daughter|son|"
    r"friend|"
    r"mate|cousin|neighbour|auntie|uncle|girlfriend|boyfriend|sister-in-law|brother-in-law|flatmate|"
    r"nan)(?![a-z])"
)
_INVITES = re.compile(
    r"(?<![a-z])(?:(?:ring|call|text|txt|phone|message|msg|whats\s?app|email|e-mail|mail|contact|dm|pm|"
    r"add|reach|"
    r"catch|ping|follow|find|snap|bell|buzz|try|get)\s+(?:me|us|him|her|them|my)|"
    r"(?:ring|call|text|txt|phone|whats\s?app|email|dm|contact|message|msg|add|follow)(?=\W)|"
    r"drop (?:me|us|him|her) a|give (?:me|us|him|her) a|get in touch|get hold of|shout)(?![a-z])"
)
# The end of a sentence, but not the stop of "no.", "tel.", "St."
_CLAUSE = re.compile(
    r"(?<!\bno)(?<!\bst)(?<!\bmr)(?<!\bms)(?<!\bdr)(?<!mrs)(?<!tel)(?<!mob)(?<!ref)(?<!num)(?<!acc)"
    r"[.!?;]\s|\n\s*\n"
)


class Around(NamedTuple):
    """The folded text near a span: ``before`` it in the same sentence or line, and ``after``."""

    before: str
    after: str


def around(folded: str, start: int, end: int) -> Around:
    """The clause before the span (at most 70 characters) and 50 characters after it."""
    before = folded[max(0, start - _REACH) : start]
    cut = 0
    for match in _CLAUSE.finditer(before):
        cut = match.end()
    after = folded[end : end + 50]
    stop = _CLAUSE.search(after)
    return Around(before[cut:], after[: stop.start()] if stop else after)


class Taken:
    """Spans already spoken for, so that one stretch of text gives one finding.

    Kept sorted: asking is a binary search, whatever the number of spans.
    """

    __slots__ = ("_spans",)

    def __init__(self) -> None:
        self._spans: list[tuple[int, int]] = []

    def overlaps(self, start: int, end: int) -> bool:
        """Whether a span taken before has a character in common with this one."""
        index = bisect_right(self._spans, (start, start))
        if index < len(self._spans) and self._spans[index][0] < end:
            return True
        return index > 0 and self._spans[index - 1][1] > start

    def take(self, start: int, end: int) -> None:
        """Claim a span that overlaps none before."""
        insort(self._spans, (start, end))


def invites(near: Around) -> bool:
    """Whether the words ask the reader to get in touch this way."""
    return bool(_INVITES.search(near.before) or _INVITES.search(near.after))


def is_senders(view: View, person: Staff) -> bool:
    """Whether ``person`` wrote the message: by school or private address, or by number."""
    sender = view.message.sender.address
    if "@" in sender:
        return sender == person.email or sender in person.private
    key = number_key(sender)
    return len(key) > 8 and key in map(number_key, person.phones)


class Whose(NamedTuple):
    """What the school's own lists say about a detail; ``listed`` is false where they do not know it."""

    owner: Owner
    about: tuple[str, ...] = ()
    listed: bool = False


def whose_number(key: str, view: View, known: Known) -> Whose:
    """The owner of a number (in national form) by the staff list and the roster."""
    for person in known.school.staff:
        if person.phones and key in map(number_key, person.phones):
            return Whose(Owner.SENDER if is_senders(view, person) else Owner.COLLEAGUE, listed=True)
    guardian = known.roster.guardian_by_phone.get(key) if known.roster else None
    return Whose(Owner.FAMILY, guardian.children, True) if guardian else Whose(Owner.UNKNOWN)


def whose_address(address: str, view: View, known: Known) -> Whose:
    """The owner of an email address by the staff list and the roster."""
    person = known.school.staff_by_private.get(address)
    if person is not None:
        return Whose(Owner.SENDER if is_senders(view, person) else Owner.COLLEAGUE, listed=True)
    guardian = known.roster.guardian_by_email.get(address) if known.roster else None
    return Whose(Owner.FAMILY, guardian.children, True) if guardian else Whose(Owner.UNKNOWN)


def owner_by_words(part: TextPart, start: int, near: Around, view: View, known: Known) -> Owner:
    """Whose detail it is by the words around it, the last word before it counting most."""
    if part.origin_at(start) is Origin.SIGNATURE:
        return Owner.SENDER
    quoted = part.origin_at(start) in (Origin.QUOTED, Origin.FORWARDED)
    best, owner = -1, Owner.UNKNOWN
    for pattern, whose in (
        (_MINE, Owner.SENDER),
        (_THIRD, Owner.UNKNOWN),
        (_FAMILY, Owner.FAMILY),
        (_KIN, Owner.UNKNOWN),
    ):
        for match in pattern.finditer(near.before):
            if match.end() >= best:
                best, owner = match.end(), whose
    if best < 0 and _MINE.search(near.after[:25]):
        owner = Owner.SENDER
    if owner is Owner.SENDER and quoted:
        return Owner.UNKNOWN
    if owner is Owner.UNKNOWN:
        colleague = _staff_near(near, known.school)
        if colleague is not None:
            return Owner.SENDER if is_senders(view, colleague) else Owner.COLLEAGUE
    return owner


def _staff_near(near: Around, school: School) -> Staff | None:
    words = set(re.findall(r"[a-z]+", near.before))
    for person in school.staff:
        names = person.name.lower().split()
        if len(names) > 1 and person.role != "office" and (names[0] in words or names[-1] in words):
            return person
    return None


_RELATION = frozenset(
    {"mum", "mums", "dad", "dads", "mother", "father", "parents", "family", "nan", "gran", "carer"}
)


def guardian_near(part: TextPart, start: int, view: View, known: Known) -> tuple[str, ...]:
    """The children of the guardian whom the 200 characters before ``start`` name, if any.

    A full name or "Mrs X" names one; a given name alone only where it is another guardian of
    a child whose family the message goes to. "Skye's mum" names the child itself.
    """
    roster = known.roster
    if roster is None:
        return ()
    words = re.findall(r"[a-z]+", part.folded[max(0, start - 200) : start])
    seen = set(words)
    family = {
        child
        for recipient in view.message.recipients
        for guardian in (roster.guardian_at(recipient.address),)
        if guardian is not None
        for child in guardian.children
    }
    addresses = {recipient.address for recipient in view.message.recipients}
    for word in reversed(words):
        for guardian in roster.guardians_by_name.get(word, ()):
            both = guardian.given.lower() in seen and guardian.family.lower() in seen
            co_parent = word == guardian.given.lower() and not family.isdisjoint(guardian.children)
            if (both or co_parent) and addresses.isdisjoint(guardian.emails):
                return guardian.children
        pupils = roster.pupils_by_given.get(word, ())
        if len(pupils) == 1 and not seen.isdisjoint(_RELATION):
            return (pupils[0].id,)
    return ()
