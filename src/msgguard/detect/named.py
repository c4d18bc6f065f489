"""Roster names in a part: which words name which pupils, and how surely?

Spelling decides first (full name, initial, given name alone, misspelled, family name with a
child's word), the words around second. Whether a mention counts is decided in
:mod:`msgguard.detect.nameverdict`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgguard.detect.mention import Mention, mention_at
from msgguard.detect.named_family import family_with_data, from_family
from msgguard.detect.named_full import longest_form, reversed_name, with_family, with_initial
from msgguard.detect.named_places import known_places, unknown_names
from msgguard.detect.named_tags import hashtags
from msgguard.detect.namemodel import NameModel
from msgguard.detect.nameword import Word, places_of, windows, words_in
from msgguard.school.letters import key_of
from msgguard.school.names import NameIndex
from msgguard.text.view import TextPart


def mentions_in(part: TextPart, index: NameIndex, model: NameModel) -> list[Mention]:
    """Every mention of roster names in a part, in reading order."""
    slips = unknown_names(part, index, model)
    places, small = known_places(part, index, model)
    if slips:
        places.extend(place for place, _ in places_of(part, list(slips)))
    found: list[Mention] = []
    if places:
        camel = part.name.startswith("name:")
        by_key = {key_of(word): givens for word, givens in slips.items()}
        for start, end in windows(places, len(part.folded)):
            found.extend(_in_window(part, words_in(part, start, end, camel=camel), index, by_key, small))
    if "#" in part.folded:
        found.extend(hashtags(part, index, model))
    return found


def _in_window(
    part: TextPart,
    words: Sequence[Word],
    index: NameIndex,
    slips: dict[str, tuple[int, ...]],
    small: frozenset[str],
) -> Iterator[Mention]:
    at = 0
    taken = -1
    gate = index.gate
    while at < len(words):
        key = words[at].key
        if key not in gate and key not in slips:
            at += 1
            continue
        if key in small and words[at].shape == "l" and not _is_before_family(words, at, index, small):
            at += 1
            continue
        mention = None
        if key in index.forms:
            mention = _from_given(words, at, index)
        elif key in slips:
            mention = _from_slip(words, at, index, slips[key])
        if mention is None:
            mention = (from_family(words, at, index, taken) if key in index.families else None) or (
                family_with_data(part, words, at, index) if key in index.families else None
            )
        if mention is None and key in index.joined and len(key) > 6:
            mention = mention_at(words, at, at + 1, index.joined[key], "joined")
        if mention is None:
            at += 1
            continue
        yield mention
        at = max(mention.last, at + 1)
        taken = at - 1


def _is_before_family(words: Sequence[Word], at: int, index: NameIndex, small: frozenset[str]) -> bool:
    """Whether a small word is followed by a family name that is no word: ``hope fenwick``."""
    following = words[at + 1] if at + 1 < len(words) else None
    return following is not None and following.key in index.families and following.key not in small


def _from_given(words: Sequence[Word], at: int, index: NameIndex) -> Mention | None:
    """A given name, with the family name or an initial where one follows (or stands before)."""
    last, forms = longest_form(words, at, index.forms[words[at].key])
    if not forms:
        return None
    givens = tuple(dict.fromkeys(form.given for form in forms))
    full = with_family(words, at, last, givens, index)
    if full is not None:
        return full
    back = reversed_name(words, at, last, givens, index)
    if back is not None:
        return back
    initial = with_initial(words, at, last, givens, index)
    if initial is not None:
        return initial
    pupils = [place for given in givens for place in index.by_given[given]]
    kind = "given" if any(form.kind in ("full", "joined") for form in forms) else "short"
    return mention_at(words, at, last, pupils, kind)


def _from_slip(words: Sequence[Word], at: int, index: NameIndex, givens: Sequence[int]) -> Mention | None:
    """A misspelled given name or a pet form made on the spot, alone or with more."""
    full = with_family(words, at, at + 1, givens, index)
    if full is not None:
        return full._replace(kind="near")
    back = reversed_name(words, at, at + 1, givens, index)
    if back is not None:
        return back._replace(kind="near")
    if at + 1 < len(words) and words[at].key + words[at + 1].key in index.forms:
        pupils = [place for given in givens for place in index.by_given[given]]
        return mention_at(words, at, at + 2, pupils, "given")
    initial = with_initial(words, at, at + 1, givens, index)
    if initial is not None and initial.kind == "initial":
        return initial
    pupils = [place for given in givens for place in index.by_given[given]]
    return mention_at(words, at, at + 1, pupils, "slip", "initial" if initial is not None else "")
