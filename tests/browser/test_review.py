"""The reviewer's pages in the browser, with a hold that the gateway made."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

pytest.importorskip("msgguard.gateway.moves")

from tests.browser.test_reach import violations
from tests.web.conftest import start
from tests.web.school import HEAD, REVIEWER, TEACHER, hold_of, make_school
from tests.web.test_review import state

BODIES = (
    "The phone for the coach is 07700 900123 on the day.",
    "Do write to lucy.m@mail.example, I look at it in the evening.",
    "My own phone is 07700 900456 all week.",
)


@pytest.fixture
def school(tmp_path):
    """A running site with sign-in by header, and three holds."""
    settings, setup, table = make_school(tmp_path)
    holds = [hold_of(settings, setup, body) for body in BODIES]
    server, thread, address = start(settings, setup, table)
    yield address, holds, settings
    server.should_exit = True
    thread.join(5)


def as_(email):
    return {"extra_http_headers": {"x-forwarded-email": email}}


def test_a_reviewer_releases_a_hold(open_page, school, shoot):
    address, holds, settings = school
    page = open_page("/review", at=address, **as_(REVIEWER))
    expect(page.locator(".card")).to_have_count(3)
    assert violations(page) == []
    shoot(page, "review")
    page.get_by_role("link", name=":").first.click()
    expect(page.get_by_role("heading", name="What shall happen?")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("07700")
    assert violations(page) == []
    shoot(page, "review-case", full_page=True)
    page.get_by_label("Why do you need to read it?").fill("to decide about it")
    page.get_by_role("button", name="Show the message").click()
    expect(page.locator(".marked")).to_contain_text("07700 900123")
    assert violations(page) == []
    page.get_by_role("button", name="Let it go").click()
    expect(page.get_by_role("status").first).to_contain_text("It is on its way.")
    expect(page.locator(".card")).to_have_count(2)
    states = [state(settings, hold)[0] for hold in holds]
    assert states.count("releasing") == 1


def test_an_approval_is_asked_for_and_given(open_page, school, shoot):
    address, _, _ = school
    page = open_page("/approvals", at=address, **as_(TEACHER))
    page.select_option("#clause", "PU4")
    page.get_by_label("Which number").fill("07700 900321")
    page.get_by_label("Until when?").fill((date.today() + timedelta(days=20)).isoformat())
    page.get_by_label("What is it for?").fill("the ski trip")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".deed").first).to_contain_text("the ski trip")
    assert violations(page) == []
    head = open_page("/approvals", at=address, **as_(HEAD))
    assert violations(head) == []
    shoot(head, "approvals")
    head.get_by_role("button", name="Give it as Headteacher").click()
    expect(head.locator("table")).to_contain_text("the ski trip")
    expect(head.locator("table")).to_contain_text("20 days left")
    page.reload()
    page.get_by_role("button", name="End it (A-").click()
    expect(page.locator("table")).to_contain_text("ended")


def test_the_month(open_page, school, shoot):
    address, _, _ = school
    page = open_page("/review/month", at=address, **as_(HEAD))
    expect(page.locator(".numbers li").first).to_contain_text("3")
    expect(page.get_by_role("img", name="By clause")).to_be_visible()
    assert violations(page) == []
    shoot(page, "month", full_page=True)
    page.emulate_media(media="print")
    pdf = page.pdf(format="A4")
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") <= 1 or b"/Count 1" in pdf
