"""What is read around a value that may be a secret, for ``secret_code`` and ``secret_password``.

The sentence on both sides, what leads up to it, whether a quoted message asks for it; and what
makes a value no secret wherever it stands: advice, games, things to buy.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from msgguard import lazyre as re

BACK, AHEAD = 120, 70
# Whose work it is: puzzles, quizzes and shops have codes of their own.
PLAY = re.compile(
    r"\b(?:escape room|puzzles?|riddle|treasure|spy|spies|secret agents?|crack|decode|cipher|morse|homework"
    r"|worksheet|clues?|story|novel|chapters?|sprite|calculator|maths|raffle|discount|per cent off"
    r"|checkout|voucher"
    r"|quiz|bingo|times table|kahoot|blooket|book fair|order(?:ed|ing)?|buy|quantity|bring|mm|cm"
    r"|each)\b|% off"
)
PUZZLE = re.compile(
    r"\b(?:escape room|puzzles?|riddle|treasure|spy|spies|secret agents?|crack|decode|cipher|morse"
    r"|homework|worksheet"
    r"|clues?|story|novel|chapters?|sprite|kahoot|blooket|maths|times table)\b"
)
PROSE = re.compile(
    r"\b(?:(?<!\.)example|e\.g\.?|such as|like|never use|don't use|do not use|avoid|weak|rather than"
    r"|instead of|not something"
    r"|characters|bot)\b"
)
# What an answer may begin with before its value.
ANSWER = re.compile(
    r"\s*(?:it'?s|its|it is|that's|that is|the|is|now|use|try|sorry|hi|hello|yes|ah|oh|ok|\W|\w+,)*\s*$"
)
_ASKED = re.compile(
    r"\b(?:what(?:'s|s| is| are| was)?|which|tell (?:me|us)|remind (?:me|us)|anyone|somebody|someone"
    r"|know|have|need"
    r"|forgotten|give|send)\b[^.!\n]{0,60}\b(?:pin|code|password|pass ?word|passcode|combination|combo"
    r"|log-?in|wi-?fi"
    r"|key)\b"
)
_WORDS = re.compile(r"[a-z]+(?:-[a-z]+)*")


def with_possessives(words: Iterable[str]) -> frozenset[str]:
    """The words, and each with ``'s`` ("the wifi's now …"): how a gate meets them in a text."""
    return frozenset(form for word in words for form in (word, word + "'s"))


class Given(NamedTuple):
    """A value that its surroundings give away as a secret, and the points it came to."""

    start: int
    end: int
    points: int
    excuse: str = ""


class Scope(NamedTuple):
    """The text around a value: its sentence on both sides, and what leads up to that."""

    before: str
    after: str
    earlier: str
    alone: bool


def scope_of(folded: str, start: int, end: int) -> Scope:
    """What is read around a value: never more than a few lines."""
    floor = max(0, start - BACK)
    left = folded[floor:start]
    cut = max(left.rfind(". "), left.rfind("! "), left.rfind("? "), left.rfind("\n"), left.rfind(".\n")) + 1
    right = folded[end : end + AHEAD]
    stop = re.search(r"[.!?](?=\s|$)|\n", right)
    after = right[: stop.start()] if stop else right
    alone = not left[cut:].strip(" \"'>*:") and not after.strip(" \"'*")
    return Scope(left[cut:], after, left[:cut], alone)


def words_of(text: str) -> list[str]:
    """The words of a stretch of folded text, in order."""
    return _WORDS.findall(text)


def is_asked(quoted: str) -> bool:
    """Whether the quoted message asks for a code or a password."""
    return _ASKED.search(quoted) is not None
