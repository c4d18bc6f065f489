"""A draft in plain text to a :class:`~msgguard.model.Message`.

A draft may begin with header lines (``To:``, ``Cc:``, ``Subject:`` and so on); they count
only as one leading block. What the caller says outright wins over them.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TypeVar

from msgguard.errors import IntakeError
from msgguard.intake.address import parse_address, parse_addresses
from msgguard.intake.charset import clean, decode_text
from msgguard.intake.mail import parse_date
from msgguard.intake.part import MAX_TEXT
from msgguard.model import Attachment, Channel, Message, Party, PostKind, Recipient

_LINE = re.compile(
    r"(To|Cc|Bcc|From|Subject|Channel|Post|Date|Attachment|Reply-To|Sender):[ \t]*(.*)", re.IGNORECASE
)
# Header lines that set up the check and are no headers of the message.
_SETTINGS = frozenset({"channel", "post", "attachment"})
_CONTINUED = re.compile(r"[ \t]+\S")
_Kind = TypeVar("_Kind", Channel, PostKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the caller says about a draft; None and empty leave it to the draft."""

    channel: Channel | None = None
    post: PostKind | None = None
    sender: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    subject: str = ""


def read_draft(text: str | bytes, *, source: str = "", given: Given | None = None) -> Message:
    """Read a draft; raises IntakeError where it is empty or names an unknown channel.

    >>> message = read_draft("To: parent1@mail.example\\nSubject: Coats\\n\\nPlease send a coat.")
    >>> message.subject, message.body, message.recipients[0].address
    ('Coats', 'Please send a coat.', 'parent1@mail.example')
    """
    given = given or Given()
    decoded, lossy = _decode(text) if isinstance(text, bytes) else (clean(text), False)
    decoded = decoded.replace("\r\n", "\n").replace("\r", "\n")
    if not decoded.strip():
        raise IntakeError(f"{source or 'the draft'} is empty")
    headers, body = _split(decoded)
    notes = ["The text has characters that could not be read; they are shown as \ufffd."] if lossy else []
    if len(body) > MAX_TEXT:
        notes.append(f"The text is longer than {MAX_TEXT:,} characters; what comes after that was not read.")
        body = body[:MAX_TEXT]
    first: dict[str, str] = {}
    for name, value in headers:
        first.setdefault(name.lower(), value)
    post = given.post or _post(first.get("post", ""), source)
    channel = given.channel or _channel(first.get("channel", ""), source)
    if channel is None:
        channel = Channel.POST if post is not None else Channel.EMAIL
    return Message(
        id=source or "draft",
        channel=channel,
        post=(post or PostKind.PERSONAL) if channel is Channel.POST else None,
        sender=party_of(given.sender or first.get("from", "")),
        recipients=_recipients(headers, given),
        headers=tuple((name, value) for name, value in headers if name.lower() not in _SETTINGS),
        subject=given.subject or first.get("subject", ""),
        body=body,
        attachments=tuple(
            Attachment(name=value.strip(), note="only its name is known")
            for name, value in headers
            if name.lower() == "attachment" and value.strip()
        ),
        date=parse_date(first.get("date", "")),
        source=source,
        not_checked=tuple(notes),
    )


def party_of(value: str) -> Party:
    """A sender or recipient as given: an address, a number, a handle or a name."""
    if "@" in value.lstrip("@") or "<" in value:
        return parse_address(value)
    value = " ".join(value.split())
    return Party(address=value.lower(), name="" if value[:1] in "@+" or value[:1].isdigit() else value)


def _decode(data: bytes) -> tuple[str, bool]:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return clean(data.decode("utf_32", "replace")), False
    return decode_text(data)


def _split(text: str) -> tuple[list[tuple[str, str]], str]:
    """The leading header lines, and the text below them.

    A single "To:" or "From:" line without a blank line after it may be the text itself
    ("To: everyone who helped. Thank you!"): then the block must end with a blank line.
    """
    lines = text.lstrip("\n").split("\n")
    headers: list[tuple[str, str]] = []
    end = len(lines)
    for number, line in enumerate(lines):
        match = _LINE.fullmatch(line.rstrip())
        if match is not None:
            headers.append((match[1].title(), match[2].strip()))
        elif headers and _CONTINUED.match(line):
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {line.strip()}")
        else:
            end = number
            break
    if not headers:
        return [], text
    rest = lines[end:]
    if rest and rest[0].strip() and len(headers) < 2:
        return [], text
    return headers, "\n".join(rest).lstrip("\n")


def _recipients(headers: list[tuple[str, str]], given: Given) -> tuple[Recipient, ...]:
    """Everybody the message goes to: what the caller says replaces the draft's own field."""
    found: dict[str, Recipient] = {}
    for field, said in (("to", given.to), ("cc", given.cc), ("bcc", given.bcc)):
        values = said or tuple(value for name, value in headers if name.lower() == field)
        for value in values:
            several = "@" in value.lstrip("@ ") or "," in value
            for party in parse_addresses(value) if several else (party_of(value),):
                if party.address:
                    found.setdefault(party.address, Recipient(party=party, field=field))
    return tuple(found.values())


def _channel(value: str, source: str) -> Channel | None:
    return _one_of(value, Channel, "channel", source) if value else None


def _post(value: str, source: str) -> PostKind | None:
    return _one_of(value, PostKind, "post", source) if value else None


def _one_of(value: str, kind: type[_Kind], what: str, source: str) -> _Kind:
    try:
        return kind(value.strip().lower())
    except ValueError:
        known = ", ".join(member.value for member in kind)
        raise IntakeError(f"{source or 'draft'}: unknown {what} {value!r}; expected one of {known}") from None
