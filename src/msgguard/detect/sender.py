"""SC401, SC402, SC406, SC407: from whom it comes, where the answer goes, private copies.

Facts only: whether an address is staff's own, a look-alike, or forwarded without a hand.
Header names are those of RFC 5322 and 3834 and the mailers' usual extensions.
"""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import getaddresses

from msgguard import lazyre as re
from msgguard.detect.likeness import is_lookalike_domain, mailbox_names, mailbox_names_both
from msgguard.detect.registry import Detector, Known
from msgguard.detect.sender_posing import bears_school_name, poses_as_school, signs_as_staff
from msgguard.model import Channel, Confidence, Finding, Message, Owner
from msgguard.school.audience import Direction, direction_of
from msgguard.school.profile import Staff, domain_of, in_domain
from msgguard.text.view import View

_FORWARD_HEADERS = (
    "resent-to",
    "x-forwarded-to",
    "x-forwarded-for",
    "x-ms-exchange-inbox-rules-loop",
    "x-autoforward",
)
_AUTO = re.compile(r"auto-(?:forwarded|generated)", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_NO_REPLY = re.compile(
    r"^(?:bounce|bounces|no-?reply|do-?not-?reply|mailer-daemon|postmaster|return)", re.IGNORECASE
)


def find(view: View, known: Known) -> Iterator[Finding]:
    """Findings on the sender's side of an email."""
    message = view.message
    if message.channel is not Channel.EMAIL or not known.school.domains:
        return
    if direction_of(message, known.school, known.roster) is Direction.INBOUND and not _is_staffs(
        message.sender.address, known
    ):
        return
    if known.wants("SC401"):
        yield from _non_school_sender(view, known)
    if known.wants("SC402"):
        yield from _reply_elsewhere(message, known)
    if known.wants("SC406") or known.wants("SC407"):
        yield from _private_copies(message, known)


def _is_staffs(address: str, known: Known) -> bool:
    """Whether an outside address is known, or by its mailbox seems, to be a staff member's own."""
    return private_owner(address, known) is not None


def private_owner(address: str, known: Known) -> tuple[Staff, Confidence] | None:
    """The member of staff whose private address this is, and how sure that is."""
    school = known.school
    person = school.staff_at_private(address)
    if person is not None:
        return person, Confidence.HIGH
    if school.is_school_address(address) or "@" not in address:
        return None
    if known.roster is not None and known.roster.guardian_at(address) is not None:
        return None
    if domain_of(address) in known.freemail:
        mailbox = address.partition("@")[0]
        for person in school.staff:
            if mailbox_names(mailbox, person.name):
                sure = mailbox_names_both(mailbox, person.name)
                return person, Confidence.HIGH if sure else Confidence.LOW
    return None


def _non_school_sender(view: View, known: Known) -> Iterator[Finding]:
    message, school = view.message, known.school
    written = [message.header("From"), message.header("Sender")] if message.headers else []
    shown = getaddresses(written) if any(written) else []
    seen: set[str] = set()
    candidates = [
        ("header:From", message.sender.address, message.sender.name),
        ("envelope", message.envelope_sender.lower(), ""),
        *(("header:From", address.lower(), name) for name, address in shown),
    ]
    for part, address, name in candidates:
        if not address or "@" not in address or address in seen:
            continue
        seen.add(address)
        finding = _sender_finding(part, address, name, view, known)
        if finding is not None:
            yield finding
            return
        if school.is_school_address(address):
            continue


def _sender_finding(part: str, address: str, name: str, view: View, known: Known) -> Finding | None:
    school = known.school
    domain = domain_of(address)
    if school.is_school_address(address):
        return None
    excuse = (
        "is_vendor"
        if in_domain(domain, school.vendors) or school.partner_kind(address) in ("platform", "supplier")
        else ""
    )
    if part == "envelope" and _NO_REPLY.match(address):
        excuse = "is_bounce_address"
    owned = private_owner(address, known)
    imitated = is_lookalike_domain(domain, school.domains)
    if owned is not None:
        person, confidence = owned
        why = f"a private address of {person.role}"
    elif imitated:
        confidence, why = Confidence.HIGH, f"the domain looks like {imitated}"
    elif known.roster is not None and known.roster.guardian_at(address) is not None:
        return None
    elif poses_as_school(name, school):
        confidence, why = Confidence.HIGH, "the display name is the school's, the address is not"
    elif bears_school_name(address, known):
        confidence, why = Confidence.MEDIUM, "a free mailbox with the school's name"
    elif signs_as_staff(view, school) and not excuse:
        confidence, why = Confidence.MEDIUM, "signed by a member of staff, sent from an outside address"
    else:
        return None
    return Finding(
        code="SC401",
        part=part,
        text=address,
        owner=Owner.SENDER,
        confidence=confidence,
        why=(why,),
        excuse=excuse,
    )


def _reply_elsewhere(message: Message, known: Known) -> Iterator[Finding]:
    """SC402: answers or receipts that go to a private mailbox."""
    school = known.school
    if not message.headers:
        return
    for header in ("Reply-To", "Disposition-Notification-To", "Return-Receipt-To"):
        value = message.header(header)
        if not value:
            continue
        for _, address in getaddresses([value]):
            address = address.lower()
            if not address or address == message.sender.address or school.is_school_address(address):
                continue
            excuse = ""
            if in_domain(domain_of(address), school.vendors) or school.partner_kind(address):
                excuse = "is_partner"
            elif _NO_REPLY.match(address):
                excuse = "is_bounce_address"
            yield Finding(
                code="SC402",
                part=f"header:{header}",
                text=address,
                owner=Owner.SENDER,
                why=(f"{header} leads outside the school",),
                facts={"header": header},
                excuse=excuse,
            )
            break


def _private_copies(message: Message, known: Known) -> Iterator[Finding]:
    """SC406 and SC407: school mail to a staff member's own mailbox, by hand or by rule."""
    school = known.school
    forwarded = _auto_forward(message, known)
    if forwarded is not None:
        yield forwarded
        return
    if not school.is_school_address(message.sender.address):
        return
    for recipient in message.recipients:
        owned = private_owner(recipient.address, known)
        if owned is None:
            continue
        person, confidence = owned
        yield Finding(
            code="SC406",
            part=recipient.field,
            text=recipient.address,
            owner=Owner.SENDER if person.email == message.sender.address else Owner.COLLEAGUE,
            confidence=confidence,
            why=(f"a private address of {person.role}",),
        )


def _auto_forward(message: Message, known: Known) -> Finding | None:
    resent = False
    for name, value in message.headers:
        lower = name.lower()
        if lower not in _FORWARD_HEADERS and not (lower == "auto-submitted" and _AUTO.search(value)):
            continue
        resent = True
        for address in _ADDRESS.findall(value) if "@" in value else ():
            if _is_private(address.lower(), known):
                return Finding(
                    code="SC407",
                    part=f"header:{name}",
                    text=address,
                    owner=Owner.COLLEAGUE,
                    why=(f"{name} header",),
                )
    if resent:
        for recipient in message.recipients:
            if _is_private(recipient.address, known):
                return Finding(
                    code="SC407",
                    part=recipient.field,
                    text=recipient.address,
                    owner=Owner.COLLEAGUE,
                    why=("forwarded by a rule",),
                )
    return None


def _is_private(address: str, known: Known) -> bool:
    """Whether mail forwarded to the address leaves for a private mailbox."""
    if known.school.is_school_address(address) or known.school.partner_kind(address):
        return False
    if known.roster is not None and known.roster.guardian_at(address) is not None:
        return False
    return private_owner(address, known) is not None or domain_of(address) in known.freemail


DETECTOR = Detector(name="sender", codes=("SC401", "SC402", "SC406", "SC407"), find=find)
