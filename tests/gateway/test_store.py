"""The hold store's state machine: what may follow what, and that everything happens once."""

import itertools
import os
import stat
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sql
from tests.gateway.parts import letter, store_for, table_for

from msgguard.errors import ConfigError, MsgguardError, UsageError
from msgguard.gateway.box import make_key, read_keys
from msgguard.gateway.decide import Decision, Way, decide
from msgguard.gateway.letter import to_message
from msgguard.gateway.moves import approve, ask, give_back, move, release
from msgguard.gateway.states import MOVES, State
from msgguard.gateway.store import content, deposit, history, listed, look, note_reading
from msgguard.gateway.tables import HOLD, METADATA, POST

HELD = Decision(way=Way.HOLD, verdict="warn", all_codes=("LX901",), clauses=("G1",))


@pytest.fixture
def store(tmp_path):
    return store_for(tmp_path)


def test_only_the_written_moves_are_possible(store):
    hold = deposit(store, letter("x"), HELD)
    for start, target in itertools.product(State, State):
        with store.engine.begin() as connection:
            connection.execute(sql.update(HOLD).values(state=start))
        before = len(history(store, hold))
        try:
            with store.engine.begin() as connection:
                move(connection, hold, target, by="test")
            moved = True
        except UsageError:
            moved = False
        assert moved is (target in MOVES[start]), (start, target)
        assert look(store, hold).state is (target if moved else start)
        assert len(history(store, hold)) == before + moved


def test_a_message_handed_over_again_is_the_same_hold(store):
    first = deposit(store, letter("x"), HELD)
    assert deposit(store, letter("x"), HELD) == first
    assert deposit(store, letter("x", "other@mail.example"), HELD) != first
    release(store, first, by="r")
    assert deposit(store, letter("x"), HELD) == first
    assert len(listed(store, State)) == 2


def test_many_at_once_make_one_hold_and_one_release(store):
    found, failed = [], []

    def bring():
        found.append(deposit(store, letter("x"), HELD))

    def let_go():
        try:
            release(store, found[0], by="r")
        except UsageError:
            failed.append(1)

    for work in (bring, let_go):
        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(set(found)) == 1
    assert len(failed) == 7
    assert len(list(Path(store.table.folder).glob("*.msg"))) == 1
    with store.engine.connect() as connection:
        kinds = connection.execute(sql.select(POST.c.kind)).scalars().all()
    assert sorted(kinds) == ["notice", "release"]


def test_nothing_readable_lies_in_database_or_folder(store):
    hold = deposit(store, letter("my secret words", "parent7@mail.example"), HELD)
    store.engine.dispose()
    for path in Path(store.table.folder).iterdir():
        data = path.read_bytes()
        for word in (b"secret", b"parent7", b"teacher@", b"school.test"):
            assert word not in data, path.name
    assert content(store, hold) == letter("my secret words", "parent7@mail.example")


def test_content_is_bound_to_its_hold_and_key(store, tmp_path):
    one, other = deposit(store, letter("one"), HELD), deposit(store, letter("two"), HELD)
    folder = Path(store.table.folder)
    os.replace(folder / f"{one}.msg", folder / f"{other}.msg")
    with pytest.raises(MsgguardError, match="another message"):
        content(store, other)
    with pytest.raises(MsgguardError, match="no longer kept"):
        content(store, one)


def test_keys_can_be_changed(tmp_path):
    store = store_for(tmp_path)
    hold = deposit(store, letter("x"), HELD)
    key = Path(store.table.key_file)
    fresh = tmp_path / "fresh.key"
    make_key(fresh)
    old = read_keys(key)
    key.write_bytes(fresh.read_bytes() + key.read_bytes())
    assert content(store_for(tmp_path), hold) == letter("x")
    assert read_keys(key).mark == old.mark
    key.write_bytes(fresh.read_bytes())
    with pytest.raises(MsgguardError, match="cannot be decrypted"):
        content(store_for(tmp_path), hold)


def test_a_key_file_is_private_and_never_overwritten(tmp_path):
    path = tmp_path / "k"
    make_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        make_key(path)
    path.chmod(0o644)
    with pytest.raises(ConfigError, match="readable by others"):
        read_keys(path)
    path.chmod(0o600)
    path.write_text("nonsense\n")
    with pytest.raises(ConfigError, match="no key"):
        read_keys(path)


def test_only_the_named_role_may_be_asked_and_only_where_a_clause_allows_it(setup, tmp_path):
    from msgguard.engine import check

    store = store_for(tmp_path)
    holds = {}
    for text in ("a green wombat", "a green wombat and a purple zebra"):
        report = check(to_message(letter(text)), setup)
        holds[text] = deposit(store, letter(text), decide(report, setup, table_for(tmp_path)))
    may, may_not = holds.values()
    with pytest.raises(UsageError, match="Headteacher"):
        ask(store, may, "Caretaker", by="r")
    with pytest.raises(UsageError, match="no exception"):
        ask(store, may_not, "Headteacher", by="r")
    with pytest.raises(UsageError):
        approve(store, may_not, "Headteacher", by="head@school.test")
    ask(store, may, "headteacher", by="r")
    assert look(store, may).state is State.ASKED
    approve(store, may, "Headteacher", by="head@school.test")
    assert look(store, may).state is State.RELEASING
    assert history(store, may)[-1][3] == f"approved by Headteacher, reference HOLD-{may}"


def test_reading_a_message_leaves_a_name_and_a_reason(store):
    hold = deposit(store, letter("x"), HELD)
    with pytest.raises(MsgguardError):
        note_reading(store, hold, by="", reason="")
    note_reading(store, hold, by="o.office", reason="complaint 4")
    assert history(store, hold)[-1][2:] == ("o.office", "read: complaint 4")


def test_a_returned_message_may_be_held_anew(store, tmp_path):
    hold = deposit(store, letter("x"), HELD)
    give_back(store, hold, by="r")
    assert deposit(store, letter("x"), HELD) == hold
    with pytest.raises(UsageError):
        release(store, hold, by="r")
    with pytest.raises(UsageError):
        give_back(store, hold, by="r")
    with pytest.raises(UsageError, match="no hold"):
        release(store, "nosuch", by="r")


def test_the_tables_hold_no_column_for_content():
    columns = {column.name for table in METADATA.tables.values() for column in table.columns}
    assert not columns & {"sender", "recipients", "subject", "body", "text", "address"}
    assert time.time() > 0
