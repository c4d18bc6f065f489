"""How alike two addresses or names are: small edits, look-alike domains, names in mailboxes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from msgguard.school.alike import edits

_NOT_LETTER = re.compile(r"[^a-z]+")
# Digits that stand for letters; a one may be an l or an i.
_LEETS = (str.maketrans("013457@$", "oleastas"), str.maketrans("013457@$", "oieastas"))
_TITLES = frozenset({"mr", "mrs", "miss", "ms", "dr", "sir", "madam"})


def letters(name: str) -> str:
    """The unaccented lower-case letters of a name: ``Ní Dhomhnaill`` gives ``nidhomhnaill``."""
    flat = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _NOT_LETTER.sub("", flat)


def mailbox_names(mailbox: str, full_name: str) -> bool:
    """Whether a mailbox spells a person's name: ``kulvinder.bains84``, ``wendyp1ke``, ``mr.coates.5c``.

    Asks for the family name (four letters or more), with the given name, its initial, a
    title, or nothing but digits beside it.
    """
    words = full_name.split()
    if len(words) < 2:
        return False
    given, family = letters(words[0]), letters(words[-1])
    if len(family) < 3 or not given:
        return False
    for flat in _spellings(mailbox):
        if family not in flat:
            continue
        rest = flat.replace(family, "", 1)
        if _is_given(rest, given):
            return True
        if len(family) >= 4 and (rest in _TITLES or rest == given[0] or not rest):
            return True
        if len(family) >= 5 and any(rest.startswith(title) for title in _TITLES):
            return True
    return False


def mailbox_names_both(mailbox: str, full_name: str) -> bool:
    """Whether a mailbox spells the given name, or its initial, beside the family name.

    The family name alone, or with a title, may be anybody's of that family.
    """
    words = full_name.split()
    if len(words) < 2:
        return False
    given, family = letters(words[0]), letters(words[-1])
    rests = (flat.replace(family, "", 1) for flat in _spellings(mailbox) if family and family in flat)
    return bool(given) and any(_is_given(rest, given) or rest == given[0] for rest in rests)


def _spellings(mailbox: str) -> Iterable[str]:
    """The letters of a mailbox, as written and with figures read as letters."""
    lower = mailbox.lower()
    return dict.fromkeys(_NOT_LETTER.sub("", one) for one in (lower, *map(lower.translate, _LEETS)))


def _is_given(rest: str, given: str) -> bool:
    return given in rest or (len(given) > 4 and rest.startswith(given[:4]))


def is_lookalike_domain(domain: str, known: frozenset[str]) -> str:
    """The known domain that ``domain`` imitates, or an empty string.

    Alike is: one or two edits (one for short names), the same letters with dots and hyphens
    moved, or the known name set before another ending (``school-sch.co.uk``).
    """
    flat = domain.replace("-", "").replace(".", "")
    for real in known:
        if domain == real or domain.endswith("." + real):
            return ""
    for real in sorted(known):
        if len(real) < 6:
            continue
        # What counts is the name before the first dot: three letters are near everything.
        stem = len(real.partition(".")[0])
        allowed = 2 if stem >= 8 else 1 if stem >= 5 else 0
        if edits(domain, real, most=allowed) <= allowed or flat == real.replace("-", "").replace(".", ""):
            return real
        name, _, ending = real.partition(".")
        if (
            len(name) >= 6
            and ending
            and domain.startswith(name)
            and re.fullmatch(
                rf"{re.escape(name)}[-.]?(?:sch|school|primary|schools?uk|mail|office|edu|ac)?[-.].*", domain
            )
        ):
            return real
    return ""
