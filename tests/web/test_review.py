"""The reviewer's pages against holds that the gateway itself made."""

import httpx
import pytest

pytest.importorskip("msgguard.gateway.moves")
pytest.importorskip("sqlalchemy")

from tests.web.conftest import start
from tests.web.school import HEAD, REVIEWER, TEACHER, hold_of, make_school
from tests.web.tokens import token

BODY = "The phone for the coach is 07700 900123 on the day."


@pytest.fixture
def site(tmp_path):
    """A running site with one held message: a way to ask as somebody, and the hold's id."""
    settings, setup, table = make_school(tmp_path)
    hold = hold_of(settings, setup, BODY)
    server, thread, address = start(settings, setup, table)
    clients = []

    def as_(email):
        headers = {"x-forwarded-email": email} if email else {}
        clients.append(
            httpx.Client(base_url=address, headers=headers, trust_env=False, follow_redirects=True)
        )
        return clients[-1]

    yield as_, hold, settings, setup
    for client in clients:
        client.close()
    server.should_exit = True
    thread.join(5)


def state(settings, hold):
    from msgguard.gateway.files import read_gateway
    from msgguard.gateway.store import history, look, open_store

    store = open_store(read_gateway(settings).hold)
    found = str(look(store, hold).state), history(store, hold)
    store.engine.dispose()
    return found


def test_a_reviewer_lets_a_hold_go(site):
    as_, hold, settings, _ = site
    client = as_(REVIEWER)
    queue = client.get("/review")
    assert hold in queue.text
    assert "CD101" in queue.text
    assert "07700" not in queue.text
    page = client.get(f"/review/{hold}")
    assert "07700" not in page.text
    assert client.get(f"/review/{hold}/release").status_code in (404, 405)
    assert state(settings, hold)[0] in ("stored", "noticed")
    done = client.post(f"/review/{hold}/release", data={"token": token(page), "note": "seen"})
    assert "It is on its way." in done.text
    now, history = state(settings, hold)
    assert now == "releasing"
    assert (history[-1][2], history[-1][3]) == (REVIEWER, "seen")
    again = client.post(f"/review/{hold}/release", data={"token": token(page)})
    assert again.status_code == 409


def test_a_form_of_another_site_does_nothing(site):
    as_, hold, settings, _ = site
    client = as_(REVIEWER)
    for data in ({}, {"token": "nonsense"}, {"token": token(as_(HEAD).get(f"/review/{hold}"))}):
        assert client.post(f"/review/{hold}/release", data=data).status_code in (400, 403)
    assert state(settings, hold)[0] in ("stored", "noticed")


def test_only_reviewers_come_in(site):
    as_, hold, _, _ = site
    for path in ("/review", f"/review/{hold}", "/review/month"):
        assert as_(TEACHER).get(path).status_code == 403
        assert as_("").get(path).status_code == 403


def test_reading_needs_a_reason_that_is_written_down(site):
    as_, hold, settings, _ = site
    client = as_(REVIEWER)
    page = client.get(f"/review/{hold}")
    none = client.post(f"/review/{hold}/read", data={"token": token(page), "reason": " "})
    assert "07700" not in none.text
    read = client.post(f"/review/{hold}/read", data={"token": token(page), "reason": "the Head asked"})
    assert "07700 900123" in read.text
    assert state(settings, hold)[1][-1][2:] == (REVIEWER, "read: the Head asked")


def test_whoever_sent_it_does_not_decide(site):
    as_, _, settings, setup = site
    own = hold_of(settings, setup, "Or text me on 07700 900456.", sender=REVIEWER)
    client = as_(REVIEWER)
    page = client.get(f"/review/{own}")
    assert "somebody else must decide" in page.text
    form = token(client.get("/approvals"))
    assert client.post(f"/review/{own}/release", data={"token": form}).status_code == 409
    assert (
        client.post(f"/review/{own}/read", data={"token": form, "reason": "just to see"}).status_code == 403
    )


def test_approval_needs_the_role_of_the_clause(site):
    as_, hold, settings, _ = site
    reviewer, head = as_(REVIEWER), as_(HEAD)
    page = reviewer.get(f"/review/{hold}")
    asked = reviewer.post(f"/review/{hold}/ask", data={"token": token(page), "role": "Headteacher"})
    assert "has been asked for" in asked.text
    form = {"token": token(page), "role": "Headteacher"}
    assert reviewer.post(f"/review/{hold}/approve", data=form).status_code == 409
    page = head.get(f"/review/{hold}")
    done = head.post(f"/review/{hold}/approve", data={"token": token(page), "role": "Headteacher"})
    assert "approved and on its way" in done.text
    assert state(settings, hold)[0] == "releasing"


def test_sending_back(site):
    as_, hold, settings, _ = site
    client = as_(REVIEWER)
    form = {"token": token(client.get(f"/review/{hold}"))}
    assert "goes back" in client.post(f"/review/{hold}/return", data=form).text
    assert state(settings, hold)[0] == "returning"


def test_the_month_on_one_page(site):
    as_, _, _, _ = site
    page = as_(HEAD).get("/review/month")
    assert "<strong>1</strong> messages held" in page.text
    assert "EV7" in page.text
    assert "07700" not in page.text
    assert "HT-2026" not in page.text or "ended" in page.text
    assert "was due for review" in page.text
    assert as_(HEAD).get("/review/month/2025-01").status_code == 200
    assert as_(HEAD).get("/review/month/never").status_code == 404
    assert as_(HEAD).get("/review/nothing").status_code == 404
