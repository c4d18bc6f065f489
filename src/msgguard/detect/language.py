"""DL301-306, PB501-507, PB509, SC403, PN203: what a sentence means, by the sentence reader.

Evidence, then decision. The reader (``models/linear.py``) scores every authored sentence; a
score becomes a chance by calibration; audience, stance and kind of target decide what is
said of it. Sources: the catalogue's sections 2 and 3; thresholds in the model's file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgguard.detect.carried import phrase_at
from msgguard.detect.condemned import is_condemned
from msgguard.detect.language_audience import audience_odds, least_chance, readers_of, shifted
from msgguard.detect.language_excuse import excuse_for
from msgguard.detect.models.linear import LinearReader, Reading, linear_reader
from msgguard.detect.models.second import doubt, second_reader
from msgguard.detect.registry import Detector, Known
from msgguard.model import Confidence, Finding, Origin, Stance
from msgguard.school.profile import School
from msgguard.text.stance import sentences, stance_of
from msgguard.text.view import TEXTS, TextPart, View

# How the reader's evidence begins.
READER = "sentence reader"
CODES = (
    "DL301", "DL302", "DL303", "DL304", "DL305", "DL306",
    "PB501", "PB502", "PB503", "PB504", "PB505", "PB506", "PB507", "PB509",
    "SC403", "PN203",
)  # fmt: skip
# Codes whose reported form is a finding of its own kind; of the others it is none.
_KEEP_REPORTED = frozenset({"DL301", "DL302", "DL303", "DL304", "DL305", "DL306"})
_HIGH, _MEDIUM, _SURE = 0.8, 0.5, 0.6
# From medium confidence on the designated person is told of these: never on a guess.
_ESCALATING = frozenset({"DL302", "DL305", "PB502", "PB503", "PB506", "PB507", "PB509"})
# Without a second reader a sentence counts from this chance on; with one ``doubt`` tells which are worth
# it, and these are the most of one message that are.
_DOUBTFUL, _MOST_DOUBTFUL = 0.1, 16
# Private matters are told by words (``matter.py``); the reader alone decides none, so no doubt about
# one is worth a second reading.
_BY_WORDS_ALONE = frozenset({"PN203"})
# Of a group named before, these are DL305.
_OF_GROUPS = frozenset({"DL301", "DL302"})
# What the first reader must see of a code before the second is believed about it.
_SEEN = 0.01
# Below these the readers are more often wrong than right: in a text of a few sentences, and in a whole
# message, where every further harmless sentence is one more that they may take amiss.
_LEAST, _LEAST_OF_MANY, _FEW = 0.5, 0.58, 3
_LONGEST_PART = 40_000
_WORD = re.compile(r"[^\W\d_]+")
_THEY = re.compile(
    r"\b(?:they|them|they're|they've|their|that lot|those people|these people|the lot of 'em)\b"
)
# How far back a group may have been named.
_GROUP_REACH = 160


class Heard(NamedTuple):
    """A sentence that may hold something: its place, and the chances of each code."""

    part: TextPart
    start: int
    end: int
    reading: Reading


def find(view: View, known: Known) -> Iterator[Finding]:
    """Findings of all sixteen codes."""
    reader = linear_reader()
    audience = readers_of(view.message, known)
    is_open = audience.pupil or audience.post
    rule = doubt()
    worth = rule.asked_of(reader.outputs, open_=is_open) if rule else None
    heard: list[Heard] = []
    count = 0
    for part in view.parts:
        if part.name in TEXTS:
            spans = authored(part)
            count += len(spans)
            heard += _heard(part, spans, reader, worth)
    if not heard:
        return
    least = _LEAST if count <= _FEW else _LEAST_OF_MANY
    possible = {code: least_chance(code, audience) for code in CODES}
    possible = {code: max(chance, least) for code, chance in possible.items() if chance <= 1}
    # An insult or a threat to a group named before is DL305.
    asked = {
        code: chance
        for code, chance in possible.items()
        if known.wants(code) or (code in _OF_GROUPS and known.wants("DL305"))
    }
    groups = known.words.get("groups", frozenset())
    again = _read_again(heard, reader, possible, asked, open_=is_open)
    odds = audience_odds(audience.kind)
    for one, read, cuts in again:
        chances = shifted(read, odds)
        found = list(_decide(one, chances, cuts, asked, reader, known.school))
        yield from found
        yield from _of_a_group(one, found, groups)


def authored(part: TextPart) -> tuple[tuple[int, int], ...]:
    """The sentences that the writer wrote here, as far as a message is read."""
    if all(segment.origin is not Origin.AUTHORED for segment in part.segments):
        return ()
    spans = tuple(part.within(sentences(part), Origin.AUTHORED))
    if len(part.folded) > _LONGEST_PART:
        spans = tuple(span for span in spans if span[1] <= _LONGEST_PART)
    return spans


def _heard(
    part: TextPart,
    spans: Sequence[tuple[int, int]],
    reader: LinearReader,
    worth: Callable[[Sequence[float]], bool] | None,
) -> Iterator[Heard]:
    """The sentences in which the first reader sees anything that is ``worth`` a second look."""
    if not spans:
        return
    readings = reader.read(part.plain, part.folded, spans, worth=worth)
    for (start, end), reading in zip(spans, readings, strict=True):
        if reading is not None:
            yield Heard(part, start, end, reading)


def _read_again(
    heard: list[Heard],
    reader: LinearReader,
    possible: Iterable[str],
    asked: Collection[str],
    *,
    open_: bool,
) -> Iterator[tuple[Heard, Mapping[str, float], Mapping[str, float]]]:
    """Each doubtful sentence with its chances and cuts, by the second reader where there is one.

    A sentence in which the first reader sees nothing of the codes ``asked`` for is left out, since
    nothing could come of it. Without a second reader the codes that are ``possible`` before this
    audience decide, and no number of sentences is too great.
    """
    heard = [h for h in heard if any(h.reading.chances[code] >= _SEEN for code in asked)]
    rule = doubt()
    if rule is None:
        weighed = [code for code in possible if code not in _BY_WORDS_ALONE]
        told = [h for h in heard if any(h.reading.chances[code] >= _DOUBTFUL for code in weighed)]
    else:
        sums = [(rule.over(h.reading.scores, open_=open_), h) for h in heard]
        doubts = sorted((pair for pair in sums if pair[0] >= 0), key=lambda pair: -pair[0])
        told = [h for _, h in doubts[:_MOST_DOUBTFUL]]
    second = second_reader() if told and rule is not None else None
    if second is None:
        cuts = {code: reader.cuts[code][2] for code in CODES}
        yield from ((h, h.reading.chances, cuts) for h in told)
        return
    chances = second.read(
        [h.part.plain[h.start : h.end][:600] for h in told], [h.reading.scores for h in told]
    )
    cuts = {code: second.mix[code][3] for code in CODES}
    yield from ((h, c, cuts) for h, c in zip(told, chances, strict=True))


def _decide(
    heard: Heard,
    chances: Mapping[str, float],
    cuts: Mapping[str, float],
    asked: Mapping[str, float],
    reader: LinearReader,
    school: School,
) -> Iterator[Finding]:
    """What is said of a sentence: the codes whose chance reaches their cut and what is ``asked`` of them."""
    part, start, end = heard.part, heard.start, heard.end
    for code, least in asked.items():
        chance = chances[code]
        if chance < max(cuts[code], least):
            continue
        if heard.reading.chances[code] < _SEEN:
            continue
        first, last = phrase_at(part.folded, start, end, code, reader)
        stance, excuse = _stance(part, first, last, code, chances)
        if stance is Stance.REPORTED and not excuse and is_condemned(part.folded[start:end]):
            excuse = "is_condemned"
        excuse = excuse or excuse_for(code, part.folded[start:end], chance, school)
        yield part.finding(
            code,
            first,
            last,
            stance=stance,
            confidence=_confidence(code, chance),
            facts=_facts(code, part.folded[start:end]),
            why=(f"{READER} {chance:.2f}",),
            excuse=excuse,
        )


def _of_a_group(heard: Heard, found: list[Finding], groups: frozenset[str]) -> Iterator[Finding]:
    """DL305 where "they" are insulted or threatened and the sentence before names a group."""
    said = {f.code: f for f in found if not f.excuse and f.stance is Stance.OWN}
    about = said.get("DL301") or said.get("DL302")
    if about is None or "DL305" in said:
        return
    part, start, end = heard.part, heard.start, heard.end
    sentence = part.folded[start:end]
    if _THEY.search(sentence) is None:
        return
    before = part.folded[max(0, start - _GROUP_REACH) : end]
    words = frozenset(_WORD.findall(before))
    if groups.isdisjoint(words) and not any(" " in g and g in before for g in groups):
        return
    yield part.finding(
        "DL305",
        start,
        end,
        confidence=min(about.confidence, Confidence.MEDIUM),
        why=(f"{READER}: an insult to a group named before",),
    )


def _confidence(code: str, chance: float) -> Confidence:
    if chance >= _HIGH:
        return Confidence.HIGH
    return Confidence.MEDIUM if chance >= (_SURE if code in _ESCALATING else _MEDIUM) else Confidence.LOW


def _stance(
    part: TextPart, start: int, end: int, code: str, chances: Mapping[str, float]
) -> tuple[Stance, str]:
    """The stance of a phrase, by rules and by the reader, and the excuse it gives."""
    stance = stance_of(part, start, end)
    if stance is Stance.REPORTED or (stance is Stance.OWN and chances["reported"] > 0.7):
        if code in _KEEP_REPORTED:
            return Stance.REPORTED, ""
        return (Stance.OWN, "") if code in ("PB506", "PN203") else (Stance.REPORTED, "is_reported")
    if stance is not Stance.OWN and chances[code] < _HIGH:
        return stance, f"is_{stance.value}"
    return Stance.OWN, ""


def _facts(code: str, sentence: str) -> dict[str, str]:
    """The medium of an invitation, as clauses know it."""
    if code != "SC403":
        return {}
    for medium, words in _MEDIA:
        if any(word in sentence for word in words):
            return {"medium": medium}
    return {"medium": "phone"}


_MEDIA = (
    ("social", ("whatsapp", "facebook", "messenger", "insta", "snap", "telegram", "dm me", "signal", "fb")),
    ("sms", ("text", "txt", "sms")),
    ("email", ("email", "e-mail", "gmail", "hotmail", "yahoo", "@")),
)


DETECTOR = Detector(name="language", codes=CODES, find=find)
