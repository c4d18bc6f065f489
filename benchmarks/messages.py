"""Seeded inputs of known size for the benchmarks: texts are ours, people are invented."""

from __future__ import annotations

import random

from msgguard.model import Channel, Message, Party, Recipient

SENTENCES = """Thank you for coming to the open afternoon on Tuesday, it was good to see so many of you.
The children have been working on the Romans and will show you their shields in the hall.
Please send a named water bottle and a coat, as we shall be outside if the weather holds.
Reading books are changed on Mondays and Thursdays, so do keep them in the book bag.
We are still looking for two volunteers for the walk to the library on the 14th.
The school office is open from 8.30 to 4.15 and will take messages for any of us.
Homework this week is the seven times table, ten minutes a night is plenty.
If your child is unwell in the morning, please ring the absence line before nine.
The coach leaves at 9.15 sharp and we expect to be back by a quarter past three.
Lunch is a packed one that day, and the voucher for free meals works as usual.
We have asked the kitchen about the new menu and they have promised more fruit.
In maths we have moved on to column subtraction with exchanging, which is new to most.
Spellings are on the sheet in the folder and the test is on Friday as always.
A few cardigans without names are in the lost property box by the front door.
Thank you to everybody who sent cardboard for the junk modelling, we have enough now.
The parents' evening forms went home yesterday, and a few slots are still free.""".replace("\n", " ").split(
    ". "
)

SIGNATURE = "\n\nKind regards\nTerry Hill\nYear 4 teacher\nHollybank Primary School\n020 7946 0700"


def words_of(count: int, *, seed: int = 1) -> str:
    """Ordinary school prose of about ``count`` words in short paragraphs."""
    pick = random.Random(seed)
    out: list[str] = []
    length = 0
    while length < count:
        sentence = pick.choice(SENTENCES).strip().rstrip(".") + "."
        out.append(sentence + ("\n\n" if len(out) % 4 == 3 else " "))
        length += len(sentence.split())
    return " ".join("".join(out).split(" ")[:]).strip()


def trimmed(count: int, *, seed: int = 1) -> str:
    """Exactly ``count`` words."""
    parts = words_of(count + 40, seed=seed).split(" ")
    return " ".join(parts[:count])


def email(body: str, *, subject: str = "News from 4P", recipients: int = 1) -> Message:
    """An outbound email to parents at private addresses."""
    return Message(
        id="bench",
        channel=Channel.EMAIL,
        sender=Party(address="s.patel@hollybank.sch.example", name="Sunil Patel"),
        recipients=tuple(
            Recipient(party=Party(address=f"parent{i}@mail.example")) for i in range(recipients)
        ),
        subject=subject,
        body=body,
    )


def ordinary() -> str:
    """228 words, signature included, nothing to find: the commonest message."""
    return trimmed(228 - len(SIGNATURE.split())) + SIGNATURE


def with_findings() -> str:
    """228 words with a mobile number, an address and a private mailbox in it."""
    tail = (
        "\nIf you cannot reach the office ring me on 07700 900123 or write to sunil.patel88@gmail.com, "
        "or drop the form at 14 Mill Lane, Anytown ZZ99 3AB." + SIGNATURE
    )
    return trimmed(228 - len(tail.split())) + tail


def unicode_text() -> str:
    """228 words with curly quotes, an accent and an emoji, as phones write."""
    return ordinary().replace("parents'", "parents’").replace("new", "“new”").replace("hall", "café 🎭")


def thread(kilobytes: int) -> str:
    """A reply above a long quoted chain."""
    quoted = "\n".join("> " + line for line in words_of(kilobytes * 170, seed=3).splitlines())
    return trimmed(60) + "\n\nOn Mon, 2 Nov 2026 at 10:11, A Parent <parent1@mail.example> wrote:\n" + quoted


HOSTILE = {
    "digits": "0770 0900 12 3 ",
    "at signs": "a@b.c @x ",
    "dots": "a.b.c.d. ",
    "number words": "oh double seven zero one ",
    "at dot words": "name at mail dot ",
    "hyphens": "a-a-a-",
    "spaces": " \t  \n ",
    "quotes": '"he said" \' " ',
    "brackets": "(((at))) [dot] ",
    "capitals": "Aa Bb Cc Will Grace May ",
    "streets": "1 The High Street Road Lane Close ",
    "zero width": "0\u200b7\u200b7 ",
    "angle": ">>> From: <a@b> wrote: ",
    "swearing": "you are such a f u c k i n g ",
}


def hostile(kind: str, size: int) -> str:
    """``size`` characters of one pattern that invites backtracking."""
    unit = HOSTILE[kind]
    return (unit * (size // len(unit) + 1))[:size]
