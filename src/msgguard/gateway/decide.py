"""From a report to the way a message takes: delivered, held, refused, deferred.

The levels are the policy's; this is the catalogue's section 5 (acting) and the school's own
rollout: which rules act already, for whom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from msgguard.engine import Setup
from msgguard.gateway.files import GatewayTable
from msgguard.model import Level, PolicyWarning, Report
from msgguard.school.audience import is_safe


class Way(StrEnum):
    """What happens to a message."""

    DELIVER = "deliver"
    HOLD = "hold"
    REFUSE = "refuse"
    DEFER = "defer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One warning as a notice may tell it. ``code`` is empty where the notice must stay neutral."""

    code: str
    name: str
    level: str
    clauses: tuple[tuple[str, str], ...]
    what: str
    instead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The way, and what may be said of it. ``codes`` are those that may be told to anybody.

    ``all_codes`` and ``clauses`` are for the school's own records. ``escalate`` are the roles
    that must hear of it; ``advise`` asks for a notice though the message is delivered.
    """

    way: Way
    verdict: str
    codes: tuple[str, ...] = ()
    all_codes: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    approvers: tuple[str, ...] = ()
    escalate: tuple[str, ...] = ()
    advise: bool = False
    reply: str = ""
    errors: tuple[str, ...] = field(default=())


def safe_route_only(recipients: Sequence[str], setup: Setup) -> bool:
    """Whether everybody who receives it belongs to the safe route."""
    school = setup.known.school
    return bool(recipients) and all(is_safe(address.lower(), school) for address in recipients)


def decide(report: Report, setup: Setup, table: GatewayTable) -> Decision:
    """The way this message takes."""
    counted = [w for w in report.warnings if not (w.allowed or w.known)]
    groups = sender_groups(report, setup)
    modes = {w.finding.code: mode_for(w.finding.code, groups, table) for w in counted}
    acting = [w for w in counted if modes[w.finding.code] == "enforce" and w.level >= Level.WARN]
    way = Way.DELIVER
    if acting:
        way = Way.REFUSE if any(w.level is Level.BLOCK for w in acting) else Way.HOLD
    if report.errors and table.mode != "monitor" and way is not Way.REFUSE:
        # Not fully checked is never a pass; what happens instead is the school's own setting.
        way = {"tempfail": Way.DEFER, "hold": Way.HOLD, "relay": way}[table.on_error]
    heard = [w for w in counted if w.escalate and modes[w.finding.code] != "monitor"]
    told = [w for w in counted if not is_neutral(w, setup)]
    shown = acting or [w for w in counted if modes[w.finding.code] == "advise" and w.level >= Level.WARN]
    reasons = tuple(dict.fromkeys(reason_of(w, setup) for w in shown))
    return Decision(
        way=way,
        verdict=report.verdict.word,
        codes=_codes(told),
        all_codes=_codes(counted),
        clauses=tuple(dict.fromkeys(c.ref for w in counted for c in w.clauses if not c.cleared_by)),
        reasons=reasons,
        approvers=approvers_for(acting, setup) if way is Way.HOLD else (),
        escalate=tuple(dict.fromkeys(w.escalate for w in heard)),
        advise=way is Way.DELIVER and bool(shown),
        reply=refusal(acting, setup) if way is Way.REFUSE else "",
        errors=report.errors,
    )


def _codes(warnings: Sequence[PolicyWarning]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w.finding.code for w in warnings))


def sender_groups(report: Report, setup: Setup) -> frozenset[str]:
    """The words a rollout may name a sender by: address, and role if the school lists one."""
    school = setup.known.school
    address = report.message.sender.address
    person = school.staff_by_address.get(address) or school.staff_by_private.get(address)
    return frozenset({address, person.email, person.role} if person else {address})


def mode_for(code: str, groups: frozenset[str], table: GatewayTable) -> str:
    """The mode of one rule for one sender: the first fitting rollout, else the gateway's.

    A gateway that only monitors does so whatever a rollout says.
    """
    if table.mode == "monitor":
        return "monitor"
    for entry in table.rollout:
        by_rule = not entry.rules or code.startswith(tuple(rule.upper() for rule in entry.rules))
        by_group = not entry.groups or any(group.lower() in groups for group in entry.groups)
        if by_rule and by_group:
            return entry.mode
    return table.mode


def is_neutral(warning: PolicyWarning, setup: Setup) -> bool:
    """Whether neither notice, reply nor header may say what was found."""
    rule = setup.policy.rules.get(warning.finding.code)
    return bool(warning.escalate and rule and rule.neutral) or bool(rule and rule.neutral)


def reason_of(warning: PolicyWarning, setup: Setup) -> Reason:
    """The warning in words that quote nothing of the message."""
    rule = setup.policy.rules[warning.finding.code]
    if is_neutral(warning, setup):
        return Reason(code="", name="", level="", clauses=(), what=rule.neutral, instead="")
    return Reason(
        code=rule.code,
        name=rule.name,
        level=warning.level.word,
        clauses=tuple((c.ref, c.text) for c in warning.clauses if not c.cleared_by),
        what=rule.what,
        instead="" if "{" in rule.instead else rule.instead,
    )


def refusal(acting: Sequence[PolicyWarning], setup: Setup) -> str:
    """The SMTP reply of a refusal: codes, clauses and a short reason, nothing of the message."""
    told = [w for w in acting if w.level is Level.BLOCK and not is_neutral(w, setup)]
    if not told:
        return "550 5.7.1 Not sent under the school's policy. Please speak to the person it names."
    codes = " ".join(dict.fromkeys(f"{w.finding.code} {w.name}" for w in told[:4]))
    refs = ", ".join(dict.fromkeys(c.ref for w in told for c in w.clauses if not c.cleared_by))
    instead = reason_of(told[0], setup).instead
    conflict = f"may conflict with {refs}" if refs else "may conflict with the school's policy"
    return f"550 5.7.1 Not sent: {conflict} ({codes}). {instead}".strip()[:450]


def approvers_for(acting: Sequence[PolicyWarning], setup: Setup) -> tuple[str, ...]:
    """The roles that could approve it, or none where a cited clause knows no exception."""
    found: dict[str, None] = {}
    for warning in acting:
        for cited in warning.clauses:
            clause = setup.policy.clause(cited.ref)
            if cited.cleared_by:
                continue
            if clause is None or not clause.exception:
                return ()
            found.update(dict.fromkeys(setup.policy.approvers.get(clause.exception, (clause.exception,))))
    return tuple(found)
