"""A report as cards: what was found, the clause in the school's words, the way out.

The same text found twice is one card with two places. Where a rule has a neutral wording, the
card says that and nothing else: no code, no clause, no place.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from msgguard.model import Cited, Level, Message, PolicyWarning, Report
from msgguard.policy.policy import Policy
from msgguard.report.place import label, source_of, utf16_span
from msgguard.report.redact import initials
from msgguard.report.run import AUDIENCE_WORDS
from msgguard.report.safe import safe
from msgguard.school.profile import School

BOXES = ("subject", "body")
SHAPES = {Level.BLOCK: "■", Level.WARN: "▲", Level.ADVISE: "●", Level.PASS: "✓"}
PLACES = {"body": "in the text", "subject": "in the subject", "to": "among the recipients"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where it stands in a box, in UTF-16 units as browsers count."""

    box: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A piece of a box's text that one or several cards are about.

    Shown as the narrowest of them; ``tag`` names those that begin here, by shape, number and word.
    """

    start: int
    end: int
    word: str
    tag: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """What one click does: the words of the button, and what stands in the place then."""

    words: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One warning, or several that say the same."""

    number: int
    code: str
    title: str
    level: Level
    shape: str
    found: str
    where: str
    reader: str
    message: str
    instead: str
    clauses: tuple[Cited, ...]
    places: tuple[Place, ...]
    fixes: tuple[Fix, ...]
    allowed: bool

    @property
    def word(self) -> str:
        """The level's word, ``allowed`` where approvals clear it."""
        return "allowed" if self.allowed else self.level.word


def cards_of(report: Report, policy: Policy, school: School, *, telling: bool = False) -> tuple[Card, ...]:
    """The cards, the strictest first, what is allowed last. ``telling``: to a reviewer, all is told."""
    groups: dict[object, list[PolicyWarning]] = {}
    for warning in report.warnings:
        finding = warning.finding
        key: object = (finding.code, finding.text.casefold(), warning.message, warning.level, warning.allowed)
        if not telling and is_neutral(warning, policy):
            key = (warning.level, policy.rules[finding.code].neutral)
        groups.setdefault(key, []).append(warning)
    cards = [
        _neutral_card(group[0], policy)
        if not telling and is_neutral(group[0], policy)
        else _card(group, report.message, policy, school)
        for group in groups.values()
    ]
    # Within a level first what one click mends.
    cards.sort(key=lambda card: (card.allowed, -card.level, not card.fixes))
    return tuple(replace(card, number=number) for number, card in enumerate(cards, 1))


def marks_of(cards: Sequence[Card], box: str) -> list[Mark]:
    """The marks of a box in reading order; where places lie inside each other they are cut."""
    places = [(place, card) for card in cards for place in card.places if place.box == box]
    edges = sorted({edge for place, _ in places for edge in (place.start, place.end)})
    found = []
    for start, end in itertools.pairwise(edges):
        over = [(p, card) for p, card in places if p.start <= start and end <= p.end]
        if over:
            narrowest = min(over, key=lambda each: each[0].end - each[0].start)[1]
            tags = [f"{c.shape} {c.number} {c.word}" for p, c in over if p.start == start]
            numbers = tuple(dict.fromkeys(card.number for _, card in over))
            found.append(
                Mark(start=start, end=end, word=narrowest.word, tag="  ".join(tags), numbers=numbers)
            )
    return found


def is_neutral(warning: PolicyWarning, policy: Policy) -> bool:
    """Whether the sender must not be told what was found."""
    rule = policy.rules.get(warning.finding.code)
    return rule is not None and bool(rule.neutral)


def _neutral_card(warning: PolicyWarning, policy: Policy) -> Card:
    return Card(
        number=0,
        code="",
        title="Please have a word first",
        level=warning.level,
        shape=SHAPES[warning.level],
        found="",
        where="",
        reader="",
        message=policy.rules[warning.finding.code].neutral,
        instead="",
        clauses=(),
        places=(),
        fixes=(),
        allowed=False,
    )


def _card(group: Sequence[PolicyWarning], message: Message, policy: Policy, school: School) -> Card:
    warning = group[0]
    finding = warning.finding
    places = tuple(place for each in group if (place := place_of(each, message)) is not None)
    return Card(
        number=0,
        code=finding.code,
        title=warning.name.replace("-", " ").capitalize(),
        level=warning.level,
        shape="✓" if warning.allowed else SHAPES[warning.level],
        found=safe(" ".join(finding.text.split()))[:160],
        where=_where(group),
        reader=AUDIENCE_WORDS[warning.audience],
        message=safe(warning.message),
        instead="" if warning.allowed else safe(warning.suggestion),
        clauses=tuple(sorted(warning.clauses, key=lambda clause: _weight(clause.duty))),
        places=places,
        fixes=() if warning.allowed or not places else fixes_for(warning, policy, school),
        allowed=warning.allowed,
    )


def _weight(duty: str) -> int:
    """Binding duties stand before advice; otherwise the judge's order holds."""
    return 0 if duty.startswith("must") else 1 if duty.startswith("should") else 2


def _where(group: Sequence[PolicyWarning]) -> str:
    parts = list(dict.fromkeys(warning.finding.part for warning in group))
    words = [PLACES.get(part) or f"in the {safe(label(part))}" for part in parts]
    count = f", {len(group)} times" if len(group) > len(parts) else ""
    return " and ".join(words) + count


def place_of(warning: PolicyWarning, message: Message) -> Place | None:
    """The finding's place in one of the page's boxes."""
    if warning.finding.part not in BOXES:
        return None
    span = utf16_span(message, warning.finding)
    return Place(box=warning.finding.part, start=span[0], end=span[1]) if span and span[0] < span[1] else None


def fixes_for(warning: PolicyWarning, policy: Policy, school: School) -> tuple[Fix, ...]:
    """The offers of the rule's file, the best first."""
    rule = policy.rules[warning.finding.code]
    fixes = []
    own = replacement(rule.replace, school)
    if own:
        fixes.append(Fix(words=f"Use {own}", text=own))
    if rule.fix == "mask":
        masked = mask_for(warning)
        words = f"Write {masked}" if warning.finding.code.startswith("PN") else "Mask it"
        fixes.append(Fix(words=words, text=masked))
    elif rule.fix == "remove":
        fixes.append(Fix(words="Take it out", text=""))
    return tuple(fixes)


def mask_for(warning: PolicyWarning) -> str:
    """What may stand for the found text: initials for a name, else the rule's name in brackets."""
    if warning.finding.code.startswith("PN"):
        return initials(warning.finding.text)
    return f"[{warning.name.replace('-', ' ')}]"


def replacement(template: str, school: School) -> str:
    """A rule's ``replace`` with the school's own facts; empty where the school has none."""
    facts = {
        "{school_phone}": school.phones[0] if school.phones else "",
        "{school_email}": min(school.office, default=""),
    }
    for name, value in facts.items():
        if name in template and not value:
            return ""
        template = template.replace(name, value)
    return template


def cleaned(report: Report, policy: Policy, school: School, box: str) -> str:
    """A box's text with the first offer of every card taken; language is never rewritten."""
    text = source_of(report.message, box) or ""
    spans = []
    for warning in report.warnings:
        finding = warning.finding
        if finding.part == box and 0 <= finding.start < finding.end <= len(text) and not warning.allowed:
            fixes = () if is_neutral(warning, policy) else fixes_for(warning, policy, school)
            if fixes:
                spans.append((finding.start, finding.end, fixes[0].text))
    out: list[str] = []
    at = 0
    for start, end, new in sorted(spans):
        if start >= at:
            out += [text[at:start], new]
            at = end
    return "".join(out) + text[at:]
