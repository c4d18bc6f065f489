"""Real Chromium against real servers on loopback. Without Chromium these tests are skipped.

With MSGGUARD_SCREENSHOTS=1 pictures go to docs/images, else to the test's own folder.
"""

import io
import os
import shutil
from pathlib import Path

import pytest

pytest.importorskip("playwright")
pytest.importorskip("starlette")

from PIL import Image
from playwright.sync_api import sync_playwright
from tests.web.conftest import ROOT as ROOT
from tests.web.conftest import make_client, settings, setup, start  # noqa: F401

from msgguard.web.files import WebTable

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
IMAGES = ROOT / "docs" / "images"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 860}


@pytest.fixture(scope="session")
def playwright():
    """The driver."""
    if not CHROMIUM:
        pytest.skip("no Chromium here")
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright):
    """One browser for all tests; every test has a context of its own."""
    found = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield found
    found.close()


@pytest.fixture(scope="session")
def address(settings, setup):  # noqa: F811
    """A running server without sign-in, that serves the add-in too."""
    table = WebTable(rate=60_000, outlook=str(ROOT / "integrations" / "outlook"))
    server, thread, found = start(settings, setup, table)
    yield found
    server.should_exit = True
    thread.join(5)


@pytest.fixture
def open_page(browser, address):
    """Open a page in a context of its own; faults of the page fail the test."""
    contexts, faults = [], []

    def open_(path="/", *, at=None, viewport=DESK, **options):
        context = browser.new_context(viewport=viewport, locale="en-GB", **options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto((at or address) + path)
        return page

    open_.faults = faults
    yield open_
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture
def shoot(tmp_path):
    """Take a picture for the documentation."""
    folder = IMAGES if os.environ.get("MSGGUARD_SCREENSHOTS") else tmp_path

    def take(page, name, **options):
        Path(folder).mkdir(exist_ok=True)
        data = page.screenshot(animations="disabled", **options)
        few = Image.open(io.BytesIO(data)).convert("RGB").quantize(96, dither=Image.Dither.NONE)
        few.save(Path(folder) / f"{name}.png", optimize=True)

    return take
