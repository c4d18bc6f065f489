"""Completion of rule codes and clause references in a shell."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from msgguard.cli.context import Choice, policy_for
from msgguard.errors import MsgguardError


def complete_rule(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Codes and names of rules that begin so."""
    try:
        policy = policy_for(_choice(ctx))
    except MsgguardError:
        return []
    begun, wanted = _head(incomplete)
    found = [
        CompletionItem(begun + word, help=rule.name if word == rule.code else rule.code)
        for rule in policy.rules.values()
        for word in (rule.code, rule.name)
        if wanted and word.casefold().startswith(wanted)
    ]
    return found or [
        CompletionItem(begun + rule.code, help=rule.name) for rule in policy.rules.values() if not wanted
    ]


def complete_clause(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """References of clauses that begin so."""
    try:
        policy = policy_for(_choice(ctx))
    except MsgguardError:
        return []
    begun, wanted = _head(incomplete)
    return [
        CompletionItem(begun + clause.ref, help=clause.short)
        for clause in policy.clauses
        if clause.ref.casefold().startswith(wanted)
    ]


def _head(incomplete: str) -> tuple[str, str]:
    """What of a comma list is already written, and the begun word."""
    begun, comma, last = incomplete.rpartition(",")
    return begun + comma, last.casefold()


def _choice(ctx: click.Context) -> Choice:
    return Choice(config=ctx.params.get("config"), isolated=bool(ctx.params.get("isolated")))
