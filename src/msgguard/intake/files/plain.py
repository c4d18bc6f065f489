"""Text files: txt, csv, tsv, md, xml, json and whatever else is text."""

from __future__ import annotations

from msgguard.intake.charset import decode_text
from msgguard.intake.files.limits import Found
from msgguard.intake.part import lines_of


def read(data: bytes, found: Found) -> None:
    """The whole text, decoded by what its bytes show."""
    found.text(decoded(data, found))


def decoded(data: bytes, found: Found) -> str:
    """The text of ``data`` with plain line breaks; a note says where characters were lost."""
    # Four bytes a character at most; more would be cut away again.
    text, lossy = decode_text(data[: 4 * found.budget.limits.text + 4])
    if lossy:
        found.note("some of its characters could not be read")
    return lines_of(text)
