"""What a person tells about a draft, in words, and the message that the engine checks.

The words are those of the page; behind each stands a channel or an audience of the model.
Nothing is added to the text, so offsets in a report are offsets in the draft box.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from msgguard.errors import IntakeError
from msgguard.intake.charset import clean
from msgguard.intake.draft import party_of
from msgguard.intake.mail import read_mail
from msgguard.intake.sources import Form, read_bytes
from msgguard.model import Attachment, Audience, Channel, Message, Party, PostKind, Recipient
from msgguard.school.addressed import addressed
from msgguard.school.profile import School
from msgguard.school.roster import Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class What:
    """An answer to "what is this?"."""

    key: str
    words: str
    channel: Channel
    post: PostKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """An answer to "who will read it?"; without an audience the addresses tell."""

    key: str
    words: str
    group: str
    audience: Audience | None = None


WHATS = (
    What(key="email", words="Email", channel=Channel.EMAIL),
    What(key="sms", words="Text", channel=Channel.SMS),
    What(key="chat", words="Chat", channel=Channel.DM),
    What(key="group", words="Class group post", channel=Channel.POST, post=PostKind.GROUP),
    What(key="personal", words="My own post", channel=Channel.POST, post=PostKind.PERSONAL),
    What(key="official", words="School's post", channel=Channel.POST, post=PostKind.OFFICIAL),
)
_FAMILIES, _SCHOOL, _OUTSIDE = "Families and pupils", "In school", "Outside"
WHOS = (
    Who(key="own", words="one parent, about their own child", group=_FAMILIES, audience=Audience.OWN),
    Who(key="class", words="my class's parents", group=_FAMILIES, audience=Audience.OTHER),
    Who(key="pupil", words="a pupil, or pupils", group=_FAMILIES, audience=Audience.PUPIL),
    Who(key="staff", words="a colleague", group=_SCHOOL, audience=Audience.STAFF),
    Who(key="list", words="all staff, or a staff list", group=_SCHOOL, audience=Audience.LIST),
    Who(key="governor", words="a governor", group=_SCHOOL, audience=Audience.GOVERNOR),
    Who(
        key="safe",
        words="the designated person, the Head, children's services or the police",
        group=_SCHOOL,
        audience=Audience.SAFE,
    ),
    Who(
        key="statutory",
        words="the council, the health service or another school",
        group=_OUTSIDE,
        audience=Audience.STATUTORY,
    ),
    Who(key="supplier", words="a supplier", group=_OUTSIDE, audience=Audience.SUPPLIER),
    Who(
        key="external",
        words="somebody else, or I am not sure",
        group=_OUTSIDE,
        audience=Audience.EXTERNAL,
    ),
    Who(key="addresses", words="these addresses …", group="By address"),
)
WHAT_BY_KEY = {what.key: what for what in WHATS}
WHO_BY_KEY = {who.key: who for who in WHOS}
_MAX_FIELD = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that was chosen or dropped."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The page's form. ``child`` is the pupil whose parent is meant."""

    what: What = WHATS[0]
    who: Who = WHOS[0]
    child: str = ""
    to: str = ""
    sender: str = ""
    subject: str = ""
    text: str = ""
    file: File | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to check."""
        return not (self.text.strip() or self.subject.strip() or self.file)

    @property
    def names_child(self) -> bool:
        """Whether a child is named whose parent it goes to."""
        return bool(self.child) and self.who.audience is Audience.OWN and not self.is_post

    @property
    def is_post(self) -> bool:
        """Whether it is a post: then its readers follow from where it stands."""
        return self.what.channel is Channel.POST


def draft_from(fields: Mapping[str, object], *, sender: str = "", file: File | None = None) -> Draft:
    """The draft of a form or a JSON object; unknown words fall back to the first choice."""

    def word(name: str, limit: int = _MAX_FIELD) -> str:
        value = fields.get(name)
        return clean(value)[:limit].strip() if isinstance(value, str) else ""

    text = fields.get("text")
    return Draft(
        what=WHAT_BY_KEY.get(word("what"), WHATS[0]),
        who=WHO_BY_KEY.get(word("who"), WHOS[0]),
        child=word("child", 120),
        to=word("to"),
        sender=sender or word("from", 300),
        subject=_lines(fields.get("subject")).replace("\n", " ")[:_MAX_FIELD],
        text=_lines(text),
        file=file if file and file.data else None,
    )


def _lines(value: object) -> str:
    """A text field as typed: browsers send CR LF for the line breaks they count as one."""
    return clean(value).replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else ""


def message_of(draft: Draft, school: School, roster: Roster | None) -> Message:
    """The message to check. Raises IntakeError where a file cannot be read."""
    message = Message(
        id="draft",
        channel=draft.what.channel,
        post=draft.what.post,
        sender=party_of(draft.sender) if draft.sender else Party(address=""),
        subject=draft.subject,
        body=draft.text,
    )
    if draft.file:
        message = with_file(message, draft.file)
    return read_by(message, draft, school, roster)


def with_file(message: Message, file: File) -> Message:
    """The message with the file: a mail or a text becomes the message, anything else travels with it.

    What was typed wins over what a mail says.
    """
    ending = file.name.rpartition(".")[2].lower()
    if ending in ("eml", "mail"):
        mail = read_mail(file.data, source=file.name)
        return replace(
            mail,
            id="draft",
            channel=message.channel if message.channel is not Channel.POST else Channel.EMAIL,
            sender=mail.sender if mail.sender.address else message.sender,
            subject=message.subject or mail.subject,
            body=message.body or mail.body,
            alternative="" if message.body else mail.alternative,
        )
    if ending in ("txt", "text", "md") and not message.body:
        for _, read in read_bytes(file.data, source=file.name, as_=Form.TEXT):
            if isinstance(read, IntakeError):
                raise read
            return replace(message, body=read.body, subject=message.subject or read.subject)
    attachment = Attachment(name=file.name, size=len(file.data), note="not read yet", data=file.data)
    return replace(message, attachments=(attachment,))


def read_by(message: Message, draft: Draft, school: School, roster: Roster | None) -> Message:
    """The message with its readers: by address, by the child's name, or by audience."""
    if draft.is_post:
        return replace(message, channel=draft.what.channel, post=draft.what.post, recipients=())
    if draft.who.audience is None:
        names = (part.strip() for part in draft.to.replace(";", ",").split(","))
        written = tuple(Recipient(party=party_of(name)) for name in names if name)
        return replace(message, recipients=written or message.recipients)
    if draft.names_child:
        family = family_of(draft.child, roster)
        if family:
            return replace(message, recipients=family)
    return addressed(replace(message, recipients=()), draft.who.audience, school)


def family_of(child: str, roster: Roster | None) -> tuple[Recipient, ...]:
    """A guardian of the one pupil of that name, as the roster lists them; nothing where unsure."""
    if roster is None:
        return ()
    wanted = " ".join(child.casefold().split())
    fitting = [
        pupil
        for pupil in roster.pupils
        if wanted in (f"{pupil.given} {pupil.family}".casefold(), pupil.given.casefold())
    ]
    if len(fitting) != 1:
        return ()
    pupil = fitting[0]
    for guardian in roster.guardians_of.get(pupil.id, ()):
        if guardian.emails and pupil.id not in guardian.restricted:
            return (Recipient(party=Party(address=guardian.emails[0])),)
    return ()
