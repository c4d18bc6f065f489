"""Pupils and guardians as the checks need them: names, class, household, flags.

Nothing here reads a file: ``school/readers/`` does, one file a format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from msgguard.school.profile import number_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian:
    """A guardian or other contact; ``children`` are pupil ids.

    ``household`` groups people who live together. ``restricted`` holds the pupil ids this
    person must not be told about.
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
    hold e.g. ``website:first``, ``newsletter:photo``, ``social:full``.
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


@dataclass(frozen=True, kw_only=True)
class Roster:
    """Everyone the school knows as pupil or guardian."""

    pupils: tuple[Pupil, ...] = ()
    guardians: tuple[Guardian, ...] = ()
    source: str = ""
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
    def guardian_by_email(self) -> Mapping[str, Guardian]:
        """Guardians by address."""
        return {e: g for g in self.guardians for e in g.emails}

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
    def pupils_by_given(self) -> Mapping[str, tuple[Pupil, ...]]:
        """Pupils by given name, lower-case."""
        found: dict[str, list[Pupil]] = {}
        for pupil in self.pupils:
            found.setdefault(pupil.given.lower(), []).append(pupil)
        return {name: tuple(people) for name, people in found.items()}

    def guardian_at(self, address: str) -> Guardian | None:
        """The guardian behind an email address or phone number, if the roster knows one."""
        if "@" in address:
            return self.guardian_by_email.get(address)
        key = number_key(address)
        return self.guardian_by_phone.get(key) if len(key) >= 9 else None
