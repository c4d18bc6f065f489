"""A school of its own for a test: a folder with settings, a register, and a gateway that holds mail."""

import asyncio
import shutil
from concurrent.futures import ThreadPoolExecutor

from tests.web.conftest import ROOT

from msgguard.config import read_config
from msgguard.setup import setup_from
from msgguard.web.files import read_web

REVIEWER, HEAD, TEACHER = "t.okoro@ryefield.sch.uk", "m.ellery@ryefield.sch.uk", "l.moreton@ryefield.sch.uk"
WEB = f"""
[web]
sign_in = "header"
rate = 6000
[[web.person]]
email = "{REVIEWER}"
roles = ["reviewer"]
[[web.person]]
email = "{HEAD}"
roles = ["reviewer", "Headteacher"]
"""


def make_school(folder):
    """Settings, setup and the table of the pages, for the corpus school in a folder of its own."""
    for name in ("school.toml", "approvals.toml", "roster.json"):
        shutil.copy(ROOT / "corpora" / "ryefield" / name, folder / name)
    top = (ROOT / "corpora" / "ryefield" / "msgguard.toml").read_text(encoding="utf-8")
    (folder / "msgguard.toml").write_text(top + '[gateway]\nmode = "enforce"\n' + WEB, encoding="utf-8")
    settings = read_config(folder / "msgguard.toml")
    return settings, setup_from(settings), read_web(settings)


def hold_of(settings, setup, body, *, sender=TEACHER, to="parent9@mail.example"):
    """Hand a message to the gateway, as a mail server would; the id of the hold it makes."""
    from pathlib import Path

    from msgguard.gateway.box import make_key
    from msgguard.gateway.door import Door, answer
    from msgguard.gateway.files import read_gateway
    from msgguard.gateway.letter import Envelope, Letter
    from msgguard.gateway.observe import make_meters
    from msgguard.gateway.store import open_store

    table = read_gateway(settings)
    key = Path(table.hold.key_file)
    if not key.exists():
        make_key(key)
    store = open_store(table.hold)
    raw = f"From: {sender}\r\nTo: {to}\r\nSubject: Trip\r\nMessage-ID: <{hash(body)}@x>\r\n\r\n{body}\r\n"
    letter = Letter(envelope=Envelope(sender=sender, recipients=(to,)), raw=raw.encode())
    door = Door(
        name="test",
        setup=setup,
        table=table,
        meters=make_meters(),
        mark_key=store.keys.mark,
        store=lambda: store,
    )
    # In a thread: where a browser is driven, this one has a loop already.
    with ThreadPoolExecutor(1) as pool:
        given = pool.submit(lambda: asyncio.run(answer(letter, door))).result()
    store.engine.dispose()
    assert given.hold, given
    return given.hold
