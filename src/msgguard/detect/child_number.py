"""PI602 in numbers: a pupil's UPN and NHS number.

UPN: check letter, nine digits, a serial whose last place may be a letter (DfE). NHS number:
ten digits with a check digit modulo 11. A checksum alone is never sure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stdnum.gb import nhs, upn

from msgguard import lazyre as re
from msgguard.detect.figures import Window, matches_in
from msgguard.detect.places import Places
from msgguard.detect.registry import Known
from msgguard.detect.spelled import as_digits, spelled_after
from msgguard.detect.whose import pupils_before
from msgguard.model import Confidence, Finding, Message, Owner
from msgguard.text.view import TextPart

_UPN = re.compile(r"(?<![\w/])[a-z](?:[ -]?\d){11}[ -]?[0-9a-z](?![\w])")
_UPN_CUE = re.compile(r"\bupns?\b|\bu\.p\.n\b|\b(?:unique )?pupil (?:number|no|id)\b")
_UPN_WORDS = frozenset({"upn", "upns", "pupil", "u"})
_UPN_SHAPE = re.compile(r"[a-z][0-9ol]{11}[0-9a-z]")
_NHS = re.compile(r"(?<![\w£$€.+/-])\d(?:[ -]?\d){9}(?![\w/]|[-.]\d)")
_NHS_CUE = re.compile(r"\bnhs\b(?: ?(?:number|num|no|nr|id|#))?\.?")
_OTHER_NUMBER = re.compile(
    r"\b(?:tel|telephone|phone|mobile|mob|ring|call|text|order|ref|reference|invoice|isbn"
    r"|parcel|tracking|booking|ticket|po|serial|asset)\b[^\d\n]{0,14}$"
)
_OWN = re.compile(r"\bmy (?:own )?$|\bmy nhs\b")
_NEAR, _TABLE = 40, 1500


def child_numbers(
    part: TextPart, windows: Sequence[Window], known: Known, message: Message
) -> Iterator[Finding]:
    """Findings of UPNs and NHS numbers in one part."""
    places = Places(len(part.folded))
    for finding, start, end in (*_upns(part, windows, known, message), *_nhs(part, windows, known, message)):
        if places.take(start, end):
            yield finding


def _upns(
    part: TextPart, windows: Sequence[Window], known: Known, message: Message
) -> Iterator[tuple[Finding, int, int]]:
    folded = part.folded
    cues = [] if part.words.isdisjoint(_UPN_WORDS) else [c.end() for c in _UPN_CUE.finditer(folded)]
    table = cues[0] if cues else len(folded)
    for match in matches_in(_UPN, folded, windows, least=11):
        start, end = match.span()
        flat = re.sub(r"[ -]", "", match[0])
        pupil = known.roster.pupil_by_upn.get(flat) if known.roster else None
        cued = 0 <= start - table < _TABLE
        if pupil is None and not cued and not _has_check_letter(flat):
            continue
        excuse = (
            ""
            if pupil or cued or not _OTHER_NUMBER.search(folded[max(0, start - 24) : start])
            else "is_order"
        )
        about = (pupil.id,) if pupil else pupils_before(part, start, known, message)
        sure = pupil is not None or cued
        yield _finding(part, start, end, "UPN", about, sure=sure, excuse=excuse), start, end
    for cue in cues:
        begin = _lead_end(folded, cue)
        code = spelled_after(folded, begin, most=13)
        if len(code.chars) == 13 and _UPN_SHAPE.fullmatch(code.chars):
            flat = code.chars[0] + as_digits(code.chars[1:12]) + code.chars[12]
            pupil = known.roster.pupil_by_upn.get(flat) if known.roster else None
            about = (pupil.id,) if pupil else pupils_before(part, begin, known, message)
            end = code.spans[-1][1]
            yield _finding(part, begin, end, "UPN", about, sure=True, disguised=True), begin, end
    if known.roster is not None:
        # A school's own export may hold identifiers of another shape.
        for word in part.words & known.roster.pupil_by_upn.keys():
            pupil = known.roster.pupil_by_upn[word]
            start = folded.find(word)
            while start >= 0:
                yield (
                    _finding(part, start, start + len(word), "UPN", (pupil.id,), sure=True),
                    start,
                    start + len(word),
                )
                start = folded.find(word, start + len(word))


def _has_check_letter(flat: str) -> bool:
    """Whether the check letter fits; local authority codes are not looked up."""
    if not flat[1:12].isdigit() or flat[0] in "ios":
        return False
    try:
        return upn.calc_check_digit(flat.upper()) == flat[0].upper()
    except ValueError:
        return False


def _nhs(
    part: TextPart, windows: Sequence[Window], known: Known, message: Message
) -> Iterator[tuple[Finding, int, int]]:
    folded = part.folded
    if "nhs" not in part.words:
        return
    cues = [cue.end() for cue in _NHS_CUE.finditer(folded)]
    found: set[int] = set()
    at = 0
    for match in matches_in(_NHS, folded, windows, least=10, after=cues[0]):
        start, end = match.span()
        while at + 1 < len(cues) and cues[at + 1] <= start:
            at += 1
        away = start - cues[at]
        flat = re.sub(r"\D", "", match[0])
        if flat[0] in "012" or _OTHER_NUMBER.search(folded[max(0, start - 24) : start]):
            continue
        row = (
            folded[max(0, start - 3) : start].strip() in ("|", ",", "\t", ";")
            or "\t" in folded[start - 1 : start]
        )
        valid = nhs.is_valid(flat)
        if away > (_TABLE if row else _NEAR) or (away > _NEAR and not valid):
            continue
        found.add(at)
        yield _nhs_finding(part, start, end, cues[at], known, message), start, end
    for index, cue in enumerate(cues):
        if index in found:
            continue
        begin = _lead_end(folded, cue)
        code = spelled_after(folded, begin, most=11)
        if len(code.chars) == 10 and as_digits(code.chars).isdigit() and code.chars[0] not in "012o":
            end = code.spans[-1][1]
            yield _nhs_finding(part, begin, end, cue, known, message, disguised=True), begin, end


def _nhs_finding(
    part: TextPart, start: int, end: int, cue: int, known: Known, message: Message, *, disguised: bool = False
) -> Finding:
    about = pupils_before(part, start, known, message)
    own = not about and _OWN.search(part.folded[max(0, cue - 22) : cue])
    if own:
        return part.finding(
            "PI601",
            start,
            end,
            owner=Owner.SENDER,
            disguised=disguised,
            facts={"kind": "NHS number"},
            why=("the sender's own NHS number",),
        )
    return _finding(part, start, end, "NHS number", about, sure=True, disguised=disguised)


_LEAD = re.compile(
    r"(?:[\s:=.,#(\-–—]|\bis\b|\bare\b|\bnumber\b|\bnum\b|\bno\b|\bit's\b|\bits\b|\bof\b"
    r"|\bfor [a-z'-]{2,20}\b){0,8}"
)


def _lead_end(folded: str, index: int) -> int:
    match = _LEAD.match(folded, index, min(len(folded), index + 50))
    return match.end() if match else index


def _finding(
    part: TextPart,
    start: int,
    end: int,
    kind: str,
    about: tuple[str, ...],
    *,
    sure: bool,
    excuse: str = "",
    disguised: bool = False,
) -> Finding:
    return part.finding(
        "PI602",
        start,
        end,
        owner=Owner.PUPIL,
        about=about,
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
        disguised=disguised,
        facts={"kind": kind},
        why=(f"{kind}: " + ("the word or the roster says so" if sure else "by shape and check letter"),),
        excuse=excuse,
    )
