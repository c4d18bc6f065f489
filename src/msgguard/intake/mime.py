"""A MIME tree to text, attachments, links, and notes on what could not be read.

RFC 2045 to 2049, 3676; encrypted mail by RFC 1847, 3156 and 8551. Decisions:

- of alternatives the plain text is the body, and another version is kept beside it only
  where it says more;
- an attached message becomes text below a forward marker, since that is what it is;
- what stands before or after the parts of a multipart is kept beside the body;
- whatever is not read leaves a note: nothing is lost in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.message import Message as MimePart

from msgguard.intake.charset import decode_text
from msgguard.intake.flowed import unflow
from msgguard.intake.header import content_type, decode_header, file_name, parameter
from msgguard.intake.html import hidden_links, html_text, says_more
from msgguard.intake.mend import parse
from msgguard.intake.transfer import decode_transfer, first_uu
from msgguard.model import Attachment

MAX_DEPTH = 30
MAX_PARTS = 1_000
MAX_TEXT = 2_000_000
_MAX_UU = 100

# Text in files that is text already; everything else is read by the file readers.
_READABLE = frozenset((
    "text/calendar", "text/csv", "text/directory", "text/html", "text/plain", "text/tab-separated-values",
    "text/vcard", "text/x-vcard",
))  # fmt: skip
_MESSAGES = frozenset({"message/rfc822", "message/global", "message/news"})
_BY_EXTENSION = {
    "csv": "text/csv",
    "txt": "text/plain",
    "htm": "text/html",
    "html": "text/html",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "eml": "message/rfc822",
}
_BLANKET = re.compile(r"multi-?part|mime|encapsulated|this is a", re.IGNORECASE)
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
        body = _cut(self, "\n\n".join(text for text in self.texts if text.strip()))
        other = "\n\n".join(text for text in self.beside if text.strip())
        return body, _cut(self, other)

    def hidden_links(self, body: str, alternative: str) -> tuple[str, ...]:
        """Targets of links that neither text shows."""
        links: dict[str, None] = {}
        for page in self.pages:
            links |= dict.fromkeys(hidden_links(page, f"{body}\n{alternative}"))
        return tuple(links)


def gather(root: MimePart) -> Gathered:
    """Read a whole tree."""
    found = Gathered()
    _walk(root, found, 0)
    return found


def _cut(found: Gathered, text: str) -> str:
    if len(text) <= MAX_TEXT:
        return text
    found.note(f"The text is longer than {MAX_TEXT:,} characters; what comes after that was not read.")
    return text[:MAX_TEXT]


def _walk(part: MimePart, found: Gathered, depth: int) -> None:
    found.parts += 1
    if found.parts > MAX_PARTS:
        found.note(f"The message has more than {MAX_PARTS:,} parts; the others were not read.")
        return
    if depth > MAX_DEPTH:
        found.note(f"The message has parts more than {MAX_DEPTH} levels deep; those were not read.")
        return
    kind = content_type(part)
    if kind in _MESSAGES:
        _attached_message(part, found, depth)
    elif part.is_multipart():
        children = [child for child in part.get_payload() if isinstance(child, MimePart)]
        if kind == "multipart/alternative":
            _alternative(children, found, depth)
        elif kind.startswith("message/"):
            _report(part, kind, children, found)
        else:
            if kind == "multipart/encrypted":
                found.note("The message is encrypted (PGP or S/MIME), so its text was not read.")
            for child in children:
                _walk(child, found, depth + 1)
        _between(part, found)
    else:
        _leaf(part, kind, found, depth)


def _alternative(children: list[MimePart], found: Gathered, depth: int) -> None:
    """One message in several forms: the plain one is the body, others where they say more."""
    forms: list[tuple[bool, Gathered]] = []
    for child in children:
        form = Gathered(parts=found.parts)
        _walk(child, form, depth + 1)
        found.parts = form.parts
        forms.append((content_type(child) == "text/plain", form))
        found.attachments += form.attachments
        found.pages += form.pages
        found.beside += form.beside
        for note in form.notes:
            found.note(note)
    written = [
        (plain, "\n\n".join(form.texts)) for plain, form in forms if any(text.strip() for text in form.texts)
    ]
    if not written:
        return
    body = next((text for plain, text in written if plain), written[-1][1])
    found.texts.append(body)
    kept = body
    for _, text in written:
        if text is not body and says_more(text, kept):
            found.beside.append(text)
            kept = f"{kept}\n{text}"


def _attached_message(part: MimePart, found: Gathered, depth: int) -> None:
    """A message inside a message: its text below a forward marker, its files among the others."""
    inner = _inner(part)
    if inner is None:
        found.note("An attached message could not be read.")
        return
    own = Gathered(parts=found.parts)
    _walk(inner, own, depth + 1)
    found.parts = own.parts
    lines = ["---------- Forwarded message ----------"]
    for wanted in ("from", "date", "subject", "to", "cc", "bcc", "reply-to"):
        lines += [
            f"{name}: {decode_header(str(value))}"
            for name, value in inner.raw_items()
            if name.lower() == wanted
        ]
    found.texts.append("\n".join(lines) + "\n\n" + "\n\n".join(own.texts))
    found.beside += own.beside
    found.pages += own.pages
    name = file_name(part)
    if name:
        found.attachments.append(
            Attachment(name=name, media_type="message/rfc822", text="", note="its text stands in the body")
        )
    found.attachments += own.attachments
    for note in own.notes:
        found.note(note)


def _inner(part: MimePart) -> MimePart | None:
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    if isinstance(inner, MimePart) and inner.keys() and encoding not in {"base64", "quoted-printable"}:
        return inner
    # Forbidden, yet seen: the whole attached message is encoded once more, or begins amiss.
    if isinstance(inner, MimePart) and not inner.keys() and isinstance(inner.get_payload(), str):
        return parse(decode_transfer(_raw(inner)[0], encoding)[0])
    if isinstance(inner, MimePart):
        return inner
    return parse(decode_transfer(*_raw(part))[0]) if isinstance(payload, str) else None


def _report(part: MimePart, kind: str, children: list[MimePart], found: Gathered) -> None:
    """message/delivery-status and its like: blocks of headers, kept as a readable file."""
    if kind in {"message/partial", "message/external-body"}:
        found.note(f"The message is incomplete: it holds a part of the kind {kind}, which was not read.")
    blocks = [
        "\n".join(f"{name}: {decode_header(str(value))}" for name, value in child.raw_items())
        for child in children
    ]
    found.attachments.append(
        Attachment(name=file_name(part) or kind.split("/")[1], media_type=kind, text="\n\n".join(blocks))
    )


def _between(part: MimePart, found: Gathered) -> None:
    """Text before or after the parts: mail programs hide it, but it leaves all the same."""
    for text in (part.preamble, part.epilogue):
        if (
            isinstance(text, str)
            and len(text.strip()) > 20
            and not (len(text) < 400 and _BLANKET.search(text))
        ):
            found.beside.append(_lines(decode_text(text.encode("utf-8", "surrogateescape"))[0]).strip())


def _raw(part: MimePart) -> tuple[bytes, str]:
    """A part's bytes as sent, and its transfer encoding."""
    encoding = str(part.get("content-transfer-encoding", ""))
    # Without the header the standard library hands out the bytes untouched.
    del part["content-transfer-encoding"]
    data = part.get_payload(decode=True)
    return (data if isinstance(data, bytes) else b""), encoding


def _leaf(part: MimePart, kind: str, found: Gathered, depth: int) -> None:
    raw, encoding = _raw(part)
    if kind.startswith("multipart/"):
        _lost_boundary(part, raw, found, depth)
        return
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
    text = _decoded(part, data, found, "The text")
    if kind in {"text/html", "application/xhtml+xml", "text/x-amp-html", "text/watch-html"}:
        found.pages.append(text)
        text = html_text(_cut(found, text))
    elif kind in {"text/enriched", "text/richtext"}:
        text = _TAG.sub("", text.replace("<<", "&lt;")).replace("&lt;", "<")
    elif parameter(part, "format").lower() == "flowed":
        text = unflow(text, delsp=parameter(part, "delsp").lower() == "yes")
    if "-----BEGIN PGP MESSAGE-----" in text:
        found.note("Part of the text is encrypted (PGP), so it was not read.")
    found.texts.append(text.strip("\n"))


def _decoded(part: MimePart, data: bytes, found: Gathered, what: str) -> str:
    text, lossy = decode_text(data, parameter(part, "charset"))
    if lossy:
        found.note(f"{what} has characters that could not be read; they are shown as \ufffd.")
    return _lines(text)


def _lines(text: str) -> str:
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
        text = _lines(text)
        if lossy:
            found.note(
                f"{_where(name, kind)} has characters that could not be read; they are shown as \ufffd."
            )
        if kind == "text/html":
            text = html_text(_cut(found, text))
        text = _cut(found, text)
    else:
        note = "not read yet"
    return Attachment(name=name, media_type=kind, size=len(data), text=text, note=note, data=data)


def _where(name: str, kind: str) -> str:
    return (
        f"The file {name}"
        if name
        else ("The text" if kind.startswith("text/") else f"A part of the kind {kind or 'unknown'}")
    )


def _lost_boundary(part: MimePart, raw: bytes, found: Gathered, depth: int) -> None:
    """A multipart whose boundary is missing or wrong: take the one that its lines show."""
    match = re.search(rb"^--([^\s-][^\r\n]{0,100}?)[ \t]*\r?$", raw, re.MULTILINE)
    if match is not None and raw.count(b"--" + match[1]) > 1 and depth < MAX_DEPTH:
        head = b'Content-Type: multipart/mixed; boundary="' + match[1] + b'"\n\n'
        again = parse(head + raw)
        if again.is_multipart():
            _walk(again, found, depth + 1)
            return
    if raw.strip():
        found.note("The message's parts could not be told apart; it was read as one text.")
        found.texts.append(_decoded(part, raw, found, "The text"))
