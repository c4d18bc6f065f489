"""What looks like a telephone number and is none, or is nobody's own: excuses of CD101."""

from __future__ import annotations

from collections.abc import Callable

from msgguard import lazyre as re
from msgguard.detect.phone_cues import Candidate, last_match, nearest_reference

_ORGANISATION = re.compile(
    r"(?<![a-z])(?:switchboard|surgery|clinic|hospital|council|reception|helpline|hotline|help\s?desk|"
    r"service desk|"
    r"customer (?:service|services|care|support)|call centre|venue|museum|theatre|gallery|library|"
    r"leisure centre|centre|"
    r"hostel|hotel|box office|booking office|ticket office|farm|zoo|church|parish|station|police|"
    r"crimestoppers|nhs|gp|"
    r"doctors?|dentist|pharmacy|company|firm|ltd|limited|plc|coaches|supplier|shop|store|bank|insurers?|"
    r"publisher|"
    r"charity|trust|borough|authority|department|dept|mash|camhs|lado|social services|"
    r"children['’]?s services|"
    r"early help|front door team|duty team|out-of-hours team|duty desk|admissions team|admissions|"
    r"transport team|"
    r"music hub|music service|catering|caterers|photographers?|enquir(?:y|ies) line|enquiries|bookings|"
    r"head office|"
    r"main office|office|sales|support line|advice line|information line|absence line|secondary school|"
    r"academy|college|"
    r"university|nursery|pool|sports centre|swimming baths|restaurant|pub|cafe|café|takeaway|cinema|"
    r"airport|"
    r"garage|embassy|consulate|union|association|federation|education|playgroup|scouts?|kennels|vets?|"
    r"activity centre|outdoor centre|contractors?|plumbers?|boiler people|gas board|water board|"
    r"electricity)(?![a-z])"
)
_OWN = re.compile(
    r"(?<![a-z])(?:my|mine|me|i['’]?m|im|our home|home|his|her|hers|their|mum|mums|mum['’]s|dad|dads|"
    r"dad['’]s|nan|gran|"
    r"mother|father|wife|husband|sister|brother|private|personal|landline at|at home|own)(?![a-z])"
)


def is_service_number(candidate: Candidate) -> bool:
    """Freephone, non-geographic and emergency numbers: nobody's own."""
    return candidate.kind == "service" or candidate.key in ("08001111", "116123", "116000", "116111")


def is_in_link(candidate: Candidate) -> bool:
    """Digits of a link, an address, a handle or a file name."""
    folded = candidate.part.folded
    first = candidate.start
    while (
        first
        and candidate.start - first < 200
        and not folded[first - 1].isspace()
        and folded[first - 1] not in "<>\"'"
    ):
        first -= 1
    lead = folded[first : candidate.start]
    if lead.startswith(("tel:", "sms:", "callto:")):
        return False
    if candidate.part.name == "links":
        return True
    if "://" in lead or lead.startswith("www.") or re.search(r"[a-z]\.[a-z]{2,}/", lead):
        return True
    if lead[-1:] in ("@", "#", "_"):
        return True
    tail = folded[candidate.end : candidate.end + 40]
    return (
        re.match(r"[\w.+-]*@[a-z]", tail) is not None
        or re.match(r"[\w-]*\.(?:pdf|docx?|xlsx?|jpe?g|png|csv|mp4|html?|zip)\b", tail) is not None
    )


def is_price(candidate: Candidate) -> bool:
    """An amount of money."""
    folded = candidate.part.folded
    return folded[max(0, candidate.start - 2) : candidate.start].strip()[-1:] in ("£", "$", "€") or bool(
        re.match(r"\s?(?:pounds|quid|euros?|gbp|p\b|vat)", candidate.near.after)
    )


_DATE = re.compile(
    r"(?:(?:0?[1-9]|[12]\d|3[01])([./\-])(?:0?[1-9]|[12]\d|3[01])\1(?:(?:19|20)\d\d|\d\d)(?![./\-]?\d)|"
    r"(?:19|"
    r"20)\d\d[./\-](?:0[1-9]|1[0-2])[./\-]\d\d(?!\d)|(?:19|20)\d{6}(?!\d))"
)


def is_date(candidate: Candidate) -> bool:
    """A date, alone or followed by a time."""
    return _DATE.match(candidate.text) is not None


_CLOCK = re.compile(r"(?<!\d)(?:[01]?\d|2[0-3]): ?[0-5]\d(?!\d)")


def is_time(candidate: Candidate) -> bool:
    """A time stamp; two times of day, or years, in a row."""
    if _CLOCK.search(candidate.text):
        return True
    parts = re.findall(r"\d+", candidate.text)
    if candidate.kind != "local" or len(parts) != 2:
        return False
    return all(
        (len(p) == 4 and (int(p[:2]) < 24 and int(p[2:]) < 60)) or (len(p) == 4 and p[:2] in ("19", "20"))
        for p in parts
    ) and (
        re.search(r"(?:at|between|from|before|after|until|till)\W*$", candidate.near.before) is not None
        or all(p[:2] in ("19", "20") for p in parts)
    )


def is_reference(candidate: Candidate) -> bool:
    """An order, invoice, account, booking or other reference; ISBN, UPN, NHS number, sort code."""
    return nearest_reference(candidate) != ""


def is_sum(candidate: Candidate) -> bool:
    """Arithmetic, a sequence or a list of scores."""
    if candidate.key in "01234567890123456789":
        return True
    if candidate.disguised and re.fullmatch(r"\d{1,3}(?:\s*,\s*\d{1,6}){3,}", candidate.text):
        return (
            re.search(
                r"sequence|pattern|numbers|count|table|order|bonds|multiples|digits|list|next",
                candidate.near.before,
            )
            is not None
        )
    if re.search(r"\d\.\d+\s+\d\.\d", candidate.text):
        return True
    if candidate.kind == "foreign" and ("*" in candidate.text or "/(" in candidate.text):
        return True
    after = candidate.near.after.lstrip()[:1]
    before = candidate.near.before.rstrip()[-1:]
    return after in ("=", "×", "÷", "%") or (before in ("=", "×", "÷") and candidate.kind != "mobile")


_QUAD = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")


def is_network_address(candidate: Candidate) -> bool:
    """An IP address or a version in four parts."""
    folded = candidate.part.folded
    if candidate.disguised or len(re.findall(r"\d+", candidate.text)) > 7:
        return False
    first = max(0, candidate.start - 4)
    match = _QUAD.search(folded, first, min(len(folded), candidate.end + 4))
    if match is None or "+" in candidate.text:
        return False
    return all(
        int(piece) < 256 and not (len(piece) > 1 and piece[0] == "0") for piece in match.group().split(".")
    )


def is_code(candidate: Candidate) -> bool:
    """Part of a longer code: letters or further digits are tied to it."""
    folded = candidate.part.folded
    before = folded[max(0, candidate.start - 4) : candidate.start]
    after = folded[candidate.end : candidate.end + 5]
    if re.search(r"[a-z0-9][\-/_]$", before) and candidate.kind != "foreign":
        # "ring-07700 …" is no code: codes have short heads.
        head = re.search(r"(?:^|[^a-z0-9])([a-z0-9]{1,3})[\-/_]$", before)
        if head is not None and head.group(1) not in ("mob", "tel", "on", "m", "t", "h", "me"):
            return True
    return (
        re.match(r"[a-z0-9]|[\-/_](?:\d|[a-z]{1,2}(?![a-z]))", after) is not None
        and re.match(r"\s|[\-/_]?(?:ext|x\d)", after) is None
        and not candidate.disguised
    )


# "Ryan at Specsavers on", "Elm Park School": a firm or school by its name, with capitals.
_NAMED_FIRM = re.compile(
    r"\b(?:at|from)\s(?:the\s)?[A-Z][\w&]+(?:\s[A-Z&][\w&]*){0,3}(?!['’\w])(?=[\s,:(–-]*(?:on|is on|tel|"
    r"phone|call|ring)?[\s:,(]*$)|"
    r"\b[A-Z][\w'’]+\s(?:Primary |Junior |Infant |Infants |High |Grammar |Special )?(?:School|Academy|"
    r"Nursery|College)\b"
)


def is_organisation(candidate: Candidate) -> bool:
    """A landline that the words give to an organisation, not to a person."""
    if candidate.kind not in ("landline", "local", "foreign"):
        return False
    text = candidate.part.folded[max(0, candidate.start - 110) : candidate.start]
    organisation = last_match(_ORGANISATION, text)[1]
    written = candidate.part.plain[max(0, candidate.start - 110) : candidate.start]
    organisation = max(organisation, last_match(_NAMED_FIRM, written)[1])
    if organisation < 0:
        match = _ORGANISATION.search(candidate.near.after)
        return match is not None and _OWN.search(candidate.near.before) is None
    return last_match(_OWN, text)[0] < organisation


EXCUSES: tuple[Callable[[Candidate], bool], ...] = (
    is_service_number,
    is_in_link,
    is_price,
    is_date,
    is_time,
    is_reference,
    is_sum,
    is_network_address,
    is_code,
    is_organisation,
)
