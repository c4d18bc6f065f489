"""A saved mail (.eml): its headers and text, and the files in it."""

from __future__ import annotations

from msgguard.intake.files.limits import Found
from msgguard.intake.files.read import read_member
from msgguard.intake.mail import read_mail
from msgguard.model import Message

_SHOWN = ("from", "to", "cc", "bcc", "reply-to", "date", "subject")


def read(data: bytes, found: Found) -> None:
    """Read it as any mail is read."""
    message = read_mail(data, source=found.name)
    add_message(message, found)


def add_message(message: Message, found: Found) -> None:
    """A message that was read, as text of the file; its attachments as members."""
    lines = [f"{name}: {value}" for name, value in message.headers if name.lower() in _SHOWN]
    found.text("\n".join(lines) + "\n\n" + message.body)
    found.section("html", message.alternative)
    found.section("links", "\n".join(message.links), hidden=True)
    for note in message.not_checked:
        # A reason never holds a file's name: it is shown where names are masked.
        if not any(attachment.name and attachment.name in note for attachment in message.attachments):
            found.note(note[:1].lower() + note[1:].rstrip("."))
        else:
            found.note("not all of the mail in it could be read")
    for attachment in message.attachments:
        if attachment.data is not None:
            read_member(attachment.name, attachment.data, found, media_type=attachment.media_type)
        elif attachment.text:
            found.section(attachment.name, attachment.text)
