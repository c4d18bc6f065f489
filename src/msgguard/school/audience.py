"""Who is this address, to this message? Columns of the matrix, by the school's own lists.

Source of the words: the catalogue's section 3. An address that no list knows is external.
What an address says of itself (public bodies, lists, the safe route) is ``mailbox_kind``'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgguard.model import Audience, Channel, Message, PostKind
from msgguard.school import mailbox_kind
from msgguard.school.alike import edits
from msgguard.school.mailbox import mailbox_key
from msgguard.school.profile import School, domain_of, in_domain, number_key
from msgguard.school.roster import Guardian, Roster

POST_AUDIENCE = {
    PostKind.GROUP: Audience.GROUP,
    PostKind.PERSONAL: Audience.PERSONAL,
    PostKind.OFFICIAL: Audience.OFFICIAL,
}
OUTSIDE = frozenset({Audience.OWN, Audience.RESTRICTED, Audience.OTHER, Audience.EXTERNAL})
GUARDIANS = frozenset({Audience.OWN, Audience.RESTRICTED, Audience.OTHER})
# Roles of the profile whose holders are the safe route: designated person and deputies, Head, chair.
_SAFE_ROLES = frozenset({
    "deputy", "designated person", "deputy designated person", "dsl", "ddsl", "deputy dsl",
    "headteacher", "head", "principal", "chair", "chair of governors",
})  # fmt: skip


class Direction(StrEnum):
    """Which way a message goes, seen from the school."""

    OUTBOUND = "outbound"
    INTERNAL = "internal"
    INBOUND = "inbound"


def standing_audience(address: str, school: School, roster: Roster | None) -> Audience:
    """The audience of an address before any pupil is named.

    A guardian counts as OWN, one who is barred from all his or her children as RESTRICTED.
    ``address`` may also be a number, or a name that no address came with.
    """
    address = school_spelling(address, school)
    if is_safe(address, school):
        return Audience.SAFE
    person = school.staff_by_address.get(address)
    if address in school.governors or (person is not None and person.role == "governor"):
        return Audience.GOVERNOR
    if person is None and (
        school.is_pupil_address(address) or (roster is not None and roster.pupil_at(address) is not None)
    ):
        return Audience.PUPIL
    if school.is_school_address(address):
        return _at_school(address, school)
    guardian = roster.guardian_at(address) if roster is not None else None
    if guardian is not None:
        return guardian_audience(guardian, ())
    if "@" not in address:
        if number_key(address) in school.number_keys:
            return Audience.STAFF
        # "All Staff", "Year 3 parents": a list that was only named.
        return mailbox_kind.list_audience("-".join(address.split())) or Audience.EXTERNAL
    kind = school.partner_kind(address)
    if kind == "statutory" or (not kind and _is_public_body(domain_of(address), school)):
        return Audience.STATUTORY
    return Audience.SUPPLIER if kind else Audience.EXTERNAL


def school_spelling(address: str, school: School) -> str:
    """The address as the profile has it: without a ``+tag`` or a final dot, and the school
    address of a colleague who was only named. Anything else comes back as it is.
    """
    if "@" not in address:
        return school.staff_address_by_name.get(" ".join(address.casefold().split()), address)
    address = address.strip().lower()
    if "+" in address or address.endswith("."):
        plain = mailbox_key(address)
        if in_domain(domain_of(plain), school.domains):
            return plain
    return address


def _at_school(address: str, school: School) -> Audience:
    """STAFF, unless the mailbox is one that reaches many: a list of staff, parents, pupils."""
    mailbox = address.partition("@")[0]
    if address in school.lists or mailbox in school.lists:
        return Audience.LIST
    if address in school.staff_by_address or address in school.office:
        return Audience.STAFF
    return mailbox_kind.list_audience(mailbox) or Audience.STAFF


def _is_public_body(domain: str, school: School) -> bool:
    """Whether the domain is a public body's, and not one letter from a partner's: a slip or a trap."""
    return in_domain(domain, mailbox_kind.STATUTORY) and not any(
        abs(len(domain) - len(partner)) <= 1 and edits(domain, partner, most=1) == 1
        for partner in school.partners
    )


def is_safe(address: str, school: School) -> bool:
    """Whether the address belongs to the safe route: nothing sent there alone is held."""
    if address in school.safe or address in (school.designated_person, school.headteacher, school.chair):
        return bool(address)
    person = school.staff_by_address.get(address)
    if person is not None and person.role in _SAFE_ROLES:
        return True
    domain = domain_of(address)
    if not domain:
        return False
    kind = school.partner_kind(address)
    if kind == "safe" or in_domain(domain, school.safe_domains) or in_domain(domain, mailbox_kind.SAFE):
        return True
    statutory = kind == "statutory" or _is_public_body(domain, school)
    return statutory and mailbox_kind.is_safe_mailbox(address.partition("@")[0])


def guardian_audience(guardian: Guardian, about: Iterable[str], restricted: Iterable[str] = ()) -> Audience:
    """OWN, RESTRICTED or OTHER for a finding about the pupils ``about`` (roster ids).

    With nobody named the guardian's own family is meant. With several pupils named the
    strictest counts. ``restricted`` adds pupil ids that this person is barred from.
    """
    barred = {*guardian.restricted, *restricted}
    if not barred.isdisjoint(about := tuple(about)) or (
        not about and barred and barred.issuperset(guardian.children)
    ):
        return Audience.RESTRICTED
    return Audience.OTHER if any(pupil not in guardian.children for pupil in about) else Audience.OWN


def restricted_here(message: Message, roster: Roster | None) -> dict[str, frozenset[str]]:
    """Extra restrictions that came with the message itself: recipient's address to pupil ids.

    A bar on one address of a guardian holds for every other address and number of that person.
    Where the pupil's name is not on the roster, all children of that guardian are meant: better
    too much held than a bar lost for a misspelt name.
    """
    if roster is None or not message.restricted:
        return {}
    found: dict[str, set[str]] = {}
    for barred, name in message.restricted:
        people = roster.guardians_at(barred)
        ids = ids_of(name, roster)
        if not ids and people:
            ids = {child for person in people for child in person.children}
        for recipient in message.recipients:
            if _is_same_reader(recipient.address, barred, people, roster):
                found.setdefault(recipient.address, set()).update(ids)
    return {address: frozenset(pupils) for address, pupils in found.items()}


def unpublished_here(message: Message, roster: Roster | None) -> frozenset[str]:
    """Ids of pupils whom the message itself says not to be published, by id or name."""
    if roster is None:
        return frozenset()
    return frozenset(pupil_id for name in message.no_publicity for pupil_id in ids_of(name, roster))


def ids_of(name: str, roster: Roster) -> set[str]:
    """The ids of the pupils that a message means by an id or a full name."""
    return {name} if name in roster.pupil_by_id else {pupil.id for pupil in roster.pupils_named(name)}


def _is_same_reader(address: str, barred: str, people: Sequence[Guardian], roster: Roster) -> bool:
    if "@" in address and "@" in barred:
        same = mailbox_key(address) == mailbox_key(barred)
    else:
        same = address == barred or (number_key(address) == number_key(barred) != "")
    return same or not {p.id for p in people}.isdisjoint(p.id for p in roster.guardians_at(address))


def message_audiences(
    message: Message, school: School, roster: Roster | None
) -> Sequence[tuple[str, Audience]]:
    """Every recipient with its standing audience; a post has its one audience.

    A message without recipients is judged as an outside one (the report says so), and one
    whose audience was said outright as that. A stranger whom the message itself says to be
    barred is RESTRICTED.
    """
    if message.audience is not None:
        return (("", message.audience),)
    if message.channel is Channel.POST:
        return (("", POST_AUDIENCE[message.post or PostKind.PERSONAL]),)
    if not message.recipients:
        return (("", Audience.EXTERNAL),)
    barred = {mailbox_key(address) for address, _ in message.restricted}
    found = []
    for recipient in message.recipients:
        audience = standing_audience(recipient.address, school, roster)
        if audience is Audience.EXTERNAL and barred and mailbox_key(recipient.address) in barred:
            audience = Audience.RESTRICTED
        found.append((recipient.address, audience))
    return tuple(found)


def direction_of(message: Message, school: School, roster: Roster | None) -> Direction:
    """Outbound, internal or inbound, by sender and recipients.

    A private address of staff counts as the school's side: that is what SC401 is about. One
    that the roster knows as a guardian's writes to the school as a parent.
    """
    sender = school_spelling(message.sender.address, school)
    known = roster is not None and roster.guardian_at(sender) is not None
    outside = [
        r for r in message.recipients if not school.is_school_address(school_spelling(r.address, school))
    ]
    if not school.is_school_address(sender) and (known or school.staff_at_private(sender) is None):
        if message.recipients and (known or "@" in sender) and not outside:
            return Direction.INBOUND
        return Direction.OUTBOUND
    return Direction.OUTBOUND if outside or not message.recipients else Direction.INTERNAL
