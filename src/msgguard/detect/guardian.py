"""RC702, RC703: a message to the wrong family, or to a contact who must not have it.

The greeting, the pupil named and the roster's bars are held against the recipients that the
roster knows as guardians.
"""

from __future__ import annotations

import re
from dataclasses import replace

from msgguard.detect.likeness import letters
from msgguard.detect.registry import Known
from msgguard.model import Finding, Origin, Owner
from msgguard.school.audience import GUARDIANS, restricted_here, standing_audience
from msgguard.school.roster import Guardian, Roster
from msgguard.text.view import TextPart, View

NAMES = ("PN201", "PN202", "PN205")
MATTERS = ("PN203", "PN207")
# The person that a message is about is named this early in it.
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



def guardian_recipients(view: View, known: Known, roster: Roster) -> dict[str, Guardian]:
    """The recipients that the roster knows as guardians, by address."""
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
