"""Pupils and guardians as the checks need them: names, class, household, flags.

Nothing here reads a file: ``school/readers/`` does, one file a format.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from msgguard.school.mailbox import mailbox_key
from msgguard.school.profile import by_start, number_key

# Shorter digit strings are extension numbers, years, short codes.
_LEAST_DIGITS = 9


def plain_name(name: str) -> str:
    """A name for comparing: lower case, no accents, straight apostrophes.

    >>> plain_name("Chloë"), plain_name("O’Brien")
    ('chloe', "o'brien")
    """
    if name.isascii():
        return name.lower()
    flat = unicodedata.normalize("NFKD", name.replace("’", "'").casefold())
    return "".join(c for c in flat if not unicodedata.combining(c))


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian:
    """A guardian or other contact; ``children`` are pupil ids.

    ``household`` groups people who live together; empty where nothing tells. ``restricted``
    holds the pupil ids this person must not be told about.
    """

    id: str
    given: str
    family: str
    title: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    household: str = ""
    restricted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pupil:
    """A pupil. ``given`` and ``family`` are the preferred names; ``variants`` further full
    names (legal, former). ``flags`` may hold ``no-publicity`` and ``left``; ``consents``
    hold e.g. ``website:first``, ``newsletter:photo``, ``social:full``. ``household`` is the
    one the pupil mainly lives in; empty where nothing tells.
    """

    id: str
    given: str
    family: str
    variants: tuple[tuple[str, str], ...] = ()
    short: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    year: str = ""
    email: str = ""
    born: str = ""
    upn: str = ""
    household: str = ""
    flags: frozenset[str] = frozenset()
    consents: frozenset[str] = frozenset()
    middle: str = ""


@dataclass(frozen=True, kw_only=True)
class Roster:
    """Everyone the school knows as pupil or guardian.

    ``staff_children`` are declared relationships: the school address of a member of staff
    to the ids of his or her own children.
    """

    pupils: tuple[Pupil, ...] = ()
    guardians: tuple[Guardian, ...] = ()
    source: str = ""
    staff_children: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def pupil_by_id(self) -> Mapping[str, Pupil]:
        """Pupils by roster id."""
        return {p.id: p for p in self.pupils}

    @cached_property
    def pupil_by_email(self) -> Mapping[str, Pupil]:
        """Pupils by school address."""
        return {p.email: p for p in self.pupils if p.email}

    @cached_property
    def pupils_by_word(self) -> Mapping[str, tuple[Pupil, ...]]:
        """Pupils by each word of their names and short forms (see :func:`plain_name`)."""
        found: dict[str, dict[str, Pupil]] = {}
        for pupil in self.pupils:
            names = [pupil.given, pupil.family, *pupil.short]
            names.extend(name for pair in pupil.variants for name in pair)
            for name in names:
                for word in {plain_name(name), *plain_name(name).split()}:
                    found.setdefault(word, {})[pupil.id] = pupil
        return {word: tuple(people.values()) for word, people in found.items()}

    @cached_property
    def pupils_by_birth(self) -> Mapping[str, tuple[Pupil, ...]]:
        """Pupils by date of birth as ISO text."""
        found: dict[str, list[Pupil]] = {}
        for pupil in self.pupils:
            if pupil.born:
                found.setdefault(pupil.born, []).append(pupil)
        return {born: tuple(people) for born, people in found.items()}

    @cached_property
    def pupil_by_upn(self) -> Mapping[str, Pupil]:
        """Pupils by UPN, in lower case."""
        return {p.upn.lower(): p for p in self.pupils if p.upn}

    @cached_property
    def guardian_by_email(self) -> Mapping[str, Guardian]:
        """Guardians by address."""
        return {e: g for g in self.guardians for e in g.emails}

    @cached_property
    def addresses_by_start(self) -> Mapping[str, tuple[str, ...]]:
        """Addresses of guardians and pupils, see :func:`msgguard.school.profile.by_start`."""
        return by_start((*self.guardian_by_email, *self.pupil_by_email))

    @cached_property
    def guardian_by_phone(self) -> Mapping[str, Guardian]:
        """Guardians by number key (see :func:`msgguard.school.profile.number_key`)."""
        return {number_key(p): g for g in self.guardians for p in g.phones}

    @cached_property
    def guardians_of(self) -> Mapping[str, tuple[Guardian, ...]]:
        """Guardians by the pupil's id."""
        found: dict[str, list[Guardian]] = {}
        for guardian in self.guardians:
            for child in guardian.children:
                found.setdefault(child, []).append(guardian)
        return {child: tuple(people) for child, people in found.items()}

    @cached_property
    def guardians_by_name(self) -> Mapping[str, tuple[Guardian, ...]]:
        """Guardians by each of their given and family names, lower-case."""
        found: dict[str, list[Guardian]] = {}
        for guardian in self.guardians:
            for name in {guardian.given.lower(), guardian.family.lower()}:
                found.setdefault(name, []).append(guardian)
        return {name: tuple(people) for name, people in found.items()}

    @cached_property
    def guardians_by_letters(self) -> Mapping[str, tuple[Guardian, ...]]:
        """Guardians by given, family, full name and each child's family name, letters only.

        What a greeting may call them: ``Dear Mrs Gill`` too where only the child is a Gill.
        """
        found: dict[str, dict[str, Guardian]] = {}
        for guardian in self.guardians:
            if not guardian.children:
                continue
            children = (self.pupil_by_id[c].family for c in guardian.children if c in self.pupil_by_id)
            names = {guardian.given, guardian.family, guardian.given + guardian.family, *children}
            for name in names:
                key = "".join(c for c in plain_name(name) if c.isascii() and c.isalpha())
                if key:
                    found.setdefault(key, {})[guardian.id] = guardian
        return {key: tuple(people.values()) for key, people in found.items()}

    @cached_property
    def pupils_by_given(self) -> Mapping[str, tuple[Pupil, ...]]:
        """Pupils by given name, lower-case."""
        found: dict[str, list[Pupil]] = {}
        for pupil in self.pupils:
            found.setdefault(pupil.given.lower(), []).append(pupil)
        return {name: tuple(people) for name, people in found.items()}

    @cached_property
    def _by_mailbox(self) -> Mapping[str, tuple[Guardian, ...]]:
        found: dict[str, list[Guardian]] = {}
        for guardian in self.guardians:
            for key in dict.fromkeys(map(mailbox_key, guardian.emails)):
                found.setdefault(key, []).append(guardian)
        return {key: tuple(people) for key, people in found.items()}

    @cached_property
    def _by_number(self) -> Mapping[str, tuple[Guardian, ...]]:
        found: dict[str, list[Guardian]] = {}
        for guardian in self.guardians:
            for key in dict.fromkeys(map(number_key, guardian.phones)):
                found.setdefault(key, []).append(guardian)
        return {key: tuple(people) for key, people in found.items()}

    @cached_property
    def _pupil_by_mailbox(self) -> Mapping[str, Pupil]:
        return {mailbox_key(p.email): p for p in self.pupils if p.email}

    @cached_property
    def _guardian_by_name(self) -> Mapping[str, Guardian | None]:
        """Guardians by full name in both orders; None where two share it."""
        found: dict[str, Guardian | None] = {}
        for guardian in self.guardians:
            for name in _spellings(guardian.given, guardian.family):
                found[name] = None if name in found else guardian
        return found

    @cached_property
    def _pupil_by_name(self) -> Mapping[str, tuple[Pupil, ...]]:
        found: dict[str, dict[str, Pupil]] = {}
        for pupil in self.pupils:
            for given, family in ((pupil.given, pupil.family), *pupil.variants):
                for name in _spellings(given, family):
                    found.setdefault(name, {})[pupil.id] = pupil
        return {name: tuple(people.values()) for name, people in found.items()}

    def guardians_at(self, address: str) -> tuple[Guardian, ...]:
        """Everyone who reads an email address or phone number: a couple may share one.

        What is neither an address nor a number is taken for a full name, and must be one
        guardian's only.
        """
        if "@" in address:
            return self._by_mailbox.get(mailbox_key(address), ())
        key = number_key(address)
        if key:
            return self._by_number.get(key, ()) if len(key) >= _LEAST_DIGITS else ()
        person = self._guardian_by_name.get(_folded(address)) if address else None
        return (person,) if person is not None else ()

    def guardian_at(self, address: str) -> Guardian | None:
        """The guardian behind an email address or phone number, if the roster knows one.

        Where several share it the first one stands for all: with the children of any, and
        barred from whatever one of them is barred from.
        """
        people = self.guardians_at(address)
        if len(people) < 2:
            return people[0] if people else None
        households = {person.household for person in people}
        return replace(
            people[0],
            children=tuple(dict.fromkeys(child for person in people for child in person.children)),
            restricted=tuple(dict.fromkeys(child for person in people for child in person.restricted)),
            household=people[0].household if len(households) == 1 else "",
        )

    def pupil_at(self, address: str) -> Pupil | None:
        """The pupil behind a school address, or, where it is no address, behind a full name."""
        if "@" in address:
            return self._pupil_by_mailbox.get(mailbox_key(address))
        people = self._pupil_by_name.get(_folded(address), ()) if address else ()
        return people[0] if people else None

    def pupils_named(self, name: str) -> tuple[Pupil, ...]:
        """Every pupil whose full name, preferred, legal or former, this is (either order)."""
        return self._pupil_by_name.get(_folded(name), ())

    def children_at(self, address: str) -> tuple[str, ...]:
        """The ids of the reader's own children: as guardian, or as declared by staff."""
        found = dict.fromkeys(child for person in self.guardians_at(address) for child in person.children)
        found.update(dict.fromkeys(self.staff_children.get(mailbox_key(address), ())))
        return tuple(found)

    def household_of(self, address: str) -> str:
        """A key that two addresses share when they reach one household; empty for strangers.

        Where the school's data do not tell households, guardians of the same children are
        taken for one. Use :meth:`lives_apart` where two households must be sure.
        """
        person = self.guardian_at(address)
        if person is not None:
            return person.household or ",".join(sorted(person.children)) or person.id
        pupil = self.pupil_at(address)
        if pupil is None:
            return ""
        return pupil.household or ",".join(self._with_siblings(pupil.id))

    def _with_siblings(self, pupil: str) -> list[str]:
        people = self.guardians_of.get(pupil, ())
        same = {",".join(sorted(person.children)) for person in people}
        return sorted(people[0].children) if len(same) == 1 else [pupil]

    @staticmethod
    def lives_apart(one: Guardian, other: Guardian) -> bool:
        """Whether two guardians are known to live in different households."""
        return bool(one.household and other.household) and one.household != other.household

    @staticmethod
    def is_kept_apart(one: Guardian, other: Guardian) -> bool:
        """Whether one of two guardians is barred from a child of the other: then neither's
        address or number may reach the other one.
        """
        return bool(
            {*one.restricted}.intersection(other.children) or {*other.restricted}.intersection(one.children)
        )


def _folded(name: str) -> str:
    """A full name for comparing: case, commas and spacing aside.

    >>> _folded("Jennings,  Kirsty")
    'jennings kirsty'
    """
    return " ".join(name.replace(",", " ").casefold().split())


def _spellings(given: str, family: str) -> tuple[str, ...]:
    if not given or not family:
        return ()
    return (_folded(f"{given} {family}"), _folded(f"{family} {given}"))
