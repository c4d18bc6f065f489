"""One import from files to a roster: read, assemble, carry over, put flags on, compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from msgguard.errors import Problem, RosterError
from msgguard.school.change import Changes, carry_over, changes_between, in_new_ids
from msgguard.school.compiled import exposure, read_compiled
from msgguard.school.flags import put_flags_on
from msgguard.school.readers.assemble import Counts, assemble
from msgguard.school.readers.formats import read_draft
from msgguard.school.readers.mapping import read_map
from msgguard.school.readers.person import Note, Options, Place
from msgguard.school.readers.source import read_source
from msgguard.school.roster import Roster

FLAGS_NAME = "roster-flags.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an import understood. ``changes`` is None where no roster was there before."""

    roster: Roster
    counts: Counts
    notes: tuple[Note, ...]
    changes: Changes | None = None


def import_roster(
    paths: Sequence[Path],
    options: Options,
    *,
    format_name: str = "",
    map_file: Path | None = None,
    flags_file: Path | None = None,
    before: Path | None = None,
    keep_identifiers: bool = False,
    forget_left: bool = False,
) -> Outcome:
    """Read ``paths`` into a roster; ``before`` is the compiled roster it will replace, if any.

    Raises RosterError where a file cannot be read, is no roster, or the map or flags are wrong.
    """
    if map_file is not None:
        options = read_map(map_file, options)
    source = read_source(paths)
    draft = read_draft(source, options, name=format_name)
    roster, counts = assemble(draft, source, keep_identifiers=keep_identifiers)
    notes = [*draft.notes]
    old = None
    if before is not None and before.exists():
        old = in_new_ids(_before(before), roster)
        roster = carry_over(
            roster, old, keep_flags=flags_file is None, partial=draft.partial, forget_left=forget_left
        )
    if flags_file is not None:
        roster, flag_notes = put_flags_on(roster, flags_file)
        notes += flag_notes
    for path in (*paths, *([flags_file] if flags_file is not None else [])):
        if path.is_file() and (said := exposure(path)):
            notes.append(Note(kind="exposed", place=Place(file=str(path)), what=said))
    left = sum("left" in p.flags for p in roster.pupils)
    counts = replace(counts, pupils=len(roster.pupils) - left, left=left, guardians=len(roster.guardians))
    return Outcome(
        roster=roster,
        counts=counts,
        notes=tuple(notes),
        changes=changes_between(old, roster) if old is not None else None,
    )


def _before(path: Path) -> Roster:
    try:
        return read_compiled(path)
    except RosterError as failure:
        what = "cannot be read, and may hold flags and leavers; move it away to begin anew"
        raise RosterError([Problem(path=path, line=0, what=what)]) from failure
