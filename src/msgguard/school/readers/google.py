"""Google: the Admin console's users CSV, and guardians as GAM prints them.

Sources: support.google.com, "Add several users at once"; GAM's ``print guardians``. The users'
file has no role: pupils are told by organisational unit or mail domain, which the school must say.
"""

from __future__ import annotations

from collections import Counter

from msgguard.errors import Problem, RosterError
from msgguard.school.profile import domain_of, in_domain
from msgguard.school.readers.person import (
    GUARDIAN,
    PUPIL,
    STAFF,
    Draft,
    Link,
    Options,
    Person,
    Place,
    roster_id,
)
from msgguard.school.readers.source import Source
from msgguard.school.readers.table import Row, folded, read_table

_USERS = {"firstnamerequired", "lastnamerequired", "emailaddressrequired"}
_GUARDIANS = {"studentemail", "invitedemailaddress"}


def _tables(source: Source, wanted: set[str]) -> list[str]:
    found = []
    for name, data in source.files.items():
        if name.endswith((".csv", ".txt", ".tsv")):
            first = data[:4000].decode("utf-8-sig", "replace").partition("\n")[0]
            if wanted <= {folded(cell) for cell in first.split(",")}:
                found.append(name)
    return found


def is_google(source: Source) -> bool:
    """Whether some file is a users' or guardians' CSV."""
    return bool(_tables(source, _USERS) or _tables(source, _GUARDIANS))


def read_google(source: Source, options: Options) -> Draft:
    """Users by organisational unit, then guardians by the pupil's address."""
    draft = Draft(format="google")
    by_email: dict[str, Person] = {}
    units: Counter[str] = Counter()
    for name in _tables(source, _USERS):
        table = read_table(source.name(name), source.files[name], draft)
        for row in table.records():
            person = _user(row, Place(file=table.name, line=row.line), options, units)
            if person is not None:
                by_email[person.emails[0]] = draft.add(person)
    if by_email and not any(PUPIL in p.roles for p in draft.people.values()):
        raise RosterError([Problem(path=source.path, line=0, what=_which_units(units))])
    for name in _tables(source, _GUARDIANS):
        table = read_table(source.name(name), source.files[name], draft)
        for row in table.records():
            _guardian(row, Place(file=table.name, line=row.line), by_email, draft)
    if not by_email:
        what = (
            "guardians without their pupils' names: give the Admin console's users CSV as well "
            "(roster import users.csv guardians.csv)"
        )
        raise RosterError([Problem(path=source.path, line=0, what=what)])
    return draft


def _user(row: Row, place: Place, options: Options, units: Counter[str]) -> Person | None:
    email = row("emailaddressrequired").lower()
    if not email:
        return None
    unit = row("orgunitpathrequired", "orgunitpath")
    units[unit or "/"] += 1
    person = Person(
        id=roster_id(row("employeeid") or email),
        place=place,
        given=row("firstnamerequired"),
        family=row("lastnamerequired"),
        emails=[email],
    )
    if _is_under(unit, options.left):
        person.roles.add(PUPIL)
        person.left = True
    elif _is_under(unit, options.staff):
        person.roles.add(STAFF)
    elif _is_under(unit, options.pupils) or in_domain(domain_of(email), options.pupil_domains):
        person.roles.add(PUPIL)
    return person


def _is_under(unit: str, parents: tuple[str, ...]) -> bool:
    path = unit.casefold().rstrip("/") + "/"
    return any(path.startswith(parent.casefold().rstrip("/") + "/") for parent in parents)


def _which_units(units: Counter[str]) -> str:
    listed = ", ".join(f"{unit} ({count})" for unit, count in units.most_common(12))
    return (
        "Google's file does not say who is a pupil. Name the organisational units in a map file, e.g. "
        f"units.pupils = ['/Pupils'], or the pupils' mail domain in school.toml. Units: {listed}"
    )


def _guardian(row: Row, place: Place, by_email: dict[str, Person], draft: Draft) -> None:
    email = row("invitedemailaddress").lower()
    pupil = by_email.get(row("studentemail").lower())
    state = row("state", "invitationstate").casefold()
    if not email or state in ("expired", "invitation_expired"):
        return
    if pupil is None:
        draft.note("absent-id", place, "a guardian of a pupil who is not in the users' file was left out")
        return
    key = roster_id(email)
    if key not in draft.people:
        given = row("guardianprofilenamegivenname", "givenname")
        family = row("guardianprofilenamefamilyname", "familyname")
        person = Person(id=key, place=place, roles={GUARDIAN}, given=given, family=family, emails=[email])
        draft.add(person)
    draft.people[key].roles.add(GUARDIAN)
    draft.links.append(Link(one=pupil.id, other=key, place=place))
