"""Roster names in a part: which words name which pupils, and how surely?

Spelling decides first (full name, initial, given name alone, misspelled, family name with a
child's word), the words around second. Whether a mention counts is decided in
:mod:`msgguard.detect.nameverdict`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from msgguard import lazyre as re
from msgguard.detect import namewords
from msgguard.detect.namemodel import NameModel
from msgguard.detect.nameword import WORD, Word, places_of, windows, words_in
from msgguard.school.letters import is_near, key_of
from msgguard.school.names import PARTICLES, Form, NameIndex
from msgguard.text.view import TextPart

# Words that may be misspelled names: capitalised, three letters or more. The first for ASCII.
# The capital before the look behind it: the search passes over all other letters at once.
_CAPITALISED = re.compile(r"[A-Z](?<!\w[A-Z])[a-z]{2,24}\b")
_CAPITALISED_ANY = re.compile(r"[^\W\d_a-zß-öø-ÿ](?<!\w\w)[a-zß-öø-ÿĀ-ž]{2,24}\b")
_APOSTROPHE = re.compile(r"[^\W_]+'[^\W_]+")
_HASHTAG = re.compile(r"#([^\W_]\w{2,40})")
# What may stand between given and family name.
_JOINT = re.compile(r"[ \t\u00a0]{0,2}|[-_.|;\t+]|\.\s|\s?[|;]\s?|-\s?|\n|, ?")
_SAME_NAME = re.compile(r"[ \t\u00a0]{0,2}|[-_'’]|\n")
_REVERSED = re.compile(r"|,[ \t]{0,2}|\t|\s?[|;]\s?|_|[ \u00a0]{1,2}")
_HASH_AFFIXES = (
    "team", "go", "welldone", "happybirthday", "proudof", "congratulations", "our", "bravo", "get",
    "for", "justicefor", "pray", "thisis", "super", "star",
)  # fmt: skip
_HASH_ENDINGS = (
    "swims", "rocks", "wins", "runs", "reads", "sings", "rules", "shines", "stars", "star", "smiles",
    "goals", "scores", "fundraiser", "army", "birthday", "isten", "turns", "the", "is", "for",
)  # fmt: skip
_DATA_AFTER = re.compile(r"[\s,(\-–:]{1,4}(?:upn|nhs|d\.?o\.?b|born|date of birth|b\.)\b")


_NEVER = namewords.CALENDAR | namewords.SALUTATION | namewords.FUNCTION | namewords.TITLES


class Mention(NamedTuple):
    """Words that may name pupils: view indices, places in the index, and how they say it.

    ``kind``: ``full``, ``near`` (full, misspelled), ``initial``, ``given``, ``pet``,
    ``slip`` (a given name alone, misspelled), ``family``, ``joined``. ``first`` and ``last``
    are places in ``words``; ``other`` says what stands against it by spelling alone.
    """

    start: int
    end: int
    pupils: tuple[int, ...]
    kind: str
    words: Sequence[Word]
    first: int
    last: int
    other: str = ""


def mentions_in(part: TextPart, index: NameIndex, model: NameModel) -> list[Mention]:
    """Every mention of roster names in a part, in reading order."""
    slips = _unknown_names(part, index, model)
    places, small = _known_places(part, index, model)
    if slips:
        places.extend(place for place, _ in places_of(part, list(slips)))
    found: list[Mention] = []
    if places:
        camel = part.name.startswith("name:")
        by_key = {key_of(word): givens for word, givens in slips.items()}
        for start, end in windows(places, len(part.folded)):
            found.extend(_in_window(part, words_in(part, start, end, camel=camel), index, by_key, small))
    if "#" in part.folded:
        found.extend(_hashtags(part, index, model))
    return found


def _known_places(part: TextPart, index: NameIndex, model: NameModel) -> tuple[list[int], frozenset[str]]:
    """Where words stand that the index knows, and those that in lower case are no names."""
    folded, gate = part.folded, index.gate
    if part.name.startswith("name:"):
        return ([0] if folded else []), frozenset()
    hits = list(part.words & gate)
    if not folded.isascii():
        hits.extend(w for w in part.words if not w.isascii() and key_of(w) in gate)
    if "'" in folded:
        joined = {w for word in part.words if "'" in word for w in _APOSTROPHE.findall(word)}
        hits.extend(w for w in joined if key_of(w) in gate)
    if "_" in folded:
        hits.extend(w for w in set(WORD.findall(folded)) if w in gate and w not in hits)
    if not hits:
        return [], frozenset()
    plain, forms = part.plain, index.forms
    found: list[int] = []
    lowly: dict[str, bool] = {}
    # Most hits of a large roster are small words in lower case: told before they are looked for.
    absent = [
        word
        for word in hits
        if word.isascii() and word.capitalize() not in plain and word.upper() not in plain and "'" not in word
    ]
    for word in absent:
        if word not in forms and word not in index.joined and model.is_in("word", word):
            lowly[word] = True
            hits.remove(word)
    for place, word in places_of(part, hits):
        if not plain[place].isupper():
            if word not in lowly:
                key = key_of(word)
                known = key in forms or key in index.joined
                small = key in namewords.CALENDAR or model.is_in("frequent" if known else "word", key)
                lowly[word] = small and not any(
                    form.rest and form.rest[0] in part.words for form in forms.get(key, ())
                )
            if lowly[word]:
                continue
        found.append(place)
    return found, frozenset(word for word, small in lowly.items() if small)


def _unknown_names(part: TextPart, index: NameIndex, model: NameModel) -> dict[str, tuple[int, ...]]:
    """Capitalised words that no list of words knows, with the given names they may mean."""
    found: dict[str, tuple[int, ...]] = {}
    gate = index.gate
    shape = _CAPITALISED if part.plain.isascii() else _CAPITALISED_ANY
    for word in {text.lower() for text in shape.findall(part.plain)} - gate:
        if word in _NEVER:
            continue
        key = word if word.isascii() else key_of(word)
        if key in gate:
            continue
        givens = tuple(index.by_misspelling(key)) or tuple(index.by_pet_form(key))
        if not givens and key[-1] == "s" and key[:-1] in index.forms:
            # Tobis coat: an apostrophe left out.
            givens = tuple(form.given for form in index.forms[key[:-1]] if not form.rest)
        if not givens and key in index.stems:
            givens = _written_apart(part, word, index)
        if givens and not model.is_in("word", key):
            found[word] = givens
    return found


def _written_apart(part: TextPart, word: str, index: NameIndex) -> tuple[int, ...]:
    """Given names that the word makes with the next one: Hao Ran."""
    match = re.search(rf"\b{word}[ -]([^\W\d_]{{2,6}})\b", part.folded)
    forms = index.forms.get(word + match[1], ()) if match else ()
    return tuple(form.given for form in forms if not form.rest)


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
            mention = (_from_family(words, at, index, taken) if key in index.families else None) or (
                family_with_data(part, words, at, index) if key in index.families else None
            )
        if mention is None and key in index.joined and len(key) > 6:
            mention = _mention(words, at, at + 1, index.joined[key], "joined")
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


def _mention(
    words: Sequence[Word], first: int, last: int, pupils: Iterable[int], kind: str, other: str = ""
) -> Mention:
    end = words[last - 1]
    # An ending 's is no part of the name.
    stop = end.end - 2 if end.possessive else end.end
    return Mention(words[first].start, stop, tuple(dict.fromkeys(pupils)), kind, words, first, last, other)


def _from_given(words: Sequence[Word], at: int, index: NameIndex) -> Mention | None:
    """A given name, with the family name or an initial where one follows (or stands before)."""
    last, forms = _longest(words, at, index.forms[words[at].key])
    if not forms:
        return None
    givens = tuple(dict.fromkeys(form.given for form in forms))
    full = _with_family(words, at, last, givens, index)
    if full is not None:
        return full
    back = _reversed(words, at, last, givens, index)
    if back is not None:
        return back
    initial = _with_initial(words, at, last, givens, index)
    if initial is not None:
        return initial
    pupils = [place for given in givens for place in index.by_given[given]]
    kind = "given" if any(form.kind in ("full", "joined") for form in forms) else "short"
    return _mention(words, at, last, pupils, kind)


def _longest(words: Sequence[Word], at: int, forms: Sequence[Form]) -> tuple[int, list[Form]]:
    best: list[Form] = []
    length = -1
    for form in forms:
        size = len(form.rest)
        if size < length or at + size >= len(words):
            continue
        if all(
            words[at + 1 + step].key == key and _SAME_NAME.fullmatch(words[at + 1 + step].gap)
            for step, key in enumerate(form.rest)
        ):
            if size > length:
                best = []
                length = size
            best.append(form)
    return at + 1 + max(length, 0), best


def _with_family(
    words: Sequence[Word], first: int, last: int, givens: Sequence[int], index: NameIndex
) -> Mention | None:
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
        and _SAME_NAME.fullmatch(words[at + 1].gap)
    ):
        at += 1
        steps += 1
    for place in (at, last) if at != last else (last,):
        found = _family_at(words, place, givens, index)
        if found is not None:
            pupils, end, exact = found
            if "," in words[last].gap and not exact:
                return None
            return _mention(words, first, end, pupils, "full" if exact else "near")
    for given in givens:
        for family in index.families_of_given[given]:
            keys = index.family_keys[family]
            if (
                len(keys) > 1
                and keys[0] == words[last].key
                and words[last].shape != "l"
                and "," not in words[last].gap
            ):
                return _mention(words, first, last + 1, index.pairs[given, family], "full")
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
            return _mention(words, first, found[1], found[0], "full")
    return None


def _family_at(
    words: Sequence[Word], at: int, givens: Sequence[int], index: NameIndex
) -> tuple[list[int], int, bool] | None:
    """Pupils whose given name is one of ``givens`` and whose family name stands at ``at``."""
    key = words[at].key
    choices = [key]
    if key.endswith("s") and len(key) > 3:
        choices.append(key[:-1])
    if at + 1 < len(words) and _SAME_NAME.fullmatch(words[at + 1].gap):
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
            while end < len(words) and words[end].key in rest and _SAME_NAME.fullmatch(words[end].gap):
                end += 1
            return pupils, end, True
    if len(key) < 4 or words[at].shape not in "CU" or key in _NEVER or key in index.forms:
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


def _reversed(
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
    while start > 0 and words[start - 1].key in family_words and _SAME_NAME.fullmatch(words[start].gap):
        start -= 1
    return _mention(words, start, last, pupils, "full")


def _with_initial(
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
        return _mention(words, first, at, [p for g in givens for p in index.by_given[g]], "given", "initial")
    return _mention(words, first, at, pupils, "initial")


def _goes_on(words: Sequence[Word], at: int) -> bool:
    return at < len(words) and words[at].shape == "l" and words[at].gap == " "


def _from_slip(words: Sequence[Word], at: int, index: NameIndex, givens: Sequence[int]) -> Mention | None:
    """A misspelled given name or a pet form made on the spot, alone or with more."""
    full = _with_family(words, at, at + 1, givens, index)
    if full is not None:
        return full._replace(kind="near")
    back = _reversed(words, at, at + 1, givens, index)
    if back is not None:
        return back._replace(kind="near")
    if at + 1 < len(words) and words[at].key + words[at + 1].key in index.forms:
        pupils = [place for given in givens for place in index.by_given[given]]
        return _mention(words, at, at + 2, pupils, "given")
    initial = _with_initial(words, at, at + 1, givens, index)
    if initial is not None and initial.kind == "initial":
        return initial
    pupils = [place for given in givens for place in index.by_given[given]]
    return _mention(words, at, at + 1, pupils, "slip", "initial" if initial is not None else "")


def _from_family(words: Sequence[Word], at: int, index: NameIndex, taken: int) -> Mention | None:
    """A family name that a word beside it makes a child's: initial, ``the Carter boy``, data."""
    word = words[at]
    families = index.families[word.key]
    before = words[at - 1] if at and at - 1 > taken else None
    if before is not None and word.shape in "CU":
        if len(before.key) == 1 and before.shape == "C" and re.fullmatch(r"\.? ?", word.gap):
            pupils = [
                place
                for f in families
                for g in index.givens_of_family[f]
                if index.given_keys[g][0][0] == before.key
                for place in index.pairs[g, f]
            ]
            titled = at > 1 and words[at - 2].key in namewords.TITLES
            if pupils and not titled:
                return _mention(words, at - 1, at + 1, pupils, "initial")
        if len(before.key) >= 4 and before.shape in "CU" and re.fullmatch(r"[ \u00a0]", word.gap):
            pupils = [
                place
                for f in families
                for g in index.givens_of_family[f]
                if len("".join(index.given_keys[g])) >= 4
                and is_near("".join(index.given_keys[g]), before.key)
                for place in index.pairs[g, f]
            ]
            if pupils:
                return _mention(words, at - 1, at + 1, pupils, "near")
    pupils = [place for f in families for place in index.by_family[f]]
    after = words[at + 1] if at + 1 < len(words) else None
    if (
        after is not None
        and word.shape in "CU"
        and after.key in namewords.CHILD_OF_FAMILY
        and after.gap == " "
        and after.shape == "l"
    ):
        first = at
        if before is not None and before.key in ("the", "that", "both", "little", "younger", "older", "two"):
            return _mention(words, first, at + 2, pupils, "family")
    if (
        before is not None
        and word.shape in "CU"
        and before.key in ("young", "master", "little")
        and word.gap == " "
    ):
        return _mention(words, at, at + 1, pupils, "family")
    return None


def family_with_data(part: TextPart, words: Sequence[Word], at: int, index: NameIndex) -> Mention | None:
    """A family name alone with a child's number or date after it: ``D'Souza, NHS no. …``."""
    if words[at].shape == "l" or not _DATA_AFTER.match(part.folded, words[at].end):
        return None
    pupils = [place for f in index.families[words[at].key] for place in index.by_family[f]]
    return _mention(words, at, at + 1, pupils, "family")


def _hashtags(part: TextPart, index: NameIndex, model: NameModel) -> Iterator[Mention]:
    for match in _HASHTAG.finditer(part.folded):
        key = key_of(match[1].replace("_", ""))
        start, end = match.span(1)
        if key in index.joined or key in index.forms:
            if key in index.joined and len(key) > 6:
                yield _bare(part, start, end, index.joined[key], "joined")
            continue
        for lead in ("", *_HASH_AFFIXES):
            if not key.startswith(lead):
                continue
            rest = key[len(lead) :]
            for tail in ("", *_HASH_ENDINGS):
                if not rest.endswith(tail) or (not lead and not tail):
                    continue
                name = rest[: len(rest) - len(tail)] if tail else rest
                pupils = index.joined.get(name) or tuple(
                    place
                    for f in index.forms.get(name, ())
                    if not f.rest
                    for place in index.by_given[f.given]
                )
                if pupils and len(name) > 3 and not model.is_in("frequent", name):
                    at = start + len(lead)
                    yield _bare(part, at, at + len(name), pupils, "joined")
                    break


def _bare(part: TextPart, start: int, end: int, pupils: Iterable[int], kind: str) -> Mention:
    words = words_in(part, start, end)
    at = next((n for n, word in enumerate(words) if word.end >= end), len(words) - 1)
    return Mention(start, end, tuple(dict.fromkeys(pupils)), kind, words, at, at + 1, "")
