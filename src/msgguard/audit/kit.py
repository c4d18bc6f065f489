"""Everything a worker needs, built once and shipped once: setups by roster, scope, key."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from msgguard._version import __version__
from msgguard.audit.plan import Plan, RosterSpan
from msgguard.config import Settings
from msgguard.engine import Setup
from msgguard.setup import setup_from

# What is looked for in mail that comes in: a duty to report, and staff who write from elsewhere.
INBOUND_CODES = ("PB506", "SC401")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """One roster's setups: for the school's own mail, and for what comes in (None: nothing to look for)."""

    span: RosterSpan | None
    own: Setup
    inbound: Setup | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """What a worker is handed. ``today`` judges messages without a date, and stays on resuming."""

    benches: Sequence[Bench]
    since: date | None
    until: date | None
    groups: frozenset[str]
    everything: bool
    excerpts: bool
    today: date
    key: bytes
    known: frozenset[str]

    def bench_for(self, day: date | None) -> Bench:
        """The setups for a message of that day: the first roster that covers it, else the school's present one."""
        for bench in self.benches:
            if bench.span is not None and bench.span.covers(day):
                return bench
        return self.benches[-1]


def make_kit(
    plan: Plan, settings: Settings, *, key: bytes, today: date, known: frozenset[str] = frozenset()
) -> Kit:
    """The kit for a plan. Raises MsgguardError where packs, school or rosters are wrong."""
    main = _bench(None, settings, plan)
    benches = [
        _bench(span, replace(settings, roster=Path(span.path)), plan, like=main) for span in plan.rosters
    ]
    return Kit(
        benches=(*benches, main),
        since=plan.since,
        until=plan.until,
        groups=frozenset(plan.groups),
        everything=plan.everything,
        excerpts=plan.excerpts,
        today=today,
        key=key,
        known=known,
    )


def _bench(span: RosterSpan | None, settings: Settings, plan: Plan, like: Bench | None = None) -> Bench:
    own = setup_from(settings, select=plan.select, ignore=plan.ignore, clauses=plan.clauses)
    if like is not None:
        own = replace(own, policy=like.own.policy)
    codes = [code for code in INBOUND_CODES if code in own.codes]
    if not codes:
        return Bench(span=span, own=own, inbound=None)
    chosen = setup_from(settings, select=codes, ignore=("ALL",))
    wanted = frozenset(codes)
    inbound = replace(
        own,
        codes=wanted,
        detectors=tuple(d for d in own.detectors if wanted.intersection(d.codes)) or chosen.detectors,
        refiners=tuple(r for r in own.refiners if wanted.intersection(r.codes)),
    )
    return Bench(span=span, own=own, inbound=inbound)


def rules_digest(settings: Settings, kit: Kit) -> str:
    """Tells whether a resumed run would judge by the same tool, packs, school and rosters."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(__version__.encode())
    for info in kit.benches[-1].own.policy.packs:
        digest.update(f"{info.name} {info.version}\x00".encode())
    for path in (settings.school, settings.approvals, settings.roster, settings.path):
        if path is not None and path.is_file():
            digest.update(path.read_bytes())
    for bench in kit.benches:
        if bench.span is not None:
            digest.update(Path(bench.span.path).read_bytes())
    digest.update(hashlib.sha256(kit.key).digest())
    for code in sorted(kit.benches[-1].own.codes):
        digest.update(code.encode())
    return digest.hexdigest()
