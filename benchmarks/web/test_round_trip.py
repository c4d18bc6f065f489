"""A check's way from the browser and back, on loopback: 228 words, one client that waits for each answer."""

import json

import pytest

pytest.importorskip("starlette")

import httpx
from tests.web.conftest import settings, setup, start  # noqa: F401

from benchmarks.messages import trimmed
from msgguard.web.files import WebTable

BODY = trimmed(228) + " Ring me on 07700 900123."


@pytest.fixture(scope="module")
def client(settings, setup):  # noqa: F811
    """A client with one connection kept open, as a browser does."""
    server, thread, address = start(settings, setup, WebTable(rate=1_000_000))
    with httpx.Client(base_url=address, trust_env=False) as found:
        yield found
    server.should_exit = True
    thread.join(5)


def test_live(benchmark, client):
    content = json.dumps({"what": "email", "who": "pupil", "text": BODY})
    headers = {"content-type": "application/json"}
    answer = benchmark(lambda: client.post("/live", content=content, headers=headers))
    assert answer.json()["verdict"] == "block"


def test_api(benchmark, client):
    content = json.dumps({"body": BODY, "audience": "pupil"})
    headers = {"content-type": "application/json"}
    answer = benchmark(lambda: client.post("/api/v1/check", content=content, headers=headers))
    assert answer.json()["summary"]["verdict"] == "block"


def test_first_page(benchmark, client):
    assert benchmark(lambda: client.get("/")).status_code == 200
