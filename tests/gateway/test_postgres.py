"""A store that several gateways share, on a real PostgreSQL: the same promises, and a database that goes
away and comes back."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sql
from tests.gateway.parts import door_for, letter, office_for, store_for, table_for
from tests.gateway.postgres import Postgres, is_here
from tests.gateway.sink import Sink

from msgguard.errors import UsageError
from msgguard.gateway.decide import Decision, Way
from msgguard.gateway.door import answer
from msgguard.gateway.files import HopTable, NoticeTable
from msgguard.gateway.keeper import turn
from msgguard.gateway.moves import release
from msgguard.gateway.states import State
from msgguard.gateway.store import content, deposit, listed, look
from msgguard.gateway.tables import BLOB, METADATA

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not is_here(), reason="needs root and PostgreSQL")]
HELD = Decision(way=Way.HOLD, verdict="warn", all_codes=("LX901",))


@pytest.fixture(scope="module")
def server():
    with Postgres() as made:
        yield made


@pytest.fixture
def shop(server, setup, tmp_path):
    """Two gateways' stores over one database, and a next hop."""
    with Sink() as sink:
        hop = HopTable(host="127.0.0.1", port=sink.port, tls="none", timeout=5.0)
        hold = {"url": server.url, "release": hop}
        one = store_for(tmp_path, **hold)
        METADATA.drop_all(one.engine)
        METADATA.create_all(one.engine)
        two = store_for(tmp_path, **hold)
        table = table_for(tmp_path, notices=NoticeTable(sender="m@school.test"), hold=hold)
        offices = [office_for(store, table, setup, node=name) for store, name in ((one, "a"), (two, "b"))]
        yield sink, offices
        for store in (one, two):
            store.engine.dispose()


def test_content_lies_encrypted_in_the_database_and_both_read_it(shop):
    _, (one, two) = shop
    hold = deposit(one.store, letter("secret words"), HELD)
    assert content(two.store, hold) == letter("secret words")
    with one.store.engine.connect() as connection:
        (data,) = connection.execute(sql.select(BLOB.c.data)).scalars()
    assert b"secret" not in bytes(data)


def test_many_gateways_make_one_hold_and_send_it_once(shop):
    sink, offices = shop
    found = []

    def bring(office):
        for number in range(10):
            found.append(deposit(office.store, letter("x", number=number), HELD))

    threads = [threading.Thread(target=bring, args=(office,)) for office in offices * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 40
    assert len(set(found)) == 10
    wins = []

    def let_go(office):
        for hold in sorted(set(found)):
            try:
                release(office.store, hold, by=office.node)
                wins.append(hold)
            except UsageError:
                continue

    def work(office):
        let_go(office)
        with ThreadPoolExecutor(4) as senders:
            for _ in range(8):
                turn(office, senders)

    with ThreadPoolExecutor(2) as both:
        list(both.map(work, offices))
    assert sorted(wins) == sorted(set(found))
    assert {look(offices[0].store, hold).state for hold in found} == {State.RELEASED}
    assert len([taken for taken in sink.taken if taken.sender]) == 10


def test_a_returned_key_is_freed(shop):
    sink, (office, _) = shop
    sink.plan["dot"] = lambda raw: "550 no" if raw.startswith(b"X-Msgguard: verdict=released") else "250 ok"
    hold = deposit(office.store, letter("x"), HELD)
    release(office.store, hold, by="r")
    with ThreadPoolExecutor(1) as senders:
        for _ in range(3):
            turn(office, senders)
    assert look(office.store, hold).state is State.RETURNED
    assert deposit(office.store, letter("x"), HELD) != hold


def test_the_database_goes_away_and_comes_back(server, shop, setup):
    sink, (office, _) = shop
    store = office.store
    door = door_for(setup, office.table, store=lambda: store)
    held = asyncio.run(answer(letter("a purple zebra", number=1), door))
    assert held.way is Way.HOLD
    server.stop()
    try:
        assert asyncio.run(answer(letter("a purple zebra", number=2), door)).way is Way.DEFER
        assert asyncio.run(answer(letter("hello", number=3), door)).way is Way.DELIVER
        assert asyncio.run(answer(letter("a purple badger", number=4), door)).way is Way.REFUSE
        with ThreadPoolExecutor(1) as senders, pytest.raises(sql.exc.OperationalError):
            turn(office, senders)
    finally:
        server.start()
    assert asyncio.run(answer(letter("a purple zebra", number=2), door)).way is Way.HOLD
    for entry in listed(store):
        release(store, entry.id, by="r")
    with ThreadPoolExecutor(1) as senders:
        turn(office, senders)
    assert len([taken for taken in sink.taken if taken.sender]) == 2
    assert replace(office, node="x").node == "x"
