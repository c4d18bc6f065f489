"""Detectors made from a pack's data rules: words, phrases and patterns.

One detector serves all data rules, so that a text is read once for all of them. A rule
that needs a word the text does not hold costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from msgguard.detect.phrase import Phrase, anchor_keys, compile_phrase, compiled
from msgguard.detect.registry import Detector, Known
from msgguard.model import Confidence, Finding, Origin, Stance
from msgguard.text.stance import sentence_at, stance_of
from msgguard.text.view import TextPart, View

CONFIDENCE = {"low": Confidence.LOW, "medium": Confidence.MEDIUM, "high": Confidence.HIGH}
# Parts that hold what a person wrote.
TEXTS = frozenset({"body", "subject", "html"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRule:
    """One data rule as a pack gives it.

    ``words`` name word lists (kind ``words``); ``unless`` are phrases that, in the same
    sentence, rule a hit out. ``keep_reported`` gives reported speech out as such instead of
    excusing it; ``any_stance`` is for matters that are told whoever says them.
    """

    code: str
    kind: str
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    to_pupils_only: bool = False
    authored_only: bool = True
    keep_reported: bool = False
    any_stance: bool = False
    confidence: str = "medium"
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """One search of one rule."""

    rule: DataRule
    expression: str
    source: str
    unless: tuple[Phrase, ...]
    reach: int = 0

    @property
    def pattern(self) -> re.Pattern[str]:
        """The expression, compiled when it is first wanted."""
        return compiled(self.expression)


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Matchers by the word that must be there; ``always`` are those without one."""

    by_word: Mapping[str, tuple[Matcher, ...]]
    always: tuple[Matcher, ...]


def data_detector(rules: Iterable[DataRule], words: Mapping[str, frozenset[str]]) -> Detector | None:
    """The detector of all data rules, or None where there are none."""
    rules = tuple(rules)
    if not rules:
        return None
    index = build_index(rules, words)
    keys = frozenset(index.by_word)

    def find(view: View, known: Known) -> Iterator[Finding]:
        return _find(view, known, index, keys)

    return Detector(name="data", codes=tuple(rule.code for rule in rules), find=find)


def build_index(rules: Iterable[DataRule], words: Mapping[str, frozenset[str]]) -> Index:
    """Compile every rule and sort its searches under their anchor words."""
    by_word: dict[str, list[Matcher]] = {}
    always: list[Matcher] = []
    for rule in rules:
        unless = tuple(compile_phrase(phrase, words) for phrase in rule.unless)
        sources = [*rule.phrases, *(entry for name in rule.words for entry in sorted(words[name]))]
        for source in sources:
            phrase = compile_phrase(source, words)
            matcher = Matcher(
                rule=rule, expression=phrase.expression, source=source, unless=unless, reach=phrase.reach
            )
            for anchor in phrase.anchors:
                by_word.setdefault(anchor, []).append(matcher)
            if not phrase.anchors:
                always.append(matcher)
        for source in rule.patterns:
            always.append(Matcher(rule=rule, expression=source, source=source, unless=unless))
    return Index(by_word={word: tuple(found) for word, found in by_word.items()}, always=tuple(always))


def _find(view: View, known: Known, index: Index, keys: frozenset[str]) -> Iterator[Finding]:
    to_pupil = any(known.school.is_pupil_address(r.address) for r in view.message.recipients)
    for part in view.parts:
        if part.name not in TEXTS:
            continue
        due: dict[int, tuple[Matcher, list[str]]] = {}
        for key in anchor_keys(part.words) & keys:
            for matcher in index.by_word[key]:
                due.setdefault(id(matcher), (matcher, []))[1].append(key)
        taken: dict[str, list[tuple[int, int]]] = {}
        for matcher, anchors in (*due.values(), *((m, []) for m in index.always)):
            rule = matcher.rule
            if rule.channels and view.message.channel not in rule.channels:
                continue
            if rule.to_pupils_only and not to_pupil:
                continue
            for match in hits_of(matcher, anchors, part.folded):
                spans = taken.setdefault(rule.code, [])
                if any(start < match.end() and match.start() < end for start, end in spans):
                    continue
                finding = _judge_hit(part, matcher, match.start(), match.end())
                if finding is not None:
                    spans.append(match.span())
                    yield finding


def hits_of(matcher: Matcher, anchors: Sequence[str], text: str) -> Iterator[re.Match[str]]:
    """Matches of one search, looked for only around its anchors where it has some."""
    if not anchors:
        yield from matcher.pattern.finditer(text)
        return
    reach = matcher.reach
    windows: list[tuple[int, int]] = []
    for at in sorted(places_of(anchors, text)):
        if windows and at - reach <= windows[-1][1]:
            windows[-1] = (windows[-1][0], at + reach)
        else:
            windows.append((max(0, at - reach), at + reach))
    for start, end in windows:
        yield from matcher.pattern.finditer(text, start, end)


def places_of(anchors: Sequence[str], text: str) -> Iterator[int]:
    """Where the letters of an anchor stand; a hit inside a longer word does no harm."""
    for key in anchors:
        stem = key.removesuffix("*")
        at = text.find(stem)
        while at >= 0:
            yield at
            at = text.find(stem, at + len(stem))


def _judge_hit(part: TextPart, matcher: Matcher, start: int, end: int) -> Finding | None:
    rule = matcher.rule
    origin = part.origin_at(start)
    if rule.authored_only and origin is not Origin.AUTHORED:
        return None
    stance = Stance.OWN if rule.any_stance else stance_of(part, start, end)
    excuse = ""
    if stance is Stance.NEGATED:
        excuse = "is_negated"
    elif stance is Stance.REPORTED and not rule.keep_reported:
        excuse = "is_reported"
    elif matcher.unless:
        first, last = sentence_at(part, start)
        sentence = part.folded[first:last]
        for phrase in matcher.unless:
            if phrase.pattern.search(sentence):
                excuse = f"unless: {phrase.source}"
                break
    return part.finding(
        rule.code,
        start,
        end,
        stance=stance,
        confidence=CONFIDENCE[rule.confidence],
        facts=dict(rule.facts),
        why=(f"matches {matcher.source!r}",),
        excuse=excuse,
    )
