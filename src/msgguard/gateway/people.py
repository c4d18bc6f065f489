"""Who receives the gateway's own mails, by the school's own lists."""

from __future__ import annotations

from msgguard.gateway.files import NoticeTable
from msgguard.gateway.letter import Letter
from msgguard.gateway.states import Kind
from msgguard.intake.mail import read_mail
from msgguard.school.profile import School


def people_for(kind: Kind, to: str, letter: Letter, school: School, notices: NoticeTable) -> tuple[str, ...]:
    """The addresses a mail goes to; empty where the school's lists name nobody."""
    concerned = sender_of(letter)
    reviewers = tuple(address for address in notices.reviewers if address.lower() != concerned.lower())
    if kind in (Kind.ESCALATE, Kind.ASK):
        # Never to the person concerned, not even where the lists say so by mistake.
        named = tuple(a for a in holders(to, school) if a not in own_addresses(concerned, school))
        return named or (reviewers if kind is Kind.ESCALATE else ())
    if kind is Kind.REMIND:
        return reviewers
    return (concerned,) if concerned else reviewers


def sender_of(letter: Letter) -> str:
    """The sender to tell: of the envelope, else of the From header."""
    if letter.envelope.sender or not letter.raw.strip():
        return letter.envelope.sender
    return read_mail(letter.raw).sender.address


def own_addresses(address: str, school: School) -> frozenset[str]:
    """All addresses of the person behind one of them."""
    address = address.lower()
    person = school.staff_by_address.get(address) or school.staff_by_private.get(address)
    return frozenset({address, person.email, *person.private} if person else {address})


def holders(role: str, school: School) -> tuple[str, ...]:
    """The addresses of those who hold a role of the policy, by the profile or the staff list."""
    word = role.casefold()
    fixed = {
        "designated person": school.designated_person,
        "headteacher": school.headteacher,
        "chair of governors": school.chair,
        "chair": school.chair,
    }
    if fixed.get(word):
        return (fixed[word],)
    by_role = tuple(p.email for p in school.staff if p.role.casefold() == word)
    return by_role or tuple(p.email for p in school.staff if word in p.job.casefold())
