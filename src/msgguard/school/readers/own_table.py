"""A school's own export: CSV or spreadsheet, whatever its columns are called.

One row a pupil with numbered contacts, or the pupil repeated (or left blank) for each contact or
class. ``book.py`` tells which rows speak of the same person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgguard.errors import Problem, RosterError
from msgguard.school.profile import domain_of
from msgguard.school.readers.book import Book
from msgguard.school.readers.columns import Layout, find_layout
from msgguard.school.readers.fullname import split_name
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
from msgguard.school.readers.table import Table, read_table, read_workbook
from msgguard.school.readers.values import class_of, date_of, is_month_first, split_emails, truth_of, year_of

_WORKBOOKS = (".xlsx", ".xls", ".ods")
_NO_TABLES = (".json", ".xml")
_GONE = ("left", "leaver", "former", "off roll", "inactive", "withdrawn")
# Mail that anybody may have: no school gives its pupils such addresses.
_FREE = frozenset({
    "gmail.com", "googlemail.com", "hotmail.com", "hotmail.co.uk", "outlook.com", "live.co.uk", "yahoo.com",
    "yahoo.co.uk", "icloud.com", "me.com", "btinternet.com", "aol.com", "sky.com", "virginmedia.com",
    "msn.com",
})  # fmt: skip


def is_own_table(source: Source) -> bool:
    """Whether some file is a spreadsheet, or has a row of columns that pupils' exports have."""
    for name, data in source.files.items():
        if name.endswith(_WORKBOOKS):
            return True
        if name.endswith(_NO_TABLES):
            continue
        try:
            rows = [cells for _, cells in read_table(name, data[:20_000], Draft(format="")).rows]
        except RosterError:
            continue
        if find_layout(rows, {}) is not None:
            return True
    return False


def read_own_table(source: Source, options: Options) -> Draft:
    """Every table of the source; a later one adds to the pupils of an earlier one."""
    draft = Draft(format="table")
    book = Book(draft=draft)
    read = 0
    doubtful: list[tuple[Person, str]] = []
    for table in _tables(source, draft):
        layout = find_layout([cells for _, cells in table.rows], options.columns)
        if layout is None or not layout.pupil:
            draft.note(
                "format", Place(file=table.name), "no header with a pupil's columns was found; left out"
            )
            continue
        read += 1
        for name in layout.unknown:
            place = Place(file=table.name, line=table.rows[layout.header][0])
            draft.note("column", place, f"column {name!r} is not known and was left out")
        doubtful += _read_rows(table, layout, options, book)
    if not read:
        what = "no header row with a pupil's name was found; name the columns in a map file (--map)"
        raise RosterError([Problem(path=source.path, line=0, what=what)])
    _settle_emails(doubtful, options, draft)
    return draft


def _tables(source: Source, draft: Draft) -> Iterator[Table]:
    for name, data in source.files.items():
        if name.endswith(_WORKBOOKS):
            yield from read_workbook(source.name(name), data)
        elif not name.endswith(_NO_TABLES):
            yield read_table(source.name(name), data, draft)


def _read_rows(table: Table, layout: Layout, options: Options, book: Book) -> list[tuple[Person, str]]:
    """Read the rows below the header; gives the addresses of which it is not sure whose they are."""
    rows = table.rows[layout.header + 1 :]
    header = table.rows[layout.header][1]
    month_first = is_month_first(_cell(cells, layout.pupil.get("born", ())) for _, cells in rows)
    last: Person | None = None
    doubtful: list[tuple[Person, str]] = []
    unsure = 0
    known = sum(map(len, layout.pupil.values()))
    for line, cells in rows:
        if not any(cell.strip() for cell in cells) or cells == header:
            continue
        place = Place(file=table.name, line=line)
        if sum(bool(cell.strip()) for cell in cells) == 1 and known > 1:
            book.draft.note("skipped", place, "a row with one cell only (a title or total) was left out")
            continue
        person, sure = _pupil(cells, layout, place, options, month_first=month_first)
        unsure += not sure
        if person is not None:
            last = book.pupil(person, is_repeated=bool(layout.contacts))
        if last is None:
            book.draft.note("no-name", place, "a row before the first pupil was left out")
            continue
        for email in split_emails(_cell(cells, layout.pupil.get("email", ()))):
            if layout.email_is_pupils and email not in last.emails:
                last.emails.append(email)
            elif not layout.email_is_pupils:
                doubtful.append((last, email))
        for owner, fields in layout.contacts.items():
            _contact(owner, fields, cells, place, last, options, book)
    if unsure:
        what = f"{unsure} full names have more than two words; the last one was taken for the family name"
        book.draft.note("name", Place(file=table.name), what)
    if "phone" in layout.pupil:
        what = "a telephone column without 'contact' or 'parent' was left out: map it if it is a guardian's"
        book.draft.note("column", Place(file=table.name), what)
    return doubtful


def _cell(cells: Sequence[str], places: Sequence[int]) -> str:
    return next((c for at in places if at < len(cells) and (c := cells[at].strip())), "")


def _all(cells: Sequence[str], places: Sequence[int]) -> list[str]:
    return [c for at in places if at < len(cells) and (c := cells[at].strip())]


def _named(person: Person, fields: Mapping[str, Sequence[int]], cells: Sequence[str]) -> bool:
    """Fill the names in; gives whether they were sure."""
    person.given = _cell(cells, fields.get("given", ()))
    person.family = _cell(cells, fields.get("family", ()))
    person.middle = _cell(cells, fields.get("middle", ()))
    person.title = _cell(cells, fields.get("title", ()))
    person.preferred_given = _cell(cells, fields.get("preferred_given", ()))
    person.preferred_family = _cell(cells, fields.get("preferred_family", ()))
    person.former = _all(cells, fields.get("former", ()))
    if person.given or person.family:
        return True
    text, family_first = _cell(cells, fields.get("full", ())), False
    if not text:
        text, family_first = _cell(cells, fields.get("full_reversed", ())), True
    name = split_name(text, family_first=family_first)
    person.given, person.family = name.given, name.family
    person.middle = person.middle or name.middle
    person.title = person.title or name.title
    return name.sure


def _pupil(
    cells: Sequence[str], layout: Layout, place: Place, options: Options, *, month_first: bool
) -> tuple[Person | None, bool]:
    """The pupil of a row (None where the row is blank there), and whether the names were sure."""
    fields = layout.pupil
    person = Person(id=roster_id(_cell(cells, fields.get("id", ()))), place=place, roles={PUPIL})
    sure = _named(person, fields, cells)
    person.upn = _cell(cells, fields.get("upn", ()))
    if not (person.given or person.family or person.preferred_given or person.id or person.upn):
        return None, True
    person.classes = [class_of(cell) for cell in _all(cells, fields.get("class", ()))]
    person.year = year_of(_cell(cells, fields.get("year", ())))
    person.born = date_of(_cell(cells, fields.get("born", ())), month_first=month_first)
    person.address = ", ".join(_all(cells, [*fields.get("address", ()), *fields.get("postcode", ())]))
    left = date_of(_cell(cells, fields.get("left", ())))
    status = _cell(cells, fields.get("status", ())).casefold()
    person.left = bool(left and left <= options.today.isoformat()) or status.startswith(_GONE)
    if truth_of(_cell(cells, fields.get("no_publicity", ()))):
        person.flags.add("no-publicity")
    for at, consent in layout.consents.items():
        if truth_of(_cell(cells, [at])):
            person.consents.add(consent)
    return person, sure


def _contact(
    owner: str,
    fields: Mapping[str, Sequence[int]],
    cells: Sequence[str],
    place: Place,
    pupil: Person,
    options: Options,
    book: Book,
) -> None:
    """The contact of one block of columns, if the row has any there."""
    person = Person(id=_cell(cells, fields.get("contact_id", ())), place=place, roles={GUARDIAN})
    _named(person, fields, cells)
    person.add_contact_details(
        *_all(cells, fields.get("email", ())),
        *_all(cells, fields.get("phone", ())),
    )
    if not (person.given or person.family or person.emails or person.phones):
        return
    relation = _cell(cells, fields.get("relation", ())) or ("" if owner.startswith("contact") else owner)
    if not is_guardian_relation(relation, options):
        book.draft.note("no-guardian", place, f"a contact who is {relation!r} is not taken for a guardian")
        return
    if truth_of(_cell(cells, fields.get("court_order", ()))):
        what = f"a court order is marked for a contact of {pupil.id!r}: if it bars, say so in the flags file"
        book.draft.note("court-order", place, what)
    person.address = ", ".join(_all(cells, [*fields.get("address", ()), *fields.get("postcode", ())]))
    person = book.contact(person, pupil)
    book.draft.links.append(
        Link(
            one=pupil.id,
            other=person.id,
            place=place,
            relation=relation,
            lives_with=truth_of(_cell(cells, fields.get("lives_with", ()))),
            restricted=truth_of(_cell(cells, fields.get("restricted", ()))) is True,
        )
    )


def _settle_emails(doubtful: Sequence[tuple[Person, str]], options: Options, draft: Draft) -> None:
    """A column "Email" beside the pupil's name: the pupils' own only where the domain says so."""
    if not doubtful:
        return
    domains = Counter(domain_of(email) for _, email in doubtful)
    domain, most = domains.most_common(1)[0]
    ours = options.pupil_domains or (
        {domain} if domain not in _FREE and most * 2 > sum(domains.values()) else frozenset()
    )
    dropped = 0
    for person, email in doubtful:
        if domain_of(email) not in ours:
            dropped += 1
        elif email not in person.emails:
            person.emails.append(email)
    if dropped:
        what = (
            f"{dropped} of {len(doubtful)} addresses stand beside pupils' names and nothing says whose they "
            "are; they were left out: name the column in a map file as 'pupil.email' or 'contact.email'"
        )
        draft.note("column", doubtful[0][0].place, what)
