"""The page for staff: a draft box, who will read it, and what is found; with or without a script."""

from __future__ import annotations

import json

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from msgguard.errors import IntakeError
from msgguard.web.answer import Answer, answer_to, live_record
from msgguard.web.cards import Mark
from msgguard.web.draft import WHATS, WHOS, Draft, File, draft_from
from msgguard.web.limits import NotAForm, TooMuch, read_body, read_form
from msgguard.web.site import Site, person_of

# Up to this many characters a check takes less time than handing it to a thread costs.
_AT_ONCE = 20_000


def routes(site: Site) -> list[Route]:
    """The page, and what its script asks."""

    async def show(request: Request) -> Response:
        return _page(site, request, Draft(sender=person_of(request).email), None)

    async def post(request: Request) -> Response:
        wait = site.rates.wait(client_of(request))
        if wait:
            return _trouble(site, request, 429, "That was a lot at once", "Please try again in a moment.")
        try:
            draft = await _form_draft(site, request)
        except TooMuch:
            return _trouble(
                site, request, 413, "That is too large", "Please check the text without the file."
            )
        except NotAForm:
            return _trouble(site, request, 400, "That could not be read", "Please try again.")
        if draft.is_empty:
            return _page(site, request, draft, None, problem="There is nothing to check yet.")
        try:
            answer = await _answer(draft, site)
        except IntakeError as failure:
            return _page(site, request, draft, None, problem=str(failure))
        return _page(site, request, draft, answer)

    async def live(request: Request) -> Response:
        wait = site.rates.wait(client_of(request))
        if wait:
            return JSONResponse({"problem": "busy"}, 429, {"retry-after": str(int(wait) + 1)})
        try:
            if request.headers.get("content-type", "").startswith("application/json"):
                fields = json.loads(await read_body(request, site.table.max_bytes))
                if not isinstance(fields, dict):
                    raise NotAForm
                draft = draft_from(fields, sender=person_of(request).email)
            else:
                draft = await _form_draft(site, request)
            if draft.is_empty:
                return JSONResponse({"verdict": "", "html": "", "says": "", "marks": {}, "cleaned": {}})
            answer = await _answer(draft, site)
        except TooMuch:
            return JSONResponse({"problem": "This is too large to be checked here."}, 413)
        except (NotAForm, ValueError, RecursionError):
            return JSONResponse({"problem": "This could not be read."}, 400)
        except IntakeError as failure:
            return JSONResponse({"problem": str(failure)}, 422)
        html = site.render("results.html", answer=answer, live=True, draft=draft)
        return JSONResponse(live_record(answer, draft, html))

    return [
        Route("/", show, methods=["GET"]),
        Route("/", post, methods=["POST"]),
        Route("/live", live, methods=["POST"]),
    ]


def client_of(request: Request) -> str:
    """Whose checks are counted together: a person's, else a machine's."""
    return person_of(request).email or (request.client.host if request.client else "socket")


async def _form_draft(site: Site, request: Request) -> Draft:
    fields, file = await read_form(request, limit=site.table.max_upload)
    return draft_from(
        fields,
        sender=person_of(request).email,
        file=File(name=file[0], data=file[1]) if file else None,
    )


async def _answer(draft: Draft, site: Site) -> Answer:
    if draft.file is None and len(draft.text) < _AT_ONCE:
        return answer_to(draft, site.setup)
    return await to_thread.run_sync(answer_to, draft, site.setup)


def _page(
    site: Site, request: Request, draft: Draft, answer: Answer | None, *, problem: str = ""
) -> Response:
    return site.page(
        "check.html",
        request,
        whats=WHATS,
        whos=WHOS,
        draft=draft,
        answer=answer,
        problem=problem,
        live=False,
        has_roster=site.setup.known.roster is not None,
        pieces=pieces_of(answer) if answer else (),
    )


def pieces_of(answer: Answer) -> list[tuple[str, Mark | None]]:
    """The text cut at its marks, for a page without a script."""
    # Marks count in UTF-16 units; the text is cut in the same.
    units = answer.report.message.body.encode("utf-16-le")

    def cut(start: int, end: int) -> str:
        return units[start * 2 : end * 2].decode("utf-16-le")

    found: list[tuple[str, Mark | None]] = []
    at = 0
    for mark in answer.marks("body"):
        found += [(cut(at, mark.start), None), (cut(mark.start, mark.end), mark)]
        at = mark.end
    return [*found, (cut(at, len(units) // 2), None)]


def _trouble(site: Site, request: Request, status: int, title: str, text: str) -> Response:
    return site.page("error.html", request, status=status, title=title, text=text)
