"""What an address says of itself: a public body, the safe route, a list.

For schools that list no partner of the kind. Sources: gov.uk's list of public domains, the
unions' and regulators' own sites, and how schools name their lists.
"""

from __future__ import annotations

import re

from msgguard.model import Audience

# Council, health, another school's office, the courts' secure mail.
STATUTORY = frozenset({
    "gov.uk", "gov.scot", "gov.wales", "llyw.cymru", "nhs.uk", "nhs.net", "nhs.scot", "sch.uk",
    "parliament.uk", "cjsm.net", "hscni.net",
})  # fmt: skip
# Police, inspectors, the Information Commissioner, the NSPCC, and the unions (protected reports).
SAFE = frozenset({
    "police.uk", "ofsted.gov.uk", "ico.org.uk", "nspcc.org.uk", "estyn.gov.uk", "neu.org.uk",
    "nasuwt.org.uk", "unison.org.uk", "unison.co.uk", "gmb.org.uk", "unitetheunion.org",
    "naht.org.uk", "ascl.org.uk", "eis.org.uk", "community-tu.org",
})  # fmt: skip

# Mailboxes of the safe route at a statutory body: LADO, MASH, children's services. A surname that
# merely begins so (Mashford) has letters behind it.
_TAIL = r"(?:s|team|duty|hub|admin|office|referrals?|enquir(?:y|ies)|contacts?)?(?![a-z])"
_SAFE_MAILBOX = re.compile(
    r"(?:^|[._-])(?:"
    rf"(?:lado|mash){_TAIL}"
    r"|childrens?[._-]?(?:services?|social[._-]?(?:care|work))|social[._-]?care[._-]?duty|csc[._-]?duty"
    r"|first[._-]?(?:response|contact)|front[._-]?door|child[._-]?protection|safeguarding|cp[._-]?duty)"
)
# A mailbox that reaches all or many staff.
_STAFF_LIST = re.compile(
    r"(?:all|whole|school)?[._-]?(?:school)?[._-]?(?:all|everyone|everybody|staff|teach(?:ers|ing)|(?:teaching|support)[._-]?staff"
    r"|tas|lsas|middays)(?:[._-]?(?:all|list|team|group))?"
)
_GOVERNORS = re.compile(
    r"(?:all[._-]?)?(?:governors?|governing[._-]?(?:body|board)|fgb|clerk(?:[._-]?to[._-]?(?:the[._-]?)?governors)?)"
)
_YEAR = (
    r"(?:all|y(?:ea)?r?[._-]?\d{1,2}|(?:class|form)[._-]?\w{1,3}|\d{1,2}[a-z]|reception|nursery|ks\d)?[._-]?"
)
_PARENT_LIST = re.compile(
    rf"{_YEAR}(?:parents?|carers?|parents?[._-]?(?:and|n)?[._-]?carers?|families|guardians|pta|ptfa|psa)"
    r"(?:[._-]?(?:all|list|group|\d{1,2}))?"
)
_PUPIL_LIST = re.compile(
    rf"{_YEAR}(?:pupils|students|children|learners)(?:[._-]?(?:all|list|group|\d{{1,2}}))?"
)


def is_safe_mailbox(mailbox: str) -> bool:
    """Whether a mailbox of a statutory body is one of the safe route's.

    >>> is_safe_mailbox("mash.referrals"), is_safe_mailbox("j.mashford"), is_safe_mailbox("mashford.j")
    (True, False, False)
    """
    return _SAFE_MAILBOX.search(mailbox) is not None


def list_audience(mailbox: str) -> Audience | None:
    """Whom a mailbox on the school's own domain reaches, where its name says that it is a list.

    >>> list_audience("all-staff"), list_audience("year3parents"), list_audience("s.patel")
    (<Audience.LIST: 'list'>, <Audience.OTHER: 'other'>, None)
    """
    if _STAFF_LIST.fullmatch(mailbox):
        return Audience.LIST
    if _GOVERNORS.fullmatch(mailbox):
        return Audience.GOVERNOR
    if _PARENT_LIST.fullmatch(mailbox):
        return Audience.OTHER
    return Audience.PUPIL if _PUPIL_LIST.fullmatch(mailbox) else None
