"""Codes told step by step for PI603: "4 then 1 then the triangle", "starts with 29 and ends in 04".

Keypads have signs besides figures, and people tell a code by its halves; what makes such a value a
secret is, as for the others, what stands around it (``secret_code``).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgguard import lazyre as re
from msgguard.detect.opening import matches_at, places_of
from msgguard.text.view import TextPart

_SIGNS = (
    "triangle|star|hash|square|circle|diamond|moon|heart|cross|arrow|tick|bell|pound sign|key sign|asterisk"
)
_NUMBER = "oh|zero|nought|naught|one|two|three|four|five|six|seven|eight|nine"
_MANY = "ones|twos|threes|fours|fives|sixes|sevens|eights|nines|zeros|zeroes|noughts"
_NAMED = (*_SIGNS.split("|"), *_MANY.split("|"))
_STEP = (
    rf"(?:the |an? )?(?:(?:two|three|2|3) (?:{_MANY})|(?:double |treble |triple )?(?:{_NUMBER}|\d)"
    rf"|{_SIGNS})(?![\w:]|\.\d)"
)
_THEN = r"(?:,? (?:and )?then |, ?(?:and |followed by )?| and | followed by )"
_STEPS = re.compile(rf"(?<![\w£$€.,:/+-])(?<!\d ){_STEP}(?:{_THEN}{_STEP}){{2,9}}(?! ?(?:[ap]m\b|[%£]))")
# By its first letter first: the search passes over all others at once.
_SIGN = re.compile(
    "|".join(
        rf"{letter}(?<!\w{letter})(?:{'|'.join(w[1:] for w in _NAMED if w[0] == letter)})\b"
        for letter in sorted({word[0] for word in _NAMED})
    )
    + rf"|a(?<!\wa)n? (?:{_NUMBER})\b"
)
_FIGURE = re.compile(rf"\d|\b(?:{_NUMBER}|{_MANY})\b")
_HALVES = re.compile(
    r"\b(?:starts?|begins?|starting|beginning|opens)(?: with"
    r"| on)? (?:an? )?(?P<first>\d{1,4})\b(?!:\d)[^.!?\n]{1,24}?"
    r"\b(?:ends?|ending|finish(?:es|ing)?|the rest)"
    r"(?: with| in| on| is)? (?P<last>\d{1,4})(?![\d:£%])"
    r"|(?<![\w£$€.,:/+-])(?P<front>\d{1,4}) (?:at the (?:front|start|beginning)|first|to start"
    r"|to begin with),?(?: and| then)?"
    r" (?P<back>\d{1,4}) (?:at the (?:back|end)|last|to finish|after(?:wards)?|behind)\b"
)
# What halves begin with besides figures.
_FIRST = ("start", "begin", "opens")
_CODE = re.compile(
    r"\b(?:codes?|pin|combi(?:nation)?|combo|key ?pads?"
    r"|pass ?(?:words?|codes?)|padlocks?|locks?(?!-)|unlocks?"
    r"|dials?|buttons?|log ?in)\b"
)
# What opens by a code, right before it: "the door to the corridor is", "alarm:"; no gate duty.
_LOCKED = re.compile(
    r"\b(?:key ?safe|safe|alarm|gate|door|entry|shed|cupboard)"
    r"(?: (?:by|at|on|to|in|behind|near|for) [\w ]{1,30}?)?"
    r"(?: is| are| now)?\s?[:,=–-]?\s?\Z"
)
STEP_WORDS = frozenset({
    *_SIGNS.split("|"), *_MANY.split("|"), "starts", "begins", "starting",
    "beginning", "front", "ends", "first",
}) - {"pound sign", "key sign"}  # fmt: skip
POINTS = 3


def steps_in(part: TextPart) -> Iterator[tuple[int, int]]:
    """Codes by steps with a sign or a plural among them, and codes by halves."""
    folded = part.folded
    for match in _STEPS.finditer(folded) if _SIGN.search(folded) else ():
        told = _SIGN.search(match[0]) and _FIGURE.search(match[0])
        if told and _is_of_a_code(folded, *match.span()):
            yield match.span()
    figures = [start for start, _ in part.figures]
    for match in (
        matches_at(_HALVES, folded, sorted((*figures, *places_of(_FIRST, folded)))) if figures else ()
    ):
        first, last = ("first", "last") if match["first"] else ("front", "back")
        if len(match[first]) + len(match[last]) >= 3 and _is_of_a_code(folded, *match.span()):
            yield match.start(first), match.end(last)


def _is_of_a_code(folded: str, start: int, end: int) -> bool:
    """Whether a code is spoken of near the figures: dates, lessons and door displays have steps too."""
    if _CODE.search(folded, max(0, start - 80), end + 60) is not None:
        return True
    return _LOCKED.search(folded, max(0, start - 70), start) is not None
