"""Layers of a body, in the styles that mail programs write."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msgguard.model import Origin
from msgguard.text.view import text_part

A, Q, F, S, L = (Origin.AUTHORED, Origin.QUOTED, Origin.FORWARDED, Origin.SIGNATURE, Origin.FOOTER)
_LEGAL = (
    "This email and any attachment are confidential and intended solely for the addressee. "
    "If you have received it in error please notify the sender and delete it."
)

# Each case is a list of (origin, text); joined by line breaks they are the body.
CASES: dict[str, list[tuple[Origin, str]]] = {
    "gmail": [
        (A, "Hi Tina,\n\nAll sorted.\n\nBest wishes,"),
        (S, "Nadia Hussain\nClass teacher, 4S\nHollybank School | 020 7946 0550\n"),
        (Q, "On Mon, 2 Nov 2026 at 10:11, Tina <tina@mail.example> wrote:\n\n> Hi\n>\n>> older\n> yes"),
    ],
    "gmail, wrapped": [
        (A, "Fine.\n"),
        (Q, "On Mon, 2 Nov 2026 at 10:11, Tina Young-Okoro <\ntina@mail.example> wrote:\n> Hi"),
    ],
    "gmail, wrapped before wrote": [
        (A, "Fine.\n"),
        (Q, "On Mon, 2 Nov 2026 at 10:11, Tina Young-Okoro <tina@mail.example>\nwrote:\n\n> Hi"),
    ],
    "gmail, not marked line by line": [
        (A, "Fine.\n"),
        (Q, "On Mon, 2 Nov 2026 at 10:11, Tina <tina@mail.example> wrote:\n\nHi, is Sam well?\n\nTina"),
    ],
    "inline answers": [
        (Q, "On 2 Nov 2026, Tina <tina@mail.example> wrote:\n> Is it on Friday?"),
        (A, "Yes, at two."),
        (Q, "> And what shall we bring?"),
        (A, "Nothing at all."),
    ],
    "bare quotes": [(Q, "> Can you?\n>> Could you?"), (A, "Yes.")],
    "apple mail": [
        (A, "No problem.\n"),
        (S, "Sent from my iPhone\n"),
        (Q, "> On 2 Nov 2026, at 10:11, Tina <tina@mail.example> wrote:\n> \n> Hello"),
    ],
    "apple forward": [
        (A, "Sending this on.\n"),
        (F, "Begin forwarded message:\n\n> From: Tina\n> Subject: Party\n>\n> Come!"),
        (A, "PS ring me"),
    ],
    "outlook desktop": [
        (A, "Thanks, all changed.\n"),
        (
            Q,
            "From: Tina [mailto:tina@mail.example]\nSent: 01 Dec 2026 21:40\nTo: O\nSubject: RE: x\n\nFine.",
        ),
    ],
    "outlook web": [
        (A, "Thanks.\n"),
        (
            Q,
            "________________________________\nFrom: Tina <t@mail.example>\nSent: Monday\nTo: O\n\nFine.",
        ),
    ],
    "outlook through gmail": [
        (A, "Thanks.\n"),
        (Q, "*From:* Tina <tina@mail.example>\n*Sent:* Monday\n*Subject:* x\n\nFine."),
    ],
    "outlook mobile": [
        (A, "ok\n"),
        (S, "Get Outlook for iOS<https://aka.example/x>"),
        (
            Q,
            "________________________________\nFrom: Tina <t@mail.example>\nSent: Monday\nSubject: x\n\nOk.",
        ),
    ],
    "original message": [
        (A, "See below.\n"),
        (
            Q,
            "-----Original Message-----\nFrom: Wendy\nTo: Lucy\nSubject: Re: coach\n\nSam sits at the front.",
        ),
    ],
    "gmail forward with a chain": [
        (A, "FYI\n"),
        (
            F,
            "---------- Forwarded message ---------\nFrom: Tina\n\nHi\n> On 9 Nov 2026, O wrote:\n> A",
        ),
    ],
    "thunderbird forward": [
        (A, "FYI\n"),
        (F, "-------- Forwarded Message --------\nSubject: x\nFrom: Tina\n\nHi"),
    ],
    "forward ends": [
        (A, "FYI\n"),
        (F, "----- Forwarded message from Tina -----\n\nHi\n\n----- End forwarded message -----"),
        (A, "What do you think?"),
    ],
    "a forward and nothing else": [(F, "From: Miriam Ellery\nTo: Andy Coates\nAndy, it is on Thursday.")],
    "signature mark": [(A, "Some text"), (S, "-- \nJane\nBe the change\n"), (Q, "> quoted")],
    "signature mark, stripped": [(A, "Some text"), (S, "--\nJane\n020 7946 0550")],
    "dashes between texts": [
        (A, "Notes for tonight\n--\nDrew is polite but his reading age is low.\nMillie is lovely.")
    ],
    "closing and postscript": [(A, "Come.\n\nThanks,"), (S, "Sara x\n"), (A, "PS my number is 07700 900123")],
    "closing and more text": [(A, "Thanks\n\nCould you also ring me tonight?")],
    "closing, name, more text": [
        (A, "Many thanks"),
        (S, "Sara\n"),
        (A, "I will be in the hall if you want me."),
    ],
    "closing with the name in it": [(A, "See you.\nThanks, Sara")],
    "closing with kisses": [(A, "Night!\nLots of love xx"), (S, "Auntie Jo")],
    "disclaimer": [
        (A, "Please come.\n\nKind regards"),
        (S, "Sam\n"),
        (L, f"{_LEGAL}\n\nPlease consider the environment before printing this email."),
    ],
    "disclaimer and chain": [
        (A, "Please come.\n"),
        (L, f"{_LEGAL}\n"),
        (Q, "On Mon, 2 Nov 2026 at 10:11, Tina <tina@mail.example> wrote:\n> Hi"),
    ],
    "secrecy is no disclaimer": [
        (A, "This email is confidential so please don't tell your mum.\nSee you at 8.")
    ],
    "timetable": [(A, "The club runs\nFrom: 9am\nTo: 3pm\nCome along.")],
    "speech": [(A, 'She wrote:\nhe is an idiot\nand on Friday he said:\n"no"')],
    "a dash and a list": [(A, "Bring:\n- a coat\n- a hat\n---\nThat is all.")],
    "nothing to tell apart": [
        (A, "Dear all,\n\nThe hall is open from 8.\n\nThank you for your help with it.")
    ],
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("ending", ["", "\n"])
def test_layers(name: str, ending: str) -> None:
    case = CASES[name]
    part = text_part("body", "\n".join(text for _, text in case) + ending)
    got = [
        (segment.origin, part.plain[segment.start : segment.end].rstrip("\n")) for segment in part.segments
    ]
    assert got == [(origin, text.rstrip("\n")) for origin, text in case]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [line for case in CASES.values() for _, text in case for line in text.split("\n")]
            + ["", " ", "\r", "\f"]
        ),
        max_size=25,
    )
)
def test_segments_have_no_gaps(lines: list[str]) -> None:
    part = text_part("body", "\n".join(lines))
    assert part.segments[0].start == 0
    assert part.segments[-1].end == len(part.folded)
    for first, second in zip(part.segments, part.segments[1:], strict=False):
        assert first.end == second.start
        assert first.origin is not second.origin


def test_empty_text_has_a_segment() -> None:
    assert len(text_part("body", "").segments) == 1
