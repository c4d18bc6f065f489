"""Who asks: nobody in particular, whom the proxy names, or whom OpenID Connect signed in."""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from msgguard.web.files import read_secret
from msgguard.web.limits import NotAForm, TooMuch, read_form
from msgguard.web.site import NOBODY, Person, Site, person_of

PROXY_SECRET = "x-msgguard-proxy"


def person_from(scope: Scope, headers: Headers, site: Site) -> Person | None:
    """Whoever asks, NOBODY where no sign-in is asked for, None where one is and it is missing."""
    bearer = headers.get("authorization", "")
    if scope["path"].startswith("/api/") and bearer.startswith("Bearer ") and site.tokens:
        return NOBODY if is_token(bearer.removeprefix("Bearer ").strip(), site) else None
    way = site.table.sign_in
    if way == "none":
        return NOBODY
    if way == "header":
        return _named_by_proxy(scope, headers, site)
    email = scope.get("session", {}).get("email", "")
    return site.person(email) if email else None


def is_token(given: str, site: Site) -> bool:
    """Whether a bearer token is one of the school's; only hashes of them are kept."""
    digest = sha256(given.encode()).hexdigest()
    return any(hmac.compare_digest(digest, known) for known in site.tokens)


def _named_by_proxy(scope: Scope, headers: Headers, site: Site) -> Person | None:
    """The proxy's word counts only where it is the proxy who speaks."""
    peer = (scope.get("client") or ("", 0))[0]
    if peer and peer not in site.table.header.proxies:
        return None
    if site.secret and not hmac.compare_digest(headers.get(PROXY_SECRET, ""), site.secret):
        return None
    values = headers.getlist(site.table.header.name)
    # Two values mean that a client sent one itself and the proxy added another.
    if len(values) != 1 or "@" not in values[0]:
        return None
    return site.person(values[0])


def routes(site: Site) -> list[Route]:
    """Sign-in and sign-out by OpenID Connect; none where it is not used."""
    if site.table.sign_in != "oidc":
        return []
    client = oidc_client(site)

    async def sign_in(request: Request) -> Response:
        to = site.table.public_url.rstrip("/") + "/signed-in"
        answer: Response = await client.authorize_redirect(request, to)
        return answer

    async def signed_in(request: Request) -> Response:
        from authlib.integrations.base_client import OAuthError

        try:
            token = await client.authorize_access_token(request)
        except OAuthError:
            return site.page("error.html", request, status=403, title="You could not be signed in", text="")
        claims: dict[str, Any] = token.get("userinfo") or {}
        email = email_of(claims, site)
        if not email:
            text = "This account does not belong to the school."
            return site.page("error.html", request, status=403, title="You could not be signed in", text=text)
        request.session.clear()
        request.session["email"] = email
        return RedirectResponse("/", 303)

    async def sign_out(request: Request) -> Response:
        try:
            fields, _ = await read_form(request, limit=10_000)
        except (TooMuch, NotAForm):
            fields = {}
        if site.is_form_token(fields.get("token", ""), person_of(request)):
            request.session.clear()
            request.scope["msgguard_person"] = NOBODY
        return site.page("error.html", request, title="You are signed out", text="")

    return [
        Route("/sign-in", sign_in),
        Route("/signed-in", signed_in),
        Route("/sign-out", sign_out, methods=["POST"]),
    ]


def email_of(claims: dict[str, Any], site: Site) -> str:
    """The address of a signed-in account; empty where it is not verified or not of the school."""
    email = str(claims.get(site.table.oidc.claim, "")).strip().lower()
    if "@" not in email or claims.get("email_verified") is False:
        return ""
    domains = [domain.lower() for domain in site.table.oidc.domains]
    allowed = (
        email.rpartition("@")[2] in domains if domains else site.setup.known.school.is_school_address(email)
    )
    return email if allowed else ""


def oidc_client(site: Site) -> Any:
    """Authlib's client, with PKCE; the issuer's own document says where everything is."""
    from authlib.integrations.starlette_client import OAuth

    table = site.table.oidc
    return OAuth().register(
        "school",
        server_metadata_url=table.issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_id=table.client_id,
        client_secret=read_secret(table.client_secret_file),
        client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256"},
    )
