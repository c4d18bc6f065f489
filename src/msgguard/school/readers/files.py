"""The files a school writes for its roster: the map of an export, and the flags.

Strict: an unknown key is an error with its line. ``mapping.py`` and ``flags.py`` use them.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from msgguard.tomlfile import StrictModel


class UnitsEntry(StrictModel):
    """``[units]``: organisational units (Google) and who is in them."""

    pupils: list[str] = []
    staff: list[str] = []
    left: list[str] = []


class MapFile(StrictModel):
    """``--map``: a header to a field, a relation to ``guardian`` or ``no guardian``."""

    columns: dict[str, str] = {}
    relations: dict[str, Literal["guardian", "no guardian"]] = {}
    units: UnitsEntry = UnitsEntry()


class PupilFlags(StrictModel):
    """One ``[[pupil]]``: ``who`` is an id, UPN, school address or full name."""

    who: str = Field(min_length=1)
    in_class: str = ""
    no_publicity: bool = False
    left: bool = False
    consents: list[str] = []
    household: str = ""
    short: list[str] = []
    former: list[str] = []


class GuardianFlags(StrictModel):
    """One ``[[guardian]]``: ``who`` is an id, address, number or full name. ``restricted`` are
    pupils this person must not be told about; somebody whom the export does not have is made
    known by ``name``, ``emails`` and ``phones``.
    """

    who: str = Field(min_length=1)
    name: str = ""
    restricted: list[str] = []
    pupils: list[str] = []
    emails: list[str] = []
    phones: list[str] = []
    household: str = ""


class StaffChildFlags(StrictModel):
    """One ``[[staff_child]]``: a member of staff's own children."""

    staff: str = Field(min_length=3)
    pupils: list[str] = Field(min_length=1)


class FlagsFile(StrictModel):
    """``roster-flags.toml``."""

    pupil: list[PupilFlags] = []
    guardian: list[GuardianFlags] = []
    staff_child: list[StaffChildFlags] = []
