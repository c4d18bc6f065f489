"""Compound files (OLE): which old Office file or saved Outlook mail is it, or is it locked?

MS-CFB; opened by olefile. An encrypted new-style Office file is such a container too.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from msgguard.intake.charset import decode_text
from msgguard.intake.files.limits import Found, Unread
from msgguard.intake.files.package import LOCKED

_PROPERTIES = ("title", "subject", "author", "keywords", "comments", "last_saved_by", "company", "manager")


def read(data: bytes, found: Found) -> None:
    """Hand the container to the reader of what is in it."""
    import olefile

    try:
        container = olefile.OleFileIO(BytesIO(data))
    except (OSError, ValueError, IndexError, TypeError):
        raise Unread("it is damaged, or not a whole file") from None
    with container:
        if container.exists("EncryptedPackage"):
            raise Unread(LOCKED)
        if container.exists("__properties_version1.0"):
            from msgguard.intake.files import outlook

            outlook.read(container, found)
            return
        if container.exists("WordDocument"):
            from msgguard.intake.files import oldword

            oldword.read(container, found)
        elif container.exists("Workbook") or container.exists("Book"):
            from msgguard.intake.files import oldsheets

            oldsheets.read(container, data, found)
        elif container.exists("PowerPoint Document"):
            from msgguard.intake.files import oldslides

            oldslides.read(container, found)
        else:
            raise Unread("its kind of file is not known")
        _properties(container, found)


def stream(container: Any, name: str | list[str], found: Found) -> bytes:
    """The bytes of a stream, empty where there is none."""
    if not container.exists(name):
        return b""
    size = container.get_size(name)
    found.budget.unpack(size, size)
    content: bytes = container.openstream(name).read()
    return content


def _properties(container: Any, found: Found) -> None:
    values = container.get_metadata()
    lines = []
    for name in _PROPERTIES:
        value = getattr(values, name, None)
        if isinstance(value, bytes):
            value = decode_text(value)[0]
        if value:
            lines.append(f"{name.replace('_', ' ')}: {value}")
    found.section("properties", "\n".join(lines))
