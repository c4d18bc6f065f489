"""PI601 in numbers: National Insurance, bank, IBAN, card, passport, driving licence.

Shapes from the issuers' own rules (HMRC's NINO prefixes, UK sort codes, ISO 13616, ISO 7812,
HM Passport Office, DVLA's 16 characters). A shape or checksum alone is medium at best: high
confidence needs a word that says what the number is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgguard import lazyre as re
from msgguard.detect.bank import (
    REFERENCE,
    bank_accounts,
    bank_cards,
    figures_apart,
    ibans,
    roll_numbers,
    spoken_accounts,
)
from msgguard.detect.figures import Paper, Window, before, matches_in
from msgguard.detect.places import Places
from msgguard.detect.registry import Known
from msgguard.detect.spelled import spelled_after
from msgguard.detect.whose import adult_owner, pupils_before
from msgguard.model import Confidence, Finding, Message, Owner
from msgguard.text.view import TextPart

_SEP = r"[ .\-·/]{0,2}"
_NINO = re.compile(rf"(?<![\w@])([a-z]{{2}}){_SEP}\d\d{_SEP}\d\d{_SEP}\d\d{_SEP}([a-d])(?![\w@])")
_NINO_CUE = re.compile(
    r"\bn\.?i\.?n?o?\b\.?(?: ?(?:number|num|no|nr|#))?|\bnational insurance\b(?: (?:number"
    r"|no))?|\bnat\.? ?ins\w*\b\.?|\binsurance (?:number|num|no)\b"
)
_NINO_WORDS = frozenset({"ni", "nino", "insurance", "nat", "n"})
_NINO_SHAPE = re.compile(r"[a-z]{2}[0-9oli]{6}[a-d]?")
_NOT_ISSUED = frozenset({"bg", "gb", "kn", "nk", "nt", "tn", "zz"})

_PASSPORT_CUE = re.compile(r"\bpassports?\b(?! (?:photos?|office|size\w*|stamps?|to )\b)")
_PASSPORT = re.compile(
    r"(?<![\w£$€./+-])(?:\d{9}|\d{3} \d{3} \d{3}|[a-z]{1,2} ?\d{7,8}|\d\d[a-z]{2}\d{5})(?![\w/]|[-.]\d)"
)
_PHONE = re.compile(r"\b(?:tel|phone|mobile|mob|ring|call|fax|text|on)\b[\s:.]*$")
_LICENCE_CUE = re.compile(r"\b(?:licen[cs]e|driving|driver|dvla|driver's)\b")
_LICENCE = re.compile(
    r"(?<!\w)(?=[a-z])[a-z9]{5}[ -]?\d(?:0[1-9]|1[0-2]|5[1-9]|6[0-2])(?:0[1-9]|[12]\d"
    r"|3[01])\d(?:[ -]?[a-z9]{2}[ -]?[a-z0-9]{3}|[ -][a-z9][a-z0-9]{2}[ -][a-z0-9]{2})(?!\w)"
)
_PASSPORT_SHAPE = re.compile(r"\d{9}|[a-z]\d{8}|[a-z]{2}\d{7}")
_TO_FIGURE = re.compile(
    r"(?!s?\b[^.!?\n]{0,40}\b(?:pages?|call|ring|phone"
    r"|tel)\b)[^.!?\n\d]{1,40}(?=\d[ .\-/]{0,2}\d)"
)
# Sixteen characters, whatever stands between them, from any word's beginning (so matches may overlap).
_APART = re.compile(r"(?<!\w)(?=([a-z](?:[ .\-/]{0,2}[a-z0-9]){15})(?!\w))")
_NEAR, _FAR = 50, 90


def papers(
    part: TextPart, windows: Sequence[Window], known: Known, message: Message, *, heading: str = ""
) -> Iterator[Finding]:
    """Findings of an adult's numbers in one part; ``heading`` is the folded subject above it."""
    places = Places(len(part.folded))
    for find in _FINDERS:
        for paper in find(part, windows, heading):
            if places.take(paper.start, paper.end):
                yield _finding(paper, part, known, message)


def _finding(paper: Paper, part: TextPart, known: Known, message: Message) -> Finding:
    about: tuple[str, ...] = ()
    code, owner = "PI601", Owner.UNKNOWN
    if paper.kind == "passport":
        about = pupils_before(part, paper.start, known, message, reach=60)
        if about:
            code, owner = "PI602", Owner.PUPIL
    if not about:
        owner = adult_owner(part, paper.start, known)
    return part.finding(
        code,
        paper.start,
        paper.end,
        owner=owner,
        about=about,
        confidence=Confidence.HIGH if paper.sure else Confidence.MEDIUM,
        disguised=paper.disguised,
        facts={"kind": paper.kind},
        why=(f"{paper.kind}: " + ("a word says so" if paper.sure else "by its shape"),),
        excuse=paper.excuse,
    )


def _insurance(part: TextPart, windows: Sequence[Window], heading: str) -> Iterator[Paper]:
    """National Insurance numbers; behind their name in any spelling."""
    folded = part.folded
    for match in matches_in(_NINO, folded, windows, least=6):
        prefix = match[1]
        cued = _NINO_CUE.search(before(folded, match.start(), _NEAR)) is not None
        issued = prefix == "qq" or (
            prefix[0] not in "dfiquv" and prefix[1] not in "dfioquv" and prefix not in _NOT_ISSUED
        )
        if cued or issued:
            yield Paper(match.start(), match.end(), "national insurance", cued)
    if part.words.isdisjoint(_NINO_WORDS):
        return
    for cue in _NINO_CUE.finditer(folded):
        start = _code_start(folded, cue.end())
        code = spelled_after(folded, start)
        shape = _NINO_SHAPE.match(code.chars)
        if shape and cue[0].startswith("insurance") and len(shape[0]) < 9:
            continue  # a policy's number
        if shape and sum(char.isdigit() for char in shape[0]) >= 4:
            end = code.spans[shape.end() - 1][1]
            yield Paper(start, end, "national insurance", True, disguised=True)


_LEAD = re.compile(
    r"(?:[\s:=.,#(\-–—]|\bis\b|\bare\b|\bnumber\b|\bnum\b|\bno\b|\bas\b|\bit's\b|\bits\b"
    r"|\bwas\b|\bshould be\b|\bof\b){0,8}"
)


def _code_start(folded: str, index: int) -> int:
    """Where a code begins that follows its name: past colons, "is", "number"."""
    match = _LEAD.match(folded, index, min(len(folded), index + 40))
    return match.end() if match else index


def _passport(part: TextPart, windows: Sequence[Window], heading: str) -> Iterator[Paper]:
    folded = part.folded
    cues: list[int] = []
    if not part.words.isdisjoint(("passport", "passports")):
        cues = [cue.end() for cue in _PASSPORT_CUE.finditer(folded)]
    if _PASSPORT_CUE.search(heading):
        cues.insert(0, 0)
    if not cues:
        return
    at = 0
    for match in matches_in(_PASSPORT, folded, windows, least=7, after=cues[0]):
        while at + 1 < len(cues) and cues[at + 1] <= match.start():
            at += 1
        away = match.start() - cues[at]
        if _PHONE.search(before(folded, match.start(), 14)) or REFERENCE.search(
            before(folded, match.start(), 16)
        ):
            continue
        # In a list of travellers the word stands once, at its head.
        row = "/" in before(folded, match.start(), 4) or "|" in before(folded, match.start(), 4)
        if away <= _FAR or (row and away < 2000):
            yield Paper(match.start(), match.end(), "passport", True)


def _passport_apart(part: TextPart, windows: Sequence[Window], heading: str) -> Iterator[Paper]:
    """Passport numbers spelled behind their name: figures apart, in odd groups, in words."""
    if part.words.isdisjoint(("passport", "passports")):
        return
    folded = part.folded
    for cue in _PASSPORT_CUE.finditer(folded):
        start = _code_start(folded, cue.end())
        code = spelled_after(folded, start, most=12)
        if not code.chars:
            lead = _TO_FIGURE.match(folded, cue.end())
            code = spelled_after(folded, lead.end(), most=12) if lead else code
        if _PASSPORT_SHAPE.fullmatch(code.chars):
            yield Paper(code.spans[0][0], code.spans[-1][1], "passport", True, disguised=True)


def _licence_apart(part: TextPart, windows: Sequence[Window], heading: str) -> Iterator[Paper]:
    """Driving licence numbers with marks or blanks between any of their characters."""
    if part.words.isdisjoint(("licence", "license", "driving", "driver", "dvla")):
        return
    folded = part.folded
    for cue in _LICENCE_CUE.finditer(folded):
        for match in _APART.finditer(folded, cue.end(), min(len(folded), cue.end() + 90)):
            if _LICENCE.fullmatch(re.sub(r"[^a-z0-9]", "", match[1])):
                yield Paper(*match.span(1), "driving licence", True, disguised=True)
                break


def _licence(part: TextPart, windows: Sequence[Window], heading: str) -> Iterator[Paper]:
    folded = part.folded
    for match in matches_in(_LICENCE, folded, windows, least=6):
        cued = _LICENCE_CUE.search(before(folded, match.start(), _FAR)) is not None
        yield Paper(match.start(), match.end(), "driving licence", cued)


_FINDERS: tuple[Callable[[TextPart, Sequence[Window], str], Iterator[Paper]], ...] = (
    _insurance,
    ibans,
    bank_cards,
    figures_apart,
    bank_accounts,
    roll_numbers,
    spoken_accounts,
    _licence,
    _licence_apart,
    _passport,
    _passport_apart,
)
