"""msgguard: an outbound-message compliance linter for schools.

>>> from msgguard import check, load_setup, read_draft
>>> setup = load_setup(isolated=True)
>>> message = read_draft("To: parent1@mail.example\\n\\nSee you at four.\\n\\nSent from my iPhone")
>>> report = check(message, setup)
>>> report.verdict.word, [warning.finding.code for warning in report.warnings]
('advise', ['SC404'])

Names are imported when they are used, so that the command line starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from msgguard._version import __version__

if TYPE_CHECKING:
    from msgguard.engine import Setup, check
    from msgguard.errors import ConfigError, IntakeError, MsgguardError, PackError, UsageError
    from msgguard.intake.draft import read_draft
    from msgguard.intake.mail import read_mail
    from msgguard.intake.records import read_record
    from msgguard.intake.sources import read_message
    from msgguard.model import (
        Attachment,
        Audience,
        Channel,
        Cited,
        Confidence,
        Finding,
        Level,
        Message,
        Party,
        PolicyWarning,
        PostKind,
        Recipient,
        Report,
    )
    from msgguard.setup import load_setup

_WHERE = {
    "engine": ("Setup", "check"),
    "errors": ("ConfigError", "IntakeError", "MsgguardError", "PackError", "UsageError"),
    "intake.draft": ("read_draft",),
    "intake.mail": ("read_mail",),
    "intake.records": ("read_record",),
    "intake.sources": ("read_message",),
    "model": (
        "Attachment",
        "Audience",
        "Channel",
        "Cited",
        "Confidence",
        "Finding",
        "Level",
        "Message",
        "Party",
        "PolicyWarning",
        "PostKind",
        "Recipient",
        "Report",
    ),
    "setup": ("load_setup",),
}

__all__ = [
    "Attachment",
    "Audience",
    "Channel",
    "Cited",
    "Confidence",
    "ConfigError",
    "Finding",
    "IntakeError",
    "Level",
    "Message",
    "MsgguardError",
    "PackError",
    "Party",
    "PolicyWarning",
    "PostKind",
    "Recipient",
    "Report",
    "Setup",
    "UsageError",
    "__version__",
    "check",
    "load_setup",
    "read_draft",
    "read_mail",
    "read_message",
    "read_record",
]


def __getattr__(name: str) -> object:
    """Import a public name on first use."""
    for module, names in _WHERE.items():
        if name in names:
            return getattr(import_module(f"msgguard.{module}"), name)
    raise AttributeError(f"module 'msgguard' has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names."""
    return __all__
