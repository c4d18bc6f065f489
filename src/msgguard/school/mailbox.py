"""Which mailbox an address leads to, however it is written: case, ``+tag``, Gmail's dots.

Sources: RFC 5233 (subaddressing, which Gmail, Outlook, iCloud, Fastmail and Proton all
have) and Google's help, "Dots don't matter in Gmail addresses".
"""

from __future__ import annotations

_GMAIL = frozenset({"gmail.com", "googlemail.com"})


def mailbox_key(address: str) -> str:
    """The same text for every spelling of one mailbox.

    >>> mailbox_key("Kirsty.J+school@googlemail.com") == mailbox_key("kirstyj@gmail.com")
    True
    >>> mailbox_key("a.b@mail.example")
    'a.b@mail.example'
    """
    mailbox, at, domain = address.strip().lower().rpartition("@")
    if not at or not mailbox:
        return address.strip().lower()
    domain = domain.rstrip(".")
    # A tag stands after the mailbox's own name: "+someone@…" has none.
    plus = mailbox.find("+", 1)
    if plus > 0:
        mailbox = mailbox[:plus]
    if domain in _GMAIL:
        return f"{mailbox.replace('.', '')}@gmail.com"
    return f"{mailbox}@{domain}"
