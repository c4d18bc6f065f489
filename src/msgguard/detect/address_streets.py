"""Where a house and its street stand: numbers, flats, named houses, "lives in X Road".

Gives spans only; whose home it is, if anyone's, ``address.py`` says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgguard import lazyre as re
from msgguard.detect.address_excuse import has_home_cue
from msgguard.detect.contact import around
from msgguard.detect.opening import matches_at, places_of
from msgguard.detect.phrase import windows_around
from msgguard.detect.spoken import DIGIT_WORDS
from msgguard.text.view import TextPart

_NUMBER = re.compile(
    r"[1-9](?<![\d£$€:/#%a-z+_–-][1-9])(?<!\d\.[1-9])\d{0,3}\s?[a-h]?(?:\s?[-–/&]\s?\d{1,4}[a-h]?)?(?![\d.:/%])"
    r"(?:\s?\([a-z-]{3,14}\))?(?:\s?,)?[ \t]{1,3}"
)
_WORD_NUMBER = re.compile(
    r"(?<![a-z])(?:number |no\.? ?)?(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety)(?:[ -](?:one|two|three|four|"
    r"five|six|seven|eight|nine))?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"thirteen|fourteen|"
    r"fifteen|sixteen|seventeen|eighteen|nineteen),?[ \t]"
)
_NUMBER_WORDS = frozenset((
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty",
    "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
))  # fmt: skip
_NUMBER_REACH = 24
_NAME = re.compile(r"[a-z][a-z'’.\-]*")
_FLAT_BEFORE = re.compile(
    r"(?<![a-z])(?:flat|apartment|apt|room|unit|the flat|basement flat|"
    r"top flat)\.?\s?(?:no\.?\s?)?\w{1,3}\s?[,\n]?\s{0,2}$"
)
_NO_BEFORE = re.compile(r"(?<![a-z])(?:no|num|number|nr|house)\.?\s{0,2}$")
_FLAT = re.compile(r"(?:flat|apartment|apt)\.?\s?(?:no\.?\s?)?\d{1,3}[a-h]?(?![\w:])")
_LIVES = re.compile(r"\s(?<=[a-z]\s)(?:live|lives|living|lived|moved|moving)\s(?:at|on|in|to)\s(?:the\s)?")
# Words that say by themselves that a street is meant.
SURE_STREETS = frozenset(
    {"road", "rd", "street", "avenue", "ave", "lane", "close", "crescent", "cres", "drive", "gardens", "gdns"}
    | {"terrace", "grove", "mews", "boulevard"}
)


class Lists(NamedTuple):
    """The word lists that make a street: its last words, houses' last words, words no name holds."""

    streets: frozenset[str]
    houses: frozenset[str]
    no_names: frozenset[str]


def streets_in(part: TextPart, lists: Lists) -> Iterator[tuple[int, int, str]]:
    """Spans of house and street, with the street's name."""
    folded, plain = part.folded, part.plain
    words = part.words
    if words.isdisjoint(lists.streets):
        return
    for number in matches_at(_NUMBER, folded, (start for start, _ in part.figures)):
        found = _street_at(part, number.end(), lists)
        if found is not None:
            yield _leftwards(folded, number.start()), found[0], found[1]
    if not words.isdisjoint(DIGIT_WORDS) and not words.isdisjoint(_HOME_WORDS):
        for first, last in windows_around(words & _NUMBER_WORDS, folded, _NUMBER_REACH):
            for number in _WORD_NUMBER.finditer(folded, first, last):
                found = _street_at(part, number.end(), lists)
                if (
                    found is not None
                    and plain[found[0] - 1 :][:1].islower()
                    and plain[number.end()].isupper()
                ):
                    yield number.start(), found[0], found[1]
    if "flat" in words or "apartment" in words or "apt" in words:
        for flat in _FLAT.finditer(folded):
            following = re.match(r"\s?,?\s{1,2}", folded[flat.end() : flat.end() + 4])
            if following is None:
                continue
            found = _street_at(part, flat.end() + following.end(), lists, houses=True)
            if found is not None:
                yield flat.start(), found[0], found[1]
    if not words.isdisjoint(_NUMBER_SAID):
        yield from _behind(part, lists)
    for house in words & lists.houses:
        yield from _named(part, house, lists)
    if not words.isdisjoint(_LIVE_WORDS):
        for lives in _LIVES.finditer(folded):
            found = _street_at(part, lives.end(), lists)
            if found is not None and plain[lives.end()].isupper() and found[1].split()[-1] in SURE_STREETS:
                yield lives.end(), found[0], found[1]


_NUMBER_SAID = frozenset({"number", "no", "num", "nr", "house"})
_COUNT = (
    r"(?:\d{1,3}[a-h]?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty)(?:[ -](?:one|two|three|four|five"
    r"|six|seven|eight|nine))?)"
)
# "Quarry Lane, number 12", "number twelve on Quarry Lane".
_NO_BEHIND = re.compile(rf",?\s(?:at\s)?(?:number|no\.?|num|nr|house)\s?{_COUNT}(?![\w:.]\w|\w)")
_NO_ON = re.compile(rf"(?<![a-z])(?:number|no\.?|num|nr)\s?{_COUNT},? (?:on|in|of|along|down|at) (?:the )?")


def _behind(part: TextPart, lists: Lists) -> Iterator[tuple[int, int, str]]:
    """A house number told apart from its street, by "number"; somebody's home by the words around."""
    folded, plain = part.folded, part.plain
    said = places_of(_NUMBER_SAID, folded)
    for match in matches_at(_NO_ON, folded, said):
        found = _street_at(part, match.end(), lists)
        if found is not None and plain[match.end()].isupper() and has_home_cue(around(folded, *match.span())):
            yield match.start(), found[0], found[1]
    leads = sorted(
        {at - back for at in said if folded[at - 1 : at].isspace() for back in range(1, 6) if back <= at}
    )
    for match in matches_at(_NO_BEHIND, folded, leads):
        head = re.search(
            r"(?:[A-Z][\w'’]+\s){1,3}[A-Z][\w'’]+$", plain[max(0, match.start() - 60) : match.start()]
        )
        if head is None:
            continue
        start = match.start() - len(head[0])
        found = _street_at(part, start, lists)
        if (
            found is not None
            and found[0] == match.start()
            and has_home_cue(around(folded, start, match.end()))
        ):
            yield start, match.end(), found[1]


_HOME_WORDS = frozenset(
    {"number", "no", "live", "lives", "home", "address", "moved", "mine", "ours", "flat", "round", "house"}
)
_LIVE_WORDS = frozenset({"live", "lives", "living", "lived", "moved", "moving"})


# Who is at a house: "he's at Rose Cottage", "they live in the Old Dairy".
_WHO_IS_AT = re.compile(
    r"\b(?:he|she|they|i|we|who|mum|dad|nan)"
    r"(?:'s|'m|'re|’s|’m|’re| is| am| are| lives?| lived| stays?| moved)\b"
)


def _named(part: TextPart, house: str, lists: Lists) -> Iterator[tuple[int, int, str]]:
    """A house with a name: "Rose Cottage, Mill Lane"."""
    folded, plain = part.folded, part.plain
    at = folded.find(house)
    while at >= 0:
        end = at + len(house)
        if not folded[end : end + 1].isalnum() and folded[at - 1 : at] == " ":
            comma = re.match(r"\s?[,\n]\s?|\s(?:on|in|off|down|up)\s", folded[end : end + 6])
            if (
                comma is not None
                and comma[0].strip().isalpha()
                and not has_home_cue(around(folded, at, end))
                and _WHO_IS_AT.search(folded, max(0, at - 50), at) is None
            ):
                # "The Smithy on Church Lane has a forge": a place, unless somebody's home is spoken of.
                comma = None
            head = re.search(r"(?:(?:[A-Z][\w'’.-]*|[Tt]he|[Oo]ld)\s){1,3}$", plain[max(0, at - 40) : at])
            if head is None and comma is not None and has_home_cue(around(folded, at, end)):
                head = re.search(r"(?:[a-z'’]+\s){1,2}$", folded[max(0, at - 24) : at])
            if head is not None and comma is not None:
                found = _street_at(part, end + comma.end(), lists)
                if found is not None:
                    yield at - len(head.group()), found[0], found[1]
        at = folded.find(house, end)


def _street_at(part: TextPart, start: int, lists: Lists, *, houses: bool = False) -> tuple[int, str] | None:
    """The street that begins at ``start``: its end and name; None where there is none."""
    folded = part.folded
    streets = lists.streets | lists.houses if houses else lists.streets
    position = start
    names: list[str] = []
    for _ in range(5):
        match = _NAME.match(folded, position)
        if match is None:
            return None
        word = match.group().rstrip(".'’-")
        end = position + len(word)
        following = folded[end : end + 1]
        if (
            names
            and word in streets
            and (
                names != ["the"]
                or word not in ("way", "end", "place", "point", "road", "street", "park", "rest")
            )
        ):
            # "Mill Hill Lane": go on while the next word is a street word, too.
            ahead = _NAME.match(folded, end + 1) if following == " " else None
            if ahead is None or ahead.group().rstrip(".") not in streets:
                return end, " ".join((*names, word))
        elif (
            word in lists.no_names
            and not (word == "the" and not names)
            and word not in ("st", "of", "new", "old", "park", "march")
        ):
            return None
        names.append(word)
        position = end
        if following == "." and word in ("st", "dr"):
            position += 1
        if folded[position : position + 1] != " ":
            return None
        position += 1
    return None


def _leftwards(folded: str, start: int) -> int:
    for pattern in (_NO_BEFORE, _FLAT_BEFORE):
        match = pattern.search(folded[max(0, start - 24) : start])
        if match is not None:
            start -= len(folded[max(0, start - 24) : start]) - match.start()
    return start
