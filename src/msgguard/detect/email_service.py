"""Addresses told with the mail service's name: "my gmail is jo.b84", "joATgmailDOTcom"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgguard.detect.contact import around
from msgguard.detect.email_excuse import Candidate
from msgguard.text.view import TextPart

# "joATgmailDOTcom": capitals for signs.
_CAPITALS = re.compile(
    r"(?<![A-Za-z0-9._])([a-z0-9._-]{2,64})AT([a-z0-9-]{2,40})(?:DOT|\.)([a-z]{2,8}(?:(?:DOT|"
    r"\.)[a-z]{2,4})?)(?![A-Za-z0-9])"
)
_SERVICES = (
    "gmail", "googlemail", "hotmail", "icloud", "yahoo", "outlook", "aol", "btinternet", "protonmail",
)  # fmt: skip
# "my gmail is jo.b84", "jo.b84 on gmail": the service by name, the rest by itself.
_BY_NAME = re.compile(
    r"(?<![a-z])(?:gmail|googlemail|hotmail|icloud|yahoo|outlook|aol|btinternet|protonmail)(?: address|"
    r" account| email| mail)?(?:['’]s|\s?[:=]|\s(?:is|one is|address is))\s?"
    r"[\"'“(]?([a-z][a-z0-9-]*[._0-9][a-z0-9._-]*[a-z0-9])(?![\w@])|"
    r"(?<![\w.@-])([a-z][a-z0-9-]*[._0-9][a-z0-9._-]*[a-z0-9])\s(?:on|over on|via)\s(?:gmail|googlemail|"
    r"hotmail|icloud|yahoo|outlook|aol|btinternet|protonmail)(?![a-z])"
)


def addresses_by_service(part: TextPart) -> Iterator[Candidate]:
    """Local parts given with the service's name, and "joATgmailDOTcom"."""
    folded = part.folded
    for match in _BY_NAME.finditer(folded) if any(name in folded for name in _SERVICES) else ():
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
