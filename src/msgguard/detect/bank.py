"""Bank data for PI601: sort codes, account numbers, IBANs and payment cards.

Shapes from UK sort codes, ISO 13616 and ISO 7812. A checksum alone is medium at best; the
school's, a club's or a firm's own account is nobody's identity.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stdnum import iban, luhn

from msgguard import lazyre as re
from msgguard.detect.figures import Paper, Window, around, before, matches_in
from msgguard.detect.places import Places
from msgguard.detect.spelled import DIGIT_WORDS, spelled_after
from msgguard.text.view import TextPart

_SORT = re.compile(r"(?<![\w£$€./-])(?<!\d )\d\d([-–—. /]{1,3})\d\d\1\d\d(?![\d/]|[-.]\d)")
_SORT_RUN = re.compile(r"(?<![\w£$€./-])(?<!\d )\d{6}(?![\w/]|[-.]\d)")
_SORT_CUE = re.compile(r"\bsort ?-?codes?\b|\bsort\b|\bs/c\b|\bsc\b")
_ACCOUNT = re.compile(r"(?<![\w£$€./+-])\d(?:[ -]?\d){6,7}(?![\w/]|[-.]\d)")
_ACCOUNT_CUE = re.compile(r"\b(?:bank )?(?:account|acct?|a/c|acc|ac)\b")
_BANK = re.compile(
    r"\b(?:bank|banking|sort ?-?code|bacs|payee|monzo|starling|revolut|nationwide|barclays"
    r"|natwest|lloyds|halifax|hsbc|santander|tsb"
    r"|first direct|co-?op bank|rbs|metro bank|building society|my (?:bank|account|acct|acc"
    r"|ac)|bank details|transfer|pay (?:me|it|in)|wages|salary|payroll)\b"
)
_PAY = re.compile(
    r"\b(?:iban|bank|banking|account|acc|a/c|pay|paid|payment|transfer|send|owe|refund"
    r"|reimburse\w*|deposit|swift|bic)\b"
)
# Money that is not a person's: the school's, a club's or a firm's own account.
_NOT_A_PERSONS = re.compile(
    r"\b(?:school(?:'s)? (?:fund|account|bank)|school fund|pta|ptfa|parents'? association"
    r"|friends of \w+|ltd|limited|plc|council|charity|the trust"
    r"|account name:? ?(?:the )?\w+ (?:primary|school|pta|academy|junior|infant)"
    r"|our (?:bank )?(?:account|details)|club account|company)\b"
)
_CUSTOMER = re.compile(
    r"\b(?:parentpay|customer|client|library|supplier|membership|energy|meter|gas|electric\w*"
    r"|water|phone|mobile|broadband|order|invoice|booking|account manager|catering"
    r"|dinner) (?:account|acc|a/c)\b"
)
# What a number is called that is nobody's identity.
REFERENCE = re.compile(
    r"\b(?:ref(?:erence)?|order|invoice|po|isbn|ticket|asset|serial|job|transaction|cost code)\b"
)

_DATED = re.compile(r"\b(?:dated?|due|by|until|since)[: ]{1,2}$")
_MONEY = re.compile(r"\b(?:quid|fiver|tenner|pounds|£\d|wages|salary|ta|owed?|name:)\b")
_SUPPLIER = re.compile(
    r"\b(?:gas|electric\w*|energy|water|meters?|broadband|supplier|customer|invoice|order|statement|edf"
    r"|eon|octopus|bt"
    r"|thames|catering|membership|library|amazon|photocopier|lease)\b"
)
_BANK_SHORT = re.compile(r"\ba/c\b|\bbank acc|\b(?:my|his|her|their|old|new) ac(?:c|ct|count)?\b")
# A building society's roll number: any figures with strokes and dashes, behind its name.
_ROLL = re.compile(
    r"\broll ?-?(?:no|num|number|nr)?\b[.):=\s]{0,4}(?:is "
    r"|was )?(?P<value>(?=(?:[\w/.-]?\d){6})[\dA-Za-z][\dA-Za-z/.-]{5,17}"
    r"(?: \d{3}){0,3})(?![\w£%])"
)
_ROLL_CUE = re.compile(
    r"\b(?:building|society|skipton|nationwide|bank|sort|acc\w*|a/c|transfer|savings|bacs|pay)\b"
)
# Three figures on the back of a card.
_BACK_WORDS = frozenset({"cvv", "cvv2", "cvc", "csc"})
_BACK = re.compile(
    r"\b(?:cvv2?|cvc|csc|(?:three|3|last three)(?: digits| numbers)? (?:on|from) the back)\b"
    r"(?: (?:number|no|code))?(?:'s| is| are| was|[:=])?[\s(]{1,3}(?P<value>\d{3,4})(?![\w£%]|[.:/]\d)"
)

_IBAN = re.compile(r"(?<!\w)[a-z]{2}\d\d(?:[ -]?[a-z0-9]{4}){3,7}(?:[ -]?[a-z0-9]{1,3})?(?!\w)")
_CARD = re.compile(r"(?<![\w£$€.+-])\d(?:[ .\-]{0,2}\d){12,18}(?![\w]|[-.]\d)")
_SIXTEEN = re.compile(r"\d{4}([ .-]?)\d{4}\1\d{4}\1\d{4}(?=[ .-]{1,2}\d)")
_CARD_CUE = re.compile(
    r"\b(?:cards?|visa|mastercard|master card|amex|american express|debit|credit|maestro|cvv"
    r"|cvc|expiry|expires|exp|valid (?:to|from|until)|long number)\b"
)
_BRAND = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"
    r"|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}"
    r"|6(?:011|5\d\d)\d{12}|35\d{14}|(?:50|5[6-9]|6\d)\d{10,17}"
)
_NEAR, _FAR = 50, 90


def bank_accounts(part: TextPart, windows: Sequence[Window], heading: str) -> Iterator[Paper]:
    """Sort codes and account numbers, as a pair or with the word for them."""
    folded = part.folded
    pairs = Places(len(folded))
    for match in [
        *matches_in(_SORT, folded, windows, least=6),
        *matches_in(_SORT_RUN, folded, windows, least=6),
    ]:
        start, end = match.span()
        cued = _SORT_CUE.search(before(folded, start, 24)) is not None
        account = _account_near(folded, start, end, cued=cued)
        loose = end - start == 6 or match[1].strip() not in ("-", "–", "—")
        if account is None and not cued:
            continue
        if loose and not cued and not _is_pair(folded, start, end, account):
            continue
        near = around(folded, start, max(end, account.end()) if account else end, _FAR)
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
        lead = before(folded, start, 40)
        if _ACCOUNT_CUE.search(lead) is None:
            continue
        near = around(folded, start, end, _FAR)
        surely = _BANK.search(near) is not None
        if (
            _CUSTOMER.search(lead)
            or (not surely and _SUPPLIER.search(near))
            or not (surely or _BANK_SHORT.search(lead))
        ):
            continue
        yield Paper(start, end, "bank account", surely, _bank_excuse(near, folded, start))


def figures_apart(part: TextPart, windows: Sequence[Window], heading: str) -> Iterator[Paper]:
    """A sort code or account number behind its name with every figure by itself: "2 0 0 0 0 0"."""
    folded = part.folded
    if not any(window.digits > 5 and _SINGLY.search(folded, window.start, window.end) for window in windows):
        return
    for cue, size, kind in ((_SORT_CUE, 6, "sort code"), (_ACCOUNT_CUE, 8, "bank account")):
        for match in cue.finditer(folded):
            lead = _LEAD.match(folded, match.end())
            start = lead.end() if lead else match.end()
            apart = _SINGLY.match(folded, start)
            if apart is None or _digits(apart[0]) != size:
                continue
            near = around(folded, start, apart.end(), _FAR)
            if kind == "sort code" or _SORT_CUE.search(near) or _BANK.search(near):
                yield Paper(start, apart.end(), kind, True, _bank_excuse(near, folded, start), disguised=True)


def _is_pair(folded: str, start: int, end: int, account: re.Match[str] | None) -> bool:
    """Whether figures in twos are a sort code by the account beside them and a word of banks."""
    if account is None or _digits(account[0]) != 8:
        return False
    apart = account.start() - end if account.start() >= end else start - account.end()
    near = around(folded, min(start, account.start()), max(end, account.end()), _NEAR)
    if end - start == 6:
        return apart <= 3 and _BANK.search(near) is not None
    return apart <= 24 and (_BANK.search(near) or _MONEY.search(near)) is not None


def _account_near(folded: str, start: int, end: int, *, cued: bool) -> re.Match[str] | None:
    """The account number that goes with a sort code: behind it, else right before it."""
    behind = _ACCOUNT.search(folded, end, min(len(folded), end + 60))
    if behind is not None and (cued or _digits(behind[0]) == 8):
        return behind
    for ahead in _ACCOUNT.finditer(folded, max(0, start - 40), start):
        if _digits(ahead[0]) == 8:
            return ahead
    return None


def _digits(text: str) -> int:
    return sum(char.isdigit() for char in text)


def _bank_excuse(near: str, folded: str, start: int) -> str:
    if _NOT_A_PERSONS.search(near):
        return "is_organisation"
    if REFERENCE.search(before(folded, start, 12)):
        return "is_reference"
    # "Invoice 20334455 dated 12-11-26": a date beside a number that is called something else.
    return "is_date" if _DATED.search(before(folded, start, 12)) else ""


def roll_numbers(part: TextPart, windows: Sequence[Window], heading: str) -> Iterator[Paper]:
    """Building society roll numbers, behind their name."""
    if "roll" not in part.words:
        return
    folded = part.folded
    for match in _ROLL.finditer(folded):
        near = around(folded, *match.span(), _FAR)
        if "/" in match["value"] or "-" in match["value"] or _ROLL_CUE.search(near):
            yield Paper(
                *match.span("value"), "building society roll number", _ROLL_CUE.search(near) is not None
            )


def ibans(part: TextPart, windows: Sequence[Window], heading: str) -> Iterator[Paper]:
    """International account numbers with a right checksum."""
    folded = part.folded
    for match in matches_in(_IBAN, folded, windows, least=8):
        for text in (match[0], match[0].rpartition(" ")[0]):
            flat = re.sub(r"[ -]", "", text)
            if len(flat) >= 15 and iban.is_valid(flat, check_country=False):
                end = match.start() + len(text)
                near = around(folded, match.start(), end, _FAR)
                excuse = "is_organisation" if _NOT_A_PERSONS.search(near) else ""
                yield Paper(match.start(), end, "IBAN", _PAY.search(near) is not None, excuse)
                break


def bank_cards(part: TextPart, windows: Sequence[Window], heading: str) -> Iterator[Paper]:
    """Payment cards: brand, length and check digit, or the word and the usual groups of four."""
    folded = part.folded
    for match in matches_in(_CARD, folded, windows, least=13):
        start, end = match.span()
        whole = _SIXTEEN.match(match[0])
        if whole is not None:
            end = start + whole.end()  # what follows are its dates
        digits = re.sub(r"\D", "", folded[start:end])
        cued = _CARD_CUE.search(around(folded, start, end, _NEAR)) is not None
        if _BRAND.fullmatch(digits) is None or not luhn.is_valid(digits):
            # A mistyped number is still one where the words say so and it is grouped as one.
            grouped = re.fullmatch(r"\d{4}([ .-])\d{4}\1\d{4}\1\d{4}", folded[start:end])
            if not (cued and (grouped or (len(digits) == 16 and _EXPIRY.match(folded, end)))):
                continue
        elif not cued and len(digits) < 15:
            continue
        excuse = "is_reference" if REFERENCE.search(before(folded, start, 16)) and not cued else ""
        yield Paper(start, end, "payment card", cued, excuse)
    words = part.words
    if not words.isdisjoint(_BACK_WORDS) or ("back" in words and not words.isdisjoint(("card", "digits"))):
        for match in _BACK.finditer(folded):
            yield Paper(*match.span("value"), "payment card", True)


# A month and year right behind a card's number.
_EXPIRY = re.compile(r"[\s,;]{1,3}(?:exp\w*|valid \w+)?[:. ]{0,2}(?:0[1-9]|1[0-2]) ?[/-] ?\d\d")
_SPOKEN_SORT = re.compile(
    r"\bsort ?-?(?:code)?(?:'s| is|:)?:? (?P<value>(?:(?:ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|oh|zero|one|two|three|four"
    r"|five|six"
    r"|seven|eight|nine|double|\d\d?)\b[ ,-]{0,2}){3,9})"
)


def spoken_accounts(part: TextPart, windows: Sequence[Window], heading: str) -> Iterator[Paper]:
    """Sort code and account number in words."""
    if "sort" not in part.words or part.words.isdisjoint(DIGIT_WORDS):
        return
    folded = part.folded
    for match in _SPOKEN_SORT.finditer(folded):
        start, end = match.start("value"), match.end("value")
        while folded[end - 1] in " ,-":
            end -= 1
        if any(c.isalpha() for c in folded[start:end]):
            yield Paper(start, end, "sort code", True, disguised=True)
        cue = _ACCOUNT_CUE.search(folded, end, min(len(folded), end + 60))
        if cue is None:
            continue
        begin = _LEAD.match(folded, cue.end()).end()  # type: ignore[union-attr]
        code = spelled_after(folded, begin, most=9)
        if len(code.chars) == 8 and code.chars.isdigit() and not folded[begin : code.spans[-1][1]].isdigit():
            yield Paper(begin, code.spans[-1][1], "bank account", True, disguised=True)


_SINGLY = re.compile(r"\d(?:(?:[ .\-/·]{1,3}|, ?)\d){5,8}(?![\w£%]|[ .\-/,·]{1,3}\d)")
_LEAD = re.compile(r"(?:[\s:=.,#(\-–—]|\b(?:is|number|num|no|nr)\b|'s){0,8}")
