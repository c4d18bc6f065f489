"""Email addresses in disguise: "jo dot b at gmail dot com", "jo (at) x.org", "jo @ gmail . com".

Two kinds: a spelled at-sign before a domain, and "at gmail" without an ending.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgguard import lazyre as re
from msgguard.detect.contact import Taken, around
from msgguard.detect.email_excuse import Candidate, is_address
from msgguard.detect.opening import places_of
from msgguard.detect.registry import Known
from msgguard.text.view import TextPart

_OPEN, _CLOSE = r"[\s]{0,2}[(\[{<*_\-]{1,2}\s?", r"\s?[)\]}>*_\-]{1,2}\s{0,2}"
_DOT = (
    rf"(?:{_OPEN}(?:dot|\.|d0t|punto|point){_CLOSE}|"
    rf"\s{{1,2}}(?:dot|d0t|full stop|period)\s{{1,2}}|\s{{0,2}}\.\s{{0,2}})"
)
_AT = re.compile(
    rf"{_OPEN}(?:at|@|a|at sign){_CLOSE}|\s{{1,3}}(?:at[ -]sign|at|@)\s{{1,3}}(?:the\s)?|"
    rf"\s{{0,3}}@\s{{0,3}}"
    r"|(?<=[a-z0-9])-at-(?=[a-z])|\s(?:at|@)\n"
)
_TLD = (
    r"(?:co(?:{d})uk|org(?:{d})uk|ac(?:{d})uk|me(?:{d})uk|co(?:{d})in|com(?:{d})au|com|net|org|uk|ie|eu|"
    r"info|biz|me|co|io|fr|de|es|it|pl|ru|"
    r"in|us|ca|au|example|test|lv|lt|ro|cz|nl|be|pt|xyz|online|live|email|app|dev|tv|scot|wales|cymru|"
    r"london)(?![a-z0-9-])"
).replace("{d}", _DOT)
_SPELLED_DOMAIN = re.compile(
    rf"(?:(?:g|hot|google)(?= mail)\s|out(?= look)\s|"
    rf"i(?= cloud)\s)?(?:[a-z0-9-]{{1,40}}{_DOT}){{0,2}}?([a-z0-9-]{{1,40}})({_DOT}){_TLD}"
)
_JOIN = (
    rf"(?:{_OPEN}(?:dot|\.|underscore|dash|hyphen|_){_CLOSE}|\s{{1,2}}(?:dot|underscore|under score|dash|"
    rf"hyphen|minus|plus)\s{{1,2}}"
    r"|\s[._]\s)"
)
_SPELLED_LOCAL = re.compile(
    rf"(?:[a-z0-9][a-z0-9._%+'-]{{0,40}}{_JOIN}|(?<![a-z0-9])[a-z]{{1,6}}\.\s){{0,4}}[a-z0-9_][a-z0-9._%+'-]{{0,63}}$"
)
_LETTERS = re.compile("[a-z]+")
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
_NAME_WORDS = frozenset(
    {"name", "surname", "firstname", "lastname", "fullname", "initial", "initials", "username", "nickname"}
)
_DESCRIBING = _NAME_WORDS | {
    *(
        "my",
        "his",
        "her",
        "their",
        "our",
        "first",
        "last",
        "sur",
        "full",
        "middle",
        "maiden",
        "and",
        "then",
        "plus",
    ),
    *(
        "dot",
        "underscore",
        "dash",
        "hyphen",
        "all",
        "one",
        "lower",
        "lowercase",
        "case",
        "word",
        "no",
        "spaces",
    ),
    *("space", "in", "the", "with", "followed", "by", "number", "numbers", "together", "a", "gap"),
}
# A dot in words, a name that an address is made of, a service's name in two words.
_HINTS = frozenset({"dot", "surname", "mail", "squiggly"})
_AT_DOMAIN = re.compile(r"at[)\]}>*\s-]{1,4}[a-z0-9-]+\s?\.\s?[a-z]")


def may_be_worded(part: TextPart, providers: frozenset[str]) -> bool:
    """Whether anything in the part hints at an address in words: the gate for this module."""
    words = part.words
    return (
        not words.isdisjoint(_HINTS)
        or not words.isdisjoint(providers)
        or "DOT" in part.plain
        or "ATg" in part.plain
        or ("at" in words and _AT_DOMAIN.search(part.folded) is not None)
    )


def spelled_addresses(part: TextPart, known: Known, taken: Taken, *, worded: bool) -> Iterator[Candidate]:
    """Addresses with a spelled sign; without ``worded`` only around an ``@`` not yet taken."""
    folded = part.folded
    freemail = known.freemail
    providers = known.words.get("mail_providers", frozenset())
    prose = known.words.get("words_before_at", frozenset())
    for first in _anchors(folded, worded=worded):
        if folded[first] == "@" and taken.overlaps(first, first + 1):
            continue
        sign = _sign_around(folded, first)
        if sign is None:
            continue
        written = sign.group().strip()
        head = folded[max(0, sign.start() - 120) : sign.start()]
        domain = _SPELLED_DOMAIN.match(folded, sign.end())
        provider = _LETTERS.match(folded, sign.end())
        if domain is None and (provider is None or provider.group() not in providers):
            continue
        local = _SPELLED_LOCAL.search(head[-90:])
        if domain is not None and written == "at" and folded[domain.end() : domain.end() + 1] == "/":
            continue  # "on Messenger at m.me/jo": a link
        if domain is not None and local is not None and "\n" not in local.group():
            name = _plain_form(local.group())
            where = _plain_form(domain.group())
            start = sign.start() - len(local.group())
            bracketed = written not in ("at", "@", "at the")
            spoken = bool(re.search(r"dot|d0t|full stop|period|[(\[{]", domain.group()))
            free = where in freemail or where.split(".")[0] in providers
            near = around(folded, start, domain.end())
            candidate = Candidate(
                part=part,
                start=start,
                end=domain.end(),
                address=f"{name}@{where}",
                near=near,
                strong=bracketed or spoken or "@" in written,
                disguised=True,
                free=free,
            )
            if (
                not where.startswith("www.")
                and re.search("[a-z]", domain.group(1))
                and _is_likely(candidate, name, prose)
                and is_address(candidate.address)
            ):
                yield candidate
            continue
        if provider is None or provider.group() not in providers:
            continue
        described = _described(head)
        if described:
            start = sign.start() - described
        elif (
            local is not None
            and (
                re.search(r"[\d_.]", local.group())
                or provider.group() in _UNMISTAKEN
                or _mail_cue(folded, sign.start())
            )
            and _plain_form(local.group()) not in prose | _NAME_WORDS
        ):
            start = sign.start() - len(local.group())
        else:
            continue
        yield Candidate(
            part=part,
            start=start,
            end=provider.end(),
            address=f"{_plain_form(folded[start : sign.start()])}@{provider.group()}",
            near=around(folded, start, provider.end()),
            strong=False,
            disguised=True,
            free=True,
        )


def _anchors(folded: str, *, worded: bool) -> list[int]:
    """Where a sign may stand, in order: "@"; with ``worded`` also "at" by itself and "(a)"."""
    found = places_of(("@",), folded)
    if worded:
        found += places_of(("(a)",), folded)
        found += [
            at
            for at in places_of(("at",), folded)
            if not _is_letter(folded[at - 1 : at]) and not _is_letter(folded[at + 2 : at + 3])
        ]
        found.sort()
    return found


def _is_letter(char: str) -> bool:
    return "a" <= char <= "z"


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


_MAIL_CUE = re.compile(
    r"(?<![a-z])(?:e-?mails?|e-?mail(?:ing)?|gmail|hotmail|mail|address|addy|inbox|write|drop|send|"
    r"contact|reach|get)(?![a-z])"
)


def _mail_cue(folded: str, start: int) -> bool:
    return _MAIL_CUE.search(folded, max(0, start - 60), start) is not None


def _is_likely(candidate: Candidate, name: str, prose: frozenset[str]) -> bool:
    """Whether a spelled form is an address, and not "look at" a website."""
    folded = candidate.part.folded
    shaped = bool(re.search(r"[\d_.+]|[a-z]-[a-z]", name))
    if candidate.strong:
        return (
            name not in prose or shaped or bool(re.search(r"[(\[{]", folded[candidate.start : candidate.end]))
        )
    if name in prose:
        return False
    if candidate.free:
        return True
    return shaped or _mail_cue(folded, candidate.start)


def _plain_form(text: str) -> str:
    for pattern, sign in _WORD_SIGNS:
        text = pattern.sub(sign, text)
    text = text.translate(_SIGNS)
    return re.sub(r"[_-]?\.[_-]?", ".", text).strip(".'-")
