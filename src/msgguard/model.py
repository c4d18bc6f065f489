"""The nouns that flow from intake to report. Frozen, without behaviour that knows policy.

Offsets are code points in the decoded source part, half-open; lines and columns
exist only in reports. Words and values are the catalogue's (design/catalogue.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum


class Channel(StrEnum):
    """By which way a message leaves."""

    EMAIL = "email"
    POST = "post"
    DM = "dm"
    SMS = "sms"


class PostKind(StrEnum):
    """Where a post appears: a closed group, a personal account, the school's own account."""

    GROUP = "group"
    PERSONAL = "personal"
    OFFICIAL = "official"


class Audience(StrEnum):
    """Who reads a message; the columns of the policy's matrix, in its order."""

    SAFE = "safe"
    STAFF = "staff"
    LIST = "list"
    GOVERNOR = "gov"
    STATUTORY = "stat"
    SUPPLIER = "sup"
    OWN = "own"
    RESTRICTED = "restr"
    OTHER = "other"
    EXTERNAL = "ext"
    PUPIL = "pupil"
    GROUP = "group"
    PERSONAL = "personal"
    OFFICIAL = "official"


# An audience as people and programs name it: the command line's --audience, the API's field.
AUDIENCES = {
    "pupil": Audience.PUPIL,
    "own-guardian": Audience.OWN,
    "other-guardian": Audience.OTHER,
    "restricted": Audience.RESTRICTED,
    "external": Audience.EXTERNAL,
    "staff": Audience.STAFF,
    "staff-list": Audience.LIST,
    "governor": Audience.GOVERNOR,
    "statutory": Audience.STATUTORY,
    "supplier": Audience.SUPPLIER,
    "safe": Audience.SAFE,
}


class Level(IntEnum):
    """How strict a warning is, and, as the strictest of a message, its verdict."""

    PASS = 0
    ADVISE = 1
    WARN = 2
    BLOCK = 3

    @property
    def word(self) -> str:
        """The level's name in reports and data: pass, advise, warn, block."""
        return self.name.lower()


class Confidence(IntEnum):
    """How sure a detector is. Medium caps the level at warn, low at advise."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2

    @property
    def word(self) -> str:
        """The confidence's name in reports and data."""
        return self.name.lower()


class Origin(StrEnum):
    """Which layer of the message a span stands in."""

    AUTHORED = "authored"
    QUOTED = "quoted"
    FORWARDED = "forwarded"
    SIGNATURE = "signature"
    FOOTER = "footer"
    ATTACHMENT = "attachment"
    FILE_NAME = "file name"
    HEADER = "header"


class Owner(StrEnum):
    """Whose datum it is, as far as the school's own lists tell."""

    SENDER = "sender"
    COLLEAGUE = "colleague"
    FAMILY = "family"
    PUPIL = "pupil"
    ORGANISATION = "organisation"
    UNKNOWN = "unknown"


class Stance(StrEnum):
    """The writer's own words, or somebody else's, denied, or a figure of speech."""

    OWN = "own"
    REPORTED = "reported"
    NEGATED = "negated"
    IDIOM = "idiom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An address as written, with its display name; ``address`` is lower-cased.

    For sms and direct messages the address is a number or a handle.
    """

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One recipient; ``field`` is ``to``, ``cc``, ``bcc`` or ``envelope``."""

    party: Party
    field: str = "to"

    @property
    def address(self) -> str:
        """The recipient's address, lower-cased."""
        return self.party.address


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A named piece of a file: a sheet, the comments, the properties.

    ``hidden`` is true where an ordinary reader of the file does not see it.
    """

    name: str
    text: str
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that travels with the message.

    ``text`` is what was read from it (None: nothing was read, and ``note`` says why).
    ``sections`` are further pieces; ``members`` are files inside it, each named with the
    way to it (``pupils.zip/list.xlsx``). ``not_checked`` says in plain words what in it
    could not be read, and is empty where all was.
    """

    name: str
    media_type: str = ""
    size: int = 0
    text: str | None = None
    note: str = ""
    data: bytes | None = field(default=None, repr=False)
    sections: tuple[Section, ...] = ()
    members: tuple[Attachment, ...] = ()
    not_checked: str = ""

    def texts(self) -> Iterator[tuple[str, str, bool]]:
        """Its own readable texts, as (name of the message part, text, hidden)."""
        if self.text:
            yield f"file:{self.name}", self.text, False
        for section in self.sections:
            if section.text:
                yield f"file:{self.name}#{section.name}", section.text, section.hidden

    def files(self) -> Iterator[Attachment]:
        """The file itself, then every file inside it, however deep."""
        yield self
        for member in self.members:
            yield from member.files()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as it would leave.

    ``body`` is the decoded text (HTML already turned to text); ``alternative`` is the
    text of an HTML part that says more than the plain one; ``links`` are targets of
    links that the text does not show. ``headers`` keep their order and case.
    ``not_checked`` says, in plain words, what could not be read. ``restricted`` are
    (address, pupil's name or id) pairs that the sending system itself knows to be barred, ``no_publicity``
    names or ids of pupils whom it knows not to be published.
    ``audience`` is set where the sender says outright who reads it; the lists are not asked then.
    """

    id: str
    channel: Channel
    sender: Party
    post: PostKind | None = None
    envelope_sender: str = ""
    recipients: tuple[Recipient, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    subject: str = ""
    body: str = ""
    alternative: str = ""
    links: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    date: datetime | None = None
    source: str = ""
    not_checked: tuple[str, ...] = ()
    restricted: tuple[tuple[str, str], ...] = ()
    no_publicity: tuple[str, ...] = ()
    audience: Audience | None = None

    def files(self) -> Iterator[Attachment]:
        """Every attachment, each followed by the files inside it."""
        for attachment in self.attachments:
            yield from attachment.files()

    def header(self, name: str) -> str:
        """The first header of that name (any case), or an empty string."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One code at one place: a fact about the message, without level or clause.

    ``part`` names the place (``body``, ``subject``, ``header:Reply-To``, ``to``,
    ``file:list.xlsx``, ``file:list.xlsx#Sheet2``, ``name:list.xlsx``); ``start`` and ``end``
    are offsets in that part's source, both
    -1 where the finding is about the part as a whole. ``text`` is as written.
    ``about`` holds roster ids. ``facts`` are small strings for wording and for the
    policy's conditions. ``why`` is the evidence, never shown in a notice.
    ``excuse`` names the predicate that rules the candidate out; an excused candidate
    is no finding and is shown only when asked for.
    """

    code: str
    part: str
    start: int = -1
    end: int = -1
    text: str = ""
    origin: Origin = Origin.AUTHORED
    owner: Owner = Owner.UNKNOWN
    stance: Stance = Stance.OWN
    confidence: Confidence = Confidence.HIGH
    disguised: bool = False
    about: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    why: tuple[str, ...] = ()
    excuse: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A clause a warning cites. ``cleared_by`` is the reference of a valid approval."""

    pack: str
    ref: str
    duty: str
    text: str
    cleared_by: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyWarning:
    """A finding as the policy sees it; ``message`` is the only text a sender is shown.

    ``audience`` is the strictest column. ``allowed`` is true where approvals clear every
    cited clause: such a warning stays in the report but does not count to the verdict.
    """

    finding: Finding
    name: str
    level: Level
    audience: Audience
    clauses: tuple[Cited, ...]
    message: str
    suggestion: str = ""
    escalate: str = ""
    allowed: bool = False
    known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a check found. A report with errors is never a pass."""

    message: Message
    verdict: Level
    warnings: tuple[PolicyWarning, ...]
    excused: tuple[Finding, ...] = ()
    not_checked: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
