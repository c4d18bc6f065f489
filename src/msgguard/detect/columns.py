"""What a column holds, by its name: the words of school systems' exports and of offices' tables."""

from __future__ import annotations

from collections.abc import Mapping

from msgguard import lazyre as re

# What a column holds, by the words that name it. ``person`` and the rest are told apart
# because a list of adults has names and telephones too.
_COLUMNS: tuple[tuple[str, frozenset[str]], ...] = (
    ("adult", frozenset((
        "staff", "teacher", "ta", "role", "job", "post", "department", "employee", "governor",
        "supplier", "company", "item", "title", "isbn", "author", "book", "books", "product", "qty",
        "quantity", "price", "cost", "venue", "organisation", "volunteer", "driver",
    ))),
    ("born", frozenset((
        "dob", "d.o.b", "birth", "birthday", "birthdate", "born", "birthdays",
    ))),
    ("number", frozenset((
        "upn", "uln", "nhs", "uci",
    ))),
    ("need", frozenset((
        "sen", "send", "senk", "sens", "sensupport", "ehcp", "ehc", "fsm", "fsm6", "pp", "ppg", "ppp",
        "eal", "lac", "cla", "pla", "ecaf", "cin", "cp", "needs", "need", "premium", "disability",
        "diagnosis", "senco", "provision", "safeguarding", "ethnicity", "religion", "nationality",
        "vulnerable",
    ))),
    ("health", frozenset((
        "medical", "medication", "medications", "medicine", "medicines", "condition", "conditions",
        "allergy", "allergies", "allergen", "allergens", "dietary", "diet", "health", "gp", "doctor",
        "inhaler", "epipen", "intolerance",
    ))),
    ("work", frozenset((
        "attendance", "behaviour", "exclusion", "exclusions", "exclus", "absences", "absence", "lates",
        "sessions", "unauthorised", "reading", "writing", "maths", "phonics", "score", "outcome",
        "spag", "science", "target", "targets", "level", "levels", "predicted", "grade", "result",
        "results", "marks", "mark", "progress", "effort", "rwm",
    ))),
    ("contact", frozenset((
        "parent", "parents", "carer", "carers", "guardian", "guardians", "mother", "mothers", "father",
        "fathers", "mum", "dad", "contact", "contacts", "phone", "phones", "tel", "telephone", "mobile",
        "email", "e-mail", "mail", "address", "postcode", "emergency", "collected", "collects",
        "relationship", "home", "priority",
    ))),
    ("class", frozenset((
        "class", "form", "year", "yr", "reg", "tutor", "nc", "ncy", "cohort",
    ))),
    ("pupil", frozenset((
        "pupil", "pupils", "child", "children", "student", "students", "candidate", "candidates",
        "learner", "learners", "kid", "kids", "boy", "girl",
    ))),
    ("name", frozenset((
        "name", "names", "forename", "forenames", "surname", "surnames", "firstname", "lastname",
        "given", "family", "first", "last", "fullname", "legal", "preferred", "known", "initials",
    ))),
)  # fmt: skip
# Every word that names a column, by kind.
KINDS: Mapping[str, frozenset[str]] = dict(_COLUMNS)
COLUMN_WORDS = frozenset[str]().union(*KINDS.values())
_DATA_WORDS = frozenset[str]().union(
    *(words for kind, words in _COLUMNS if kind in ("born", "number", "need", "health"))
) - {"needs", "need", "provision", "health", "condition", "conditions", "doctor", "diet", "birthday", "pp"}
# A date of birth, a telephone number, an address, a percentage: what stands beside a name in a table.
_FIGURES = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b0\d{3}[\d ]{6,9}\b|\S@\S|\d ?%|\b[a-z]\d{12}\b")
OF_A_PUPIL = frozenset({"born", "number", "need", "health", "work", "class"})
_WORD = re.compile(r"[^\W_]+(?:[.'’/&-][^\W_]+)*")
_PARTS = re.compile(r"[/&.'’-]|(?<=[a-z])s$")
# Addresses of mail and pages are made of words, too.
_ADDRESS = re.compile(r"@|://|\w\.[a-z]{2,}")
_MOST_CELL_WORDS = 5
_MOST_CELL_LENGTH = 40


def column_kind(cell: str) -> str:
    """What a column called so holds, or an empty string.

    >>> column_kind("date of birth"), column_kind("parent/carer"), column_kind("see you on friday, jo")
    ('born', 'contact', '')
    """
    if len(cell) > _MOST_CELL_LENGTH or _ADDRESS.search(cell):
        return ""
    words = _WORD.findall(cell)
    if not words or len(words) > _MOST_CELL_WORDS:
        return ""
    parts = {piece for word in words for piece in (word, *_PARTS.split(word)) if piece}
    for kind, names in _COLUMNS:
        if not names.isdisjoint(parts):
            return kind
    return ""


def tells_data(text: str) -> bool:
    """Whether folded words tell pupils' data: a need, health, a birth, a number, a contact."""
    return bool(_FIGURES.search(text)) or not _DATA_WORDS.isdisjoint(_WORD.findall(text))
