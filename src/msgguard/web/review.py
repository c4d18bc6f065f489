"""The reviewer's pages: what is held, why, and release, return, ask for approval, approve.

Nothing happens on GET. A list shows codes and clauses; who wants to read a held message says
why, and that is written down.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from msgguard.engine import check
from msgguard.errors import MsgguardError, UsageError
from msgguard.web.cards import cards_of
from msgguard.web.holds import DEEDS, WORDS, Holds, carry_out, case_of, open_cases, read_held
from msgguard.web.limits import NotAForm, TooMuch, read_form
from msgguard.web.month import Month, month_of, summary_of
from msgguard.web.register import entries_of
from msgguard.web.site import Site, person_of

_FORM = 20_000
DONE = {
    "release": "It is on its way.",
    "return": "It goes back to its sender.",
    "ask": "The approval has been asked for.",
    "approve": "It is approved and on its way.",
    "settle": "It counts as sent.",
}
_REASON = 5
Page = Callable[[Request], Awaitable[Response]]


def routes(site: Site) -> list[Route]:
    """Holds and the monthly summary, for reviewers only."""
    holds = Holds(settings=site.settings, school=site.setup.known.school)

    async def queue(request: Request) -> Response:
        store = await to_thread.run_sync(holds.open)
        cases = await to_thread.run_sync(open_cases, store) if store else []
        return site.page(
            "review.html",
            request,
            holds=cases,
            words=WORDS,
            why_not=holds.why_not,
            notices=site.notices(),
            done=DONE.get(request.query_params.get("done", ""), ""),
        )

    async def one(request: Request) -> Response:
        return await _case(site, holds, request)

    async def read(request: Request) -> Response:
        fields = await form_of(site, request)
        reason = " ".join(fields.get("reason", "").split())
        if len(reason) < _REASON:
            return await _case(site, holds, request, problem="Please say why you need to read it.")
        store = await to_thread.run_sync(holds.open)
        if store is None:
            raise HTTPException(404)
        hold = request.path_params["hold"]
        case = await to_thread.run_sync(case_of, store, hold, person_of(request), holds.school)
        if case.own:
            raise HTTPException(403, "You sent this message, so somebody else must decide about it.")
        message = await to_thread.run_sync(read_held, store, hold, person_of(request), reason)
        return await _case(site, holds, request, message=message)

    async def act(request: Request) -> Response:
        fields = await form_of(site, request)
        store = await to_thread.run_sync(holds.open)
        deed = request.path_params["deed"]
        if store is None or deed not in DEEDS:
            raise HTTPException(404)
        note = " ".join(fields.get("note", "").split())[:150]
        do = partial(carry_out, role=fields.get("role", ""), note=note)
        try:
            await to_thread.run_sync(
                do, store, request.path_params["hold"], deed, person_of(request), holds.school
            )
        except UsageError as failure:
            return await _case(site, holds, request, problem=str(failure), status=409)
        return RedirectResponse(f"/review?done={deed}", 303)

    async def month(request: Request) -> Response:
        try:
            asked = month_of(request.path_params.get("month", ""), today=date.today())
        except ValueError:
            raise HTTPException(404) from None
        store = await to_thread.run_sync(holds.open)
        summary = await to_thread.run_sync(_summary, store, asked, site)
        return site.page(
            "month.html", request, summary=summary, why_not=holds.why_not, notices=site.notices()
        )

    return [
        Route("/review", reviewers_only(queue)),
        Route("/review/month", reviewers_only(month)),
        Route("/review/month/{month}", reviewers_only(month)),
        Route("/review/{hold}", reviewers_only(one)),
        Route("/review/{hold}/read", reviewers_only(read), methods=["POST"]),
        Route("/review/{hold}/{deed}", reviewers_only(act), methods=["POST"]),
    ]


def reviewers_only(page: Page) -> Page:
    """The page for reviewers, a refusal for anybody else."""

    async def guarded(request: Request) -> Response:
        if not person_of(request).is_reviewer:
            raise HTTPException(403, "These pages are for the school's reviewers.")
        try:
            return await page(request)
        except UsageError:
            raise HTTPException(404) from None

    return guarded


async def form_of(site: Site, request: Request) -> dict[str, str]:
    """The fields of a form that this person's own page sent."""
    try:
        fields, _ = await read_form(request, limit=_FORM)
    except (TooMuch, NotAForm):
        raise HTTPException(400, "That form could not be read.") from None
    if not site.is_form_token(fields.get("token", ""), person_of(request)):
        raise HTTPException(403, "That form is too old. Please load the page again.")
    return fields


async def _case(
    site: Site,
    holds: Holds,
    request: Request,
    *,
    problem: str = "",
    status: int = 200,
    message: object = None,
) -> Response:
    store = await to_thread.run_sync(holds.open)
    if store is None:
        raise HTTPException(404)
    case = await to_thread.run_sync(
        case_of, store, request.path_params["hold"], person_of(request), holds.school
    )
    read = await to_thread.run_sync(_shown, message, site) if message is not None else None
    return site.page("case.html", request, status=status, case=case, problem=problem, read=read, live=False)


def _shown(message: object, site: Site) -> dict[str, object]:
    """A held message with its cards; a reviewer is told what a sender is not."""
    from msgguard.model import Message

    assert isinstance(message, Message)
    setup = site.setup
    try:
        report = check(message, setup)
        cards = cards_of(report, setup.policy, setup.known.school, telling=True)
    except MsgguardError:
        cards = ()
    return {"message": message, "cards": cards}


def _summary(store: object, month: Month, site: Site) -> object:
    setup = site.setup
    register = entries_of(setup, today=date.today())
    return summary_of(store, month, setup.policy, register)
