"""Who is named in a message, and which words stand for people: what "whose matter" builds on.

Pupils are those that the names' detector found, wherever their names stand again; families
are guardians by full name or title, and "the Okafors". Whom the greeting names is the reader.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from msgguard import lazyre as re
from msgguard.detect.registry import Known
from msgguard.model import Channel, Finding
from msgguard.text.view import TextPart, View

_KIN = (
    r"mum|mummy|mam|mother|dad|daddy|father|parents|step-?dad|step-?mum|step-?father|step-?mother"
    r"|nan|nana|nanna|gran|granny|grandma|grandmother|grandad|granddad|grandfather|grandparents|auntie|aunty|aunt|uncle|brothers?"
    r"|sisters?|siblings?|cousin|family|carers?|partner|boyfriend|ex"
)
_CHILD = (
    r"boy|girl|lad|lass|child|kid|pupil|student|son|daughter|twins?|eldest|youngest"
    r"|little (?:one|lad|girl|boy)"
)
_GROUP = r"lads|boys|girls|children|kids|class|lot|pupils|little ones|parents|mums|dads|families"
# "A child protection plan" speaks of no child.
_NO_CHILD = r"(?! protection| in need| care| arrangements| development)"
_TOKEN = re.compile(
    rf"(?P<child_of>\bone of (?:my|our|the|his|her) (?:\w+ )?(?:{_GROUP})\b)"
    rf"|(?P<mine>\b(?:my|our) (?:own )?(?:\w+ )?(?:{_KIN}|{_CHILD}|kids|children)\b)"
    rf"|(?P<own>\byour (?:own )?(?:\w+ )?(?:{_KIN}|{_CHILD})\b)"
    r"|(?P<pronoun>\b(?:he|she|they|him|her|his|hers|their|them|himself|herself|themselves|hes|shes)\b)"
    r"|(?P<generic>\b(?:children|pupils|kids|anyone|anybody|everyone|everybody|people|students|colleagues"
    r"|whoever|those|adults|visitors|nobody|no one|no-one|all parents|dear parents|parents and carers"
    r"|parents of|parents who|families|(?:any|every|each|no|a|an|another|which) (?:\w+ )?"
    rf"(?:child|pupil|parent|boy|girl|lad|kid|student|mum|dad|mother|father){_NO_CHILD}"
    r"|(?:some|all|most|many|few) of (?:the|our|you|them|us|your))\b)"
    rf"|(?P<kin>\b(?:{_KIN})\b)|(?P<child>\b(?:{_CHILD})\b{_NO_CHILD})"
    r"|(?P<staff>\b(?:mr|mrs|ms|miss|mx|dr|sir)\b\.? [a-z][a-z'-]+)"
    r"|(?P<writer>\b(?:i|im|ive|we|weve|me|us|my|our|myself)\b)"
    r"|(?P<reader>\b(?:you(?! know (?:who|the one))|your|youve|yourself)\b)"
)
# Who is greeted is the reader, not the matter: up to the first comma or line's end.
_GREETING = re.compile(
    r"\s*(?:dear|hi|hello|hiya|hey|morning|good (?:morning|afternoon|evening))\b[^\n,;:!?-]{0,60}"
)
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.?(?: (?:and|&) (?:Mr|Mrs|Ms|Miss|Mx|Dr)\.?)? ([A-Z][\w'’-]+)"
)
_FULL = re.compile(r"\b([A-Z][\w’'-]+)(?= ([A-Z][\w’-]+))")
_HOUSE = re.compile(
    r"\b[Tt]he ([A-Z][\w’-]+?)(?:e?s\b(?!')| (?:family|lot|pair|boys|girls?|twins|kids"
    r"|children|house|household)\b)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Somebody named at view indices ``start`` to ``end``; ``kind`` is ``pupil`` or ``family``."""

    start: int
    end: int
    about: tuple[str, ...]
    kind: str = "pupil"


class Token(NamedTuple):
    """A word or name for somebody at view indices, and what kind of person it is."""

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

    def in_file_name(self, part: str) -> tuple[str, ...]:
        """Pupils in the name of the file that a part belongs to (``file:plan.docx#comments``)."""
        kind, _, name = part.partition(":")
        if kind != "file":
            return ()
        named = self.by_part.get(f"name:{name}") or self.by_part.get(f"name:{name.rpartition('#')[0]}")
        return union(named or ())

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
        titled=union(titled) or _of_one_file(by_part),
        greeting=greeting_end(view.body),
    )


def _of_one_file(by_part: Mapping[str, Sequence[Mention]]) -> tuple[str, ...]:
    """The one pupil whom the names of the attached files name: what a text below them may be about."""
    named = union([m for name, found in by_part.items() if name.startswith("name:") for m in found])
    return named if len(named) == 1 else ()


def _add_again(part: TextPart, text: str, about: tuple[str, ...], places: dict[int, Mention]) -> None:
    at = part.plain.find(text)
    while at >= 0:
        end = at + len(text)
        whole = not (at and part.folded[at - 1].isalnum()) and not part.folded[end : end + 1].isalnum()
        if whole:
            places.setdefault(at, Mention(start=at, end=end, about=about))
        at = part.plain.find(text, end)


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


def union(mentions: Sequence[Mention | Token]) -> tuple[str, ...]:
    """The roster ids of several people, each once."""
    return tuple(dict.fromkeys(pupil for mention in mentions for pupil in mention.about))


def tokens_of(part: TextPart, start: int, end: int, people: People) -> list[Token]:
    """Persons between two view indices: names first, then words for people."""
    if part.name == "body":
        start = max(start, people.greeting)
    named = [Token(m.start, m.end, m.kind, m.about) for m in people.within(part.name, start, end)]
    found = list(named)
    for match in _TOKEN.finditer(part.folded, start, end):
        if not any(n.start < match.end() and match.start() < n.end for n in named):
            kind = match.lastgroup or ""
            found.append(Token(match.start(), match.end(), "child" if kind == "child_of" else kind))
    return sorted(found)
