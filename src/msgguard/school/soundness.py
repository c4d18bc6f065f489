"""Whether a compiled roster is sound: its file, its links, and how it fits the school's profile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from msgguard.school.compiled import exposure
from msgguard.school.importing import FLAGS_NAME
from msgguard.school.profile import School
from msgguard.school.roster import Roster

_OLD_DAYS = 200


def counts_of(roster: Roster) -> dict[str, int]:
    """What the roster holds, in numbers."""
    here = [p for p in roster.pupils if "left" not in p.flags]
    return {
        "pupils": len(here),
        "pupils who left": len(roster.pupils) - len(here),
        "guardians": len(roster.guardians),
        "pupils without a guardian": sum(p.id not in roster.guardians_of for p in here),
        "guardians without a pupil": sum(not g.children and not g.restricted for g in roster.guardians),
        "guardians barred from a pupil": sum(bool(g.restricted) for g in roster.guardians),
        "pupils not to be published": sum("no-publicity" in p.flags for p in roster.pupils),
        "pupils with consents": sum(bool(p.consents) for p in roster.pupils),
        "staff with children here": len(roster.staff_children),
    }


def file_faults(path: Path) -> Iterator[str]:
    """Permissions and age, of the flags file too."""
    if said := exposure(path):
        yield said
    made = path.stat().st_mtime
    days = int((datetime.now().timestamp() - made) // 86_400)
    if days > _OLD_DAYS:
        yield f"is {days} days old; import again"
    flags = path.parent / FLAGS_NAME
    if flags.is_file():
        if said := exposure(flags):
            yield f"{FLAGS_NAME}: {said}"
        if flags.stat().st_mtime > made:
            yield f"{FLAGS_NAME} was changed after the last import; import again"


def roster_faults(roster: Roster, school: School | None) -> Iterator[str]:
    """Links to nobody, missing parts, and what does not fit the school's profile."""
    known = roster.pupil_by_id
    if not roster.guardians:
        yield "has no guardians: every private address counts as a stranger's"
    if len(known) != len(roster.pupils):
        yield f"{len(roster.pupils) - len(known)} pupil ids stand twice"
    absent = sum(c not in known for g in roster.guardians for c in {*g.children, *g.restricted})
    if absent:
        yield f"{absent} links lead to pupils who are not in it"
    if not any(p.classes for p in roster.pupils):
        yield "has no classes: initials with a class cannot be recognised"
    if school is None:
        return
    if school.pupil_domains or school.pupil_pattern:
        odd = sum(bool(p.email) and not school.is_pupil_address(p.email) for p in roster.pupils)
        if odd:
            yield f"{odd} pupils' addresses do not fit pupil_domains or pupil_pattern in school.toml"
    ours = sum(school.is_school_address(e) for g in roster.guardians for e in g.emails)
    if ours:
        yield f"{ours} guardians' addresses are the school's own: they count as staff, not as guardians"
    strangers = sum(address not in school.staff_by_address for address in roster.staff_children)
    if strangers and school.staff:
        yield f"{strangers} staff with declared children are not among the staff in school.toml"
