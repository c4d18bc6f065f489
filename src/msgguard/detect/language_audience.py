"""Who reads a message, and what that says beforehand of each code of language and boundaries.

"Keep it between us" is a breach to a pupil and mostly a surprise party to a colleague. The readers see one
sentence and not who is written to, so the audience shifts their odds (``models/language-audience.json``,
fitted by ``training/language/audience.py``). Source of who counts: the catalogue's section 3.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from msgguard.detect.registry import Known
from msgguard.model import Channel, Message

AUDIENCES = ("pupil", "post", "outside", "staff")
# An adult to a pupil: said to anybody else the same words are mostly harmless.
_TO_PUPIL = frozenset({"PB503", "PB504", "PB507", "PB509"})
# Leaves the school's own circle: to colleagues these are nothing.
_OUTWARD = frozenset({"PB501", "PB505", "SC403"}) | _TO_PUPIL
# Chances that are needed where the audience makes a code unlikely.
_UNLIKELY = 0.8
# Word lists find the first better; to call something an accusation is grave; of the last the designated
# person is told: only when sure.
_SURER = {"DL303": 0.97, "DL304": 0.7, "PB506": 0.6}


class Readers(NamedTuple):
    """Who reads the message, as far as these codes ask."""

    pupil: bool
    post: bool
    outside: bool

    @property
    def kind(self) -> str:
        """The one of ``AUDIENCES`` that says most: a pupil before the public, these before outsiders."""
        return "pupil" if self.pupil else "post" if self.post else "outside" if self.outside else "staff"


def readers_of(message: Message, known: Known) -> Readers:
    """Pupils, a post's public, people outside the school."""
    if message.channel is Channel.POST:
        return Readers(pupil=False, post=True, outside=True)
    school, roster = known.school, known.roster
    pupil = outside = not message.recipients
    for recipient in message.recipients:
        address = recipient.address
        if school.is_pupil_address(address) or (roster is not None and address in roster.pupil_by_email):
            pupil = True
        elif not school.is_school_address(address):
            outside = True
    return Readers(pupil=pupil and bool(message.recipients), post=False, outside=outside)


def least_chance(code: str, heard: Readers) -> float:
    """The chance a code needs before this audience; above 1 where it means nothing."""
    if code in _SURER:
        return _SURER[code]
    if code not in _OUTWARD or heard.pupil:
        return 0.0
    if not heard.outside:
        return 2.0
    if code in _TO_PUPIL:
        if code == "PB504" and not heard.post:
            return 2.0
        return 0.6 if heard.post else _UNLIKELY
    return 0.0


@cache
def _every_odds() -> dict[str, dict[str, float]]:
    raw = files("msgguard.detect.models").joinpath("language-audience.json").read_text(encoding="utf-8")
    odds: dict[str, dict[str, float]] = json.loads(raw)
    return odds


def audience_odds(kind: str) -> Mapping[str, float]:
    """By code, what the audience adds to the odds (natural logarithm)."""
    return _every_odds()[kind]


def shifted(chances: Mapping[str, float], odds: Mapping[str, float]) -> dict[str, float]:
    """The readers' chances with the audience's odds added; what has none stays as it is."""
    return {code: _shifted(chance, odds.get(code, 0.0)) for code, chance in chances.items()}


def _shifted(chance: float, odds: float) -> float:
    if not odds or not 0.0 < chance < 1.0:
        return chance
    raised = chance * math.exp(odds)
    return raised / (raised + 1 - chance)
