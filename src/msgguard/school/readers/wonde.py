"""A saved answer of Wonde's API: students with their contacts, as JSON.

Source: wondeltd/php-client and a published dump of a contact (``students?include=contacts.contact_details,
education_details,year,group``). Nothing is fetched here; what an include did not bring is missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgguard.errors import Problem, RosterError
from msgguard.school.readers.book import Book
from msgguard.school.readers.person import (
    GUARDIAN,
    PUPIL,
    Draft,
    Link,
    Options,
    Person,
    Place,
    is_guardian_relation,
    roster_id,
)
from msgguard.school.readers.source import Source
from msgguard.school.readers.table import decode
from msgguard.school.readers.values import class_of, date_of, year_of

Record = Mapping[str, object]


def is_wonde(source: Source) -> bool:
    """Whether some JSON file has students as Wonde gives them."""
    return any(
        name.endswith(".json") and b'"forename"' in data.replace(b"\x00", b"")
        for name, data in source.files.items()
    )


def read_wonde(source: Source, options: Options) -> Draft:
    """Every student of every JSON file."""
    draft = Draft(format="wonde")
    book = Book(draft=draft)
    for name, data in source.files.items():
        if not name.endswith(".json"):
            continue
        place = Place(file=source.name(name))
        try:
            loaded = json.loads(decode(data, place, draft))
        except (ValueError, RecursionError) as failure:
            line = getattr(failure, "lineno", 0)
            raise RosterError(
                [Problem(path=Path(place.file), line=line, what=f"no JSON: {failure}")]
            ) from failure
        for record in _students(loaded):
            _read_student(record, place, options, book)
    return draft


def _students(loaded: object) -> Iterator[Record]:
    """The students of one answer, of a list of them, or of a list of pages."""
    if isinstance(loaded, Mapping) and "forename" not in loaded:
        yield from _students(loaded.get("data"))
    elif isinstance(loaded, Mapping):
        yield loaded
    elif isinstance(loaded, list):
        for item in loaded:
            if isinstance(item, Mapping):
                yield from _students(item) if "forename" in item or isinstance(item.get("data"), list) else ()


def _part(record: Record, name: str) -> Record:
    """A nested object, with or without the ``data`` around it; empty where it was not included."""
    value = record.get(name)
    if isinstance(value, Mapping) and "data" in value:
        value = value["data"]
    return value if isinstance(value, Mapping) else {}


def _parts(record: Record, name: str) -> list[Record]:
    value = record.get(name)
    if isinstance(value, Mapping) and "data" in value:
        value = value["data"]
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _text(record: Record, *names: str) -> str:
    for name in names:
        value = record.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""


def _date(record: Record, name: str) -> str:
    """A date, which the API gives as an object: {"date": "2021-02-08 00:00:00.000000", …}."""
    return date_of(_text(_part(record, name), "date") or _text(record, name))


def _read_student(record: Record, place: Place, options: Options, book: Book) -> None:
    education = _part(record, "education_details")
    person = Person(
        id=roster_id(_text(record, "id", "upi", "mis_id")),
        place=place,
        roles={PUPIL},
        given=_text(record, "legal_forename", "forename"),
        family=_text(record, "legal_surname", "surname"),
        preferred_given=_text(record, "forename"),
        preferred_family=_text(record, "surname"),
        middle=_text(record, "middle_names"),
        born=_date(record, "date_of_birth"),
        upn=_text(education, "upn") or _text(record, "upn"),
        year=year_of(_text(_part(record, "year"), "code", "name") or _text(education, "current_nc_year")),
    )
    groups = [_part(record, "group"), *_parts(record, "group"), _part(record, "registration_group")]
    person.classes = [class_of(name) for group in groups if (name := _text(group, "name", "code"))][:1]
    left = _date(education, "leaving_date")
    person.left = bool(left) and left <= options.today.isoformat()
    if not (person.given or person.family):
        book.draft.note("no-name", place, f"student {person.id!r} has no name and was left out")
        return
    # The address among a student's contact details is a family's as often as the pupil's own.
    pupil = book.pupil(person, is_repeated=False)
    for contact in _parts(record, "contacts"):
        _read_contact(contact, place, pupil, options, book)


def _read_contact(record: Record, place: Place, pupil: Person, options: Options, book: Book) -> None:
    relationship = _part(record, "relationship")
    relation = _text(relationship, "relationship", "type", "name") or _text(record, "relationship")
    if not is_guardian_relation(relation, options):
        book.draft.note("no-guardian", place, f"a contact who is {relation!r} is not taken for a guardian")
        return
    person = Person(
        id=roster_id(_text(record, "id", "mis_id")),
        place=place,
        roles={GUARDIAN},
        title=_text(record, "title"),
        given=_text(record, "forename", "legal_forename"),
        family=_text(record, "surname", "legal_surname"),
    )
    details = _part(record, "contact_details")
    for kind in ("emails", "phones"):
        values = _part(details, kind)
        person.add_contact_details(*(_text(values, name) for name in values))
    person = book.contact(person, pupil)
    lives_with = relationship.get("lives_with_pupil")
    book.draft.links.append(
        Link(
            one=pupil.id,
            other=person.id,
            place=place,
            relation=relation,
            lives_with=lives_with if isinstance(lives_with, bool) else None,
        )
    )
