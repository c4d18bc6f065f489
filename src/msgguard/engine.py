"""``check(message, setup) -> Report``: the only module that knows the whole chain.

Pure and thread-safe; a setup holds no open file and pickles, so worker processes can be
handed one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from msgguard.detect.registry import Detector, Known, Refiner
from msgguard.judge import Bench, judge, policy_notices, verdict_of
from msgguard.model import Channel, Confidence, Finding, Level, Message, PolicyWarning, Report
from msgguard.policy.policy import Policy
from msgguard.school.approvals import Approval
from msgguard.school.names import compile_names
from msgguard.school.profile import School
from msgguard.school.roster import Roster
from msgguard.text.view import build_view

if TYPE_CHECKING:
    from msgguard.intake.files.limits import Limits

PLACES = ("body", "subject")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """Everything a check needs, built once (``setup.load_setup``).

    ``codes`` are the selected rules; detectors that can give none of them are left out.
    ``confidence`` is the least that a finding must have; ``limits`` bound the reading of
    attached files (None: the readers' own).
    """

    policy: Policy
    known: Known
    bench: Bench
    detectors: Sequence[Detector]
    codes: frozenset[str]
    refiners: Sequence[Refiner] = ()
    confidence: Confidence = Confidence.LOW
    limits: Limits | None = None


def make_setup(
    policy: Policy,
    *,
    school: School,
    roster: Roster | None = None,
    approvals: Sequence[Approval] = (),
    detectors: Sequence[Detector],
    refiners: Sequence[Refiner] = (),
    codes: Iterable[str] | None = None,
    confidence: Confidence = Confidence.LOW,
    limits: Limits | None = None,
) -> Setup:
    """Put the parts together; ``codes`` None means every rule of the policy."""
    chosen = frozenset(policy.rules if codes is None else codes)
    wanted = wanted_codes((code for d in detectors for code in d.codes), chosen=chosen, refiners=refiners)
    return Setup(
        policy=policy,
        known=Known(
            school=school,
            roster=roster,
            words=policy.words,
            names=compile_names(roster, school),
            wanted=wanted,
        ),
        bench=Bench(policy=policy, school=school, roster=roster, approvals=tuple(approvals)),
        detectors=tuple(d for d in detectors if not wanted.isdisjoint(d.codes)),
        codes=chosen,
        refiners=tuple(r for r in refiners if chosen.intersection(r.codes)),
        confidence=confidence,
        limits=limits,
    )


def wanted_codes(
    codes: Iterable[str], *, chosen: frozenset[str], refiners: Sequence[Refiner]
) -> frozenset[str]:
    """Those of ``codes`` that detectors must find: what is chosen, and what its refiners look at."""
    needs = tuple(prefix for r in refiners if chosen.intersection(r.codes) for prefix in r.needs)
    return frozenset(code for code in codes if code in chosen or code.startswith(needs))


def run_notices(setup: Setup, *, today: date) -> list[str]:
    """What must be said once a run, not once a message: packs whose review is overdue."""
    return policy_notices(setup.policy, today=today)


def find(message: Message, setup: Setup) -> tuple[list[Finding], list[Finding], list[str]]:
    """Findings, excused candidates, and errors of detectors, unjudged."""
    return _find(_read(message, setup.limits), setup)


def _find(message: Message, setup: Setup) -> tuple[list[Finding], list[Finding], list[str]]:
    """As :func:`find`, of a message whose files are read."""
    view = build_view(message)
    found: list[Finding] = []
    errors: list[str] = []
    for detector in setup.detectors:
        try:
            found.extend(detector.find(view, setup.known))
        except Exception as failure:  # a detector's fault must make this report an error, whatever it is
            errors.append(f"detector {detector.name} failed: {type(failure).__name__}")
    for refiner in setup.refiners:
        try:
            found = refiner.refine(view, setup.known, found)
        except Exception as failure:  # as above
            errors.append(f"refiner {refiner.name} failed: {type(failure).__name__}")
    chosen = [f for f in found if f.code in setup.codes and f.confidence >= setup.confidence]
    kept = [finding for finding in chosen if not finding.excuse]
    excused = [finding for finding in chosen if finding.excuse]
    return in_reading_order(without_echoes(kept)), excused, errors


def _read(message: Message, limits: Limits | None) -> Message:
    """The message with its files read; the readers are loaded only for one that has any."""
    if not message.attachments:
        return message
    from msgguard.intake.files.read import with_files

    return with_files(message, limits=limits) if limits else with_files(message)


def without_echoes(findings: list[Finding]) -> list[Finding]:
    """Drop what an HTML alternative or a link target only says again."""
    said = {(f.code, f.text.casefold()) for f in findings if f.part in PLACES}
    return [f for f in findings if f.part not in ("html", "links") or (f.code, f.text.casefold()) not in said]


def in_reading_order(findings: list[Finding]) -> list[Finding]:
    """By part (subject and body first), place, code: a stable order for every report."""
    return sorted(
        findings, key=lambda f: (f.part not in PLACES, f.part != "subject", f.part, f.start, f.code)
    )


def check(message: Message, setup: Setup, *, today: date | None = None) -> Report:
    """Check one message.

    ``today`` is the day approvals are read on for a message without a date (default: now).
    """
    message = _read(message, setup.limits)
    findings, excused, errors = _find(message, setup)
    warnings: list[PolicyWarning] = []
    try:
        warnings = judge(findings, message, setup.bench, today=today or date.today())
    except Exception as failure:  # as above: an unjudged message is never a pass
        errors.append(f"judging failed: {type(failure).__name__}")
    notices = []
    if message.channel is not Channel.POST and not message.recipients and message.audience is None:
        notices.append(
            "No recipients were given, so it was judged as if it went to somebody outside the school."
        )
    verdict = verdict_of(warnings)
    return Report(
        message=message,
        verdict=max(verdict, Level.WARN) if errors else verdict,
        warnings=tuple(warnings),
        excused=tuple(excused),
        not_checked=message.not_checked,
        notices=tuple(notices),
        errors=tuple(errors),
    )
