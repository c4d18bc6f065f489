"""The phrase language of data rules: what a school can write without a regular expression.

======================  =========================================================
``add me on snap``      these words in a row, any case, with or without apostrophes
``(ring|call) me``      one of the alternatives
``[please] ring me``    an optional word
``ring ... mobile``     up to four words between
``whatsapp*``           a word that begins so
``add me on <social>``  an entry of the word list ``social``; also ``(<social>|here)``
======================  =========================================================

A phrase becomes one regular expression without nested repetition (so its cost is linear)
and a set of anchor words, one of which must be in a text before the expression is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, lru_cache

# Between two words of a phrase: spaces and light punctuation, never the end of a sentence.
_GAP = r"(?:[\s,;:'\"()*_~/-]{1,6})"
# "..." : at most four words between.
_WIDE = r"(?:[\s,;:'\"()*_~/-]{1,6}[\w'&@.]{1,30}){0,4}?" + _GAP
_NAMED = re.compile(r"<[a-z0-9_-]+>")
_TOKEN = re.compile(r"\.\.\.|\([^()]*\)|\[[^\[\]]*\]|<[a-z0-9_-]+>|[^\s()\[\]<>]+")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
# Letters of a stem that are looked up.
STEM = 4
# Words too common to tell whether a phrase may be there.
COMMON = frozenset(
    [
        "a",
        "about",
        "after",
        "again",
        "all",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "back",
        "be",
        "because",
        "been",
        "being",
        "but",
        "by",
        "can",
        "child",
        "come",
        "could",
        "day",
        "did",
        "do",
        "don't",
        "dont",
        "for",
        "from",
        "get",
        "go",
        "going",
        "good",
        "got",
        "had",
        "has",
        "have",
        "he",
        "her",
        "here",
        "him",
        "his",
        "home",
        "how",
        "i",
        "i'm",
        "if",
        "im",
        "in",
        "is",
        "it",
        "it's",
        "its",
        "just",
        "know",
        "last",
        "like",
        "made",
        "make",
        "me",
        "more",
        "much",
        "my",
        "need",
        "new",
        "no",
        "not",
        "now",
        "of",
        "off",
        "on",
        "one",
        "or",
        "our",
        "out",
        "over",
        "parents",
        "please",
        "really",
        "school",
        "see",
        "send",
        "she",
        "so",
        "some",
        "still",
        "take",
        "than",
        "thank",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "they",
        "thing",
        "things",
        "this",
        "time",
        "to",
        "today",
        "too",
        "two",
        "up",
        "us",
        "very",
        "want",
        "was",
        "way",
        "we",
        "week",
        "well",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "will",
        "with",
        "work",
        "would",
        "year",
        "yes",
        "you",
        "your",
    ]
)


class PhraseError(ValueError):
    """A phrase that cannot be read; the text says what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A compiled phrase.

    One of ``anchors`` must be among a text's words (:func:`anchor_keys`) before the pattern is
    worth running: a whole word, or ``stem*`` for the first letters of one. Empty where no word
    is certain to be there. ``needs`` are the same for its other words, the rarest first.
    ``reach`` is how many characters around an anchor it may take up.
    """

    source: str
    expression: str
    needs: tuple[frozenset[str], ...]
    reach: int

    @property
    def pattern(self) -> re.Pattern[str]:
        """The expression, compiled when it is first wanted: most phrases never are in a run."""
        return compiled(self.expression)

    @property
    def anchors(self) -> frozenset[str]:
        """The rarest of ``needs``."""
        return self.needs[0] if self.needs else frozenset()

    def may_match(self, keys: AbstractSet[str]) -> bool:
        """Whether a text that answers to ``keys`` can hold the phrase at all."""
        for need in self.needs:  # noqa: SIM110 - a plain loop: asked hundreds of times a message
            if need.isdisjoint(keys):
                return False
        return True

    def matches(self, text: str, keys: Iterable[str]) -> Iterator[re.Match[str]]:
        """Its matches in a text, looked for only around those of its anchors that are there (``keys``)."""
        for start, end in windows_around(keys, text, self.reach) if self.needs else ((0, len(text)),):
            yield from self.pattern.finditer(text, start, end)


def windows_around(keys: Iterable[str], text: str, reach: int) -> list[tuple[int, int]]:
    """The stretches of a text around anchors that are in it, joined where they touch."""
    windows: list[tuple[int, int]] = []
    for at in sorted(at for key in keys for at in _places_of(key, text)):
        if windows and at - reach <= windows[-1][1]:
            windows[-1] = (windows[-1][0], at + reach)
        else:
            windows.append((max(0, at - reach), at + reach))
    return windows


def _places_of(key: str, text: str) -> Iterator[int]:
    """Where an anchor stands at the beginning of a word."""
    if len(key) < 3:
        # It stands inside every other word, where the pattern passes over it faster.
        yield from (match.start() for match in compiled(_anchor_expression(key)).finditer(text))
        return
    stem = key.removesuffix("*")
    size, short = len(stem), len(key) < 4
    at = text.find(stem)
    while at >= 0:
        if not text[at - 1 : at].isalnum() and not (short and text[at + size : at + size + 1].isalnum()):
            yield at
        at = text.find(stem, at + 1)


@cache
def _anchor_expression(key: str) -> str:
    """An anchor at the beginning of a word, its letters first: those are found fastest."""
    letters = re.escape(key)
    return letters + f"(?<![^\\W_]{letters})" + r"(?![^\W_])"


@cache
def compiled(expression: str) -> re.Pattern[str]:
    """Compile an expression once (``re``'s own cache is too small for a pack's phrases)."""
    return re.compile(expression)


def compile_phrase(source: str, words: Mapping[str, frozenset[str]]) -> Phrase:
    """Compile one phrase; ``words`` are the lists that ``<name>`` may name."""
    tokens = _TOKEN.findall(source.lower())
    if "".join(source.lower().split()) != "".join("".join(tokens).split()):
        raise PhraseError(f"cannot read {source!r}: brackets must be closed and not nested")
    if not tokens or tokens[0] == "..." or tokens[-1] == "...":
        raise PhraseError(f"{source!r}: a phrase begins and ends with a word")
    pieces: list[str] = []
    choices: list[frozenset[str]] = []
    gap = ""
    for token in tokens:
        if token == "...":
            gap = _WIDE
            continue
        optional = token.startswith("[")
        body, anchor = _piece(token, source, words)
        if optional:
            pieces.append(f"(?:{gap}{body})?" if gap else f"(?:{body}{_GAP})?")
            gap = gap and _GAP
            if not pieces[:-1]:
                gap = ""
            continue
        pieces.append(gap + body)
        gap = _GAP
        if anchor:
            choices.append(anchor)
    expression = r"(?<!\w)" + "".join(pieces) + r"(?!\w|-\w)"
    needs = tuple(sorted(choices, key=_commonness))
    reach = sum(_width(token, source, words) for token in tokens)
    return Phrase(source=source, expression=expression, needs=needs, reach=reach)


def _piece(token: str, source: str, words: Mapping[str, frozenset[str]]) -> tuple[str, frozenset[str]]:
    """The expression for one token, and the words of which one is sure to be there."""
    if token.startswith(("(", "[", "<")):
        entries = _entries(token, source, words)
        return "(?:" + "|".join(map(_literal, entries)) + ")", _anchor_of(entries)
    return _literal(token), _anchor_of([token])


def _entries(token: str, source: str, words: Mapping[str, frozenset[str]]) -> list[str]:
    """What a token may stand for: its alternatives, word lists opened, the longest of them first."""
    if token.startswith("<"):
        name = token[1:-1]
        if name not in words:
            raise PhraseError(f"{source!r}: there is no word list {name!r}")
        return sorted(words[name], key=lambda entry: (-len(entry), entry))
    if not token.startswith(("(", "[")):
        return [token]
    choices = [entry.strip() for entry in token[1:-1].split("|")]
    if not all(choices):
        raise PhraseError(f"{source!r}: an empty alternative in {token}")
    return [e for c in choices for e in (_entries(c, source, words) if _NAMED.fullmatch(c) else [c])]


@cache
def _literal(entry: str) -> str:
    out: list[str] = []
    for word in entry.split():
        stem = word.removesuffix("*")
        written = re.escape(stem).replace("'", "'?")
        out.append(written + (r"\w*" if stem != word else ""))
    return _GAP.join(out)


def _anchor_of(entries: list[str]) -> frozenset[str]:
    """The rarest word of each entry, in each spelling; empty if one entry has none that is sure."""
    found: set[str] = set()
    for entry in entries:
        rarest = _rarest_of(entry)
        if not rarest:
            return frozenset()
        found |= rarest
    return frozenset(found)


@cache
def _rarest_of(entry: str) -> frozenset[str]:
    """The keys of an entry's rarest word; empty where none is sure to be there."""
    choices = [keys for keys in map(_keys_of, entry.split()) if keys]
    return min(choices, key=_commonness, default=frozenset())


def _width(token: str, source: str, words: Mapping[str, frozenset[str]]) -> int:
    """How many characters a token may take up, its gap included; "..." and ``*`` as people write."""
    if token == "...":
        return 70
    return max(map(len, _entries(token, source, words)), default=0) + 6 + (14 if "*" in token else 0)


@cache
def _keys_of(word: str) -> frozenset[str]:
    """The anchor keys of one word as written in a phrase; empty where it is none."""
    stem = word.removesuffix("*")
    pieces = _WORD.findall(stem)
    if not pieces:
        return frozenset()
    if stem != word:
        # Only the last piece is open-ended; an earlier one is a word of its own.
        if len(pieces) > 1:
            return frozenset({pieces[0], pieces[0].replace("'", "")})
        return frozenset({stem[:STEM] + "*"}) if len(stem) >= STEM and "'" not in stem[:STEM] else frozenset()
    piece = max(pieces, key=len)
    return frozenset({piece, piece.replace("'", "")})


def _commonness(keys: AbstractSet[str]) -> int:
    """Roughly how often one of the keys will be met in ordinary text."""
    return sum(30 if len(key) < 3 else 10 if key in COMMON else 1 for key in keys)


@lru_cache(maxsize=4)
def anchor_keys(words: frozenset[str]) -> frozenset[str]:
    """The keys a text answers to: its words and their first letters."""
    return words | {word[:STEM] + "*" for word in words}
