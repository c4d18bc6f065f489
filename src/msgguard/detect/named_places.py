"""Where in a part roster names may stand: words that the index knows, and words that may misspell one."""

from __future__ import annotations

from msgguard import lazyre as re
from msgguard.detect import namewords
from msgguard.detect.mention import NEVER
from msgguard.detect.namemodel import NameModel
from msgguard.detect.nameword import WORD, places_of
from msgguard.school.letters import key_of
from msgguard.school.names import NameIndex
from msgguard.text.view import TextPart

# Words that may be misspelled names: capitalised, three letters or more. The first for ASCII.
# The capital before the look behind it: the search passes over all other letters at once.
_CAPITALISED = re.compile(r"[A-Z](?<!\w[A-Z])[a-z]{2,24}\b")
_CAPITALISED_ANY = re.compile(r"[^\W\d_a-zß-öø-ÿ](?<!\w\w)[a-zß-öø-ÿĀ-ž]{2,24}\b")
_APOSTROPHE = re.compile(r"[^\W_]+'[^\W_]+")


def known_places(part: TextPart, index: NameIndex, model: NameModel) -> tuple[list[int], frozenset[str]]:
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


def unknown_names(part: TextPart, index: NameIndex, model: NameModel) -> dict[str, tuple[int, ...]]:
    """Capitalised words that no list of words knows, with the given names they may mean."""
    found: dict[str, tuple[int, ...]] = {}
    gate = index.gate
    shape = _CAPITALISED if part.plain.isascii() else _CAPITALISED_ANY
    for word in {text.lower() for text in shape.findall(part.plain)} - gate:
        if word in NEVER:
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
