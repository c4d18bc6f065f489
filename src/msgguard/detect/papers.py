"""PI601 in numbers: National Insurance, bank, IBAN, card, passport, driving licence.

Shapes from the issuers' own rules (HMRC's NINO prefixes, UK sort codes, ISO 13616, ISO 7812,
HM Passport Office, DVLA's 16 characters). A shape or checksum alone is medium at best: high
confidence needs a word that says what the number is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from stdnum import iban, luhn

from msgguard.detect.figures import Window, matches_in
from msgguard.detect.places import Places
from msgguard.detect.registry import Known
from msgguard.detect.spelled import spelled_after
from msgguard.detect.whose import adult_owner, pupils_before
from msgguard.model import Confidence, Finding, Message, Owner
from msgguard.text.view import TextPart


class Paper(NamedTuple):
    """A number that may identify an adult: where, what, how sure, and why not."""

    start: int
    end: int
    kind: str
    sure: bool
    excuse: str = ""
    disguised: bool = False


_SEP = r"[ .\-·/]{0,2}"
_NINO = re.compile(rf"(?<![\w@])([a-z]{{2}}){_SEP}\d\d{_SEP}\d\d{_SEP}\d\d{_SEP}([a-d])(?![\w@])")
_NINO_CUE = re.compile(
    r"\bn\.?i\.?n?o?\b\.?(?: ?(?:number|num|no|nr|#))?|\bnational insurance\b(?: (?:number|no))?|\bnat\.? ?ins\b\.?"
)
_NINO_WORDS = frozenset({"ni", "nino", "insurance", "nat", "n"})
_NINO_SHAPE = re.compile(r"[a-z]{2}[0-9oli]{6}[a-d]?")
_NOT_ISSUED = frozenset({"bg", "gb", "kn", "nk", "nt", "tn", "zz"})

_SORT = re.compile(r"(?<![\w£$€./-])\d\d([-–—. /]{1,3})\d\d\1\d\d(?![\d/]|[-.]\d)")
_SORT_RUN = re.compile(r"(?<![\w£$€./-])\d{6}(?![\w/]|[-.]\d)")
_SORT_CUE = re.compile(r"\bsort ?-?codes?\b|\bsort\b|\bs/c\b|\bsc\b")
_ACCOUNT = re.compile(r"(?<![\w£$€./+-])\d(?:[ -]?\d){6,7}(?![\w/]|[-.]\d)")
_ACCOUNT_CUE = re.compile(r"\b(?:bank )?(?:account|acct?|a/c|acc|ac)\b")
_BANK = re.compile(
    r"\b(?:bank|banking|sort ?-?code|bacs|payee|monzo|starling|revolut|nationwide|barclays|natwest|lloyds|halifax|hsbc|santander|tsb"
    r"|first direct|co-?op bank|rbs|metro bank|building society|my (?:bank|account|acct|acc|ac)|bank details|transfer|pay (?:me|it|in)|wages|salary|payroll)\b"
)
_PAY = re.compile(
    r"\b(?:iban|bank|banking|account|acc|a/c|pay|paid|payment|transfer|send|owe|refund|reimburse\w*|deposit|swift|bic)\b"
)
# Money that is not a person's: the school's, a club's or a firm's own account.
_NOT_A_PERSONS = re.compile(
    r"\b(?:school(?:'s)? (?:fund|account|bank)|school fund|pta|ptfa|parents'? association|friends of \w+|ltd|limited|plc|council|charity|the trust"
    r"|account name:? ?(?:the )?\w+ (?:primary|school|pta|academy|junior|infant)|our (?:bank )?(?:account|details)|club account|company)\b"
)
_CUSTOMER = re.compile(
    r"\b(?:parentpay|customer|client|library|supplier|membership|energy|meter|gas|electric\w*|water|phone|mobile|broadband|order|invoice|booking|account manager|catering|dinner) (?:account|acc|a/c)\b"
)
_CODE = re.compile(
    r"\b(?:ref(?:erence)?|order|invoice|po|isbn|ticket|asset|serial|job|transaction|cost code)\b"
)

_IBAN = re.compile(r"(?<!\w)[a-z]{2}\d\d(?:[ -]?[a-z0-9]{4}){3,7}(?:[ -]?[a-z0-9]{1,3})?(?!\w)")
_CARD = re.compile(r"(?<![\w£$€.+-])\d(?:[ .\-]{0,2}\d){12,18}(?![\w]|[-.]\d)")
_CARD_CUE = re.compile(
    r"\b(?:cards?|visa|mastercard|master card|amex|american express|debit|credit|maestro|cvv|cvc|expiry|expires|exp|valid (?:to|from|until)|long number)\b"
)
_BRAND = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}"
    r"|6(?:011|5\d\d)\d{12}|35\d{14}|(?:50|5[6-9]|6\d)\d{10,17}"
)
_PASSPORT_CUE = re.compile(r"\bpassports?\b")
_PASSPORT = re.compile(r"(?<![\w£$€./+-])(?:\d{9}|\d{3} \d{3} \d{3}|[a-z]{1,2} ?\d{7,8})(?![\w/]|[-.]\d)")
_PHONE = re.compile(r"\b(?:tel|phone|mobile|mob|ring|call|fax|text|on)\b[\s:.]*$")
_LICENCE_CUE = re.compile(r"\b(?:licen[cs]e|driving|driver|dvla|driver's)\b")
_LICENCE = re.compile(
    r"(?<!\w)(?=[a-z])[a-z9]{5}[ -]?\d(?:0[1-9]|1[0-2]|5[1-9]|6[0-2])(?:0[1-9]|[12]\d|3[01])\d[ -]?[a-z9]{2}[ -]?[a-z0-9]{3}(?!\w)"
)
_ENDING = re.compile(r"\b(?:ending|ends|last four|last 4)\b[^.\n]{0,20}$")
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


def _before(folded: str, start: int, reach: int) -> str:
    return folded[max(0, start - reach) : start]


def _around(folded: str, start: int, end: int, reach: int) -> str:
    return folded[max(0, start - reach) : end + reach]


def _insurance(part: TextPart, windows: Sequence[Window], heading: str) -> Iterator[Paper]:
    """National Insurance numbers; behind their name in any spelling."""
    folded = part.folded
    for match in matches_in(_NINO, folded, windows, least=6):
        prefix = match[1]
        cued = _NINO_CUE.search(_before(folded, match.start(), _NEAR)) is not None
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
        if shape and sum(char.isdigit() for char in shape[0]) >= 4:
            end = code.spans[shape.end() - 1][1]
            yield Paper(start, end, "national insurance", True, disguised=True)


_LEAD = re.compile(
    r"(?:[\s:=.,#(\-–—]|\bis\b|\bare\b|\bnumber\b|\bnum\b|\bno\b|\bas\b|\bit's\b|\bits\b|\bwas\b|\bshould be\b|\bof\b){0,8}"
)


def _code_start(folded: str, index: int) -> int:
    """Where a code begins that follows its name: past colons, "is", "number"."""
    match = _LEAD.match(folded, index, min(len(folded), index + 40))
    return match.end() if match else index


def _bank(part: TextPart, windows: Sequence[Window], heading: str) -> Iterator[Paper]:
    """Sort codes and account numbers, as a pair or with the word for them."""
    folded = part.folded
    pairs = Places(len(folded))
    for match in [
        *matches_in(_SORT, folded, windows, least=6),
        *matches_in(_SORT_RUN, folded, windows, least=6),
    ]:
        start, end = match.span()
        cued = _SORT_CUE.search(_before(folded, start, 24)) is not None
        account = _account_near(folded, start, end, cued=cued)
        loose = end - start == 6 or match[1].strip() not in ("-", "–", "—")
        if account is None and not cued:
            continue
        if loose and not cued:
            continue
        near = _around(folded, start, max(end, account.end()) if account else end, _FAR)
        sure = cued or _BANK.search(near) is not None or _ACCOUNT_CUE.search(near) is not None
        if not sure and account is not None and "\n" in folded[end : max(end, account.start())].strip(" "):
            sure = True  # one under the other, as banks write them
        excuse = _bank_excuse(near, folded, start)
        pairs.take(start, end)
        yield Paper(start, end, "sort code", sure, excuse)
        if account is not None:
            pairs.take(*account.span())
            yield Paper(account.start(), account.end(), "bank account", sure, excuse)
    for match in matches_in(_ACCOUNT, folded, windows, least=8):
        start, end = match.span()
        if not pairs.is_free(start, end) or _digits(match[0]) != 8:
            continue
        before = _before(folded, start, 40)
        if _ACCOUNT_CUE.search(before) is None:
            continue
        near = _around(folded, start, end, _FAR)
        if _BANK.search(near) is None or _CUSTOMER.search(before):
            continue
        yield Paper(start, end, "bank account", True, _bank_excuse(near, folded, start))


def _account_near(folded: str, start: int, end: int, *, cued: bool) -> re.Match[str] | None:
    """The account number that goes with a sort code: behind it, else right before it."""
    behind = _ACCOUNT.search(folded, end, min(len(folded), end + 60))
    if behind is not None and (cued or _digits(behind[0]) == 8):
        return behind
    for before in _ACCOUNT.finditer(folded, max(0, start - 40), start):
        if _digits(before[0]) == 8:
            return before
    return None


def _digits(text: str) -> int:
    return sum(char.isdigit() for char in text)


def _bank_excuse(near: str, folded: str, start: int) -> str:
    if _NOT_A_PERSONS.search(near):
        return "is_organisation"
    return "is_reference" if _CODE.search(_before(folded, start, 12)) else ""


def _iban(part: TextPart, windows: Sequence[Window], heading: str) -> Iterator[Paper]:
    folded = part.folded
    for match in matches_in(_IBAN, folded, windows, least=8):
        for text in (match[0], match[0].rpartition(" ")[0]):
            flat = re.sub(r"[ -]", "", text)
            if len(flat) >= 15 and iban.is_valid(flat, check_country=False):
                end = match.start() + len(text)
                near = _around(folded, match.start(), end, _FAR)
                excuse = "is_organisation" if _NOT_A_PERSONS.search(near) else ""
                yield Paper(match.start(), end, "IBAN", _PAY.search(near) is not None, excuse)
                break


def _card(part: TextPart, windows: Sequence[Window], heading: str) -> Iterator[Paper]:
    folded = part.folded
    for match in matches_in(_CARD, folded, windows, least=13):
        digits = re.sub(r"\D", "", match[0])
        start, end = match.span()
        cued = _CARD_CUE.search(_around(folded, start, end, _NEAR)) is not None
        if _BRAND.fullmatch(digits) is None or not luhn.is_valid(digits):
            # A mistyped number is still one where the words say so and it is grouped as one.
            if not (cued and re.fullmatch(r"\d{4}([ .-])\d{4}\1\d{4}\1\d{4}", match[0])):
                continue
        elif not cued and len(digits) < 15:
            continue
        excuse = "is_reference" if _CODE.search(_before(folded, start, 16)) and not cued else ""
        yield Paper(start, end, "payment card", cued, excuse)


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
        if _PHONE.search(_before(folded, match.start(), 14)) or _CODE.search(
            _before(folded, match.start(), 16)
        ):
            continue
        # In a list of travellers the word stands once, at its head.
        row = "/" in _before(folded, match.start(), 4) or "|" in _before(folded, match.start(), 4)
        if away <= _FAR or (row and away < 2000):
            yield Paper(match.start(), match.end(), "passport", True)


def _licence(part: TextPart, windows: Sequence[Window], heading: str) -> Iterator[Paper]:
    folded = part.folded
    for match in matches_in(_LICENCE, folded, windows, least=6):
        cued = _LICENCE_CUE.search(_before(folded, match.start(), _FAR)) is not None
        yield Paper(match.start(), match.end(), "driving licence", cued)


_FINDERS: tuple[Callable[[TextPart, Sequence[Window], str], Iterator[Paper]], ...] = (
    _insurance,
    _iban,
    _card,
    _bank,
    _licence,
    _passport,
)
