"""What Word, PowerPoint and Excel files have in common: properties, comments, links, media.

ECMA-376, parts 1 and 2. The parts are found by their usual names, which every writer keeps.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping

from msgguard.intake.files.limits import Found, Unread
from msgguard.intake.files.package import part, unpacked
from msgguard.intake.files.xmltext import Grammar, parse, text_of

# Word: changes that were deleted are still in the file, and so are fields' instructions.
GRAMMAR = Grammar(
    text=frozenset({"t", "delText", "instrText", "delInstrText"}),
    paragraph=frozenset({"p"}),
    line=frozenset({"br", "cr"}),
    tab=frozenset({"tab", "ptab"}),
    cell=frozenset({"tc"}),
    row=frozenset({"tr"}),
    # Formatting holds no text; the fallback of a drawing repeats it.
    skip=frozenset({"pPr", "rPr", "tblPr", "tcPr", "trPr", "sectPr", "Fallback"}),
)
_COMMENT = Grammar(
    text=frozenset({"t", "text"}), paragraph=frozenset({"p", "cm", "comment", "threadedComment"})
)
_NAMES = ("title", "subject", "creator", "description", "keywords", "category", "lastModifiedBy", "Manager",
          "Company", "contentStatus")  # fmt: skip
_COMMENTS = re.compile(
    r"(?:word/comments\w*|xl/(?:comments\d*|comments/\w+|threadedComments/\w+)|ppt/comments/\w+)\.xml"
)
_AUTHORS = re.compile(r"(?:word/people|xl/persons/\w+|ppt/(?:commentAuthors|authors))\.xml")
_LINKS = re.compile(r"(?:word|ppt|xl)/(?:\w+/)*_rels/[\w.-]+\.rels")
_INSIDE = re.compile(r"(?:word|ppt|xl)/embeddings/[^/]+")
_PICTURE = re.compile(r"(?:word|ppt|xl)/media/[^/]+\.(?:jpe?g|png|tiff?|heic|webp)", re.IGNORECASE)
_MOST_PICTURES = 30


def read_common(package: zipfile.ZipFile, found: Found) -> None:
    """Add properties, comments and their authors, outside links, and files inside the file."""
    names = package.namelist()
    _properties(package, found)
    comments = [text_of(part(package, n, found.budget), _COMMENT, found.budget)
                for n in names if _COMMENTS.fullmatch(n)]  # fmt: skip
    found.section("comments", "\n".join(filter(None, comments)))
    found.section("authors", "\n".join(_authors(package, names, found)))
    found.section("links", "\n".join(_links(package, names, found)), hidden=True)
    _inside(package, names, found)


def _properties(package: zipfile.ZipFile, found: Found) -> None:
    lines: list[str] = []
    for name in ("docProps/core.xml", "docProps/app.xml"):
        values = elements(part(package, name, found.budget), found)
        lines += [f"{key}: {values[key]}" for key in _NAMES if values.get(key)]
    custom = text_of(
        part(package, "docProps/custom.xml", found.budget),
        Grammar(paragraph=frozenset({"property"})),
        found.budget,
    )
    found.section("properties", "\n".join(filter(None, [*lines, custom])))


def elements(data: bytes, found: Found) -> dict[str, str]:
    """The text of every leaf element by its local name (the last one of a name counts)."""
    values: dict[str, str] = {}
    held: list[str] = []

    def end(name: str) -> None:
        value = "".join(held).strip()
        if value:
            values[name] = value
        held.clear()

    if data:
        parse(data, found.budget, start=lambda *_: held.clear(), end=end, text=held.append)
    return values


def attributes(data: bytes, found: Found, wanted: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Values of the wanted attributes (element -> attributes; local names), each once, in order."""
    values: dict[str, None] = {}

    def start(name: str, given: Mapping[str, str]) -> None:
        asked = wanted.get(name) or wanted.get("*")
        if asked and given:
            for key, value in given.items():
                if key.rpartition(" ")[2] in asked and value.strip():
                    values[value] = None

    if data:
        parse(data, found.budget, start=start)
    return list(values)


def _authors(package: zipfile.ZipFile, names: list[str], found: Found) -> list[str]:
    wanted = {"person": ("author", "displayName"), "cmAuthor": ("name",), "author": ("name",)}
    people: dict[str, None] = {}
    for name in names:
        if _AUTHORS.fullmatch(name):
            people |= dict.fromkeys(attributes(part(package, name, found.budget), found, wanted))
        elif _COMMENTS.fullmatch(name) and name.startswith("word/"):
            data = part(package, name, found.budget)
            people |= dict.fromkeys(attributes(data, found, {"comment": ("author",)}))
    return list(people)


def _links(package: zipfile.ZipFile, names: list[str], found: Found) -> list[str]:
    """Targets of links that lead outside: mail addresses, pages, files on the school's drives."""
    targets: dict[str, None] = {}

    def start(name: str, given: Mapping[str, str]) -> None:
        if name == "Relationship" and given.get("TargetMode") == "External":
            targets[given.get("Target", "")] = None

    for name in names:
        if _LINKS.fullmatch(name):
            parse(part(package, name, found.budget), found.budget, start=start)
    return [target for target in targets if target]


def _inside(package: zipfile.ZipFile, names: list[str], found: Found) -> None:
    """Files put inside the file, and what pictures in it tell besides what they show."""
    from msgguard.intake.files.read import read_member  # the reader of readers: not at import

    pictures = [name for name in names if _PICTURE.fullmatch(name)][:_MOST_PICTURES]
    for name in [*(name for name in names if _INSIDE.fullmatch(name)), *pictures]:
        try:
            data = unpacked(package, package.getinfo(name), found.budget)
        except Unread as unread:
            found.note(f"a file inside it was not read: {unread.reason}")
            continue
        read_member(name.rpartition("/")[2], data, found)
        # A picture without details says nothing: it is shown in the file and needs no mention.
        if name in pictures and not found.members[-1].sections and not found.members[-1].text:
            found.members.pop()
