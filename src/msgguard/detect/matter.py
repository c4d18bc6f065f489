"""What in a text is a private matter, whoever it is about: PN203's and PN207's candidates.

The words are data (``words/matters*.txt``, ``words/safeguarding.txt``); figures (attendance,
days missed, sums owed) are patterns here. Whose matter it is says :mod:`msgguard.detect.subject`.
Read only where somebody is named, so an ordinary message costs nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from msgguard.detect.phrase import Phrase, anchor_keys, compile_phrase, windows_around
from msgguard.text.view import TextPart

# Word list -> code and weight. A ``sure`` matter is private of anybody; a ``maybe`` only where
# the pupil or a parent is its subject, ``onto`` where a person follows too; ``post`` and ``staff``
# are matters of what a post tells.
LISTS = {
    "safeguarding": ("PN207", "sure"),
    "matters": ("PN203", "sure"),
    "matters-maybe": ("PN203", "maybe"),
    "matters-onto": ("PN203", "onto"),
    "matters-post": ("PN203", "post"),
    "matters-staff": ("PN203", "staff"),
}
# Which weight counts where two stand at one place.
_IN_MAIL = {"sure": 0, "onto": 1, "maybe": 2, "staff": 3}
_IN_POST = {"staff": 0, "sure": 1, "post": 2, "onto": 3, "maybe": 4}
_KIN_LISTS = ("kin", "kin-before", "kin-trouble")
_NUMBER = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several)"
_FIGURES = re.compile(
    # 88.1% attendance; attendance this term was 91 per cent (a round hundred is praise)
    r"\b(?:[1-9]?\d|9[0-6])(?:\.\d)?\s?(?:%|per ?cent)(?: of)?(?: his| her| the)? attendance"
    r"|\battendance\b[^.\n%]{0,40}?\b(?:[1-8]?\d|9[0-6])(?:\.\d)?\s?(?:%|per ?cent)"
    # missed 11 days; late nine times; off for two weeks
    rf"|\b(?:missed|absent|off|away|late|out)(?: for| a further| another| over| about)? {_NUMBER}"
    r"(?: school| whole| more)? (?:days?|weeks?|sessions?|times|mornings|lessons)\b"
    # 14 unauthorised sessions; two-day suspension; 3 behaviour points
    rf"|\b{_NUMBER}[ -](?:day )?(?:unauthorised|late marks?|lates|absences|suspensions?|exclusions?"
    r"|detentions?|fixed[ -]term|behaviour points|red cards|yellow cards)\b"
    # owes £12; £40 behind; £7.40 in arrears
    r"|\bowe[sd]?\b[^.\n£]{0,30}£ ?\d+(?:\.\d\d)?|£ ?\d+(?:\.\d\d)? (?:behind|in arrears"
    r"|overdue|in debt|owing|overdrawn|outstanding|short)\b"
    # two years behind; 5 ml; 10 mg twice a day
    rf"|\b{_NUMBER} (?:months?|years?|terms?) behind\b|\b\d{{1,3}} ?(?:ml|mg|mcg|puffs?)\b"
)
# A word or sign that every figure has, and how far around it the figure may stand.
_FIGURE_WORDS = frozenset((
    "attendance", "days", "day", "weeks", "week", "sessions", "session", "times", "mornings",
    "lessons", "unauthorised", "lates", "absences", "suspension", "suspensions", "exclusion",
    "exclusions", "detention", "detentions", "fixed", "points", "cards", "owe", "owes", "owed",
    "behind", "arrears", "overdue", "debt", "owing", "ml", "mg", "mcg", "puff", "puffs",
))  # fmt: skip
_FIGURE_REACH = 60
# What makes a matter one of the school at large.
_AT_LARGE_AFTER = re.compile(
    r"\W{1,3}(?:and \w+ )?(?:week|day|month|nurse(?! said| says| thinks)|trainer|training"
    r"|policy|policies|awareness|workshops?|assembly"
    r"|assemblies|leaflets?|posters?|charity|refresher|course|campaign|fund-?rais\w+|inset|guidance"
    r"|display|trust uk|uk|society|bookings?|friendly|aware|ribbons?|certificates?|awards?|figures"
    r"|cup|trophy|shield|race|first aid|cover|cover rota|box(?:es)?\b|menu|options?|ice cream)\b"
)
_AT_LARGE_BEFORE = re.compile(
    r"(?:\bno|\bnut|\bwithout|\banti|\bworld|\bnational|\bcharity|\bcharities|\bpolicy on"
    r"|\btraining on|\babout|\btalk on"
    r"|\bmacmillan|\bbook about|\bfight against|\bin aid of|\braised for|\bchildren with"
    r"|\bchildren who have) ?-?$"
)


class Hit(NamedTuple):
    """A candidate at view indices ``start`` to ``end``; ``source`` is the entry that it matches."""

    code: str
    start: int
    end: int
    weight: str
    source: str


class _Entry(NamedTuple):
    phrase: Phrase
    code: str
    weight: str


@lru_cache(maxsize=4)
def _lexicon(
    lists: tuple[tuple[str, frozenset[str]], ...],
) -> tuple[Mapping[str, tuple[_Entry, ...]], frozenset[str]]:
    words = dict(lists)
    by_word: dict[str, list[_Entry]] = {}
    for name, (code, weight) in LISTS.items():
        for source in words.get(name, ()):
            phrase = compile_phrase(source, words)
            entry = _Entry(phrase, code, weight)
            for anchor in phrase.anchors:
                by_word.setdefault(anchor, []).append(entry)
    return {word: tuple(found) for word, found in by_word.items()}, frozenset(by_word)


def matters_in(part: TextPart, words: Mapping[str, frozenset[str]], *, is_post: bool = False) -> list[Hit]:
    """Every candidate of a part, by place; of two at one place the surer and longer."""
    by_word, keys = _lexicon(tuple((name, words.get(name, frozenset())) for name in (*LISTS, *_KIN_LISTS)))
    said = part.words
    # "dad's", "she's": the word before the apostrophe counts too.
    there = anchor_keys(said | {word.partition("'")[0] for word in said if "'" in word})
    order = _IN_POST if is_post else _IN_MAIL
    due: dict[int, tuple[_Entry, list[str]]] = {}
    for key in there & keys:
        for entry in by_word[key]:
            due.setdefault(id(entry), (entry, []))[1].append(key)
    hits = [
        Hit(entry.code, match.start(), match.end(), entry.weight, entry.phrase.source)
        for entry, anchors in due.values()
        if entry.weight in order and entry.phrase.may_match(there)
        for match in entry.phrase.matches(part.folded, anchors)
    ]
    hits.extend(_figures(part))
    hits = [hit for hit in hits if not is_at_large(part.folded, part.plain, hit)]
    return _without_overlaps(hits, order)


def _figures(part: TextPart) -> Iterator[Hit]:
    anchors = [word for word in _FIGURE_WORDS if word in part.words]
    anchors.extend(word for word in part.words if word[0].isdigit() and word.endswith(("ml", "mg", "mcg")))
    for start, end in windows_around(anchors, part.folded, _FIGURE_REACH):
        for match in _FIGURES.finditer(part.folded, start, end):
            yield Hit("PN203", match.start(), match.end(), "maybe", "figures")


def is_at_large(folded: str, plain: str, hit: Hit) -> bool:
    """Whether the words around it make it a matter of the whole school: ``asthma week``; or a dish."""
    if folded.endswith("mash", hit.start, hit.end) and not plain.endswith("MASH", hit.start, hit.end):
        return True
    if hit.code == "PN203" and _AT_LARGE_BEFORE.search(folded, max(0, hit.start - 24), hit.start):
        return True
    return _AT_LARGE_AFTER.match(folded, hit.end) is not None


def _without_overlaps(hits: list[Hit], order: Mapping[str, int]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end, order[h.weight], h.source)):
        last = kept[-1] if kept else None
        if last is not None and hit.start < last.end and hit.code == last.code:
            # "Bit a supervisor" says already whom; "bit" alone asks for a person behind it.
            told = hit.weight == "onto" and hit.end < last.end
            if order[hit.weight] < order[last.weight] and not told:
                kept[-1] = hit._replace(start=last.start, end=max(hit.end, last.end))
            continue
        kept.append(hit)
    return kept
