"""Who is this address, to this message? Columns of the matrix, by the school's own lists.

Source of the words: the catalogue's section 3. An address that no list knows is external.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgguard.model import Audience, Channel, Message, PostKind
from msgguard.school.profile import School, domain_of, in_domain
from msgguard.school.roster import Guardian, Roster

POST_AUDIENCE = {
    PostKind.GROUP: Audience.GROUP,
    PostKind.PERSONAL: Audience.PERSONAL,
    PostKind.OFFICIAL: Audience.OFFICIAL,
}
OUTSIDE = frozenset({Audience.OWN, Audience.RESTRICTED, Audience.OTHER, Audience.EXTERNAL})
GUARDIANS = frozenset({Audience.OWN, Audience.RESTRICTED, Audience.OTHER})
# Public bodies whose domains say what they are, for schools that list no partner of the kind.
_STATUTORY = frozenset({"gov.uk", "nhs.uk", "nhs.net", "sch.uk", "parliament.uk"})
_SAFE = frozenset({"police.uk", "ofsted.gov.uk", "ico.org.uk", "nspcc.org.uk"})
# Mailboxes of the safe route at a statutory body: LADO, MASH, children's services.
_SAFE_MAILBOX = re.compile(
    r"(?:^|[._-])(?:lado|mash|childrens?[._-]?(?:services|socialcare|social[._-]care)|first[._-]?response|safeguarding)"
)
# A mailbox that reaches all or many staff, where the school lists none.
_LIST_MAILBOX = re.compile(r"(?:all[._-]?staff|staff|teachers|teaching|support[._-]?staff|everyone|all)$")
_CHILD_ROLES = frozenset({"deputy", "designated person", "deputy designated person", "headteacher", "chair"})


class Direction(StrEnum):
    """Which way a message goes, seen from the school."""

    OUTBOUND = "outbound"
    INTERNAL = "internal"
    INBOUND = "inbound"


def standing_audience(address: str, school: School, roster: Roster | None) -> Audience:
    """The audience of an address before any pupil is named; a guardian counts as OWN."""
    if is_safe(address, school):
        return Audience.SAFE
    if school.is_pupil_address(address) or (roster is not None and address in roster.pupil_by_email):
        return Audience.PUPIL
    person = school.staff_by_address.get(address)
    if address in school.governors or (person is not None and person.role == "governor"):
        return Audience.GOVERNOR
    if school.is_school_address(address):
        mailbox = address.partition("@")[0]
        if address in school.lists or mailbox in school.lists or _LIST_MAILBOX.match(mailbox):
            return Audience.LIST
        return Audience.STAFF
    if roster is not None and roster.guardian_at(address) is not None:
        return Audience.OWN
    kind = school.partner_kind(address)
    if kind == "statutory":
        return Audience.STATUTORY
    if kind:
        return Audience.SUPPLIER
    if "@" in address and in_domain(domain_of(address), _STATUTORY):
        return Audience.STATUTORY
    return Audience.EXTERNAL


def is_safe(address: str, school: School) -> bool:
    """Whether the address belongs to the safe route: nothing sent there alone is held."""
    if address in school.safe or address in (school.designated_person, school.headteacher, school.chair):
        return bool(address)
    person = school.staff_by_address.get(address)
    if person is not None and person.role in _CHILD_ROLES:
        return True
    domain = domain_of(address)
    if not domain:
        return False
    if in_domain(domain, school.safe_domains) or school.partner_kind(address) == "safe":
        return True
    if in_domain(domain, _SAFE):
        return True
    statutory = school.partner_kind(address) == "statutory" or in_domain(domain, _STATUTORY)
    return statutory and _SAFE_MAILBOX.search(address.partition("@")[0]) is not None


def guardian_audience(guardian: Guardian, about: Iterable[str], restricted: Iterable[str] = ()) -> Audience:
    """OWN, RESTRICTED or OTHER for a finding about the pupils ``about`` (roster ids).

    With nobody named the guardian's own family is meant. With several pupils named the
    strictest counts. ``restricted`` adds pupil ids that this person is barred from.
    """
    barred = {*guardian.restricted, *restricted}
    audience = Audience.OWN
    for pupil in about:
        if pupil in barred:
            return Audience.RESTRICTED
        if pupil not in guardian.children:
            audience = Audience.OTHER
    return audience


def restricted_here(message: Message, roster: Roster | None) -> dict[str, frozenset[str]]:
    """Extra restrictions that came with the message itself: address to pupil ids."""
    if roster is None or not message.restricted:
        return {}
    by_name = {f"{p.given} {p.family}".casefold(): p.id for p in roster.pupils}
    found: dict[str, set[str]] = {}
    for address, pupil in message.restricted:
        known = by_name.get(pupil.casefold()) or (pupil if pupil in roster.pupil_by_id else "")
        if known:
            found.setdefault(address.lower(), set()).add(known)
    return {address: frozenset(pupils) for address, pupils in found.items()}


def message_audiences(
    message: Message, school: School, roster: Roster | None
) -> Sequence[tuple[str, Audience]]:
    """Every recipient with its standing audience; a post has its one audience.

    A message without recipients is judged as an outside one (the report says so), and one
    whose audience was said outright as that.
    """
    if message.audience is not None:
        return (("", message.audience),)
    if message.channel is Channel.POST:
        return (("", POST_AUDIENCE[message.post or PostKind.PERSONAL]),)
    if not message.recipients:
        return (("", Audience.EXTERNAL),)
    return tuple((r.address, standing_audience(r.address, school, roster)) for r in message.recipients)


def direction_of(message: Message, school: School, roster: Roster | None) -> Direction:
    """Outbound, internal or inbound, by sender and recipients.

    A private address of staff counts as the school's side: that is what SC401 is about.
    """
    sender = message.sender.address
    ours = school.is_school_address(sender) or sender in school.staff_by_private
    outside = [r for r in message.recipients if not school.is_school_address(r.address)]
    if not ours:
        known = roster is not None and roster.guardian_at(sender) is not None
        if message.recipients and (known or "@" in sender) and not outside:
            return Direction.INBOUND
        return Direction.OUTBOUND
    return Direction.OUTBOUND if outside or not message.recipients else Direction.INTERNAL
