"""A full name in one cell, cut into title, given, middle and family name.

``Family, Given`` is sure; ``Given Family`` is sure with two words. With more, the last word and
the particles before it are the family name: particles as in Dutch, German, Arabic, Portuguese,
Irish and Scottish names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TITLE = re.compile(
    r"^(mr (?:and|&) mrs|mrs|mr|miss|ms|mx|master|dr|rev(?:erend)?|prof(?:essor)?|sir|lady|fr)"
    r"\b\.?\s+(?=\S)",
    re.IGNORECASE,
)
_PARTICLES = frozenset({
    "abu", "al", "ben", "bin", "bint", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos",
    "du", "el", "ibn", "la", "le", "mac", "mc", "ni", "nic", "ní", "o", "st", "st.", "ten", "ter", "uí",
    "van", "vander", "von", "ó",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FullName:
    """The parts of a name; ``sure`` is false where the cut was a rule of thumb."""

    title: str = ""
    given: str = ""
    middle: str = ""
    family: str = ""
    sure: bool = True


def split_name(text: str, *, family_first: bool = False) -> FullName:
    """Cut a full name.

    >>> split_name("Jennings, Arlo James")
    FullName(title='', given='Arlo', middle='James', family='Jennings', sure=True)
    >>> split_name("Mrs Ana de Souza").family, split_name("Ana Maria Souza").sure
    ('de Souza', False)
    """
    text = " ".join(text.split())
    title = ""
    if match := _TITLE.match(text):
        title, text = match[1], text[match.end() :]
    if "," in text:
        family, _, rest = text.partition(",")
        rest = rest.strip()
        if match := _TITLE.match(rest + " "):
            title, rest = match[1], rest[match.end() :]
        given, _, middle = rest.strip().partition(" ")
        return FullName(title=title, given=given, middle=middle.strip(), family=family.strip())
    words = text.split()
    if len(words) < 2:
        # A title stands before a family name: "Mrs Jennings".
        return FullName(title=title, family=text) if title else FullName(given=text)
    if family_first:
        at = 1
        while at < len(words) - 1 and words[at - 1].casefold() in _PARTICLES:
            at += 1
        return FullName(
            title=title,
            family=" ".join(words[:at]),
            given=words[at],
            middle=" ".join(words[at + 1 :]),
            sure=len(words) == 2,
        )
    at = len(words) - 1
    while at > 1 and words[at - 1].casefold() in _PARTICLES:
        at -= 1
    return FullName(
        title=title,
        given=words[0],
        middle=" ".join(words[1:at]),
        family=" ".join(words[at:]),
        sure=at == 1,
    )
