"""PowerPoint files (pptx): slides in their order, hidden ones told, speaker's notes."""

from __future__ import annotations

import re
import zipfile

from msgguard.intake.files.limits import Found, Unread
from msgguard.intake.files.office import GRAMMAR, read_common
from msgguard.intake.files.package import part
from msgguard.intake.files.xmltext import text_of

_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
_NOTES = re.compile(r"ppt/notesSlides/notesSlide(\d+)\.xml")
_OTHER = re.compile(r"ppt/(?:diagrams/data\d+|charts/chart\d+|tags/tag\d+)\.xml")
_ROOT = re.compile(rb"<(?:\w+:)?sld\b[^>]*>")
_HIDDEN = re.compile(rb"""\bshow\s*=\s*["'](?:0|false)["']""")


def read(package: zipfile.ZipFile, found: Found) -> None:
    """Every slide as a piece of its own: its number is where a reader looks."""
    slides = _numbered(package, _SLIDE)
    if not slides and "ppt/presentation.xml" not in package.namelist():
        raise Unread("it is damaged, or not a whole file")
    for number, name in slides[: found.budget.limits.pages]:
        data = part(package, name, found.budget)
        root = _ROOT.search(data)
        hidden = root is not None and _HIDDEN.search(root[0]) is not None
        found.section(f"slide {number}", text_of(data, GRAMMAR, found.budget), hidden=hidden)
    if len(slides) > found.budget.limits.pages:
        found.note(f"it has more than {found.budget.limits.pages} slides; the rest was not read")
    for number, name in _numbered(package, _NOTES)[: found.budget.limits.pages]:
        found.section(
            f"notes {number}", text_of(part(package, name, found.budget), GRAMMAR, found.budget), hidden=True
        )
    other = [
        text_of(part(package, name, found.budget), GRAMMAR, found.budget)
        for name in package.namelist()
        if _OTHER.fullmatch(name)
    ]
    found.section("drawings", "\n".join(filter(None, other)))
    read_common(package, found)


def _numbered(package: zipfile.ZipFile, pattern: re.Pattern[str]) -> list[tuple[int, str]]:
    matches = (pattern.fullmatch(name) for name in package.namelist())
    return sorted((int(match[1]), match[0]) for match in matches if match)
