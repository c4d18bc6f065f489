"""Whose a contact detail is: the sender's, a colleague's, a family's.

Sources, best first: the school's staff list and roster, the signature, the author of a
quoted message, then words such as "my", "her mum's" and the names that stand before.
"""

from __future__ import annotations

from typing import NamedTuple

from msgguard import lazyre as re
from msgguard.detect.contact import Around
from msgguard.detect.registry import Known
from msgguard.model import Origin, Owner
from msgguard.school.profile import Staff, number_key
from msgguard.school.roster import Guardian
from msgguard.text.view import TextPart, View

_MINE = re.compile(
    r"(?<![a-z])(?:my|me|mine|i['’]?m|im|i (?:am|live|use|answer|can be|moved)|i['’]?ve moved|our|ours|us|"
    r"we (?:live|are|moved)|we['’]re|we['’]ve moved|personal)(?![a-z])"
)
_FAMILY = re.compile(
    r"(?<![a-z])(?:(?:(?:his|her|their|ur|your|the|[a-z]+['’]?s)\s+)"
    r"(?:mum|mummy|mam|mom|mother|dad|daddy|father|nan|nana|nanny|gran|granny|grandma|grandad|"
    r"parents?|step-?(?:mum|dad)|guardian|carer|foster carer|family|aunt(?:ie|y)?|uncle)s?|"
    r"the famil(?:y|ies)|emergency contact)(?![a-z])"
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
_RELATIONS = frozenset(
    {"mum", "mums", "mam", "dad", "dads", "mother", "father", "parents", "family", "nan", "gran", "carer"}
)
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr"})
_ADDRESS = re.compile(r"[a-z0-9][\w.+'-]{0,63}@[a-z0-9][a-z0-9.-]{1,80}[a-z0-9]")


class Whose(NamedTuple):
    """An owner; ``about`` are pupils' ids; ``listed`` where the school's own lists know the datum."""

    owner: Owner
    about: tuple[str, ...] = ()
    listed: bool = False


def is_senders(view: View, person: Staff) -> bool:
    """Whether ``person`` wrote the message: by school or private address, or by number."""
    sender = view.message.sender.address
    if "@" in sender:
        return sender == person.email or sender in person.private
    key = number_key(sender)
    return len(key) > 8 and key in map(number_key, person.phones)


def _of_staff(view: View, person: Staff, *, listed: bool = False) -> Whose:
    return Whose(Owner.SENDER if is_senders(view, person) else Owner.COLLEAGUE, listed=listed)


def whose_number(key: str, view: View, known: Known) -> Whose:
    """The owner of a number (in national form) by the staff list and the roster."""
    for person in known.school.staff:
        if person.phones and key in map(number_key, person.phones):
            return _of_staff(view, person, listed=True)
    sender = view.message.sender.address
    if "@" not in sender and number_key(sender) == key:
        return Whose(Owner.SENDER, listed=True)
    guardian = known.roster.guardian_by_phone.get(key) if known.roster else None
    return Whose(Owner.FAMILY, guardian.children, True) if guardian else Whose(Owner.UNKNOWN)


def whose_address(address: str, view: View, known: Known) -> Whose:
    """The owner of an email address by the staff list and the roster."""
    person = known.school.staff_at_private(address)
    if person is not None:
        return _of_staff(view, person, listed=True)
    if address == view.message.sender.address:
        return Whose(Owner.SENDER, listed=True)
    guardian = known.roster.guardian_by_email.get(address) if known.roster else None
    return Whose(Owner.FAMILY, guardian.children, True) if guardian else Whose(Owner.UNKNOWN)


def whose_by_words(
    part: TextPart, start: int, near: Around, view: View, known: Known, *, name: str = ""
) -> Whose:
    """The owner by the layer, the words and the names around; ``name`` is a handle or local part."""
    origin = part.origin_at(start)
    if origin is Origin.SIGNATURE:
        return Whose(Owner.SENDER)
    if name:
        person = _staff_in(name, known)
        if person is not None:
            return _of_staff(view, person)
    owner, third = _by_pronouns(near)
    if owner is Owner.SENDER:
        if origin in (Origin.QUOTED, Origin.FORWARDED):
            return _author(part, start, view, known)
        return Whose(Owner.SENDER)
    if owner is Owner.COLLEAGUE:
        # The sender's own wife, brother, friend: nobody of the school's lists.
        return Whose(Owner.UNKNOWN)
    reach = 250 if third or owner is Owner.FAMILY else 80
    named = _named_before(part.folded[max(0, start - reach) : start], view, known)
    return named if named.owner is not Owner.UNKNOWN else Whose(owner)


def _by_pronouns(near: Around) -> tuple[Owner, bool]:
    """The owner by the last telling word, and whether it is a third person. COLLEAGUE stands for kin."""
    best, owner, third = -1, Owner.UNKNOWN, False
    for pattern, whose in (
        (_MINE, Owner.SENDER),
        (_THIRD, Owner.UNKNOWN),
        (_FAMILY, Owner.FAMILY),
        (_KIN, Owner.COLLEAGUE),
    ):
        for match in pattern.finditer(near.before):
            if match.end() >= best:
                best, owner, third = match.end(), whose, pattern is _THIRD
    if best < 0 and _MINE.search(near.after[:25]):
        owner = Owner.SENDER
    return owner, third


def _staff_in(name: str, known: Known) -> Staff | None:
    """The member of staff whose given and family name both stand in a handle."""
    for person in known.school.staff:
        names = person.name.lower().split()
        if len(names) > 1 and person.role != "office" and names[0] in name and names[-1] in name:
            return person
    return None


def _author(part: TextPart, start: int, view: View, known: Known) -> Whose:
    """The author of a quoted message: the last address above that the lists know as a person's."""
    for match in reversed(list(_ADDRESS.finditer(part.folded, max(0, start - 900), start))):
        line = part.folded[part.folded.rfind("\n", 0, match.start()) + 1 : match.start()].lstrip("> *|")
        if line.startswith(("to:", "cc:", "bcc:")):
            continue
        address = match.group()
        person = known.school.staff_by_address.get(address)
        if person is not None and person.role != "office":
            return _of_staff(view, person)
        whose = whose_address(address, view, known)
        if whose.listed:
            return Whose(whose.owner, whose.about)
    return Whose(Owner.UNKNOWN)


def _named_before(text: str, view: View, known: Known) -> Whose:
    """The last person of the school's lists whom ``text`` names.

    A family by a full name, "Mrs X" or "Skye's mum"; by a given name alone only where it is
    another guardian of a child whose family the message goes to.
    """
    words = re.findall(r"[a-z]+", text)
    roster, staff = known.roster, known.school.staff_by_name
    addresses = {recipient.address for recipient in view.message.recipients}
    family = set[str]()
    for address in addresses if roster else ():
        guardian = roster.guardian_at(address) if roster else None
        family.update(guardian.children if guardian else ())
    for index in range(len(words) - 1, -1, -1):
        word = words[index]
        before = words[index - 1] if index else ""
        guardians: tuple[Guardian, ...] = ()
        if roster is not None and (word in roster.pupils_by_given or word in roster.guardians_by_name):
            after = words[index + 1 : index + 3]
            pupils = roster.pupils_by_given.get(word, ())
            if pupils and after and (after[0] in _RELATIONS or (after[0] == "s" and after[-1] in _RELATIONS)):
                children = tuple(pupil.id for pupil in pupils)
                # Said to the family itself, "Skye's mum" is the reader, and the datum another's.
                if not family.isdisjoint(children):
                    return Whose(Owner.UNKNOWN)
                return Whose(Owner.FAMILY, children if len(children) == 1 else ())
            guardians = tuple(
                g for g in roster.guardians_by_name.get(word, ()) if addresses.isdisjoint(g.emails)
            )
            for guardian in guardians:
                full = word == guardian.family.lower() and before == guardian.given.lower()
                parent = word == guardian.given.lower() and not family.isdisjoint(guardian.children)
                if full or parent:
                    return Whose(Owner.FAMILY, guardian.children)
        person = staff.get(word)
        if person is not None and (not guardians or before == person.name.lower().split()[0]):
            return _of_staff(view, person)
        if before in _TITLES and guardians and word == guardians[0].family.lower():
            households = {guardian.children for guardian in guardians}
            return Whose(Owner.FAMILY, guardians[0].children if len(households) == 1 else ())
    return Whose(Owner.UNKNOWN)
