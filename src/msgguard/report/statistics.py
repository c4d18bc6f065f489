"""Counts of a run: by verdict, code, clause and level. No names, no texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from msgguard.model import Level
from msgguard.report.run import Outcome


@dataclass(slots=True)
class Counts:
    """What has gone by so far; filled by :meth:`watch` while a format prints."""

    messages: int = 0
    unread: int = 0
    faulty: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)
    clauses: Counter[str] = field(default_factory=Counter)
    allowed: int = 0
    not_checked: int = 0
    worst: Level = Level.PASS

    def watch(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """Pass every outcome on and count it."""
        for outcome in outcomes:
            self.add(outcome)
            yield outcome

    def add(self, outcome: Outcome) -> None:
        """Count one outcome."""
        report = outcome.report
        if report is None:
            self.unread += 1
            return
        self.messages += 1
        self.faulty += bool(report.errors)
        self.verdicts[report.verdict.word] += 1
        self.worst = max(self.worst, report.verdict)
        self.not_checked += len(report.not_checked)
        for warning in report.warnings:
            if warning.allowed or warning.known:
                self.allowed += 1
                continue
            self.codes[f"{warning.finding.code} {warning.name}"] += 1
            self.levels[warning.level.word] += 1
            self.clauses.update(clause.ref for clause in warning.clauses)

    def record(self) -> dict[str, Any]:
        """The counts as plain data."""
        return {
            "messages": self.messages,
            "unreadable": self.unread,
            "faulty": self.faulty,
            "verdict": self.worst.word,
            "verdicts": {level.word: self.verdicts[level.word] for level in Level},
            "levels": {level.word: self.levels[level.word] for level in Level if level},
            "codes": {key.split()[0]: count for key, count in sorted(self.codes.items())},
            "clauses": dict(sorted(self.clauses.items())),
            "allowed": self.allowed,
            "not_checked": self.not_checked,
        }

    def table(self) -> Iterator[str]:
        """The counts as lines for people."""
        yield f"{self.messages:6}  messages, {self.unread} unreadable, {self.faulty} with an error"
        for title, counter in (("verdict", self.verdicts), ("level", self.levels)):
            for level in reversed(Level):
                if counter[level.word]:
                    yield f"{counter[level.word]:6}  {title} {level.word}"
        for title, counter in (("", self.codes), ("clause ", self.clauses)):
            for key, count in sorted(counter.items(), key=lambda item: (-item[1], item[0])):
                yield f"{count:6}  {title}{key}"
        if self.allowed:
            yield f"{self.allowed:6}  allowed by the register"
        if self.not_checked:
            yield f"{self.not_checked:6}  parts not checked"
