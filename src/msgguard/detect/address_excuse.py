"""Addresses that are no one's home: excuses of CD103."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from msgguard import lazyre as re
from msgguard.detect.contact import Around
from msgguard.detect.registry import Known
from msgguard.text.view import TextPart


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A street, postcode or both; each empty where the address has none."""

    part: TextPart
    start: int
    end: int
    street: str
    postcode: str
    near: Around


_HOME = re.compile(
    r"(?<![a-z])(?:live|lives|living|lived|moved|moving|home|at mine|mine|ours|at hers|at his|theirs|"
    r"my address|home address|address is|"
    r"new address|address|my (?:house|flat|place|postcode|door|gaff)|(?:his|her|their|your|our) (?:house|"
    r"flat|place|postcode|address|door)|"
    r"resides?|residing|postcode(?:['’]?s| is)|i['’]?m (?:only |just )?at|im (?:only |just )?at|"
    r"we['’]?re at|im in|i['’]?m in|"
    r"pop (?:round|in|over|by)|come (?:round|over)|round to|drop (?:it|them|him|her|by|round|off)|"
    r"next door|neighbour|"
    r"mum|dad|nan|gran|grandma|grandad|parents['’]?|mrs|mr|miss|ms|dob|born|flat|family|"
    r"house ?share|lodger|landlord|tenancy|house ?sitting|babysit(?:ting)?|sleepover|playdate|"
    r"party at ours)(?![a-z])"
)
_STRONG_HOME = re.compile(
    r"(?<![a-z])(?:live|lives|living|lived|moved|moving|home|at mine|mine|ours|my (?:\w+ ){0,2}(?:address|"
    r"house|flat|place|postcode)|"
    r"(?:his|her|their|our) (?:home |new )?(?:house|flat|place|postcode|address)|home address|resides?|"
    r"i['’]?m at|im at|we['’]?re at)(?![a-z])"
)
_VISIT = re.compile(
    r"(?<![a-z])(?:venue|trip to|visit(?:ing)? to|visiting|meet(?:ing)? (?:us )?at|gather at|held at|"
    r"takes? place|taking place|hosted (?:at|by)|"
    r"drop (?:at )?[a-z]+ museum|pick(?:s|ing)? up (?:from|at)|coach(?:es)?|satnavs?|sat nav|parking|"
    r"park at|car park|lessons at|"
    r"the (?:gardens|centre|hotel|hostel|farm|church|hall|museum|theatre|pool|park|zoo|shop|office|club|"
    r"studio|venue|site|camp) (?:is|are)|"
    r"performance|concert|match at|fixture|tournament|kick ?off|away at|play(?:ing)? at|deliver(?:y|"
    r"ies)? (?:address|to)|invoices? (?:to|address)|"
    r"head office|registered office|contractor|company|firm|depot|training (?:day|course|is)|conference|"
    r"course (?:is )?at|"
    r"open day|exhibition|workshop at|roadworks|road closed|closure|closed|diversion|zebra crossing|"
    r"crossing|traffic|bus stop|"
    r"walking bus|junction|accident|incident)(?![a-z])"
)
_LABEL = re.compile(
    r"(?<![a-z])(?:years?|yr|class|room|pages?|pp?|bus|buses|route|group|team|ages?|aged|form|junction|"
    r"jct|platform|set|chapter|part|day|week|term|"
    r"question|q|level|stage|phase|key stage|ks|lesson|unit|grade|score[ds]?|got|won|lost|beat|zone|gate|"
    r"door|hall|block|ward|section|"
    r"act|scene|verse|line|lane|court|pitch|table|top|row|seat|box|item|step|task|exercise|the|these|"
    r"those|all|our|over|about|around|"
    r"nearly|almost|only|exactly|least|most|than|last|next|first|every|another|further|just|house points|"
    r"exam|mark(?:ed)?|film|play|book)\.?\s$"
)
_COUNTED = re.compile(
    r"\s(?:points?|captains?|shops?|teams?|children|players|pupils|group|party|visit|trip|crossing|sign|"
    r"closure|rules)(?![a-z])|\s\d{2,3}(?![\d\w])"
)
_WORDS = re.compile(r"[a-zé]+")


@lru_cache(maxsize=8)
def has_home_cue(near: Around) -> bool:
    """Whether the words around speak of somebody's home. Asked several times of each address."""
    return bool(_HOME.search(near.before) or _HOME.search(near.after[:30])) or _is_at_somebodys(near.before)


def is_school_address(candidate: Candidate, known: Known) -> bool:
    """The school's own address or postcode."""
    school = known.school
    postcode = re.sub(r"[^a-z0-9]", "", candidate.postcode)
    if postcode and any(postcode == re.sub(r"\s", "", p).lower() for p in school.postcodes):
        return True
    if not candidate.street:
        return False
    text = " ".join(candidate.part.folded[candidate.start : candidate.end].split())
    return any(text in address.lower() for address in school.addresses)


def is_count(candidate: Candidate, known: Known) -> bool:
    """A number that counts or labels something, before words that only end like a street."""
    if not candidate.street:
        return False
    plain = candidate.part.plain
    text = plain[candidate.start : candidate.end]
    if candidate.postcode or _STRONG_HOME.search(candidate.near.before):
        return False
    if _LABEL.search(candidate.near.before) and not re.match(r"(?:no|number|flat|apartment)", text.lower()):
        return True
    if _COUNTED.match(candidate.near.after):
        return True
    words = re.findall(r"[A-Za-z'’]+", text)
    last = candidate.street.split()[-1]
    # Small letters and a word that often is something else: it takes a word about home.
    if re.match(r"(?:19|20)\d\d(?!\d)", text):
        return True
    if last == "house" and not has_home_cue(candidate.near):
        return True
    sure = last in (
        "road",
        "rd",
        "street",
        "avenue",
        "ave",
        "lane",
        "close",
        "crescent",
        "gardens",
        "drive",
        "mews",
        "terrace",
    )
    if words and words[-1].islower():
        loose = not sure or last in ("close", "drive", "lane")
        if loose and not has_home_cue(candidate.near):
            return True
        if len(candidate.street.split()) > 3 and not has_home_cue(candidate.near):
            return True
    return False


# "deliver to Wendy's by eight", "round at Craig's": somebody's, by name.
_AT_SOMEBODYS = re.compile(
    r"(?<![a-z])(?:to|at|round|round to|from|via|over to) (?!st )[a-z]+'s(?: (?:house|place|flat|home"
    r"|new place))?"
    r"(?:,| by| before| on| after| from| at)?(?: [^.;!?\n]{0,24})?\W{1,3}$"
)


def _is_at_somebodys(before: str) -> bool:
    return "'s" in before and _AT_SOMEBODYS.search(before) is not None


_HOME_VISIT = re.compile(
    r"(?<![a-z])(?:home visits?|visit(?:ing)? (?:her|him|them) at home|at home"
    r"|housebound)(?![a-z])"
)
# "He'd like company": no firm.
_NO_FIRM = re.compile(
    r"(?<![a-z])(?:like|for|want|wants|keep|keeps|keeping|good|some"
    r"|needs?) (?:some )?company(?![a-z])"
)
# "at The Swan, 3 River Street": somewhere by its name, before the house number.
_AT_NAME = re.compile(r"(?<![a-z])(?:at|visit(?:ing|ed)?|from|to)\s{0,2}$")


def is_famous(candidate: Candidate, known: Known) -> bool:
    """An address of books and films, or of the Prime Minister."""
    written = candidate.part.folded[candidate.start : candidate.end]
    return any(famous in written for famous in known.words.get("famous_addresses", ()))


def is_place(candidate: Candidate, known: Known) -> bool:
    """A venue, a public place, a firm."""
    places = known.words.get("place_words", frozenset())
    written = candidate.part.folded[candidate.start : candidate.end]
    if written.startswith(("flat", "apartment", "apt")):
        return False
    before = candidate.near.before
    name = _address_head(candidate)
    own = (
        set(_WORDS.findall(candidate.part.folded[candidate.start : candidate.end]))
        if candidate.street
        else set()
    )
    street_words = set(candidate.street.split())
    if not places.isdisjoint(set(_WORDS.findall(name)) | (own - street_words)):
        return True
    if (
        name
        and not has_home_cue(candidate.near)
        and "'s" not in name
        and _AT_NAME.search(before.rstrip()[: -len(name)])
    ):
        return True
    strong = -1
    for match in _STRONG_HOME.finditer(before):
        strong = match.end()
    if strong >= 0 or _is_at_somebodys(before):
        return False
    if candidate.street and _HOME_VISIT.search(
        candidate.part.folded, max(0, candidate.start - 160), candidate.start
    ):
        return False
    if _VISIT.search(before) or _is_venue_before(candidate, places):
        return True
    close = set(_WORDS.findall(_NO_FIRM.sub("", before[-45:])))
    return not places.isdisjoint(close) and not (has_home_cue(candidate.near) and candidate.street)


def _is_venue_before(candidate: Candidate, places: frozenset[str]) -> bool:
    """Whether the address is a sentence of its own in a line that names a venue before it."""
    folded = candidate.part.folded
    first = max(folded.rfind("\n", 0, candidate.start) + 1, candidate.start - 200)
    line = folded[first : candidate.start]
    if not line.rstrip().endswith((".", "?", "!", '"')) or has_home_cue(candidate.near):
        return False
    return not places.isdisjoint(_WORDS.findall(line)) and _STRONG_HOME.search(line) is None


def is_postcode_alone(candidate: Candidate, known: Known) -> bool:
    """A postcode that nothing ties to a person."""
    return not candidate.street and not has_home_cue(candidate.near)


def _address_head(candidate: Candidate) -> str:
    """The names that stand right before the span as part of one address, by commas."""
    tokens = candidate.part.plain[max(0, candidate.start - 70) : candidate.start].split()
    head: list[str] = []
    for token in reversed(tokens):
        if token[-1] in ".!?;:" and len(token) > 3:
            break
        if not token[0].isupper() and token.lower() not in ("and", "of", "the", "for", "&", "-", "("):
            break
        head.append(token.lower())
    return " ".join(reversed(head))


EXCUSES: tuple[Callable[[Candidate, Known], bool], ...] = (
    is_school_address,
    is_count,
    is_famous,
    is_place,
    is_postcode_alone,
)
