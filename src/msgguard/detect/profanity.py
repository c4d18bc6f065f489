"""DL303: rude words, plainly written, masked (``f**k``), in letter play (``sh1t``) or spaced.

The words are data (``words/profanity*.txt``). Whole words only: a word that merely holds
one (Scunthorpe, assess, cockerel) is never looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from string import ascii_lowercase

from msgguard import lazyre as re
from msgguard.detect.phrase import STEM, Phrase, anchor_keys, compile_phrase
from msgguard.detect.places import Places
from msgguard.detect.registry import Detector, Known
from msgguard.model import Confidence, Finding, Origin, Stance
from msgguard.text.stance import sentence_at, stance_of
from msgguard.text.view import TEXTS, TextPart, View

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# A token with a mask or a letter-like sign inside, or a digit between letters.
_ODD = re.compile(
    r"(?<![\w@*#$%!.+-])(?=[a-z@$5])[a-z0-9@$!*#%+_.\-]{0,12}(?:[a-z][@$*#%+_]|[@$*#%+_][a-z]"
    r"|[a-z][0-9!.\-]+[a-z]|\*\*)[a-z0-9@$!*#%+_\-]{0,12}"
)
_SPELLED = re.compile(r"(?<![\w.])[a-z](?:(?P<gap>[ ._\-*])[a-z])(?:(?P=gap)[a-z]){1,9}(?![\w])")
_LEET = str.maketrans(
    {"@": "a", "4": "a", "3": "e", "1": "i", "!": "i", "0": "o", "$": "s", "5": "s", "7": "t", "+": "t"}
)
# What makes the word behind it only the rest of one.
_GOES_BEFORE = re.compile(r"[^\W_]['’]?\Z")
_SIGNS = "*@$#%+_"
_MASK = re.compile(r"[*#%_.\-]+")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_TRIPLES = tuple(letter * 3 for letter in ascii_lowercase)
_FORBIDDEN = re.compile(r"\b(?:no|without|never say|don'?t say)\s+$")
# What a sentence is about where a word has another sense.
_OTHER_SENSE = {
    "bitch": re.compile(r"\b(?:dogs?|puppy|puppies|pups|breeder|litter|kennels?|vet|labrador|spaniel)\b"),
    "tit": re.compile(
        r"\b(?:blue|great|coal|marsh|willow|birds?|nests?|nested|robins?|feeders?|swallows?|finch(?:es)?)\b"
    ),
    "bloody": re.compile(r"\bbloody (?:tower|sunday|mary|assizes|nose|knee|hand|finger|lip|chamber)\b"),
    "tosser": re.compile(r"\b(?:pancakes?|caber)\b"),
    "turd": re.compile(r"\b(?:poem|book|story|mole)\b"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The word lists, ready: whole words, beginnings, phrases by anchor word, masked words.

    Beginnings stand under their first letters, as anchor keys do.
    """

    plain: Mapping[str, Confidence]
    stems: Mapping[str, tuple[tuple[str, Confidence], ...]]
    phrases: Mapping[str, tuple[tuple[Phrase, Confidence], ...]]
    masked: frozenset[str]


def lexicon_of(words: Mapping[str, frozenset[str]]) -> Lexicon:
    """Sort the lists: rude words are sure, mild ones medium."""
    plain: dict[str, Confidence] = {}
    stems: dict[str, list[tuple[str, Confidence]]] = {}
    phrases: dict[str, list[tuple[Phrase, Confidence]]] = {}
    lists = (("profanity-mild", Confidence.MEDIUM), ("profanity", Confidence.HIGH))
    for name, confidence in lists:
        for entry in words.get(name, frozenset()):
            if _WORD.fullmatch(entry):
                plain[entry] = confidence
            elif _WORD.fullmatch(entry.removesuffix("*")):
                stems.setdefault(entry[:STEM].removesuffix("*") + "*", []).append(
                    (entry.removesuffix("*"), confidence)
                )
            else:
                phrase = compile_phrase(entry, words)
                for anchor in phrase.anchors:
                    phrases.setdefault(anchor, []).append((phrase, confidence))
    return Lexicon(
        plain=plain,
        stems={head: tuple(found) for head, found in stems.items()},
        phrases={anchor: tuple(found) for anchor, found in phrases.items()},
        masked=words.get("profanity-masked", frozenset()),
    )


def profanity_detector(words: Mapping[str, frozenset[str]]) -> Detector:
    """The detector for the packs' ``profanity`` word lists."""
    return Detector(name="profanity", codes=("DL303",), find=partial(_find, lexicon=lexicon_of(words)))


def _find(view: View, known: Known, *, lexicon: Lexicon) -> Iterator[Finding]:
    for part in view.parts:
        if part.name in TEXTS:
            yield from _in_part(part, lexicon)


def _in_part(part: TextPart, lexicon: Lexicon) -> Iterator[Finding]:
    places = Places(len(part.folded))
    hits = [*_plain(part, lexicon), *_masked(part, lexicon.masked)]
    for start, end, confidence, disguised in sorted(hits, key=lambda h: (h[0] - h[1], h[0])):
        if part.origin_at(start) is not Origin.AUTHORED or not places.take(start, end):
            continue
        stance = stance_of(part, start, end)
        excuse = ""
        if stance is Stance.REPORTED:
            excuse = "is_reported"
        else:
            excuse = _excuse(part, start, end)
        yield part.finding(
            "DL303",
            start,
            end,
            stance=stance if stance is Stance.REPORTED else Stance.OWN,
            confidence=confidence,
            disguised=disguised,
            why=("a rude word in disguise" if disguised else "a rude word",),
            excuse=excuse,
        )


def _excuse(part: TextPart, start: int, end: int) -> str:
    """Birds, dogs, history and pancakes; and words that are only forbidden."""
    word = part.folded[start:end]
    if _FORBIDDEN.search(part.folded[max(0, start - 16) : start]):
        return "is_negated"
    around = _OTHER_SENSE.get(word.rstrip("s"))
    if around is None:
        return ""
    first, last = sentence_at(part, start)
    return "is_other_sense" if around.search(part.folded[first:last]) else ""


def _plain(part: TextPart, lexicon: Lexicon) -> Iterator[tuple[int, int, Confidence, bool]]:
    """Words as they are, and phrases."""
    found = {word: c for word in _suspects(part, lexicon) if (c := rude(word, lexicon)) is not None}
    for word, confidence in found.items():
        for start in whole_words(part.folded, word):
            yield start, start + len(word), confidence, False
    there = anchor_keys(part.words)
    for anchor in there & lexicon.phrases.keys():
        for phrase, confidence in lexicon.phrases[anchor]:
            if phrase.may_match(there):
                for match in phrase.matches(part.folded, (anchor,)):
                    yield match.start(), match.end(), confidence, False


def _suspects(part: TextPart, lexicon: Lexicon) -> Iterator[str]:
    """The few words of a part that are worth a closer look."""
    words = part.words
    yield from words & lexicon.plain.keys()
    stems = anchor_keys(words) & lexicon.stems.keys()
    if stems:
        yield from [word for word in words if word[:STEM] + "*" in stems]
    if "'s" in part.folded:
        yield from [word for word in words if word.endswith("'s")]
    for run in _TRIPLES:
        if run in part.folded:
            yield from [word for word in words if run in word]


def whole_words(text: str, word: str) -> Iterator[int]:
    """Where a word stands by itself, no part of a longer one.

    >>> list(whole_words("ass, assess, ass's, an ass", "ass"))
    [0, 23]
    """
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        # What goes before is asked first: the other looks on to the end of the word, however long it is.
        if not _GOES_BEFORE.search(text, max(0, at - 2), at):
            match = _WORD.match(text, at)
            if match is not None and match.end() == end:
                yield at
        at = text.find(word, end)


def rude(word: str, lexicon: Lexicon) -> Confidence | None:
    """How sure it is that a word is rude; stretched letters are drawn together."""
    confidence = lexicon.plain.get(word) or lexicon.plain.get(word.removesuffix("'s"))
    if confidence is not None:
        return confidence
    for stem, sure in lexicon.stems.get(word[:STEM] + "*", ()):
        if word.startswith(stem):
            return sure
    if _STRETCHED.search(word):
        for short in (_STRETCHED.sub(r"\1", word), _STRETCHED.sub(r"\1\1", word)):
            confidence = rude(short, lexicon)
            if confidence is not None:
                return confidence
    return None


def _masked(part: TextPart, words: frozenset[str]) -> Iterator[tuple[int, int, Confidence, bool]]:
    folded = part.folded
    for word in [w for w in part.words if not w.isalpha() and w.translate(_LEET) in words]:
        if fits(word, words):
            for start in whole_words(folded, word):
                yield start, start + len(word), Confidence.HIGH, True
    if any(sign in folded for sign in _SIGNS):
        for match in _ODD.finditer(folded):
            token = match[0].rstrip(".-_!+")
            if fits(token, words):
                yield match.start(), match.start() + len(token), Confidence.HIGH, True
    if len([word for word in part.words if len(word) == 1 and word not in ("a", "i")]) >= 2:
        for match in _SPELLED.finditer(folded):
            if match[0].replace(match["gap"], "") in words:
                yield match.start(), match.end(), Confidence.HIGH, True


def fits(token: str, words: Iterable[str]) -> bool:
    """Whether a masked token can only be one of ``words``.

    >>> fits("f**k", {"fuck"}), fits("sh1t", {"shit"}), fits("3*4", {"shit"}), fits("w*lk", {"wank"})
    (True, True, False, False)
    """
    plain = token.translate(_LEET)
    letters = sum(char.isalpha() for char in plain)
    masks = _MASK.findall(plain)
    if not masks:
        return token != plain and any(c.isalpha() for c in token) and plain in words
    if not plain[0].isalpha():
        return False
    if letters < 2 and not (plain[0] in "fcs" and len(plain) in (4, 5, 6, 7) and "*" in token):
        return False
    pieces = _MASK.split(plain)
    holes = [_hole(mask) for mask in masks]
    if not any(holes):
        return "".join(pieces) in words
    pattern = "".join(re.escape(piece) + hole for piece, hole in zip(pieces, [*holes, ""], strict=True))
    matches = re.compile(pattern).fullmatch
    return any(matches(word) for word in words if word[0] == plain[0])


def _hole(mask: str) -> str:
    """What a run of masks may hide: as many letters; a dash or dot may also hide none."""
    if mask[0] in ".-_":
        return "" if len(mask) == 1 else rf"[a-z]{{{len(mask)}}}"
    return rf"[a-z]{{{len(mask)}}}" if len(mask) < 3 else rf"[a-z]{{{len(mask) - 1},{len(mask) + 2}}}"
