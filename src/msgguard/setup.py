"""A ready ``Setup`` from a configuration: packs, school, register, roster, detectors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgguard.config import Settings, find_config, read_config
from msgguard.detect.data import DataRule
from msgguard.detect.detectors import REFINERS, all_detectors
from msgguard.engine import Setup, make_setup
from msgguard.model import Confidence
from msgguard.policy.pack import load_policy
from msgguard.policy.policy import Policy
from msgguard.school.profile import School
from msgguard.school.reader import read_approvals, read_school
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


def setup_from(
    settings: Settings,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    clauses: Sequence[str] = (),
    confidence: Confidence = Confidence.LOW,
) -> Setup:
    """The setup for resolved settings; command-line selection replaces the file's."""
    policy = load_policy(settings.packs, folders=settings.pack_folders)
    codes = select_codes(
        policy, select=select or settings.select, ignore=ignore or settings.ignore, clauses=clauses
    )
    roster = None
    if settings.roster is not None:
        from msgguard.school.compiled import read_compiled  # only schools with a roster pay for it

        roster = read_compiled(settings.roster)
    return make_setup(
        policy,
        school=read_school(settings.school) if settings.school else School(),
        roster=roster,
        approvals=read_approvals(settings.approvals) if settings.approvals else (),
        detectors=all_detectors(data_rules(policy), policy.words),
        refiners=REFINERS,
        codes=codes,
        confidence=confidence,
    )


def data_rules(policy: Policy) -> list[DataRule]:
    """The policy's rules that are data, as the detectors take them."""
    return [
        DataRule(code=rule.code, kind=rule.kind, **rule.data) for rule in policy.rules.values() if rule.kind
    ]
