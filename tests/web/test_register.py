"""The register: asked, given by the right role, declined, ended; the file stays readable."""

from datetime import date, timedelta

import httpx
import pytest
from tests.web.conftest import start
from tests.web.school import HEAD, REVIEWER, TEACHER, make_school
from tests.web.tokens import token

from msgguard.school.reader import read_approvals

UNTIL = (date.today() + timedelta(days=30)).isoformat()
ASK = {"clause": "PU4", "value": "07700 900321", "until": UNTIL, "why": "the ski trip"}


@pytest.fixture
def site(tmp_path):
    """A running site: a way to ask as somebody, and the register's file."""
    settings, setup, table = make_school(tmp_path)
    server, thread, address = start(settings, setup, table)
    clients = []

    def as_(email):
        headers = {"x-forwarded-email": email}
        clients.append(
            httpx.Client(base_url=address, headers=headers, trust_env=False, follow_redirects=True)
        )
        return clients[-1]

    yield as_, settings.approvals
    for client in clients:
        client.close()
    server.should_exit = True
    thread.join(5)


def post(client, deed, **data):
    return client.post(f"/approvals/{deed}", data={"token": token(client.get("/approvals")), **data})


def test_ask_give_end(site):
    as_, file = site
    teacher, head = as_(TEACHER), as_(HEAD)
    assert "the ski trip" in post(teacher, "ask", **ASK).text
    before = file.read_text()
    assert "Give it as Headteacher" in head.get("/approvals").text
    assert "Give it" not in teacher.get("/approvals").text
    post(head, "give", ref="R-1", role="Headteacher")
    assert file.read_text().startswith(before.rstrip("\n"))
    given = read_approvals(file)[-1]
    assert (given.by, given.who, given.clauses) == ("Headteacher", (TEACHER,), ("PU4",))
    assert given.value == "07700 900321"
    assert "asked by" not in teacher.get("/approvals").text
    post(teacher, "end", ref=given.ref)
    ended = read_approvals(file)[-1]
    assert ended.until == date.today() - timedelta(days=1)
    assert not ended.holds_on(date.today())


def test_the_role_is_checked_against_the_clause(site):
    as_, file = site
    post(as_(TEACHER), "ask", **ASK)
    for email in (TEACHER, REVIEWER):
        answer = post(as_(email), "give", ref="R-1", role="Headteacher")
        assert answer.status_code == 409
        assert "needs the Headteacher" in answer.text
    assert len(read_approvals(file)) == 1


def test_nobody_approves_their_own_request(site):
    as_, file = site
    post(as_(HEAD), "ask", **ASK)
    assert "somebody else must give it" in post(as_(HEAD), "give", ref="R-1", role="Headteacher").text
    assert len(read_approvals(file)) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"clause": "EV8"}, "Nobody may approve"),
        ({"clause": "XX"}, "Nobody may approve"),
        ({"until": "2001-01-01"}, "must lie ahead"),
        ({"until": "soon"}, "last day it is needed"),
        ({"why": "x"}, "what it is for"),
        ({"audience": "aunt"}, "whom it is for"),
    ],
)
def test_what_cannot_be_asked_for(site, change, said):
    as_, _ = site
    answer = post(as_(TEACHER), "ask", **{**ASK, **change})
    assert answer.status_code == 409
    assert said in answer.text


def test_declined(site):
    as_, file = site
    post(as_(TEACHER), "ask", **ASK)
    assert post(as_(REVIEWER), "decline", ref="R-1").status_code == 409
    post(as_(HEAD), "decline", ref="R-1")
    assert "the ski trip" not in as_(TEACHER).get("/approvals").text
    assert len(read_approvals(file)) == 1


def test_what_is_typed_cannot_break_the_file(site):
    as_, file = site
    post(as_(TEACHER), "ask", **{**ASK, "why": 'a "quote"\n[[approval]]\nref = "x" \\', "value": "\x7f'\""})
    post(as_(HEAD), "give", ref="R-1", role="Headteacher")
    assert len(read_approvals(file)) == 2


def test_values_are_for_those_concerned(site):
    as_, _ = site
    assert "07700 900777" in as_(TEACHER).get("/approvals").text
    assert "07700 900777" not in as_(REVIEWER).get("/approvals").text
    assert "07700 900777" not in as_("k.bains@ryefield.sch.uk").get("/approvals").text


def test_a_given_approval_counts_at_once(site):
    as_, _ = site
    teacher, head = as_(TEACHER), as_(HEAD)
    text = {"what": "email", "who": "own", "text": "Ring me on 07700 900321 on the trip."}
    assert "A-" not in teacher.post("/live", json=text).json()["html"]
    for number, clause in enumerate(("PU4", "EV7"), 1):
        post(teacher, "ask", **{**ASK, "clause": clause})
        post(head, "give", ref="R-1", role="Headteacher")
        assert number
    answer = teacher.post("/live", json=text).json()
    assert "Allowed by approval A-" in answer["html"]
