"""What the tests' detectors know: the fictional school of the base pack, a small roster, the word lists."""

from __future__ import annotations

import tomllib
from pathlib import Path

from msgguard.detect.registry import Detector, Known
from msgguard.model import Attachment, Channel, Finding, Message, Party, PostKind, Recipient
from msgguard.school.profile import School, Staff
from msgguard.school.roster import Guardian, Pupil, Roster
from msgguard.text.view import build_view

RULES = Path(__file__).resolve().parents[2] / "rules" / "base"


def read_words() -> dict[str, frozenset[str]]:
    lists = {}
    for path in sorted((RULES / "words").glob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        lists[path.stem] = frozenset(
            line.strip() for line in lines if line.strip() and not line.startswith("#")
        )
    return lists


def read_school() -> School:
    data = tomllib.loads((RULES / "school.toml").read_text(encoding="utf-8"))
    return School(
        name=data["name"],
        short_names=tuple(data["short_names"]),
        domains=frozenset(data["domains"]),
        pupil_domains=frozenset(data["pupil_domains"]),
        phones=tuple(data["phones"]),
        addresses=tuple(data["addresses"]),
        postcodes=frozenset(data["postcodes"]),
        accounts=frozenset(data["accounts"]),
        partners=data["partners"],
        safe_platforms=frozenset(data["safe_platforms"]),
        office=frozenset(data["office"]),
        lists=frozenset(data["lists"]),
        designated_person=data["designated_person"],
        headteacher=data["headteacher"],
        staff=tuple(
            Staff(
                email=person["email"],
                name=person["name"],
                role=person["role"],
                private=tuple(person.get("private", ())),
                phones=tuple(person.get("phones", ())),
            )
            for person in data["staff"]
        ),
    )


ROSTER = Roster(
    pupils=(Pupil(id="p1", given="Nell", family="Harker"), Pupil(id="p2", given="Osman", family="Dar")),
    guardians=(
        Guardian(
            id="g1",
            given="Petra",
            family="Harker",
            emails=("petra.harker@mail.example",),
            phones=("07700 900801",),
            children=("p1",),
        ),
        Guardian(
            id="g2",
            given="Luke",
            family="Harker",
            emails=("luke.harker@mail.example",),
            phones=("07700 900802",),
            children=("p1",),
        ),
        Guardian(
            id="g3",
            given="Saira",
            family="Dar",
            emails=("parent1@mail.example",),
            phones=("07700 900803",),
            children=("p2",),
        ),
    ),
)
KNOWN = Known(school=read_school(), roster=ROSTER, words=read_words())


def message(
    text: str,
    *,
    subject: str = "",
    channel: str = "email",
    post: str = "",
    sender: str = "s.patel@hollybank.sch.example",
    recipients: tuple[str, ...] = ("parent1@mail.example",),
    attachments: tuple[tuple[str, str], ...] = (),
    links: tuple[str, ...] = (),
) -> Message:
    return Message(
        id="t",
        channel=Channel(channel),
        post=PostKind(post) if post else None,
        sender=Party(address=sender),
        recipients=() if post else tuple(Recipient(party=Party(address=address)) for address in recipients),
        subject=subject,
        body=text,
        links=links,
        attachments=tuple(Attachment(name=name, text=content) for name, content in attachments),
    )


def found(detector: Detector, text: str, *, excused: bool = False, **options: object) -> list[Finding]:
    """The findings in ``text``; with ``excused`` the ruled-out candidates, too."""
    view = build_view(message(text, **options))  # type: ignore[arg-type]
    return [finding for finding in detector.find(view, KNOWN) if excused or not finding.excuse]
