"""The application: routes, static files, sessions where sign-in needs them, the guard before all."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from msgguard.web import api, approvals, pages, policy, review, signin
from msgguard.web.guard import guarded
from msgguard.web.site import Site

LOG = logging.getLogger("msgguard.web")
Handler = Callable[[Request, Exception], Awaitable[Response]]
_TITLES = {404: "There is no such page", 403: "This page is not open to you", 405: "That does not work here"}


class KeptFiles(StaticFiles):
    """Static files that browsers keep: their addresses change with their content.

    (Starlette asks for a subclass.)
    """

    def file_response(self, *args: Any, **extra: Any) -> Response:
        """The file, kept for a day."""
        response = super().file_response(*args, **extra)
        response.headers["cache-control"] = "public, max-age=86400"
        return response


def make_app(site: Site) -> ASGIApp:
    """The application of a site."""
    with as_file(files("msgguard.web") / "static") as folder:
        static = KeptFiles(directory=folder)
    routes: list[BaseRoute] = [
        *pages.routes(site),
        *api.routes(site),
        *policy.routes(site),
        *review.routes(site),
        *approvals.routes(site),
        *signin.routes(site),
        Mount("/static", static),
    ]
    if site.table.outlook:
        routes.append(Mount("/outlook", StaticFiles(directory=Path(site.table.outlook))))
    app: ASGIApp = Starlette(
        routes=routes,
        exception_handlers={HTTPException: _known(site), Exception: _unknown(site)},
    )
    app = guarded(app, site)
    if site.table.sign_in == "oidc":
        app = SessionMiddleware(
            app,
            secret_key=site.session_key,
            session_cookie="msgguard",
            max_age=8 * 3600,
            same_site="lax",
            https_only=site.table.public_url.startswith("https://"),
        )
    return app


def _known(site: Site) -> Handler:
    async def handle(request: Request, failure: Exception) -> Response:
        assert isinstance(failure, HTTPException)
        title = _TITLES.get(failure.status_code, "That did not work")
        text = failure.detail if failure.status_code in (400, 403, 409) else ""
        return site.page("error.html", request, status=failure.status_code, title=title, text=text)

    return handle


def _unknown(site: Site) -> Handler:
    async def handle(request: Request, failure: Exception) -> Response:
        # Where it happened, never what was being read: an exception's words may quote a draft.
        places = [f"{Path(f.filename).name}:{f.lineno}" for f in traceback.extract_tb(failure.__traceback__)]
        LOG.error("failed: %s at %s", type(failure).__name__, " ".join(places[-5:]))
        text = "Nothing was kept, and your draft was not checked."
        return site.page("error.html", request, status=500, title="Something went wrong here", text=text)

    return handle
