"""Nothing is kept: storage, network, disk of the browser's own profile."""

import tempfile
from pathlib import Path

from playwright.sync_api import expect
from tests.browser.conftest import CHROMIUM, FLAGS

SECRET = "Quillfeather"
DRAFT = f"Dear Mrs {SECRET}, please ring me on 07700 900123."
STORAGE = """async () => ({
  local: {...localStorage}, session: {...sessionStorage}, cookies: document.cookie,
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length, name: window.name,
  state: history.state,
})"""
NOTHING = {
    "local": {},
    "session": {},
    "cookies": "",
    "databases": 0,
    "caches": 0,
    "workers": 0,
    "name": "",
    "state": None,
}


def test_nothing_is_stored_and_nobody_else_is_asked(open_page, address):
    page = open_page()
    seen = []
    page.context.on("request", lambda request: seen.append(request))
    page.reload()
    page.fill("#subject", f"About {SECRET}")
    page.fill("#text", DRAFT)
    expect(page.locator(".card").first).to_be_visible()
    with page.context.expect_page() as opened:
        page.locator(".clauses a").first.click()
    opened.value.wait_for_load_state()
    assert len(seen) > 4
    for request in seen:
        assert request.url.startswith(address + "/"), request.url
        assert SECRET not in request.url
        headers = request.all_headers()
        assert not headers.get("referer"), request.url
        assert SECRET not in str(headers)
    bodies = [r for r in seen if SECRET in (r.post_data or "")]
    assert {(r.method, r.url) for r in bodies} == {("POST", address + "/live")}
    assert page.evaluate(STORAGE) == NOTHING
    assert page.context.cookies() == []
    page.reload()
    expect(page.locator("#text")).to_have_value("")


def test_the_plain_form_leaves_no_trace_either(open_page):
    page = open_page(java_script_enabled=False)
    page.fill("#text", DRAFT)
    page.get_by_role("button", name="Check it").click()
    expect(page.locator(".card").first).to_be_visible()
    assert SECRET not in page.url
    assert page.context.cookies() == []


def test_nothing_of_a_draft_lies_in_the_browsers_profile(playwright, address):
    with tempfile.TemporaryDirectory() as folder:
        context = playwright.chromium.launch_persistent_context(folder, executable_path=CHROMIUM, args=FLAGS)
        page = context.new_page()
        page.goto(address)
        page.fill("#text", DRAFT)
        expect(page.locator(".card").first).to_be_visible()
        page.goto(address + "/policy")
        page.go_back()
        page.wait_for_timeout(300)
        context.close()
        for file in Path(folder).rglob("*"):
            if file.is_file():
                data = file.read_bytes()
                assert SECRET.encode() not in data, file
                assert SECRET.encode("utf-16-le") not in data, file
