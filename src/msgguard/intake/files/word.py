"""Word files (docx): text with tables, tracked changes, notes, headers and footers."""

from __future__ import annotations

import re
import zipfile

from msgguard.intake.files.limits import Found, Unread
from msgguard.intake.files.office import GRAMMAR, attributes, read_common
from msgguard.intake.files.package import part
from msgguard.intake.files.xmltext import text_of

_MARGINS = re.compile(r"word/(?:header|footer|footnotes|endnotes)\d*\.xml")
_CHANGED = {"ins": ("author",), "del": ("author",), "moveFrom": ("author",), "moveTo": ("author",)}


def read(package: zipfile.ZipFile, found: Found) -> None:
    """Text first, then what stands in margins and notes, then what the file says of itself."""
    document = part(package, "word/document.xml", found.budget)
    if not document:
        raise Unread("it is damaged, or not a whole file")
    found.text(text_of(document, GRAMMAR, found.budget))
    margins = [
        text_of(part(package, name, found.budget), GRAMMAR, found.budget)
        for name in package.namelist()
        if _MARGINS.fullmatch(name)
    ]
    found.section("headers and notes", "\n".join(dict.fromkeys(filter(None, margins))))
    found.section("changed by", "\n".join(attributes(document, found, _CHANGED)))
    read_common(package, found)
