"""vCard and iCalendar files: lines unfolded and escapes undone, else as they are.

RFC 5545 section 3.1, RFC 6350 section 3.2; vCard 2.1 quoted-printable values as phones write them.
"""

from __future__ import annotations

import quopri
import re

from msgguard.intake.charset import decode_text
from msgguard.intake.files.limits import Found
from msgguard.intake.files.plain import decoded

_QUOTED = re.compile(r"(?im)^([^:\n]{0,300};encoding=quoted-printable[^:\n]{0,300}):((?:[^\n]*=\n)*[^\n]*)")
# Photos and sounds inside a card: base64, on folded lines.
_BINARY = re.compile(
    r"(?im)^((?:photo|logo|sound|key|attach)\b[^:\n]{0,200}(?:base64|encoding=b)[^:\n]{0,200}:)"
    r".*(?:\n[ \t].*)*"
)


def read(data: bytes, found: Found) -> None:
    """The lines of the card or calendar."""
    text = _BINARY.sub(r"\1", decoded(data, found))
    text = _QUOTED.sub(_quoted, text)
    text = text.replace("\n ", "").replace("\n\t", "")
    for written, meant in (("\\n", " "), ("\\N", " "), ("\\,", ","), ("\\;", ";")):
        text = text.replace(written, meant)
    found.text(text)


def _quoted(match: re.Match[str]) -> str:
    value = quopri.decodestring(match[2].encode("utf-8", "replace"))
    return f"{match[1]}:{decode_text(value)[0]}".replace("\r", " ").replace("\n", " ")
