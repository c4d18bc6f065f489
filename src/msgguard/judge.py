"""From findings to warnings: audience, matrix, clauses, approvals, escalation, verdict.

Knows the policy and the context, never a text: what a finding says of the message is all
it has. Source of the order of things: the catalogue's sections 3 and 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from msgguard.model import (
    Audience,
    Channel,
    Cited,
    Confidence,
    Finding,
    Level,
    Message,
    PolicyWarning,
)
from msgguard.policy.policy import Cell, Clause, Condition, Policy
from msgguard.school.approvals import Approval
from msgguard.school.audience import (
    GUARDIANS,
    OUTSIDE,
    guardian_audience,
    message_audiences,
    restricted_here,
)
from msgguard.school.profile import School
from msgguard.school.roster import Roster

CAP = {Confidence.LOW: Level.ADVISE, Confidence.MEDIUM: Level.WARN, Confidence.HIGH: Level.BLOCK}
# Which words of a clause's channel a message's own channel means.
CHANNEL_WORDS = {
    Channel.EMAIL: frozenset({"email"}),
    Channel.POST: frozenset({"social"}),
    Channel.DM: frozenset({"social"}),
    Channel.SMS: frozenset({"sms", "phone"}),
}
NOTHING = Cell(level=Level.PASS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What the judge needs besides the findings."""

    policy: Policy
    school: School
    roster: Roster | None = None
    approvals: Sequence[Approval] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One message's facts for the matrix: who reads it, what else was found in it."""

    message: Message
    readers: Sequence[tuple[str, Audience]]
    restricted: dict[str, frozenset[str]]
    codes: frozenset[str]
    one_outside: bool
    has_roster: bool
    day: date


def judge(findings: Sequence[Finding], message: Message, bench: Bench, *, today: date) -> list[PolicyWarning]:
    """The warnings that ``findings`` deserve here, in the findings' order."""
    readers = message_audiences(message, bench.school, bench.roster)
    context = Context(
        message=message,
        readers=readers,
        restricted=restricted_here(message, bench.roster),
        codes=frozenset(finding.code for finding in findings),
        one_outside=sum(audience in OUTSIDE for _, audience in readers) == 1,
        has_roster=bench.roster is not None,
        day=message.date.date() if message.date else today,
    )
    warnings = (warning_of(finding, context, bench) for finding in findings)
    return [warning for warning in warnings if warning is not None]


def warning_of(finding: Finding, context: Context, bench: Bench) -> PolicyWarning | None:
    """The warning for one finding, or None where the matrix gives it nothing here."""
    rule = bench.policy.rules.get(finding.code)
    if rule is None:
        return None
    weights: dict[Audience, Cell] = {}
    for address, standing in context.readers:
        audience = audience_for(address, standing, finding, context, bench.roster)
        if audience not in weights:
            weights[audience] = cell_for(finding, audience, context, bench.policy)
    audience, cell = max(weights.items(), key=lambda item: (item[1].level, item[1].escalate))
    cap = Level.WARN if rule.preview else Level.BLOCK
    level = min(cell.level, CAP[finding.confidence], cap)
    if level is Level.PASS:
        return None
    reached = frozenset(a for a, c in weights.items() if c.level > Level.PASS)
    clauses = cite(finding, reached, context, bench)
    escalate = any(c.escalate for c in weights.values()) and finding.confidence > Confidence.LOW
    return PolicyWarning(
        finding=finding,
        name=rule.name,
        level=level,
        audience=audience,
        clauses=clauses,
        message=wording(rule.neutral if escalate and rule.neutral else rule.message, finding),
        suggestion=wording(rule.instead, finding),
        escalate=escalation_role(context.message, bench.school) if escalate else "",
        allowed=bool(clauses) and all(clause.cleared_by for clause in clauses),
    )


def audience_for(
    address: str, standing: Audience, finding: Finding, context: Context, roster: Roster | None
) -> Audience:
    """The audience a recipient is for this finding: only guardians depend on who is named."""
    if standing not in GUARDIANS or roster is None or not finding.about:
        return standing
    guardian = roster.guardian_at(address)
    if guardian is None:
        return standing
    return guardian_audience(guardian, finding.about, context.restricted.get(address, ()))


def cell_for(finding: Finding, audience: Audience, context: Context, policy: Policy) -> Cell:
    """The strictest cell that any pack's matrix gives; within one the first fitting row counts."""
    best = NOTHING
    for rows in policy.rows_by_code[finding.code]:
        for row in rows:
            if applies(row.when, finding, context):
                cell = row.cells[audience]
                if (cell.level, cell.escalate) > (best.level, best.escalate):
                    best = cell
                break
    return best


def applies(when: Condition, finding: Finding, context: Context) -> bool:
    """Whether every part of a condition holds for the finding in its message."""
    if not finding.code.startswith(when.rules):
        return False
    facts = finding.facts
    return (
        (not when.owner or finding.owner in when.owner)
        and (not when.stance or finding.stance in when.stance)
        and (not when.origin or finding.origin in when.origin)
        and (not when.channel or context.message.channel in when.channel)
        and all(facts.get(key) == value for key, value in when.facts.items())
        and all(_number(facts.get(key)) >= least for key, least in when.at_least.items())
        and (not when.together_with or bool(context.codes & set(when.together_with)))
        and when.roster in (None, context.has_roster)
        and when.one_outside in (None, context.one_outside)
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def cite(finding: Finding, reached: frozenset[Audience], context: Context, bench: Bench) -> tuple[Cited, ...]:
    """The clauses that fit sender, channel and audience; those of the narrowest reach first."""
    group = sender_group(context.message, bench.school)
    medium = finding.facts.get("medium")
    channels = CHANNEL_WORDS[context.message.channel] | ({medium} if medium else set())
    found: dict[tuple[str, str], tuple[int, Cited]] = {}
    for clause, check in bench.policy.checks_by_code[finding.code]:
        if (clause.pack, clause.ref) in found:
            continue
        if "everyone" not in clause.binds and group not in clause.binds:
            continue
        fits = ("any" in check.channel or check.channel & channels) and check.to & reached
        if fits and applies(check.when, finding, context):
            cited = cleared(clause, check.duty, finding, reached, context, bench)
            found[clause.pack, clause.ref] = (len(check.to), cited)
    return tuple(cited for _, cited in sorted(found.values(), key=lambda item: item[0]))


def cleared(
    clause: Clause,
    duty: str,
    finding: Finding,
    reached: frozenset[Audience],
    context: Context,
    bench: Bench,
) -> Cited:
    """The clause as cited, with the approval that clears it or a word on one that has run out."""
    by, note = None, ""
    if clause.exception:
        roles = bench.policy.approvers.get(clause.exception, (clause.exception,))
        for approval in bench.approvals:
            speaks = approval.by in roles and all(
                approval.covers(
                    sender=context.message.sender.address,
                    code=finding.code,
                    clause=clause.ref,
                    text=finding.text,
                    audience=audience,
                )
                for audience in reached
            )
            if not speaks:
                continue
            if approval.holds_on(context.day):
                by, note = approval.ref, approval.note
                break
            note = f"approval {approval.ref} ran out on {approval.until}"
    return Cited(pack=clause.pack, ref=clause.ref, duty=duty, text=clause.text, cleared_by=by, note=note)


def sender_group(message: Message, school: School) -> str:
    """Staff, governor or volunteer: whom a clause must bind. A stranger counts as staff, since
    what leaves by the school's way is the school's.
    """
    address = message.sender.address
    person = school.staff_by_address.get(address) or school.staff_at_private(address)
    role = person.role if person else ""
    return role if role in ("governor", "volunteer") else "staff"


def escalation_role(message: Message, school: School) -> str:
    """Who must hear of it: never the person concerned (the conflict rule)."""
    address = message.sender.address
    person = school.staff_at_private(address)
    own = person.email if person else address
    if own and own == school.headteacher:
        return "chair of governors"
    if own and own == school.designated_person:
        return "headteacher"
    return "designated person"


def wording(template: str, finding: Finding) -> str:
    """A rule's sentence with the finding's text and facts put in; unknown names stay as they are."""
    text = template.replace("{text}", " ".join(finding.text.split()))
    for key, value in finding.facts.items():
        text = text.replace("{" + key + "}", value)
    return text


def verdict_of(warnings: Iterable[PolicyWarning]) -> Level:
    """The strictest level of what is neither allowed nor already accepted."""
    return max((w.level for w in warnings if not (w.allowed or w.known)), default=Level.PASS)


def policy_notices(policy: Policy, *, today: date) -> list[str]:
    """RV901, once a run: packs whose review date has passed."""
    return [
        f"RV901 policy-overdue: {info.title or info.name} was due for review on {info.due:%d %B %Y}"
        for info in policy.packs
        if info.due is not None and info.due < today
    ]
