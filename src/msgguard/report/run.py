"""What every format is given: outcomes one by one, and the facts of the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from msgguard.model import Audience, Level, PolicyWarning, Report
from msgguard.policy.policy import Policy

# Whom a warning is about, for people. A barred guardian is called no more than a recipient.
AUDIENCE_WORDS = {
    Audience.SAFE: "the safe route",
    Audience.STAFF: "a colleague",
    Audience.LIST: "a staff list",
    Audience.GOVERNOR: "a governor",
    Audience.STATUTORY: "a public body",
    Audience.SUPPLIER: "a supplier",
    Audience.OWN: "the pupil's own family",
    Audience.RESTRICTED: "this recipient",
    Audience.OTHER: "another family",
    Audience.EXTERNAL: "somebody outside the school",
    Audience.PUPIL: "a pupil",
    Audience.GROUP: "a closed group",
    Audience.PERSONAL: "a personal account",
    Audience.OFFICIAL: "the school's own account",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One input: its report, or the reason why there is none.

    ``first_line`` is the line of the source file on which the body begins, where the source
    is plain text; 0 where the body has no lines of its own in a file.
    """

    source: str
    id: str = ""
    report: Report | None = None
    error: str = ""
    first_line: int = 0

    @property
    def failed(self) -> bool:
        """Whether the message was not, or not wholly, checked through a fault."""
        return self.report is None or bool(self.report.errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How to print, and what belongs to the run as a whole.

    ``min_level`` and ``max_findings`` (0: all) cut what people are shown, never what is
    counted or what programs read. ``approvals`` is the register's file with the line of each
    reference. ``key`` is the school's own, for fingerprints; without one there are none.
    """

    policy: Policy
    version: str
    show_text: bool = False
    color: bool = False
    min_level: Level = Level.ADVISE
    max_findings: int = 10
    show_excused: bool = False
    summary: bool = True
    notices: tuple[str, ...] = ()
    approvals: str = ""
    approval_lines: Mapping[str, int] = field(default_factory=dict)
    key: bytes = b""

    def shown(self, report: Report) -> tuple[list[PolicyWarning], int]:
        """The warnings to show to people, in order, and how many more there are."""
        due = [w for w in report.warnings if w.level >= self.min_level]
        if self.max_findings and len(due) > self.max_findings:
            return due[: self.max_findings], len(due) - self.max_findings
        return due, 0


def plural(count: int, noun: str) -> str:
    """``1 warning``, ``2 warnings``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
