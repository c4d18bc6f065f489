"""Whose matter is it? The person that a phrase of a text is said of.

Rules over the sentence: the nearest person before the phrase counts (a pupil's name, a
pronoun, "his mum", "the lad"), then the one after it. A pronoun, or a phrase without any
person, goes back to the pupil named before, or in the subject line. Children in general,
the writer and colleagues are nobody's family.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgguard import lazyre as re
from msgguard.detect.people import Mention, People, Token, tokens_of, union
from msgguard.model import Origin
from msgguard.text.sentence import sentence_at
from msgguard.text.view import TextPart

CHAIN = frozenset({Origin.QUOTED, Origin.FORWARDED})
# A name this far before a matter may still be its pupil (view indices).
_REACH = 400
# The most characters between a person and what is only maybe a matter.
_CLAUSE = 70
_OWN_SELF = frozenset({"writer", "mine"})
_SELVES = frozenset({"writer", "reader", "mine"})
PERSONS = frozenset({"pupil", "pronoun", "kin", "child", "own", "family"})
# A part in a play, a book, a film: nobody's matter.
_STORY = re.compile(
    r"\b(?:plays? (?:the|a|an) \w|playing (?:the|a) \w+ (?:in|on)|the part of|role of|role-play|costume"
    r"|dress(?:ed)? (?:up )?as|pretend\w*|story (?:about|of|called|is)|novel|poem|film about|narrator"
    r"|panto\w*|puppets?|the patient|about (?:a|an) (?:\w+ )?(?:boy|girl|child)"
    r"|in the (?:book|story|film|play|poem)|book (?:is|about|called))\b"
)
# Between the writer and what is told of the writer: "I've been off with a migraine".
_SELF_TOLD = re.compile(
    r"(?:'m|'ve|'d)?(?:\W+(?:am|have|had|has|was|were|been|got|getting|being|still|now|just|a|an|the|my|off"
    r"|with|sick|so|very|both|need|having|given|put|on|also|always|never|not|really|bit|feeling|felt"
    r"|final|first|second|formal|verbal))*\W*"
)
_SUPPOSED = re.compile(r"\b(?:if|whenever|should|unless|in case|when)\s$")
# A sentence that names nobody and says one of these is about the school at large.
_SCHOOL_WIDE = re.compile(
    r"\b(?:training|refresher|polic(?:y|ies)|assembl(?:y|ies)|workshops?|awareness|leaflets?|courses?|inset|week"
    r"|nurse|posters?|across the school|whole school|figures|lessons?|pshe|live in the|lives in the"
    r"|kept in the|cupboard|stock|supplies|website|newsletter|charity)\b"
)
# What goes before a name that says who was meant: "Nits again. It's Kofi".
_NAMELY = re.compile(r"\b(?:it's|its|it is|they are|these are|this is|namely|for|mainly|only|again):?\s*$")
_EVERY = re.compile(r"\b(?:every|any|each|all|no|those|other)(?: \w+)? $")
_COORDINATED = re.compile(r"\s*(?:,|and|&|/|\+|or|,? and)\s*(?:also |then )?")


class Whose(NamedTuple):
    """Roster ids (none for the recipient's own child, or somebody unknown), how, and the excuse."""

    about: tuple[str, ...] = ()
    how: str = ""
    excuse: str = ""
    upto: int = 0

    @property
    def is_direct(self) -> bool:
        """Whether the person stands in the clause itself."""
        return self.how in ("named", "pronoun", "kin", "child")


def whose(part: TextPart, start: int, end: int, people: People, *, sure: bool, grave: bool = False) -> Whose:
    """Whose matter the phrase at ``start`` to ``end`` is; ``sure`` ones need no person beside them.

    Of what is ``grave`` the writer may tell in the first person: "I've had social services on".
    """
    first, last = sentence_at(part, start)
    first, last = max(first, start - 400), min(max(last, end), end + 400)
    below = _of_those_below(part, end, people) if sure else ()
    if below:
        return Whose(below, "named")
    tokens = tokens_of(part, first, last, people)
    before = [t for t in tokens if t.start < start]
    inside = [t for t in tokens if start <= t.start < end]
    persons = [t for t in before if t.kind in PERSONS]
    if _STORY.search(part.folded, first, last) or _is_title(part, first, start, last):
        return Whose(excuse="is_story")
    nearest = before[-1] if before else None
    if not persons and inside and inside[0].kind in PERSONS:
        persons, nearest = inside[:1], inside[0]
    if nearest is not None and nearest.kind == "mine":
        return Whose(excuse="is_of_writer")
    if nearest is not None and nearest.kind in ("generic", "staff"):
        return Whose(excuse="is_school_at_large" if nearest.kind == "generic" else "is_of_staff")
    if persons:
        person = persons[-1]
        if not sure and start - person.end > _CLAUSE:
            return Whose(excuse="is_about_nobody")
        if (
            nearest is not None
            and nearest.kind in (_OWN_SELF if sure else _SELVES)
            and start - nearest.end < 12
        ):
            return Whose(excuse="is_of_writer")
        if not sure and _SUPPOSED.search(part.folded, max(first, person.start - 12), person.start):
            return Whose(excuse="is_supposed")
        return _resolved(part, person, [t for t in persons if t is not person], first, people)
    if (
        nearest is not None
        and nearest.kind in _SELVES
        and (not sure or (not grave and _is_self_told(part, nearest, start)))
    ):
        return Whose(excuse="is_of_writer")
    after = [t for t in tokens if t.start >= end and t.kind in (*PERSONS, "generic")]
    if after and (sure or after[0].start - end < 25):
        if after[0].kind == "generic":
            return Whose(excuse="is_school_at_large")
        if after[0].kind != "pronoun" or sure:
            return _resolved(part, after[0], [], first, people)
    if not sure and (start > first + 2 or tokens):
        return Whose(excuse="is_about_nobody")
    if _SCHOOL_WIDE.search(part.folded, first, last):
        return Whose(excuse="is_school_at_large")
    return _of_those_before(part, first, people, near=True, brief=sure and last - first < 160)


def is_of_colleague(part: TextPart, start: int, people: People) -> bool:
    """Whether a colleague is the last person named before the phrase, or in the sentence before."""
    first, _ = sentence_at(part, start)
    tokens = tokens_of(part, max(0, first - _REACH // 2), start, people)
    named = [t for t in tokens if t.kind not in ("pronoun", "reader")]
    return bool(named) and named[-1].kind == "staff"


def _is_title(part: TextPart, first: int, start: int, last: int) -> bool:
    """Whether the phrase stands in a quoted title: ``"When Grandad Died"``."""
    if part.folded.count('"', first, start) % 2 == 0:
        return False
    opening = part.folded.rfind('"', first, start)
    closing = part.folded.find('"', start, last)
    title = part.plain[opening + 1 : closing].split() if closing > 0 else []
    return bool(title) and all(w[0].isupper() or len(w) < 4 for w in title) and title[0][0].isupper()


def is_of_everyone(part: TextPart, start: int) -> bool:
    """Whether the phrase is said of all there are: ``every mum who wrote``."""
    return _EVERY.search(part.folded, max(0, start - 24), start) is not None


def is_onto_person(part: TextPart, end: int, people: People) -> bool:
    """Whether a person follows a verb at once: ``kicked Rory``, ``hit her``."""
    tokens = tokens_of(part, end, min(end + 24, len(part.folded)), people)
    return bool(tokens) and tokens[0].start - end < 8 and tokens[0].kind not in ("own", "reader")


def is_of_writer(part: TextPart, start: int, people: People) -> bool:
    """Whether the writer is the last person before the phrase in its sentence."""
    first, _ = sentence_at(part, start)
    tokens = tokens_of(part, max(first, start - 400), start, people)
    return bool(tokens) and tokens[-1].kind in _SELVES and _is_self_told(part, tokens[-1], start)


def _is_self_told(part: TextPart, token: Token, start: int) -> bool:
    """Whether nothing but an auxiliary stands between the writer and the phrase."""
    said = part.folded[token.start : token.end] in ("i", "im", "ive", "we", "weve")
    return said and _SELF_TOLD.fullmatch(part.folded, token.end, start) is not None


def _resolved(part: TextPart, person: Token, earlier: Sequence[Token], first: int, people: People) -> Whose:
    if person.kind in ("pupil", "family"):
        return Whose(_with_list(part, person, earlier), "named")
    if person.kind == "own":
        return Whose((), "own")
    names = [t for t in earlier if t.kind in ("pupil", "family")]
    if names:
        return Whose(union(names), person.kind)
    if any(t.kind == "own" for t in earlier):
        return Whose((), "own")
    found = _of_those_before(part, first, people, near=False)
    if found.excuse and people.is_post and _is_individual(part, person, first, people):
        return Whose((), person.kind)
    return found if found.excuse else found._replace(how=person.kind)


def _of_those_below(part: TextPart, end: int, people: People) -> tuple[str, ...]:
    """The pupils in the lines under a heading: ``FSM children from Monday are:``."""
    stop = part.folded.find("\n", end)
    if stop < 0 or stop - end > 60 or not part.folded[end:stop].rstrip().endswith(":"):
        return ()
    return union(people.within(part.name, stop, stop + 160))


def _is_individual(part: TextPart, person: Token, first: int, people: People) -> bool:
    """Whether a post tells of one child or parent whom it need not name."""
    if part.folded[person.start : person.end] in ("they", "them", "their", "themselves"):
        return False
    if person.kind != "pronoun":
        return part.folded[person.start : person.end] not in ("parents", "family", "partner", "ex")
    before = tokens_of(part, max(0, first - _REACH), person.start, people)
    last = next((t for t in reversed(before) if t.kind not in ("pronoun", "writer", "reader")), None)
    return last is not None and last.kind in ("child", "kin")


def _with_list(part: TextPart, person: Token, earlier: Sequence[Token]) -> tuple[str, ...]:
    """The pupil and those joined with him or her: ``Rory and Jasmine``."""
    about = list(person.about)
    at = person.start
    for token in reversed(earlier):
        if token.kind != "pupil" or not _COORDINATED.fullmatch(part.folded, token.end, at):
            break
        about.extend(token.about)
        at = token.start
    return tuple(dict.fromkeys(about))


def _of_one_sentence(part: TextPart, earlier: Sequence[Mention]) -> Sequence[Mention]:
    """The last mention and those that stand in its sentence."""
    first, _ = sentence_at(part, earlier[-1].start)
    return [m for m in earlier if m.start >= first]


def _of_those_before(part: TextPart, first: int, people: People, *, near: bool, brief: bool = False) -> Whose:
    """The pupil named before the sentence (``near``: just before), in the subject, or after it."""
    chain = part.origin_at(first) in CHAIN
    reach = _REACH // 2 if near else _REACH * 2
    earlier = [
        m
        for m in people.within(part.name, max(0, first - reach), first)
        if (part.origin_at(m.start) in CHAIN) == chain
    ]
    if earlier:
        beside = _of_one_sentence(part, earlier)
        topic = tuple(p for p in people.titled if any(p in m.about for m in beside))
        return Whose(topic or union(beside), "before")
    filed = people.in_file_name(part.name)
    if filed:
        return Whose(filed, "file name")
    if people.titled:
        return Whose(people.titled, "subject")
    later = [
        m
        for m in people.within(part.name, first, len(part.folded))
        if (part.origin_at(m.start) in CHAIN) == chain and m.start - first < _REACH
    ]
    if later and (brief or _NAMELY.search(part.folded, first, later[0].start)):
        return Whose(later[0].about, "after", upto=later[0].end)
    return Whose(excuse="is_about_nobody")
