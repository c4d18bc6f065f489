"""Everybody can use it: phone, keyboard, screen reader, dark mode; axe finds nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.conftest import PHONE
from tests.browser.test_check import DRAFT, NUMBER

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = Axe()
SMALL = """() => [...document.querySelectorAll("button, select, input, .chip, nav a")]
  .filter(e => e.checkVisibility()).map(e => [e.textContent || e.id, e.getBoundingClientRect()])
  .filter(([, r]) => r.height < 24 || r.width < 24).map(([name]) => name)"""
CHOSEN = """() => { const b = document.getElementById("text");
  return b.value.slice(b.selectionStart, b.selectionEnd); }"""


def violations(page):
    found = AXE.run(page, options={"runOnly": TAGS}).response["violations"]
    return [(v["id"], v["impact"], [n["target"] for n in v["nodes"]][:3]) for v in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 860}], ids=["phone", "desk"])
def test_axe_on_the_page(open_page, scheme, viewport):
    page = open_page(viewport=viewport, color_scheme=scheme)
    assert violations(page) == []
    page.select_option("#who", "pupil")
    page.fill("#text", DRAFT)
    expect(page.locator(".card")).to_have_count(2)
    for details in page.locator("details").all():
        details.evaluate("d => { d.open = true; }")
    assert violations(page) == []
    page.fill("#text", "See you tomorrow.")
    expect(page.locator("#found")).to_contain_text("Nothing found")
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/policy", "/rules", "/rules/CD101", "/nothing"])
def test_axe_on_the_other_pages(open_page, path):
    page = open_page(path, viewport=PHONE)
    assert violations(page) == []
    open_page.faults.clear()


def test_axe_without_a_script(open_page):
    page = open_page(viewport=PHONE)
    page.route("**/check.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.reload()
    page.fill("#text", DRAFT)
    page.select_option("#who", "pupil")
    page.get_by_role("button", name="Check it").click()
    expect(page.locator(".marked mark").first).to_be_visible()
    assert violations(page) == []


def test_a_phone(open_page, shoot):
    page = open_page(viewport=PHONE, has_touch=True, is_mobile=True)
    shoot(page, "phone-empty")
    page.select_option("#who", "pupil")
    page.fill("#text", DRAFT)
    pill = page.locator("#pill-link")
    expect(pill).to_have_text("■ 2 to change")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    shoot(page, "phone-draft")
    pill.tap()
    expect(page.locator("#found .verdict")).to_be_in_viewport()
    page.wait_for_timeout(200)
    shoot(page, "phone-card")
    small = page.evaluate(SMALL)
    assert small == []


def test_dark(open_page, shoot):
    page = open_page(color_scheme="dark")
    page.select_option("#who", "pupil")
    page.fill("#text", DRAFT)
    expect(page.locator(".card")).to_have_count(2)
    shoot(page, "check-dark")


def test_keyboard_alone(open_page):
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#what-email")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#who")).to_be_focused()
    page.keyboard.press("a")
    page.keyboard.press("Tab")
    for _ in range(12):
        if page.evaluate("document.activeElement.id") == "text":
            break
        page.keyboard.press("Tab")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type(NUMBER)
    fix = page.get_by_role("button", name="Use 020 7946 0550")
    expect(fix).to_be_visible()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.fix || ''") == "020 7946 0550":
            break
    expect(fix).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_have_value("The phone for the club is 020 7946 0550 tonight.")
    expect(page.locator("#text")).to_be_focused()


def test_a_screen_reader_is_told_once_it_rests(open_page):
    page = open_page()
    page.select_option("#who", "pupil")
    page.locator("#text").press_sequentially(NUMBER, delay=5)
    status = page.get_by_role("status")
    expect(status).to_contain_text("Please do not send this as it is. 1 to change")
    expect(page.get_by_role("region", name="What was found")).to_be_visible()
    expect(page.get_by_label("Your draft")).to_have_attribute("aria-describedby", "says")
    heading = page.get_by_role("heading", name="1 block Personal phone")
    expect(heading).to_be_visible()
    expect(page.get_by_role("button", name="Show number 1 in the draft")).to_be_visible()


def test_showing_the_place(open_page):
    page = open_page()
    page.select_option("#who", "pupil")
    page.fill("#text", NUMBER)
    page.get_by_role("button", name="Show number 1").click()
    chosen = page.evaluate(CHOSEN)
    assert chosen == "07700 900123"
    expect(page.locator(".card").first).to_have_class("card block here")


def test_zoomed_text_stays_readable(open_page):
    page = open_page(viewport={"width": 320, "height": 640})
    page.fill("#text", DRAFT)
    expect(page.locator(".card").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
