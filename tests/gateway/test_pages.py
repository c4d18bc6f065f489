"""Links and answers: only their bearer, only once, only on purpose."""

import asyncio
from functools import partial

import pytest
from tests.gateway.parts import TEACHER, letter, office_for, store_for, table_for

from msgguard.engine import check
from msgguard.gateway import pages
from msgguard.gateway.decide import decide
from msgguard.gateway.files import NoticeTable
from msgguard.gateway.letter import to_message
from msgguard.gateway.moves import release
from msgguard.gateway.ready import Ready
from msgguard.gateway.replies import take_reply
from msgguard.gateway.states import State
from msgguard.gateway.store import deposit, history, look
from msgguard.gateway.tokens import Verb, hold_of, token_for

NOTICES = NoticeTable(
    sender="msgguard@school.test", reply_to="hold@school.test", link="https://hold.school.test"
)


class Desk:
    def __init__(self, folder, setup):
        self.setup, self.store = setup, store_for(folder)
        self.table = table_for(folder, notices=NOTICES)
        self.key = self.store.keys.mark
        office = office_for(self.store, self.table, setup)
        self.desk = pages.Desk(Ready(setup=setup, table=self.table, keys=self.store.keys), office)

    def hold(self, text):
        report = check(to_message(letter(text)), self.setup)
        return deposit(self.store, letter(text), decide(report, self.setup, self.table))

    def state(self, hold):
        return look(self.store, hold).state

    def ask(self, request, *, links=True):
        """The whole answer to a raw request."""

        async def main():
            server = await asyncio.start_server(
                partial(pages.serve, desk=self.desk, links=links), "127.0.0.1", 0
            )
            async with server:
                reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
                writer.write(request)
                answer = await reader.read()
                writer.close()
                await writer.wait_closed()
                return answer.decode()

        return asyncio.run(main())

    def get(self, path, method="GET"):
        return self.ask(f"{method} {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())


@pytest.fixture
def desk(tmp_path, setup):
    return Desk(tmp_path, setup)


def test_looking_does_nothing_and_the_button_works_once(desk):
    hold = desk.hold("a purple zebra")
    path = f"/release/{token_for(Verb.RELEASE, hold, desk.key)}"
    for method in ("GET", "HEAD", "GET"):
        answer = desk.get(path, method)
        assert answer.startswith("HTTP/1.1 200")
        assert desk.state(hold) is State.STORED
    assert "zebra" not in answer
    assert "G1" in answer
    assert "Thank you" in desk.get(path, "POST")
    assert desk.state(hold) is State.RELEASING
    assert "Nothing more to do" in desk.get(path, "POST")
    assert history(desk.store, hold)[-1][2] == "sender's link"


def test_tokens_are_for_one_hold_and_one_verb(desk):
    hold, other = desk.hold("a purple zebra"), desk.hold("another purple zebra")
    token = token_for(Verb.RELEASE, hold, desk.key)
    assert hold_of(token.upper(), Verb.RELEASE, desk.key) == (hold, "")
    for wrong in (
        f"/approve/{token}",
        f"/release/{other}-{token.partition('-')[2]}",
        f"/release/{token[:-1]}",
        f"/release/{token_for(Verb.RELEASE, hold, b'other')}",
        "/release/",
        "/release/nosuch-abc",
        "/release/%00",
        "/",
        "/metrics",
    ):
        assert desk.get(wrong, "POST").startswith("HTTP/1.1 404"), wrong
    assert desk.state(hold) is State.STORED


def test_a_neutral_hold_is_not_its_senders_to_release(desk):
    hold = desk.hold("a quiet quokka")
    path = f"/release/{token_for(Verb.RELEASE, hold, desk.key)}"
    assert desk.get(path, "POST").startswith("HTTP/1.1 404")


def test_an_approval_by_link_is_the_roles(desk):
    hold = desk.hold("a green wombat")
    good = token_for(Verb.APPROVE, hold, desk.key, extra="Headteacher")
    bad = token_for(Verb.APPROVE, hold, desk.key, extra="Caretaker")
    assert desk.get(f"/approve/{bad}", "POST").startswith("HTTP/1.1 404")
    assert "Thank you" in desk.get(f"/approve/{good}", "POST")
    assert "approved by Headteacher" in history(desk.store, hold)[-1][3]


@pytest.mark.parametrize(
    "request_",
    [b"\r\n\r\n", b"GET\r\n\r\n", b"\xff\xfe / x\r\n\r\n", b"GET " + b"a" * 99_000],
)
def test_broken_requests_are_borne(desk, request_):
    assert desk.ask(request_)[:10] in ("HTTP/1.1 4", "")


def test_own_and_public_pages_are_apart(desk):
    assert desk.ask(b"GET /healthz HTTP/1.1\r\n\r\n", links=False).startswith("HTTP/1.1 200")
    assert desk.ask(b"GET /readyz HTTP/1.1\r\n\r\n", links=False).startswith("HTTP/1.1 503")
    assert desk.ask(b"POST /healthz HTTP/1.1\r\n\r\n", links=False).startswith("HTTP/1.1 405")
    assert desk.get("/healthz").startswith("HTTP/1.1 404")


def answer(token, text="Release\r\n\r\n> The message ...", *, sender=TEACHER, extra=""):
    head = f"From: Terry <{sender}>\r\nTo: hold+{token}@school.test\r\nSubject: Re: Held\r\n{extra}"
    return f"{head}\r\n{text}\r\n".encode()


def test_a_senders_answer_releases(desk):
    hold = desk.hold("a purple zebra")
    token = token_for(Verb.RELEASE, hold, desk.key)
    assert take_reply(answer(token), desk.store, NOTICES).good
    assert desk.state(hold) is State.RELEASING
    assert take_reply(answer(token), desk.store, NOTICES).good


@pytest.mark.parametrize(
    "kw",
    [
        {"extra": "Auto-Submitted: auto-replied\r\n"},
        {"extra": "Precedence: bulk\r\n"},
        {"extra": "X-Autoreply: yes\r\n"},
        {"extra": "Return-Path: <>\r\n"},
        {"text": "I am away until Monday. Release of the newsletter is on Friday."},
        {"text": "Do not release it"},
        {"text": "Release of the newsletter is on Friday."},
        {"sender": "someone@else.example"},
    ],
)
def test_other_answers_do_not(desk, kw):
    hold = desk.hold("a purple zebra")
    take_reply(answer(token_for(Verb.RELEASE, hold, desk.key), **kw), desk.store, NOTICES)
    assert desk.state(hold) is State.STORED


def test_answers_without_a_genuine_token_do_not(desk):
    hold = desk.hold("a purple zebra")
    for token in ("x", token_for(Verb.RELEASE, hold, b"other"), token_for(Verb.APPROVE, hold, desk.key)):
        assert not take_reply(answer(token), desk.store, NOTICES).good
    assert not take_reply(b"", desk.store, NOTICES).good
    quiet = desk.hold("a quiet quokka")
    assert not take_reply(answer(token_for(Verb.RELEASE, quiet, desk.key)), desk.store, NOTICES).good
    release(desk.store, hold, by="r")
