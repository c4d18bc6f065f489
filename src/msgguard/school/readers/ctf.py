"""The Common Transfer File (DfE, XML): pupils with their contacts inside.

Source: DfE, CTF 15 to 21 guides. Contacts have no id, and brothers and sisters repeat them. A
CTF has years and no classes, and is made when pupils move: it is seldom the whole school.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

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
)
from msgguard.school.readers.source import Source
from msgguard.school.readers.tree import parse_tree, text_at
from msgguard.school.readers.values import date_of, truth_of, year_of

# Codes of the common basic data set for people who are no guardians.
_NO_GUARDIANS = {
    "AGY": "agency", "CHM": "childminder", "CMD": "childminder", "DOC": "doctor", "FRI": "friend",
    "HVI": "health", "NEI": "neighbour", "PSY": "doctor", "SWR": "social worker", "TCH": "school",
}  # fmt: skip
_ADDRESS = ("SAON", "PAON", "Street", "AddressLine1", "AddressLine2", "PostCode", "Postcode")


def is_ctf(source: Source) -> bool:
    """Whether some file begins as a CTF does."""
    return any(_is_ctf(data) for name, data in source.files.items() if name.endswith(".xml"))


def _is_ctf(data: bytes) -> bool:
    return b"CTfile" in data[:4000].replace(b"\x00", b"")


def read_ctf(source: Source, options: Options) -> Draft:
    """Every pupil of every CTF among the files."""
    draft = Draft(format="ctf")
    book = Book(draft=draft)
    for name, data in source.files.items():
        if not name.endswith(".xml") or not _is_ctf(data):
            continue
        shown = source.name(name)
        root = parse_tree(shown, data)
        for element in root.iter("Pupil"):
            _read_pupil(element, shown, options, book)
    return draft


def _place(element: Element, name: str) -> Place:
    return Place(file=name, line=int(element.get("line", "0")))


def _read_pupil(element: Element, name: str, options: Options, book: Book) -> None:
    details = "BasicDetails/"
    person = Person(
        id="",
        place=_place(element, name),
        roles={PUPIL},
        given=text_at(element, "Forename"),
        family=text_at(element, "Surname"),
        preferred_given=text_at(element, details + "PreferredForename"),
        preferred_family=text_at(element, details + "PreferredSurname"),
        middle=text_at(element, details + "MiddleNames"),
        upn=text_at(element, "UPN"),
        born=date_of(text_at(element, "DOB")),
        year=year_of(text_at(element, details + "NCyearActual")),
        address=_address(element.find("Address")),
    )
    former = text_at(element, details + "FormerSurname")
    person.former = [former] if former else []
    # The address beside a pupil may be anybody's in the family, so it is not taken.
    pupil = book.pupil(person, is_repeated=True)
    for contact in element.iterfind("Contacts/Contact"):
        _read_contact(contact, name, pupil, options, book)


def _read_contact(element: Element, name: str, pupil: Person, options: Options, book: Book) -> None:
    code = text_at(element, "Relationship")
    relation = _NO_GUARDIANS.get(code.upper(), code)
    if not is_guardian_relation(relation, options):
        what = f"a contact with relationship {code!r} is not taken for a guardian"
        book.draft.note("no-guardian", _place(element, name), what)
        return
    person = Person(
        id="",
        place=_place(element, name),
        roles={GUARDIAN},
        title=text_at(element, "Title"),
        given=text_at(element, "Forename"),
        family=text_at(element, "Surname"),
    )
    phones = [text_at(phone, "PhoneNo") or (phone.text or "") for phone in element.iterfind("Phones/Phone")]
    person.add_contact_details(text_at(element, "Email"), *phones)
    same_home = truth_of(text_at(element, "AddressAsPupil"))
    person.address = pupil.address if same_home else _address(element.find("Address"))
    if not (person.given or person.family or person.emails or person.phones):
        return
    person = book.contact(person, pupil)
    link = Link(
        one=pupil.id,
        other=person.id,
        place=_place(element, name),
        relation=relation,
        # Two homes are told by their addresses; without any, the mark is all there is.
        lives_with=True if same_home else None,
    )
    book.draft.links.append(link)


def _address(element: Element | None) -> str:
    if element is None:
        return ""
    found = []
    for part in element.iter():
        if part.tag in _ADDRESS and part.text and part.text.strip():
            found.append(part.text.strip())
    return ", ".join(found)
