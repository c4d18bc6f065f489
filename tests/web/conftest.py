"""What the tests of the pages and the API share: real servers on loopback, asked over HTTP."""

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

import httpx
import uvicorn

from msgguard.config import read_config
from msgguard.setup import setup_from
from msgguard.web.app import make_app
from msgguard.web.files import WebTable
from msgguard.web.serve import uvicorn_config
from msgguard.web.site import make_site

ROOT = Path(__file__).parent.parent.parent
RYEFIELD = ROOT / "corpora" / "ryefield" / "msgguard.toml"


@pytest.fixture(scope="session")
def settings():
    """The corpus school's settings."""
    return read_config(RYEFIELD)


@pytest.fixture(scope="session")
def setup(settings):
    """The corpus school's setup."""
    return setup_from(settings)


def start(settings, setup, table):
    """A running server and its address."""
    table = table.model_copy(update={"listen": "127.0.0.1:0"})
    server = uvicorn.Server(uvicorn_config(make_app(make_site(settings, setup, table)), table))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
        assert thread.is_alive()
    port = server.servers[0].sockets[0].getsockname()[1]
    return server, thread, f"http://localhost:{port}"


@pytest.fixture
def make_client(settings, setup):
    """A client of a server with this table; other settings by keyword."""
    running = []

    def make(table=None, **changes):
        server, thread, address = start(replace(settings, **changes), setup, table or WebTable(rate=6000))
        client = httpx.Client(base_url=address, trust_env=False)
        running.append((server, thread, client))
        return client

    yield make
    for server, thread, client in running:
        client.close()
        server.should_exit = True
        thread.join(5)


@pytest.fixture
def client(make_client):
    """A client of the site as it is without any table."""
    return make_client()
