from pathlib import Path

from msgguard.explain import EXCUSES, explain
from msgguard.model import Channel, Message, Party, Recipient
from msgguard.setup import load_setup

CONFIG = Path(__file__).parent.parent / "corpora" / "second-school" / "msgguard.toml"


def test_every_name_has_a_reason():
    setup = load_setup(CONFIG)
    body = (
        "Dear Rosa,\n\nJoy Pemberton and Kit are here. Robin Carter rang. Joy to all!\n"
        "TN in 9K is not.\n\nMarcus"
    )
    message = Message(
        id="m",
        channel=Channel.EMAIL,
        sender=Party(address="m.quick@penhallow.sch.example"),
        recipients=(Recipient(party=Party(address="info@hostel.example")),),
        body=body,
    )
    found = explain(message, setup)
    by_text = {item.text: item for item in found}
    assert by_text["Joy Pemberton"].verdict == "pupil"
    assert by_text["Joy Pemberton"].pupils == ("p9",)
    assert by_text["Robin"].verdict == "no pupil"
    assert by_text["Robin"].because == EXCUSES["is_other_person"]
    assert by_text["TN in 9K"].pupils == ("p12",)
    assert all(body[item.start : item.end] == item.text for item in found)
    assert all(item.because for item in found)


def test_every_excuse_is_explained():
    source = Path(__file__).parent.parent / "src" / "msgguard" / "detect"
    import re

    for name in (
        "nameverdict.py", "nameexcuse.py", "namecontext.py", "unlisted.py", "ownchild.py", "pupil.py",
        "identifiable.py",
    ):  # fmt: skip
        for excuse in re.findall(r'"((?:is|has)_[a-z_]+)"', (source / name).read_text(encoding="utf-8")):
            assert excuse in EXCUSES, excuse
