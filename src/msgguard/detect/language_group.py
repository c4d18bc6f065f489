"""DL305 said of "them": the group is named before, and what is said of it comes in another sentence.

The readers see one sentence at a time, and "they belong in the kitchen" says nothing by itself. So the
pronoun gives way to the group that the text named last, and the sentence is read as the writer meant it.
Groups: the word list ``groups-told``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgguard import lazyre as re
from msgguard.text.view import TextPart

# How far back a group may have been named.
_REACH = 200
_SUBJECT = re.compile(
    r"(?<![\w'’])(?:they(?=['’](?:re|ve|ll|d)\b|\b)|(?:those|these|such) (?:people|folk|types)|that lot"
    r"|the (?:whole )?lot of (?:them|'em)|all of (?:them|'em)|them)(?!\w)",
    re.IGNORECASE,
)
_SHORT = {"re": " are", "ve": " have", "ll": " will", "d": " would"}
_ENDING = re.compile(r"['’](re|ve|ll|d)\b", re.IGNORECASE)
# Somebody else is meant: those whom the group suffers from.
_OTHERS = re.compile(
    r"\b(?:racists?|bigots?|bullies|people (?:who|that)|anyone who|trolls|thugs|parents|teachers|staff"
    r"|children"
    r"|pupils|kids|boys|lads)\b"
)


class Meant(NamedTuple):
    """A sentence of a part with the group in the place of the pronoun."""

    start: int
    end: int
    text: str
    group: str


def meant_in(part: TextPart, spans: Sequence[tuple[int, int]], groups: frozenset[str]) -> Iterator[Meant]:
    """The sentences that speak of "them" after a group was named."""
    ends, named = _told(groups)
    if ends.isdisjoint(part.words):
        return
    for start, end in spans:
        pronoun = _SUBJECT.search(part.plain, start, end)
        if pronoun is None:
            continue
        floor = max(0, start - _REACH)
        before = part.folded[floor : pronoun.start()]
        last = deque(named.finditer(before), maxlen=1)
        if not last or _OTHERS.search(before, last[0].end()):
            continue
        ending = _ENDING.match(part.plain, pronoun.end())
        rest = part.plain[pronoun.end() : end]
        if ending is not None and ending.end() <= end:
            rest = _SHORT[ending[1].lower()] + part.plain[ending.end() : end]
        yield Meant(start, end, part.plain[start : pronoun.start()] + last[0][0] + rest, last[0][0])


@lru_cache(maxsize=4)
def _told(groups: frozenset[str]) -> tuple[frozenset[str], re.Pattern[str]]:
    """The last words of the groups, one of which a text that names any holds; and how they are named."""
    names = "|".join(re.escape(name) for name in sorted(groups, key=lambda n: (-len(n), n)))
    ends = frozenset(group.rpartition(" ")[2] for group in groups)
    return ends, re.compile(rf"(?<!\w)(?:{names})(?!\w)" if names else r"(?!)")
