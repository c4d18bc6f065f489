"""RC701, RC704, RC705: who can see whom, and addresses that are nearly somebody's.

Reads recipients only. Whose address it is, is the roster's and the profile's to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgguard.detect.likeness import letters
from msgguard.detect.registry import Detector, Known
from msgguard.model import Audience, Channel, Confidence, Finding, Origin
from msgguard.school.alike import edits
from msgguard.school.audience import GUARDIANS, standing_audience
from msgguard.school.profile import domain_of, in_domain
from msgguard.text.view import View

_VISIBLE = ("to", "cc")
# A bounded look at very long recipient lists keeps the cost linear.
_MOST_COMPARED = 60


def find(view: View, known: Known) -> Iterator[Finding]:
    """Findings on the recipient list."""
    message = view.message
    if message.channel is Channel.POST or not message.recipients:
        return
    audiences = [standing_audience(r.address, known.school, known.roster) for r in message.recipients]
    if message.channel is Channel.EMAIL:
        yield from _exposed(view, known, audiences)
        yield from _lookalike(view, known, audiences)
    yield from _mixed(view, audiences)


def _household(address: str, known: Known) -> str:
    return (known.roster.household_of(address) if known.roster else "") or address


def _exposed(view: View, known: Known, audiences: list[Audience]) -> Iterator[Finding]:
    """RC701: private addresses of two or more households in To and Cc."""
    visible = [
        (recipient, audience)
        for recipient, audience in zip(view.message.recipients, audiences, strict=True)
        if recipient.field in _VISIBLE
        and (
            # A list of parents on the school's own domain shows nobody's address.
            (audience in GUARDIANS and not known.school.is_school_address(recipient.address))
            or (audience is Audience.EXTERNAL and _is_private_mail(recipient.address, known))
        )
    ]
    households = {_household(recipient.address, known) for recipient, _ in visible}
    if len(households) < 2:
        return
    sure = sum(audience in GUARDIANS for _, audience in visible) >= 2 or known.roster is None
    yield Finding(
        code="RC701",
        part="to",
        origin=Origin.HEADER,
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
        facts={"households": str(len(households))},
        why=(f"{len(households)} households see each other's addresses",),
    )


def _is_private_mail(address: str, known: Known) -> bool:
    return domain_of(address) in known.freemail and known.school.staff_at_private(address) is None


def _lookalike(view: View, known: Known, audiences: list[Audience]) -> Iterator[Finding]:
    """RC704: an unknown address one or two edits from a known one, or a misspelt provider."""
    for recipient, audience in list(zip(view.message.recipients, audiences, strict=True))[:_MOST_COMPARED]:
        if audience is not Audience.EXTERNAL:
            continue
        address = recipient.address
        mailbox, _, domain = address.partition("@")
        if not domain or known.school.staff_at_private(address) is not None:
            continue
        why = _near_domain(domain, known)
        if not why:
            near = _near_address(address, mailbox, domain, known)
            why = f"one or two letters from {_masked(near)}" if near else ""
        if why:
            yield Finding(code="RC704", part=recipient.field, text=address, origin=Origin.HEADER, why=(why,))


def _near_domain(domain: str, known: Known) -> str:
    """Why a domain looks misspelt, or an empty string."""
    if domain in known.freemail or in_domain(domain, known.school.domains):
        return ""
    for name in (*known.school.domains, *known.school.partners, *known.freemail):
        # A slip seldom touches the first letter, and asking for it spares most comparisons.
        if name[:1] != domain[:1] or abs(len(name) - len(domain)) > 2 or len(name) < 7:
            continue
        allowed = 1 if len(name) < 12 else 2
        if edits(domain, name, most=allowed) <= allowed:
            return f"the domain is nearly {name}"
    for provider in ("gmail", "hotmail", "outlook", "yahoo", "icloud", "btinternet", "live"):
        stem, _, ending = domain.partition(".")
        if (
            stem == provider
            and domain not in known.freemail
            and ending in ("co", "cm", "con", "om", "comm", "cmo", "vom", "uk", "co.k", "couk", "co.ukk")
        ):
            return f"{provider} has no such ending"
    return ""


def _near_address(address: str, mailbox: str, domain: str, known: Known) -> str:
    """A known address whose mailbox is one or two edits away (same domain or same provider)."""
    if len(letters(mailbox)) < 5:
        return ""
    key = domain + "@" + mailbox[:1]
    roster = known.roster
    for other in (
        *known.school.addresses_by_start.get(key, ()),
        *(roster.addresses_by_start.get(key, ()) if roster is not None else ()),
    ):
        if abs(len(other) - len(address)) > 2:
            continue
        distance = edits(mailbox, other.partition("@")[0], most=2)
        if distance == 1 or (distance == 2 and len(mailbox) >= 10):
            return other
    return ""


def _masked(address: str) -> str:
    mailbox, _, domain = address.partition("@")
    return f"{mailbox[:1]}…@{domain}"


def _mixed(view: View, audiences: list[Audience]) -> Iterator[Finding]:
    """RC705: pupils with parents, or a staff list with people from outside."""
    present = {
        audience
        for recipient, audience in zip(view.message.recipients, audiences, strict=True)
        if recipient.field != "bcc" or audience in (Audience.LIST, Audience.PUPIL)
    }
    outside = present & (GUARDIANS | {Audience.EXTERNAL, Audience.SUPPLIER})
    if Audience.PUPIL in present and present & (GUARDIANS | {Audience.EXTERNAL}):
        why = "pupils and parents in one message"
    elif Audience.LIST in present and outside:
        why = "a staff list and outside addresses in one message"
    else:
        return
    yield Finding(code="RC705", part="to", origin=Origin.HEADER, why=(why,))


DETECTOR = Detector(name="recipients", codes=("RC701", "RC704", "RC705"), find=find)
