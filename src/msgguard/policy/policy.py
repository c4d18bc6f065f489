"""A policy ready for judging: rules, clauses and the matrix of one or several packs.

Plain frozen data, built by ``policy/pack.py`` from TOML. Nothing here knows a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from msgguard.model import Audience, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One finding's wording: what it is, why it matters, what to do instead.

    ``message`` and ``instead`` may hold ``{text}`` and ``{facts-key}``; they are the only
    words a sender sees. ``neutral`` replaces ``message`` where the notice must not tell
    why. ``fix`` says what may be done with the text by one click: ``mask``, ``remove``, or
    nothing; ``replace`` what may stand in its place (``{school_phone}``, ``{school_email}``).
    ``kind`` is empty for rules with a detector in code, else ``words``, ``phrase`` or
    ``pattern`` with its options in ``data``.
    """

    code: str
    name: str
    what: str
    why: str
    instead: str
    message: str
    neutral: str = ""
    detector: str = ""
    kind: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    leaves_alone: tuple[str, ...] = ()
    fix: str = ""
    replace: str = ""
    preview: bool = False
    locked: bool = False
    since: str = ""
    path: Path = Path()


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When a matrix row or a clause's check applies; empty fields ask for nothing.

    ``rules`` are codes or prefixes. ``owner`` and ``stance`` list allowed values.
    ``facts`` must equal the finding's facts. ``at_least`` are numeric facts with their
    minimum. ``together_with`` are codes of which one must also be in the message.
    ``roster``: only with (True) or without (False) a roster. ``one_outside``: only where
    the message has exactly one outside recipient.
    """

    rules: tuple[str, ...]
    owner: tuple[str, ...] = ()
    stance: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    at_least: Mapping[str, int] = field(default_factory=dict)
    together_with: tuple[str, ...] = ()
    roster: bool | None = None
    one_outside: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of the matrix."""

    level: Level
    escalate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the matrix: what a finding weighs for each audience. The first row whose
    condition holds counts.
    """

    when: Condition
    cells: Mapping[Audience, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Which findings may cite a clause, and how far it reaches for them.

    ``channel`` holds the words of a clause's channel (or ``any``), ``to`` the audiences.
    """

    when: Condition
    channel: frozenset[str]
    to: frozenset[Audience]
    duty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause, in the school's own words.

    ``binds`` is ``everyone`` or sender groups (staff, volunteer, governor); ``channel``
    any of email, phone, sms, social, or ``any``; ``to`` any of pupils, parents, community,
    public, or ``any``. ``exception`` is the role whose approval clears it, or empty.
    ``checks`` are the findings that may cite it.
    """

    pack: str
    ref: str
    section: str
    text: str
    short: str
    binds: tuple[str, ...]
    channel: tuple[str, ...]
    to: tuple[str, ...]
    exception: str
    duty: str
    checks: tuple[Check, ...]
    path: Path = Path()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PackInfo:
    """Who made a pack, its version, and when it is due for review."""

    name: str
    version: str
    title: str = ""
    extends: tuple[str, ...] = ()
    revised: date | None = None
    due: date | None = None
    path: Path = Path()


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What several packs say together: all clauses, the strictest level of any matrix.

    ``matrices`` holds one tuple of rows per pack that has a matrix. ``approvers`` maps an
    exception's role to the roles that may give it.
    """

    packs: tuple[PackInfo, ...]
    rules: Mapping[str, Rule]
    clauses: tuple[Clause, ...]
    matrices: tuple[tuple[Row, ...], ...]
    words: Mapping[str, frozenset[str]]
    approvers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def rows_by_code(self) -> Mapping[str, tuple[tuple[Row, ...], ...]]:
        """For every code the rows of each matrix that name it, so that judging looks at few."""
        return {
            code: tuple(
                tuple(row for row in rows if code.startswith(row.when.rules)) for rows in self.matrices
            )
            for code in self.rules
        }

    @cached_property
    def checks_by_code(self) -> Mapping[str, tuple[tuple[Clause, Check], ...]]:
        """For every code the clauses that may be cited for it, with the check that says so."""
        return {
            code: tuple(
                (clause, check)
                for clause in self.clauses
                for check in clause.checks
                if code.startswith(check.when.rules)
            )
            for code in self.rules
        }

    def clause(self, ref: str) -> Clause | None:
        """The clause of that reference, in any case; the first pack's where two have it."""
        wanted = ref.casefold()
        return next((c for c in self.clauses if c.ref.casefold() == wanted), None)
