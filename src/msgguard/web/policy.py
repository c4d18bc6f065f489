"""The clause browser and the rule pages, made from the packs in use."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from msgguard.policy.files import Example
from msgguard.policy.pack import read_rule_file
from msgguard.policy.policy import Clause, Policy, Rule
from msgguard.web.site import Site

FAMILIES = {
    "CD": "Contact details",
    "PN": "Pupils",
    "DL": "Language",
    "SC": "Sender and channel",
    "PB": "Boundaries",
    "PI": "Identity data",
    "RC": "Recipients",
    "AT": "Attachments",
}
_EXAMPLES = 4


def routes(site: Site) -> list[Route]:
    """Clauses and rules."""

    async def clauses(request: Request) -> Response:
        policy = site.setup.policy
        packs = [
            (info, sections_of([c for c in policy.clauses if c.pack == info.name]))
            for info in policy.packs
            if any(c.pack == info.name for c in policy.clauses)
        ]
        return site.page(
            "clauses.html", request, packs=packs, notices=site.notices(), rules_of=_rules_of(policy)
        )

    async def rules(request: Request) -> Response:
        policy = site.setup.policy
        families: dict[str, list[Rule]] = {}
        for rule in policy.rules.values():
            families.setdefault(FAMILIES.get(rule.code[:2], "The school's own"), []).append(rule)
        return site.page("rules.html", request, families=families)

    async def rule(request: Request) -> Response:
        policy = site.setup.policy
        found = policy.rules.get(request.path_params["code"].upper())
        if found is None:
            raise HTTPException(404)
        return site.page(
            "rule.html",
            request,
            rule=found,
            clauses=citing(found, policy),
            examples=examples_of(found),
        )

    return [
        Route("/policy", clauses),
        Route("/rules", rules),
        Route("/rules/{code}", rule),
    ]


def sections_of(clauses: Sequence[Clause]) -> list[tuple[str, list[Clause]]]:
    """Clauses under their sections, in the document's order."""
    found: dict[str, list[Clause]] = {}
    for clause in clauses:
        found.setdefault(clause.section.rpartition(",")[0] or clause.section, []).append(clause)
    return list(found.items())


def _rules_of(policy: Policy) -> Callable[[Clause], list[Rule]]:
    def rules_of(clause: Clause) -> list[Rule]:
        return [
            rule
            for rule in policy.rules.values()
            if any(rule.code.startswith(check.when.rules) for check in clause.checks)
        ]

    return rules_of


def citing(rule: Rule, policy: Policy) -> list[Clause]:
    """The clauses that the rule's findings may cite."""
    return [c for c in policy.clauses if any(rule.code.startswith(check.when.rules) for check in c.checks)]


def examples_of(rule: Rule) -> tuple[list[str], list[str]]:
    """The first examples of the rule's file, found and not found."""
    entry = read_rule_file(rule.path)

    def texts(examples: Sequence[Example]) -> list[str]:
        return [e.text or e.subject for e in examples if e.text or e.subject][:_EXAMPLES]

    return texts(entry.bad), texts(entry.good)
