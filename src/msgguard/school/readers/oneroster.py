"""OneRoster CSV 1.0, 1.1 and 1.2: users, roles, enrolments, classes, demographics.

Sources: 1EdTech OneRoster CSV binding 1.1 and 1.2.1; Google School Directory Sync for 1.0.
The direction of ``agentSourcedIds`` is not fixed: every pair is read, roles orient it.
"""

from __future__ import annotations

from msgguard.errors import Problem, RosterError
from msgguard.school.readers.person import (
    GUARDIAN,
    PUPIL,
    STAFF,
    Draft,
    Link,
    Options,
    Person,
    Place,
    is_upn,
    roster_id,
)
from msgguard.school.readers.source import Source
from msgguard.school.readers.table import Row, columns_of, read_table, rows_of
from msgguard.school.readers.values import class_of, date_of, year_of

ROLES = {
    "student": PUPIL, "guardian": GUARDIAN, "parent": GUARDIAN, "relative": GUARDIAN,
    "teacher": STAFF, "aide": STAFF, "administrator": STAFF, "proctor": STAFF, "counselor": STAFF,
    "principal": STAFF, "districtadministrator": STAFF, "siteadministrator": STAFF,
    "systemadministrator": STAFF,
}  # fmt: skip


def is_oneroster(source: Source) -> bool:
    """Whether users.csv has columns that only OneRoster has."""
    columns = columns_of(source, "users.csv")
    own = {"agentsourcedids", "agents", "enableduser", "datelastmodified", "usermasteridentifier"}
    return "sourcedid" in columns and bool(columns & own)


def read_oneroster(source: Source, options: Options) -> Draft:
    """People, links and classes of one set of files."""
    draft = Draft(format="oneroster")
    if "sourcedid" not in columns_of(source, "users.csv"):
        what = "there is no users.csv with a sourcedId column"
        raise RosterError([Problem(path=source.path, line=0, what=what)])
    manifest = _manifest(source, draft)
    guessed = "1.2" if source.has("roles.csv") else "1.1" if manifest else "1.0"
    draft.format = f"oneroster {manifest.get('oneroster.version') or guessed}"
    draft.partial = manifest.get("file.users") == "delta"
    if draft.partial:
        place = Place(file=source.name("manifest.csv"))
        draft.note("partial", place, "a delta holds only what changed: ask for a bulk export")
    for row, place in rows_of(source, "users.csv", draft):
        _read_user(row, place, draft)
    _read_roles(source, draft, options)
    for row, _ in rows_of(source, "demographics.csv", draft):
        person = draft.people.get(roster_id(row("sourcedid", "usersourcedid")))
        if person is not None:
            person.born = date_of(row("birthdate"))
    _read_classes(source, draft, options)
    return draft


def _manifest(source: Source, draft: Draft) -> dict[str, str]:
    data = source.files.get("manifest.csv", b"")
    rows = read_table(source.name("manifest.csv"), data, draft).rows
    return {cells[0].strip(): cells[1].strip() for _, cells in rows if len(cells) > 1}


def _is_deleted(row: Row) -> bool:
    return row("status").casefold() == "tobedeleted"


def _is_over(row: Row, options: Options) -> bool:
    end = date_of(row("enddate"))
    return bool(end) and end < options.today.isoformat()


def _read_user(row: Row, place: Place, draft: Draft) -> None:
    if _is_deleted(row) and not draft.partial:
        return
    key = row("sourcedid")
    if not key:
        draft.note("no-id", place, "a user without a sourcedId was left out")
        return
    person = Person(
        id=roster_id(key),
        place=place,
        given=row("givenname"),
        family=row("familyname"),
        preferred_given=row("preferredgivenname"),
        preferred_family=row("preferredfamilyname"),
        middle=row("middlename"),
        upn=_upn(row),
        left=_is_deleted(row),
    )
    grades = row("grades")
    person.year = "" if "," in grades else year_of(grades)
    person.add_contact_details(row("email"), row("phone"), row("sms"))
    if row("role"):
        _take_role(person, row("role"), place, draft)
    person = draft.add(person)
    for other in row("agentsourcedids", "agents").split(","):
        if other.strip():
            draft.links.append(Link(one=person.id, other=roster_id(other), place=place))


def _upn(row: Row) -> str:
    """A UPN among the ids: typed as one, shaped as one, or an identifier of letters and digits
    (an admission number has digits only, and would be found in prices).
    """
    for pair in row("userids", "userid").split(","):
        kind, _, value = pair.strip().strip("{}").partition(":")
        if value and ("upn" in kind.lower() or is_upn(value)):
            return value.strip()
    identifier = row("identifier")
    mixed = any(c.isdigit() for c in identifier) and any(c.isalpha() for c in identifier)
    return identifier if mixed and len(identifier) >= 6 else ""


def _take_role(person: Person, role: str, place: Place, draft: Draft) -> None:
    known = ROLES.get(role.casefold())
    if known is None:
        draft.note(
            "unknown-role", place, f"role {role!r} is not one of OneRoster's; the person counts as nobody"
        )
    else:
        person.roles.add(known)


def _read_roles(source: Source, draft: Draft, options: Options) -> None:
    """roles.csv of 1.2: a person may hold several, and all are kept. A pupil's role that is
    over makes him or her one who left.
    """
    over: set[str] = set()
    for row, place in rows_of(source, "roles.csv", draft):
        if _is_deleted(row):
            continue
        person = draft.people.get(roster_id(row("usersourcedid")))
        if person is None:
            draft.note(
                "absent-id", place, f"a role for {roster_id(row('usersourcedid'))!r}, who is not in users.csv"
            )
        elif not _is_over(row, options):
            _take_role(person, row("role"), place, draft)
        elif ROLES.get(row("role").casefold()) == PUPIL:
            over.add(person.id)
    for key in over:
        person = draft.people[key]
        person.left = PUPIL not in person.roles
        person.roles.add(PUPIL)


def _read_classes(source: Source, draft: Draft, options: Options) -> None:
    """Pupils' classes by enrolment: registration groups where there are any, else all."""
    codes: dict[str, tuple[str, bool, str]] = {}
    for row, _ in rows_of(source, "classes.csv", draft):
        if not _is_deleted(row):
            home = row("classtype").casefold() == "homeroom"
            codes[row("sourcedid")] = (class_of(row("classcode", "title")), home, row("grades"))
    homes: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for row, place in rows_of(source, "enrollments.csv", draft) if codes else ():
        if row("role").casefold() not in ("student", "") or _is_over(row, options) or _is_deleted(row):
            continue
        person = draft.people.get(roster_id(row("usersourcedid")))
        if person is None:
            what = f"an enrolment names user {roster_id(row('usersourcedid'))!r}, who is not in users.csv"
            draft.note("absent-id", place, what)
            continue
        if row("classsourcedid") not in codes:
            what = f"an enrolment names class {row('classsourcedid')!r}, which is not in classes.csv"
            draft.note("absent-id", place, what)
            continue
        code, home, grades = codes[row("classsourcedid")]
        mine = (homes if home else others).setdefault(person.id, [])
        if code and code not in mine:
            mine.append(code)
        if home and not person.year and grades and "," not in grades:
            person.year = year_of(grades)
    for key, person in draft.people.items():
        person.classes = homes.get(key) or others.get(key, [])
