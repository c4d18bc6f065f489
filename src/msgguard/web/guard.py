"""What stands before every page: which host, which site asks, who asks, and what browsers may do.

Plain ASGI, so that it costs little: a check is asked for at every pause in typing.
"""

from __future__ import annotations

import logging
import time
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from msgguard.web.signin import person_from
from msgguard.web.site import Site

LOG = logging.getLogger("msgguard.web")
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}
# The add-in's page is Outlook's: it loads Office.js, as every add-in must, inside of Outlook's frame.
OUTLOOK_POLICY = (
    "default-src 'none'; script-src 'self' https://appsforoffice.microsoft.com; connect-src 'self'; "
    "base-uri 'none'; frame-ancestors https://*.office.com https://*.office365.com https://*.cloud.microsoft "
    "https://outlook.live.com"
)
OPEN = ("/static/", "/sign-in", "/signed-in", "/healthz", "/outlook/")


def guarded(app: ASGIApp, site: Site) -> ASGIApp:
    """``app`` behind the checks."""
    hosts = frozenset(
        _host(name) for name in (*site.table.hosts, urlsplit(site.table.public_url).netloc) if name
    )
    origins = frozenset(site.table.cors)

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 0
        headers = Headers(scope=scope)

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _harden(MutableHeaders(scope=message), scope["path"], headers.get("origin", ""), origins)
            await send(message)

        refused = refusal(headers, scope, hosts, origins)
        if refused is None:
            person = person_from(scope, headers, site)
            scope["msgguard_person"] = person
            if person is None:
                refused = _sign_in_first(scope, site)
        try:
            await (refused or app)(scope, receive, answer)
        except Exception as failure:  # answered already; the server would print the exception's own words
            if not status:
                LOG.error("failed: %s", type(failure).__name__)
                await PlainTextResponse("Something went wrong here.", 500)(scope, receive, answer)
        # The route's name and nothing else of the address: no query, no body, no person.
        LOG.info(
            "%s %s %s %.1f ms",
            scope["method"],
            getattr(scope.get("route"), "path", "-"),
            status,
            (time.perf_counter() - began) * 1e3,
        )

    return guard


def _host(name: str) -> str:
    """A host without its port, lower-case."""
    name = name.lower()
    head, colon, port = name.rpartition(":")
    return head if colon and port.isdigit() else name


def refusal(
    headers: Headers, scope: Scope, hosts: frozenset[str], origins: frozenset[str]
) -> Response | None:
    """An answer to what must not come in: a foreign host name, or another site's form."""
    if "*" not in hosts and _host(headers.get("host", "")) not in hosts:
        # A name somebody else points here would let their page read ours.
        return PlainTextResponse("This page is not served under that name.", 421)
    if scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return None
    origin, site = headers.get("origin", ""), headers.get("sec-fetch-site", "")
    if origin not in ("", "null"):
        same = _host(urlsplit(origin).netloc) == _host(headers.get("host", ""))
        accepted = same or (scope["path"].startswith("/api/") and origin in origins)
    else:
        # Under "no-referrer" a page's own forms say "null": then the browser's other word counts.
        # A client that is no browser says neither.
        accepted = site in ("same-origin", "none") or not (origin or site)
    return None if accepted else PlainTextResponse("A form of another site is not accepted.", 403)


def _harden(headers: MutableHeaders, path: str, origin: str, origins: frozenset[str]) -> None:
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if path.startswith("/outlook/"):
        headers["content-security-policy"] = OUTLOOK_POLICY
        headers["cross-origin-resource-policy"] = "cross-origin"
        del headers["x-frame-options"]
    if "cache-control" not in headers:
        headers["cache-control"] = "no-store"
    if path.startswith("/api/") and origin in origins:
        headers["access-control-allow-origin"] = origin
        headers.add_vary_header("origin")
        headers["cross-origin-resource-policy"] = "cross-origin"


def _sign_in_first(scope: Scope, site: Site) -> Response | None:
    """Nobody is signed in where somebody must be."""
    path = scope["path"]
    if path.startswith(OPEN):
        return None
    if path.startswith("/api/"):
        if scope["method"] == "OPTIONS" or path.endswith("openapi.json"):
            return None
        return Response(
            '{"type":"about:blank","title":"Unauthorized","status":401,"detail":"sign in, or send a token"}',
            401,
            {"www-authenticate": "Bearer"},
            "application/problem+json",
        )
    if site.table.sign_in == "oidc" and scope["method"] not in ("GET", "HEAD"):
        # Not sent on: the pages' own policy lets no form lead to another site, and it would lose the draft.
        return PlainTextResponse("You are signed out. Please load the page again.", 403)
    if site.table.sign_in == "oidc":
        return Response(status_code=303, headers={"location": "/sign-in"})
    return PlainTextResponse("Nobody is signed in. Please come through the school's own sign-in page.", 403)
