"""The pages of the register: ask, give, decline, end. For everybody who is signed in."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from msgguard.errors import ConfigError, UsageError
from msgguard.web.draft import WHOS
from msgguard.web.register import (
    Entry,
    ask,
    clauses_to_approve,
    decline,
    end,
    entries_of,
    give,
    read_requests,
    requests_file,
    roles_for,
)
from msgguard.web.review import form_of
from msgguard.web.site import Person, Site, person_of


def routes(site: Site) -> list[Route]:
    """The register."""

    async def show(request: Request) -> Response:
        return await to_thread.run_sync(_show, site, request)

    async def act(request: Request) -> Response:
        person = _signed_in(request)
        register = site.settings.approvals
        if register is None:
            raise HTTPException(404)
        fields = await form_of(site, request)
        do = partial(_do, request.path_params["deed"], fields, site, person, register)
        try:
            await to_thread.run_sync(do)
        except UsageError as failure:
            return await to_thread.run_sync(
                partial(_show, site, request, problem=str(failure), fields=fields, status=409)
            )
        except ConfigError:
            raise HTTPException(
                409, "The register has a fault; 'msgguard approvals check' shows it."
            ) from None
        site.current.refresh()
        return RedirectResponse("/approvals", 303)

    return [
        Route("/approvals", show),
        Route("/approvals/{deed}", act, methods=["POST"]),
    ]


def _signed_in(request: Request) -> Person:
    person = person_of(request)
    if not person.email:
        raise HTTPException(403, "Please sign in to see the register.")
    return person


def _do(deed: str, fields: dict[str, str], site: Site, person: Person, register: Path) -> None:
    requests = requests_file(register, site.table.requests)
    policy, today = site.setup.policy, date.today()
    ref = fields.get("ref", "")
    if deed == "ask":
        ask(
            requests,
            policy,
            person,
            clause=fields.get("clause", ""),
            value=fields.get("value", ""),
            audience=fields.get("audience", ""),
            until=fields.get("until", ""),
            why=fields.get("why", ""),
            today=today,
        )
    elif deed == "give":
        give(register, requests, ref, policy, person, role=fields.get("role", ""), today=today)
    elif deed == "decline":
        decline(requests, ref, policy, person)
    elif deed == "end":
        end(register, ref, policy, person, today=today)
    else:
        raise HTTPException(404)


def _show(
    site: Site,
    request: Request,
    *,
    problem: str = "",
    fields: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    person = _signed_in(request)
    policy = site.setup.policy
    register = site.settings.approvals
    clauses = {clause.ref: clause for clause in clauses_to_approve(policy)}
    waiting = []
    for entry in read_requests(requests_file(register, site.table.requests)) if register else ():
        clause = clauses.get(entry.clause)
        roles = roles_for(clause, person, policy) if clause else []
        if entry.asked_by == person.email:
            roles = []
        if roles or entry.asked_by == person.email or person.is_reviewer:
            waiting.append((entry, clause, roles))
    entries = [e for e in entries_of(site.setup, today=date.today()) if _may_see(e, person)]
    return site.page(
        "approvals.html",
        request,
        status=status,
        register=register is not None,
        entries=entries,
        waiting=waiting,
        clauses=list(clauses.values()),
        whos=[who for who in WHOS if who.audience],
        problem=problem,
        fields=fields or {},
        knows=lambda e: person.email in e.approval.who or e.approval.by in person.roles,
    )


def _may_see(entry: Entry, person: Person) -> bool:
    """Reviewers and approvers see the register, everybody else what concerns them."""
    return bool(person.roles) or person.email in entry.approval.who or "*" in entry.approval.who
