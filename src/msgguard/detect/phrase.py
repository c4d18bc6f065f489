"""The phrase language of data rules: what a school can write without a regular expression.

======================  =========================================================
``add me on snap``      these words in a row, any case, with or without apostrophes
``(ring|call) me``      one of the alternatives
``[please] ring me``    an optional word
``ring ... mobile``     up to four words between
``whatsapp*``           a word that begins so
``add me on <social>``  an entry of the word list ``social``
======================  =========================================================

A phrase becomes one regular expression without nested repetition (so its cost is linear)
and a set of anchor words, one of which must be in a text before the expression is run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

# Between two words of a phrase: spaces and light punctuation, never the end of a sentence.
_GAP = r"(?:[\s,;:'\"()*_~/-]{1,6})"
# "..." : at most four words between.
_WIDE = r"(?:[\s,;:'\"()*_~/-]{1,6}[\w'&@.]{1,30}){0,4}?" + _GAP
_TOKEN = re.compile(r"\.\.\.|\([^()]*\)|\[[^\[\]]*\]|<[a-z0-9_-]+>|[^\s()\[\]<>]+")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


class PhraseError(ValueError):
    """A phrase that cannot be read; the text says what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A compiled phrase. ``anchors`` is empty where no word is certain to be there."""

    source: str
    pattern: re.Pattern[str]
    anchors: frozenset[str]


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
    pattern = re.compile(r"(?<!\w)" + "".join(pieces) + r"(?!\w)")
    best = min(choices, key=lambda c: (len(c), -max(map(len, c))), default=frozenset[str]())
    singles = [c for c in choices if len(c) <= 2]
    if singles:
        best = max(singles, key=lambda c: max(map(len, c)))
    return Phrase(source=source, pattern=pattern, anchors=best)


def _piece(token: str, source: str, words: Mapping[str, frozenset[str]]) -> tuple[str, frozenset[str]]:
    """The expression for one token, and the words of which one is sure to be there."""
    if token.startswith("<"):
        name = token[1:-1]
        if name not in words:
            raise PhraseError(f"{source!r}: there is no word list {name!r}")
        entries = sorted(words[name], key=lambda entry: (-len(entry), entry))
        return "(?:" + "|".join(map(_literal, entries)) + ")", _anchor_of(entries)
    if token.startswith(("(", "[")):
        entries = [entry.strip() for entry in token[1:-1].split("|")]
        if not all(entries):
            raise PhraseError(f"{source!r}: an empty alternative in {token}")
        return "(?:" + "|".join(map(_literal, entries)) + ")", _anchor_of(entries)
    return _literal(token), _anchor_of([token])


def _literal(entry: str) -> str:
    out: list[str] = []
    for word in entry.split():
        stem = word.removesuffix("*")
        written = re.escape(stem).replace("'", "'?")
        out.append(written + (r"\w*" if stem != word else ""))
    return _GAP.join(out)


def _anchor_of(entries: list[str]) -> frozenset[str]:
    """The longest plain word of each entry, in each spelling; empty if one entry has none."""
    found: set[str] = set()
    for entry in entries:
        candidates = [w for w in _WORD.findall(entry) if not entry.endswith(w + "*")]
        if not candidates:
            return frozenset()
        word = max(candidates, key=len)
        found.update({word, word.replace("'", "")})
        if "'" in word:
            found.add(word.replace("'", "’"))
    return frozenset(found)
