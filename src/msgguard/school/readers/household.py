"""Who lives with whom, as far as the files tell: by home address, or by "lives with pupil".

Only evidence makes a household; without any it stays empty. Addresses are compared within one
family only, as neighbours share a postcode, and are not kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from msgguard.school.readers.person import Draft, Link

_NOT_WORD = re.compile(r"[\W_]+")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
_NUMBER = re.compile(r"\b\d+[a-z]?\b", re.IGNORECASE)


def households_of(draft: Draft, links: Sequence[Link]) -> dict[str, str]:
    """Household labels by person's id; the label is an id of somebody who lives there."""
    found: dict[str, str] = {p.id: p.household for p in draft.people.values() if p.household}
    for family in _families(links):
        _by_address(family, draft, found)
    _by_living_with(links, found)
    return found


def _families(links: Sequence[Link]) -> list[list[str]]:
    """People connected by links, in the order of the links."""
    leader: dict[str, str] = {}

    def top(person: str) -> str:
        while leader.setdefault(person, person) != person:
            leader[person] = leader[leader[person]]
            person = leader[person]
        return person

    for link in links:
        leader[top(link.other)] = top(link.one)
    families: dict[str, list[str]] = {}
    for person in list(leader):
        families.setdefault(top(person), []).append(person)
    return list(families.values())


def _by_address(family: Sequence[str], draft: Draft, found: dict[str, str]) -> None:
    homes: list[tuple[Home, str]] = []
    for key in family:
        home = home_of(draft.people[key].address)
        if home is None or key in found:
            continue
        known = next((label for other, label in homes if is_same_home(home, other)), "")
        if not known:
            homes.append((home, key))
        found[key] = known or key


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """An address in comparable parts: postcode, first number, all letters and digits."""

    postcode: str
    number: str
    whole: str


def home_of(address: str) -> Home | None:
    """The comparable parts of an address; None for an empty one."""
    whole = _NOT_WORD.sub("", address.casefold())
    if not whole:
        return None
    match = _POSTCODE.search(address)
    rest = address[: match.start()] if match else address
    number = _NUMBER.search(rest)
    return Home(
        postcode="".join(match[0].upper().split()) if match else "",
        number=number[0].casefold() if number else "",
        whole=whole,
    )


def is_same_home(one: Home, other: Home) -> bool:
    """Whether two addresses of one family are the same; towns may be left out, commas differ.

    >>> is_same_home(home_of("4 Willow Court, UB8 3ZU"), home_of("4, Willow Ct, Uxbridge UB8 3ZU"))
    True
    """
    if one.postcode and other.postcode:
        return one.postcode == other.postcode and (
            one.number == other.number or not (one.number and other.number)
        )
    return one.whole in other.whole or other.whole in one.whole


def _by_living_with(links: Sequence[Link], found: dict[str, str]) -> None:
    """Guardians who live with the pupil share the pupil's household; others have their own."""
    for link in links:
        if link.lives_with and link.other not in found:
            found[link.other] = found.setdefault(link.one, link.one)
        elif link.lives_with and link.one not in found:
            found[link.one] = found[link.other]
    apart = {link.other for link in links if link.lives_with is False}
    together = {link.other for link in links if link.lives_with}
    for key in apart - together:
        found.setdefault(key, key)
