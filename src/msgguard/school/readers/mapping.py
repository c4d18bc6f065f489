"""The map file: what an export's own words mean, where the synonyms do not tell."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from msgguard.errors import RosterError
from msgguard.school.readers.files import MapFile
from msgguard.school.readers.headers import CONTACT_ONLY, PERSONAL, PUPIL_ONLY
from msgguard.school.readers.person import Options
from msgguard.tomlfile import line_of, parse_toml, problem_at, validate

# Where a picture or name may appear, and how much of it.
CONSENT = re.compile(r"(?:website|newsletter|social|press):(?:photo|first|full)")
_PUPIL_FIELDS = {*PERSONAL, *PUPIL_ONLY} - {"_", "title", "phone"}
_CONTACT_FIELDS = {*PERSONAL, *CONTACT_ONLY} - {"id"}
_TARGET = re.compile(r"(pupil|contact(?: \d{1,2})?)\.(\w+)")


def read_map(path: Path, options: Options) -> Options:
    """``options`` with the words of a map file. Raises RosterError with every fault and its line."""
    text, data = parse_toml(path, error=RosterError)
    entry = validate(MapFile, path, text, data, error=RosterError)
    problems = [
        problem_at(
            path, text, line_of(text, ("columns", header)), f"{header}: {target!r} is no field; {_known()}"
        )
        for header, target in entry.columns.items()
        if not is_target(target)
    ]
    if problems:
        raise RosterError(problems)
    return replace(
        options,
        columns={" ".join(header.split()).casefold(): target for header, target in entry.columns.items()},
        relations={relation.casefold(): said for relation, said in entry.relations.items()},
        pupils=tuple(entry.units.pupils),
        staff=tuple(entry.units.staff),
        left=tuple(entry.units.left),
    )


def is_target(target: str) -> bool:
    """Whether a column can mean this.

    >>> is_target("contact 2.email"), is_target("consent:website:photo"), is_target("pupil.shoe")
    (True, True, False)
    """
    if target == "ignore":
        return True
    if target.startswith("consent:"):
        return CONSENT.fullmatch(target.removeprefix("consent:")) is not None
    match = _TARGET.fullmatch(target)
    return match is not None and match[2] in (_PUPIL_FIELDS if match[1] == "pupil" else _CONTACT_FIELDS)


def _known() -> str:
    return (
        f"pupil.{{{', '.join(sorted(_PUPIL_FIELDS))}}}, contact.{{{', '.join(sorted(_CONTACT_FIELDS))}}}, "
        "'consent:website:photo', 'ignore'"
    )
