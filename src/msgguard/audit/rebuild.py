"""Outlook's properties to the bytes of a mail, so that one reader serves all archives.

Property numbers are those of MS-OXPROPS. What came over the internet has its headers; what
was sent from Outlook has none, and they are made from the properties. The same properties
give the same bytes.
"""

from __future__ import annotations

import hashlib
import re
from base64 import encodebytes
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, formataddr

from msgguard.intake.files.limits import Found, Limits, budget_for
from msgguard.intake.files.rtf import read

HEADERS, SUBJECT, MESSAGE_ID, IN_REPLY_TO, REFERENCES = 0x007D, 0x0037, 0x1035, 0x1042, 0x1039
# From whom: the address by SMTP where Exchange kept it, else as typed.
SENDER_ADDRESSES = (0x5D02, 0x5D01, 0x0065, 0x0C1F)
SENDER_NAMES = (0x0042, 0x0C1A)
TO_ADDRESSES, TO_NAME, TO_KIND = (0x39FE, 0x3003), 0x3001, 0x0C15
FIELDS = {1: "To", 2: "Cc", 3: "Bcc"}

# Headers that say how the body was packed, which it no longer is.
_PACKING = re.compile(r"(?:content-[\w-]+|mime-version):", re.IGNORECASE)
_HEADER = re.compile(r"[!-9;-~]+:")
_LEGACY = re.compile(r"^/o=|^\s*$", re.IGNORECASE)
_BREAKS = re.compile(r"[\r\n\x00]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """What an Outlook item holds. ``people`` are (To | Cc | Bcc, name, address);
    ``files`` are (name, content, whether it is a mail)."""

    headers: str = ""
    sender: tuple[str, str] = ("", "")
    people: tuple[tuple[str, str, str], ...] = ()
    subject: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: str = ""
    date: datetime | None = None
    text: str = ""
    html: bytes = b""
    html_charset: str = "utf-8"
    rtf: bytes = b""
    files: tuple[tuple[str, bytes, bool], ...] = ()
    notes: tuple[str, ...] = ()


def first_of(wanted: tuple[int, ...], read: Callable[[int], str]) -> str:
    """The first property that holds an address or name; X.500 names of Exchange are none."""
    return next((value for tag in wanted if not _LEGACY.match(value := read(tag).strip())), "")


def rebuilt(pieces: Pieces) -> bytes:
    """The mail."""
    parts: list[bytes] = []
    if pieces.text.strip():
        parts.append(_part("text/plain; charset=utf-8", pieces.text.encode("utf-8", "replace")))
    if pieces.html.strip():
        parts.append(_part(f"text/html; charset={pieces.html_charset}", pieces.html))
    if not parts and pieces.rtf:
        parts.append(_part("text/plain; charset=utf-8", _rtf_text(pieces.rtf).encode("utf-8", "replace")))
    files = [
        b"Content-Type: message/rfc822\n\n" + data
        if is_mail
        else _part("application/octet-stream", data, name=name)
        for name, data, is_mail in pieces.files
    ]
    body = _joined("alternative", parts)
    if files:
        body = _joined("mixed", [body, *files])
    return "\n".join(_head(pieces)).encode("utf-8", "replace") + b"\n" + body


def _head(pieces: Pieces) -> list[str]:
    lines = _kept(pieces.headers)
    have = {line.partition(":")[0].lower() for line in lines if not line.startswith((" ", "\t"))}
    made: list[tuple[str, str]] = [
        ("From", _person(*pieces.sender)),
        ("Subject", pieces.subject),
        (
            "Date",
            format_datetime(pieces.date.replace(tzinfo=pieces.date.tzinfo or UTC)) if pieces.date else "",
        ),
        ("Message-ID", pieces.message_id),
        ("In-Reply-To", pieces.in_reply_to),
        ("References", pieces.references),
    ]
    # Bcc stands in no header that travelled, and To may be a list's name only.
    for field in FIELDS.values():
        named = [_person(name, address) for kind, name, address in pieces.people if kind == field]
        made.append((field, ", ".join(filter(None, named))))
    for name, value in made:
        if value and name.lower() not in have:
            lines.append(f"{name}: {_BREAKS.sub(' ', value)}")
    lines.append("MIME-Version: 1.0")
    return lines


def _kept(headers: str) -> list[str]:
    """The headers as received, without those of the packing."""
    lines: list[str] = []
    keep = False
    for line in headers.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").split("\n"):
        if line.startswith((" ", "\t")):
            if keep and line.strip():
                lines.append(line)
            continue
        keep = bool(_HEADER.match(line)) and not _PACKING.match(line)
        if keep:
            lines.append(line)
    return lines


def _person(name: str, address: str) -> str:
    name = _BREAKS.sub(" ", name).strip(" '\"")
    address = _BREAKS.sub("", address).strip(" '\"<>")
    if "@" not in address:
        return "" if not name else f'"{name}" <>'
    try:
        return formataddr((name, address))
    except UnicodeError:
        return f'"{name}" <{address}>'


def _part(kind: str, data: bytes, *, name: str = "") -> bytes:
    head = f"Content-Type: {kind}\nContent-Transfer-Encoding: base64\n"
    if name:
        plain = _BREAKS.sub(" ", name).replace("\\", "_").replace('"', "'")
        head += f'Content-Disposition: attachment; filename="{plain}"\n'
    return head.encode("utf-8", "replace") + b"\n" + encodebytes(data)


def _joined(kind: str, parts: list[bytes]) -> bytes:
    """Parts as one multipart; a single one, or none, stays what it is."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return b"Content-Type: text/plain\n\n"
    mark = "=_" + hashlib.sha256(b"".join(parts)).hexdigest()[:32]
    body = b"".join(b"--" + mark.encode() + b"\n" + part + b"\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{mark}"\n\n'.encode() + body + f"--{mark}--\n".encode()


def _rtf_text(rtf: bytes) -> str:
    found = Found(name="text.rtf", budget=budget_for(Limits()))
    read(rtf, found)
    return "\n\n".join(found.texts)
