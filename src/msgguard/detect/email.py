"""CD102: email addresses outside the school's and its partners' domains, plain or disguised.

Three ways in, each behind a cheap gate: an ``@``; "at" followed by a domain, however
spelled; and "at gmail" without an ending. ``email-validator`` has the last word on syntax.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from email_validator import EmailNotValidError, validate_email

from msgguard.detect.contact import Taken, around, invites, owner_by_words, whose_address
from msgguard.detect.email_excuse import EXCUSES, Candidate, excuse_of
from msgguard.detect.registry import Detector, Known
from msgguard.model import Confidence, Finding, Owner
from msgguard.school.profile import in_domain
from msgguard.text.view import TextPart, View

_LOCAL = "abcdefghijklmnopqrstuvwxyz0123456789._%+-'"
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9][a-z0-9-]{0,62}){1,6}")

_OPEN, _CLOSE = r"[\s]{0,2}[(\[{<*_\-]{1,2}\s?", r"\s?[)\]}>*_\-]{1,2}\s{0,2}"
_DOT = rf"(?:{_OPEN}(?:dot|\.|d0t|punto|point){_CLOSE}|\s{{1,2}}(?:dot|d0t|full stop|period)\s{{1,2}}|\s{{0,2}}\.\s{{0,2}})"
_AT = re.compile(
    rf"{_OPEN}(?:at|@|a|at sign){_CLOSE}|\s{{1,3}}(?:at[ -]sign|at|@)\s{{1,3}}(?:the\s)?|\s{{0,3}}@\s{{0,3}}"
    r"|(?<=[a-z0-9])-at-(?=[a-z])|\s(?:at|@)\n"
)
# The same, cheap: where to look at all.
_SIGN = re.compile("@")
_AT_ANCHOR = re.compile(r"@|(?<![a-z])at(?![a-z])|\(a\)")
_TLD = (
    r"(?:co(?:{d})uk|org(?:{d})uk|ac(?:{d})uk|me(?:{d})uk|co(?:{d})in|com(?:{d})au|com|net|org|uk|ie|eu|info|biz|me|co|io|fr|de|es|it|pl|ru|"
    r"in|us|ca|au|example|test|lv|lt|ro|cz|nl|be|pt|xyz|online|live|email|app|dev|tv|scot|wales|cymru|london)(?![a-z0-9-])"
).replace("{d}", _DOT)
_SPELLED_DOMAIN = re.compile(rf"(?:(?:g|hot|google)(?= mail)\s|out(?= look)\s|i(?= cloud)\s)?(?:[a-z0-9-]{{1,40}}{_DOT}){{0,2}}?([a-z0-9-]{{1,40}})({_DOT}){_TLD}")
_JOIN = (
    rf"(?:{_OPEN}(?:dot|\.|underscore|dash|hyphen|_){_CLOSE}|\s{{1,2}}(?:dot|underscore|under score|dash|hyphen|minus|plus)\s{{1,2}}"
    r"|\s[._]\s|\.\s)"
)
_SPELLED_LOCAL = re.compile(rf"(?:[a-z0-9][a-z0-9._%+'-]{{0,40}}{_JOIN}){{0,4}}[a-z0-9_][a-z0-9._%+'-]{{0,63}}$")
_SIGNS = str.maketrans("", "", " \t\r\n()[]{}<>*")
_WORD_SIGNS = (
    (re.compile(r"\bat sign\b"), "@"),
    (re.compile(r"\b(?:dot|d0t|full stop|period|punto|point)\b"), "."),
    (re.compile(r"\b(?:underscore|under score)\b"), "_"),
    (re.compile(r"\b(?:dash|hyphen|minus)\b"), "-"),
)
# Services whose names mean nothing else.
_UNMISTAKEN = frozenset({"gmail", "googlemail", "hotmail", "btinternet", "icloud", "ymail", "protonmail"})
# "my name then 84, all lower case, at gmail": words that describe a local part.
_NAME_WORDS = frozenset({"name", "surname", "firstname", "lastname", "fullname", "initial", "initials", "username", "nickname"})
_DESCRIBING = _NAME_WORDS | frozenset(
    """my his her their our first last sur full middle maiden and then plus dot underscore dash hyphen all one lower lowercase
    case word no spaces space in the with followed by number numbers together a gap""".split()
)
_AT_DOMAIN = re.compile(r"at[)\]}>*\s-]{1,4}[a-z0-9-]+\s?\.\s?[a-z]")
# "joATgmailDOTcom": capitals for signs.
_CAPITALS = re.compile(r"(?<![A-Za-z0-9._])([a-z0-9._-]{2,64})AT([a-z0-9-]{2,40})(?:DOT|\.)([a-z]{2,8}(?:(?:DOT|\.)[a-z]{2,4})?)(?![A-Za-z0-9])")
# "my gmail is jo.b84", "jo.b84 on gmail": the service by name, the rest by itself.
_BY_NAME = re.compile(
    r"(?<![a-z])(?:gmail|googlemail|hotmail|icloud|yahoo|outlook|aol|btinternet|protonmail)(?: address| account| email| mail)?(?:['’]s|\s?[:=]|\s(?:is|one is|address is))\s?"
    r"[\"'“(]?([a-z][a-z0-9-]*[._0-9][a-z0-9._-]*[a-z0-9])(?![\w@])|"
    r"(?<![\w.@-])([a-z][a-z0-9-]*[._0-9][a-z0-9._-]*[a-z0-9])\s(?:on|over on|via)\s(?:gmail|googlemail|hotmail|icloud|yahoo|outlook|aol|btinternet|protonmail)(?![a-z])"
)


def find(view: View, known: Known) -> Iterator[Finding]:
    """Addresses of every part; the school's, partners' and roles' ones with an excuse."""
    providers = known.words.get("mail_providers", frozenset())
    for part in view.parts:
        folded = part.folded
        taken = Taken()
        signs = folded.count("@")
        if signs:
            for candidate in _plain(part, known):
                taken.take(candidate.start, candidate.end)
                signs -= 1
                yield _judged(candidate, view, known)
        if part.name == "links":
            continue
        worded = _may_be_worded(part, providers)
        spelled = list(_spelled(part, known, taken, worded=worded)) if worded or signs > 0 else []
        for candidate in (*spelled, *(_by_service(part) if worded else ())):
            if not taken.overlaps(candidate.start, candidate.end):
                taken.take(candidate.start, candidate.end)
                yield _judged(candidate, view, known)


def _may_be_worded(part: TextPart, providers: frozenset[str]) -> bool:
    words = part.words
    return (
        "dot" in words
        or not words.isdisjoint(providers)
        or "DOT" in part.plain
        or "ATg" in part.plain
        or ("at" in words and _AT_DOMAIN.search(part.folded) is not None)
    )


def _plain(part: TextPart, known: Known) -> Iterator[Candidate]:
    folded = part.folded
    at = folded.find("@")
    while at >= 0:
        window = folded[max(0, at - 64) : at]
        local = window[len(window.rstrip(_LOCAL)) :].lstrip(".'-+%")
        match = _DOMAIN.match(folded, at + 1) if local else None
        if match is not None:
            end = match.end()
            while folded[end - 1] in ".-":
                end -= 1
            local, domain = local.rstrip("."), folded[at + 1 : end]
            start = at - len(local)
            # "@name@server" is a handle of a social network.
            ours = in_domain(domain, known.school.domains)
            if folded[start - 1 : start] != "@" and (ours or _is_valid(f"{local}@{domain}")):
                odd = not part.source[slice(*part.source_span(start, end))].isascii()
                yield Candidate(
                    part=part, start=start, end=end, address=f"{local}@{domain}", strong=True, disguised=odd,
                    near=around(folded, start, end),
                )  # fmt: skip
        at = folded.find("@", at + 1)


def _spelled(part: TextPart, known: Known, taken: Taken, *, worded: bool) -> Iterator[Candidate]:
    folded = part.folded
    freemail = known.words.get("freemail", frozenset())
    providers = known.words.get("mail_providers", frozenset())
    for anchor in (_AT_ANCHOR if worded else _SIGN).finditer(folded):
        first = anchor.start()
        if anchor.group() == "@" and taken.overlaps(first, first + 1):
            continue
        sign = _sign_around(folded, first)
        if sign is None:
            continue
        written = sign.group().strip()
        head = folded[max(0, sign.start() - 120) : sign.start()]
        domain = _SPELLED_DOMAIN.match(folded, sign.end())
        local = _SPELLED_LOCAL.search(head[-90:])
        if domain is not None and local is not None and "\n" not in local.group():
            name = _plain_form(local.group())
            where = _plain_form(domain.group())
            start = sign.start() - len(local.group())
            bracketed = written not in ("at", "@", "at the")
            spoken = bool(re.search(r"dot|d0t|full stop|period|[(\[{]", domain.group()))
            free = where in freemail or where.split(".")[0] in providers
            near = around(folded, start, domain.end())
            candidate = Candidate(
                part=part, start=start, end=domain.end(), address=f"{name}@{where}", near=near,
                strong=bracketed or spoken or "@" in written, disguised=True, free=free,
            )  # fmt: skip
            if re.search("[a-z]", domain.group(1)) and _is_likely(candidate, name) and _is_valid(candidate.address):
                yield candidate
            continue
        provider = re.compile(r"[a-z]+").match(folded, sign.end())
        if provider is None or provider.group() not in providers:
            continue
        if local is not None and (
            re.search(r"[\d_.]", local.group()) or provider.group() in _UNMISTAKEN or _mail_cue(folded, sign.start())
        ) and _plain_form(local.group()) not in _PLAIN_WORDS | _NAME_WORDS:
            start = sign.start() - len(local.group())
        else:
            described = _described(head)
            if not described:
                continue
            start = sign.start() - described
        yield Candidate(
            part=part, start=start, end=provider.end(), address=f"{_plain_form(folded[start:sign.start()])}@{provider.group()}",
            near=around(folded, start, provider.end()), strong=False, disguised=True, free=True,
        )  # fmt: skip


def _described(head: str) -> int:
    """How many characters at the end of ``head`` describe a local part by "name" and the like."""
    length = 0
    named = False
    for match in reversed(list(re.finditer(r"[a-z]+|[0-9.]+", head[-70:]))):
        word = match.group()
        if word not in _DESCRIBING and not word[0].isdigit() and word != ".":
            break
        if word in _NAME_WORDS:
            named = True
        if word not in ("and", "then", "in", "the", "a", "by", "with"):
            length = len(head[-70:]) - match.start()
    return length if named else 0


def _sign_around(folded: str, anchor: int) -> re.Match[str] | None:
    """The at-sign with its brackets and spaces, where one stands at ``anchor``."""
    for start in range(max(0, anchor - 4), anchor + 1):
        match = _AT.match(folded, start)
        if match is not None and match.end() > anchor:
            return match
    return None


# Words that stand before "at" in ordinary English, so that "look at bbc.co.uk" is no address.
_PLAIN_WORDS = frozenset(
    """an a any your their our the each every no some look looks looking looked meet meeting met see seen find found is are was were be been available us me it them him
    her you here there this that online site website page pages more info information details book booked booking
    register sign signed log login logged logging buy bought shop shopping order ordered tickets ticket start starts
    begin works work working worked job jobs team staff people everyone someone friends games videos video read reading
    watch visit click go going gone get arrive arriving laugh shout pointing point aim aimed good bad great best
    resources resource free live based play played playing apply pay paid account search searching done up out in on off
    over back down home stay staying party and or for not only just even still now today tomorrow evening lunch time
    support help guidance advice article story news programme activities activity worksheets worksheet quiz form forms
    survey donate donations menu map link links posted published listed shown hosted held used address email emails""".split()
)
_MAIL_CUE = re.compile(r"(?<![a-z])(?:e-?mails?|e-?mail(?:ing)?|gmail|hotmail|mail|address|addy|inbox|write|drop|send|contact|reach|get)(?![a-z])")


def _mail_cue(folded: str, start: int) -> bool:
    return _MAIL_CUE.search(folded, max(0, start - 60), start) is not None


def _is_likely(candidate: Candidate, name: str) -> bool:
    """Whether a spelled form is an address, and not "look at" a website."""
    folded = candidate.part.folded
    shaped = bool(re.search(r"[\d_.+]|[a-z]-[a-z]", name))
    if candidate.strong:
        return name not in _PLAIN_WORDS or shaped or bool(re.search(r"[(\[{]", folded[candidate.start : candidate.end]))
    if name in _PLAIN_WORDS:
        return False
    if candidate.free:
        return True
    return shaped or _mail_cue(folded, candidate.start)


def _by_service(part: TextPart) -> Iterator[Candidate]:
    """Local parts given with the service's name, and "joATgmailDOTcom"."""
    folded = part.folded
    for match in _BY_NAME.finditer(folded):
        start, end = match.span(1) if match.group(1) else match.span(2)
        yield Candidate(part=part, start=start, end=end, address=f"{folded[start:end]}@mail", near=around(folded, start, end),
                        strong=False, disguised=True, free=True)  # fmt: skip
    if "AT" in part.plain:
        for match in _CAPITALS.finditer(part.plain):
            domain = f"{match.group(2)}.{match.group(3)}".replace("DOT", ".")
            yield Candidate(part=part, start=match.start(), end=match.end(), address=f"{match.group(1)}@{domain}",
                            near=around(folded, *match.span()), strong=True, disguised=True)  # fmt: skip


def _plain_form(text: str) -> str:
    for pattern, sign in _WORD_SIGNS:
        text = pattern.sub(sign, text)
    text = text.translate(_SIGNS)
    return re.sub(r"[_-]?\.[_-]?", ".", text).strip(".'-")


def _is_valid(address: str) -> bool:
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        local, _, domain = address.partition("@")
        # The library refuses names reserved for examples; they are addresses all the same.
        return domain.endswith((".example", ".test", ".invalid", ".local")) and re.fullmatch(r"[a-z0-9][\w.+%'-]*", local) is not None
    return True


def _judged(candidate: Candidate, view: View, known: Known) -> Finding:
    whose = whose_address(candidate.address, view, known)
    owner = whose.owner if whose.listed else Owner.UNKNOWN
    message = view.message
    facts = {}
    if not whose.listed:
        if candidate.address == message.sender.address:
            owner = Owner.SENDER
        else:
            owner = owner_by_words(candidate.part, candidate.start, candidate.near, view, known)
    if any(candidate.address == recipient.address for recipient in message.recipients):
        facts["of"] = "recipient"
    if invites(candidate.near):
        facts["invites"] = "yes"
    excuse = excuse_of(candidate, view, known)
    if candidate.disguised and not candidate.strong:
        confidence = Confidence.MEDIUM if not candidate.free else Confidence.HIGH
    else:
        confidence = Confidence.HIGH
    return candidate.part.finding(
        "CD102",
        candidate.start,
        candidate.end,
        owner=Owner.ORGANISATION if excuse in ("is_role_address", "is_official_address") else owner,
        confidence=confidence,
        disguised=candidate.disguised,
        about=whose.about,
        facts=facts,
        why=(f"address {candidate.address}",),
        excuse=excuse,
    )


DETECTOR = Detector(name="email", codes=("CD102",), find=find)
__all__ = ["DETECTOR", "EXCUSES", "find"]
