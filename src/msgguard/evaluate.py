"""Measured accuracy: what a setup finds in labelled messages, against their labels.

A front end like the others: it calls ``engine.check`` and nothing below. The labels are
those of ``corpora/`` (see ``corpora/README.md``): an expected finding with a text is met by
a warning of its code that overlaps it or says the same text; one without a text by any
warning of its code. A code under ``allow`` is neither a hit nor a false alarm.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from msgguard.engine import Setup, check
from msgguard.errors import IntakeError
from msgguard.intake.records import read_record
from msgguard.model import Level, Message, PolicyWarning, Report

LEVELS = {level.word: level for level in Level}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One labelled finding; ``text`` empty where it belongs to a header or the recipients."""

    code: str
    text: str
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A message with its labels."""

    message: Message
    expect: tuple[Expected, ...]
    allow: frozenset[str]
    verdict: Level
    tags: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """Hits, misses and false alarms of one code or clause."""

    hits: int = 0
    misses: int = 0
    false: int = 0
    level_right: int = 0

    @property
    def precision(self) -> float:
        """Share of warnings that were right; 1 where nothing was said."""
        said = self.hits + self.false
        return self.hits / said if said else 1.0

    @property
    def recall(self) -> float:
        """Share of expected findings that were found; 1 where nothing was expected."""
        due = self.hits + self.misses
        return self.hits / due if due else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0


@dataclass(slots=True)
class Result:
    """What an evaluation counted."""

    messages: int = 0
    clean: int = 0
    alarmed: int = 0
    verdict_right: int = 0
    codes: dict[str, Tally] = field(default_factory=dict)
    clauses: dict[str, Tally] = field(default_factory=dict)
    alarms_by_family: dict[str, int] = field(default_factory=dict)
    errors_by_tag: dict[str, int] = field(default_factory=dict)
    mistakes: list[tuple[str, str, str, str]] = field(default_factory=list)

    def tally(self, code: str) -> Tally:
        """The tally of a code, made on first use."""
        return self.codes.setdefault(code, Tally())

    def total(self, prefix: str = "") -> Tally:
        """All tallies whose code begins so, added up."""
        chosen = [tally for code, tally in self.codes.items() if code.startswith(prefix)]
        return Tally(
            hits=sum(t.hits for t in chosen),
            misses=sum(t.misses for t in chosen),
            false=sum(t.false for t in chosen),
            level_right=sum(t.level_right for t in chosen),
        )


def read_corpus(path: Path) -> Iterator[Labelled]:
    """Labelled messages of a ``.jsonl`` file, or of every one in a folder, in name order.

    Raises IntakeError with file and line for a record without its labels.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise IntakeError(f"{path}: there is no .jsonl file of labelled messages here")
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
                yield labelled(record)
            except (ValueError, KeyError, TypeError) as failure:
                raise IntakeError(f"{file}:{number}: not a labelled message: {failure}") from failure


def labelled(record: dict[str, object]) -> Labelled:
    """One record of the corpus format with its labels."""
    expect = record["expect"]
    if not isinstance(expect, list):
        raise TypeError("expect must be a list")
    return Labelled(
        message=read_record(record),
        expect=tuple(
            Expected(code=e["code"], text=e.get("text", ""), level=LEVELS[e["level"]]) for e in expect
        ),
        allow=frozenset(_strings(record.get("allow"))),
        verdict=LEVELS[str(record["verdict"])],
        tags=tuple(_strings(record.get("tags"))),
    )


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def evaluate(
    corpus: Iterable[Labelled], setup: Setup, *, codes: Sequence[str] = ("",), today: date
) -> Result:
    """Check every message and count, for the codes that begin with one of ``codes``."""
    result = Result()
    wanted = tuple(codes)
    for item in corpus:
        report = check(item.message, setup, today=today)
        count(item, report, result, wanted)
    return result


def count(item: Labelled, report: Report, result: Result, wanted: tuple[str, ...]) -> None:
    """Add one message's report to ``result``."""
    result.messages += 1
    result.verdict_right += report.verdict is item.verdict
    warnings = [w for w in report.warnings if w.finding.code.startswith(wanted) and not w.allowed]
    expected = [e for e in item.expect if e.code.startswith(wanted)]
    met: set[int] = set()
    false: list[PolicyWarning] = []
    for warning in warnings:
        hits = [i for i, e in enumerate(expected) if meets(warning, e, item.message)]
        for i in hits:
            if i not in met:
                met.add(i)
                tally = result.tally(warning.finding.code)
                tally.hits += 1
                tally.level_right += warning.level is expected[i].level
                for clause in warning.clauses:
                    result.clauses.setdefault(clause.ref, Tally()).hits += 1
        if not hits and warning.finding.code not in item.allow:
            false.append(warning)
    seen: set[tuple[str, str]] = set()
    for warning in false:
        key = (warning.finding.code, warning.finding.text.casefold())
        if key in seen:
            continue
        seen.add(key)
        result.tally(warning.finding.code).false += 1
        for clause in warning.clauses:
            result.clauses.setdefault(clause.ref, Tally()).false += 1
        result.mistakes.append((item.message.id, "false", warning.finding.code, warning.finding.text))
    for i, e in enumerate(expected):
        if i not in met:
            result.tally(e.code).misses += 1
            result.mistakes.append((item.message.id, "missed", e.code, e.text))
    if not item.expect:
        result.clean += 1
        result.alarmed += bool(false)
        for family in {w.finding.code[:2] for w in false}:
            result.alarms_by_family[family] = result.alarms_by_family.get(family, 0) + 1
    if false or len(met) < len(expected):
        for tag in item.tags:
            result.errors_by_tag[tag] = result.errors_by_tag.get(tag, 0) + 1


def meets(warning: PolicyWarning, expected: Expected, message: Message) -> bool:
    """Whether the warning is the expected finding: same code, and same or overlapping text."""
    finding = warning.finding
    if finding.code != expected.code:
        return False
    if not expected.text or not finding.text:
        return True
    one, other = _squeeze(finding.text), _squeeze(expected.text)
    if one in other or other in one:
        return True
    source = {"body": message.body, "subject": message.subject, "html": message.alternative}.get(finding.part)
    if source is None or finding.start < 0:
        return False
    at = source.find(expected.text)
    while at >= 0:
        if at < finding.end and finding.start < at + len(expected.text):
            return True
        at = source.find(expected.text, at + 1)
    return False


def _squeeze(text: str) -> str:
    return " ".join(text.casefold().split())
