"""Every format that can be read, in the order in which they are recognised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from msgguard.errors import Problem, RosterError
from msgguard.school.readers.ctf import is_ctf, read_ctf
from msgguard.school.readers.google import is_google, read_google
from msgguard.school.readers.oneroster import is_oneroster, read_oneroster
from msgguard.school.readers.own_table import is_own_table, read_own_table
from msgguard.school.readers.person import Draft, Options
from msgguard.school.readers.sds import is_sds, read_sds
from msgguard.school.readers.sds_v1 import is_sds_v1, read_sds_v1
from msgguard.school.readers.source import Source
from msgguard.school.readers.wonde import is_wonde, read_wonde


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format: how it is recognised and read, what it is and what it has."""

    name: str
    what: str
    guardians: str
    is_it: Callable[[Source], bool]
    read: Callable[[Source, Options], Draft]


FORMATS = (
    Format(
        name="oneroster",
        what="OneRoster CSV 1.0, 1.1, 1.2: a folder or zip with users.csv",
        guardians="yes, where the export has them (agentSourcedIds)",
        is_it=is_oneroster,
        read=read_oneroster,
    ),
    Format(
        name="sds",
        what="Microsoft School Data Sync v2.1 and v2: users.csv, roles.csv, …",
        guardians="relationships.csv (v2.1)",
        is_it=is_sds,
        read=read_sds,
    ),
    Format(
        name="sds-v1",
        what="Microsoft School Data Sync v1, UK too: Student.csv, Section.csv, …",
        guardians="user.csv and guardianrelationship.csv",
        is_it=is_sds_v1,
        read=read_sds_v1,
    ),
    Format(
        name="ctf",
        what="Common Transfer File, XML; years, no classes",
        guardians="yes",
        is_it=is_ctf,
        read=read_ctf,
    ),
    Format(
        name="google",
        what="Google Admin console's users CSV; needs the pupils' unit or mail domain",
        guardians="GAM's 'print guardians' CSV as a second file",
        is_it=is_google,
        read=read_google,
    ),
    Format(
        name="wonde",
        what="Wonde API answer saved as JSON: students with contacts",
        guardians="yes",
        is_it=is_wonde,
        read=read_wonde,
    ),
    Format(
        name="table",
        what="any CSV or spreadsheet of pupils: SIMS, Arbor, Bromcom, ScholarPack, …",
        guardians="yes, by column names or a map file",
        is_it=is_own_table,
        read=read_own_table,
    ),
)


def read_draft(source: Source, options: Options, *, name: str = "") -> Draft:
    """Read a source in the format ``name``, or the first one that recognises it.

    Raises RosterError: whatever the bytes are, that or a draft comes back.
    """
    if name:
        chosen = next((f for f in FORMATS if f.name == name), None)
    elif options.columns:
        # A map of columns is for a school's own table, and for nothing else.
        chosen = FORMATS[-1]
    else:
        chosen = next((f for f in FORMATS if f.is_it(source)), None)
    if chosen is None:
        what = (
            f"there is no format {name!r}; the formats are: {', '.join(f.name for f in FORMATS)}"
            if name
            else "no known format ('msgguard roster formats'); a table needs a header with names, or a map"
        )
        raise RosterError([Problem(path=source.path, line=0, what=what)])
    try:
        return chosen.read(source, options)
    except RecursionError as failure:
        raise RosterError([Problem(path=source.path, line=0, what="is nested too deeply")]) from failure
