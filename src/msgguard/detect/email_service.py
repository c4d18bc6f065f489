"""Addresses told with the mail service's name: "my gmail is jo.b84", "joATgmailDOTcom"."""

from __future__ import annotations

from collections.abc import Iterator

from msgguard import lazyre as re
from msgguard.detect.contact import around
from msgguard.detect.email_excuse import Candidate
from msgguard.detect.opening import matches_at, places_of
from msgguard.text.view import TextPart

# "joATgmailDOTcom": capitals for signs.
_CAPITALS = re.compile(
    r"(?<![A-Za-z0-9._])([a-z0-9._-]{2,64})AT([a-z0-9-]{2,40})(?:DOT|\.)([a-z]{2,8}(?:(?:DOT|"
    r"\.)[a-z]{2,4})?)(?![A-Za-z0-9])"
)
_SERVICES = (
    "gmail", "googlemail", "hotmail", "icloud", "yahoo", "outlook", "aol", "btinternet", "protonmail",
)  # fmt: skip
_NAMES = "|".join(_SERVICES)
# "my gmail is jo.b84", "jo.b84 on gmail": the service by name, the rest by itself.
_BY_NAME = re.compile(
    rf"(?<![a-z])(?:{_NAMES})(?: address| account| email| mail)?"
    r"(?:['’]s|\s?[:=]|\s(?:is|one is|address is))\s?"
    r"[\"'“(]?([a-z][a-z0-9-]*[._0-9][a-z0-9._-]*[a-z0-9])(?![\w@])|"
    r"(?<![\w.@-])([a-z][a-z0-9-]*[._0-9][a-z0-9._-]*[a-z0-9])\s(?:on|over on|via)\s"
    rf"(?:{_NAMES})(?![a-z])"
)
_ON = re.compile(r"\s(?:on|over on|via)\s\Z")
_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._-")


def addresses_by_service(part: TextPart) -> Iterator[Candidate]:
    """Local parts given with the service's name, and "joATgmailDOTcom"."""
    folded = part.folded
    for match in matches_at(_BY_NAME, folded, _beginnings(folded)):
        start, end = match.span(1) if match.group(1) else match.span(2)
        yield Candidate(
            part=part,
            start=start,
            end=end,
            address=f"{folded[start:end]}@mail",
            near=around(folded, start, end),
            strong=False,
            disguised=True,
            free=True,
        )
    if "AT" in part.plain:
        for match in _CAPITALS.finditer(part.plain):
            domain = f"{match.group(2)}.{match.group(3)}".replace("DOT", ".")
            yield Candidate(
                part=part,
                start=match.start(),
                end=match.end(),
                address=f"{match.group(1)}@{domain}",
                near=around(folded, *match.span()),
                strong=True,
                disguised=True,
            )


def _beginnings(folded: str) -> list[int]:
    """Where a service's name stands, or a local part with one behind it."""
    services = places_of(_SERVICES, folded)
    found = set(services)
    for service in services:
        joint = _ON.search(folded, max(0, service - 9), service)
        if joint is not None:
            first = joint.start()
            while first and folded[first - 1] in _LOCAL:
                first -= 1
            found.add(first)
    return sorted(found)
