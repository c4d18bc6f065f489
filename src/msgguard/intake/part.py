"""One part of a mail: its bytes, its text, or the file that it is.

:class:`Gathered` collects what the parts give; :mod:`msgguard.intake.mime` walks the tree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.message import Message as MimePart

from msgguard.intake.charset import decode_text
from msgguard.intake.flowed import unflow
from msgguard.intake.header import file_name, parameter
from msgguard.intake.html import hidden_links, html_text
from msgguard.intake.transfer import decode_transfer, first_uu
from msgguard.model import Attachment

MAX_TEXT = 2_000_000
_MAX_UU = 100

# Text in files that is text already; everything else is read by the file readers.
_READABLE = frozenset((
    "text/calendar", "text/csv", "text/directory", "text/html", "text/plain", "text/tab-separated-values",
    "text/vcard", "text/x-vcard",
))  # fmt: skip
_BY_EXTENSION = {
    "csv": "text/csv",
    "txt": "text/plain",
    "htm": "text/html",
    "html": "text/html",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "eml": "message/rfc822",
}
_REPORTS = frozenset(
    {
        "text/rfc822-headers",
        "message/disposition-notification",
        "message/delivery-status",
        "message/feedback-report",
    }
)
# Kinds of text that are files even where nothing says so.
_FILES = frozenset({"text/calendar", "text/vcard", "text/x-vcard", "text/csv", "text/rtf", "text/directory"})
_SEALED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_TAG = re.compile(r"<[^<>]{0,200}>")
_UU_MARK = b"begin "


@dataclass(slots=True)
class Gathered:
    """What was gathered from a tree so far."""

    texts: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    parts: int = 0

    def note(self, text: str) -> None:
        """Remember once what could not be read."""
        if text not in self.notes:
            self.notes.append(text)

    def text(self) -> tuple[str, str]:
        """Body and alternative, as one text each."""
        body = cut(self, "\n\n".join(text for text in self.texts if text.strip()))
        other = "\n\n".join(text for text in self.beside if text.strip())
        return body, cut(self, other)

    def hidden_links(self, body: str, alternative: str) -> tuple[str, ...]:
        """Targets of links that neither text shows."""
        links: dict[str, None] = {}
        for page in self.pages:
            links |= dict.fromkeys(hidden_links(page, f"{body}\n{alternative}"))
        return tuple(links)


def cut(found: Gathered, text: str) -> str:
    """A text of bearable length; a note says where some was left out."""
    if len(text) <= MAX_TEXT:
        return text
    found.note(f"The text is longer than {MAX_TEXT:,} characters; what comes after that was not read.")
    return text[:MAX_TEXT]


def raw_bytes(part: MimePart) -> tuple[bytes, str]:
    """A part's bytes as sent, and its transfer encoding."""
    encoding = str(part.get("content-transfer-encoding", ""))
    # Without the header the standard library hands out the bytes untouched.
    del part["content-transfer-encoding"]
    data = part.get_payload(decode=True)
    return (data if isinstance(data, bytes) else b""), encoding


def read_part(part: MimePart, kind: str, found: Gathered) -> None:
    """Read a part without parts: text of the message, or a file."""
    raw, encoding = raw_bytes(part)
    name = file_name(part)
    data, fault = decode_transfer(raw, encoding)
    if fault:
        found.note(f"{_where(name, kind)} may be incomplete: {fault}.")
    disposition = str(part.get("content-disposition", "")).strip().lower()
    is_file = disposition.startswith("attachment") or (
        bool(name) and (bool(found.texts) or kind not in {"text/plain", "text/html"})
    )
    if kind.startswith("text/") and not is_file and kind not in _FILES | _REPORTS:
        _body(part, kind, data, found)
        return
    found.attachments.append(_attachment(part, kind, name, data, found))


def _body(part: MimePart, kind: str, data: bytes, found: Gathered) -> None:
    for _ in range(_MAX_UU):
        uu = first_uu(data) if _UU_MARK in data else None
        if uu is None:
            break
        name, content, (start, end), damaged = uu
        found.attachments.append(_file(name, _type_by_name(name), content, "", found))
        if damaged:
            found.note(f"{_where(name, '')} may be incomplete: its uuencoding is damaged.")
        data = data[:start] + data[end:]
    text = decoded(part, data, found, "The text")
    if kind in {"text/html", "application/xhtml+xml", "text/x-amp-html", "text/watch-html"}:
        found.pages.append(text)
        text = html_text(cut(found, text))
    elif kind in {"text/enriched", "text/richtext"}:
        text = _TAG.sub("", text.replace("<<", "&lt;")).replace("&lt;", "<")
    elif parameter(part, "format").lower() == "flowed":
        text = unflow(text, delsp=parameter(part, "delsp").lower() == "yes")
    if "-----BEGIN PGP MESSAGE-----" in text:
        found.note("Part of the text is encrypted (PGP), so it was not read.")
    found.texts.append(text.strip("\n"))


def decoded(part: MimePart, data: bytes, found: Gathered, what: str) -> str:
    """The text of a part by its charset; a note says where characters were lost."""
    text, lossy = decode_text(data, parameter(part, "charset"))
    if lossy:
        found.note(f"{what} has characters that could not be read; they are shown as \ufffd.")
    return lines_of(text)


def lines_of(text: str) -> str:
    """A text with plain line breaks and without NUL."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\x00", "") if "\x00" in text else text


def _attachment(part: MimePart, kind: str, name: str, data: bytes, found: Gathered) -> Attachment:
    name = name or f"unnamed {kind.rpartition('/')[2]}"
    charset = parameter(part, "charset")
    if kind in _SEALED:
        found.note("The message is encrypted or sealed (S/MIME), so its text was not read.")
    elif kind in _TNEF or name.lower() == "winmail.dat":
        found.note("The message holds a winmail.dat (Outlook's own format), which was not read.")
    elif kind in {"message/partial", "message/external-body"}:
        found.note(f"The message is incomplete: it holds a part of the kind {kind}, which was not read.")
    if kind in {"application/octet-stream", "application/x-unknown", "application/unknown"}:
        kind = _type_by_name(name) or kind
    return _file(name, kind, data, charset, found)


def _type_by_name(name: str) -> str:
    return _BY_EXTENSION.get(name.lower().rpartition(".")[2], "") if "." in name else ""


def _file(name: str, kind: str, data: bytes, charset: str, found: Gathered) -> Attachment:
    text = None
    note = ""
    if kind in _READABLE or kind in _REPORTS:
        text, lossy = decode_text(data, charset)
        text = lines_of(text)
        if lossy:
            found.note(
                f"{_where(name, kind)} has characters that could not be read; they are shown as \ufffd."
            )
        if kind == "text/html":
            text = html_text(cut(found, text))
        text = cut(found, text)
    else:
        note = "not read yet"
    return Attachment(name=name, media_type=kind, size=len(data), text=text, note=note, data=data)


def _where(name: str, kind: str) -> str:
    return (
        f"The file {name}"
        if name
        else ("The text" if kind.startswith("text/") else f"A part of the kind {kind or 'unknown'}")
    )
