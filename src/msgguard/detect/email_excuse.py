"""Addresses that are nobody's private ones: excuses of CD102."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from msgguard.detect.contact import Around
from msgguard.detect.registry import Known
from msgguard.model import Origin
from msgguard.school.profile import domain_of, in_domain
from msgguard.text.view import TextPart, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stretch that reads as the address ``address``. ``strong``: the spelling alone shows that
    it is one; ``free``: a provider of private mailboxes."""

    part: TextPart
    start: int
    end: int
    address: str
    near: Around
    strong: bool
    disguised: bool
    free: bool = False


# A local part that no rule of syntax forbids.
_PLAIN_LOCAL = re.compile(r"[a-z0-9_+-]{1,32}(?:\.[a-z0-9_+-]{1,15}){0,2}")


def is_address(address: str) -> bool:
    """Whether the syntax is right, deliverable or not."""
    local, _, domain = address.partition("@")
    if _PLAIN_LOCAL.fullmatch(local) and len(domain) < 64 and _is_domain(domain):
        return True
    return _is_syntax(address)


@lru_cache(maxsize=256)
def _is_domain(domain: str) -> bool:
    """Whether an address may stand at this domain: the same few are met again and again."""
    return _is_syntax(f"a@{domain}")


def _is_syntax(address: str) -> bool:
    # Loaded only here: most messages hold no address.
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        local, _, domain = address.partition("@")
        # The library refuses names reserved for examples; they are addresses all the same.
        return (
            domain.endswith((".example", ".test", ".invalid", ".local"))
            and re.fullmatch(r"[a-z0-9][\w.+%'-]*", local) is not None
        )
    return True


_OFFICIAL = (
    ".gov.uk",
    ".nhs.uk",
    ".police.uk",
    ".sch.uk",
    ".ac.uk",
    ".mod.uk",
    ".parliament.uk",
    ".gov.wales",
    ".gov.scot",
)
_OFFICIAL_WHOLE = frozenset(
    {"nhs.net", "gov.uk", "parliament.uk", "police.uk", "nspcc.org.uk", "ofsted.gov.uk"}
)
_HEADER_LINE = re.compile(
    r"^[\s>|*]*(?:from|to|cc|bcc|sent by|reply-to|sender|von|an|de|para)\s*:|"
    r"^[\s>|*]*on\s.{4,200}wrote\s*:?|\bwrote\s*:\s*$|\[mailto:"
)


def is_school_address(candidate: Candidate, view: View, known: Known) -> bool:
    """An address on the school's own domains, or one it lists."""
    school = known.school
    address = candidate.address
    return (
        school.is_school_address(address)
        or address in school.safe
        or address in school.office
        or address in school.lists
    )


def is_partner_address(candidate: Candidate, view: View, known: Known) -> bool:
    """An address at a partner, a vendor of the school or the safe route."""
    domain = domain_of(candidate.address)
    school = known.school
    return bool(school.partner_kind(candidate.address)) or in_domain(
        domain, school.vendors | school.safe_domains
    )


def is_official_address(candidate: Candidate, view: View, known: Known) -> bool:
    """A post at a council, a school, the police, the health service."""
    domain = domain_of(candidate.address)
    return domain.endswith(_OFFICIAL) or domain in _OFFICIAL_WHOLE


def is_role_address(candidate: Candidate, view: View, known: Known) -> bool:
    """A role's address at an organisation (``info@``); at a free mailbox it stays personal."""
    local, _, domain = candidate.address.partition("@")
    if domain in known.freemail or candidate.free:
        return False
    roles = known.words.get("role_addresses", frozenset())
    label = domain.partition(".")[0]
    local = local.partition("+")[0].rstrip("0123456789")
    if local in roles or local == label or local.replace("-", "").replace(".", "") in roles:
        return True
    if local.endswith(
        ("team", "office", "enquiries", "bookings", "support", "admin", "sales", "orders", "services")
    ):
        return True
    return any(piece in roles for piece in re.split(r"[._-]", local) if len(piece) > 2) and len(local) > 4


def is_chain_header(candidate: Candidate, view: View, known: Known) -> bool:
    """A sender or recipient line of a reply chain, where the address takes part in this message.

    In a chain among the school's own grown-ups anybody's: who wrote to the school is the school's
    business. A line that the sender wrote himself, or that a pupil reads, is no such chain.
    """
    folded = candidate.part.folded
    line_start = folded.rfind("\n", 0, candidate.start) + 1
    line_end = folded.find("\n", candidate.end)
    line = folded[line_start : line_end if line_end >= 0 else len(folded)][:400]
    if _HEADER_LINE.search(line) is None:
        return False
    message = view.message
    readers = [recipient.address for recipient in message.recipients]
    is_chain = candidate.part.origin_at(candidate.start) in (Origin.QUOTED, Origin.FORWARDED)
    school = known.school
    if (
        is_chain
        and readers
        and all(school.is_school_address(r) and not school.is_pupil_address(r) for r in readers)
    ):
        return True
    parties = {message.sender.address, *(recipient.address for recipient in message.recipients)}
    return candidate.address in parties


def is_link_login(candidate: Candidate, view: View, known: Known) -> bool:
    """The user part of a link, or a message id."""
    folded = candidate.part.folded
    window = folded[max(0, candidate.start - 60) : candidate.start]
    if "message-id" in window or "in-reply-to" in window:
        return True
    lead = window.split()[-1] if window and not window[-1].isspace() and window.split() else ""
    return "://" in lead and "mailto" not in lead


EXCUSES: tuple[Callable[[Candidate, View, Known], bool], ...] = (
    is_school_address,
    is_partner_address,
    is_official_address,
    is_role_address,
    is_chain_header,
    is_link_login,
)


def excuse_of(candidate: Candidate, view: View, known: Known) -> str:
    """The name of the first excuse that holds, or an empty string."""
    return next((excuse.__name__ for excuse in EXCUSES if excuse(candidate, view, known)), "")
