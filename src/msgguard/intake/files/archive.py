"""Zip files, and the office files that are zips inside: which is it, and each file in it."""

from __future__ import annotations

import zipfile
from dataclasses import replace

from msgguard.intake.files import opendocument, sheets, slides, word
from msgguard.intake.files.limits import Found, Unread
from msgguard.intake.files.package import LOCKED, is_locked, open_package, part, unpacked
from msgguard.intake.files.read import read_member
from msgguard.model import Attachment

# Left behind by the systems that pack: not the sender's, and of no content.
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def read(data: bytes, found: Found) -> None:
    """Read an office file as such, any other zip file by file."""
    with open_package(data) as package:
        names = set(package.namelist())
        if "word/document.xml" in names:
            word.read(package, found)
        elif "xl/workbook.xml" in names:
            sheets.read(package, found)
        elif "ppt/presentation.xml" in names:
            slides.read(package, found)
        elif "xl/workbook.bin" in names:
            raise Unread("it is a workbook of a kind that is not read (.xlsb); .xlsx is")
        elif (
            "content.xml" in names
            and "mimetype" in names
            and b"opendocument" in part(package, "mimetype", found.budget)
        ):
            opendocument.read(package, found)
        else:
            _members(package, found)


def _members(package: zipfile.ZipFile, found: Found) -> None:
    for info in package.infolist():
        name = info.filename.strip("/")
        if info.is_dir() or any(litter in info.filename for litter in _LITTER) or not name:
            continue
        if is_locked(info):
            found.budget.member()
            locked = Attachment(name=f"{found.name}/{name}", size=info.file_size)
            found.members.append(replace(locked, note=LOCKED, not_checked=LOCKED))
            continue
        try:
            data = unpacked(package, info, found.budget)
        except Unread as unread:
            found.budget.member()
            unreadable = Attachment(name=f"{found.name}/{name}", size=info.file_size, note=unread.reason)
            found.members.append(replace(unreadable, not_checked=unread.reason))
            continue
        read_member(name, data, found)
    if package.comment:
        found.section("comment", package.comment.decode("utf-8", "replace"))
