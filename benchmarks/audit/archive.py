"""Made-up mail of a made-up school: any number of messages, the same ones for the same seed.

Staff write to parents, to colleagues and to outsiders; parents answer; threads grow by quoting;
copies lie in two mailboxes. Some messages hold what the rules look for. People are
invented, numbers are from the ranges reserved for drama, domains end in ``.example``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

from benchmarks.messages import SENTENCES
from msgguard.school.compiled import write_compiled
from msgguard.school.roster import Guardian, Pupil, Roster

DOMAIN = "oakhanger.sch.example"
_GIVEN = """
Ada Aidan Aisha Alfie Amara Ben Bethan Callum Carys Chloe Daisy Dev Dylan Eesa Elif Ellis Esme
Fatima Finn Freya George Gwen Hana Harris Ivy Jonah Kai Kofi Layla Leo Lucia Maeve Mateo Maya Milo
Nia Noor Olu Omar Orla Owen Pippa Priya Reuben Rory Saba Seren Tariq Tess Theo Umar Zara Zeynep
"""
_FAMILY = """
Abbott Adeyemi Akhtar Bailey Barnard Begum Brennan Castle Chaudhry Clarke Coombes Dalton Dobson
Edwards Eze Fairley Farrow Gallagher Ghosh Greenwood Hadley Hassan Hughes Ibrahim Jarvis Kaur
Kelleher Kowalski Lawson Llewellyn Malik Marsden Mensah Nolan Novak Okafor Osborne Parekh Pryce
Quinlan Rahman Ridley Sadler Sharma Tanner Tomlin Udall Varga Walsh Whitlock Yilmaz
"""
GIVEN = _GIVEN.split()
FAMILY = _FAMILY.split()
ROLES = (
    *("teacher",) * 18,
    *("ta",) * 10,
    *("office",) * 3,
    *("senco", "deputy", "headteacher", "caretaker", "governor"),
)
_DATE_FROM = datetime(2023, 9, 4, 8, 0)


class Person(NamedTuple):
    """A member of staff of the made-up school."""

    email: str
    name: str
    role: str
    private: str


def staff() -> list[Person]:
    """The staff, each with a private address."""
    pick = random.Random(7)
    found = []
    for number, role in enumerate(ROLES):
        given, family = pick.choice(GIVEN), FAMILY[number % len(FAMILY)]
        local = f"{given[0]}.{family}".lower()
        private = f"{given}.{family}{number}@mail.example".lower()
        found.append(Person(f"{local}@{DOMAIN}", f"{given} {family}", role, private))
    return found


def roster(pupils: int = 450) -> Roster:
    """A roster with one guardian a pupil."""
    pick = random.Random(11)
    named = pick.sample([(g, f) for g in GIVEN for f in FAMILY], pupils)
    return Roster(
        pupils=tuple(
            Pupil(
                id=f"p{n}", given=g, family=f, classes=(f"{n % 7}{'ABC'[n % 3]}",), year=str(n % 7),
                household=f"h{n}",
            )
            for n, (g, f) in enumerate(named)
        ),
        guardians=tuple(
            Guardian(
                id=f"g{n}", given=pick.choice(GIVEN), family=f, emails=(f"parent{n}@mail.example",),
                children=(f"p{n}",), household=f"h{n}",
            )
            for n, (_, f) in enumerate(named)
        ),
    )  # fmt: skip


def write_school(
    folder: Path, *, packs: tuple[str, ...] = ("ryefield-2016", "uk-school-dp"), pupils: int = 450
) -> Path:
    """Write the school's configuration; returns ``msgguard.toml``."""
    folder.mkdir(parents=True, exist_ok=True)
    people = staff()
    lines = [
        'name = "Oakhanger Primary School"',
        f'domains = ["{DOMAIN}"]',
        f'pupil_domains = ["pupils.{DOMAIN}"]',
        'phones = ["020 7946 0700"]',
        f'office = ["office@{DOMAIN}"]',
        f'headteacher = "{next(p.email for p in people if p.role == "headteacher")}"',
        f'designated_person = "{next(p.email for p in people if p.role == "deputy")}"',
    ]
    for person in people:
        lines += ["", "[[staff]]", f'email = "{person.email}"', f'name = "{person.name}"']
        lines += [f'role = "{person.role}"']
        lines.append(f'private = ["{person.private}"]')
    (folder / "school.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    write_compiled(roster(pupils), folder / "roster.json")
    config = folder / "msgguard.toml"
    named = ", ".join(f'"{pack}"' for pack in packs)
    config.write_text(
        f'packs = [{named}]\nschool = "school.toml"\nroster = "roster.json"\n', encoding="utf-8"
    )
    return config


def messages(count: int, *, seed: int = 1) -> Iterator[bytes]:
    """``count`` messages as bytes, oldest first."""
    pick = random.Random(seed)
    people, school = staff(), roster()
    last: list[tuple[str, str, str, str]] = []
    moment = _DATE_FROM
    for number in range(count):
        moment += timedelta(minutes=pick.randrange(1, max(2, 1_500_000 // max(count, 1) * 2)))
        writer = pick.choice(people)
        child = pick.randrange(len(school.pupils))
        parent = f"parent{child}@mail.example"
        kind = pick.random()
        if kind < 0.15:
            sender, name, to = parent, "A Parent", writer.email
        elif kind < 0.35:
            sender, name, to = writer.email, writer.name, pick.choice(people).email
        else:
            sender, name, to = writer.email, writer.name, parent
        body = _text(pick)
        if sender != parent and pick.random() < 0.12:
            body += "\n\n" + _planted(pick, writer, school.pupils[pick.randrange(len(school.pupils))])
        mark = f"m{seed}.{number}@{sender.partition('@')[2]}"
        references, subject = "", pick.choice(("News", "Trip", "Homework", "Reading", "Clubs", "Thursday"))
        if last and pick.random() < 0.3:
            before, subject, text, earlier = last[pick.randrange(len(last))]
            references = (earlier + " " if earlier else "") + f"<{before}>"
            subject = subject if subject.startswith("Re: ") else "Re: " + subject
            quoted = "\n".join("> " + line for line in text.splitlines()[:60])
            body += f"\n\n{name.split()[0]}\n\nOn Mon, 2 Sep 2024 at 10:11, A Writer <{to}> wrote:\n{quoted}"
        else:
            body += f"\n\nKind regards\n{name}"
        last.append((mark, subject, body, references))
        if len(last) > 30:
            last.pop(0)
        yield _mail(mark, sender, name, to, subject, body, moment, references, html=pick.random() < 0.3)


def _text(pick: random.Random) -> str:
    count = pick.choice((3, 4, 6, 8, 10, 14))
    return "Hello\n\n" + " ".join(pick.choice(SENTENCES).strip().rstrip(".") + "." for _ in range(count))


def _planted(pick: random.Random, writer: Person, child: Pupil) -> str:
    number = f"07700 900{pick.randrange(1000):03d}"
    return pick.choice(
        (
            f"You can ring me on {number} in the evening.",
            f"Write to me at {writer.private} if that is easier.",
            f"{child.given} {child.family} in {child.classes[0]} has been to the SENCO about his dyslexia.",
            f"I live at {pick.randrange(2, 90)} Mill Lane, Anytown ZZ99 3AB, do drop it off.",
            f"Text me on {number}, I never look at the office phone.",
        )
    )


def _mail(
    mark: str,
    sender: str,
    name: str,
    to: str,
    subject: str,
    body: str,
    moment: datetime,
    references: str,
    *,
    html: bool,
) -> bytes:
    head = [
        f"Received: from mx.{DOMAIN} (mx.{DOMAIN} [192.0.2.7]) by store.{DOMAIN} with ESMTPS id {mark[:12]}",
        f"Message-ID: <{mark}>",
        f"Date: {format_datetime(moment)}",
        f"From: {name} <{sender}>",
        f"To: {to}",
        f"Subject: {subject}",
        "MIME-Version: 1.0",
    ]
    if references:
        head += [f"In-Reply-To: {references.split()[-1]}", f"References: {references}"]
    if not html:
        head += ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
        return ("\n".join(head) + "\n\n" + body + "\n").encode()
    escaped = body.replace("&", "&amp;").replace("<", "&lt;")
    paragraphs = "".join(f"<p>{part}</p>\n" for part in escaped.split("\n\n"))
    head.append('Content-Type: multipart/alternative; boundary="=_part"')
    plain = "Content-Type: text/plain; charset=utf-8\n\n" + body
    page = f"Content-Type: text/html; charset=utf-8\n\n<html><body>{paragraphs}</body></html>"
    return ("\n".join(head) + f"\n\n--=_part\n{plain}\n--=_part\n{page}\n--=_part--\n").encode()


def write_mbox(out: BinaryIO, mails: Iterator[bytes]) -> int:
    """Write an mboxrd; returns the number of messages."""
    count = 0
    for raw in mails:
        count += 1
        out.write(b"From writer@mail.example Mon Sep  4 08:00:00 2023\n")
        for line in raw.splitlines(keepends=True):
            out.write(b">" + line if line.lstrip(b">").startswith(b"From ") else line)
        out.write(b"\n")
    return count
