"""Detectors made from a pack's data rules: words, phrases and patterns.

One detector serves all data rules, so that a text is read once for all of them. A rule
that needs a word the text does not hold costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from msgguard.detect.phrase import Phrase, anchor_keys, compile_phrase, compiled
from msgguard.detect.places import Places
from msgguard.detect.registry import Detector, Known
from msgguard.model import Channel, Confidence, Finding, Origin, Stance
from msgguard.text.stance import sentence_at, stance_of
from msgguard.text.view import TEXTS, TextPart, View

CONFIDENCE = {"low": Confidence.LOW, "medium": Confidence.MEDIUM, "high": Confidence.HIGH}


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRule:
    """One data rule as a pack gives it.

    ``words`` name word lists (kind ``words``); ``unless`` are phrases that, in the same
    sentence, rule a hit out. ``phrases_to_pupils`` count only where a pupil reads them: in a
    message to a pupil or in a post. ``keep_reported`` gives reported speech out as such
    instead of excusing it; ``any_stance`` is for matters that are told whoever says them.
    """

    code: str
    kind: str
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    phrases_to_pupils: tuple[str, ...] = ()
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
    phrase: Phrase | None = None
    to_pupils_only: bool = False

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
    return Detector(
        name="data",
        codes=tuple(dict.fromkeys(rule.code for rule in rules)),
        find=partial(_find, index=index, keys=keys),
    )


def build_index(rules: Iterable[DataRule], words: Mapping[str, frozenset[str]]) -> Index:
    """Compile every rule and sort its searches under their anchor words."""
    by_word: dict[str, list[Matcher]] = {}
    always: list[Matcher] = []
    for rule in rules:
        unless = tuple(compile_phrase(phrase, words) for phrase in rule.unless)
        sources = [*rule.phrases, *(entry for name in rule.words for entry in sorted(words[name]))]
        for number, source in enumerate([*sources, *rule.phrases_to_pupils]):
            phrase = compile_phrase(source, words)
            matcher = Matcher(
                rule=rule,
                expression=phrase.expression,
                source=source,
                unless=unless,
                phrase=phrase,
                to_pupils_only=rule.to_pupils_only or number >= len(sources),
            )
            for anchor in phrase.anchors:
                by_word.setdefault(anchor, []).append(matcher)
            if not phrase.anchors:
                always.append(matcher)
        for source in rule.patterns:
            always.append(
                Matcher(
                    rule=rule,
                    expression=source,
                    source=source,
                    unless=unless,
                    to_pupils_only=rule.to_pupils_only,
                )
            )
    return Index(by_word={word: tuple(found) for word, found in by_word.items()}, always=tuple(always))


def _find(view: View, known: Known, *, index: Index, keys: frozenset[str]) -> Iterator[Finding]:
    message, school = view.message, known.school
    to_pupil = not school.is_pupil_address(message.sender.address) and (
        message.channel is Channel.POST or any(school.is_pupil_address(r.address) for r in message.recipients)
    )
    for part in view.parts:
        if part.name not in TEXTS:
            continue
        there = anchor_keys(part.words)
        due: dict[int, tuple[Matcher, list[str]]] = {}
        for key in there & keys:
            for matcher in index.by_word[key]:
                due.setdefault(id(matcher), (matcher, []))[1].append(key)
        hits: list[Finding] = []
        for matcher, anchors in (*due.values(), *((m, []) for m in index.always)):
            rule = matcher.rule
            if rule.channels and message.channel not in rule.channels:
                continue
            if matcher.to_pupils_only and not to_pupil:
                continue
            if matcher.phrase is not None and not matcher.phrase.may_match(there):
                continue
            for match in _hits(matcher, anchors, part.folded):
                finding = _judge_hit(part, matcher, match.start(), match.end())
                if finding is not None:
                    hits.append(finding)
        yield from without_overlaps(hits)


def without_overlaps(findings: list[Finding]) -> list[Finding]:
    """One finding a code and place: the unexcused before the excused, then the longest."""
    kept: list[Finding] = []
    places: dict[str, Places] = {}
    length = max((f.end for f in findings), default=0)
    for finding in sorted(findings, key=lambda f: (bool(f.excuse), f.start - f.end, f.start, f.code, f.why)):
        if finding.code not in places:
            places[finding.code] = Places(length)
        if places[finding.code].take(finding.start, finding.end):
            kept.append(finding)
    return sorted(kept, key=lambda f: (f.start, f.code))


def _hits(matcher: Matcher, anchors: Sequence[str], text: str) -> Iterator[re.Match[str]]:
    if matcher.phrase is None:
        return matcher.pattern.finditer(text)
    return matcher.phrase.matches(text, anchors)


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
            if phrase.may_match(anchor_keys(part.words)) and phrase.pattern.search(sentence):
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
