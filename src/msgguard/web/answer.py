"""What the page says about a draft: a headline, the cards, the marks, and what was checked.

Calm and true: an all-clear tells how far it reaches, and what could not be looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from msgguard.engine import Setup, check
from msgguard.model import Level, Report
from msgguard.report.run import plural
from msgguard.report.safe import safe
from msgguard.web.cards import BOXES, SHAPES, Card, Mark, cards_of, cleaned, marks_of
from msgguard.web.draft import Draft, family_of, message_of

HEADLINES = {
    Level.PASS: "Nothing found",
    Level.ADVISE: "Something to know before it goes",
    Level.WARN: "Please have a second look before it goes",
    Level.BLOCK: "Please do not send this as it is",
}
SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Everything a template needs."""

    verdict: Level
    shape: str
    headline: str
    counts: str
    cards: tuple[Card, ...]
    checked: tuple[str, ...]
    not_checked: tuple[str, ...]
    errors: tuple[str, ...]
    cleaned: dict[str, str]
    report: Report

    @property
    def first(self) -> Sequence[Card]:
        """The cards shown at once."""
        return self.cards[:SHOWN]

    @property
    def rest(self) -> Sequence[Card]:
        """Those shown on demand."""
        return self.cards[SHOWN:]

    def marks(self, box: str) -> list[Mark]:
        """The marks of a box."""
        return marks_of(self.cards, box)


def answer_to(draft: Draft, setup: Setup) -> Answer:
    """Check a draft. Raises IntakeError where a file cannot be read."""
    school, roster = setup.known.school, setup.known.roster
    report = check(message_of(draft, school, roster), setup)
    return answer_of(report, draft, setup)


def answer_of(report: Report, draft: Draft, setup: Setup) -> Answer:
    """A report in the page's words."""
    policy, school = setup.policy, setup.known.school
    cards = cards_of(report, policy, school)
    counting = [card for card in cards if not card.allowed]
    headline = HEADLINES[report.verdict]
    if report.errors:
        headline = "This could not be checked in full"
    return Answer(
        verdict=report.verdict,
        shape=SHAPES[report.verdict],
        headline=headline,
        counts=_counts(counting, len(cards) - len(counting)),
        cards=cards,
        checked=_checked(report, draft, setup),
        not_checked=_not_checked(report, draft, setup),
        errors=("A part of the check failed, so this is not an all-clear.",) if report.errors else (),
        cleaned={box: cleaned(report, policy, school, box) for box in BOXES},
        report=report,
    )


def _counts(cards: Sequence[Card], allowed: int) -> str:
    said = []
    for level, noun in ((Level.BLOCK, "to change"), (Level.WARN, "to look at"), (Level.ADVISE, "to know")):
        count = sum(card.level is level for card in cards)
        if count:
            said.append(f"{count} {noun}")
    if allowed:
        said.append(f"{allowed} allowed")
    return ", ".join(said)


def _checked(report: Report, draft: Draft, setup: Setup) -> tuple[str, ...]:
    message = report.message
    parts = []
    if message.subject:
        parts.append("the subject")
    if message.body:
        parts.append(f"{plural(len(message.body.split()), 'word')} of text")
    parts += [f"the file {safe(a.name)}" for a in message.attachments if a.text is not None]
    if draft.who.audience is None and message.recipients and not draft.is_post:
        parts.append(plural(len(message.recipients), "address").replace("addresss", "addresses"))
    policies = [info.title or info.name for info in setup.policy.packs if info.name != "base"]
    said = [f"Checked: {', '.join(parts) or 'nothing yet'}, by {plural(len(setup.codes), 'rule')}."]
    if policies:
        said.append("Policies: " + "; ".join(policies) + ".")
    return tuple(said)


def _not_checked(report: Report, draft: Draft, setup: Setup) -> tuple[str, ...]:
    said = [safe(note) for note in report.not_checked]
    noted = " ".join(report.not_checked)
    for attachment in report.message.attachments:
        if attachment.text is None and attachment.name not in noted:
            said.append(f"The file {attachment.name} could not be read; only its name was checked.")
    if not setup.known.school.name:
        said.append("No school is set up here, so no number or address counts as the school's own.")
    if setup.known.roster is None:
        said.append("There is no list of pupils here, so a pupil may go unnoticed.")
    elif draft.names_child and not family_of(draft.child, setup.known.roster):
        said.append("That child's name fits no pupil, or several: checked as for any child's own parent.")
    if draft.what.post is None and draft.who.audience is not None:
        said.append("Who really receives it: only you can see the addresses.")
    return tuple(dict.fromkeys(said))


def live_record(answer: Answer, draft: Draft, html: str) -> dict[str, Any]:
    """What the script on the page is sent; after a file, what it may fill its boxes with."""
    message = answer.report.message
    record: dict[str, Any] = {
        "verdict": answer.verdict.word,
        "says": f"{answer.headline}. {answer.counts}".strip(),
        "html": html,
        "marks": {
            box: [(m.start, m.end, m.word, m.tag, m.numbers) for m in answer.marks(box)] for box in BOXES
        },
        "places": {
            box: [(p.start, p.end, card.number) for card in answer.cards for p in card.places if p.box == box]
            for box in BOXES
        },
        "cleaned": answer.cleaned,
    }
    if draft.file:
        record["loaded"] = {
            "subject": message.subject,
            "text": message.body,
            "to": ", ".join(r.address for r in message.recipients if "@" in r.address),
        }
    return record
