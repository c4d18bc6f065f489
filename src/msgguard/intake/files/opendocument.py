"""OpenDocument files (odt, ods, odp): text, tables, notes, hidden sheets, properties.

ODF 1.3, part 3. A table's repeated rows and columns are read once: an empty sheet repeats
its last row a million times, and a hostile one could repeat a full one.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping

from msgguard.intake.files.limits import Found, Unread
from msgguard.intake.files.office import elements
from msgguard.intake.files.package import LOCKED, part
from msgguard.intake.files.xmltext import Grammar, parse, text_of

_BODY = Grammar(
    paragraph=frozenset({"p", "h"}),
    line=frozenset({"line-break"}),
    tab=frozenset({"tab"}),
    space=frozenset({"s"}),
    cell=frozenset({"table-cell", "covered-table-cell"}),
    row=frozenset({"table-row"}),
    skip=frozenset({"automatic-styles", "font-face-decls", "scripts", "binary-data"}),
)
_PROPERTIES = ("title", "subject", "description", "initial-creator", "creator", "keyword", "printed-by")


def read(package: zipfile.ZipFile, found: Found) -> None:
    """The content, then headers and footers, then what the file says of itself."""
    if b"encryption-data" in part(package, "META-INF/manifest.xml", found.budget):
        raise Unread(LOCKED)
    content = part(package, "content.xml", found.budget)
    hidden = _hidden_sheets(content, found)
    text = text_of(content, _BODY, found.budget)
    if hidden:
        found.section("sheets", text)
        found.section("hidden sheets", "\n".join(hidden), hidden=True)
    else:
        found.text(text)
    names = [name for name in _sheet_names(content, found) if name]
    found.section("names of the sheets", "\n".join(names))
    styles = part(package, "styles.xml", found.budget)
    found.section("headers and notes", text_of(styles, _BODY, found.budget))
    values = elements(part(package, "meta.xml", found.budget), found)
    found.section("properties", "\n".join(f"{k}: {values[k]}" for k in _PROPERTIES if values.get(k)))


def _sheet_names(content: bytes, found: Found) -> list[str]:
    names: list[str] = []

    def start(name: str, given: Mapping[str, str]) -> None:
        if name == "table":
            names.append(_local(given, "name"))

    parse(content, found.budget, start=start)
    return names


def _hidden_sheets(content: bytes, found: Found) -> list[str]:
    """Names of the sheets whose style says that they are not displayed."""
    unseen: set[str] = set()
    sheets: list[str] = []
    style = ""

    def start(name: str, given: Mapping[str, str]) -> None:
        nonlocal style
        if name == "style":
            style = _local(given, "name")
        elif name == "table-properties" and _local(given, "display") == "false":
            unseen.add(style)
        elif name == "table" and _local(given, "style-name") in unseen:
            sheets.append(_local(given, "name"))

    if b'display="false"' in content:
        parse(content, found.budget, start=start)
    return sheets


def _local(given: Mapping[str, str], name: str) -> str:
    return next((value for key, value in given.items() if key.rpartition(" ")[2] == name), "")
