"""The grammar of SC403: a verb of asking or offering, and a personal channel, in any order.

A personal channel is the writer's own ("my private one", "mine", "my Insta"), a social platform
by name in the first person, or a word that points back ("add me there", "use that one") to one
named just before. Set phrases are data (``words/off-channel-*.txt``); this is what they share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from msgguard import lazyre as re
from msgguard.detect.channel_patterns import MAIL, PHONE, patterns_of
from msgguard.detect.opening import Openings
from msgguard.text.view import TextPart

_BACK = 220
_ME = r"(?<![\w'])(?:me|my|i|i'm|i'll|i've|i'd|im|ive|ill|let's|lets|mine)(?![\w'])"
_SCHOOLS = re.compile(
    r"(?<![\w'])(?:(?:the |our )?school(?:'s)?|official|pta(?:'s)?|ptfa|class ?dojo|parents'?|council'?s?"
    r"|our)"
    r"(?: own)?(?: \w+)?\s?$"
)


class Said(NamedTuple):
    """What was said at view indices, and the medium."""

    start: int
    end: int
    medium: str


_OWN_WORDS = frozenset({
    "own", "private", "personal", "home", "other", "real", "usual", "normal", "second", "school", "everyday",
    "weekend", "proper", "main", "day-to-day", "mobile", "mob", "cell", "landline", "gmail", "googlemail",
    "hotmail", "yahoo", "icloud", "dm", "dms", "socials", "mine", "phone", "number", "non-school",
    "nonschool",
    "group", "chat", "email", "inbox", "address", "account", "moby", "handset", "line", "profile",
})  # fmt: skip
_GATE = frozenset({
    "me", "my", "mine", "i", "i'm", "i'll", "i've", "i'd", "im", "ive", "let's", "lets", "us",
})  # fmt: skip


def said_in(part: TextPart, social: frozenset[str], evidence: Callable[[int, int], str]) -> Iterator[Said]:
    """What a part asks or offers; ``evidence`` gives the medium of what stands around a span."""
    if part.words.isdisjoint(_GATE):
        return
    folded = part.folded
    patterns = patterns_of(social)
    named = not part.words.isdisjoint(patterns.words)
    owned = not part.words.isdisjoint(_OWN_WORDS)
    if not (named or owned or "@" in folded or any(digit in folded for digit in "0123456789")):
        return
    openings = Openings(part)
    for pattern in patterns.own if owned or named else ():
        for match in openings.matches(pattern):
            yield Said(match.start(), match.end(), _medium(match["what"], match[0]))
    for pattern in () if part.words.isdisjoint(patterns.telling) else patterns.social:
        for match in openings.matches(pattern):
            floor = max(0, match.start() - 60)
            first = max(folded.rfind(mark, floor, match.start()) for mark in ".!?\n") + 1
            clause = folded[max(first, floor) : match.end() + 20]
            if _FIRST_PERSON.search(clause) and not _is_schools(
                folded, match.start("what"), match.end("what")
            ):
                yield Said(match.start(), match.end(), "social")
    for pattern in patterns.back:
        for match in openings.matches(pattern):
            medium = _named_before(folded, match.start(), patterns.channel) or evidence(
                max(0, match.start() - _BACK // 2), match.start()
            )
            if medium:
                yield Said(match.start(), match.end(), medium)
    for number, pattern in enumerate(patterns.group):
        for match in openings.matches(pattern):
            if number == 0 or evidence(*match.span()) == "social":
                yield Said(match.start(), match.end(), "social")


_FIRST_PERSON = re.compile(_ME)
_PAGE = re.compile(r"\s(?:page|account|feed)\b")


def _is_schools(folded: str, start: int, end: int) -> bool:
    """Whether a platform is named as the school's own: "the school's Facebook", "our Facebook page"."""
    lead = folded[max(0, start - 30) : start]
    return bool(_SCHOOLS.search(lead)) or ("my " not in lead[-4:] and _PAGE.match(folded, end) is not None)


def _named_before(folded: str, start: int, channel: re.Pattern[str]) -> str:
    """The medium of the personal channel that was named last before, in this paragraph."""
    floor = max(0, start - _BACK)
    first = max(folded.rfind("\n\n", floor, start) + 1, floor)
    last = None
    for match in channel.finditer(folded, first, start):
        last = match
    if last is None or re.search(r"\bschool", last[0]):
        return ""
    return _medium(last[0], "")


def _medium(what: str, verb: str) -> str:
    if re.search(rf"\b{PHONE}\b", what) or what in ("mine", "me"):
        if re.search(r"mail|write|forward", verb):
            return "email"
        return "sms" if re.match(r"text|txt", verb) else "phone"
    if re.search(rf"\b{MAIL}\b", what) or "one" in what:
        return "email"
    return "social"
