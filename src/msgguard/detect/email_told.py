"""Addresses told in prose: "lucym90, then the squiggly a, hotmail.co.uk", "same name, at gmail".

The anchor is a mail service's name, or a local part said to be made of one's names. What
stands before it is read by its pieces: a sign in words, notes on the spelling, a local part
as such, in single letters or described.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from msgguard import lazyre as re
from msgguard.detect.contact import around
from msgguard.detect.email_excuse import Candidate
from msgguard.detect.opening import matches_at, matches_in_any, places_of
from msgguard.detect.registry import Known
from msgguard.text.view import TextPart

_REACH = 150
_JOIN = r"[\s,;:–—-]{1,3}(?:(?:and then|then|and|followed by|next comes|next|plus|with|it's|its|comes)\s)?"
_SIGN_NAMES = (
    r"(?:squiggly|squiggle|curly|wiggly|twirly|swirly|round|funny|circled|little|usual|email|at|@)[ -]"
    r"(?:a|at|@|sign|symbol|thing|thingy)(?: (?:sign|symbol|thing))?"
    r"|a (?:in|with) (?:a|the|its) (?:circle|ring|tail|loop)(?: (?:round|around) it)?"
    r"|snail|monkey(?: tail)?"
)
_SIGN = rf"(?:(?:the|a|an|that|your)\s)?(?:{_SIGN_NAMES})|at|@"
# Right before the service: the sign, and words that lead from it to the name.
_SIGN_END = re.compile(rf"(?<![a-z0-9])(?P<sign>{_SIGN})(?:{_JOIN}|\s)(?:(?:the|my|that|good old|a)\s)?$")
_WORD_SIGN = re.compile(_SIGN_NAMES)
# What is said of a spelling between the local part and the sign.
_NOTES = re.compile(
    r"(?:[\s,]{0,2}(?:\((?=[^()]*(?:dot|stop|word|space|case|letter|name|dash|score|capital|together|gap))"
    r"[^()\n]{3,70}\)"
    r"|(?<![a-z])(?:(?:all|in) (?:one word|together|lower ?case|small letters|small|one go|lowercase)"
    r"|one word"
    r"|no (?:spaces?|dots?|gaps?|capitals?|full stops?)(?: in it)?|lower ?case|without (?:the |any "
    r"|a )?(?:dots?|spaces?|gaps?)"
    r"(?: in it| between)?|with (?:a|an|one|the) (?:dot|full stop|underscore|dash|hyphen|point)"
    r"(?: (?:in it|(?:in the middle|between|after|before|in between)(?: (?:the |my |them"
    r"|both )?[\w']{0,14}){0,2}))?))"
    r",?){1,3}\s?$"
)
_LOCAL_END = re.compile(r"(?<![\w.@/-])[\"'“]?(?P<local>[a-z0-9][a-z0-9._+-]{2,40})[\"'”]?$")
_SHAPE = (
    r"(?:[a-z][a-z0-9-]{1,30}(?:[._][a-z0-9-]{1,30}){1,4}|[a-z]{4,30}\d{2,6}[a-z]{0,3}|(?!year"
    r"|week)[a-z]{4,30}\d[a-z]{0,9})"
)
_SHAPED = re.compile(_SHAPE)
# Single letters with a mark or space between them: a.n.d.y, j o 8 4.
_LETTERS = re.compile(
    r"(?<![a-z0-9.])[a-z0-9](?:(?P<gap>[.\- ])[a-z0-9])(?:(?P=gap)[a-z0-9]){3,30}(?![a-z0-9])"
)
_SPELL_OUT = re.compile(r" (?:out|is|are|spells?)(?![a-z])")
_MINE = re.compile(r"(?<![a-z])(?:my|mine|me|i|i'm|im|i've|i'll|own)(?![a-z])")
# "first name dot surname at the blue one".
_BY_NAMES = re.compile(
    r"(?<![a-z])(?:my |his |her |mine is |it's |just )?(?:first ?name|forename|christian name"
    r"|(?:first )?initial)"
    r"[\s,]{1,2}(?:and |then )?(?:an? )?(?:dot|full stop|underscore|point|dash|hyphen|then)[\s,]{1,2}"
    r"(?:and |then )?(?:my |his |her )?(?:surname|last ?name|second name|family name|maiden name)"
    r"(?:[\s,]{1,2}(?:and |then )?[\w' ]{1,24}?)??"
    r"(?:[\s,]{1,2}(?:then )?(?:at|@|on)\s|,\s(?=(?:g|google|hot)[ -]?mail|yahoo|outlook|icloud|aol))"
    r"(?P<where>(?:the |my |that )?(?:(?:g|google|hot|y|proton)[ -]?mail|yahoo|outlook|icloud|aol"
    r"|[a-z]+ (?:one|mail|account|dot com|dot co dot uk)))(?![a-z])"
)
_FIRST_NAMES = ("initial", "first", "forename", "christian")
# What a name may take up, and what stands between it and its service; what a service takes up.
_NAMELY, _LONGEST, _JOINED, _SERVICE, _IN_FRONT = "abcdefghijklmnopqrstuvwxyz0123456789._-", 170, 40, 100, 180
_OUR = re.compile(
    r"(?<![a-z])(?:school|ours?|we|every(?:one|body)|staff|all|pupils|children|format)(?![a-z])"
)
_TLD = (
    r"(?:(?:\s?\.\s?|[\s,]{1,2}(?:and )?(?:then )?(?:an? )?(?:dot|point|full stop)\s)"
    r"(?:com|co|uk|net|org|ie|fr|de)(?![a-z0-9])){1,2}"
)


# A sign between the name and the service, in words or as itself.
_GIVEN = re.compile(rf"@|(?<![a-z])at(?![a-z])|{_SIGN_NAMES}")
_NO_PERSON = re.compile(
    r"(?:laptop|office|windows|ipad|tablet|chromebook|computer|pc|desktop|room|class|version|server|chrome)[\d.-]+"
    r"|.*\.(?:com|uk|org|net|docx?|pdf|xlsx?|pptx?|jpe?g|png|html?)"
)
# Words of somebody's own mail.
_OWN_MAIL = re.compile(
    r"(?<![a-z])(?:my|mine|me|i'm|im|i am|i've|his|hers?|he's|she's|their|own|personal|private|address"
    r"|e-?mail|write|reach|contact)(?![a-z])"
)


class _Patterns(NamedTuple):
    """``names`` and ``mails`` find every service.

    ``after`` and ``same_after`` begin with a service; the others end in one.
    """

    names: tuple[str, ...]
    mails: tuple[str, ...]
    service: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    bare: re.Pattern[str]
    in_front: re.Pattern[str]
    same_after: re.Pattern[str]
    same_before: re.Pattern[str]


@lru_cache(maxsize=4)
def _patterns(providers: frozenset[str]) -> _Patterns:
    """What the services' names make; the endings of ambiguous ones ("sky") are asked for elsewhere."""
    plain = sorted(providers - _AMBIGUOUS)
    mails = rf"(?:{_MAILS})[ -]mail"
    name = rf"(?:{'|'.join(map(re.escape, plain))}|{mails})(?: mail)?"
    loose = "|".join(map(re.escape, sorted(providers & _AMBIGUOUS))) or "(?!)"
    end = r"(?![a-z0-9@_-]|\.[a-z]+\.[a-z]{3}|/)"
    service = rf"(?<![a-z0-9@._/-])(?:(?:{name})(?:{_TLD})?|(?:{loose}){_TLD}){end}"
    account = r"(?:['’]s|(?: (?:account|address|email|mail|one))?)"
    return _Patterns(
        names=tuple(sorted(providers)),
        mails=tuple(f"{first}{joint}mail" for first in _MAILS.split("|") for joint in " -"),
        service=re.compile(service),
        # kbains84 and it's a gmail; kbains84 (gmail)
        before=re.compile(
            rf"(?<![\w.@/#-])(?P<local>{_SHAPE})[\"'”]?"
            r"(?:\s?\(|,?\s?[-–—/]\s?|,?\s(?:and |but )?(?:it's|its|that's"
            rf"|thats|which is|it is|is)\s(?:on |with |at |with the )?|,\s)(?:an? |the |my |usual |normal )?"
            rf"{service}"
        ),
        # gmail, where I'm kbains84; my gmail account is under kbains84
        after=re.compile(
            rf"{service}{account}[\s,:;(–—-]{{1,3}}(?:(?:and|where|on which|it's|its|is|i'm|im|i am|i"
            rf"|use|under|as|called"
            rf"|user ?name|name|of|go|by|the|just)\s){{1,4}}[\"'“]?(?P<local>{_SHAPE})(?![\w@])"
        ),
        # wendyp84 gmail com, the sign left out
        bare=re.compile(
            rf"(?<![\w.@/#-])(?P<local>{_SHAPE})\s(?:{name})\s?(?:{_TLD}|\s(?:com|co ?\.?uk)(?![a-z]))"
        ),
        # put kbains84 in front of the at, then yahoo
        in_front=re.compile(
            r"(?<![\w.@/#-])(?P<local>[a-z][a-z0-9._-]{3,40})[\"'”]?"
            r" (?:in front of|before|ahead of|(?:to|on) the left of)"
            rf" (?:the |an? )?(?:{_SIGN_NAMES}|at|@)(?![a-z])[^.!?\n]{{0,40}}?{service}"
        ),
        # a gmail account, same name as here
        same_after=re.compile(
            rf"{service}{account}[\s,:;(–—-]{{1,3}}(?:(?:it's|its|is|with|under|that's|i'm|and|but"
            rf"|also|has)\s){{0,2}}"
            r"(?:exactly )?(?:the |my )?same (?:name|handle|user ?name|nickname|start"
            r"|beginning)(?! on)(?![a-z])"
            r"(?: as [^.,;!?\n]{2,40})?"
        ),
        # same name as my Insta but at gmail
        same_before=re.compile(
            r"(?<![a-z])(?:the )?same (?:name|handle|user ?name|nickname|thing"
            r"|again)(?: as [^.,;!?\n]{2,40}?)?,?"
            rf"(?: (?:but|only|just))? (?:at|on|with|@|over on) (?:the |my )?{service}"
        ),
    )


_MAILS = "g|gee|hot|google|google's|googles|y|proton"
# Services whose names are words too: they take an ending.
_AMBIGUOUS = frozenset({"live", "sky", "outlook", "proton", "aol", "msn", "fastmail", "yahoo", "gmx"}) - {
    "yahoo", "aol",
}  # fmt: skip


def told_addresses(part: TextPart, known: Known) -> Iterator[Candidate]:
    """Addresses in prose, longest reading first; the caller drops what overlaps others."""
    folded = part.folded
    patterns = _patterns(known.words.get("mail_providers", frozenset()))
    parted = " mail" in folded or "-mail" in folded
    places = places_of((*patterns.names, *patterns.mails) if parted else patterns.names, folded)
    services = list(matches_at(patterns.service, folded, places))
    for match in services:
        start = _start_before(folded, match.start())
        if start >= 0 and (_GIVEN.search(folded, start, match.start()) or _is_given(folded, start)):
            yield _candidate(part, start, match.end())
    if services:
        # Every other pattern holds a service's name too.
        yield from _beside(part, patterns, places)
        yield from _same(part, patterns, places)
    if not part.words.isdisjoint(("surname", "name", "lastname")) and any(n in folded for n in _FIRST_NAMES):
        for match in _BY_NAMES.finditer(folded):
            near = around(folded, *match.span())
            if not _OUR.search(f"{near.before} {match['where']}") and not _is_ours(match["where"], known):
                yield _candidate(part, *match.span())


def _beside(part: TextPart, patterns: _Patterns, places: list[int]) -> Iterator[Candidate]:
    """Names with figures or dots in them, beside a service."""
    folded = part.folded
    near = [(_word_start(folded, at - _JOINED), at + _SERVICE) for at in places]
    found = [matches_in_any(patterns.before, folded, near), matches_at(patterns.after, folded, places)]
    found.append(matches_in_any(patterns.bare, folded, near))
    if not part.words.isdisjoint(("front", "before", "ahead", "left")):
        found.append(
            matches_in_any(patterns.in_front, folded, [(at - _IN_FRONT, at + _SERVICE) for at in places])
        )
    for match in chain.from_iterable(found):
        if _is_of_somebody(match["local"]) or _is_given(folded, match.start()):
            yield _candidate(part, match.start("local"), match.end())


def _same(part: TextPart, patterns: _Patterns, places: list[int]) -> Iterator[Candidate]:
    """The name given elsewhere, said to be the same at a service."""
    folded = part.folded
    if "same " not in folded:
        return
    told = sorted(places_of(("same ", "the same "), folded))
    for match in chain(
        matches_at(patterns.same_after, folded, places), matches_at(patterns.same_before, folded, told)
    ):
        near = around(folded, *match.span())
        if _MINE.search(f"{near.before} {match[0]} {near.after}"):
            yield _candidate(part, *match.span())


def _word_start(folded: str, index: int) -> int:
    """Where a written name begins that ``index`` stands in."""
    head = folded[max(0, index - _LONGEST) : max(0, index)]
    return len(head.rstrip(_NAMELY)) + max(0, index - _LONGEST)


def _is_of_somebody(local: str) -> bool:
    """Whether a name with figures is no machine, program, file or site."""
    return any(map(str.isdigit, local)) and _NO_PERSON.fullmatch(local) is None


def _is_given(folded: str, start: int) -> bool:
    """Whether the words before a name, or just after it, are about somebody's own mail.

    "bbc.co.uk, gmail.com and yahoo.com are blocked" and "on laptop14, Gmail is open" give no address.
    """
    return _OWN_MAIL.search(folded, max(0, start - 60), start + 80) is not None


def _is_ours(where: str, known: Known) -> bool:
    """Whether a place after the sign is the school's own domain or name."""
    words = where.split()
    names = {label for domain in known.school.domains for label in domain.split(".")}
    names |= {word for short in known.school.short_names for word in short.casefold().split()}
    return not names.isdisjoint(words)


def _candidate(part: TextPart, start: int, end: int) -> Candidate:
    return Candidate(
        part=part, start=start, end=end, address=f"{part.folded[start:end][:60]}@mail",
        near=around(part.folded, start, end), strong=False, disguised=True, free=True,
    )  # fmt: skip


def _start_before(folded: str, service: int) -> int:
    """Where the local part begins that belongs to a service's name, or -1."""
    head = folded[max(0, service - _REACH) : service]
    first = service - len(head)
    sign = _SIGN_END.search(head, max(0, len(head) - 44))
    letters = None
    for letters in _LETTERS.finditer(head):  # noqa: B007 - the last one counts
        pass
    near = letters is not None and (letters["gap"] == "." or len(head) - letters.end() < 30)
    if (
        letters is not None
        and near
        and len(set(letters[0])) > 3
        and _SPELL_OUT.match(head, letters.end()) is None
    ):
        return first + letters.start()
    if sign is None:
        return -1
    spelled = _WORD_SIGN.search(sign["sign"]) is not None
    head = re.sub(
        r"[\s,;:–—-]{0,3}(?:and then|then|and|followed by|next comes|next|plus|with|comes)?\s?$",
        "",
        head[: sign.start()],
    )
    notes = _NOTES.search(head, max(0, len(head) - 100))
    if notes is not None:
        head = head[: notes.start()].rstrip(" ,")
    local = _LOCAL_END.search(head, max(0, len(head) - 44))
    if local is None or not (spelled or notes is not None or _SHAPED.fullmatch(local["local"])):
        return -1
    return first + local.start("local")
