"""PN202: a child who can be told without a name: initials with a class, a description with a class.

Two searches, each only where its words occur: initials need a class or a parent beside
them, a description needs a child's word (boy, girl, pupil …) with a class or year. With a
roster the initials must be a pupil's of that class.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from msgguard.detect.nameword import places_of
from msgguard.detect.registry import Known
from msgguard.model import Confidence
from msgguard.school.letters import key_of
from msgguard.school.names import NameIndex
from msgguard.school.roster import Pupil
from msgguard.text.view import TextPart

NOUNS = frozenset((
    "boy", "girl", "lad", "lass", "laddie", "lassie", "child", "pupil", "student", "kid", "twins",
    "twin", "one", "brothers", "sisters", "siblings", "youngster", "newcomer", "chap", "fella",
    "monkey", "tot", "learner",
))  # fmt: skip
_NOUN = (
    r"(?:boys?|girls?|lad(?:die)?|lass(?:ie)?|child|pupil|student|kid|twins?|one|brothers|sisters"
    r"|siblings|youngster|newcomer|chap|fella|learner)"
)
_PARENTS = frozenset(
    {"mum", "mother", "mam", "dad", "father", "nan", "parent", "parents", "carer", "guardian", "family"}
)
_INITIALS = re.compile(r"([A-Z](?<![\w.&/@'-][A-Z])(?:(?:\.[ ]?|-)?[A-Z]){1,3}\.?)(?![\w&/@])")
# With a roster also one letter, where few children of the class fit.
_INITIAL_OR_MORE = re.compile(r"([A-HJ-Z](?<![\w.&/@'-][A-Z])(?:(?:\.[ ]?|-)?[A-Z]){0,3}\.?)(?![\w&/@'’])")
_OWN_CLASS = re.compile(r"(?:my|our|her|his|your) ")
_IN_CLASS = re.compile(r" (?:in|from) ")
_LABEL_BEFORE = re.compile(
    r"\b(?:group|room|tent|team|set|table|block|option|item|part|house|bus|coach|row|form) $"
)
_PARENT_BEFORE = re.compile(
    r"(?:mum|mother|mam|mummy|dad|father|nan|parents?|carer|guardian|family|brother|sister) (?:of|to) $"
)
_PARENT_AFTER = re.compile(r"['’]s? (?:mum|mother|mam|mummy|dad|father|nan|parents?|carer|guardian|family)\b")
# Capitals that schools write and that are nobody's initials.
ACRONYMS = frozenset((
    "pe", "ta", "tas", "sen", "send", "senco", "re", "it", "hr", "uk", "ppa", "ehcp", "gds", "wts",
    "mfl", "ict", "dsl", "ddsl", "lsa", "eyfs", "db", "tv", "pta", "pshe", "dt", "adhd", "asd", "slt",
    "ks", "sats", "eal", "fsm", "pp", "la", "lea", "nhs", "camhs", "cpd", "inset", "ect", "nqt", "qts",
    "ofsted", "dbs", "gdpr", "pdf", "faq", "eta", "ps", "pps", "am", "pm", "ok", "id", "cd", "dvd",
    "vip", "rip", "asap", "fyi", "tbc", "tba", "usa", "eu", "bbc", "itv", "mps", "ltd", "plc", "hq",
    "ww", "ww2", "wwi", "gp", "icu", "rwm", "spag", "gps", "cvc", "hmi", "smt", "hlta", "ceo", "cfo",
    "gcse", "nvq", "btec", "ib", "stem", "steam", "rsvp", "lol", "omg", "xx", "xxx", "rm", "phd", "mr",
    "mrs", "ms", "dr", "st", "no", "nos", "ref", "tel", "fs", "ab", "oaps", "obe", "mbe",
))  # fmt: skip
_YEAR = (
    r"(?:reception|nursery|foundation stage|year (?:1[0-3]|[1-9]|one|two|three|four|five|six|seven"
    r"|eight|nine|ten"
    r"|eleven)|yr ?(?:1[0-3]|[1-9])|y ?(?:1[0-3]|[1-9]))"
)
_ANY_CLASS = r"(?:1[0-3]|[1-9])[a-z](?![a-z])"
_NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11",
}  # fmt: skip
# What makes even "a boy in Year 4" one child: a condition, an aid, a family, an origin, an incident.
_TELLING = re.compile(
    r"wheelchair|hearing|implant|\bglasses|tube|1:1|one[- ]to[- ]one|ehcp|autis|adhd|diabet|epilep"
    r"|allerg|insulin"
    r"|\bpump|plaster|\bcast\b|\bframe|stutter|stammer|eczema|patch|cancer|leuk|down'?s syn|cerebral"
    r"|palsy|adopted"
    r"|foster|social worker|\bdad|\bmum|mother|father|brother|sister|parents?\b|grandad|\bnan\b"
    r"|came from|come from"
    r"|comes from|deaf|blind|disabled|looked[- ]after|syria|afghan|ukrain"
    r"|refugee|asylum|speaks|arrived|moved|joined|excluded|suspended|\bbit\b|bites"
    r"|bolts|ran away"
    r"|runs off|wets|\bnits|free school meals|\bfsm|prison|custody|court|hospital|\bdied|bereav"
    r"|\bscar|birthmark"
    r"|braces|prosthe|walker|defenders|fidget|necklace|sickle|albin|asthma|inhaler|epipen|seizure"
    r"|\bfits\b|crutch"
    r"|\bleg|\barm\b|hijab|turban|patka|stoma|catheter|nappies|pull-ups|mute|dyslex|dysprax|tourette|heart"
)
_GENERAL = re.compile(
    r"(?:who|that) (?:wants?|needs?|would|has finished|hasn't|is interested|can|could|may|might"
    r"|completes?|attends?"
    r"|brings?|forgets?|wishes|signs?|owes?|is not|isn't|does not|doesn't|reads? (?:the )?most|wins?"
    r"|gets?|have)\b"
    r"|with (?:the (?:best|most|highest|neatest|fastest|longest|biggest)|permission|a signed|parental"
    r"|a form|a packed"
    r"|full marks|100%)"
)
_WHOLE = frozenset(
    {"any", "every", "each", "no", "which", "what", "per", "whichever", "all", "most", "if", "some", "many"}
)
_DETERMINERS = frozenset({"the", "that", "this", "my", "our", "your", "a", "an", "one", "another", "only"})
_ADJECTIVES = frozenset(
    ("new", "wee", "little", "tiny", "small", "poor", "young", "quiet", "tall", "deaf", "blind")
)
# Up to five words before the child's word.
_LEAD = re.compile(r"(?:(?<![\w'’-])[a-z-]{1,14} ){1,5}$")


class Patterns(NamedTuple):
    """Searches made for a school's class names, each anchored at a place already found."""

    after: re.Pattern[str]
    before: re.Pattern[str]
    noun_class: re.Pattern[str]
    noun_link: re.Pattern[str]
    noun_tail: re.Pattern[str]
    class_before: re.Pattern[str]
    gate: frozenset[str]


@lru_cache(maxsize=16)
def patterns_for(classes: frozenset[str]) -> Patterns:
    """Searches for these class names; without any, for the usual shapes."""
    names = "|".join(re.escape(name) for name in sorted(classes, key=len, reverse=True))
    named = names if classes else _ANY_CLASS
    group = rf"(?:class )?(?:{named}|{_YEAR})"
    wider = rf"(?:{group}|(?:my|our|her|his|your) (?:class|form|tutor group|year group|set))"
    tail = (
        r"(?P<tail> (?:with|who|whose|that|on|using|wearing|has|is|in a|in the|and (?:his|her"
        r"|their)) [^\n.;,()!?]{2,70})?"
    )
    link = r"(?:with|who|whose|that|who's|whos|on|using|wearing|in a|in the)"
    return Patterns(
        after=re.compile(rf"['’]?s? ?(?:\(|\[|,|-|–|/)? ?(?:in|from|of)? ?(?P<class>{group})\b"),
        before=re.compile(rf"(?P<class>{group})(?:['’]s|:| -| –|,)? ?\(?$"),
        noun_class=re.compile(rf"(?P<noun>{_NOUN}) (?:in|from|of) (?:the )?(?P<group>{wider})\b{tail}"),
        noun_link=re.compile(
            rf"(?P<noun>{_NOUN}) (?P<tail>{link} [^\n.;()!?]{{2,50}}?) (?:in|from) (?P<group>{wider})\b"
        ),
        noun_tail=re.compile(rf"(?P<noun>{_NOUN})\b{tail}"),
        class_before=re.compile(
            rf"(?<![^\s(])(?P<group>{group})(?:['’]s)? (?P<only>(?:only |new |one ){{0,2}})$"
        ),
        gate=frozenset(classes)
        | {
            "year",
            "reception",
            "nursery",
            "yr",
            "class",
            "form",
            "tutor",
            "set",
            *(f"y{n}" for n in range(1, 14)),
        },
    )


class Hit(NamedTuple):
    """One place: indices, pupils it may mean, how surely, why, and the excuse if any."""

    start: int
    end: int
    pupils: tuple[Pupil, ...]
    confidence: Confidence
    why: str
    excuse: str = ""


def identifiable_in(part: TextPart, known: Known) -> Iterator[Hit]:
    """Children that the part points to without a full name."""
    index = known.names
    classes = index.class_keys if index is not None else frozenset()
    patterns = patterns_for(classes)
    words = part.words
    near_class = bool(words & patterns.gate) or (not classes and _has_any_class(words))
    if near_class or words & _PARENTS:
        yield from _initials(part, index, patterns, near_class=near_class)
    if near_class and words & NOUNS:
        yield from _descriptions(part, index, patterns)


def _has_any_class(words: frozenset[str]) -> bool:
    return any(1 < len(word) < 4 and word[0] in "123456789" and word[-1].isalpha() for word in words)


def _initials(
    part: TextPart, index: NameIndex | None, patterns: Patterns, *, near_class: bool
) -> Iterator[Hit]:
    folded = part.folded
    shape = _INITIALS if index is None or not index.pupils else _INITIAL_OR_MORE
    for match in shape.finditer(part.plain):
        letters = re.sub(r"[^a-z]", "", match[1].lower())
        if len(letters) > 4 or (letters in ACRONYMS and "." not in match[1]):
            continue
        start, end = match.span(1)
        group = ""
        if near_class:
            after = patterns.after.match(folded, end)
            before = None if after else patterns.before.search(folded, max(0, start - 24), start)
            found = after or before
            if found is not None:
                group = found["class"]
                if after:
                    end = after.end() + (
                        folded[after.end() : after.end() + 1] in (")", "]") and "(" in after[0]
                    )
                elif before:
                    start = before.start()
        parent = _PARENT_BEFORE.search(folded, max(0, start - 24), start)
        owner = _PARENT_AFTER.match(folded, end)
        if not group and (len(letters) == 1 or not (parent or owner)):
            continue
        labelled = _LABEL_BEFORE.search(folded, max(0, start - 12), match.start(1)) is not None
        if len(letters) == 1 and (labelled or not _IN_CLASS.match(folded, match.end(1))):
            continue  # "Group B (4N)" is no child
        if parent and not group:
            start = parent.start()
        elif owner and not group:
            end = owner.end()
        if index is None or not index.pupils:
            yield Hit(start, end, (), Confidence.MEDIUM, "initials with a class or a parent")
            continue
        bearers = index.initials.get(letters, ())
        fitting = bearers
        if group:
            there = places_in_group(index, group)
            fitting = tuple(place for place in bearers if place in there)
        if not fitting:
            yield Hit(start, end, (), Confidence.LOW, "initials of no pupil there", "is_no_pupil")
            continue
        yield Hit(
            start, end, index.people(fitting), Confidence.HIGH, f"initials of {len(fitting)} pupil(s) there"
        )


def places_in_group(index: NameIndex, group: str) -> frozenset[int]:
    """Places of the pupils in a class or year as the text calls it."""
    name = key_of(group.removeprefix("class ").replace(" ", ""))
    return index.by_group.get(name) or index.by_group.get(year_of(group), frozenset())


def year_of(group: str) -> str:
    """The year a group's name says: ``year 4`` and ``yr 4`` give y4, ``reception`` gives yr."""
    group = group.removeprefix("class ").strip()
    if group.startswith("reception"):
        return "yr"
    if group.startswith("nursery"):
        return "yn"
    match = re.fullmatch(r"(?:year|yr|y) ?(\w+)", group)
    return "y" + _NUMBERS.get(match[1], match[1]) if match else ""


def _descriptions(part: TextPart, index: NameIndex | None, patterns: Patterns) -> Iterator[Hit]:
    folded = part.folded
    for place, _ in places_of(part, sorted(part.words & NOUNS)):
        before = _LEAD.search(folded, max(0, place - 48), place)
        lead = before[0] if before else ""
        match = patterns.noun_class.match(folded, place) or patterns.noun_link.match(folded, place)
        start = place - len(lead) + _idle(lead)
        if match is None:
            earlier = patterns.class_before.search(folded, max(0, place - 20), place)
            match = patterns.noun_tail.match(folded, place) if earlier else None
            if (
                match is None
                or earlier is None
                or not (match["tail"] or match["noun"] == "twins" or "only" in earlier["only"])
            ):
                continue
            before = _LEAD.search(folded, max(0, place - 60), earlier.start())
            lead = before[0] if before else ""
            start = earlier.start() - len(lead) + _idle(lead)
            group = earlier["group"]
            lead += earlier["only"]
        else:
            group = match["group"]
        words = lead.split()
        noun = match["noun"]
        tail = match["tail"] or ""
        end = match.end()
        if match.re is not patterns.noun_link and tail:
            end = _clause_end(folded, end - len(tail), end)
            tail = folded[match.end() - len(tail) : end]
        phrase = lead[_idle(lead) :].split()
        before_it = words[: len(words) - len(phrase)][-1:]
        confidence = None if set(before_it) & _WHOLE else _weight(phrase, noun, tail)
        if _OWN_CLASS.match(group) and confidence is Confidence.MEDIUM:
            confidence = None  # "the boy in my class who won" needs more to be one child
        if confidence is None:
            continue
        pupils = index.people(sorted(places_in_group(index, group))[:60]) if index is not None else ()
        yield Hit(start, end, pupils, confidence, "a child's word with a class and what marks the child")


def _weight(words: list[str], noun: str, tail: str) -> Confidence | None:
    """How surely leading words, noun and tail point to one child; None where they do not."""
    if set(words) & _WHOLE or (noun == "one" and not set(words[-1:]) & _ADJECTIVES):
        return None
    only = "only" in words
    definite = bool(set(words) & {"the", "that", "this", "my", "our", "your", "only", "new", "same"})
    telling = _TELLING.search(f"{' '.join(words)} {tail}") is not None
    if noun in ("twins", "twin"):
        counts = definite or bool(tail)
    elif noun in ("boys", "girls", "lads", "brothers", "sisters", "siblings"):
        counts = only or (telling and bool(set(words) & {"two", "those"}))
    elif only:
        counts = True
    elif telling:
        counts = bool(tail) or (bool(words) and _TELLING.search(" ".join(words)) is not None)
    else:
        counts = definite and ((bool(tail) and not _GENERAL.search(tail)) or "new" in words)
    if not counts:
        return None
    return Confidence.HIGH if telling or only or noun == "twins" else Confidence.MEDIUM


def _idle(lead: str) -> int:
    """How many characters of the leading words are none of the description's."""
    words = lead.split()
    keep = len(words)
    places = [at for at, word in enumerate(words) if word in _DETERMINERS]
    if places:
        keep = places[-1]
        while keep and words[keep - 1] in _DETERMINERS:
            keep -= 1
    else:
        while keep and words[keep - 1] in _ADJECTIVES:
            keep -= 1
    return len(" ".join(words[:keep])) + (1 if keep else 0)


def _clause_end(folded: str, start: int, end: int) -> int:
    """Where the describing words end: at a joining word, or after nine words."""
    stop = re.search(
        r" (?:and (?!an?\b|his\b|her\b|one\b|no\b|glasses)|but|so|because|when|while|asked|told|said"
        r"|doesn't|needn't|does|did|got|was|were|bolts)\b",
        folded[start + 6 : end],
    )
    if stop is not None:
        end = start + 6 + stop.start()
    words = list(re.finditer(r"\S+", folded[start:end]))
    if len(words) > 9:
        end = start + words[8].end()
    return end
