"""Which rules are asked for: codes, names, prefixes, clauses; the longest prefix wins."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from msgguard.errors import UsageError
from msgguard.policy.policy import Policy


def select_codes(
    policy: Policy,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    clauses: Sequence[str] = (),
) -> frozenset[str]:
    """The codes that ``select`` names and ``ignore`` does not, kept to what ``clauses`` check.

    Selectors are codes, rule names, prefixes or ``ALL``, in any case. Raises UsageError with
    a suggestion for one that names nothing.
    """
    wanted = [_prefix(word, policy) for word in select] or [""]
    unwanted = [_prefix(word, policy) for word in ignore]
    chosen = set()
    for code in policy.rules:
        longest_in = max((len(p) for p in wanted if code.startswith(p)), default=-1)
        longest_out = max((len(p) for p in unwanted if code.startswith(p)), default=-1)
        if longest_in > longest_out or (policy.rules[code].locked and longest_in >= 0):
            chosen.add(code)
    if clauses:
        chosen &= codes_of_clauses(policy, clauses)
    if not chosen:
        raise UsageError("no rule is left to check with this selection")
    return frozenset(chosen)


def codes_of_clauses(policy: Policy, refs: Sequence[str]) -> set[str]:
    """Every code that one of the clauses may be cited for."""
    codes: set[str] = set()
    for ref in refs:
        clause = policy.clause(ref)
        if clause is None:
            raise UsageError(unknown("clause", ref, [c.ref for c in policy.clauses]))
        for check in clause.checks:
            codes.update(code for code in policy.rules if any(code.startswith(s) for s in check.when.rules))
    return codes


def _prefix(word: str, policy: Policy) -> str:
    if word.upper() == "ALL":
        return ""
    for rule in policy.rules.values():
        if word.lower() == rule.name:
            return rule.code
    if any(code.startswith(word.upper()) for code in policy.rules):
        return word.upper()
    names = [*policy.rules, *(rule.name for rule in policy.rules.values())]
    raise UsageError(unknown("rule", word, names))


def unknown(kind: str, word: str, known: Sequence[str]) -> str:
    """``there is no rule 'CD11'; did you mean CD101?``"""
    near = get_close_matches(word.casefold(), [name.casefold() for name in known], n=1, cutoff=0.5)
    hint = next((f"; did you mean {name}?" for name in known if near and name.casefold() == near[0]), "")
    return f"there is no {kind} {word!r}{hint}"
