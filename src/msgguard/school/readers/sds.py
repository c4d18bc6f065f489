"""Microsoft School Data Sync v2.1 and v2: users, roles, relationships, classes.

Sources: OfficeDev/O365-EDU-Tools "CSV Samples"; learn.microsoft.com, School Data Sync. In
v2.1 guardians have no role row: only relationships.csv makes them known.
"""

from __future__ import annotations

from msgguard.school.readers.person import (
    GUARDIAN,
    PUPIL,
    STAFF,
    Draft,
    Link,
    Options,
    Person,
    Place,
    is_guardian_relation,
    roster_id,
)
from msgguard.school.readers.source import Source
from msgguard.school.readers.table import Row, columns_of, rows_of
from msgguard.school.readers.values import class_of, date_of, year_of

STAFF_ROLES = frozenset({
    "staff", "principal", "administrator", "teacher", "teacherassistant", "assistant", "paraprofessional",
    "officestaff", "itadmin", "nurse", "proctor", "faculty", "instructor", "substitute", "coach", "adjunct",
    "counselor", "chancellor", "dean", "lecturer", "professor", "researcher", "other", "teachersaide", "aide",
    "viceprincipal", "assistantprincipal", "departmentchair", "schooladmin", "systemadmin", "specialist",
    "curriculumspecialist", "librarian", "socialworker", "therapist", "trainer", "volunteer", "intern",
})  # fmt: skip


def is_sds(source: Source) -> bool:
    """Whether users.csv and roles.csv (v2.1), or users.csv alone with a role (v2), are SDS's."""
    columns = columns_of(source, "users.csv")
    if not {"sourcedid", "username"} <= columns or columns & {"enableduser", "datelastmodified"}:
        return False
    return source.has("roles.csv") or "role" in columns


def read_sds(source: Source, options: Options) -> Draft:
    """People, links and classes of a v2.1 or v2 set."""
    draft = Draft(format="sds v2.1" if source.has("roles.csv") else "sds v2")
    for row, place in rows_of(source, "users.csv", draft):
        _read_user(row, place, draft)
    _read_roles(source, draft, options)
    _read_relationships(source, draft, options)
    for row, _ in rows_of(source, "demographics.csv", draft):
        person = draft.people.get(roster_id(row("usersourcedid", "sourcedid")))
        if person is not None:
            person.born = date_of(row("birthdate"))
    _read_classes(source, draft)
    return draft


def _read_user(row: Row, place: Place, draft: Draft) -> None:
    key = row("sourcedid")
    if not key:
        draft.note("no-id", place, "a user without a sourcedId was left out")
        return
    person = Person(id=roster_id(key), place=place, given=row("givenname"), family=row("familyname"))
    email = row("email") or row("username")
    person.add_contact_details(email if "@" in email else "", row("phone"), row("sms"))
    if row("role"):
        _take_role(person, row("role"), row("grade"), place, draft)
    draft.add(person)


def _take_role(person: Person, role: str, grade: str, place: Place, draft: Draft) -> None:
    key = role.replace(" ", "").casefold()
    if key in ("student", "alumni"):
        person.left = key == "alumni" and PUPIL not in person.roles
        person.roles.add(PUPIL)
        person.year = person.year or year_of(grade)
    elif key in ("parent", "guardian", "relative"):
        person.roles.add(GUARDIAN)
    elif key in STAFF_ROLES:
        person.roles.add(STAFF)
    else:
        draft.note("unknown-role", place, f"role {role!r} is not one of School Data Sync's; it was left out")


def _read_roles(source: Source, draft: Draft, options: Options) -> None:
    for row, place in rows_of(source, "roles.csv", draft):
        person = draft.people.get(roster_id(row("usersourcedid")))
        if person is None:
            draft.note(
                "absent-id", place, f"a role for {roster_id(row('usersourcedid'))!r}, who is not in users.csv"
            )
            continue
        _take_role(person, row("role"), row("grade"), place, draft)
        end = date_of(row("roleenddate"))
        if end and end < options.today.isoformat() and row("role").casefold() == "student":
            person.left = True


def _read_relationships(source: Source, draft: Draft, options: Options) -> None:
    """relationships.csv: the pupil first, the contact second."""
    for row, place in rows_of(source, "relationships.csv", draft):
        relation = row("relationshiprole", "role")
        if not is_guardian_relation(relation, options):
            draft.note("no-guardian", place, f"a contact who is {relation!r} is not taken for a guardian")
            continue
        pupil, contact = roster_id(row("usersourcedid")), roster_id(row("relationshipusersourcedid"))
        if relation.casefold() in ("", "other"):
            draft.note(
                "relation", place, f"contact {contact!r} is 'other' to {pupil!r}; taken for a guardian"
            )
        person = draft.people.get(contact)
        if person is not None:
            person.roles.add(GUARDIAN)
        draft.links.append(Link(one=pupil, other=contact, place=place, relation=relation))


def _read_classes(source: Source, draft: Draft) -> None:
    titles = {
        row("sourcedid"): class_of(row("classcode", "title"))
        for row, _ in rows_of(source, "classes.csv", draft)
    }
    for row, place in rows_of(source, "enrollments.csv", draft) if titles else ():
        if row("role").casefold() not in ("student", ""):
            continue
        person = draft.people.get(roster_id(row("usersourcedid")))
        title = titles.get(row("classsourcedid"))
        if person is None or title is None:
            draft.note("absent-id", place, "an enrolment names a user or class that is in no file")
        elif title and title not in person.classes:
            person.classes.append(title)
