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
from email.message import Message as MimePart

from msgguard.intake.charset import decode_text
from msgguard.intake.header import content_type, decode_header, file_name
from msgguard.intake.html import says_more
from msgguard.intake.mend import parse
from msgguard.intake.part import Gathered, decoded, lines_of, raw_bytes, read_part
from msgguard.intake.transfer import decode_transfer
from msgguard.model import Attachment

MAX_DEPTH = 30
MAX_PARTS = 1_000
_MESSAGES = frozenset({"message/rfc822", "message/global", "message/news"})
_BLANKET = re.compile(r"multi-?part|mime|encapsulated|this is a", re.IGNORECASE)


def gather(root: MimePart) -> Gathered:
    """Read a whole tree."""
    found = Gathered()
    _walk(root, found, 0)
    return found


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
    elif kind.startswith("multipart/") and not part.is_multipart():
        _lost_boundary(part, decode_transfer(*raw_bytes(part))[0], found, depth)
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
        read_part(part, kind, found)


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
        return parse(decode_transfer(raw_bytes(inner)[0], encoding)[0])
    if isinstance(inner, MimePart):
        return inner
    return parse(decode_transfer(*raw_bytes(part))[0]) if isinstance(payload, str) else None


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
            found.beside.append(lines_of(decode_text(text.encode("utf-8", "surrogateescape"))[0]).strip())


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
        found.texts.append(decoded(part, raw, found, "The text"))
