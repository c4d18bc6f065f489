"""PN205 for pupils whom the message itself lists as not to be published, and the roster does not know.

With nothing but the list a name is found as it is written, however it is dressed: over line breaks,
as a hashtag, in a file's name, the family name first with a comma.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from msgguard.detect.registry import Known
from msgguard.model import Channel, Confidence, Finding, Owner
from msgguard.school.audience import ids_of
from msgguard.school.letters import key_of, keys_of
from msgguard.text.fold import fold
from msgguard.text.sentence import sentence_at
from msgguard.text.view import TextPart, View

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_GAP = re.compile(r"[\s_.+-]{1,8}")
_COMMA = re.compile(r"\s{0,3},\s{0,3}")
_MOST_GAP = 8
# A tag is one word of many; a shorter name stands in too many of them by chance.
_LEAST_IN_TAG = 8

Keys = tuple[str, ...]


class _Word(NamedTuple):
    start: int
    end: int
    key: str


def find_unpublished(view: View, known: Known) -> Iterator[Finding]:
    """Each name of the message's own list once a part, where the roster knows nobody of that name."""
    if view.message.channel is not Channel.POST or not view.message.no_publicity:
        return
    roster = known.roster
    strangers = [n for n in view.message.no_publicity if roster is None or not ids_of(n, roster)]
    names = tuple(dict.fromkeys(filter(None, map(marked_keys, strangers))))
    if not names:
        return
    for part in view.parts:
        words = [_Word(*m.span(), key_of(m[0])) for m in _WORD.finditer(part.folded)]
        for start, end, confidence in _first_each(part, words, names):
            yield part.finding(
                "PN205", start, end, owner=Owner.PUPIL, confidence=confidence, why=("marked in the message",)
            )


def marked_keys(name: str) -> Keys:
    """The keys of a listed name's words, the given name first.

    >>> marked_keys("Quince, Marigold"), marked_keys("Zoe O\u2019Hare")
    (('marigold', 'quince'), ('zoe', 'ohare'))
    """
    family, _, given = fold(name)[1].partition(",")
    return keys_of(f"{given} {family}")


def _first_each(
    part: TextPart, words: Sequence[_Word], names: Iterable[Keys]
) -> Iterator[tuple[int, int, Confidence]]:
    places: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        places.setdefault(word.key, []).append(at)
    tags = [word for word in words if part.folded[word.start - 1 : word.start] == "#"]
    for name in names:
        found = next(_spans(part, words, name, places, tags), None)
        if found is not None:
            yield found


def _spans(
    part: TextPart,
    words: Sequence[_Word],
    name: Keys,
    places: Mapping[str, Sequence[int]],
    tags: Iterable[_Word],
) -> Iterator[tuple[int, int, Confidence]]:
    joined = "".join(name)
    for tag in tags:
        if tag.key == joined or (len(joined) >= _LEAST_IN_TAG and joined in tag.key):
            yield tag.start, tag.end, Confidence.HIGH
    if len(name) == 1:
        yield from _single(part, [words[at] for at in places.get(joined, ())])
        return
    for at in places.get(joined, ()):
        yield words[at].start, words[at].end, Confidence.HIGH
    # As it is said, and the family name first.
    for order, gap in ((name, _GAP), ((name[-1], *name[:-1]), _COMMA)):
        for at in places.get(order[0], ()):
            run = words[at : at + len(order)]
            if tuple(word.key for word in run) == order and _hangs_together(part, run, gap):
                yield run[0].start, run[-1].end, Confidence.HIGH


def _single(part: TextPart, words: Iterable[_Word]) -> Iterator[tuple[int, int, Confidence]]:
    """One word alone may be any word: with a capital only, and surely where nothing else asks for one."""
    held: list[_Word] = []
    for word in words:
        plain = part.plain[word.start : word.end]
        if not plain[0].isupper():
            continue
        if plain.isupper() or sentence_at(part, word.start)[0] == word.start:
            held.append(word)
        else:
            yield word.start, word.end, Confidence.HIGH
    for word in held:
        yield word.start, word.end, Confidence.MEDIUM


def _hangs_together(part: TextPart, run: Sequence[_Word], first_gap: re.Pattern[str]) -> bool:
    for at, (one, other) in enumerate(pairwise(run)):
        gap = first_gap if at == 0 else _GAP
        if other.start - one.end > _MOST_GAP or not gap.fullmatch(part.folded, one.end, other.start):
            return False
    return True
