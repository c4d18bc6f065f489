"""What an import changes: who is new, who left, and what is kept from the roster before.

Whoever is gone from the export stays known with the flag ``left``, guardians with them. The old
roster is first told in the new one's ids, so that an export of another kind changes no person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from msgguard.school.mailbox import mailbox_key
from msgguard.school.profile import number_key
from msgguard.school.roster import Guardian, Pupil, Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Roster ids by what happened to them; the last three are pupils' ids too."""

    added: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    guardians_changed: tuple[str, ...] = ()
    flags_changed: tuple[str, ...] = ()
    guardians_added: tuple[str, ...] = ()
    guardians_gone: tuple[str, ...] = ()


def in_new_ids(old: Roster, new: Roster) -> Roster:
    """The old roster with the ids that the new one has for the same people."""
    pupils = _match_pupils(old, new)
    guardians = _match_guardians(old, new)
    return replace(
        old,
        pupils=tuple(replace(p, id=pupils.get(p.id, p.id)) for p in old.pupils),
        guardians=tuple(
            replace(
                g,
                id=guardians.get(g.id, g.id),
                children=tuple(pupils.get(child, child) for child in g.children),
                restricted=tuple(pupils.get(child, child) for child in g.restricted),
            )
            for g in old.guardians
        ),
        staff_children={k: tuple(pupils.get(c, c) for c in v) for k, v in old.staff_children.items()},
    )


def _match_pupils(old: Roster, new: Roster) -> dict[str, str]:
    """Old ids to new ones: by id, else by school address, else by a name that is one pupil's only."""
    found = {p.id: p.id for p in old.pupils if p.id in new.pupil_by_id}
    taken = set(found.values())
    names = Counter(_name(p) for p in new.pupils if p.id not in taken)
    by_name = {_name(p): p for p in new.pupils if p.id not in taken and names[_name(p)] == 1}
    twice = Counter(_name(p) for p in old.pupils if p.id not in found)
    for pupil in old.pupils:
        if pupil.id in found:
            continue
        now = new.pupil_at(pupil.email) if pupil.email else None
        if now is None and twice[_name(pupil)] == 1:
            now = by_name.get(_name(pupil))
        if now is not None and now.id not in taken:
            found[pupil.id] = now.id
            taken.add(now.id)
    return found


def _match_guardians(old: Roster, new: Roster) -> dict[str, str]:
    """Old ids to new ones: by id, else by name with an address or number."""
    known = {g.id for g in new.guardians}
    by_detail = {detail: g.id for g in new.guardians for detail in _details(g)}
    found: dict[str, str] = {}
    taken = known & {g.id for g in old.guardians}
    for guardian in old.guardians:
        if guardian.id in known:
            found[guardian.id] = guardian.id
            continue
        now = next((by_detail[d] for d in _details(guardian) if by_detail.get(d, "") not in ("", *taken)), "")
        if now:
            found[guardian.id] = now
            taken.add(now)
    return found


def _name(person: Pupil | Guardian) -> str:
    return " ".join(f"{person.given} {person.family}".casefold().split())


def _details(guardian: Guardian) -> Iterable[tuple[str, str]]:
    name = _name(guardian)
    return [
        *((name, mailbox_key(email)) for email in guardian.emails),
        *((name, number_key(phone)) for phone in guardian.phones),
    ]


def carry_over(
    new: Roster, old: Roster, *, keep_flags: bool, partial: bool = False, forget_left: bool = False
) -> Roster:
    """The new roster with what must not be lost of the old one (told in the new one's ids).

    ``keep_flags``: no flags file says them again, so the old roster's flags stay. ``partial``: the
    export holds only what changed, so whoever is not in it is still here.
    """
    here = new.pupil_by_id
    gone = [p for p in old.pupils if p.id not in here]
    if forget_left and not partial:
        gone = []
    leavers = gone if partial else [replace(p, flags=p.flags | {"left"}) for p in gone]
    stay = {p.id for p in leavers}
    before = old.pupil_by_id
    pupils = [_with_flags(p, before.get(p.id) if keep_flags else None) for p in new.pupils]
    guardians = {g.id: g for g in new.guardians}
    for guardian in old.guardians:
        children = tuple(child for child in guardian.children if child in stay)
        barred = tuple(c for c in guardian.restricted if c in here or c in stay) if keep_flags else ()
        now = guardians.get(guardian.id)
        if now is not None:
            guardians[guardian.id] = replace(
                now,
                children=tuple(dict.fromkeys((*now.children, *children))),
                restricted=tuple(dict.fromkeys((*now.restricted, *barred))),
                household=now.household or (guardian.household if keep_flags else ""),
            )
        elif children or barred:
            # Barred people stay known even when the export has forgotten them.
            theirs = tuple(c for c in guardian.children if c in stay or c in barred)
            guardians[guardian.id] = replace(guardian, children=theirs, restricted=barred)
    return replace(
        new,
        pupils=(*pupils, *leavers),
        guardians=tuple(guardians.values()),
        staff_children={**(old.staff_children if keep_flags else {}), **new.staff_children},
    )


def _with_flags(pupil: Pupil, before: Pupil | None) -> Pupil:
    if before is None:
        return pupil
    return replace(
        pupil,
        flags=pupil.flags | (before.flags - {"left"}),
        consents=pupil.consents | before.consents,
        household=pupil.household or before.household,
        short=tuple(dict.fromkeys((*pupil.short, *before.short))),
    )


def changes_between(old: Roster, new: Roster) -> Changes:
    """What is different between two rosters that have the same ids for the same people."""
    before = old.pupil_by_id
    pairs = [(before[p.id], p) for p in new.pupils if p.id in before]
    here = [(was, now) for was, now in pairs if "left" not in now.flags]
    was_known, now_known = ({g.id for g in roster.guardians} for roster in (old, new))
    old_family, new_family = _families(old), _families(new)
    return Changes(
        added=tuple(p.id for p in new.pupils if p.id not in before),
        left=tuple(n.id for w, n in pairs if "left" in n.flags - w.flags),
        returned=tuple(n.id for w, n in pairs if "left" in w.flags - n.flags),
        renamed=tuple(n.id for w, n in here if (w.given, w.family) != (n.given, n.family)),
        moved=tuple(n.id for w, n in here if (w.classes, w.year) != (n.classes, n.year)),
        guardians_changed=tuple(n.id for _, n in here if old_family.get(n.id) != new_family.get(n.id)),
        flags_changed=tuple(
            n.id for w, n in here if (w.flags ^ n.flags) - {"left"} or w.consents != n.consents
        ),
        guardians_added=tuple(g.id for g in new.guardians if g.id not in was_known),
        guardians_gone=tuple(g.id for g in old.guardians if g.id not in now_known),
    )


def _families(roster: Roster) -> Mapping[str, set[tuple[object, ...]]]:
    """Each pupil's guardians with what a message would reach them by, and their bars."""
    found: dict[str, set[tuple[object, ...]]] = {}
    for g in roster.guardians:
        for child in {*g.children, *g.restricted}:
            details = (g.id, frozenset(g.emails), frozenset(g.phones), child in g.restricted, g.household)
            found.setdefault(child, set()).add(details)
    return found
