"""Codes told step by step for PI603: "4 then 1 then the triangle", "starts with 29 and ends in 04".

Keypads have signs besides figures, and people tell a code by its halves; what makes such a value a
secret is, as for the others, what stands around it (``secret_code``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SIGNS = (
    "triangle|star|hash|square|circle|diamond|moon|heart|cross|arrow|tick|bell|pound sign|key sign|asterisk"
)
_NUMBER = "oh|zero|nought|naught|one|two|three|four|five|six|seven|eight|nine"
_MANY = "ones|twos|threes|fours|fives|sixes|sevens|eights|nines|zeros|zeroes|noughts"
_STEP = (
    rf"(?:the |an? )?(?:(?:two|three|2|3) (?:{_MANY})|(?:double |treble |triple )?(?:{_NUMBER}|\d)"
    rf"|{_SIGNS})(?![\w:]|\.\d)"
)
_THEN = r"(?:,? (?:and )?then |, ?(?:and |followed by )?| and | followed by )"
_STEPS = re.compile(rf"(?<![\w£$€.,:/+-])(?<!\d ){_STEP}(?:{_THEN}{_STEP}){{2,9}}(?! ?(?:[ap]m\b|[%£]))")
_SIGN = re.compile(rf"\b(?:{_SIGNS}|{_MANY})\b|\ban? (?:{_NUMBER})\b")
_FIGURE = re.compile(rf"\d|\b(?:{_NUMBER}|{_MANY})\b")
_HALVES = re.compile(
    r"\b(?:starts?|begins?|starting|beginning|opens)(?: with"
    r"| on)? (?:an? )?(?P<first>\d{1,4})\b(?!:\d)[^.!?\n]{1,24}?"
    r"\b(?:ends?|ending|finish(?:es|ing)?)(?: with| in| on)? (?P<last>\d{1,4})(?![\d:£%])"
    r"|(?<![\w£$€.,:/+-])(?P<front>\d{1,4}) (?:at the (?:front|start|beginning)|first|to start"
    r"|to begin with),?(?: and| then)?"
    r" (?P<back>\d{1,4}) (?:at the (?:back|end)|last|to finish|after(?:wards)?|behind)\b"
)
STEP_WORDS = frozenset({
    *_SIGNS.split("|"), *_MANY.split("|"), "starts", "begins", "starting",
    "beginning", "front", "ends", "first",
}) - {"pound sign", "key sign"}  # fmt: skip
POINTS = 3


def steps_in(folded: str) -> Iterator[tuple[int, int]]:
    """Codes by steps with a sign or a plural among them, and codes by halves."""
    for match in _STEPS.finditer(folded):
        if _SIGN.search(match[0]) and _FIGURE.search(match[0]):
            yield match.span()
    for match in _HALVES.finditer(folded):
        first = "first" if match["first"] else "front"
        if len(match[first]) + len(match["last" if match["last"] else "back"]) >= 3:
            yield match.start(first), match.end("last") if match["last"] else match.end("back")
