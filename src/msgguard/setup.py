"""A ready ``Setup`` from a configuration: packs, school, register, roster, detectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from msgguard.config import Settings, find_config, read_config
from msgguard.detect.data import DataRule
from msgguard.detect.detectors import REFINERS, all_detectors
from msgguard.engine import Setup, make_setup, wanted_codes
from msgguard.model import Confidence
from msgguard.policy.pack import load_policy
from msgguard.policy.policy import Policy
from msgguard.school.approvals import Approval
from msgguard.school.profile import School
from msgguard.school.reader import read_approvals, read_school
from msgguard.school.roster import Roster
from msgguard.selection import select_codes


def load_setup(
    config: str | Path | None = None,
    *,
    isolated: bool = False,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    clauses: Sequence[str] = (),
) -> Setup:
    """The setup that a configuration file describes (None: found upward, else the base pack).

    ``isolated`` reads no configuration at all.
    """
    named = str(config) if config is not None else None
    settings = read_config(None if isolated else find_config(Path.cwd(), named=named))
    return setup_from(settings, select=select, ignore=ignore, clauses=clauses)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a setup is made of, as data: it pickles, whatever the detectors are made of.

    A worker process, or a machine that has none of the files, makes its own setup from it.
    """

    policy: Policy
    school: School
    roster: Roster | None
    approvals: tuple[Approval, ...]
    codes: frozenset[str]
    confidence: Confidence = Confidence.LOW


def setup_from(
    settings: Settings,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    clauses: Sequence[str] = (),
    confidence: Confidence = Confidence.LOW,
) -> Setup:
    """The setup for resolved settings; command-line selection replaces the file's."""
    return setup_of(
        read_parts(settings, select=select, ignore=ignore, clauses=clauses, confidence=confidence)
    )


def read_parts(
    settings: Settings,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    clauses: Sequence[str] = (),
    confidence: Confidence = Confidence.LOW,
) -> Parts:
    """Read what the settings name: packs, school, register, roster."""
    policy = load_policy(settings.packs, folders=settings.pack_folders)
    codes = select_codes(
        policy, select=select or settings.select, ignore=ignore or settings.ignore, clauses=clauses
    )
    return Parts(
        policy=policy,
        school=read_school(settings.school) if settings.school else School(),
        roster=read_roster(settings.roster) if settings.roster is not None else None,
        approvals=read_approvals(settings.approvals) if settings.approvals else (),
        codes=codes,
        confidence=confidence,
    )


def read_roster(path: Path) -> Roster:
    """A compiled roster; only schools that have one pay for reading it."""
    from msgguard.school.compiled import read_compiled

    return read_compiled(path)


def setup_of(parts: Parts) -> Setup:
    """The setup for parts that were read, here or elsewhere."""
    wanted = wanted_codes(parts.policy.rules, chosen=parts.codes, refiners=REFINERS)
    rules = [rule for rule in data_rules(parts.policy) if rule.code in wanted]
    return make_setup(
        parts.policy,
        school=parts.school,
        roster=parts.roster,
        approvals=parts.approvals,
        detectors=all_detectors(rules, parts.policy.words),
        refiners=REFINERS,
        codes=parts.codes,
        confidence=parts.confidence,
    )


def data_rules(policy: Policy) -> list[DataRule]:
    """The policy's rules that are data, as the detectors take them."""
    return [
        DataRule(code=rule.code, kind=rule.kind, **rule.data) for rule in policy.rules.values() if rule.kind
    ]
