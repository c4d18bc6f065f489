"""``msgguard rule``: what a rule finds, why it matters, what to do instead."""

from __future__ import annotations

from typing import Any

import click

from msgguard.cli.complete import complete_rule
from msgguard.cli.context import Choice, policy_for
from msgguard.cli.show import table, wrapped
from msgguard.errors import UsageError
from msgguard.policy.policy import Clause, Policy, Rule
from msgguard.report.record import to_json

# What is said once a run and belongs to no message: (name, what it says).
ONCE_A_RUN = {
    "RV901": (
        "policy-overdue",
        "The date on which a pack's policy was due for review has passed. Said once a run; set a new 'due' "
        "in pack.toml when the policy has been reviewed.",
    )
}


@click.command()
@click.argument("code", required=False, shell_complete=complete_rule)
@click.option("--all", "every", is_flag=True, help="List every rule.")
@click.option("--json", "as_json", is_flag=True, help="As data.")
@click.option("--config", metavar="FILE", help="msgguard.toml (default: the closest one upward).")
@click.option("--isolated", is_flag=True, help="Read no configuration.")
def command(code: str | None, *, every: bool, as_json: bool, config: str | None, isolated: bool) -> None:
    """Explain a rule by its code or name, or list them all.

    \b
      msgguard rule CD101
      msgguard rule personal-phone
      msgguard rule --all
      msgguard rule CD101 --json
    """
    policy = policy_for(Choice(config=config, isolated=isolated))
    if code is None or every:
        rules = list(policy.rules.values())
        if as_json:
            click.echo(to_json([rule_record(rule, policy) for rule in rules], indent=2))
            return
        rows = [(rule.code, rule.name, " ".join(rule.what.split())) for rule in rules]
        click.echo("\n".join(line[:160] for line in table(rows)))
        return
    for notice, (name, what) in ONCE_A_RUN.items():
        if code.casefold() in (notice.casefold(), name):
            record = {"code": notice, "name": name, "what": what}
            click.echo(to_json(record, indent=2) if as_json else f"{notice} {name}\n\n{wrapped(what)}")
            return
    rule = named_rule(code, policy)
    click.echo(
        to_json(rule_record(rule, policy), indent=2) if as_json else "\n".join(rule_lines(rule, policy))
    )


def named_rule(word: str, policy: Policy) -> Rule:
    """The rule of a code or a name, in any case; UsageError with a suggestion otherwise."""
    for rule in policy.rules.values():
        if word.casefold() in (rule.code.casefold(), rule.name):
            return rule
    from msgguard.selection import unknown

    names = [*policy.rules, *(rule.name for rule in policy.rules.values())]
    raise UsageError(unknown("rule", word, names))


def citing(rule: Rule, policy: Policy) -> list[Clause]:
    """The clauses that may be cited for the rule."""
    return [
        clause
        for clause in policy.clauses
        if any(rule.code.startswith(check.when.rules) for check in clause.checks)
    ]


def rule_record(rule: Rule, policy: Policy) -> dict[str, Any]:
    """A rule as data."""
    return {
        "code": rule.code,
        "name": rule.name,
        "what": rule.what,
        "why": rule.why,
        "instead": rule.instead,
        "message": rule.message,
        "leaves_alone": list(rule.leaves_alone),
        "kind": rule.kind or "detector",
        "detector": rule.detector,
        "preview": rule.preview,
        "locked": rule.locked,
        "since": rule.since,
        "clauses": [{"pack": c.pack, "ref": c.ref, "duty": c.duty} for c in citing(rule, policy)],
    }


def rule_lines(rule: Rule, policy: Policy) -> list[str]:
    """A rule as lines for people."""
    lines = [f"{rule.code} {rule.name}" + (" (preview: never blocks)" if rule.preview else ""), ""]
    lines.append(wrapped(rule.what))
    lines += ["", wrapped(rule.why, indent="  ", first="Why: ")]
    lines += ["", wrapped(rule.instead, indent="  ", first="Instead: ")]
    if rule.leaves_alone:
        lines += ["", wrapped("; ".join(rule.leaves_alone) + ".", indent="  ", first="Leaves alone: ")]
    lines += _examples(rule)
    clauses = citing(rule, policy)
    lines += (
        ["", "May conflict with:"] if clauses else ["", "No clause of the packs in use is checked by it."]
    )
    for clause in clauses:
        lines.append(
            wrapped(f"{clause.ref} ({clause.duty}) {clause.short or clause.text}", indent="    ", first="  ")
        )
    return lines


def _examples(rule: Rule, many: int = 3) -> list[str]:
    """The first examples each way, from the rule's file."""
    from msgguard.policy.pack import read_rule_file

    entry = read_rule_file(rule.path)
    lines: list[str] = []
    for title, examples in (("Found, for example:", entry.bad), ("Not found:", entry.good)):
        texts = [e.text or e.subject for e in examples if e.text or e.subject][:many]
        if texts:
            lines += ["", title, *(wrapped(text, indent="    ", first="  - ") for text in texts)]
    return lines
