"""CD103: postal addresses and postcodes tied to a person.

Anchors are cheap: a postcode's inner half, or a house number (or name) in a part that has
a street word. The words around say whether it is somebody's home or a public place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgguard.detect.address_excuse import EXCUSES, Candidate, has_home_cue
from msgguard.detect.contact import around, guardian_near, invites, owner_by_words
from msgguard.detect.registry import Detector, Known
from msgguard.detect.spoken import DIGIT_WORDS
from msgguard.model import Confidence, Finding, Owner
from msgguard.text.view import TextPart, View

_INNER = re.compile(r"[0-9o][abd-hjlnp-uw-z]{2}(?![a-z0-9])")
_OUTER = re.compile(r"(?<![a-z0-9])([a-z]{1,2}[0-9][a-z0-9]?)(?:\s{0,3}|[-.])$")
_AREAS = frozenset(
    """ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e ec eh en ex fk fy g
    gl gu gy ha hd hg hp hr hs hu hx ig im ip iv je ka kt kw ky l la ld le ll ln ls lu m me mk ml n ne ng nn np nr nw ol
    ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn so sp sr ss st sw sy ta td tf tn tq tr ts tw ub w wa wc wd wf wn
    wr ws wv yo zz ze""".split()
)
_NUMBER = re.compile(
    r"(?<![\d£$€:/#%a-z+_–-])(?<!\d\.)(?:[1-9]\d{0,3})\s?[a-h]?(?:\s?[-–/&]\s?\d{1,4}[a-h]?)?(?![\d.:/%])(?:\s?,)?[ \t]{1,3}"
)
_WORD_NUMBER = re.compile(
    r"(?<![a-z])(?:number |no\.? ?)?(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|"
    r"five|six|seven|eight|nine))?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen|eighteen|nineteen),?[ \t]"
)
_NAME = re.compile(r"[a-z][a-z'’.\-]*")
_FLAT_BEFORE = re.compile(r"(?<![a-z])(?:flat|apartment|apt|room|unit|the flat|basement flat|top flat)\.?\s?(?:no\.?\s?)?\w{1,3}\s?[,\n]?\s{0,2}$")
_NO_BEFORE = re.compile(r"(?<![a-z])(?:no|num|number|nr|house)\.?\s{0,2}$")
_FLAT = re.compile(r"(?:flat|apartment|apt)\.?\s?(?:no\.?\s?)?\d{1,3}[a-h]?(?![\w:])")
_TOWN = re.compile(r"(?:(?:\s?,\s?|\s?\n\s?|\s)(?:[A-Z][\w'’.-]*)(?:[ -](?:[A-Z][\w'’.-]*|on|upon|the|le|in|under|and|by)){0,3}){1,4}")
_LIVES = re.compile(
    r"(?<![a-z])(?:i|we|he|she|they|who|family|[a-z]+)\s(?:now\s|still\s|actually\s)?(?:live|lives|living|lived|moved|moving)\s(?:at|on|in|to)\s(?:the\s)?"
)
# Words that cannot stand in a street's name: then it is a count of something.
_NO_NAME = frozenset(
    """a an the of in on at to and or for from with by is are was were be it its this that these those we i you he she they
    them us me my your our their his her will would can could should may must do does did not no more than other off out up
    down minutes minute mins min hours hour hrs days day weeks week months month years year yrs miles mile km metres metre
    yards feet times pm am percent children child pupils pupil kids boys girls parents adults people staff teachers places
    spaces tickets copies books pages points marks goals items boxes sheets packs bags cups seats seater coaches lots pieces
    steps stops january february march april june july august september october november december jan feb mar apr jun jul
    aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thurs fri
    sat sun x st nd rd th new different big small whole good free open more old second first last next per each all star""".split()
)
_SURE = frozenset(
    """road rd street avenue ave lane close crescent cres drive gardens gdns terrace grove mews boulevard""".split()
)


def find(view: View, known: Known) -> Iterator[Finding]:
    """Addresses and postcodes of every part; the school's and public places' ones with an excuse."""
    streets = known.words.get("streets", frozenset())
    houses = known.words.get("house_names", frozenset())
    for part in view.parts:
        if part.name == "links":
            continue
        postcodes = list(_postcodes(part))
        words = part.words
        if not postcodes and words.isdisjoint(streets):
            continue
        last = -1
        for start, end, street in _merged(part.folded, sorted(_streets(part, streets, houses))):
            if start < last:
                continue
            end, postcode = _tail(part, end, postcodes)
            last = end
            yield _judged(part, start, end, street=street, postcode=postcode, view=view, known=known)
            postcodes = [p for p in postcodes if p[1] > end]
        for start, end in postcodes:
            text = part.folded[start:end]
            yield _judged(part, start, end, street="", postcode=text, view=view, known=known)


def _merged(folded: str, spans: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """One address where a flat's house and its street follow each other."""
    held: tuple[int, int, str] | None = None
    for span in spans:
        if held is None:
            held = span
        elif span[0] < held[1] or (span[0] - held[1] <= 3 and not folded[held[1] : span[0]].strip(", \n")):
            if span[1] > held[1]:
                held = (held[0], span[1], span[2])
        else:
            yield held
            held = span
    if held is not None:
        yield held


def _postcodes(part: TextPart) -> Iterator[tuple[int, int]]:
    folded = part.folded
    for inner in _INNER.finditer(folded):
        outer = _OUTER.search(folded[max(0, inner.start() - 8) : inner.start()])
        if outer is None:
            continue
        area = outer.group(1).rstrip("0123456789")
        area = area[:-1] if area and area[:-1] and area[-2].isdigit() else area
        area = area.rstrip("0123456789")
        if area in _AREAS:
            yield inner.start() - len(outer.group()), inner.end()


def _streets(part: TextPart, streets: frozenset[str], houses: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """Spans of house and street, with the street's name."""
    folded, plain = part.folded, part.plain
    words = part.words
    if words.isdisjoint(streets):
        return
    for number in _NUMBER.finditer(folded):
        found = _street_at(part, number.end(), streets)
        if found is not None:
            yield _leftwards(folded, number.start()), found[0], found[1]
    if not words.isdisjoint(DIGIT_WORDS) and not words.isdisjoint(_HOME_WORDS):
        for number in _WORD_NUMBER.finditer(folded):
            found = _street_at(part, number.end(), streets)
            if found is not None and plain[found[0] - 1 :][:1].islower() and plain[number.end()].isupper():
                yield number.start(), found[0], found[1]
    if "flat" in words or "apartment" in words or "apt" in words:
        for flat in _FLAT.finditer(folded):
            following = re.match(r"\s?,?\s{1,2}", folded[flat.end() : flat.end() + 4])
            if following is None:
                continue
            found = _street_at(part, flat.end() + following.end(), streets | houses)
            if found is not None:
                yield flat.start(), found[0], found[1]
    for house in words & houses:
        yield from _named(part, house, streets)
    if not words.isdisjoint(_LIVE_WORDS):
        for lives in _LIVES.finditer(folded):
            found = _street_at(part, lives.end(), streets)
            if found is not None and plain[lives.end()].isupper() and found[1].split()[-1] in _SURE:
                yield lives.end(), found[0], found[1]


_HOME_WORDS = frozenset({"number", "no", "live", "lives", "home", "address", "moved", "mine", "ours", "flat", "round", "house"})
_LIVE_WORDS = frozenset({"live", "lives", "living", "lived", "moved", "moving"})


def _named(part: TextPart, house: str, streets: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """A house with a name: "Rose Cottage, Mill Lane"."""
    folded, plain = part.folded, part.plain
    at = folded.find(house)
    while at >= 0:
        end = at + len(house)
        if not folded[end : end + 1].isalnum() and folded[at - 1 : at] == " ":
            comma = re.match(r"\s?[,\n]\s?", folded[end : end + 4])
            head = re.search(r"(?:(?:[A-Z][\w'’.-]*|[Tt]he|[Oo]ld)\s){1,3}$", plain[max(0, at - 40) : at])
            if head is None and comma is not None and has_home_cue(around(folded, at, end)):
                head = re.search(r"(?:[a-z'’]+\s){1,2}$", folded[max(0, at - 24) : at])
            if head is not None and comma is not None:
                found = _street_at(part, end + comma.end(), streets)
                if found is not None:
                    yield at - len(head.group()), found[0], found[1]
        at = folded.find(house, end)


def _street_at(part: TextPart, start: int, streets: frozenset[str]) -> tuple[int, str] | None:
    """The street that begins at ``start``: its end and name; None where there is none."""
    folded = part.folded
    position = start
    names: list[str] = []
    for _ in range(5):
        match = _NAME.match(folded, position)
        if match is None:
            return None
        word = match.group().rstrip(".'’-")
        end = position + len(word)
        following = folded[end : end + 1]
        if names and word in streets and (names != ["the"] or word not in ("way", "end", "place", "point", "road", "street", "park", "rest")):
            # "Mill Hill Lane": go on while the next word is a street word, too.
            ahead = _NAME.match(folded, end + 1) if following == " " else None
            if ahead is None or ahead.group().rstrip(".") not in streets:
                return end, " ".join((*names, word))
        elif word in _NO_NAME and not (word == "the" and not names) and not (word in ("st", "of", "new", "old", "park", "march")):
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


def _tail(part: TextPart, end: int, postcodes: list[tuple[int, int]]) -> tuple[int, str]:
    """Carry an address on over town and postcode."""
    for first, last in postcodes:
        if end <= first <= end + 60 and part.folded.count("\n", end, first) <= 3:
            between = part.plain[end:first]
            if not re.search(r"[.;:!?(]\s|\d", between) or len(between) <= 3:
                return last, part.folded[first:last]
    town = _TOWN.match(part.plain, end)
    if town is not None and "," in town.group()[:2] and "\n" not in town.group():
        first_town = re.match(r"\s?,\s?[A-Z][\w'’-]*", town.group())
        if first_town is not None:
            return end + first_town.end(), ""
    return end, ""


def _judged(
    part: TextPart, start: int, end: int, *, street: str, postcode: str, view: View, known: Known
) -> Finding:
    near = around(part.folded, start, end)
    candidate = Candidate(part=part, start=start, end=end, street=street, postcode=postcode, near=near)
    excuse = next((e.__name__ for e in EXCUSES if e(candidate, known)), "")
    owner = owner_by_words(part, start, near, view, known)
    about: tuple[str, ...] = ()
    if owner is not Owner.SENDER:
        about = guardian_near(part, start, view, known)
        owner = Owner.FAMILY if about else owner
    home = has_home_cue(near)
    numbered = any(map(str.isdigit, part.folded[start : start + 8]))
    sure = bool(street) and (home or bool(postcode) or (numbered and part.plain[end - 1].islower() and street.split()[-1] in _SURE))
    facts = {"invites": "yes"} if invites(near) else {}
    return part.finding(
        "CD103",
        start,
        end,
        owner=Owner.ORGANISATION if excuse else owner,
        confidence=Confidence.HIGH if sure or (postcode and home) else Confidence.MEDIUM,
        about=about,
        facts=facts,
        why=(f"street {street}" if street else f"postcode {postcode}",),
        excuse=excuse,
    )


DETECTOR = Detector(name="address", codes=("CD103",), find=find)
