"""DL301-306, PB501-507, PB509, SC403, PN203: what a sentence means, by the sentence reader.

Evidence, then decision. The reader (``models/linear.py``) scores every authored sentence; a
score becomes a chance by calibration; audience, stance and kind of target decide what is
said of it. Sources: the catalogue's sections 2 and 3; thresholds in the model's file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgguard.detect.carried import phrase_at
from msgguard.detect.condemned import is_condemned
from msgguard.detect.language_audience import audience_odds, least_chance, readers_of, shifted
from msgguard.detect.language_excuse import excuse_for
from msgguard.detect.language_group import meant_in
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
# What the first reader must see of a code before the second is believed about it.
_SEEN = 0.01
# Below these the readers are more often wrong than right: in a text of a few sentences, and in a whole
# message, where every further harmless sentence is one more that they may take amiss.
_LEAST, _LEAST_OF_MANY, _FEW = 0.5, 0.58, 3
_LONGEST_PART = 40_000
# What the groups' word list is called.
_GROUPS = "groups-told"


class Heard(NamedTuple):
    """A sentence that may hold something: its place, and the chances of each code.

    ``meant`` is the sentence as it was read where that is not as it stands: with the group it is about in
    the place of "they". Such a reading tells of DL305 alone.
    """

    part: TextPart
    start: int
    end: int
    reading: Reading
    meant: str = ""


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
            if known.wants("DL305"):
                heard += _heard_of_groups(part, spans, reader, worth, known.words.get(_GROUPS, frozenset()))
    if not heard:
        return
    least = _LEAST if count <= _FEW else _LEAST_OF_MANY
    possible = {code: least_chance(code, audience) for code in CODES}
    possible = {code: max(chance, least) for code, chance in possible.items() if chance <= 1}
    asked = {code: chance for code, chance in possible.items() if known.wants(code)}
    again = _read_again(heard, reader, possible, asked, open_=is_open)
    odds = audience_odds(audience.kind)
    for one, read, cuts in again:
        yield from _decide(one, shifted(read, odds), cuts, asked, reader, known.school)


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


def _heard_of_groups(
    part: TextPart,
    spans: Sequence[tuple[int, int]],
    reader: LinearReader,
    worth: Callable[[Sequence[float]], bool] | None,
    groups: frozenset[str],
) -> Iterator[Heard]:
    """The sentences about "them", read of the group that was named before."""
    for meant in meant_in(part, spans, groups):
        whole = ((0, len(meant.text)),)
        reading = reader.read(meant.text, meant.text.casefold(), whole, worth=worth)[0]
        if reading is not None:
            yield Heard(part, meant.start, meant.end, reading, meant.text)


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
        # What is not worth it was left out by the first reader: here only the order matters.
        told = sorted(heard, key=lambda h: -rule.over(h.reading.scores, open_=open_))[:_MOST_DOUBTFUL]
    second = second_reader() if told and rule is not None else None
    if second is None:
        cuts = {code: reader.cuts[code][2] for code in CODES}
        yield from ((h, h.reading.chances, cuts) for h in told)
        return
    chances = second.read(
        [(h.meant or h.part.plain[h.start : h.end])[:600] for h in told], [h.reading.scores for h in told]
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
        if heard.reading.chances[code] < _SEEN or (heard.meant and code != "DL305"):
            continue
        whole = (start, end)
        first, last = whole if heard.meant else phrase_at(part.folded, start, end, code, reader)
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
            why=(f"{READER} {chance:.2f}", *(("read of the group named before",) if heard.meant else ())),
            excuse=excuse,
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
