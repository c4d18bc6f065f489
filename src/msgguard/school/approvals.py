"""The approvals register: who agreed, for whom, to what, until when.

An approval clears clauses, not findings, and only clauses with an exception; whether its
giver may give it is the policy's to say (``approvers`` of the pack).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from msgguard.school.profile import number_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One entry. ``who`` are senders' addresses (``*``: everyone); empty lists ask for
    nothing. ``value`` is the number, address or handle it is about; ``until`` is the last
    day it holds.
    """

    ref: str
    by: str
    who: tuple[str, ...]
    codes: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    value: str = ""
    audiences: tuple[str, ...] = ()
    until: date | None = None
    note: str = ""
    line: int = 0

    def covers(self, *, sender: str, code: str, clause: str, text: str, audience: str) -> bool:
        """Whether the entry speaks of this sender, matter, value and audience (dates aside)."""
        if "*" not in self.who and sender not in self.who:
            return False
        if (self.codes or self.clauses) and code not in self.codes and clause not in self.clauses:
            return False
        if self.audiences and audience not in self.audiences:
            return False
        return not self.value or same_value(self.value, text)

    def holds_on(self, day: date) -> bool:
        """Whether the entry has not run out on ``day``."""
        return self.until is None or day <= self.until


def same_value(one: str, other: str) -> bool:
    """Whether two spellings name the same number, address or handle.

    >>> same_value("07700 900777", "+44 7700 900 777")
    True
    """
    if "@" not in one and sum(c.isdigit() for c in one) >= 7:
        return number_key(one) == number_key(other)
    return one.strip().lstrip("@").casefold() == other.strip().lstrip("@").casefold()
