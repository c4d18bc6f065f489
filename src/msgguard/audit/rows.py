"""The rows of the results: one a message, one a finding. No text, no address, no name of a file.

``msgguard audit query`` knows them as the tables ``messages`` and ``findings``.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class MessageRow(NamedTuple):
    """What became of one message. Hashes are keyed with the school's own key."""

    seq: int
    source: str
    place: str
    size: int
    state: str
    reason: str
    copy_of: int
    message: str
    thread: str
    sender: str
    sender_group: str
    direction: str
    channel: str
    day: date | None
    month: str
    verdict: str
    findings: int
    errors: list[str]
    not_checked: list[str]


class FindingRow(NamedTuple):
    """One finding as the policy sees it. ``part`` is the kind of place, without names.

    ``value`` is the keyed hash of what was found; ``fingerprint`` that of the finding.
    ``excerpt`` is masked, and empty unless somebody asked by name and with a reason.
    """

    seq: int
    number: int
    message: str
    thread: str
    sender: str
    sender_group: str
    direction: str
    channel: str
    day: date | None
    month: str
    code: str
    name: str
    level: str
    escalate: str
    audience: str
    clauses: list[str]
    cleared: list[str]
    allowed: bool
    known: bool
    origin: str
    owner: str
    stance: str
    confidence: str
    disguised: bool
    part: str
    start: int
    end: int
    value: str
    fingerprint: str
    excerpt: str


class Batch(NamedTuple):
    """The rows of some neighbouring messages."""

    messages: list[MessageRow]
    findings: list[FindingRow]
