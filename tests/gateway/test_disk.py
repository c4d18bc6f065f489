"""A disk that is full: nothing is taken that cannot be kept, and it heals by itself."""

import asyncio
import os
import subprocess
import tempfile
from pathlib import Path

import pytest
from tests.gateway.parts import door_for, letter, store_for, table_for

from msgguard.gateway.decide import Way
from msgguard.gateway.door import answer
from msgguard.gateway.store import content, listed

pytestmark = pytest.mark.slow


@pytest.fixture
def small():
    """A file system of 2 MB."""
    folder = Path(tempfile.mkdtemp(prefix="small-"))
    mounted = (
        os.getuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], capture_output=True
        ).returncode
    )
    if not mounted:
        folder.rmdir()
        pytest.skip("may not mount a small file system here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)
    folder.rmdir()


def test_a_full_disk(small, setup):
    store = store_for(small)
    door = door_for(setup, table_for(small), store=lambda: store)

    def hold(number):
        text = "a purple zebra\r\n" + "x" * 100_000
        return asyncio.run(answer(letter(text, number=number), door)).way

    ways = [hold(number) for number in range(25)]
    assert ways[0] is Way.HOLD
    assert ways[-1] is Way.DEFER
    kept = listed(store)
    assert len(kept) == ways.count(Way.HOLD)
    for entry in kept:
        assert content(store, entry.id).raw
    # No half-written file is left, and no file without its record.
    assert {path.stem for path in Path(store.table.folder).glob("*.msg")} >= {entry.id for entry in kept}
    assert not list(Path(store.table.folder).glob(".*.new"))
    assert hold(100) is Way.DEFER
    assert asyncio.run(answer(letter("hello"), door)).way is Way.DELIVER
    # Room again.
    for path in list(Path(store.table.folder).glob("*.msg"))[:5]:
        path.unlink()
    assert hold(101) is Way.HOLD
