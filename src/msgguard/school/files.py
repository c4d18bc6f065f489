"""The school's own TOML files as models: ``school.toml`` and ``approvals.toml``."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from msgguard.tomlfile import StrictModel

PartnerKind = Literal["statutory", "supplier", "platform", "safe", "vendor"]
TIME = r"^([01]\d|2[0-3]):[0-5]\d$"


class StaffEntry(StrictModel):
    """One ``[[staff]]``; ``private`` are private addresses the school knows of."""

    email: str
    name: str
    role: str = "staff"
    job: str = ""
    private: list[str] = []
    phones: list[str] = []


class HoursEntry(StrictModel):
    """``[hours]``: when messages to pupils are in hours; ``closed`` are holidays."""

    start: str = Field(default="07:30", pattern=TIME)
    end: str = Field(default="18:00", pattern=TIME)
    weekdays: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] = [
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
    ]
    zone: str = "Europe/London"
    region: Literal["GB-ENG", "GB-WLS", "GB-SCT", "GB-NIR", ""] = "GB-ENG"
    closed: list[list[str]] = []


class SchoolFile(StrictModel):
    """``school.toml``."""

    name: str
    short_names: list[str] = []
    domains: list[str] = []
    pupil_domains: list[str] = []
    pupil_pattern: str = ""
    phones: list[str] = []
    addresses: list[str] = []
    postcodes: list[str] = []
    accounts: list[str] = []
    safe_platforms: list[str] = []
    texting: list[str] = []
    devices: list[str] = []
    office: list[str] = []
    lists: list[str] = []
    safe: list[str] = []
    safe_domains: list[str] = []
    designated_person: str = ""
    headteacher: str = ""
    chair: str = ""
    governors: list[str] = []
    partners: dict[str, PartnerKind] = {}
    hours: HoursEntry = HoursEntry()
    staff: list[StaffEntry] = []


class ApprovalEntry(StrictModel):
    """One ``[[approval]]`` of ``approvals.toml``."""

    ref: str = Field(min_length=1)
    by: str = Field(min_length=1)
    who: list[str] = Field(min_length=1)
    codes: list[str] = []
    clauses: list[str] = []
    value: str = ""
    audiences: list[str] = []
    until: date | None = None
    note: str = ""


class ApprovalsFile(StrictModel):
    """``approvals.toml``."""

    approval: list[ApprovalEntry] = []
