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

from msgguard.detect.guardian import (
    Greeting,
    greeted_by,
    greeted_family,
    guardian_recipients,
    restricted_contacts,
    wrong_guardian,
)
from msgguard.detect.matter import Hit, matters_in
from msgguard.detect.registry import Known, Refiner
from msgguard.detect.subject import (
    CHAIN,
    People,
    Whose,
    is_of_colleague,
    is_of_writer,
    is_onto_person,
    names_somebody,
    people_of,
    whose,
)
from msgguard.model import Audience, Channel, Confidence, Finding, Origin, Owner
from msgguard.school.audience import standing_audience
from msgguard.text.view import TextPart, View

MATTERS = ("PN203", "PN207")
TEXTS = frozenset({"body", "subject", "html"})
# What is told of one pupil this near together is one passage (view indices).
_NEAR = {"PN203": 120, "PN207": 400}

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


def without_titles(findings: list[Finding]) -> list[Finding]:
    """A matter in the subject line counts only where the text does not tell it of the same pupil."""
    told = {p for f in findings if f.code in MATTERS and f.part == "body" and not f.excuse for p in f.about}
    return [
        f
        for f in findings
        if f.code not in MATTERS
        or f.part != "subject"
        or f.excuse
        or not f.about
        or not told.issuperset(f.about)
    ]


def told_in(part: TextPart, hits: Sequence[Hit], people: People) -> Iterator[Finding]:
    """The matters that were found in a part, each with the one it is about."""
    for hit in hits:
        if hit.start > _LONGEST_PART:
            continue
        if hit.weight in ("post", "staff"):
            excuse = ""
            if people.is_post and hit.weight == "staff" and is_of_writer(part, hit.start, people):
                excuse = "is_of_writer"
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

    Alone it is none: measured on messages that nobody tuned on, it added false alarms only
    (lists of names above all).
    """
    for f in heard:
        sure = next((t for t in told if not t.excuse and t.start < f.end and f.start < t.end), None)
        if sure is None or sure.code != f.code:
            yield replace(f, excuse=f.excuse or "is_heard_only")
        else:
            yield replace(f, owner=Owner.PUPIL, about=sure.about, confidence=sure.confidence, excuse="")


def passages(part: TextPart, told: Sequence[Finding]) -> list[Finding]:
    """One finding for what is told of one pupil in one sentence or in neighbouring ones.

    Where a sentence tells of child protection, that says all.
    """
    out = [f for f in told if f.excuse]
    grave = [(*part.source_sentence(f.start), f.about) for f in told if f.code == "PN207" and not f.excuse]
    kept: list[Finding] = []
    for f in sorted((f for f in told if not f.excuse), key=lambda f: (f.start, -f.end)):
        if f.code == "PN203" and any(
            first <= f.start < last and (not f.about or not about or set(f.about) & set(about))
            for first, last, about in grave
        ):
            continue
        at = next((i for i in range(len(kept) - 1, -1, -1) if _is_one(part, kept[i], f)), None)
        if at is None:
            kept.append(f)
        else:
            kept[at] = _joined(part, kept[at], f)
    return [*out, *kept]


def _is_one(part: TextPart, earlier: Finding, later: Finding) -> bool:
    """Whether two hits are one finding: they overlap, or tell of one pupil in one passage."""
    if earlier.code != later.code or (earlier.origin in CHAIN) != (later.origin in CHAIN):
        return False
    if later.start < earlier.end:
        return True
    one, other = set(earlier.about), set(later.about)
    if one and other and one != other:
        return bool(one & other) and later.start < part.source_sentence(earlier.start)[1]
    return (
        later.start - earlier.end < _NEAR[later.code] or later.start < part.source_sentence(earlier.start)[1]
    )


def _joined(part: TextPart, one: Finding, other: Finding) -> Finding:
    start, end = min(one.start, other.start), max(one.end, other.end)
    return replace(
        one if one.confidence >= other.confidence else other,
        start=start,
        end=end,
        text=part.source[start:end],
        about=tuple(dict.fromkeys((*one.about, *other.about))),
        why=(*one.why, *other.why),
    )


def chained(findings: list[Finding]) -> list[Finding]:
    """PN204 for matters that stand only in the chain; those told in the own text stay.

    Names make their own PN204 where they are found, so only matters are turned here.
    """
    told = {
        (f.code, f.about) for f in findings if f.code in MATTERS and f.origin not in CHAIN and not f.excuse
    }
    return [
        replace(f, code="PN204", facts={**f.facts, "inner": f.code})
        if f.code == "PN203" and f.origin in CHAIN and not f.excuse and (f.code, f.about) not in told
        else f
        for f in findings
    ]


def without_said(findings: list[Finding]) -> list[Finding]:
    """Without names in the chain whose matter is told there too: the matter says them."""
    said = {
        pupil for f in findings if f.code == "PN204" and f.facts.get("inner") == "PN203" for pupil in f.about
    }
    return [
        f
        for f in findings
        if not (
            f.code == "PN204" and f.facts.get("inner") == "PN201" and f.about and said.issuperset(f.about)
        )
    ]


def one_a_sentence(view: View, findings: list[Finding]) -> list[Finding]:
    """PN204 once a sentence of the chain: what it carries there is one reason to trim it."""
    parts = {part.name: part for part in view.parts}
    out: list[Finding] = []
    places: dict[tuple[str, tuple[int, int]], int] = {}
    for f in sorted(findings, key=lambda f: (f.part, f.start)):
        if f.code != "PN204" or f.excuse or f.part not in parts:
            out.append(f)
            continue
        part = parts[f.part]
        at = places.setdefault((f.part, part.source_sentence(f.start)), len(out))
        if at == len(out):
            out.append(f)
            continue
        one = out[at]
        start, end = min(one.start, f.start), max(one.end, f.end)
        inner = "PN203" if "PN203" in (one.facts.get("inner"), f.facts.get("inner")) else "PN201"
        out[at] = replace(
            one,
            start=start,
            end=end,
            text=part.source[start:end],
            confidence=max(one.confidence, f.confidence),
            about=tuple(dict.fromkeys((*one.about, *f.about))),
            facts={**f.facts, **one.facts, "inner": inner},
            why=(*one.why, *f.why),
        )
    return out


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
