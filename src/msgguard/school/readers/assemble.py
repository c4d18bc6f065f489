"""From a draft to a roster: links oriented by role, names in use and variants, what to keep.

Anything not known to be a pupil is no pupil. Birth dates and UPNs are kept only when asked.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgguard.errors import Problem, RosterError
from msgguard.school.mailbox import mailbox_key
from msgguard.school.readers.clash import note_clashes
from msgguard.school.readers.household import households_of
from msgguard.school.readers.person import GUARDIAN, PUPIL, STAFF, Draft, Link, Person
from msgguard.school.readers.source import Source
from msgguard.school.roster import Guardian, Pupil, Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What an import understood, in numbers."""

    pupils: int = 0
    left: int = 0
    guardians: int = 0
    unlinked: int = 0
    without_guardian: int = 0
    staff: int = 0
    staff_parents: int = 0
    no_role: int = 0
    classes: int = 0
    years: int = 0
    households: int = 0


def assemble(draft: Draft, source: Source, *, keep_identifiers: bool = False) -> tuple[Roster, Counts]:
    """The roster of a draft; its oddities are added to the draft's notes.

    Raises RosterError where no pupil, or no pupil's name, can be told.
    """
    links = _oriented(draft)
    _refuse_empty(draft, source)
    note_clashes(draft, links)
    children: dict[str, list[str]] = {}
    barred: dict[str, list[str]] = {}
    for link in links:
        if link.restricted:
            barred.setdefault(link.other, []).append(link.one)
        if link.one not in children.setdefault(link.other, []):
            children[link.other].append(link.one)
    homes = households_of(draft, links)
    pupils = tuple(
        _pupil(p, homes.get(p.id, ""), keep_identifiers=keep_identifiers)
        for p in draft.people.values()
        if PUPIL in p.roles and _has_name(p)
    )
    guardians = tuple(
        Guardian(
            id=p.id,
            given=p.full_name[0],
            family=p.full_name[1],
            title=p.title,
            emails=tuple(p.emails),
            phones=tuple(p.phones),
            children=tuple(children.get(p.id, ())),
            household=homes.get(p.id, ""),
            restricted=tuple(dict.fromkeys(barred.get(p.id, ()))),
        )
        for p in draft.people.values()
        if GUARDIAN in p.roles and (_has_name(p) or p.emails or p.phones)
    )
    staff = [p for p in draft.people.values() if STAFF in p.roles]
    staff_children = {
        mailbox_key(email): tuple(children[p.id]) for p in staff if p.id in children for email in p.emails
    }
    roster = Roster(pupils=pupils, guardians=guardians, source=draft.format, staff_children=staff_children)
    return roster, _counts(roster, draft, staff)


def _counts(roster: Roster, draft: Draft, staff: list[Person]) -> Counts:
    linked = {child for g in roster.guardians for child in g.children}
    return Counts(
        pupils=len(roster.pupils),
        left=sum("left" in p.flags for p in roster.pupils),
        guardians=len(roster.guardians),
        unlinked=sum(not g.children for g in roster.guardians),
        without_guardian=sum(p.id not in linked for p in roster.pupils),
        staff=len(staff),
        staff_parents=sum(GUARDIAN in p.roles for p in staff),
        no_role=sum(not p.roles for p in draft.people.values()),
        classes=len({code for p in roster.pupils for code in p.classes}),
        years=len({p.year for p in roster.pupils if p.year}),
        households=len({g.household for g in roster.guardians if g.household}),
    )


def _has_name(person: Person) -> bool:
    return any((person.given, person.family, person.preferred_given, person.preferred_family))


def _refuse_empty(draft: Draft, source: Source) -> None:
    pupils = [p for p in draft.people.values() if PUPIL in p.roles]
    if not pupils:
        what = (
            f"no pupil was found in it (read as {draft.format}); 'msgguard roster formats' tells what is read"
        )
        raise RosterError([Problem(path=source.path, line=0, what=what)])
    if not any(map(_has_name, pupils)):
        what = (
            f"{len(pupils)} pupils and not one name (read as {draft.format}): without names nothing can be "
            "found. Export again with first and last names; School Data Sync leaves them out unless asked"
        )
        raise RosterError([Problem(path=source.path, line=0, what=what)])
    for person in pupils:
        if not _has_name(person):
            draft.note("no-name", person.place, f"pupil {person.id!r} has no name and was left out")
        elif not all(person.full_name):
            which = "family" if person.full_name[0] else "given"
            draft.note("no-name", person.place, f"pupil {person.id!r} has no {which} name")


def _oriented(draft: Draft) -> list[Link]:
    """Links as (pupil, guardian), each pair once; those that are none are noted."""
    found: dict[tuple[str, str], Link] = {}
    for link in draft.links:
        one, other = draft.people.get(link.one), draft.people.get(link.other)
        if one is None or other is None:
            missing = link.one if one is None else link.other
            draft.note("absent-id", link.place, f"a link to {missing!r}, who is in no file")
            continue
        if PUPIL in one.roles and GUARDIAN in other.roles:
            pair = (one.id, other.id)
        elif PUPIL in other.roles and GUARDIAN in one.roles:
            pair = (other.id, one.id)
        elif PUPIL in one.roles and not other.roles:
            # Microsoft's contacts have no role but this.
            other.roles.add(GUARDIAN)
            pair = (one.id, other.id)
        else:
            _note_odd(link, one, other, draft)
            continue
        known = found.get(pair)
        found[pair] = Link(
            one=pair[0],
            other=pair[1],
            place=known.place if known else link.place,
            relation=(known.relation if known else "") or link.relation,
            lives_with=link.lives_with if known is None or known.lives_with is None else known.lives_with,
            restricted=link.restricted or (known is not None and known.restricted),
        )
    return list(found.values())


def _note_odd(link: Link, one: Person, other: Person, draft: Draft) -> None:
    if PUPIL in one.roles and PUPIL in other.roles:
        return  # brothers and sisters
    if STAFF in one.roles | other.roles and PUPIL in one.roles | other.roles:
        what = (
            f"{one.id!r} and {other.id!r} are linked, pupil and staff without a guardian's role: "
            "if it is the own child, say so in the flags file"
        )
        draft.note("odd-link", link.place, what)
        return
    draft.note(
        "odd-link", link.place, f"{one.id!r} and {other.id!r} are linked, and neither is a known pupil"
    )


def _pupil(p: Person, home: str, *, keep_identifiers: bool) -> Pupil:
    given, family = p.full_name
    pairs = [
        (p.given, p.family),
        (p.given, family),
        (given, p.family),
        *((name, former) for former in p.former for name in (p.given, given)),
    ]
    variants = [pair for pair in dict.fromkeys(pairs) if all(pair) and pair != (given, family)]
    return Pupil(
        id=p.id,
        given=given,
        family=family,
        middle=p.middle,
        variants=tuple(variants),
        classes=tuple(p.classes),
        year=p.year,
        email=p.emails[0] if p.emails else "",
        born=p.born if keep_identifiers else "",
        upn=p.upn if keep_identifiers else "",
        household=home,
        flags=frozenset(p.flags | ({"left"} if p.left else set())),
        consents=frozenset(p.consents),
    )
