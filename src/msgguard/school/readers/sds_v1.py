"""Microsoft School Data Sync v1: six files, its UK variant, and the guardians' two files.

Source: OfficeDev/O365-EDU-Tools "CSV Samples" (Student.csv, Section.csv, StudentEnrollment.csv,
user.csv, guardianrelationship.csv). The UK variant writes ``ID`` for ``SIS ID``; its smallest
set has no names at all.
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
    is_guardian_relation,
    roster_id,
)
from msgguard.school.readers.source import Source
from msgguard.school.readers.table import columns_of, rows_of
from msgguard.school.readers.values import class_of, date_of, is_month_first, year_of


def is_sds_v1(source: Source) -> bool:
    """Whether Student.csv is there, with the columns of v1."""
    columns = columns_of(source, "student.csv")
    return bool(columns & {"sisid", "id"}) and "username" in columns


def read_sds_v1(source: Source, options: Options) -> Draft:
    """Pupils, staff, classes, and guardians where their files are there."""
    uk = "sisid" not in columns_of(source, "student.csv")
    draft = Draft(format="sds v1 (UK)" if uk else "sds v1")
    students = list(rows_of(source, "student.csv", draft))
    month_first = is_month_first(row("birthdate", "dateofbirth") for row, _ in students)
    for row, place in students:
        key = row("sisid", "id")
        if not key:
            draft.note("no-id", place, "a pupil without an id was left out")
            continue
        name = row("username")
        person = Person(
            id=roster_id(key),
            place=place,
            roles={PUPIL},
            given=row("firstname"),
            family=row("lastname"),
            middle=row("middlename"),
            year=year_of(row("grade", "ncyear")),
            born=date_of(row("birthdate", "dateofbirth"), month_first=month_first),
            upn=row("upn", "stateid"),
            left=row("status").casefold() in ("inactive", "withdrawn", "left", "graduated"),
        )
        person.add_contact_details(name if "@" in name else "")
        draft.add(person)
    _read_teachers(source, draft)
    _read_classes(source, draft)
    _read_guardians(source, draft, options)
    return draft


def _read_teachers(source: Source, draft: Draft) -> None:
    """Teacher.csv: to be counted, and to know a teacher who is a parent."""
    for row, place in rows_of(source, "teacher.csv", draft):
        # Teachers and pupils are numbered apart.
        person = Person(id=f"teacher:{row('sisid', 'id')}", place=place, roles={STAFF})
        person.given, person.family = row("firstname"), row("lastname")
        person.add_contact_details(row("username") if "@" in row("username") else "")
        draft.add(person)


def _read_classes(source: Source, draft: Draft) -> None:
    names = {
        row("sisid", "id"): class_of(row("sectionname", "name"))
        for row, _ in rows_of(source, "section.csv", draft)
    }
    for row, place in rows_of(source, "studentenrollment.csv", draft) if names else ():
        person = draft.people.get(roster_id(row("sisid", "id")))
        name = names.get(row("sectionsisid", "sectionid"))
        if person is None or name is None:
            draft.note("absent-id", place, "an enrolment names a pupil or section that is in no file")
        elif name and name not in person.classes:
            person.classes.append(name)


def _read_guardians(source: Source, draft: Draft, options: Options) -> None:
    """user.csv (the contacts, by address) and guardianrelationship.csv (pupil's id, address, role)."""
    for row, place in rows_of(source, "user.csv", draft):
        email = row("email").lower()
        if not email:
            draft.note("no-id", place, "a contact without an address was left out")
            continue
        person = Person(id=roster_id(email), place=place, roles={GUARDIAN})
        person.given, person.family = row("firstname"), row("lastname")
        person.add_contact_details(email, row("phone"))
        # One row for each child.
        if person.id in draft.people:
            draft.people[person.id].fill_from(person)
        else:
            draft.add(person)
    for row, place in rows_of(source, "guardianrelationship.csv", draft):
        email, relation = row("email").lower(), row("role")
        if not is_guardian_relation(relation, options):
            draft.note("no-guardian", place, f"a contact who is {relation!r} is not taken for a guardian")
            continue
        key = roster_id(email)
        if "@" in email and key not in draft.people:
            # user.csv may be missing: the address is known all the same.
            draft.add(Person(id=key, place=place, roles={GUARDIAN}, emails=[email]))
        draft.links.append(Link(one=roster_id(row("sisid", "id")), other=key, place=place, relation=relation))
