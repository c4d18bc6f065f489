"""Serve the pages: uvicorn with its own access log off, for that would write addresses asked for."""

from __future__ import annotations

import gc
import logging

import uvicorn
from starlette.types import ASGIApp

from msgguard.config import Settings
from msgguard.engine import Setup
from msgguard.web.app import make_app
from msgguard.web.files import WebTable
from msgguard.web.site import make_site


def serve(settings: Settings, setup: Setup, table: WebTable, *, verbose: bool = False) -> None:
    """Serve until interrupted."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("msgguard").setLevel(logging.INFO if verbose else logging.WARNING)
    server(settings, setup, table).run()


def server(settings: Settings, setup: Setup, table: WebTable) -> uvicorn.Server:
    """The server, not yet started."""
    app = make_app(make_site(settings, setup, table))
    # What was loaded stays: the collector need not look at it again and again.
    gc.collect()
    gc.freeze()
    return uvicorn.Server(uvicorn_config(app, table))


def uvicorn_config(app: ASGIApp, table: WebTable) -> uvicorn.Config:
    """How uvicorn listens: nothing of its own in logs or headers, no trust in forwarded addresses."""
    unix = table.listen.removeprefix("unix:") if table.listen.startswith("unix:") else None
    host, _, port = table.listen.rpartition(":")
    return uvicorn.Config(
        app,
        host=host.strip("[]") or "127.0.0.1",
        port=0 if unix else int(port),
        uds=unix,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        lifespan="off",
        timeout_keep_alive=65,
        limit_concurrency=400,
    )
