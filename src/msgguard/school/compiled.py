"""The compiled roster: the minimal JSON that ``roster import`` writes and checks start from.

One list a person, in the order of ``_PUPIL`` and ``_GUARDIAN``, so that a trust's 30,000
pupils load in well under a second. It holds names, class, year, guardian addresses and
phones, household and flags; birth dates and UPNs only where the school chose to keep them.
Fields that came later stand at the end of a row and may be missing.
"""

from __future__ import annotations

import gc
import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgguard.errors import Problem, RosterError
from msgguard.school.roster import Guardian, Pupil, Roster

FORMAT = 1


def read_compiled(path: Path) -> Roster:
    """The roster in ``path``. Raises RosterError where it is no compiled roster."""
    with _no_collection():
        return _read(path)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Hold the garbage collector back: it walks the growing lists over and over and finds
    nothing in them (0.7 of the 0.9 s that 30,000 pupils took).
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(path: Path) -> Roster:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as failure:
        raise RosterError(
            [Problem(path=path, line=0, what=f"cannot be read: {failure.strerror}")]
        ) from failure
    except ValueError as failure:
        line = getattr(failure, "lineno", 0)
        raise RosterError(
            [Problem(path=path, line=line, what="is not JSON; run 'msgguard roster import'")]
        ) from failure
    except RecursionError as failure:
        raise RosterError([Problem(path=path, line=0, what="is nested too deeply")]) from failure
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        what = (
            f"is no compiled roster of format {FORMAT}; run 'msgguard roster import' on the school's export"
        )
        raise RosterError([Problem(path=path, line=0, what=what)])
    try:
        return Roster(
            pupils=tuple(map(_pupil, data["pupils"])),
            guardians=tuple(map(_guardian, data["guardians"])),
            source=str(data.get("source", "")),
            staff_children={str(k): tuple(v) for k, v in data.get("staff_children", {}).items()},
        )
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as failure:
        what = "is damaged; run 'msgguard roster import' again"
        raise RosterError([Problem(path=path, line=0, what=what)]) from failure


def exposure(path: Path) -> str:
    """In plain words, who besides its owner may read a file; empty where nobody may.

    Only where the system has such permissions: on Windows they are the folder's matter.
    """
    try:
        mode = path.stat().st_mode
    except OSError:
        return ""
    if os.name != "posix" or not mode & (stat.S_IRWXG | stat.S_IRWXO):
        return ""
    who = "everybody on this computer" if mode & stat.S_IRWXO else "the file's group"
    return f"{who} may open this file; 'chmod 600' keeps it to its owner"


def write_compiled(roster: Roster, path: Path) -> None:
    """Write ``roster`` to ``path``, readable by its owner only, whole or not at all."""
    data = {
        "format": FORMAT,
        "source": roster.source,
        "staff_children": {k: list(v) for k, v in roster.staff_children.items()},
        "pupils": [_pupil_row(pupil) for pupil in roster.pupils],
        "guardians": [_guardian_row(guardian) for guardian in roster.guardians],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        # Made anew and closed to others before a name is in it.
        fresh.unlink(missing_ok=True)
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(text)
        fresh.replace(path)
    except (OSError, UnicodeError) as failure:
        fresh.unlink(missing_ok=True)
        raise RosterError([Problem(path=path, line=0, what=f"cannot be written: {failure}")]) from failure


def _pupil_row(p: Pupil) -> list[Any]:
    return [
        p.id,
        p.given,
        p.family,
        [list(names) for names in p.variants],
        list(p.short),
        list(p.classes),
        p.year,
        p.email,
        p.born,
        p.upn,
        p.household,
        sorted(p.flags),
        sorted(p.consents),
        p.middle,
    ]


def _pupil(row: list[Any]) -> Pupil:
    if not isinstance(row[0], str):
        raise TypeError("an id must be text")
    return Pupil(
        id=row[0],
        given=row[1],
        family=row[2],
        variants=tuple((given, family) for given, family in row[3]),
        short=tuple(row[4]),
        classes=tuple(row[5]),
        year=row[6],
        email=row[7],
        born=row[8],
        upn=row[9],
        household=row[10],
        flags=frozenset(row[11]),
        consents=frozenset(row[12]),
        middle=row[13] if len(row) > 13 else "",
    )


def _guardian_row(g: Guardian) -> list[Any]:
    return [
        g.id,
        g.given,
        g.family,
        g.title,
        list(g.emails),
        list(g.phones),
        list(g.children),
        g.household,
        list(g.restricted),
    ]


def _guardian(row: list[Any]) -> Guardian:
    if not isinstance(row[0], str):
        raise TypeError("an id must be text")
    return Guardian(
        id=row[0],
        given=row[1],
        family=row[2],
        title=row[3],
        emails=tuple(row[4]),
        phones=tuple(row[5]),
        children=tuple(row[6]),
        household=row[7],
        restricted=tuple(row[8]),
    )
