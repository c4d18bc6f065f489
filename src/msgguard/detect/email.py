"""CD102: email addresses outside the school's and its partners' domains, plain or disguised.

Three ways in, each behind a cheap gate: an ``@``; "at" followed by a domain, however
spelled; and "at gmail" without an ending. ``email-validator`` has the last word on syntax.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgguard.detect.contact import Taken, around, invites
from msgguard.detect.email_excuse import Candidate, excuse_of, is_address
from msgguard.detect.email_service import addresses_by_service
from msgguard.detect.email_spelled import may_be_worded, spelled_addresses
from msgguard.detect.email_told import told_addresses
from msgguard.detect.owner import whose_address, whose_by_words
from msgguard.detect.registry import Detector, Known
from msgguard.model import Confidence, Finding, Owner
from msgguard.school.profile import in_domain
from msgguard.text.view import TextPart, View

_LOCAL = "abcdefghijklmnopqrstuvwxyz0123456789._%+-'"
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9][a-z0-9-]{0,62}){1,6}")


def find(view: View, known: Known) -> Iterator[Finding]:
    """Addresses of every part; the school's, partners' and roles' ones with an excuse."""
    providers = known.words.get("mail_providers", frozenset())
    for part in view.parts:
        folded = part.folded
        taken = Taken()
        signs = folded.count("@")
        if signs:
            for candidate in _plain(part, known):
                taken.take(candidate.start, candidate.end)
                signs -= 1
                yield _judged(candidate, view, known)
        if part.name == "links":
            continue
        worded = may_be_worded(part, providers)
        spelled = list(spelled_addresses(part, known, taken, worded=worded)) if worded or signs > 0 else []
        if worded:
            spelled += [*addresses_by_service(part), *told_addresses(part, known)]
        for candidate in sorted(spelled, key=lambda c: (c.start, -c.end)):
            if not taken.overlaps(candidate.start, candidate.end):
                taken.take(candidate.start, candidate.end)
                yield _judged(candidate, view, known)


def _plain(part: TextPart, known: Known) -> Iterator[Candidate]:
    folded = part.folded
    at = folded.find("@")
    while at >= 0:
        window = folded[max(0, at - 64) : at]
        local = window[len(window.rstrip(_LOCAL)) :].lstrip(".'-+%")
        match = _DOMAIN.match(folded, at + 1) if local else None
        if match is not None:
            end = match.end()
            while folded[end - 1] in ".-":
                end -= 1
            local, domain = local.rstrip("."), folded[at + 1 : end]
            start = at - len(local)
            # "@name@server" is a handle of a social network.
            ours = in_domain(domain, known.school.domains)
            if folded[start - 1 : start] != "@" and (ours or is_address(f"{local}@{domain}")):
                odd = not part.source[slice(*part.source_span(start, end))].isascii()
                yield Candidate(
                    part=part,
                    start=start,
                    end=end,
                    address=f"{local}@{domain}",
                    strong=True,
                    disguised=odd,
                    near=around(folded, start, end),
                )
        at = folded.find("@", at + 1)


def _judged(candidate: Candidate, view: View, known: Known) -> Finding:
    whose = whose_address(candidate.address, view, known)
    message = view.message
    facts = {}
    if not whose.listed:
        local = candidate.address.partition("@")[0]
        whose = whose_by_words(candidate.part, candidate.start, candidate.near, view, known, name=local)
    owner = whose.owner
    if any(candidate.address == recipient.address for recipient in message.recipients):
        facts["of"] = "recipient"
    if invites(candidate.near):
        facts["invites"] = "yes"
    excuse = excuse_of(candidate, view, known)
    if candidate.disguised and not candidate.strong:
        confidence = Confidence.MEDIUM if not candidate.free else Confidence.HIGH
    else:
        confidence = Confidence.HIGH
    return candidate.part.finding(
        "CD102",
        candidate.start,
        candidate.end,
        owner=Owner.ORGANISATION if excuse in ("is_role_address", "is_official_address") else owner,
        confidence=confidence,
        disguised=candidate.disguised,
        about=whose.about,
        facts=facts,
        why=(f"address {candidate.address}",),
        excuse=excuse,
    )


DETECTOR = Detector(name="email", codes=("CD102",), find=find)
