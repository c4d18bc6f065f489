"""``msgguard clause``: the policy in its own words, and the rules that check it."""

from __future__ import annotations

from typing import Any

import click

from msgguard.cli.complete import complete_clause
from msgguard.cli.context import Choice, policy_for
from msgguard.cli.show import wrapped
from msgguard.errors import UsageError
from msgguard.policy.policy import Clause, Policy, Rule
from msgguard.report.record import to_json


@click.command()
@click.argument("ref", required=False, shell_complete=complete_clause)
@click.option("--all", "every", is_flag=True, help="Show every clause in full.")
@click.option("--json", "as_json", is_flag=True, help="As data.")
@click.option("--config", metavar="FILE", help="msgguard.toml (default: the closest one upward).")
@click.option("--isolated", is_flag=True, help="Read no configuration.")
def command(ref: str | None, *, every: bool, as_json: bool, config: str | None, isolated: bool) -> None:
    """Show a clause: the policy's words, its duty and reach, and the rules that check it.

    \b
      msgguard clause            a line for each clause
      msgguard clause REF        one in full
      msgguard clause --all      all in full
    """
    policy = policy_for(Choice(config=config, isolated=isolated))
    if not policy.clauses:
        raise UsageError(
            "no pack in use has clauses; set 'packs' in msgguard.toml ('msgguard pack list' shows them)"
        )
    chosen = [named_clause(ref, policy)] if ref else list(policy.clauses)
    if as_json:
        records = [clause_record(clause, policy) for clause in chosen]
        click.echo(to_json(records[0] if ref else records, indent=2))
    elif ref or every:
        click.echo("\n\n".join("\n".join(clause_lines(clause, policy)) for clause in chosen))
    else:
        for clause in chosen:
            head = f"{clause.ref:<5} {clause.duty:<12} "
            click.echo(wrapped(clause.short or clause.text, indent=" " * len(head), first=head))


def named_clause(ref: str, policy: Policy) -> Clause:
    """The clause of a reference; UsageError with a suggestion otherwise."""
    clause = policy.clause(ref)
    if clause is None:
        from msgguard.selection import unknown

        raise UsageError(unknown("clause", ref, [c.ref for c in policy.clauses]))
    return clause


def rules_of(clause: Clause, policy: Policy) -> list[Rule]:
    """The rules whose findings may cite the clause."""
    return [
        rule
        for rule in policy.rules.values()
        if any(rule.code.startswith(check.when.rules) for check in clause.checks)
    ]


def clause_record(clause: Clause, policy: Policy) -> dict[str, Any]:
    """A clause as data."""
    return {
        "pack": clause.pack,
        "ref": clause.ref,
        "section": clause.section,
        "duty": clause.duty,
        "text": clause.text,
        "short": clause.short,
        "binds": list(clause.binds),
        "channel": list(clause.channel),
        "to": list(clause.to),
        "exception": clause.exception or None,
        "rules": [rule.code for rule in rules_of(clause, policy)],
    }


def clause_lines(clause: Clause, policy: Policy) -> list[str]:
    """A clause as lines for people."""
    lines = [
        f"{clause.ref} ({clause.duty}) · {clause.pack}" + (f", {clause.section}" if clause.section else "")
    ]
    lines.append(wrapped(f'"{clause.text}"', indent="  "))
    lines.append(wrapped(_reach(clause), indent="  "))
    if clause.exception:
        lines.append(f"  Exception: prior approval by the {clause.exception} (approvals register).")
    rules = rules_of(clause, policy)
    if not rules:
        lines.append("  No rule checks it: a message cannot show whether it is kept.")
    lines += [f"  {rule.code} {rule.name}" for rule in rules]
    return lines


def _reach(clause: Clause) -> str:
    """Whom it binds, on which channel, towards whom, in a sentence."""

    def listed(words: tuple[str, ...], anything: str) -> str:
        return anything if "any" in words or not words else " and ".join(words)

    return (
        f"Binds {listed(clause.binds, 'everyone')}; channel: {listed(clause.channel, 'any')}; "
        f"towards: {listed(clause.to, 'anybody')}."
    )
