"""What every reader gives: people, links between them, and notes on what was odd.

A draft is filled row by row, so its types are mutable; nothing outside ``readers/`` sees them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b

from msgguard.school.profile import number_key
from msgguard.school.readers.values import split_emails, split_phones

PUPIL = "pupil"
GUARDIAN = "guardian"
STAFF = "staff"
# Relations of people whom a school may ring, and who are no guardians.
_NO_GUARDIANS = re.compile(
    r"^(?:doctor|gp|health|nurse|aide|administrator|child(?: ?minder)?|social ?worker|neighbou?r"
    r"|(?:family )?friend|baby ?sitter|nanny|au pair|dentist|school|agency|local authority|driver|taxi"
    r"|escort|tutor|solicitor)\b",
    re.IGNORECASE,
)
_UPN = re.compile(r"[A-Z]\d{11}[0-9A-Z]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something was read: a file and a line (from 1; 0: the file as a whole)."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something the school should look at. ``what`` names ids and lines, never people."""

    kind: str
    place: Place
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@dataclass(slots=True, kw_only=True)
class Person:
    """One person as the files have him or her; ``given`` and ``family`` are the legal names.

    ``address`` is a home address, used to tell households and then forgotten.
    """

    id: str
    place: Place
    roles: set[str] = field(default_factory=set)
    given: str = ""
    family: str = ""
    preferred_given: str = ""
    preferred_family: str = ""
    middle: str = ""
    former: list[str] = field(default_factory=list)
    title: str = ""
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    year: str = ""
    born: str = ""
    upn: str = ""
    address: str = ""
    household: str = ""
    left: bool = False
    flags: set[str] = field(default_factory=set)
    consents: set[str] = field(default_factory=set)

    @property
    def full_name(self) -> tuple[str, str]:
        """The names in use: preferred before legal."""
        return self.preferred_given or self.given, self.preferred_family or self.family

    def add_contact_details(self, *cells: str) -> None:
        """Take addresses and numbers out of cells, each once."""
        for cell in cells:
            if "@" in cell:
                _extend(self.emails, split_emails(cell))
            else:
                known = {number_key(phone) for phone in self.phones}
                _extend(self.phones, [p for p in split_phones(cell) if number_key(p) not in known])

    def fill_from(self, other: Person) -> None:
        """Take over what another record of the same person knows and this one does not."""
        for name in (
            "given", "family", "preferred_given", "preferred_family", "middle", "title", "year", "born",
            "upn", "address", "household",
        ):  # fmt: skip
            if not getattr(self, name):
                setattr(self, name, getattr(other, name))
        for name in ("former", "emails", "classes"):
            _extend(getattr(self, name), getattr(other, name))
        self.add_contact_details(*other.phones)
        self.roles |= other.roles
        self.flags |= other.flags
        self.consents |= other.consents


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two people who belong together; which one is the pupil, the roles tell.

    ``lives_with`` is None where the file does not say.
    """

    one: str
    other: str
    place: Place
    relation: str = ""
    lives_with: bool | None = None
    restricted: bool = False


@dataclass(slots=True, kw_only=True)
class Draft:
    """Everything one import has read. ``partial``: the files hold only what has changed."""

    format: str
    people: dict[str, Person] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    partial: bool = False

    def add(self, person: Person) -> Person:
        """Take a person in. A second record of an id fills the first one up where the names agree;
        where they do not, two people have one id, and the second gets one of its own.
        """
        known = self.people.get(person.id)
        if known is None:
            self.people[person.id] = person
            return person
        if not person.given or (known.given, known.family) in (("", ""), (person.given, person.family)):
            self.note("duplicate-id", person.place, f"id {person.id!r} stands at {known.place} already")
            known.fill_from(person)
            return known
        what = f"id {person.id!r} is somebody else's at {known.place}; links to it go to the first"
        self.note("duplicate-id", person.place, what)
        person.id = f"{person.id}#{person.place.line}"
        return self.people.setdefault(person.id, person)

    def note(self, kind: str, place: Place, what: str) -> None:
        """Say something; a note said before is not said again."""
        note = Note(kind=kind, place=place, what=what)
        if not self.notes or self.notes[-1] != note:
            self.notes.append(note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the school says beside the files (its map file), and the day of the import.

    ``columns`` maps a header to a field, ``values`` a cell of a role or relation column to
    ``guardian`` or ``no guardian``; ``pupils``, ``staff`` and ``left`` are organisational units.
    """

    today: date
    columns: dict[str, str] = field(default_factory=dict)
    relations: dict[str, str] = field(default_factory=dict)
    pupils: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    pupil_domains: frozenset[str] = frozenset()


def is_guardian_relation(relation: str, options: Options) -> bool:
    """Whether a contact of this relation is a guardian; the map file has the first word.

    >>> from datetime import date
    >>> [is_guardian_relation(r, Options(today=date(2026, 9, 1))) for r in ("Mother", "", "Childminder")]
    [True, True, False]
    """
    said = options.relations.get(relation.strip().casefold())
    return said == GUARDIAN if said else _NO_GUARDIANS.match(relation.strip()) is None


def is_upn(text: str) -> bool:
    """Whether a text has the shape of a unique pupil number."""
    return _UPN.fullmatch(text.strip()) is not None


def roster_id(text: str) -> str:
    """An id fit to be kept and shown: for a UPN or an address one made from it stands in.

    >>> roster_id(" s17 "), roster_id("Kirsty@mail.example") == roster_id("kirsty@mail.example")
    ('s17', True)
    """
    text = text.strip()
    if is_upn(text):
        return made_id("u", text)
    return made_id("m", text) if "@" in text else text


def made_id(kind: str, *parts: str) -> str:
    """An id made from what tells somebody apart: the same at every import."""
    return kind + blake2b("|".join(parts).casefold().encode("utf-8", "replace"), digest_size=6).hexdigest()


def _extend(known: list[str], more: Iterable[str]) -> None:
    known.extend(value for value in dict.fromkeys(more) if value not in known)
