"""Words near a number that say what it is: a telephone, or an order, account, reference.

The word nearest before the number decides: "for the order ring 07700 …" is a telephone.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgguard import lazyre as re
from msgguard.detect.contact import Around
from msgguard.text.view import TextPart


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stretch that reads as a number. ``key`` is its national form, ``kind`` one of mobile,
    landline, service, foreign, bare (leading zero missing), local (no area code)."""

    part: TextPart
    start: int
    end: int
    text: str
    key: str
    kind: str
    near: Around
    disguised: bool


_PHONE = re.compile(
    r"(?<![a-z])(?:rings?|ringing|calls?|calling|text(?:s|ing)?|txt|tx|phones?|phoning|tel|telephone|mob|"
    r"mobiles?|moby|cell|"
    r"landline|whats\s?app|sms|dial|numbers?|nos?|num|fax|contact|reach(?:ed|able)?|message|msg|handset|"
    r"line|digits|bell|"
    r"buzz|shout|tinkle|on|ph|m|t|h)(?![a-z])"
)
_REFERENCE = re.compile(
    r"(?<![a-z])(?:"
    # these speak for themselves
    r"(?:orders?|ref|reference|refs|invoices?|inv|account|acc(?:oun)?t|acct|a/c|po|serial|policy|tracking|"
    r"isbn(?:-1[03])?|"
    r"issn|upn|uln|nhs|ni|nino|urn|dfe|vat|utr|iban|sort code|passport|charity|transaction(?: ids?)?|"
    r"membership|mpan|mprn|"
    r"meter|payroll|barcode|voucher|zip|ean|sku|consignment|docket|parcel|crime|licen[cs]e|permit|ticket|"
    r"claim|booking|"
    r"unique|candidate|job|card|oyster|quote|id|ids|docket|certificate|registration|reg|dbs|insurance|"
    r"warranty|asset|"
    r"grid|catalogue|cat|version|lottery|coordinates|lat|long|isrc|doi|parentpay|imei|iccid|sim)"
    r"(?:\s*(?:no|nos|number|numbers|num|nr|code|codes|id|ref|reference|#))?"
    # these need a word more
    r"|(?:customer|delivery|item|part|case|key|log|contract|student|pupil|employee|member|client|model|"
    r"product|batch|"
    r"payment|access|school|centre|company|supplier|purchase|stock|system|security|gift|promo|discount|"
    r"entry|lot|"
    r"dispatch|report|incident|form|patient|hospital|library|staff|user|device|error|product|plan|exam|"
    r"fault|"
    r"engineer|quotation|enquiry|complaint|appeal|file|document|deed|title|land registry|vehicle|frame|"
    r"chassis|engine|"
    r"bus pass|railcard|blue badge)\s+(?:no|nos|number|num|nr|code|id|ref|reference|#)"
    r")(?![a-z])"
)


def last_match(pattern: re.Pattern[str], text: str) -> tuple[int, int]:
    """The span of the last match, or (-1, -1)."""
    found = (-1, -1)
    for match in pattern.finditer(text):
        found = match.span()
    return found


def has_phone_cue(candidate: Candidate) -> bool:
    """Whether a word before or just after speaks of telephones."""
    return bool(_PHONE.search(candidate.near.before) or _PHONE.search(candidate.near.after[:20]))


_NAMING = re.compile(
    r"(?:(?<![a-z])(?:(?:my|me|our|his|her|their|ur|your|home|work|house|contact|mobile|mob|phone|cell|"
    r"direct|new|old|mum['’]?s|dad['’]?s)\s+"
    r"(?:\w+\s+)?(?:number|numbers|no|num|line|landline|phone|mobile|mob|cell|tel)|"
    r"landline|mobile|mob|tel|telephone|phone|"
    r"(?:ring|call|phone|text|txt|whatsapp|reach|contact|get|bell|buzz)(?:\s+(?:me|us|him|her|them|mum|"
    r"dad|home|my \w+|the house|\w+))?"
    r"(?:\s+(?:at home|at work|back|tonight|later|anytime|any time|after \w+))?(?:\s+on|\s*:)|"
    r"(?:ring|call|phone|text|txt|whatsapp|dial)(?:\s+(?:me|us))?(?:\s+at home)?|"
    r"i['’]?m on|im on|[hs]he['’]?s on|is on|are on)(?![a-z])"
    r"[\s:.,\-–—=]*(?:(?:is|its|it['’]s|are|remains|now|still|at|on|here|:)[\s:,\-–—]*){0,3}"
    r"(?:\(?(?:home|h|m|t|w|mob|tel)\)?[\s:.]*)?)$"
)


def names_phone(candidate: Candidate) -> bool:
    """Whether the words right before say that a telephone number follows."""
    before = candidate.near.before
    if _NAMING.search(before.rstrip("(+ ") + " ") is None and _NAMING.search(before) is None:
        return False
    return nearest_reference(candidate) == ""


def nearest_reference(candidate: Candidate) -> str:
    """The word for an order, account or the like that the number belongs to, or an empty string."""
    before = candidate.near.before
    start, end = last_match(_REFERENCE, before)
    if start < 0:
        return ""
    phone = last_match(_PHONE, before)[0]
    if phone >= end:
        return ""
    reach = 14 if candidate.kind == "mobile" and not candidate.disguised else 28
    return before[start:end] if len(before) - end <= reach else ""
