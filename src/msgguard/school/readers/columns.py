"""Which column of a school's own export is what: synonyms, whose column it is, where the header is.

No system has a fixed file: each school designs a report. ``headers.py`` lists what was seen; here
is how words around a header (``Contact 1 Email``, ``Mother's Mobile``) and its place are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from msgguard.school.readers.headers import CONTACT_ONLY, PERSONAL, PUPIL_ONLY
from msgguard.school.readers.table import folded

# Field -> headers, folded. A field of a person may be a pupil's or a contact's.
_PUPIL_WORD = re.compile(r"^(?:pupil|student|children|child|learner)(?=.)")
_CONTACT_WORD = re.compile(
    r"^(?:(?:priority|emergency|primary|secondary|main|first|second|third)?"
    r"(?:parents?(?:and|or)?(?:carer|guardian)|contact|parent|guardian|carer)|mother|father|mum|dad|priority)"
)
_BRACKETS = re.compile(r"\(([^()]*/[^()]*|required|optional|s)\)|\[[^\[\]]*\]", re.IGNORECASE)
_QUALIFIER = re.compile(r"^(?:current|main|legal|default|academic|primary)(?=.)")
_NUMBER = re.compile(r"(?<![0-9])(\d{1,2})(?![0-9])")
_WORD_NUMBERS = {"primary": "1", "first": "1", "main": "1", "secondary": "2", "second": "2", "third": "3"}
_RELATIONS = {"mother": "mother", "mum": "mother", "father": "father", "dad": "father"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What one column holds. ``owner`` is ``pupil``, a contact block's label, or empty where
    only the position can tell.
    """

    at: int
    field: str
    owner: str = ""


@dataclass(slots=True, kw_only=True)
class Layout:
    """The columns of a table, resolved; ``header`` is the row they stand in.

    ``email_is_pupils``: a header says that the address beside the pupil's name is the pupil's.
    """

    header: int
    email_is_pupils: bool = False
    pupil: dict[str, list[int]] = field(default_factory=dict)
    contacts: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    consents: dict[int, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)


def _table_of(fields: Mapping[str, str]) -> dict[str, str]:
    return {header: name for name, headers in fields.items() for header in headers.split()}


_PERSONAL, _PUPIL, _CONTACT = _table_of(PERSONAL), _table_of(PUPIL_ONLY), _table_of(CONTACT_ONLY)
_CONTACT_ALL = {**_PERSONAL, **_CONTACT, "id": "contact_id", "number": "phone"}


def column_of(at: int, header: str, said: Mapping[str, str]) -> Column | None:
    """What a header says, or what the school's map file says of it."""
    if (told := said.get(" ".join(header.split()).casefold())) is not None:
        owner, _, name = told.rpartition(".")
        return Column(at=at, field="_" if told == "ignore" else name, owner=owner)
    # "(T/F)", "(dd/mm/yyyy)" tell how to write, not what; "Email (Parent 2)" tells whose.
    keys = dict.fromkeys((folded(header), folded(_BRACKETS.sub("", header))))
    for key in (*keys, *(_QUALIFIER.sub("", key) for key in keys)):
        if key in _PUPIL:
            return Column(at=at, field=_PUPIL[key], owner="pupil")
        if key in _CONTACT:
            return Column(at=at, field=_CONTACT[key], owner="contact?")
        if key in _PERSONAL:
            return Column(at=at, field=_PERSONAL[key])
        if found := _owned(at, key):
            return found
    return None


def _owned(at: int, key: str) -> Column | None:
    """``Pupil Forename``, ``Contact 1 Email``, ``Email (Parent 2)``, ``Priority 1 Surname``."""
    number = _NUMBER.search(key)
    bare = _NUMBER.sub("", key, count=1) if number else key
    for word in (bare, *_turned(bare)):
        if match := _PUPIL_WORD.match(word):
            for rest in _rests(word, match):
                name = _PUPIL.get(rest) or _PERSONAL.get(rest)
                if name:
                    return Column(at=at, field=name, owner="pupil")
        if match := _CONTACT_WORD.match(word):
            kind = next((r for w, r in _RELATIONS.items() if match[0].startswith(w)), "")
            which = next((n for w, n in _WORD_NUMBERS.items() if match[0].startswith(w)), "")
            owner = kind or f"contact {number[1] if number else which}".strip()
            for rest in _rests(word, match):
                name = "full" if not rest else _CONTACT_ALL.get(rest, "")
                bare_word = not rest and not number and match[0].startswith(("priority", "emergency"))
                if name and not bare_word:
                    return Column(at=at, field=name, owner=owner)
    return None


def _rests(word: str, match: re.Match[str]) -> list[str]:
    """What follows the word for a person: without a plural's or possessive's s, without "current"."""
    rest = word[match.end() :]
    found = [rest, rest[1:]] if rest.startswith("s") else [rest]
    return [*found, *(_QUALIFIER.sub("", part) for part in found)]


def _turned(key: str) -> list[str]:
    """``emailparent`` as ``parentemail``: systems write it both ways."""
    return [
        word + key[: -len(word)]
        for word in (
            "parent",
            "guardian",
            "contact",
            "carer",
            "mother",
            "father",
            "pupil",
            "student",
            "child",
        )
        if key.endswith(word) and len(key) > len(word)
    ]


def find_layout(rows: Sequence[Sequence[str]], said: Mapping[str, str]) -> Layout | None:
    """The header among the first rows (titles may stand above it) and its columns resolved.

    None where no row has a pupil's name, or nothing of a pupil at all.
    """
    best: tuple[int, int, list[Column]] | None = None
    for number, cells in enumerate(rows[:25]):
        columns = [c for at, cell in enumerate(cells) if cell.strip() and (c := column_of(at, cell, said))]
        if len(columns) >= 2 and (best is None or len(columns) > best[1]):
            best = (number, len(columns), columns)
    if best is None:
        return None
    layout = Layout(header=best[0])
    place_columns(best[2], layout)
    known = {column.at for column in best[2]}
    layout.unknown = [c.strip() for at, c in enumerate(rows[best[0]]) if c.strip() and at not in known]
    return layout


def place_columns(columns: Sequence[Column], layout: Layout) -> None:
    """Say whose each column is. Names that stand twice are the pupil's first, the contact's second;
    a column that only a contact has begins the contact's part; so does a title after names.
    """
    names = {"given", "family", "full", "full_reversed"}
    pupil_is_named = any(c.owner == "pupil" and c.field in names for c in columns)
    numbered = any(c.owner.startswith("contact ") for c in columns)
    unowned_names = any(not c.owner and c.field in names for c in columns)
    block = "contact" if pupil_is_named and unowned_names and not numbered else ""
    seen_names = pupil_is_named
    count = 1
    for column in columns:
        if column.field == "_":
            continue
        if column.owner == "pupil":
            layout.email_is_pupils |= column.field == "email"
            layout.pupil.setdefault(column.field, []).append(column.at)
            seen_names |= column.field in names
            continue
        if column.field.startswith("consent:"):
            layout.consents[column.at] = column.field.removeprefix("consent:")
            continue
        if column.owner and column.owner != "contact?":
            layout.contacts.setdefault(column.owner, {}).setdefault(column.field, []).append(column.at)
            continue
        starts = column.owner == "contact?" or (
            seen_names
            and (column.field == "title" or (column.field in names and column.field in layout.pupil))
        )
        if starts and not block:
            block = "contact"
        if not block:
            layout.pupil.setdefault(column.field, []).append(column.at)
            seen_names |= column.field in names
            continue
        mine = layout.contacts.setdefault(block, {})
        if column.field in mine and column.field in names | {"relation", "priority", "title"}:
            count += 1
            block = f"contact {count}"
            mine = layout.contacts.setdefault(block, {})
        mine.setdefault(column.field, []).append(column.at)
