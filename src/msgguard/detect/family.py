"""PN203, PN207 tied to their pupils; PN204; RC702, RC703, RC706: who is told about whom.

A second look at the findings together. A private matter needs somebody it is about: the
pupil named in its sentence, or in the one before or after, or in the subject. What stands
only in the quoted or forwarded part becomes PN204. The recipient list says whether the
message goes to the wrong family, to a contact who must not have it, or to all staff.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from msgguard.detect.likeness import letters
from msgguard.detect.registry import Known, Refiner
from msgguard.model import Audience, Channel, Confidence, Finding, Origin, Owner
from msgguard.school.audience import GUARDIANS, restricted_here, standing_audience
from msgguard.school.roster import Guardian, Roster
from msgguard.text.view import TextPart, View

NAMES = ("PN201", "PN202", "PN205")
MATTERS = ("PN203", "PN207")
CHAIN = (Origin.QUOTED, Origin.FORWARDED)
# Two hits of one matter this near, in one sentence, are one finding.
_NEAR = 80
# A name this far before a matter may still be its pupil (view indices).
_REACH = 240
_SALUTATION = re.compile(
    r"\A\s*(?:(?:dear|hi|hello|hiya|hey|good (?:morning|afternoon|evening)|morning|afternoon|evening)\b[ ,]*)"
    r"(?:both[ ,]+|there[ ,]+)?((?:(?:mr|mrs|ms|miss|mx|dr|prof)\b\.?[ ]*(?:and|&)?[ ]*)*)"
    r"([^\W\d_][\w'’-]*(?:[ ](?!and\b|just\b|i\b|we\b|it\b|the\b|this\b|thank)[^\W\d_][\w'’-]*){0,2})",
    re.IGNORECASE,
)
_NOBODY = frozenset(
    [
        "all",
        "parent",
        "parents",
        "carer",
        "carers",
        "everyone",
        "everybody",
        "colleagues",
        "both",
        "there",
        "team",
        "families",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A pupil named at a place of a part (source offsets)."""

    start: int
    end: int
    about: tuple[str, ...]
    origin: Origin


def refine(view: View, known: Known, findings: list[Finding]) -> list[Finding]:
    """The findings with matters tied to pupils and the recipients' findings added."""
    out = tie_matters(view, findings)
    out = without_said(one_a_sentence(view, chained(out)))
    out.extend(wide_internal(view, known, out))
    if known.roster is not None and view.message.channel is not Channel.POST:
        guardians = _guardian_recipients(view, known, known.roster)
        if guardians:
            out = restricted_contacts(view, known, known.roster, guardians, out)
            out = wrong_guardian(view, known.roster, guardians, out)
    return out


def tie_matters(view: View, findings: list[Finding]) -> list[Finding]:
    """Give every matter its pupils, merge its hits in a sentence, excuse those about nobody."""
    if not any(f.code in MATTERS for f in findings):
        return findings
    parts = {part.name: part for part in view.parts}
    mentions: dict[str, list[Mention]] = {}
    for f in findings:
        named = f.code in NAMES or (f.code == "PN204" and f.facts.get("inner") in NAMES)
        if named and not f.excuse:
            mentions.setdefault(f.part, []).append(
                Mention(start=f.start, end=f.end, about=f.about, origin=f.origin)
            )
    out: list[Finding] = []
    last: dict[tuple[str, str], tuple[Finding, tuple[int, int]]] = {}
    order = sorted(findings, key=lambda f: (f.part, f.start))
    for f in order:
        if f.code not in MATTERS or f.excuse or f.part not in parts:
            out.append(f)
            continue
        part = parts[f.part]
        sentence = part.source_sentence(f.start)
        tied = _tie(f, sentence, mentions)
        key = (f.code, f.part)
        before = last.get(key)
        if before and before[1] == sentence and tied.start - before[0].end < _NEAR and not tied.excuse:
            earlier = before[0]
            merged = replace(
                earlier,
                end=max(earlier.end, tied.end),
                text=part.source[earlier.start : max(earlier.end, tied.end)],
            )
            out[out.index(earlier)] = merged
            last[key] = (merged, sentence)
            continue
        out.append(tied)
        if not tied.excuse:
            last[key] = (tied, sentence)
    return out


def _tie(f: Finding, sentence: tuple[int, int], mentions: dict[str, list[Mention]]) -> Finding:
    here = [m for m in mentions.get(f.part, []) if (m.origin in CHAIN) == (f.origin in CHAIN)]
    inside = [m for m in here if sentence[0] <= m.start < sentence[1]]
    if inside:
        return replace(
            f, about=_union(inside), owner=Owner.PUPIL, why=(*f.why, "a pupil is named in the sentence")
        )
    before = [m for m in here if m.start < sentence[0] and sentence[0] - m.end <= _REACH]
    if before:
        nearest = max(before, key=lambda m: m.start)
        return replace(
            f, about=nearest.about, owner=Owner.PUPIL, why=(*f.why, "a pupil is named just before")
        )
    titled = _in_file_name(f.part, mentions) or mentions.get("subject", [])
    if titled and f.origin not in CHAIN:
        return replace(
            f, about=_union(titled), owner=Owner.PUPIL, why=(*f.why, "a pupil is named in the title")
        )
    around = [m for m in here if m.start >= sentence[1] and m.start - sentence[1] <= _REACH // 2] or here
    if around:
        return replace(
            f,
            about=_union(around),
            owner=Owner.PUPIL,
            confidence=min(f.confidence, Confidence.MEDIUM),
            why=(*f.why, "a pupil is named in the message"),
        )
    return replace(f, excuse="is_about_nobody")


def _in_file_name(part: str, mentions: dict[str, list[Mention]]) -> list[Mention]:
    """Mentions in the name of the file that a part belongs to (``file:plan.docx#comments``)."""
    kind, _, name = part.partition(":")
    if kind != "file":
        return []
    return mentions.get(f"name:{name}") or mentions.get(f"name:{name.rpartition('#')[0]}") or []


def _union(mentions: Iterable[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pupil for mention in mentions for pupil in mention.about))


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
    """RC706: a private or safeguarding matter to a whole staff list."""
    if not any(f.code in MATTERS and not f.excuse for f in findings):
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


def _guardian_recipients(view: View, known: Known, roster: Roster) -> dict[str, Guardian]:
    found: dict[str, Guardian] = {}
    for recipient in view.message.recipients:
        if standing_audience(recipient.address, known.school, roster) in GUARDIANS:
            guardian = roster.guardian_at(recipient.address)
            if guardian is not None:
                found[recipient.address] = guardian
    return found


def restricted_contacts(
    view: View, known: Known, roster: Roster, guardians: dict[str, Guardian], findings: list[Finding]
) -> list[Finding]:
    """RC703: a barred recipient gets something on the pupil, or the other household's details."""
    extra = restricted_here(view.message, roster)
    out = list(findings)
    for address, guardian in guardians.items():
        barred = {*guardian.restricted, *extra.get(address, ())}
        if not barred:
            continue
        about = tuple(sorted(barred))
        details = [
            f
            for f in out
            if f.code in ("CD101", "CD102", "CD103", "CD104")
            and not f.excuse
            and f.owner in (Owner.UNKNOWN, Owner.FAMILY, Owner.PUPIL)
            and not _is_own_detail(f, guardian)
        ]
        for f in details:
            out[out.index(f)] = replace(f, owner=Owner.FAMILY, about=about)
            out.append(
                replace(f, code="RC703", owner=Owner.FAMILY, about=about, facts={}, why=("a barred contact",))
            )
        if details:
            continue
        named = any(barred.intersection(f.about) for f in out if f.code.startswith("PN") and not f.excuse)
        if named:
            out.append(
                Finding(code="RC703", part="to", origin=Origin.HEADER, about=about, why=("a barred contact",))
            )
    return out


def _is_own_detail(finding: Finding, guardian: Guardian) -> bool:
    text = finding.text.casefold()
    return any(text == email for email in guardian.emails) or any(
        letters(text) == "" and phone and _digits(phone)[-9:] == _digits(text)[-9:]
        for phone in guardian.phones
    )


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def wrong_guardian(
    view: View, roster: Roster, guardians: dict[str, Guardian], findings: list[Finding]
) -> list[Finding]:
    """RC702: the person greeted, or the pupil the message is about, is another family's."""
    children = {child for guardian in guardians.values() for child in guardian.children}
    greeted = greeted_family(view.body, roster, guardians)
    if greeted:
        moved = [
            replace(f, about=greeted) if f.code in (*NAMES, *MATTERS) and _may_be(f, greeted, roster) else f
            for f in findings
        ]
        return [*moved, _wrong(greeted, "the greeting names another family's guardian")]
    households = {guardian.children for guardian in guardians.values()}
    if len(households) != 1 or greeted is None:
        return findings
    named = [f for f in findings if f.code == "PN201" and not f.excuse and f.origin is Origin.AUTHORED]
    own = any(children.intersection(f.about) for f in named)
    others = [f for f in named if not children.intersection(f.about) and f.about]
    subject = [f for f in others if f.part == "subject" or f.start <= _REACH]
    if own or not subject or len({f.about for f in others}) > 2:
        return findings
    return [*findings, _wrong(subject[0].about, "only another family's pupil is named")]


def _may_be(finding: Finding, greeted: tuple[str, ...], roster: Roster) -> bool:
    """Whether a name found may be the greeted family's pupil (two pupils share a given name)."""
    if not finding.about or set(finding.about) & set(greeted):
        return True
    names = {letters(roster.pupil_by_id[p].given) for p in greeted if p in roster.pupil_by_id}
    return letters(finding.text.split()[0] if finding.text else "") in names


def _wrong(about: tuple[str, ...], why: str) -> Finding:
    return Finding(code="RC702", part="to", origin=Origin.HEADER, owner=Owner.FAMILY, about=about, why=(why,))


def greeted_family(body: TextPart, roster: Roster, guardians: dict[str, Guardian]) -> tuple[str, ...] | None:
    """Pupils of the family greeted, if it is not a recipient's; empty if nobody known is
    greeted; None if the greeting fits a recipient.
    """
    match = _SALUTATION.match(body.plain)
    if match is None:
        return ()
    titles, name = match[1].strip(), match[2]
    words = [letters(word) for word in name.split()]
    if not words or words[0] in _NOBODY:
        return ()
    if any(_fits(words, titles, guardian, roster) for guardian in guardians.values()):
        return None
    fitting = [g for g in roster.guardians if g.children and _fits(words, titles, g, roster)]
    if not fitting or (not titles and len(words) == 1 and len(fitting) > 3):
        return ()
    return tuple(dict.fromkeys(child for guardian in fitting for child in guardian.children))


def _fits(words: list[str], titles: str, guardian: Guardian, roster: Roster) -> bool:
    """Whether greeted words name this guardian; by a title also the child's family name fits."""
    given, family = letters(guardian.given), letters(guardian.family)
    flat = "".join(words)
    if titles:
        families = {
            family,
            *(letters(roster.pupil_by_id[c].family) for c in guardian.children if c in roster.pupil_by_id),
        }
        return flat in families or words[-1] in families or flat == given + family
    return words[0] == given or flat in (given + family, given)


REFINER = Refiner(
    name="family",
    codes=("PN203", "PN204", "PN207", "RC702", "RC703", "RC706"),
    needs=("PN", "CD"),
    refine=refine,
)
