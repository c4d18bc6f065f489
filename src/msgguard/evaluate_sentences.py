"""Measured accuracy on labelled sentences: by code, and by the class of sentence that misleads.

Each sentence is checked as if a member of staff sent it to a pupil, since every code of language
and boundaries means something there. A reported insult, oath, accusation or complaint is no
finding by the catalogue, so for these codes a reported sentence can only be a false alarm (where
it is taken for the writer's own words); threats and slurs count whoever says them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from msgguard.engine import Setup, find
from msgguard.errors import IntakeError
from msgguard.evaluate import Tally
from msgguard.model import Channel, Finding, Message, Party, Recipient, Stance

CODES = (
    "DL301", "DL302", "DL303", "DL304", "DL305", "DL306",
    "PB501", "PB502", "PB503", "PB504", "PB505", "PB506", "PB507", "PB509",
    "SC403",
)  # fmt: skip
# Of these somebody else's words are no finding.
ONLY_OWN = frozenset({"DL301", "DL303", "DL304", "DL306"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One labelled sentence; ``kind`` is its class (plain, sarcasm, idiom, thing, lesson ...)."""

    text: str
    labels: frozenset[str]
    stance: Stance
    kind: str


@dataclass(slots=True)
class SentenceResult:
    """What an evaluation of sentences counted.

    ``wrong`` counts sentences with a mistake and ``seen`` all sentences, by (class, stance).
    """

    sentences: int = 0
    clean: int = 0
    alarmed: int = 0
    codes: dict[str, Tally] = field(default_factory=dict)
    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    wrong: dict[tuple[str, str], int] = field(default_factory=dict)
    confused: dict[tuple[str, str], int] = field(default_factory=dict)
    stance_right: int = 0
    stance_told: int = 0
    mistakes: list[tuple[str, str, str]] = field(default_factory=list)

    def tally(self, code: str) -> Tally:
        """The tally of a code, made on first use."""
        return self.codes.setdefault(code, Tally())

    def family(self, prefix: str) -> Tally:
        """All tallies whose code begins so, added up."""
        chosen = [tally for code, tally in self.codes.items() if code.startswith(prefix)]
        return Tally(
            hits=sum(t.hits for t in chosen),
            misses=sum(t.misses for t in chosen),
            false=sum(t.false for t in chosen),
        )


def read_sentences(path: Path) -> Iterator[Sentence]:
    """Labelled sentences of a ``.jsonl`` file, or of every one in a folder, in name order.

    Raises IntakeError with file and line for a record that is none.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
                yield Sentence(
                    text=record["text"],
                    labels=frozenset(record["labels"]),
                    stance=Stance(record["stance"]),
                    kind=record.get("class", ""),
                )
            except (ValueError, KeyError, TypeError) as failure:
                raise IntakeError(f"{file}:{number}: not a labelled sentence: {failure}") from failure


def message_of(sentence: Sentence, setup: Setup) -> Message:
    """The sentence as a message from the school to a pupil."""
    school = setup.known.school
    domain = min(school.pupil_domains, default="pupils.sch.example")
    office = min(school.domains, default="school.sch.example")
    sender = next((p.email for p in school.staff if p.role not in ("headteacher", "designated person")), "")
    return Message(
        id="sentence",
        channel=Channel.EMAIL,
        sender=Party(address=sender or f"teacher@{office}"),
        recipients=(Recipient(party=Party(address=f"p.pupil@{domain}")),),
        body=sentence.text,
    )


def evaluate_sentences(
    sentences: Iterable[Sentence], setup: Setup, *, codes: Sequence[str] = CODES
) -> SentenceResult:
    """Check every sentence and count."""
    result = SentenceResult()
    for sentence in sentences:
        findings, _, _ = find(message_of(sentence, setup), setup)
        count(sentence, findings, result, codes)
    return result


def count(
    sentence: Sentence, findings: Iterable[Finding], result: SentenceResult, codes: Sequence[str]
) -> None:
    """Add one sentence's findings to ``result``."""
    reported = sentence.stance is Stance.REPORTED
    open_codes = ONLY_OWN if reported else frozenset[str]()
    expected = {c for c in sentence.labels if c in codes} - open_codes
    said: dict[str, Stance] = {}
    for finding in findings:
        if finding.code in codes and not (finding.code in ONLY_OWN and finding.stance is not Stance.OWN):
            said.setdefault(finding.code, finding.stance)
    result.sentences += 1
    key = (sentence.kind, sentence.stance.value)
    result.seen[key] = result.seen.get(key, 0) + 1
    false = set(said) - expected
    missed = expected - set(said)
    for code in expected & set(said):
        result.tally(code).hits += 1
        if code in ("DL302", "DL305"):
            result.stance_told += 1
            result.stance_right += (said[code] is Stance.REPORTED) == reported
    for code in false:
        result.tally(code).false += 1
        result.mistakes.append(("false", code, sentence.text))
    for code in missed:
        result.tally(code).misses += 1
        result.mistakes.append(("missed", code, sentence.text))
    for one in missed or {"none"} if false else set[str]():
        for other in false:
            result.confused[one, other] = result.confused.get((one, other), 0) + 1
    if false or missed:
        result.wrong[key] = result.wrong.get(key, 0) + 1
    if not sentence.labels:
        result.clean += 1
        result.alarmed += bool(false)


def lines_of(result: SentenceResult) -> Iterator[str]:
    """The result as plain lines: codes, families, classes with most mistakes, confusions."""
    yield f"{result.sentences} sentences, {result.clean} of them clean, {result.alarmed} of these alarmed"
    yield "code    precision  recall     F1    due"
    names = [(code, result.codes[code]) for code in sorted(result.codes)]
    for name, tally in [*names, ("DL", result.family("DL")), ("PB", result.family("PB"))]:
        due = tally.hits + tally.misses
        yield f"{name:<8}{tally.precision:>8.3f}{tally.recall:>8.3f}{tally.f1:>8.3f}{due:>7}"
    if result.stance_told:
        yield f"stance of threats and slurs right: {result.stance_right / result.stance_told:.3f}"
    yield "class and stance: sentences with a mistake"
    for key in sorted(result.seen, key=lambda k: -result.wrong.get(k, 0)):
        wrong, seen = result.wrong.get(key, 0), result.seen[key]
        yield f"  {key[0] or 'unsorted':<16}{key[1]:<10}{wrong:>5} of {seen:<5} {wrong / seen:.2f}"
    yield "taken for another: labelled -> said"
    for (one, other), number in sorted(result.confused.items(), key=lambda item: -item[1])[:20]:
        yield f"  {one} -> {other}: {number}"
