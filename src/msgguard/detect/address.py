"""CD103: postal addresses and postcodes tied to a person.

Anchors are cheap: a postcode's inner half, or a house number (or name) in a part that has
a street word. The words around say whether it is somebody's home or a public place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgguard.detect.address_excuse import EXCUSES, Candidate, has_home_cue
from msgguard.detect.address_streets import SURE_STREETS, Lists, streets_in
from msgguard.detect.contact import around, invites
from msgguard.detect.owner import whose_by_words
from msgguard.detect.registry import Detector, Known
from msgguard.model import Confidence, Finding, Owner
from msgguard.text.view import TextPart, View

_INNER = re.compile(r"[0-9o][abd-hjlnp-uw-z]{2}(?![a-z0-9])")
# A letter, a gap and the inner half, behind the outer half's digit; and one sign more, to see its end.
_BEHIND = 1 + 3 + 3 + 1
_OUTER = re.compile(r"(?<![a-z0-9])([a-z]{1,2}[0-9][a-z0-9]?)(?:\s{0,3}|[-.])$")
_TOWN = re.compile(
    r"(?:(?:\s?,\s?|\s?\n\s?|\s)(?:[A-Z][\w'’.-]*)(?:[ -](?:[A-Z][\w'’.-]*|on|upon|the|le|in|under|and|"
    r"by)){0,3}){1,4}"
)


def find(view: View, known: Known) -> Iterator[Finding]:
    """Addresses and postcodes of every part; the school's and public places' ones with an excuse."""
    lists = Lists(
        known.words.get("streets", frozenset()),
        known.words.get("house_names", frozenset()),
        known.words.get("words_after_number", frozenset()),
    )
    areas = known.words.get("postcode_areas", frozenset())
    for part in view.parts:
        if part.name == "links":
            continue
        postcodes = list(_postcodes(part, areas))
        words = part.words
        if not postcodes and words.isdisjoint(lists.streets):
            continue
        last = -1
        for start, end, street in _merged(part.folded, sorted(streets_in(part, lists))):
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


def _postcodes(part: TextPart, areas: frozenset[str]) -> Iterator[tuple[int, int]]:
    folded = part.folded
    for inner in _inner_halves(part):
        outer = _OUTER.search(folded[max(0, inner.start() - 8) : inner.start()])
        if outer is None:
            continue
        area = outer.group(1).rstrip("0123456789")
        area = area[:-1] if area and area[:-1] and area[-2].isdigit() else area
        area = area.rstrip("0123456789")
        if area in areas:
            yield inner.start() - len(outer.group()), inner.end()


def _inner_halves(part: TextPart) -> Iterator[re.Match[str]]:
    """What may be a postcode's inner half: behind the digit that every outer half holds."""
    done = 0
    for start, end in part.figures:
        for inner in _INNER.finditer(part.folded, max(start, done), end + _BEHIND):
            yield inner
            done = inner.end()


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
    whose = whose_by_words(part, start, near, view, known)
    home = has_home_cue(near)
    numbered = any(map(str.isdigit, part.folded[start : start + 8]))
    sure = bool(street) and (
        home
        or bool(postcode)
        or (numbered and part.plain[end - 1].islower() and street.split()[-1] in SURE_STREETS)
    )
    facts = {"invites": "yes"} if invites(near) else {}
    return part.finding(
        "CD103",
        start,
        end,
        owner=Owner.ORGANISATION if excuse else whose.owner,
        confidence=Confidence.HIGH if sure or (postcode and home) else Confidence.MEDIUM,
        about=whose.about,
        facts=facts,
        why=(f"street {street}" if street else f"postcode {postcode}",),
        excuse=excuse,
    )


DETECTOR = Detector(name="address", codes=("CD103",), find=find)
