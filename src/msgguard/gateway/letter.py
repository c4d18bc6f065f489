"""A message as the gateway has it: the envelope and the bytes, and how the engine sees both."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace

from msgguard.intake.mail import read_mail
from msgguard.model import Message, Party, Recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who really sends and receives: MAIL FROM and RCPT TO, Bcc included.

    Addresses are as given; ``sender`` is empty for a bounce. ``login`` is the authenticated
    user, ``queue`` the mail server's own name for the message.
    """

    sender: str
    recipients: tuple[str, ...]
    login: str = ""
    queue: str = ""
    utf8: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An envelope and the bytes it holds."""

    envelope: Envelope
    raw: bytes


def to_message(letter: Letter) -> Message:
    """The message judged on its envelope: recipients named in the headers keep their field.

    Whoever stands in To or Cc and not in the envelope does not get this copy; whoever stands
    only in the envelope is a Bcc. Raises IntakeError where there is nothing to read.
    """
    message = read_mail(letter.raw)
    written = {recipient.address: recipient for recipient in message.recipients}
    recipients: dict[str, Recipient] = {}
    for address in letter.envelope.recipients:
        key = address.lower()
        named = written.get(key)
        recipients[key] = named or Recipient(party=Party(address=key), field="bcc")
    sender = letter.envelope.sender.lower()
    party = message.sender if message.sender.address else Party(address=sender)
    return replace(message, envelope_sender=sender, sender=party, recipients=tuple(recipients.values()))


def letter_key(letter: Letter, key: bytes) -> str:
    """What tells a message handed over again from another one: a keyed hash of envelope and bytes.

    Trace headers are left out: a server that tries again adds new ones.
    """
    digest = hmac.new(key, digestmod=hashlib.sha256)
    digest.update(letter.envelope.sender.lower().encode("utf-8", "surrogateescape"))
    for address in sorted(address.lower() for address in set(letter.envelope.recipients)):
        digest.update(b"\0" + address.encode("utf-8", "surrogateescape"))
    digest.update(b"\0\0")
    digest.update(without_headers(letter.raw, (b"received", b"x-msgguard")))
    return digest.hexdigest()


def without_headers(raw: bytes, names: tuple[bytes, ...]) -> bytes:
    """The bytes without the headers of these names (lower-case), the rest as it was.

    >>> without_headers(b"A: 1\\r\\nX-M: no\\r\\n more\\r\\nB: 2\\r\\n\\r\\nX-M: text", (b"x-m",))
    b'A: 1\\r\\nB: 2\\r\\n\\r\\nX-M: text'
    """
    head, rest = split_head(raw)
    if not any(name in head.lower() for name in names):
        return raw
    kept: list[bytes] = []
    dropping = False
    for line in head.splitlines(keepends=True):
        if line[:1] not in b" \t":
            dropping = line.partition(b":")[0].strip().lower() in names
        if not dropping:
            kept.append(line)
    return b"".join(kept) + rest


def split_head(raw: bytes) -> tuple[bytes, bytes]:
    """The header block with its last line's end, and everything from the blank line on."""
    if raw.startswith((b"\r\n", b"\n")):
        return b"", raw
    ends = [place for place in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if place >= 0]
    if not ends:
        return raw, b""
    place = min(ends)
    cut = place + (2 if raw[place : place + 2] == b"\r\n" else 1)
    return raw[:cut], raw[cut:]


def header_values(raw: bytes, name: bytes) -> list[bytes]:
    """The values of every header of that name (lower-case), unfolded, in order."""
    head, _ = split_head(raw)
    if name not in head.lower():
        return []
    found: list[bytes] = []
    inside = False
    for line in head.splitlines():
        if line[:1] in (b" ", b"\t"):
            if inside:
                found[-1] += b" " + line.strip()
            continue
        key, _, value = line.partition(b":")
        inside = key.strip().lower() == name
        if inside:
            found.append(value.strip())
    return found
