"""The exception tree: what went wrong, where, and what was expected.

::

    MsgguardError            anything msgguard raises on purpose
    ├── UsageError           a command or option that cannot be carried out
    ├── ConfigError          msgguard.toml, school.toml, approvals.toml
    ├── PackError            a policy pack
    ├── RosterError          a roster file
    └── IntakeError          a message that cannot be read at all

Caught only at the front ends. A detector that raises makes that message's
report an error, never a pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class MsgguardError(Exception):
    """Base of every error msgguard raises on purpose; ``str()`` is fit to show to a user."""


class UsageError(MsgguardError):
    """A command, option or selector that cannot be carried out."""


class IntakeError(MsgguardError):
    """A message, or a stream of messages, that cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault in a data file.

    ``line`` counts from 1; 0 where the fault belongs to the file as a whole.
    ``quote`` is the faulty line as written.
    """

    path: Path
    line: int
    what: str
    quote: str = ""

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{where}: {self.what}" + (f"\n    {self.quote.strip()}" if self.quote else "")


class DataError(MsgguardError):
    """One or more faults in files the school or the project wrote, all reported at once."""

    def __init__(self, problems: list[Problem] | str) -> None:
        self.problems: list[Problem] = [] if isinstance(problems, str) else problems
        super().__init__(problems if isinstance(problems, str) else "\n".join(map(str, problems)))


class ConfigError(DataError):
    """``msgguard.toml``, ``school.toml`` or ``approvals.toml`` is wrong."""


class PackError(DataError):
    """A policy pack is wrong."""


class RosterError(DataError):
    """A roster is wrong."""
