"""``school.toml`` and ``approvals.toml`` read into the school's facts."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgguard.errors import ConfigError
from msgguard.school.approvals import Approval
from msgguard.school.files import ApprovalsFile, HoursEntry, SchoolFile
from msgguard.school.profile import Hours, School, Staff
from msgguard.tomlfile import line_of, parse_toml, problem_at, validate

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_school(path: Path) -> School:
    """The facts of ``school.toml``. Raises ConfigError with every fault and its line."""
    text, data = parse_toml(path, error=ConfigError)
    entry = validate(SchoolFile, path, text, data, error=ConfigError)
    return School(
        name=entry.name,
        short_names=tuple(entry.short_names),
        domains=_lower(entry.domains),
        pupil_domains=_lower(entry.pupil_domains),
        pupil_pattern=entry.pupil_pattern,
        phones=tuple(entry.phones),
        addresses=tuple(entry.addresses),
        postcodes=frozenset(code.upper().replace(" ", "") for code in entry.postcodes),
        accounts=_lower(entry.accounts),
        partners={domain.lower(): kind for domain, kind in entry.partners.items() if kind != "vendor"},
        vendors=frozenset(domain.lower() for domain, kind in entry.partners.items() if kind == "vendor"),
        safe_platforms=frozenset(entry.safe_platforms),
        texting=frozenset(entry.texting),
        devices=frozenset(entry.devices),
        office=_lower(entry.office),
        lists=_lower(entry.lists),
        safe=_lower(entry.safe),
        safe_domains=_lower(entry.safe_domains),
        designated_person=entry.designated_person.lower(),
        headteacher=entry.headteacher.lower(),
        chair=entry.chair.lower(),
        governors=_lower(entry.governors),
        staff=tuple(
            Staff(
                email=person.email.lower(),
                name=person.name,
                role=person.role.lower(),
                job=person.job,
                private=tuple(address.lower() for address in person.private),
                phones=tuple(person.phones),
            )
            for person in entry.staff
        ),
        hours=_hours(path, text, entry.hours),
    )


def _lower(values: list[str]) -> frozenset[str]:
    return frozenset(value.lower() for value in values)


def _hours(path: Path, text: str, entry: HoursEntry) -> Hours:
    try:
        ZoneInfo(entry.zone)
    except (ZoneInfoNotFoundError, ValueError) as failure:
        where = line_of(text, ("hours", "zone"))
        raise ConfigError([problem_at(path, text, where, f"zone: no time zone {entry.zone!r}")]) from failure
    closed: list[tuple[date, date]] = []
    for days in entry.closed:
        try:
            first, last = (date.fromisoformat(day) for day in days)
        except ValueError as failure:
            where = line_of(text, ("hours", "closed"))
            what = "closed: give each holiday as [first day, last day], e.g. ['2026-12-21', '2027-01-01']"
            raise ConfigError([problem_at(path, text, where, what)]) from failure
        closed.append((first, last))
    return Hours(
        start=time.fromisoformat(entry.start),
        end=time.fromisoformat(entry.end),
        weekdays=frozenset(WEEKDAYS.index(day) for day in entry.weekdays),
        zone=entry.zone,
        region=entry.region,
        closed=tuple(closed),
    )


def read_approvals(path: Path) -> tuple[Approval, ...]:
    """The entries of ``approvals.toml`` in order; a reference may stand only once."""
    text, data = parse_toml(path, error=ConfigError)
    entries = validate(ApprovalsFile, path, text, data, error=ConfigError).approval
    found: dict[str, Approval] = {}
    for index, entry in enumerate(entries):
        line = line_of(text, ("approval", index, "ref"))
        if entry.ref in found:
            raise ConfigError([problem_at(path, text, line, f"ref {entry.ref!r} is used twice")])
        found[entry.ref] = Approval(
            ref=entry.ref,
            by=entry.by,
            who=tuple(address.lower() for address in entry.who),
            codes=tuple(code.upper() for code in entry.codes),
            clauses=tuple(entry.clauses),
            value=entry.value,
            audiences=tuple(entry.audiences),
            until=entry.until,
            note=entry.note,
            line=line,
        )
    return tuple(found.values())
