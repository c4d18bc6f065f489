"""The TOML files of a policy pack, as models: what a school may write and what not."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from msgguard.tomlfile import StrictModel

CODE = r"^[A-Z]{2}\d{3}$"
CODE_OR_PREFIX = r"^[A-Z]{2}\d{0,3}$"
ChannelWord = Literal["email", "phone", "sms", "social", "any"]
BindsWord = Literal["everyone", "staff", "volunteer", "governor"]
Duty = Literal["must", "must not", "should", "should not", "advised", "must report", "notice"]
OwnerWord = Literal["sender", "colleague", "family", "pupil", "organisation", "unknown"]
StanceWord = Literal["own", "reported", "negated", "idiom"]
OriginWord = Literal[
    "authored", "quoted", "forwarded", "signature", "footer", "attachment", "file name", "header"
]
Prefix = str


class PackFile(StrictModel):
    """``pack.toml``."""

    format: Literal[1]
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    version: str
    title: str = ""
    extends: list[str] = []
    revised: date | None = None
    due: date | None = None
    document: str = ""
    approvers: dict[str, list[str]] = {}
    reach: dict[str, list[str]] = {}


class CheckEntry(StrictModel):
    """Which findings may cite a clause; channel, to and duty replace the clause's own."""

    rules: list[str] = Field(min_length=1)
    owner: list[OwnerWord] = []
    stance: list[StanceWord] = []
    origin: list[OriginWord] = []
    facts: dict[str, str] = {}
    channel: list[ChannelWord] = []
    to: list[str] = []
    duty: Duty | None = None


class ClauseEntry(StrictModel):
    """One ``[[clause]]`` of ``clauses.toml``."""

    ref: str
    section: str = ""
    short: str = ""
    text: str = Field(min_length=1)
    binds: list[BindsWord] = ["everyone"]
    channel: list[ChannelWord] = ["any"]
    to: list[str] = ["any"]
    exception: str = ""
    duty: Duty
    checks: list[CheckEntry] = []


class ClausesFile(StrictModel):
    """``clauses.toml``."""

    clause: list[ClauseEntry] = []


class RowEntry(StrictModel):
    """One ``[[row]]`` of ``matrix.toml``; ``levels`` reads as a table under ``columns``."""

    rules: list[str] = Field(min_length=1)
    levels: str
    owner: list[OwnerWord] = []
    stance: list[StanceWord] = []
    origin: list[OriginWord] = []
    channel: list[Literal["email", "post", "dm", "sms"]] = []
    facts: dict[str, str] = {}
    at_least: dict[str, int] = {}
    together_with: list[str] = []
    roster: bool | None = None
    one_outside: bool | None = None


class MatrixFile(StrictModel):
    """``matrix.toml``."""

    columns: str
    row: list[RowEntry] = []


class ExampleAttachment(StrictModel):
    """An attachment of an example."""

    name: str
    text: str = ""


class Example(StrictModel):
    """A message that must (``bad``) or must not (``good``) give the rule's finding."""

    text: str = ""
    find: list[str] = []
    without_text: bool = False
    leaves_alone: str = ""
    subject: str = ""
    channel: Literal["email", "post", "dm", "sms"] = "email"
    post: Literal["group", "personal", "official"] | None = None
    sender: str = ""
    recipients: list[str] = []
    cc: list[str] = []
    bcc: list[str] = []
    headers: dict[str, str] = {}
    date: str = ""
    attachments: list[ExampleAttachment] = []


class RuleFile(StrictModel):
    """``rules/CODE.toml``; a rule has a detector in code or a kind with its data."""

    code: str = Field(pattern=CODE)
    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    what: str
    why: str
    instead: str
    message: str
    neutral: str = ""
    fix: Literal["", "mask", "remove"] = ""
    replace: str = ""
    detector: str = ""
    kind: Literal["", "words", "phrase", "pattern"] = ""
    leaves_alone: list[str] = []
    preview: bool = False
    locked: bool = False
    since: str = "0.1.0"
    # data rules
    words: list[str] = []
    phrases: list[str] = []
    phrases_to_pupils: list[str] = []
    patterns: list[str] = []
    unless: list[str] = []
    channels: list[Literal["email", "post", "dm", "sms"]] = []
    to_pupils_only: bool = False
    authored_only: bool = True
    keep_reported: bool = False
    any_stance: bool = False
    confidence: Literal["low", "medium", "high"] = "medium"
    facts: dict[str, str] = {}
    bad: list[Example] = []
    good: list[Example] = []


class CaseEntry(StrictModel):
    """One ``[[case]]`` of ``cases.toml``: the pack's own test."""

    name: str
    text: str
    subject: str = ""
    channel: Literal["email", "post", "dm", "sms"] = "email"
    post: Literal["group", "personal", "official"] | None = None
    sender: str
    recipients: list[str] = []
    cc: list[str] = []
    headers: dict[str, str] = {}
    verdict: Literal["pass", "advise", "warn", "block"]
    codes: list[str] = []
    clauses: list[str] = []


class CasesFile(StrictModel):
    """``cases.toml``. ``school`` names a school file beside it for the cases' people."""

    school: str = ""
    case: list[CaseEntry] = []
