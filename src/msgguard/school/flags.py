"""``roster-flags.toml``: what no export knows, kept by the school and put on at every import.

No-publicity, restricted contacts, consents, households, leavers, staff's own children. An entry
that fits nobody is said: a bar must not be lost for a misspelt name.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from msgguard.errors import Problem, RosterError
from msgguard.school.mailbox import mailbox_key
from msgguard.school.readers.files import FlagsFile, GuardianFlags, PupilFlags
from msgguard.school.readers.mapping import CONSENT
from msgguard.school.readers.person import Note, Place, made_id, roster_id
from msgguard.school.readers.values import class_of, split_phones
from msgguard.school.roster import Guardian, Pupil, Roster
from msgguard.tomlfile import line_of, parse_toml, problem_at, validate


@dataclass(slots=True, kw_only=True)
class _Work:
    """The people while flags are put on, and what fitted nobody."""

    roster: Roster
    pupils: dict[str, Pupil]
    guardians: dict[str, Guardian]
    staff_children: dict[str, tuple[str, ...]]
    upns: dict[str, str]
    notes: list[Note] = field(default_factory=list)


def read_flags(path: Path) -> tuple[FlagsFile, str]:
    """The flags and the file's text. Raises RosterError with every fault and its line."""
    text, data = parse_toml(path, error=RosterError)
    entry = validate(FlagsFile, path, text, data, error=RosterError)
    problems: list[Problem] = []
    for index, pupil in enumerate(entry.pupil):
        for consent in pupil.consents:
            if CONSENT.fullmatch(consent) is None:
                what = f"{consent!r} is no consent; consents look like 'website:photo', 'social:full'"
                problems.append(problem_at(path, text, line_of(text, ("pupil", index, "consents")), what))
    if problems:
        raise RosterError(problems)
    return entry, text


def put_flags_on(roster: Roster, path: Path) -> tuple[Roster, list[Note]]:
    """The roster with the flags of a file, and notes on entries that fit nobody or several."""
    entry, text = read_flags(path)
    work = _Work(
        roster=roster,
        pupils={p.id: p for p in roster.pupils},
        guardians={g.id: g for g in roster.guardians},
        staff_children=dict(roster.staff_children),
        upns={p.upn.casefold(): p.id for p in roster.pupils if p.upn},
    )

    def place(table: str, index: int) -> Place:
        return Place(
            file=str(path), line=line_of(text, (table, index, "who")) or line_of(text, (table, index))
        )

    for index, pupil in enumerate(entry.pupil):
        _flag_pupil(pupil, place("pupil", index), work)
    for index, guardian in enumerate(entry.guardian):
        _flag_guardian(guardian, place("guardian", index), work)
    for index, staff in enumerate(entry.staff_child):
        line = line_of(text, ("staff_child", index, "staff"))
        ids = _pupils(staff.pupils, "", Place(file=str(path), line=line), work)
        key = mailbox_key(staff.staff)
        if ids:
            work.staff_children[key] = tuple(dict.fromkeys((*work.staff_children.get(key, ()), *ids)))
    _tell_other_homes(entry, work)
    flagged = replace(
        roster,
        pupils=tuple(work.pupils.values()),
        guardians=tuple(work.guardians.values()),
        staff_children=work.staff_children,
    )
    return flagged, work.notes


def _pupils(names: list[str], in_class: str, place: Place, work: _Work) -> list[str]:
    """The ids that the words mean, each exactly one pupil; the rest is noted."""
    found = []
    for name in names:
        ids = _pupil_ids(name, in_class, work)
        if len(ids) == 1:
            found.append(ids[0])
        elif ids:
            what = f"a name that {len(ids)} pupils have: give the id or school address, or in_class"
            work.notes.append(Note(kind="flag", place=place, what=what))
        else:
            what = "nobody on the roster fits this entry: it holds for nobody"
            work.notes.append(Note(kind="flag", place=place, what=what))
    return found


def _pupil_ids(who: str, in_class: str, work: _Work) -> list[str]:
    who = who.strip()
    for key in (who, roster_id(who), work.upns.get(who.casefold(), "")):
        if key in work.pupils:
            return [key]
    if "@" in who:
        pupil = work.roster.pupil_at(who)
        return [pupil.id] if pupil else []
    ids = [p.id for p in work.roster.pupils_named(who)]
    if in_class:
        wanted = class_of(in_class).casefold()
        ids = [i for i in ids if wanted in {c.casefold() for c in work.pupils[i].classes}]
    return ids


def _flag_pupil(entry: PupilFlags, place: Place, work: _Work) -> None:
    for key in _pupils([entry.who], entry.in_class, place, work):
        pupil = work.pupils[key]
        added = {"no-publicity"} if entry.no_publicity else set()
        added |= {"left"} if entry.left else set()
        formers = [(pupil.given, name) for name in entry.former]
        work.pupils[key] = replace(
            pupil,
            flags=pupil.flags | added,
            consents=pupil.consents | frozenset(entry.consents),
            household=entry.household or pupil.household,
            short=tuple(dict.fromkeys((*pupil.short, *entry.short))),
            variants=tuple(dict.fromkeys((*pupil.variants, *formers))),
        )


def _flag_guardian(entry: GuardianFlags, place: Place, work: _Work) -> None:
    people = _guardians(entry.who, work)
    if not people and ("@" in entry.who or split_phones(entry.who) or entry.emails or entry.phones):
        people = [_make_known(entry)]
    if not people:
        what = "no guardian on the roster fits this entry; add emails or phones to make the person known"
        work.notes.append(Note(kind="flag", place=place, what=what))
        return
    if len(people) > 1 and "@" not in entry.who and not split_phones(entry.who):
        what = f"a name that {len(people)} guardians have: give the id, address or number"
        work.notes.append(Note(kind="flag", place=place, what=what))
        return
    barred = _pupils(entry.restricted, "", place, work)
    children = _pupils(entry.pupils, "", place, work)
    for person in people:
        person = work.guardians.get(person.id, person)
        work.guardians[person.id] = replace(
            person,
            children=tuple(dict.fromkeys((*person.children, *children))),
            restricted=tuple(dict.fromkeys((*person.restricted, *barred))),
            household=entry.household or person.household,
            emails=tuple(dict.fromkeys((*person.emails, *(e.lower() for e in entry.emails)))),
            phones=tuple(dict.fromkeys((*person.phones, *entry.phones))),
        )


def _tell_other_homes(entry: FlagsFile, work: _Work) -> None:
    """A declared household means that the child's other guardians do not live in it."""
    declared = {flags.household for flags in entry.guardian if flags.household}
    apart = {child for g in work.guardians.values() if g.household in declared for child in g.children}
    for guardian in list(work.guardians.values()):
        child = next((child for child in guardian.children if child in apart), "")
        if child and not guardian.household:
            home = work.pupils[child].household if child in work.pupils else ""
            work.guardians[guardian.id] = replace(guardian, household=home or child)


def _guardians(who: str, work: _Work) -> list[Guardian]:
    who = who.strip()
    if who in work.guardians:
        return [work.guardians[who]]
    if "@" in who or split_phones(who):
        return list(work.roster.guardians_at(who))
    wanted = " ".join(who.casefold().split())
    return [g for g in work.guardians.values() if f"{g.given} {g.family}".casefold() == wanted]


def _make_known(entry: GuardianFlags) -> Guardian:
    given, _, family = entry.name.strip().partition(" ")
    return Guardian(
        id=made_id("f", entry.who.strip()),
        given=given,
        family=family,
        emails=(entry.who.strip().lower(),) if "@" in entry.who else (),
        phones=tuple(split_phones(entry.who)) if "@" not in entry.who else (),
    )
