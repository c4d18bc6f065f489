"""What two people of an import have in common and should not: addresses, numbers, names.

Shared by guardians of one child is normal (a couple's mailbox); by strangers it is a mistake
somewhere, and a message would reach the wrong family. Said, not put right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgguard.school.mailbox import mailbox_key
from msgguard.school.profile import number_key
from msgguard.school.readers.person import GUARDIAN, PUPIL, Draft, Link, Person


def note_clashes(draft: Draft, links: Sequence[Link]) -> None:
    """Add notes on every clash, and on guardians without a pupil."""
    children: dict[str, set[str]] = defaultdict(set)
    for link in links:
        children[link.other].add(link.one)
    guardians = [p for p in draft.people.values() if GUARDIAN in p.roles]
    pupils = [p for p in draft.people.values() if PUPIL in p.roles]
    for person in guardians:
        if not children[person.id]:
            draft.note("unlinked", person.place, f"guardian {person.id!r} has no pupil")
        if not person.emails and not person.phones:
            draft.note("no-address", person.place, f"guardian {person.id!r} has neither address nor number")
    _note_shared(draft, guardians, children)
    _note_pupils_addresses(draft, pupils, guardians)
    _note_same_names(draft, pupils)


def _note_shared(draft: Draft, guardians: Sequence[Person], children: dict[str, set[str]]) -> None:
    holders: dict[str, list[Person]] = defaultdict(list)
    for person in guardians:
        for key in {mailbox_key(e) for e in person.emails}:
            holders[f"address {key}"].append(person)
        for key in {number_key(n) for n in person.phones}:
            holders[f"number {key}"].append(person)
    for what, people in holders.items():
        first = people[0]
        for other in people[1:]:
            if not children[first.id] & children[other.id]:
                kind = what.partition(" ")[0]
                draft.note(
                    "same-address",
                    other.place,
                    f"{other.id!r} has the {kind} of {first.id!r}, of another family",
                )


def _note_pupils_addresses(draft: Draft, pupils: Sequence[Person], guardians: Sequence[Person]) -> None:
    parents = {mailbox_key(e) for p in guardians for e in p.emails}
    seen: dict[str, Person] = {}
    for pupil in pupils:
        for key in {mailbox_key(e) for e in pupil.emails}:
            if key in parents:
                draft.note("same-address", pupil.place, f"pupil {pupil.id!r} has a guardian's address")
            other = seen.setdefault(key, pupil)
            if other is not pupil:
                draft.note("same-address", pupil.place, f"pupil {pupil.id!r} has the address of {other.id!r}")


def _note_same_names(draft: Draft, pupils: Sequence[Person]) -> None:
    seen: dict[tuple[str, str, str], Person] = {}
    for pupil in pupils:
        given, family = (name.casefold() for name in pupil.full_name)
        for group in pupil.classes or ([pupil.year] if pupil.year else []):
            other = seen.setdefault((given, family, group), pupil)
            if other is not pupil:
                draft.note(
                    "same-name", pupil.place, f"{pupil.id!r} and {other.id!r} have one name and one class"
                )
                break
