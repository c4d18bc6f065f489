"""Whose matter is it? The person that a phrase of a text is said of.

Rules over the sentence: the nearest person before the phrase counts (a pupil's name, a
pronoun, "his mum", "the lad"), then the one after it. A pronoun, or a phrase without any
person, goes back to the pupil named before, or in the subject line. Children in general,
the writer and colleagues are nobody's family.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from msgguard.detect.registry import Known
from msgguard.model import Channel, Finding, Origin
from msgguard.text.sentence import sentence_at
from msgguard.text.view import TextPart, View

CHAIN = frozenset({Origin.QUOTED, Origin.FORWARDED})
# A name this far before a matter may still be its pupil (view indices).
_REACH = 400
# The most characters between a person and what is only maybe a matter.
_CLAUSE = 70
_KIN = (
    r"mum|mummy|mam|mother|dad|daddy|father|parents|step-?dad|step-?mum|step-?father|step-?mother|nan|nana|nanna|gran"
    r"|granny|grandma|grandmother|grandad|granddad|grandfather|grandparents|auntie|aunty|aunt|uncle|brothers?"
    r"|sisters?|siblings?|cousin|family|carers?|partner|boyfriend|ex"
)
_CHILD = r"boy|girl|lad|lass|child|kid|pupil|student|son|daughter|twins?|eldest|youngest|little (?:one|lad|girl|boy)"
_TOKEN = re.compile(
    r"(?P<child_of>\bone of (?:my|our|the|his|her) (?:\w+ )?(?:lads|boys|girls|children|kids|class|lot|pupils|little ones|parents"
    r"|mums|dads|families)\b)"
    rf"|(?P<mine>\b(?:my|our) (?:own )?(?:\w+ )?(?:{_KIN}|{_CHILD}|kids|children)\b)"
    rf"|(?P<own>\byour (?:own )?(?:\w+ )?(?:{_KIN}|{_CHILD})\b)"
    r"|(?P<pronoun>\b(?:he|she|they|him|her|his|hers|their|them|himself|herself|themselves|hes|shes)\b)"
    r"|(?P<generic>\b(?:children|pupils|kids|anyone|anybody|everyone|everybody|people|students|colleagues"
    r"|whoever|those|adults|visitors|nobody|no one|no-one|all parents|dear parents|parents and carers|parents of"
    r"|parents who|families|(?:any|every|each|no|a|an|another|which) (?:\w+ )?(?:child|pupil|parent|boy|girl|lad|kid|student|mum|dad|mother|father)(?! protection| in need| care| arrangements| development)"
    r"|(?:some|all|most|many|few) of (?:the|our|you|them|us|your))\b)"
    rf"|(?P<kin>\b(?:{_KIN})\b)|(?P<child>\b(?:{_CHILD})\b(?! protection| in need| care| arrangements))"
    r"|(?P<staff>\b(?:mr|mrs|ms|miss|mx|dr|sir)\b\.? [a-z][a-z'-]+)"
    r"|(?P<writer>\b(?:i|im|ive|we|weve|me|us|my|our|myself)\b)|(?P<reader>\b(?:you|your|youve|yourself)\b)"
)
_OWN_SELF = frozenset({"writer", "mine"})
_SELVES = frozenset({"writer", "reader", "mine"})
PERSONS = frozenset({"pupil", "pronoun", "kin", "child", "own", "family"})
# A part in a play, a book, a film: nobody's matter.
_STORY = re.compile(
    r"\b(?:plays? (?:the|a|an) \w|playing (?:the|a) \w+ (?:in|on)|the part of|role of|role-play|costume|dress(?:ed)? (?:up )?as"
    r"|pretend\w*|story (?:about|of|called|is)|novel|poem|film about|narrator|panto\w*|puppets?|the patient"
    r"|about (?:a|an) (?:\w+ )?(?:boy|girl|child)|in the (?:book|story|film|play|poem)|book (?:is|about|called))\b"
)
# Between the writer and what is told of the writer: "I've been off with a migraine".
_SELF_TOLD = re.compile(
    r"(?:'m|'ve|'d)?(?:\W+(?:am|have|had|has|was|were|been|got|getting|being|still|now|just|a|an|the|my|off|with|sick|so|very"
    r"|both|need|having|given|put|on|also|always|never|not|really|bit|feeling|felt))*\W*"
)
_SUPPOSED = re.compile(r"\b(?:if|whenever|should|unless|in case|when)\s$")
# A sentence that names nobody and says one of these is about the school at large.
_SCHOOL_WIDE = re.compile(
    r"\b(?:training|refresher|polic(?:y|ies)|assembl(?:y|ies)|workshops?|awareness|leaflets?|courses?|inset|week"
    r"|nurse|posters?|across the school|whole school|figures|lessons?|pshe|live in the|lives in the|kept in the"
    r"|cupboard|stock|supplies|website|newsletter|charity)\b"
)
# What goes before a name that says who was meant: "Nits again. It's Kofi".
_NAMELY = re.compile(r"\b(?:it's|its|it is|they are|these are|this is|namely|for|mainly|only|again):?\s*$")
_COORDINATED = re.compile(r"\s*(?:,|and|&|/|\+|or|,? and)\s*(?:also |then )?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Somebody named at view indices ``start`` to ``end``; ``kind`` is ``pupil`` or ``family``."""

    start: int
    end: int
    about: tuple[str, ...]
    kind: str = "pupil"


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


class _Token(NamedTuple):
    start: int
    end: int
    kind: str
    about: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class People:
    """Everybody named in a message, by part, in order of place."""

    by_part: Mapping[str, Sequence[Mention]]
    titled: tuple[str, ...] = ()
    is_post: bool = False
    greeting: int = 0
    _starts: dict[str, list[int]] = field(default_factory=dict)

    def within(self, part: str, start: int, end: int) -> Sequence[Mention]:
        """Mentions of a part that begin between two view indices."""
        mentions = self.by_part.get(part, ())
        starts = self._starts.get(part)
        if starts is None:
            starts = self._starts[part] = [m.start for m in mentions]
        return mentions[bisect_left(starts, start) : bisect_left(starts, end)]

    def is_list(self, part: str) -> bool:
        """Whether a part names five pupils or more."""
        return len({m.about for m in self.by_part.get(part, ())}) >= 5


def names_somebody(view: View, known: Known, findings: Sequence[Finding]) -> bool:
    """Whether a pupil is named or pointed to, or a guardian's name stands in the text."""
    if any(f.code.startswith("PN20") and not f.excuse and f.code not in ("PN203", "PN207") for f in findings):
        return True
    roster = known.roster
    return roster is not None and any(
        _may_name(part, known) for part in view.parts if part.name in ("body", "subject")
    )


def _may_name(part: TextPart, known: Known) -> bool:
    """Whether a guardian's name that is no colleague's, with a capital, stands below the greeting."""
    names = known.roster.guardians_by_name if known.roster is not None else {}
    found = {w for w in part.words if w in names or w[:-1] in names or w[:-2] in names}
    if found:
        found -= _staff_words(known)
    begin = greeting_end(part) if found else 0
    return any(part.plain.find(word[0].upper() + word[1:], begin) >= 0 for word in found)


def people_of(view: View, known: Known, findings: Sequence[Finding]) -> People:
    """Pupils that the findings name, wherever their names stand again, and families named."""
    spoken: dict[str, tuple[str, ...]] = {}
    fixed: dict[str, dict[int, Mention]] = {}
    parts = {part.name: part for part in view.parts}
    for f in findings:
        named = f.code in ("PN201", "PN202", "PN205") or (
            f.code == "PN204" and f.facts.get("inner") in ("PN201", "PN202")
        )
        if not named or f.excuse or f.part not in parts or f.start < 0:
            continue
        part = parts[f.part]
        start = part.view_index(f.start)
        end = start + len(f.text)
        fixed.setdefault(f.part, {})[start] = Mention(start=start, end=end, about=f.about)
        if len(f.text) > 2:
            spoken.setdefault(part.plain[start:end], f.about)
    for part in view.parts:
        if part.name.startswith("name:") or part.name == "links":
            continue
        places = fixed.setdefault(part.name, {})
        for text, about in spoken.items():
            _add_again(part, text, about, places)
        _add_families(part, known, places)
    by_part = {name: sorted(found.values(), key=lambda m: m.start) for name, found in fixed.items()}
    titled = [m for m in by_part.get("subject", ()) if m.kind == "pupil"]
    return People(
        is_post=view.message.channel is Channel.POST,
        by_part=by_part,
        titled=_union(titled),
        greeting=greeting_end(view.body),
    )


def _add_again(part: TextPart, text: str, about: tuple[str, ...], places: dict[int, Mention]) -> None:
    at = part.plain.find(text)
    while at >= 0:
        end = at + len(text)
        whole = not (at and part.folded[at - 1].isalnum()) and not part.folded[end : end + 1].isalnum()
        if whole:
            places.setdefault(at, Mention(start=at, end=end, about=about))
        at = part.plain.find(text, end)


# Who is greeted is the reader, not the matter: up to the first comma or line's end.
_GREETING = re.compile(
    r"\s*(?:dear|hi|hello|hiya|hey|morning|good (?:morning|afternoon|evening))\b[^\n,;:!?-]{0,60}"
)
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.?(?: (?:and|&) (?:Mr|Mrs|Ms|Miss|Mx|Dr)\.?)? ([A-Z][\w'’-]+)"
)
_FULL = re.compile(r"\b([A-Z][\w’'-]+)(?= ([A-Z][\w’-]+))")
_HOUSE = re.compile(
    r"\b[Tt]he ([A-Z][\w’-]+?)(?:e?s\b(?!')| (?:family|lot|pair|boys|girls?|twins|kids|children|house|household)\b)"
)


def greeting_end(part: TextPart) -> int:
    """Where the words to the reader end in which a part begins."""
    greeting = _GREETING.match(part.folded)
    return greeting.end() if greeting else 0


def _staff_words(known: Known) -> set[str]:
    return {word for person in known.school.staff for word in person.name.lower().split()}


def _add_families(part: TextPart, known: Known, places: dict[int, Mention]) -> None:
    """Guardians by full name or title, and "the Okafors": a family is told of as well as a pupil."""
    roster = known.roster
    if roster is None:
        return
    by_name = roster.guardians_by_name
    if not _may_name(part, known):
        return
    staff = _staff_words(known)
    begin = greeting_end(part)
    for match in _FULL.finditer(part.plain, begin):
        given, family = match[1].lower(), match[2].lower()
        people = [
            g for g in by_name.get(given, ()) if g.family.lower() == family and g.given.lower() == given
        ]
        _add(places, match.start(), match.end(2), people)
    for match in _TITLED.finditer(part.plain, begin):
        name = match[1].lower().removesuffix("'s").removesuffix("’s")
        people = [g for g in by_name.get(name, ()) if g.family.lower() == name]
        if name not in staff:
            _add(places, match.start(), match.end(), people)
    for match in _HOUSE.finditer(part.plain, begin):
        name = match[1].lower()
        for spelling in (name, name + "e", name + "s"):
            people = [g for g in by_name.get(spelling, ()) if g.family.lower() == spelling]
            _add(places, match.start(1), match.end(), people)


def _add(places: dict[int, Mention], start: int, end: int, people: Sequence[object]) -> None:
    about = tuple(dict.fromkeys(child for person in people for child in getattr(person, "children", ())))
    if about and start not in places:
        places[start] = Mention(start=start, end=end, about=about, kind="family")


def _union(mentions: Sequence[Mention | _Token]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pupil for mention in mentions for pupil in mention.about))


def tokens_of(part: TextPart, start: int, end: int, people: People) -> list[_Token]:
    """Persons between two view indices: names first, then words for people."""
    if part.name == "body":
        start = max(start, people.greeting)
    named = [_Token(m.start, m.end, m.kind, m.about) for m in people.within(part.name, start, end)]
    found = list(named)
    for match in _TOKEN.finditer(part.folded, start, end):
        if not any(n.start < match.end() and match.start() < n.end for n in named):
            kind = match.lastgroup or ""
            found.append(_Token(match.start(), match.end(), "child" if kind == "child_of" else kind))
    return sorted(found)


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


def is_onto_person(part: TextPart, end: int, people: People) -> bool:
    """Whether a person follows a verb at once: ``kicked Rory``, ``hit her``."""
    tokens = tokens_of(part, end, min(end + 24, len(part.folded)), people)
    return bool(tokens) and tokens[0].start - end < 8 and tokens[0].kind not in ("own", "reader")


def is_of_writer(part: TextPart, start: int, people: People) -> bool:
    """Whether the writer is the last person before the phrase in its sentence."""
    first, _ = sentence_at(part, start)
    tokens = tokens_of(part, max(first, start - 400), start, people)
    return bool(tokens) and tokens[-1].kind in _SELVES and _is_self_told(part, tokens[-1], start)


def _is_self_told(part: TextPart, token: _Token, start: int) -> bool:
    """Whether nothing but an auxiliary stands between the writer and the phrase."""
    said = part.folded[token.start : token.end] in ("i", "im", "ive", "we", "weve")
    return said and _SELF_TOLD.fullmatch(part.folded, token.end, start) is not None


def _resolved(part: TextPart, person: _Token, earlier: Sequence[_Token], first: int, people: People) -> Whose:
    if person.kind in ("pupil", "family"):
        return Whose(_with_list(part, person, earlier), "named")
    if person.kind == "own":
        return Whose((), "own")
    names = [t for t in earlier if t.kind in ("pupil", "family")]
    if names:
        return Whose(_union(names), person.kind)
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
    return _union(people.within(part.name, stop, stop + 160))


def _is_individual(part: TextPart, person: _Token, first: int, people: People) -> bool:
    """Whether a post tells of one child or parent whom it need not name."""
    if part.folded[person.start : person.end] in ("they", "them", "their", "themselves"):
        return False
    if person.kind != "pronoun":
        return part.folded[person.start : person.end] not in ("parents", "family", "partner", "ex")
    before = tokens_of(part, max(0, first - _REACH), person.start, people)
    last = next((t for t in reversed(before) if t.kind not in ("pronoun", "writer", "reader")), None)
    return last is not None and last.kind in ("child", "kin")


def _with_list(part: TextPart, person: _Token, earlier: Sequence[_Token]) -> tuple[str, ...]:
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
        return Whose(topic or _union(beside), "before")
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
