"""What a worker is handed: the kit, as data, shipped once; the worker makes its bench from it.

A bench holds one setup a roster for the school's own mail, and one for what comes in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from msgguard._version import __version__
from msgguard.audit.plan import Plan, RosterSpan
from msgguard.config import Settings
from msgguard.engine import Setup
from msgguard.errors import UsageError
from msgguard.setup import Parts, read_parts, read_roster, setup_of

# What is looked for in mail that comes in: a duty to report, and staff who write from elsewhere.
INBOUND_CODES = frozenset({"PB506", "SC401"})
# Lists and machines tell the school of no child: there only the sender is looked at.
BULK_CODES = frozenset({"SC401"})
# Optional packages with which detectors and readers of files see more.
_OPTIONAL = ("onnxruntime", "pypdfium2", "python_calamine", "olefile")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """The school, the rosters by date (the present one last, without dates), and the scope.

    ``today`` judges messages without a date, and stays the same on resuming.
    """

    rosters: Sequence[tuple[RosterSpan | None, Parts]]
    since: date | None
    until: date | None
    groups: frozenset[str]
    everything: bool
    excerpts: bool
    today: date
    key: bytes
    known: frozenset[str]
    tool: str

    @property
    def parts(self) -> Parts:
        """The school as it is at present."""
        return self.rosters[-1][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One roster's setups; ``inbound`` and ``bulk`` are None where no rule looks at what comes in."""

    span: RosterSpan | None
    own: Setup
    inbound: Setup | None
    bulk: Setup | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A worker's setups, ready to check."""

    kit: Kit
    desks: Sequence[Desk]

    def desk_for(self, day: date | None) -> Desk:
        """The first roster that covers the day, else the school's present one."""
        for desk in self.desks:
            if desk.span is not None and desk.span.covers(day):
                return desk
        return self.desks[-1]


def make_kit(
    plan: Plan, settings: Settings, *, key: bytes, today: date, known: frozenset[str] = frozenset()
) -> Kit:
    """The kit for a plan. Raises MsgguardError where packs, school or rosters are wrong."""
    parts = read_parts(settings, select=plan.select, ignore=plan.ignore, clauses=plan.clauses)
    older = [(span, replace(parts, roster=read_roster(Path(span.path)))) for span in plan.rosters]
    return Kit(
        rosters=(*older, (None, parts)),
        since=plan.since,
        until=plan.until,
        groups=frozenset(plan.groups),
        everything=plan.everything,
        excerpts=plan.excerpts,
        today=today,
        key=key,
        known=known,
        tool=tool_mark(),
    )


def tool_mark() -> str:
    """The version, and which optional packages are at hand: with others, results would be others."""
    return " ".join([__version__, *(name for name in _OPTIONAL if find_spec(name) is not None)])


def bench_of(kit: Kit) -> Bench:
    """The bench that a worker makes of the kit. Raises UsageError on a worker of another kind."""
    if kit.tool != tool_mark():
        raise UsageError(
            f"a worker has msgguard {tool_mark()!r}, the audit began with {kit.tool!r}: "
            "install the same on both"
        )
    return Bench(kit=kit, desks=tuple(_desk(span, parts) for span, parts in kit.rosters))


def _desk(span: RosterSpan | None, parts: Parts) -> Desk:
    return Desk(
        span=span,
        own=setup_of(parts),
        inbound=_limited(parts, INBOUND_CODES),
        bulk=_limited(parts, BULK_CODES),
    )


def _limited(parts: Parts, codes: frozenset[str]) -> Setup | None:
    chosen = codes & parts.codes
    return setup_of(replace(parts, codes=chosen)) if chosen else None


def rules_digest(settings: Settings, kit: Kit) -> str:
    """Tells whether a resumed run would judge by the same tool, packs, school, rosters and key."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(kit.tool.encode())
    for info in kit.parts.policy.packs:
        digest.update(f"{info.name} {info.version}\x00".encode())
    spans = [Path(span.path) for span, _ in kit.rosters if span is not None]
    for path in (settings.school, settings.approvals, settings.roster, settings.path, *spans):
        if path is not None and path.is_file():
            digest.update(path.read_bytes())
    digest.update(hashlib.sha256(kit.key).digest())
    digest.update(" ".join(sorted(kit.parts.codes)).encode())
    return digest.hexdigest()
