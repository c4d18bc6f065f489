"""A given name with what belongs to it: its further words, the family name, an initial."""

from __future__ import annotations

from collections.abc import Sequence

from msgguard import lazyre as re
from msgguard.detect.mention import NEVER, SAME_NAME, Mention, mention_at
from msgguard.detect.nameword import Word
from msgguard.school.letters import is_near
from msgguard.school.names import PARTICLES, Form, NameIndex

# What may stand between given and family name.
_JOINT = re.compile(r"[ \t\u00a0]{0,2}|[-_.|;\t+]|\.\s|\s?[|;]\s?|-\s?|\n|, ?")
_REVERSED = re.compile(r"|,[ \t]{0,2}|\t|\s?[|;]\s?|_|[ \u00a0]{1,2}")


def longest_form(words: Sequence[Word], at: int, forms: Sequence[Form]) -> tuple[int, list[Form]]:
    """The forms that most words from ``at`` on spell out, and where they end."""
    best: list[Form] = []
    length = -1
    for form in forms:
        size = len(form.rest)
        if size < length or at + size >= len(words):
            continue
        if all(
            words[at + 1 + step].key == key and SAME_NAME.fullmatch(words[at + 1 + step].gap)
            for step, key in enumerate(form.rest)
        ):
            if size > length:
                best = []
                length = size
            best.append(form)
    return at + 1 + max(length, 0), best


def with_family(
    words: Sequence[Word], first: int, last: int, givens: Sequence[int], index: NameIndex
) -> Mention | None:
    """A given name with a family name after it that the index knows as a pair."""
    if last >= len(words) or words[last - 1].possessive:
        return None
    # Nothing at all stands between the words of a camel-case file name.
    camel = not words[last].gap and words[last].shape == words[last - 1].shape == "C"
    if not camel and not _JOINT.fullmatch(words[last].gap):
        return None
    at = last
    steps = 0
    while (
        at + 1 < len(words)
        and words[at].key in PARTICLES
        and steps < 2
        and SAME_NAME.fullmatch(words[at + 1].gap)
    ):
        at += 1
        steps += 1
    for place in (at, last) if at != last else (last,):
        found = _family_at(words, place, givens, index)
        if found is not None:
            pupils, end, exact = found
            if "," in words[last].gap and not exact:
                return None
            return mention_at(words, first, end, pupils, "full" if exact else "near")
    for given in givens:
        for family in index.families_of_given[given]:
            keys = index.family_keys[family]
            if (
                len(keys) > 1
                and keys[0] == words[last].key
                and words[last].shape != "l"
                and "," not in words[last].gap
            ):
                return mention_at(words, first, last + 1, index.pairs[given, family], "full")
    # One middle name or initial between them.
    middle = words[last]
    if (
        last + 1 < len(words)
        and middle.shape in "CU"
        and _JOINT.fullmatch(words[last + 1].gap)
        and "," not in middle.gap
    ):
        found = _family_at(words, last + 1, givens, index)
        if found is not None and found[2]:
            return mention_at(words, first, found[1], found[0], "full")
    return None


def _family_at(
    words: Sequence[Word], at: int, givens: Sequence[int], index: NameIndex
) -> tuple[list[int], int, bool] | None:
    """Pupils whose given name is one of ``givens`` and whose family name stands at ``at``."""
    key = words[at].key
    choices = [key]
    if key.endswith("s") and len(key) > 3:
        choices.append(key[:-1])
    if at + 1 < len(words) and SAME_NAME.fullmatch(words[at + 1].gap):
        choices.append(key + words[at + 1].key)
    for number, choice in enumerate(choices):
        families = index.families.get(choice)
        if not families:
            continue
        pairs = [(g, f) for g in givens for f in families if (g, f) in index.pairs]
        if pairs:
            pupils = [place for pair in pairs for place in index.pairs[pair]]
            end = at + (2 if number == len(choices) - 1 and number and choice != key[:-1] else 1)
            rest = {word for _, f in pairs for word in index.family_keys[f]}
            while end < len(words) and words[end].key in rest and SAME_NAME.fullmatch(words[end].gap):
                end += 1
            return pupils, end, True
    if len(key) < 4 or words[at].shape not in "CU" or key in NEVER or key in index.forms:
        return None
    if key in index.families:
        return None  # another family's name, spelled right
    places: list[int] = []
    for given in givens:
        for family in index.families_of_given[given]:
            keys = index.family_keys[family]
            telling = [word for word in keys if len(word) > 3 and word not in PARTICLES]
            if any(is_near(word, key) for word in telling) or (
                key.endswith("s") and any(is_near(word, key[:-1]) and len(word) > 4 for word in telling)
            ):
                places.extend(index.pairs[given, family])
    return (places, at + 1, False) if places else None


def reversed_name(
    words: Sequence[Word], first: int, last: int, givens: Sequence[int], index: NameIndex
) -> Mention | None:
    """``Murphy, Cillian`` and ``MURPHY Cillian``."""
    if first == 0 or not _REVERSED.fullmatch(words[first].gap):
        return None
    before = words[first - 1]
    families = index.families.get(before.key)
    if not families or before.possessive or before.shape == "l":
        return None
    pupils = [place for g in givens for f in families if (g, f) in index.pairs for place in index.pairs[g, f]]
    if not pupils:
        return None
    start = first - 1
    family_words = {word for f in families for word in index.family_keys[f]}
    while start > 0 and words[start - 1].key in family_words and SAME_NAME.fullmatch(words[start].gap):
        start -= 1
    return mention_at(words, start, last, pupils, "full")


def with_initial(
    words: Sequence[Word], first: int, last: int, givens: Sequence[int], index: NameIndex
) -> Mention | None:
    """``Jack S``, ``Tobi O-H``, ``Millie H.``; another initial than the roster's is another person."""
    if last >= len(words) or words[last - 1].possessive or words[first].shape == "l":
        return None
    letters = ""
    at = last
    while at < len(words) and len(words[at].key) == 1 and words[at].shape == "C" and len(letters) < 3:
        if not re.fullmatch(r"[ \u00a0]|[-.]|\.[ -]?|\. ?" if letters else r"[ \u00a0_]", words[at].gap):
            break
        letters += words[at].key
        at += 1
    if not letters and len(words[last].key) == 2 and words[last].shape == "U" and words[last].gap == " ":
        letters, at = words[last].key, last + 1
    if not letters or letters == "i" or (len(letters) == 1 and letters == "a" and _goes_on(words, at)):
        return None
    pupils: list[int] = []
    for given in givens:
        for family in index.families_of_given[given]:
            keys = index.family_keys[family]
            heads = {"".join(word[0] for word in keys), keys[-1][0], keys[0][0]} if keys else set()
            telling = [word for word in keys if word not in PARTICLES]
            if telling:
                heads |= {telling[0][0], "".join(word[0] for word in telling)}
            if letters in heads:
                pupils.extend(index.pairs[given, family])
    if not pupils:
        if len(letters) > 1:
            return None
        return mention_at(
            words, first, at, [p for g in givens for p in index.by_given[g]], "given", "initial"
        )
    return mention_at(words, first, at, pupils, "initial")


def _goes_on(words: Sequence[Word], at: int) -> bool:
    return at < len(words) and words[at].shape == "l" and words[at].gap == " "
