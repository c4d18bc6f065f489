"""PN203, PN207 tied to their pupils; PN204; RC702, RC703, RC706: who is told about whom.

A second look at the findings together. A private matter needs somebody it is about
(:mod:`msgguard.detect.subject`); what is told of one pupil in one passage is one finding.
What stands only in the quoted or forwarded part becomes PN204. The recipient list says
whether the message goes to the wrong family, to a contact who must not have it
(:mod:`msgguard.detect.guardian`), or to all staff.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from msgguard.detect.greeting import Greeting, greeted_by, greeted_family
from msgguard.detect.guardian import guardian_recipients, restricted_contacts, wrong_guardian
from msgguard.detect.matter import Hit, matters_in
from msgguard.detect.passage import MATTERS, chained, one_a_sentence, passages, without_said, without_titles
from msgguard.detect.people import People, names_somebody, people_of
from msgguard.detect.registry import Known, Refiner
from msgguard.detect.subject import (
    Whose,
    is_of_colleague,
    is_of_everyone,
    is_of_writer,
    is_onto_person,
    whose,
)
from msgguard.model import Audience, Channel, Confidence, Finding, Origin, Owner
from msgguard.school.audience import standing_audience
from msgguard.text.view import TEXTS, TextPart, View

# A file that lists many pupils is one finding of its own (AT801), not one a cell.
IN_LIST = "is_in_list"
# Longer parts are read this far: a matter is told early or in a list that other rules find.
_LONGEST_PART = 60_000


def refine(view: View, known: Known, findings: list[Finding]) -> list[Finding]:
    """The findings with private matters, the chain's and the recipients' findings added."""
    roster, guardians = known.roster, {}
    greeting, greeted = Greeting(), None
    if roster is not None and view.message.channel is not Channel.POST:
        guardians = guardian_recipients(view, known, roster)
        if guardians:
            greeting = greeted_by(view.body)
            greeted = greeted_family(greeting, known, roster, view.message, guardians)
    out = with_matters(view, known, findings, greeted or ())
    out = without_said(one_a_sentence(view, chained(out)))
    out.extend(wide_internal(view, known, out))
    if roster is not None and guardians:
        out = restricted_contacts(view, roster, guardians, out)
        out = wrong_guardian(view, roster, guardians, out, greeting, greeted)
    return out


def with_matters(
    view: View, known: Known, findings: list[Finding], greeted: tuple[str, ...] = ()
) -> list[Finding]:
    """Findings with every private matter that is somebody's, once a passage and pupil.

    ``greeted`` are the pupils of the family greeted where that is not the recipient's: what
    names nobody is about them.
    """
    rest = [f for f in findings if f.code not in MATTERS]
    heard = [f for f in findings if f.code in MATTERS]
    is_post = view.message.channel is Channel.POST
    hits: dict[str, list[Hit]] = {}
    if is_post or greeted or names_somebody(view, known, findings):
        for part in view.parts:
            if part.name in TEXTS or part.name.startswith("file:"):
                hits[part.name] = matters_in(part, known.words, is_post=is_post)
    if not any(hits.values()):
        return [*rest, *(replace(f, excuse=f.excuse or "is_heard_only") for f in heard)]
    people = people_of(view, known, findings)
    people.titled = people.titled or greeted
    for part in view.parts:
        told = list(told_in(part, hits.get(part.name, ()), people))
        told.extend(_heard_in([f for f in heard if f.part == part.name], told))
        found = passages(part, told)
        if part.name not in TEXTS and people.is_list(part.name):
            found = [replace(f, excuse=f.excuse or IN_LIST) for f in found]
        rest.extend(found)
    return without_titles(rest)


def told_in(part: TextPart, hits: Sequence[Hit], people: People) -> Iterator[Finding]:
    """The matters that were found in a part, each with the one it is about."""
    for hit in hits:
        if hit.start > _LONGEST_PART:
            continue
        if hit.weight in ("post", "staff"):
            excuse = ""
            if people.is_post and hit.weight == "staff" and is_of_writer(part, hit.start, people):
                excuse = "is_of_writer"
            elif hit.weight == "post" and is_of_everyone(part, hit.start):
                excuse = "is_school_at_large"
            elif not people.is_post and not is_of_colleague(part, hit.start, people):
                excuse = "is_about_nobody"
            yield _finding(part, hit, Whose((), "post" if people.is_post else "colleague", excuse))
            continue
        if hit.weight == "onto" and not is_onto_person(part, hit.end, people):
            continue
        yield _finding(
            part,
            hit,
            whose(part, hit.start, hit.end, people, sure=hit.weight == "sure", grave=hit.code == "PN207"),
        )


def _finding(part: TextPart, hit: Hit, owner: Whose) -> Finding:
    sure = hit.weight == "sure" or owner.is_direct or owner.how in ("post", "colleague")
    excuse = owner.excuse
    if owner.how == "own" and hit.code == "PN203":
        excuse = "is_readers_own_child"
    return part.finding(
        hit.code,
        hit.start,
        max(hit.end, owner.upto),
        owner=Owner.PUPIL,
        confidence=Confidence.HIGH if sure and owner.how != "after" else Confidence.MEDIUM,
        about=owner.about,
        why=(f"matches {hit.source!r}", f"said of somebody {owner.how or 'unknown'}"),
        excuse=excuse,
    )


def _heard_in(heard: Sequence[Finding], told: Sequence[Finding]) -> Iterator[Finding]:
    """What the sentence reader takes for a private matter, as evidence for what the words tell.

    Alone it is none: on the messages it was tried on it added more false alarms than hits
    (lists of names above all).
    """
    for f in heard:
        sure = next((t for t in told if not t.excuse and t.start < f.end and f.start < t.end), None)
        if sure is None or sure.code != f.code:
            yield replace(f, excuse=f.excuse or "is_heard_only")
        else:
            yield replace(f, owner=Owner.PUPIL, about=sure.about, confidence=sure.confidence, excuse="")


def wide_internal(view: View, known: Known, findings: Sequence[Finding]) -> list[Finding]:
    """RC706: a private or safeguarding matter to a whole staff list, in the text, below it or in a file."""
    if not any(_is_told(f) for f in findings):
        return []
    for recipient in view.message.recipients:
        if standing_audience(recipient.address, known.school, known.roster) is Audience.LIST:
            return [
                Finding(
                    code="RC706",
                    part=recipient.field,
                    origin=Origin.HEADER,
                    why=("a private matter and a staff list",),
                )
            ]
    return []


def _is_told(f: Finding) -> bool:
    matter = f.code in MATTERS or f.facts.get("inner") in MATTERS
    return matter and (not f.excuse or f.excuse == IN_LIST)


REFINER = Refiner(
    name="family",
    codes=("PN203", "PN204", "PN207", "RC702", "RC703", "RC706"),
    needs=("PN", "CD"),
    refine=refine,
)
