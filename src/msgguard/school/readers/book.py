"""Which rows speak of the same person, where a file repeats people and has no ids for contacts.

Pupils: by id or UPN; else by name with birth date, else by name with class. Contacts: by id; else
where the name and an address or a number agree; a name alone only for the same pupil.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from msgguard.school.mailbox import mailbox_key
from msgguard.school.profile import number_key
from msgguard.school.readers.person import Draft, Person, made_id, roster_id

Key = tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Book:
    """The people read so far, found by what tells them apart."""

    draft: Draft
    pupils: dict[Key, Person] = field(default_factory=dict)
    contacts: dict[Key, Person] = field(default_factory=dict)
    names: dict[Key, Person] = field(default_factory=dict)

    def pupil(self, person: Person, *, is_repeated: bool) -> Person:
        """The pupil of a row, new or known. ``is_repeated``: rows may repeat a pupil."""
        keys = list(_pupil_keys(person))
        known = self.pupils.get(keys[0]) if keys else None
        if known is None and keys and keys[0][0] == "id":
            # Another file may give the UPN only.
            known = next(
                (self.pupils[key] for key in keys[1:] if key[0] == "upn" and key in self.pupils), None
            )
        if known is not None and keys[0][0] == "id" and not _is_namesake(known, person):
            what = f"id {person.id!r} is somebody else's at {known.place}"
            self.draft.note("duplicate-id", person.place, what)
            person.id = f"{person.id}#{person.place.line}"
            known, keys = None, [("id", person.id)]
        if known is not None:
            if not is_repeated and keys[0][0] == "class" and known.place.file == person.place.file:
                what = f"the name and class of {known.id!r} again, without an id: taken for one pupil"
                self.draft.note("same-name", person.place, what)
            known.fill_from(person)
            known.left = known.left and person.left
            person = known
        else:
            person.id = self._free(
                person.id or roster_id(person.upn) or made_id("n", person.given, person.family)
            )
            self.draft.people[person.id] = person
            other = self.names.setdefault((_name_key(person), person.year), person)
            if other is not person and keys and keys[0][0] == "class":
                what = f"the name of {other.id!r} in another class, without an id: taken for two pupils"
                self.draft.note("same-name", person.place, what)
        for key in keys:
            self.pupils.setdefault(key, person)
        return person

    def contact(self, person: Person, pupil: Person) -> Person:
        """The contact of a row, new or known."""
        keys = list(_contact_keys(person, pupil))
        # Without a name, whoever has the address in this family is meant.
        asked = keys if _name_key(person) else [*keys, *_family_keys(person, pupil)]
        known = next((self.contacts[key] for key in asked if key in self.contacts), None)
        if known is not None:
            known.fill_from(person)
            keys += _contact_keys(known, pupil)
            person = known
        else:
            detail = next(iter((*person.emails, *person.phones)), pupil.id)
            made = made_id("c", person.given, person.family, detail)
            person.id = self._free(roster_id(person.id) or made)
            self.draft.people[person.id] = person
        for key in (*keys, *_family_keys(person, pupil)):
            self.contacts.setdefault(key, person)
        return person

    def _free(self, wanted: str) -> str:
        key, number = wanted, 2
        while key in self.draft.people:
            key = f"{wanted}-{number}"
            number += 1
        return key


def _pupil_keys(person: Person) -> Iterator[Key]:
    """What tells a pupil apart, the surest first. A name counts only where nothing surer is there."""
    if person.id:
        yield ("id", person.id)
    if person.upn:
        yield ("upn", person.upn.casefold())
    name = _name_key(person)
    if name and person.born:
        yield ("born", name, person.born)
    if name:
        yield (
            "class",
            name,
            "" if person.id or person.upn else person.born,
            person.year,
            *person.classes[:1],
        )


def _contact_keys(person: Person, pupil: Person) -> Iterator[Key]:
    if person.id:
        yield ("id", person.id)
    name = _name_key(person)
    for email in person.emails:
        yield ("address", name, mailbox_key(email))
    for phone in person.phones:
        yield ("address", name, number_key(phone))
    if name:
        yield ("pupil", name, pupil.id)


def _family_keys(person: Person, pupil: Person) -> Iterator[Key]:
    for email in person.emails:
        yield ("family", pupil.id, mailbox_key(email))
    for phone in person.phones:
        yield ("family", pupil.id, number_key(phone))


def _name_key(person: Person) -> str:
    given, family = person.full_name
    return " ".join(f"{given} {family}".casefold().split())


def _is_namesake(one: Person, other: Person) -> bool:
    """Whether two records may be one person: the family names agree, or one has none."""
    mine = {n.casefold() for n in (one.family, one.preferred_family, *one.former) if n}
    theirs = {n.casefold() for n in (other.family, other.preferred_family, *other.former) if n}
    return not mine or not theirs or bool(mine & theirs)
