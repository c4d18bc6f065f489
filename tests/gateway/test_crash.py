"""Killed at every step: from the message's arrival to the end of its release.

A child process does the whole way and is killed with SIGKILL at its n-th step on disk, in the
database or on the network; a second child comes up after it, as the mail server's second try and
the restarted keeper would. Whatever n is: the message is never lost, and it is never sent twice.
"""

import os
import signal
import smtplib
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sql
from sqlalchemy.engine.default import DefaultDialect
from tests.gateway.parts import letter, office_for, store_for, table_for
from tests.gateway.sink import Sink

from msgguard.errors import UsageError
from msgguard.gateway.decide import Decision, Way
from msgguard.gateway.files import HopTable, NoticeTable
from msgguard.gateway.keeper import turn
from msgguard.gateway.moves import release
from msgguard.gateway.outbox import recover
from msgguard.gateway.states import OPEN, State
from msgguard.gateway.store import content, deposit, look
from msgguard.gateway.tables import POST

HELD = Decision(way=Way.HOLD, verdict="warn", all_codes=("LX901",))


class Killer:
    """Counts the steps of this process and kills it at one of them."""

    def __init__(self, at):
        self.at, self.count = at, 0

    def step(self):
        self.count += 1
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, real):
        def both(*args, **kw):
            self.step()
            result = real(*args, **kw)
            self.step()
            return result

        return both

    def arm(self):
        os.fsync = self.around(os.fsync)
        os.replace = self.around(os.replace)
        DefaultDialect.do_commit = self.around(DefaultDialect.do_commit)
        smtplib.SMTP.send = self.around(smtplib.SMTP.send)
        smtplib.SMTP.getreply = self.around(smtplib.SMTP.getreply)


def whole_way(folder, setup, port, sent_check=()):
    """Bring it in, let it go, and turn until all is quiet."""
    hop = HopTable(host="127.0.0.1", port=port, tls="none", timeout=5.0)
    hold_table = {"release": hop, "sent_check": list(sent_check)}
    store = store_for(folder, **hold_table)
    table = table_for(folder, notices=NoticeTable(sender="msgguard@school.test"), hold=hold_table)
    office = office_for(store, table, setup)
    recover(office)
    hold = deposit(store, letter("x"), HELD)
    for _ in range(4):
        with store.engine.begin() as connection:
            connection.execute(sql.update(POST).values(next_at=0))
        with ThreadPoolExecutor(1) as senders:
            turn(office, senders)
        if look(store, hold).state in OPEN:
            try:
                release(store, hold, by="r")
            except UsageError:
                continue
    return look(store, hold).state, content(store, hold).raw


def in_a_child(work):
    """Run ``work`` in a forked process; how it ended (0: normally, -9: killed)."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException as failure:
            print("child:", repr(failure), file=sys.stderr)
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def killed_at(n, folder, setup, *, asks):
    """One life and the life after it; None once there is no n-th step any more."""
    folder.mkdir()
    with Sink() as sink:
        seen = folder / "arrived"

        def arrived(raw):
            if b"From: Terry" in raw:
                seen.write_bytes(b"1")
            return "250 ok"

        sink.plan["dot"] = arrived
        sent_check = ("test", "-e", str(seen)) if asks else ()

        def first():
            Killer(n).arm()
            whole_way(folder, setup, sink.port, sent_check)

        ended = in_a_child(first)
        assert ended in (0, -signal.SIGKILL)
        result = folder / "result"

        def second():
            state, raw = whole_way(folder, setup, sink.port, sent_check)
            assert raw == letter("x").raw
            result.write_text(state)

        assert in_a_child(second) == 0
        count = sum(bool(taken.sender) for taken in sink.taken)
        return ended == 0, State(result.read_text()), count


@pytest.mark.parametrize("asks", [True, False], ids=["asking", "alone"])
@pytest.mark.parametrize("part", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2, 3))])
def test_never_lost_never_twice(tmp_path, setup, asks, part):
    unsure = 0
    for n in range(1 + part, 400, 4):
        done, state, arrived = killed_at(n, tmp_path / str(n), setup, asks=asks)
        if state is State.UNSURE:
            # Nobody can know: then it is kept, said, and not sent again.
            assert not asks
            assert arrived <= 1
            unsure += 1
        else:
            assert state is State.RELEASED, n
            assert arrived == 1, n
        if done:
            break
    else:
        pytest.fail("the way has no end")
    # The window in which that can happen is the dot's own: a few steps of all.
    assert unsure <= 3
