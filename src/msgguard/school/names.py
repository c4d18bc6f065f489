"""The roster's names compiled for look-up: which pupils may a word mean?

Built once from roster and school, then only read. A *given form* is one way to say a given
name (in full, its first part, a short form); a *family* is one family name with its parts.
Pairs of both lead to pupils. Sources: the roster; ``shortforms.txt``; what people do with
names in mail (double names halved or joined, particles and accents dropped).
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from msgguard.school.letters import is_near, key_of, keys_of
from msgguard.school.profile import School
from msgguard.school.roster import Guardian, Pupil, Roster
from msgguard.school.shortforms import short_forms

# Words of a family name that alone say nothing.
PARTICLES = frozenset((
    "al", "el", "ul", "ibn", "bin", "bint", "abu", "de", "da", "do", "dos", "das", "di", "del", "della", "la",
    "le", "van", "von", "der", "den", "ter", "ten", "o", "ni", "nic", "mac", "mc", "st", "san", "na", "ap",
))  # fmt: skip
# Endings that make a pet form of a name's beginning: Tempy, Gurps, Lils, Georgie.
_PET_ENDINGS = ("s", "y", "z", "ie", "ey", "i", "o", "sy", "zy", "ers", "zza", "u")
# The shortest name that a misspelling may stand for, and the shortest beginning of a pet form.
MIN_NEAR = 4
_PET_STEM = 3
# Above this many pupils a pet form made up on the spot would fit somebody everywhere.
_PETS_UP_TO = 3000


class Form(NamedTuple):
    """One way to say a given name: its further words, how it says it, and which name.

    ``kind`` is ``full``, ``part`` (Lily for Lily-Anne), ``short`` or ``joined``.
    """

    rest: tuple[str, ...]
    kind: str
    given: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NameIndex:
    """Names by key. Given and family names are numbered; pupils are places in ``pupils``."""

    pupils: tuple[Pupil, ...]
    forms: Mapping[str, tuple[Form, ...]]
    families: Mapping[str, tuple[int, ...]]
    pairs: Mapping[tuple[int, int], tuple[int, ...]]
    by_given: tuple[tuple[int, ...], ...]
    by_family: tuple[tuple[int, ...], ...]
    givens_of_family: tuple[tuple[int, ...], ...]
    families_of_given: tuple[tuple[int, ...], ...]
    given_keys: tuple[tuple[str, ...], ...]
    family_keys: tuple[tuple[str, ...], ...]
    joined: Mapping[str, tuple[int, ...]]
    near: Mapping[str, tuple[int, ...]]
    stems: Mapping[str, tuple[int, ...]]
    initials: Mapping[str, tuple[int, ...]]
    gate: frozenset[str]
    class_keys: frozenset[str] = frozenset()
    place_by_id: Mapping[str, int] = field(default_factory=dict)
    by_group: Mapping[str, frozenset[int]] = field(default_factory=dict)
    adults: AdultNames = field(default_factory=lambda: AdultNames())

    def by_misspelling(self, key: str) -> Iterator[int]:
        """Given names that ``key`` misspells by one letter."""
        if len(key) < MIN_NEAR:
            return
        seen: set[int] = set()
        shapes = [key[:at] + key[at + 1 :] for at in range(len(key))]
        for shape in (key, *shapes) if not self.near.keys().isdisjoint((key, *shapes)) else ():
            for given in self.near.get(shape, ()):
                if given not in seen:
                    seen.add(given)
                    if is_near("".join(self.given_keys[given]), key):
                        yield given

    def by_pet_form(self, key: str) -> Iterator[int]:
        """Given names whose beginning, with a pet ending, is ``key``."""
        for ending in _PET_ENDINGS if key.endswith(_PET_ENDINGS) else ():
            if key.endswith(ending):
                stem = key[: -len(ending)]
                yield from self.stems.get(stem, ())
                if len(stem) > _PET_STEM and stem[-1] == stem[-2]:
                    yield from self.stems.get(stem[:-1], ())

    def people(self, places: Iterable[int]) -> tuple[Pupil, ...]:
        """The pupils at ``places``."""
        return tuple(self.pupils[place] for place in places)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdultNames:
    """Names of people who are no pupils: staff, and guardians by their given name.

    ``staff_given`` and ``staff_family`` are keys; ``staff_full`` pairs of them;
    ``guardians`` leads from a given name's key to guardians.
    """

    staff_given: frozenset[str] = frozenset()
    staff_family: frozenset[str] = frozenset()
    staff_full: frozenset[tuple[str, str]] = frozenset()
    guardians: Mapping[str, tuple[Guardian, ...]] = field(default_factory=dict)


def deletions(word: str) -> Iterator[str]:
    """``word`` without one letter, at each place."""
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def compile_names(roster: Roster | None, school: School) -> NameIndex:
    """The index of ``roster``; without one it knows the school's adults only."""
    pupils = roster.pupils if roster is not None else ()
    builder = _Builder()
    collecting = gc.isenabled()
    # Nothing here is garbage: with 30,000 pupils the collector would take as long as the work.
    gc.disable()
    try:
        for place, pupil in enumerate(pupils):
            builder.add(place, pupil)
        return builder.finish(pupils, adult_names(roster, school))
    finally:
        if collecting:
            gc.enable()


def adult_names(roster: Roster | None, school: School) -> AdultNames:
    """Names of staff, governors and guardians."""
    staff = [keys_of(person.name) for person in school.staff]
    staff = [keys for keys in staff if len(keys) > 1 and keys != ("school", "office")]
    guardians: dict[str, list[Guardian]] = {}
    for guardian in roster.guardians if roster is not None else ():
        guardians.setdefault(key_of(guardian.given), []).append(guardian)
    return AdultNames(
        staff_given=frozenset(keys[0] for keys in staff),
        staff_family=frozenset(keys[-1] for keys in staff),
        staff_full=frozenset((keys[0], keys[-1]) for keys in staff),
        guardians={key: tuple(people) for key, people in guardians.items()},
    )


class _Builder:
    """Numbers names and collects who bears them; thrown away when the index stands."""

    def __init__(self) -> None:
        self.given_number: dict[str, int] = {}
        self.family_number: dict[str, int] = {}
        self.pairs: dict[tuple[int, int], list[int]] = {}
        self.by_given: list[list[int]] = []
        self.by_family: list[list[int]] = []
        self.short: dict[int, set[str]] = {}
        self.given_keys: list[tuple[str, ...]] = []
        self.family_keys: list[tuple[str, ...]] = []
        self.family_heads: list[tuple[str, ...]] = []

    def add(self, place: int, pupil: Pupil) -> None:
        self._pair(place, pupil.given, pupil.family, pupil.short)
        for given, family in pupil.variants:
            self._pair(place, given or pupil.given, family or pupil.family, ())

    def _pair(self, place: int, given: str, family: str, short: tuple[str, ...]) -> None:
        g = self.given_number.get(given)
        if g is None:
            g = self.given_number[given] = len(self.by_given)
            self.by_given.append([])
            self.given_keys.append(keys_of(given))
        f = self.family_number.get(family)
        if f is None:
            f = self.family_number[family] = len(self.by_family)
            self.by_family.append([])
            self.family_keys.append(keys_of(family))
            self.family_heads.append(keys_of(family.replace("'", " ").replace("’", " ")))
        if not self.given_keys[g]:
            return
        if short:
            self.short.setdefault(g, set()).update(short)
        bearers = self.pairs.setdefault((g, f), [])
        if place in bearers:
            return
        bearers.append(place)
        if place not in self.by_given[g]:
            self.by_given[g].append(place)
        if place not in self.by_family[f]:
            self.by_family[f].append(place)

    def finish(self, pupils: tuple[Pupil, ...], adults: AdultNames) -> NameIndex:
        forms = self._forms()
        families: dict[str, list[int]] = {}
        for number, keys in enumerate(self.family_keys):
            for key in family_spellings(keys):
                families.setdefault(key, []).append(number)
        givens_of: list[list[int]] = [[] for _ in self.by_family]
        families_of: list[list[int]] = [[] for _ in self.by_given]
        joined: dict[str, list[int]] = {}
        initials: dict[str, list[int]] = {}
        for (given, family), bearers in self.pairs.items():
            givens_of[family].append(given)
            families_of[given].append(family)
            one, other = "".join(self.given_keys[given]), "".join(self.family_keys[family])
            if other:
                joined.setdefault(one + other, []).extend(bearers)
                for letters in initials_of(self.given_keys[given], self.family_heads[family]):
                    initials.setdefault(letters, []).extend(bearers)
        near: dict[str, list[int]] = {}
        stems: dict[str, list[int]] = {}
        for number, keys in enumerate(self.given_keys):
            whole = "".join(keys)
            if len(whole) >= MIN_NEAR:
                for shape in {whole, *deletions(whole)}:
                    near.setdefault(shape, []).append(number)
            if keys and len(pupils) <= _PETS_UP_TO:
                for length in range(_PET_STEM, min(len(keys[0]), 7)):
                    stems.setdefault(keys[0][:length], []).append(number)
        return NameIndex(
            pupils=pupils,
            forms={key: tuple(found) for key, found in forms.items()},
            families={key: tuple(found) for key, found in families.items()},
            pairs={pair: tuple(found) for pair, found in self.pairs.items()},
            by_given=tuple(map(tuple, self.by_given)),
            by_family=tuple(map(tuple, self.by_family)),
            givens_of_family=tuple(map(tuple, givens_of)),
            families_of_given=tuple(map(tuple, families_of)),
            given_keys=tuple(self.given_keys),
            family_keys=tuple(self.family_keys),
            joined={key: tuple(found) for key, found in joined.items()},
            near={key: tuple(found) for key, found in near.items()},
            stems={key: tuple(found) for key, found in stems.items()},
            initials={key: tuple(found) for key, found in initials.items()},
            gate=frozenset(forms) | frozenset(families) | frozenset(joined),
            class_keys=frozenset(key_of(n) for n in {n for p in pupils for n in p.classes} if len(n) > 1),
            place_by_id={pupil.id: place for place, pupil in enumerate(pupils)},
            by_group=groups_of(pupils),
            adults=adults,
        )

    def _forms(self) -> dict[str, list[Form]]:
        forms: dict[str, list[Form]] = {}

        def put(words: tuple[str, ...], kind: str, number: int) -> None:
            here = forms.setdefault(words[0], [])
            if not any(form.rest == words[1:] and form.given == number for form in here):
                here.append(Form(words[1:], kind, number))

        known = short_forms() if self.given_keys else {}
        for number, keys in enumerate(self.given_keys):
            if not keys:
                continue
            put(keys, "full", number)
            if len(keys) > 1:
                put(("".join(keys),), "joined", number)
                if len(keys[0]) > 2:
                    put(keys[:1], "part", number)
            for form in (*known.get("".join(keys), ()), *(known.get(keys[0], ()) if len(keys) > 1 else ())):
                put((form,), "short", number)
            for short in self.short.get(number, ()):
                words = keys_of(short)
                if words:
                    put(words, "full", number)
        return forms


_YEAR = re.compile(r"(?:year ?|yr ?|y)?(1[0-3]|[1-9])(?!\d)")


def groups_of(pupils: tuple[Pupil, ...]) -> dict[str, frozenset[int]]:
    """Places of the pupils of each class (``4n``) and year (``y4``, ``yr``, ``yn``)."""
    found: dict[str, list[int]] = {}
    years: dict[str, str] = {}
    for place, pupil in enumerate(pupils):
        own = set()
        for name in (*pupil.classes, *((f"year {pupil.year}",) if pupil.year else ())):
            if name not in years:
                years[name] = year_of_class(name)
            own.add(key_of(name))
            if years[name]:
                own.add(years[name])
        for group in own:
            found.setdefault(group, []).append(place)
    return {group: frozenset(places) for group, places in found.items()}


def year_of_class(name: str) -> str:
    """The year of a class by its name: ``4N`` is ``y4``, ``R`` and ``Reception`` are ``yr``."""
    lower = name.lower().removeprefix("year ").strip()
    if lower.startswith("reception") or lower in ("r", "0") or re.fullmatch(r"r[a-z]", lower):
        return "yr"
    if lower.startswith("nursery") or re.fullmatch(r"n[a-z]?", lower):
        return "yn"
    match = _YEAR.match(lower)
    return f"y{match[1]}" if match else ""


def family_spellings(keys: tuple[str, ...]) -> Iterator[str]:
    """Single words that stand for a family name: its parts, all joined, Mac for Mc."""
    if not keys:
        return
    telling = [key for key in keys if key not in PARTICLES and len(key) > 1] or [keys[-1]]
    seen = {*telling, "".join(keys)}
    for key in tuple(seen):
        if key.startswith("mac") and len(key) > 5:
            seen.add("mc" + key[3:])
        elif key.startswith("mc") and len(key) > 4:
            seen.add("mac" + key[2:])
    if len(keys) > 1 and keys[0] in ("el", "al"):
        seen.update(("al" + "".join(keys[1:]), "el" + "".join(keys[1:])))
    yield from sorted(seen)


def initials_of(given: tuple[str, ...], family: tuple[str, ...]) -> Iterator[str]:
    """Initials as people write them: first and family, double names in full or halved.

    >>> sorted(initials_of(("lily", "anne"), ("sutcliffe",)))
    ['l', 'las', 'ls']
    >>> sorted(initials_of(("tobi",), ("ogunleye", "hart")))
    ['t', 'to', 'toh']
    """
    yield given[0][0]
    firsts = {given[0][0], "".join(word[0] for word in given)}
    telling = [word for word in family if word not in PARTICLES] or list(family)
    lasts = {telling[0][0], "".join(word[0] for word in telling), "".join(word[0] for word in family)}
    for first in sorted(firsts):
        for last in sorted(lasts):
            yield first + last
