"""A message as detectors read it: folded parts with an exact way back to the source.

``folded`` is what detectors match on: NFKC, lower case, look-alike letters and digits
made plain, invisible characters dropped. ``plain`` is the same text, same length, with
its case kept. Indices into both are *view* indices; :meth:`TextPart.source_span` turns
them into offsets of the part as written.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from msgguard.model import (
    Confidence,
    Finding,
    Message,
    Origin,
    Owner,
    Stance,
)
from msgguard.text.fold import fold
from msgguard.text.origin import Segment, segments_of
from msgguard.text.sentence import sentence_at

# A word for gating and look-up: letters, digits, inner apostrophes. One linear pass.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_DIGITS = re.compile("[0-9]+")
_FEW = 60
_GAPS = {code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) == "'")}
_PLAIN_WORD = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")

# The parts that hold what a person wrote.
TEXTS = frozenset({"body", "subject", "html"})


@dataclass(slots=True, kw_only=True)
class TextPart:
    """One part of a message, folded.

    ``offsets`` maps a view index to a source offset (one entry more than characters);
    None where both are the same, as in plain ASCII.
    """

    name: str
    source: str
    plain: str
    folded: str
    offsets: Sequence[int] | None
    segments: tuple[Segment, ...]
    _words: frozenset[str] | None = field(default=None, repr=False)
    _figures: tuple[tuple[int, int], ...] | None = field(default=None, repr=False)

    @property
    def words(self) -> frozenset[str]:
        """Every folded word of the part, once: the gate for rules that need a word."""
        if self._words is None:
            folded = self.folded
            self._words = _plain_words(folded) if folded.isascii() else frozenset(_WORD.findall(folded))
        return self._words

    @property
    def figures(self) -> tuple[tuple[int, int], ...]:
        """The runs of digits, in order, once: what rules of numbers begin at."""
        if self._figures is None:
            self._figures = runs_of_digits(self.folded)
        return self._figures

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The source offsets of view indices ``start`` to ``end`` (half-open).

        Marks that folding joined to the last letter, or dropped from it, belong to the span.
        """
        if self.offsets is None:
            return start, end
        if end <= start:
            return self.offsets[start], self.offsets[start]
        last = self.offsets[end - 1] + 1
        # Invisible characters may stand between a letter and its mark; those after the last mark do not.
        for at in range(last, self.offsets[end]):
            kind = unicodedata.category(self.source[at])
            if kind[0] == "M":
                last = at + 1
            elif kind != "Cf":
                break
        return self.offsets[start], last

    def view_index(self, offset: int) -> int:
        """The view index of a source offset (of the next kept character, where it was dropped)."""
        if self.offsets is None:
            return offset
        return min(bisect_left(self.offsets, offset), max(0, len(self.folded) - 1))

    def source_sentence(self, offset: int) -> tuple[int, int]:
        """The source offsets of the sentence around a source offset."""
        return self.source_span(*sentence_at(self, self.view_index(offset)))

    def origin_at(self, index: int) -> Origin:
        """Which layer the view index stands in."""
        segments = self.segments
        if len(segments) == 1:
            return segments[0].origin
        return segments[bisect_right(segments, index, key=lambda s: s.start) - 1].origin

    def within(self, spans: Iterable[tuple[int, int]], origin: Origin) -> Iterator[tuple[int, int]]:
        """Those of ``spans``, which stand in order, that begin in a layer of this origin."""
        segments = iter(self.segments)
        segment = next(segments)
        for span in spans:
            while span[0] >= segment.end:
                following = next(segments, None)
                if following is None:
                    break
                segment = following
            if segment.origin is origin:
                yield span

    def finding(
        self,
        code: str,
        start: int,
        end: int,
        *,
        owner: Owner = Owner.UNKNOWN,
        stance: Stance = Stance.OWN,
        confidence: Confidence = Confidence.HIGH,
        disguised: bool = False,
        about: tuple[str, ...] = (),
        facts: Mapping[str, str] | None = None,
        why: tuple[str, ...] = (),
        excuse: str = "",
    ) -> Finding:
        """A finding at view indices ``start`` to ``end`` of this part."""
        first, last = self.source_span(start, end)
        return Finding(
            code=code,
            part=self.name,
            start=first,
            end=last,
            text=self.source[first:last],
            origin=self.origin_at(start),
            owner=owner,
            stance=stance,
            confidence=confidence,
            disguised=disguised,
            about=about,
            facts=facts or {},
            why=why,
            excuse=excuse,
        )


def _plain_words(folded: str) -> frozenset[str]:
    """The words of a text in ASCII: gaps made blanks and cut at them, faster than any pattern."""
    words = frozenset(folded.translate(_GAPS).split())
    if "'" not in folded:
        return words
    odd = frozenset(word for word in words if "'" in word and _PLAIN_WORD.fullmatch(word) is None)
    return words - odd | {piece for word in odd for piece in _PLAIN_WORD.findall(word)} if odd else words


def runs_of_digits(text: str) -> tuple[tuple[int, int], ...]:
    """The runs of digits in a text, in order.

    >>> runs_of_digits("4P, 12 March")
    ((0, 1), (4, 6))
    """
    places: list[int] = []
    for digit in "0123456789":
        at = text.find(digit)
        while at >= 0:
            places.append(at)
            at = text.find(digit, at + 1)
        if len(places) > _FEW:
            return tuple(match.span() for match in _DIGITS.finditer(text))
    # Few figures are found faster one by one than by a pattern.
    runs: list[tuple[int, int]] = []
    for at in sorted(places):
        if runs and runs[-1][1] == at:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return tuple(runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A message with its folded parts: body, subject, then the rest in reading order."""

    message: Message
    parts: tuple[TextPart, ...]

    @property
    def body(self) -> TextPart:
        """The body (may be empty, never absent)."""
        return self.parts[0]


def text_part(name: str, source: str, *, origin: Origin | None = None) -> TextPart:
    """Fold ``source``; without ``origin`` the reply layers are told apart."""
    plain, folded, offsets = fold(source)
    if origin is None:
        segments = segments_of(plain, folded)
    else:
        segments = (Segment(0, len(folded), origin),)
    return TextPart(name=name, source=source, plain=plain, folded=folded, offsets=offsets, segments=segments)


def build_view(message: Message) -> View:
    """Fold every readable part of ``message``."""
    parts = [text_part("body", message.body)]
    if message.subject:
        parts.append(text_part("subject", message.subject, origin=Origin.AUTHORED))
    if message.alternative:
        parts.append(text_part("html", message.alternative))
    if message.links:
        parts.append(text_part("links", "\n".join(message.links), origin=Origin.AUTHORED))
    for file in message.files():
        if file.name:
            parts.append(text_part(f"name:{file.name}", file.name, origin=Origin.FILE_NAME))
        parts.extend(text_part(name, text, origin=Origin.ATTACHMENT) for name, text, _ in file.texts())
    return View(message=message, parts=tuple(parts))
