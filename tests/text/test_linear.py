"""Hostile text costs no more than its length: 8 kB against 64 kB."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.clock import least_seconds

from msgguard.intake.address import parse_addresses
from msgguard.intake.draft import read_draft
from msgguard.intake.mail import read_mail
from msgguard.text.stance import sentences, stance_of
from msgguard.text.view import text_part

_PATTERNS = [
    "0",
    "a",
    "@",
    ".",
    "a-",
    " ",
    "\n",
    ">\n",
    "> a\n",
    "from: a\n",
    "from: a\nto: b\n\n",
    "on 1 \n",
    "on 2 nov 2026 at 10:11, x wrote:\n",
    "--\n",
    "-- \nps\n",
    "thanks\nsam\n",
    "thanks ",
    "this email is confidential\n",
    "this notice ",
    "-",
    "_",
    "-----\n",
    "'",
    '"',
    "he said ",
    "not ",
    "e.g. ",
    "mr. ",
    "(",
    "<",
    "<a@",
    "=?utf-8?q?",
    "а",
    "aа ",
    "e\u0301",
    "\u0301",
    "\u200b",
    "\ufe0f1",
    "begin 644 x\n",
    "p.s. ",
    "________________________________\n",
    "?",
    "?.",
    '?"',
    "…)",
]


def _stance(text: str) -> None:
    part = text_part("body", text)
    for at in (0, len(part.folded) // 2, len(part.folded) - 2):
        stance_of(part, max(at, 0), max(at, 0) + 1)
    sentences(part)


def _mail(text: str) -> None:
    read_mail(b"Subject: x\n\n" + text.encode())
    read_mail(b"Subject: x\nContent-Type: text/html; charset=utf-8\n\n" + text.encode())
    read_mail(b"To: " + text.replace("\n", " ").encode() + b"\nSubject: " + text.encode())


def _address(text: str) -> None:
    parse_addresses(text)


def _draft(text: str) -> None:
    read_draft("To: a@mail.example\n" + text + "\n.")


@pytest.mark.parametrize("work", [lambda text: text_part("body", text), _stance, _mail, _address, _draft])
@pytest.mark.parametrize("pattern", _PATTERNS, ids=repr)
def test_linear(pattern: str, work: Callable[[str], object]) -> None:
    short = _best(work, (pattern * 8_000)[:8_000])
    long = _best(work, (pattern * 64_000)[:64_000])
    # Below a millisecond the clock says nothing.
    assert long < max(short, 0.000_5) * 16


# What stands behind a run of marks decides whether they end anything; it must not be asked at every mark.
@pytest.mark.parametrize("sign", ["?", ".", "?.", '."', "!)", "!?", "…", "\n", "a.b"])
@pytest.mark.parametrize("after", ["x", '"x', ")x", ""])
def test_runs_of_marks_are_read_once(sign: str, after: str) -> None:
    short, long = (text_part("body", sign * (size // len(sign)) + after) for size in (8_000, 64_000))
    before, after_it = (least_seconds(lambda part=part: sentences(part)) for part in (short, long))
    assert after_it < max(before, 0.000_5) * 16
    assert after_it < 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Well..?yes. No", ["Well..?", "yes.", "No"]),
        ('He asked "why?!" She left', ['He asked "why?!"', "She left"]),
        ("It costs 3..5 pounds... or so", ["It costs 3..5 pounds...", "or so"]),
        ('Odd ?."x here. Next', ['Odd ?."x here.', "Next"]),
        ("Really?!yes. No", ["Really?!", "yes.", "No"]),
        ("Wait... what?", ["Wait...", "what?"]),
        ('He said "go!" Then left.', ['He said "go!"', "Then left."]),
        ("a.b.c is one", ["a.b.c is one"]),
    ],
)
def test_runs_of_marks_end_what_they_did(text: str, found: list[str]) -> None:
    part = text_part("body", text)
    assert [part.source[start:end] for start, end in sentences(part)] == found


def _best(work: Callable[[str], object], text: str) -> float:
    return least_seconds(lambda: work(text))
