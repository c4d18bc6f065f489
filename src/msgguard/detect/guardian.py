"""RC702, RC703: a message to the wrong family, or to a contact who must not have it.

The greeting, the pupil named and the roster's bars are held against the recipients that the
roster knows as guardians.
"""

from __future__ import annotations

from dataclasses import replace

from msgguard import lazyre as re
from msgguard.detect.greeting import Greeting
from msgguard.detect.likeness import letters
from msgguard.detect.registry import Known
from msgguard.model import Finding, Origin, Owner
from msgguard.school.audience import GUARDIANS, restricted_here, standing_audience
from msgguard.school.roster import Guardian, Roster, plain_name
from msgguard.text.view import TextPart, View

NAMES = ("PN201", "PN202", "PN205")
MATTERS = ("PN203", "PN207")
# The person that a message is about is named this early in it.
_REACH = 60
_DETAILS = ("CD103", "CD101", "CD102", "CD104")
_CAPITAL = re.compile(r"\b[A-Z][\w'’-]*")
_SPOKEN_OF = re.compile(r"\b(?:he|she|him|her|his|hers|himself|herself)\b")
_YOUR_CHILD = re.compile(r"\byour (?:son|daughter|child|boy|girl|lad|twins|little (?:one|boy|girl))\b[, ]*")
_KIN_OF = re.compile(r"['’]?s? (?:mum|dad|mother|father|parents|nan|mam|family|gran|sister|brother)")


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
    view: View, roster: Roster, guardians: dict[str, Guardian], findings: list[Finding]
) -> list[Finding]:
    """RC703: a barred recipient gets something on the pupil, or the other household's details.

    One finding a recipient: the address first, then a number, then that the pupil is named.
    """
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
            if f.code in _DETAILS
            and not f.excuse
            and f.owner in (Owner.UNKNOWN, Owner.FAMILY, Owner.PUPIL)
            and not _is_own_detail(f, guardian)
        ]
        for f in details:
            out[out.index(f)] = replace(f, owner=Owner.FAMILY, about=about)
        if details:
            first = min(details, key=lambda f: (_DETAILS.index(f.code), f.part, f.start))
            out.append(
                replace(
                    first, code="RC703", owner=Owner.FAMILY, about=about, facts={}, why=("a barred contact",)
                )
            )
            continue
        named = any(barred.intersection(f.about) for f in out if f.code.startswith("PN") and not f.excuse)
        if (
            named
            or _names_barred(view, roster, barred)
            or _names_other_household(view.body, roster, guardian, barred)
        ):
            out.append(
                Finding(code="RC703", part="to", origin=Origin.HEADER, about=about, why=("a barred contact",))
            )
    return out


def _names_barred(view: View, roster: Roster, barred: set[str]) -> bool:
    """Whether a word with a capital is the barred pupil's given name, however doubtful elsewhere."""
    pupils = [roster.pupil_by_id[pupil] for pupil in barred if pupil in roster.pupil_by_id]
    names = {plain_name(name) for pupil in pupils for name in (pupil.given, *pupil.short)}
    return any(
        plain_name(word).removesuffix("'s") in names
        for part in view.parts
        if part.name in ("body", "subject")
        for word in _CAPITAL.findall(part.plain)
    )


def _names_other_household(body: TextPart, roster: Roster, guardian: Guardian, barred: set[str]) -> bool:
    """Whether the text names another guardian of the pupil whom the recipient must not hear about."""
    others = {g.id: g for pupil in barred for g in roster.guardians_of.get(pupil, ()) if g.id != guardian.id}
    for other in others.values():
        given = other.given.lower()
        if given in body.words or given + "'s" in body.words:
            return True
    return False


def _is_own_detail(finding: Finding, guardian: Guardian) -> bool:
    text = finding.text.casefold()
    return any(text == email for email in guardian.emails) or any(
        letters(text) == "" and phone and _digits(phone)[-9:] == _digits(text)[-9:]
        for phone in guardian.phones
    )


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def wrong_guardian(
    view: View,
    roster: Roster,
    guardians: dict[str, Guardian],
    findings: list[Finding],
    greeting: Greeting,
    greeted: tuple[str, ...] | None,
) -> list[Finding]:
    """RC702: the person greeted, or the pupil the message is about, is another family's."""
    children = {child for guardian in guardians.values() for child in guardian.children}
    named = [f for f in findings if f.code == "PN201" and not f.excuse and f.origin is Origin.AUTHORED]
    own = any(children.intersection(f.about) for f in named)
    if greeted and not (own and not greeting.titled and not any(set(greeted) & set(f.about) for f in named)):
        moved = [
            replace(f, about=greeted) if f.code in (*NAMES, *MATTERS) and _may_be(f, greeted, roster) else f
            for f in findings
        ]
        return [*moved, _wrong(greeted, "the greeting names another family's guardian")]
    others = [f for f in named if not children.intersection(f.about) and f.about]
    if own or not others or len({guardian.children for guardian in guardians.values()}) != 1:
        return findings
    said = _your_child(view.body, others)
    if said:
        return [*findings, _wrong(said, "another family's pupil is called the reader's child")]
    if _YOUR_CHILD.search(view.body.folded) or len({f.about for f in others}) > 2:
        return findings
    titled = [f for f in others if f.part == "subject" or f.text in view.message.subject]
    topic = titled
    if greeted is not None:
        topic = titled + [f for f in others if f.start <= _REACH and _is_topic(view.body, f)]
    if not topic or ((greeted is None or not titled) and len({f.about for f in others}) > 1):
        return findings
    return [*findings, _wrong(topic[0].about, "only another family's pupil is named")]


def _is_topic(body: TextPart, f: Finding) -> bool:
    """Whether a pupil named early is spoken of, and not only named: ``georgia left her glasses``."""
    if f.part != "body" or _KIN_OF.match(body.source[f.end : f.end + 16]):
        return False
    return (
        _SPOKEN_OF.search(body.folded, body.view_index(f.end - 1), body.view_index(f.end - 1) + 120)
        is not None
    )


def _your_child(body: TextPart, others: list[Finding]) -> tuple[str, ...]:
    """The pupil whom the text calls the reader's own: ``your daughter Skye``."""
    ends = {match.end() for match in _YOUR_CHILD.finditer(body.folded)}
    return next((f.about for f in others if f.part == "body" and body.view_index(f.start) in ends), ())


def _may_be(finding: Finding, greeted: tuple[str, ...], roster: Roster) -> bool:
    """Whether a name found may be the greeted family's pupil (two pupils share a given name)."""
    if not finding.about or set(finding.about) & set(greeted):
        return True
    names = {letters(roster.pupil_by_id[p].given) for p in greeted if p in roster.pupil_by_id}
    return letters(finding.text.split()[0] if finding.text else "") in names


def _wrong(about: tuple[str, ...], why: str) -> Finding:
    return Finding(code="RC702", part="to", origin=Origin.HEADER, owner=Owner.FAMILY, about=about, why=(why,))
