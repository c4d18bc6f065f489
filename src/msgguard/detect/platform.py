"""PB505: pupils pointed to a social platform that is not the school's safe one.

The pack's phrases (``PB505.toml``) hold the idioms; here is the grammar: a platform's name, a
pupil who reads or is spoken of, and something to do there (go, join, post, watch) or something
of school that is to be found there. A warning, a lesson about it, or what was merely seen does
not count. Platforms are data (``words/social.txt``, ``words/game-platforms.txt``), the safe ones
stand in the school's profile.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from msgguard.detect.language import READER
from msgguard.detect.places import Places
from msgguard.detect.platform_grammar import (
    BETWEEN_ADULTS,
    KIND,
    PUPILS,
    THERE_AFTER,
    YOUNG,
    act_in,
    excuse_of,
    is_denied,
)
from msgguard.detect.registry import Known, Refiner
from msgguard.model import Channel, Confidence, Finding, Origin
from msgguard.text.sentence import sentence_at
from msgguard.text.view import TEXTS, TextPart, View

# Names that are words too: they count with a capital inside a sentence, or as an account of a kind.
_WORDS_TOO = frozenset({
    "signal", "threads", "snap", "steam", "telegram", "discord", "messenger", "strava", "line", "twitter",
    "mastodon", "book face",
})  # fmt: skip
# A second platform so near the first is read with it: many of them cost no more.
_APART = 40


class Pointing(NamedTuple):
    """A place that points pupils to a platform, or one that an excuse rules out."""

    start: int
    end: int
    excuse: str = ""


# "Send a telegram", "a messenger came": with an article they are things.
_THINGS = frozenset({"line", "messenger", "signal", "steam", "telegram", "threads"})
# Of these the ones that ordinary school prose uses as words; "discord" or "fb" it hardly does.
_EVERYDAY = frozenset({"line", "messenger", "signal", "snap", "steam", "telegram", "threads"})


def refine(view: View, known: Known, found: list[Finding]) -> list[Finding]:
    """Add what the phrases of the pack did not say in a sentence of their own.

    What is ruled out is added excused, so that the sentence reader's doubt goes with it
    (``evidence.py`` comes after).
    """
    message, school = view.message, known.school
    sender = message.sender.address
    if school.is_pupil_address(sender) or (known.roster is not None and known.roster.guardian_at(sender)):
        return [
            replace(f, excuse="is_a_familys_own") if f.code == "PB505" and not f.excuse else f for f in found
        ]
    to_pupil = any(school.is_pupil_address(r.address) for r in message.recipients)
    if message.recipients and not to_pupil:
        found = [replace(f, excuse="is_nobody_young") if _is_of_adults(f, view) else f for f in found]
    names = known.words.get("social", frozenset()) | known.words.get("game-platforms", frozenset())
    by_words = [f for f in found if not (f.why and f.why[0].startswith(READER))]
    added: list[Finding] = []
    for part in view.parts:
        if part.name not in TEXTS or not (there := part.words & names):
            continue
        if any(f.code == "PB506" and not f.excuse for f in by_words):
            continue  # a report of a stranger
        # To befriend somebody is another matter.
        said = Places(len(part.source))
        for f in by_words:
            if f.part == part.name and (f.code == "PB505" or (f.code == "PB501" and not f.excuse)):
                said.mark(f.start, f.end)
        post = message.channel is Channel.POST
        for start, end, excuse in _pointed(part, there, known, to_pupil=to_pupil, post=post):
            finding = part.finding(
                "PB505",
                start,
                end,
                confidence=Confidence.HIGH if to_pupil else Confidence.MEDIUM,
                why=("a platform, something to do there, and pupils",),
                excuse=excuse,
            )
            if said.take(finding.start, finding.end):
                added.append(finding)
        added.extend(_mere_words(part, there & _EVERYDAY))
    return [*found, *added] if added else found


def _is_of_adults(f: Finding, view: View) -> bool:
    """Whether the sentence reader alone takes talk among adults, with no child near it, for PB505."""
    if f.code != "PB505" or f.excuse or not (f.why and f.why[0].startswith(READER)):
        return False
    part = next((part for part in view.parts if part.name == f.part), None)
    if part is None:
        return False
    at = part.view_index(f.start)
    near = part.folded[max(0, at - 150) : at + len(f.text) + 150]
    # A class rep is a parent.
    return PUPILS.search(near.replace("class rep", "rep")) is None


def _mere_words(part: TextPart, words: frozenset[str]) -> Iterator[Finding]:
    """Names that are words too and mean no platform anywhere in the part: said so, as an excuse."""
    for word in sorted(words):
        if any(True for _ in _places(part, word)):
            continue
        at = part.folded.find(word)
        while at >= 0:
            yield part.finding("PB505", at, at + len(word), why=("no platform here",), excuse="is_word")
            at = part.folded.find(word, at + len(word))


def _pointed(
    part: TextPart, there: frozenset[str], known: Known, *, to_pupil: bool, post: bool
) -> Iterator[Pointing]:
    """Places that point pupils to a platform, one a sentence."""
    folded = part.folded
    last = read = -1
    for start, end in sorted(place for word in there for place in _places(part, word)):
        first, stop = sentence_at(part, start)
        if first <= last or start < read or part.origin_at(start) is not Origin.AUTHORED:
            continue
        read = start + _APART
        if _is_safe(folded[start:end], known):
            continue
        sentence = folded[first:stop]
        next_first, next_stop = sentence_at(part, min(stop + 1, len(folded) - 1))
        after = folded[next_first:next_stop] if next_first >= stop else ""
        earlier = folded[max(0, first - 120) : first]
        excuse = excuse_of(sentence, earlier, after)
        if not excuse and not to_pupil:
            if not PUPILS.search(folded, max(0, first - 300), min(len(folded), stop + 200)):
                excuse = "is_nobody_young"
            elif (not YOUNG.search(sentence + " " + after) and not (post and PUPILS.search(earlier))) or (
                not post and BETWEEN_ADULTS.search(sentence) and not YOUNG.search(sentence)
            ):
                continue
        if excuse:
            yield Pointing(first, stop, excuse)
            continue
        if is_denied(sentence):
            continue
        act = act_in(sentence, start - first)
        if act is not None:
            begin, close = min(act[0], start - first), max(act[1], end - first)
            young = None if to_pupil else PUPILS.search(sentence, close)
            yield Pointing(first + begin, first + (young.end() if young else close))
        elif THERE_AFTER.match(after) and not is_denied(after):
            yield Pointing(start, next_stop)
        else:
            continue
        last = first


def _places(part: TextPart, word: str) -> Iterator[tuple[int, int]]:
    """Where the platform is named, and means the platform."""
    folded = part.folded
    at = folded.find(word)
    while at >= 0:
        end = at + len(word)
        whole = not folded[at - 1 : at].isalnum() and not folded[end : end + 1].isalnum()
        if whole and folded[at - 1 : at] not in ("@", "/", ".") and folded[end : end + 2] != ".c":
            inside = at > 1 and folded[at - 2] not in ".!?\n"
            if (
                word not in _WORDS_TOO
                or (word != "snap" and part.plain[at].isupper() and inside)
                or KIND.match(folded, end)
                or folded.endswith(
                    (" got ", " on ") if word in _THINGS else (" a ", " our ", " got ", " on "), 0, at
                )
                or (word == "discord" and folded.endswith(" on the ", 0, at))
                or (word == "snap" and part.plain[at].isupper() and folded.endswith((" and ", " or "), 0, at))
            ):
                yield at, end
        at = folded.find(word, end)


def _is_safe(name: str, known: Known) -> bool:
    return any(name in platform.casefold() for platform in known.school.safe_platforms)


REFINER = Refiner(name="platform", codes=("PB505",), needs=("PB501", "PB505", "PB506"), refine=refine)
