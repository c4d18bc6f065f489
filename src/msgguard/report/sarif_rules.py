"""The rules and the clauses of a policy as SARIF describes them: reporting descriptors and taxonomies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgguard.model import Level
from msgguard.policy.policy import Clause, Policy, Rule


def rules_of(policy: Policy, levels: Mapping[Level, str]) -> list[dict[str, Any]]:
    """Every rule, with its strictest level and the clauses it may cite."""
    packs = {pack["name"]: number for number, pack in enumerate(taxonomies_of(policy))}
    return [
        {
            "id": rule.code,
            "name": rule.name,
            "shortDescription": {"text": rule.what},
            "fullDescription": {"text": rule.why},
            "help": {
                "text": f"{rule.why} Instead: {rule.instead}",
                "markdown": f"{rule.what}\n\n{rule.why}\n\n**Instead:** {rule.instead}",
            },
            "defaultConfiguration": {"level": levels[strictest(policy, rule.code)]},
            "relationships": [
                {
                    "target": {"id": c.ref, "toolComponent": {"name": c.pack, "index": packs[c.pack]}},
                    "kinds": ["relevant"],
                }
                for c in clauses_of(policy, rule)
            ],
        }
        for rule in policy.rules.values()
    ]


def strictest(policy: Policy, code: str) -> Level:
    """The strictest level that any matrix gives a code anywhere."""
    return max(
        (
            cell.level
            for rows in policy.matrices
            for row in rows
            if code.startswith(row.when.rules)
            for cell in row.cells.values()
        ),
        default=Level.PASS,
    )


def clauses_of(policy: Policy, rule: Rule) -> list[Clause]:
    """The clauses that the rule's findings may cite, in the packs' order."""
    return [
        clause
        for clause in policy.clauses
        if any(rule.code.startswith(check.when.rules) for check in clause.checks)
    ]


def taxonomies_of(policy: Policy) -> list[dict[str, Any]]:
    """One taxonomy for each pack that has clauses."""
    found = []
    for info in policy.packs:
        clauses = [clause for clause in policy.clauses if clause.pack == info.name]
        if clauses:
            found.append(
                {
                    "name": info.name,
                    "version": info.version,
                    "fullName": info.title or info.name,
                    "organization": info.title.partition(":")[0] or info.name,
                    "isComprehensive": True,
                    "shortDescription": {"text": info.title or info.name},
                    "taxa": [
                        {
                            "id": clause.ref,
                            "shortDescription": {"text": clause.short or clause.text},
                            "fullDescription": {"text": clause.text},
                            "properties": {"duty": clause.duty, "section": clause.section},
                        }
                        for clause in clauses
                    ],
                }
            )
    return found
