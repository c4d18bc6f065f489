"""``/api/v1``: the contract for add-ins. A check answers with the command line's own JSON.

Errors are problem documents (RFC 9457). Nothing of a message is ever put in one.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from msgguard._version import __version__
from msgguard.engine import Setup, check
from msgguard.errors import IntakeError
from msgguard.intake.records import read_record
from msgguard.intake.sources import Form, read_bytes
from msgguard.model import AUDIENCES, Audience, Message
from msgguard.report.json import render
from msgguard.report.run import Outcome, Run
from msgguard.school.addressed import addressed
from msgguard.web.limits import NotAForm, TooMuch, read_body
from msgguard.web.openapi import openapi
from msgguard.web.pages import client_of
from msgguard.web.site import Site

_FORMS = {"message/rfc822": Form.EML, "text/plain": Form.TEXT}
_AT_ONCE = 20_000
_TITLES = {
    400: "Bad Request",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    429: "Too Many Requests",
}


def problem(status: int, detail: str, **headers: str) -> Response:
    """An error as a problem document."""
    body = {"type": "about:blank", "title": _TITLES[status], "status": status, "detail": detail}
    return JSONResponse(body, status, headers, "application/problem+json")


def routes(site: Site) -> list[Route]:
    """The API."""

    async def check_(request: Request) -> Response:
        if request.method == "OPTIONS":
            return _preflight(request, site)
        wait = site.rates.wait(client_of(request))
        if wait:
            detail = f"no more than {site.table.rate} checks a minute"
            return problem(429, detail, **{"retry-after": str(int(wait) + 1)})
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        form = _FORMS.get(kind)
        if form is None and kind != "application/json":
            return problem(415, "send application/json, message/rfc822 or text/plain")
        try:
            body = await read_body(request, site.table.max_upload)
            message = _message(body, form, request.query_params, site.setup)
        except TooMuch:
            return problem(413, f"no more than {site.table.max_upload} bytes")
        except NotAForm:
            return problem(400, "the body ended too soon")
        except IntakeError as failure:
            return problem(422, str(failure))
        shown = request.query_params.get("show_text", "") == "true"
        if len(body) < _AT_ONCE:
            text = checked(message, site, shown=shown)
        else:
            text = await to_thread.run_sync(lambda: checked(message, site, shown=shown))
        return Response(text, media_type="application/json")

    async def document(request: Request) -> Response:
        return JSONResponse(openapi(site.table))

    async def health(request: Request) -> Response:
        return JSONResponse({"status": "ok", "msgguard": __version__})

    return [
        Route("/api/v1/check", check_, methods=["POST", "OPTIONS"]),
        Route("/api/v1/openapi.json", document),
        Route("/healthz", health),
    ]


def checked(message: Message, site: Site, *, shown: bool) -> str:
    """The report as ``msgguard check -f json`` prints it."""
    setup = site.setup
    run = Run(policy=setup.policy, version=__version__, show_text=shown, notices=tuple(site.notices()))
    out = io.StringIO()
    render([Outcome(source=message.source or "request", report=check(message, setup))], run, out)
    return out.getvalue()


def _message(body: bytes, form: Form | None, query: Mapping[str, str], setup: Setup) -> Message:
    """The message of a request. Raises IntakeError saying which key is wrong."""
    audience = query.get("audience", "")
    if form is None:
        try:
            record = json.loads(body)
        except (ValueError, RecursionError):
            raise IntakeError("the body is not valid JSON") from None
        message = read_record(record, source="request")
        named = record.get("audience") if isinstance(record, dict) else None
        audience = named if isinstance(named, str) else audience
    else:
        message = _mail(body, form)
    return addressed(message, _audience(audience), setup.known.school)


def _mail(body: bytes, form: Form) -> Message:
    for _, read in read_bytes(body, source="request", as_=form):
        if isinstance(read, IntakeError):
            raise read
        return read
    raise IntakeError("the body holds no message")


def _audience(word: str) -> Audience | None:
    if not word:
        return None
    if word not in AUDIENCES:
        raise IntakeError(f"audience: expected one of {', '.join(AUDIENCES)}")
    return AUDIENCES[word]


def _preflight(request: Request, site: Site) -> Response:
    headers = {}
    if request.headers.get("origin", "") in site.table.cors:
        headers = {
            "access-control-allow-methods": "POST",
            "access-control-allow-headers": "content-type, authorization",
            "access-control-max-age": "600",
        }
    return Response(status_code=204, headers=headers)
