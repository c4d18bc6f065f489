"""The bytes of an email to a :class:`~msgguard.model.Message`.

Headers, sender and recipients; the MIME tree itself is read in :mod:`msgguard.intake.mime`.
The parser is the standard library's with its ``compat32`` policy: it accepts any bytes
and keeps what it did not understand.
"""

from __future__ import annotations

import re
from datetime import datetime
from email.message import Message as MimePart
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime

from msgguard.errors import IntakeError
from msgguard.intake.address import parse_address, parse_addresses
from msgguard.intake.charset import decode_text
from msgguard.intake.header import decode_header, unfold
from msgguard.intake.mend import parse
from msgguard.intake.mime import gather
from msgguard.intake.part import Gathered
from msgguard.model import Channel, Message, Party, Recipient

# A message beyond this size is read up to here, and the rest reported as not read.
MAX_BYTES = 64_000_000
# Beyond this many boundaries a tree is hostile: reading it would cost more than its size.
_MAX_BOUNDARIES = 2_000

_FIELDS = (
    ("to", "to"),
    ("cc", "cc"),
    ("bcc", "bcc"),
    ("apparently-to", "to"),
    ("resent-to", "envelope"),
    ("resent-cc", "envelope"),
    ("resent-bcc", "envelope"),
)


def read_mail(raw: bytes, *, source: str = "") -> Message:
    """Read one email; raises IntakeError only where there is nothing to read."""
    if not raw.strip():
        raise IntakeError(f"{source or 'the message'} is empty")
    notes: list[str] = []
    if len(raw) > MAX_BYTES:
        notes.append(f"The message is longer than {MAX_BYTES // 1_000_000} MB; the rest was not read.")
        raw = raw[:MAX_BYTES]
    root, found = _parse(raw)
    headers = tuple((name, decode_header(str(value))) for name, value in root.raw_items())
    if not headers:
        notes.append("The message has no headers, so sender and recipients are unknown.")
    first: dict[str, str] = {}
    for name, value in root.raw_items():
        first.setdefault(name.lower(), str(value))
    body, alternative = found.text()
    return Message(
        id=_plain(first, "message-id").strip("<> ") or source,
        channel=Channel.EMAIL,
        sender=_sender(first),
        envelope_sender=parse_address(unfold(first.get("return-path", ""))).address,
        recipients=_recipients(root),
        headers=headers,
        subject=_plain(first, "subject"),
        body=body,
        alternative=alternative,
        links=found.hidden_links(body, alternative),
        attachments=tuple(found.attachments),
        date=parse_date(_plain(first, "date")),
        source=source,
        not_checked=(*notes, *found.notes),
    )


def parse_date(value: str) -> datetime | None:
    """The moment a Date header names, None where it names none."""
    try:
        return parsedate_to_datetime(value) if value else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _parse(raw: bytes) -> tuple[MimePart, Gathered]:
    if raw.count(b"boundary") <= _MAX_BOUNDARIES:
        try:
            root = parse(raw)
            return root, gather(root)
        except RecursionError:
            pass
    # Too deep for the parser: the headers, and the rest as one text, so that it is at least seen.
    root = BytesHeaderParser().parsebytes(raw)
    found = Gathered()
    found.texts.append(decode_text(re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1])[0])
    found.notes.append("The message has too many parts inside parts; it was read as one text, undecoded.")
    return root, found


def _plain(first: dict[str, str], name: str) -> str:
    return decode_header(first[name]) if name in first else ""


def _sender(first: dict[str, str]) -> Party:
    for name in ("from", "sender", "return-path"):
        if name in first:
            party = parse_address(unfold(first[name]))
            if party.address:
                return party
    return Party(address="")


def _recipients(root: MimePart) -> tuple[Recipient, ...]:
    """Everybody named as a recipient, each once, To before Cc before Bcc.

    Whoever a message was re-sent to receives it too, without standing in To or Cc.
    """
    found: dict[str, Recipient] = {}
    names = {name.lower() for name in root}
    for header, field in _FIELDS:
        if header not in names:
            continue
        for name, value in root.raw_items():
            if name.lower() == header:
                for party in parse_addresses(unfold(str(value))):
                    found.setdefault(party.address, Recipient(party=party, field=field))
    return tuple(found.values())
