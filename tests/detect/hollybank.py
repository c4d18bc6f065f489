"""The fictional school of the base pack with its roster, as the rule examples see it."""

from datetime import datetime

from msgguard.engine import find
from msgguard.examples import examples_setup
from msgguard.model import Attachment, Channel, Message, Party, PostKind, Recipient

SETUP = examples_setup("base")
KNOWN = SETUP.known
TEACHER = "s.patel@hollybank.sch.example"
PUPIL = "will.tanner@pupils.hollybank.sch.example"
# A Tuesday in term, in hours.
DATE = datetime.fromisoformat("2026-11-10T10:00:00+00:00")


def message(
    text="",
    *,
    to=("parent9@mail.example",),
    cc=(),
    bcc=(),
    sender=TEACHER,
    name="",
    channel="email",
    post=None,
    headers=(),
    subject="",
    files=(),
    date=DATE,
    envelope="",
):
    return Message(
        id="t",
        channel=Channel(channel),
        post=PostKind(post) if post else None,
        sender=Party(address=sender, name=name),
        envelope_sender=envelope,
        recipients=tuple(
            Recipient(party=Party(address=address), field=field)
            for field, addresses in (("to", to), ("cc", cc), ("bcc", bcc))
            for address in addresses
        ),
        headers=tuple(headers),
        subject=subject,
        body=text,
        attachments=tuple(Attachment(name=n, text=t) for n, t in files),
        date=date,
    )


def findings(text="", code="", **options):
    """Unexcused findings of codes that begin with ``code``."""
    kept, _, errors = find(message(text, **options), SETUP)
    assert errors == []
    return [finding for finding in kept if finding.code.startswith(code)]


def excused(text="", code="", **options):
    """Excused candidates of codes that begin with ``code``."""
    return [f for f in find(message(text, **options), SETUP)[1] if f.code.startswith(code)]


def texts(text="", code="", **options):
    return [finding.text for finding in findings(text, code, **options)]
