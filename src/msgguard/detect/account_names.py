"""Accounts without a link or an ``@``: a name that stands with the name of a platform.

Two degrees: a name shaped like a handle (``joe_b``, ``wendyp.4n``, ``Coatesy5C``) near a
platform; any name where the sentence is built for it ("my insta is …", "find me as … on …").
"""

from __future__ import annotations

from collections.abc import Iterator

from msgguard import lazyre as re
from msgguard.detect.account_excuse import Candidate
from msgguard.detect.account_phrases import (
    BUILT,
    FULL_NAME,
    FULL_NAME_NEEDED,
    NAME_AS,
    NAME_THERE,
    NEEDED,
    PLAY_TALK,
    PLAYING_NAME,
)
from msgguard.detect.contact import around
from msgguard.detect.opening import matches_at, matches_in_any, places_of
from msgguard.text.view import TextPart

# Words that announce an account without naming a platform.
_GATE = frozenset({"gamertag", "gamertags", "username", "usernames", "handle", "psn", "gamer", "nick"})
# Names that say little on their own: they are words of prose, too.
_WEAK = frozenset(
    {"line", "steam", "signal", "threads", "epic", "discord", "switch", "twitter", "tweet"}
    | {"minecraft", "roblox", "spotify", "youtube", "ebay", "messenger", "snap", "live", "sky"}
    | {"duolingo", "skype", "facebook", "fb", "whatsapp"}
)

# Names that mostly mean something else: the sentence must speak of a person as well.
_PROSE = frozenset(
    {"line", "steam", "signal", "threads", "epic", "switch", "live", "sky", "tweet"}
    | {"strava", "paypal", "ebay", "minecraft"}
)
_CALLS = re.compile(
    r"(?<![a-z])(?:my|me|i['’]?m|im|i am|add|follow|find|his|her|username|gamer\s?tag)(?![a-z])"
)

_TOKEN = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]{0,38}[A-Za-z0-9_])?")
_SHAPED = re.compile(
    r"(?=.{3,40}$)(?:[a-z0-9.]*_[a-z0-9._\-]*|[a-z][a-z0-9\-]*(?:\.[a-z0-9\-]+)+|[a-z]{2,}\d+[a-z0-9]*|"
    r"[a-z]+\d[a-z0-9]{2,}|x[x]+[a-z].*)$"
)
_CAMEL = re.compile(
    r"(?:[A-Z][a-z]+){2,}(?:\d+[A-Za-z]*)?$|[a-z]+(?:[A-Z][a-z]+)+\d*$|[A-Za-z]+\d+[A-Za-z0-9]*$|"
    r"[A-Z]{2,}[a-z]+\d*$"
)
_NOT_HANDLE = re.compile(
    r"(?:(?:photo|img|image|pic|fig|doc|file|sheet|worksheet|slide|task|lesson|test|quiz|video|clip|scan|"
    r"year|yr|y|ks|class|room|gp|mr|mrs|ms|m|a|b|gcse|p|pp|page|ch|v|ver|no|covid|mp|ps|xbox|win|windows|"
    r"iphone|ipad|galaxy|"
    r"ios|usb|h|hb|wk|week|term|day|group|set|team|u|over|under|eur|gbp|usd|level|g|part|vol|fifa|fc|ea|t|"
    r"x|key ?stage|form|tt|id|nov|dec|jan|feb|mar|apr|may|"
    r"jun|jul|aug|sep|sept|oct|mon|tue|wed|thu|fri|sat|sun|am|pm|at|from|by|to|til|till|b4|gr|l|m|ur|"
    r"ref)[\-._]?\d+[a-z]?"
    r"|\d+(?:st|nd|rd|th|am|pm|k|m|mb|gb|p|g|kg|cm|mm|ml|x)?|[a-z]\.[a-z](?:\.[a-z])*|e\.g|i\.e|p\.m|a\.m|"
    r"gr8|m8|l8r|2nite|2moro|b4|str8|no1|"
    r".*\.(?:com|uk|org|net|gov|edu|pdf|docx?|xlsx?|jpe?g|png|csv|mp[34]|html?|zip|co|io|ie|eu|tv|gg|me|"
    r"example)(?:[./].*)?)$"
)


# Words run together with capitals: TheRealMrP, xXSunilXx.
_HUMPED = re.compile(
    r"(?:[A-Z][a-z]{2,}){2,}[A-Z]{0,2}[a-z]?\d{0,4}$|[A-Z][a-z]+(?:[A-Z][a-z]*){2,}\d{0,4}$"
    r"|[a-z]{1,2}X[A-Za-z]+$"
)
# Before a name: whose it is.
_OWN_NAME = re.compile(
    r"\b(?:i'm|im|i am|i go by|i play|plays?(?: on there)? as|my|mine|me|he's|she's"
    r"|gamer ?tag|user ?name|psn|handle|nick(?:name)?)\b"
)
# A sentence that begins without a space: "that's for old people.You either".
_NEXT_SENTENCE = re.compile(r"[a-z]\.[A-Z]")
# Endings of adjectives and participles: "my insta is hilarious".
_ADJECTIVE = re.compile(
    r"[a-z]{2,}(?:ed|ing|ful|ous|ive|able|ible|al|ic|less|ly|ish|est|ant|ent|ary|ory|ical)$"
)


def named_accounts(part: TextPart, platforms: frozenset[str], prose: frozenset[str]) -> Iterator[Candidate]:
    """Names given with a platform, each once."""
    words = part.words
    here = words & platforms
    tagged = words & _GATE
    if "'" in part.folded or "’" in part.folded:
        # "gamertag's" and "insta's" are one word each.
        owned = {word[:-2] for word in words if word.endswith(("'s", "’s"))}
        here |= owned & platforms
        tagged |= owned & _GATE
    folded, plain = part.folded, part.plain
    seen: set[int] = set()
    if not words.isdisjoint(_PLAY_WORDS) and PLAY_TALK.search(folded):
        for start, end in _playing(part):
            seen.add(start)
            yield _candidate(part, start, end, "a game")
    if not here and not tagged and not ("friend" in words and "code" in words) and "user" not in words:
        return
    for start, end, platform in _built(part, platforms, prose):
        if start not in seen:
            seen.add(start)
            yield _candidate(part, start, end, platform)
    for platform in sorted(here):
        at = folded.find(platform)
        while at >= 0:
            end = at + len(platform)
            before = folded[at - 1] if at else " "
            behind = folded[end : end + 1]
            if not before.isalnum() and not behind.isalnum() and behind != "_" and before not in "@._-/":
                if platform in _PROSE and not _CALLS.search(
                    folded, max(0, at - 60), min(len(folded), end + 60)
                ):
                    at = folded.find(platform, end)
                    continue
                for start, stop in _shaped_near(folded, plain, at, end, platform):
                    if start not in seen:
                        seen.add(start)
                        yield _candidate(part, start, stop, platform, weak=platform in _WEAK and stop < at)
            at = folded.find(platform, end)


def _shaped_near(folded: str, plain: str, at: int, end: int, platform: str) -> Iterator[tuple[int, int]]:
    """Tokens shaped like handles, up to 70 characters after the platform or 40 before it."""
    reach = end + 70
    for stop in (". ", "! ", "? ", "\n\n"):
        cut = folded.find(stop, end, reach)
        if cut >= 0 and not _continues(folded, cut):
            reach = cut
    for match in _TOKEN.finditer(plain, end, min(len(plain), reach)):
        if is_shaped(match.group()) and _is_free(folded, match.start(), match.end()):
            yield match.start(), match.end()
    for match in _TOKEN.finditer(plain, max(0, at - 40), at):
        joined = folded[match.end() : at]
        if (
            is_shaped(match.group())
            and _is_free(folded, match.start(), match.end())
            and re.fullmatch(
                r"\W{0,3}(?:is |'s |’s )?\W{0,2}(?:(?:my|on|in|over|via|at|from|for|the|both|is|are|"
                r"here)\W+){0,3}(?:\w+ (?:and|or|&|/) )?",
                joined,
            )
        ):
            yield match.start(), match.end()


def _continues(folded: str, cut: int) -> bool:
    """Whether the next sentence goes on about the account: "Add me on Snap. It's joe_b"."""
    return (
        re.match(
            r".\s(?:it['’]?s|its|im|i['’]?m|name|my name|user|username|same|you can add|search|i am|under|"
            r"as|mines?|mine['’]s|@)(?![a-z])",
            folded[cut : cut + 16],
        )
        is not None
    )


def _is_free(folded: str, start: int, end: int) -> bool:
    """Not part of an address, a link or a file name."""
    before, after = folded[start - 1 : start], folded[end : end + 1]
    if before in ("@", "/", "#", "=", "&", "£", "\\") or after in ("@", "/", "\\", "="):
        return False
    return not (after == "-" or before == "-")


def is_shaped(token: str) -> bool:
    """Whether a token looks like an account's name rather than a word.

    >>> [is_shaped(t) for t in ("wendyp_4n", "Coatesy5C", "kul.bainsy", "Tuesday", "5C", "KS2")]
    [True, True, True, False, False, False]
    """
    low = token.lower()
    if len(low) < 4 or _NOT_HANDLE.match(low) or _NEXT_SENTENCE.search(token):
        return False
    if _SHAPED.match(low):
        return not low.replace(".", "").isdigit()
    return token[0].isupper() and _CAMEL.match(token) is not None and any(map(str.isdigit, token))


_PLAY_WORDS = frozenset({
    "play", "plays", "playing", "game", "games", "gaming", "gamer", "online", "server", "servers", "realm",
    "world", "headset", "lobby", "squad", "hop", "jump", "log", "most", "team", "multiplayer", "request",
    "join", "add", "build", "console", "minecraft", "roblox", "fortnite", "xbox", "playstation", "switch",
})  # fmt: skip
_REACH = 160
# How far before and behind what it needs a sentence built to give an account may reach.
_AHEAD, _BEHIND = 80, 220
# What the second such sentence is about: without one of them nothing is looked for.
_ANNOUNCED = (
    "gamer", "user", "handle", "psn", "screen", "nickname", "friend name", "player name", "display name",
)  # fmt: skip
# How sentences begin by which somebody gives a name.
_GIVING = (
    "i'm", "im", "i am", "we're", "were", "we are", "it's", "its", "add", "find", "me as", "look for",
    "search", "go by", "play as", "known as", "called", "under", "name", "user", "tag", "handle", "one",
)  # fmt: skip
_FINDING = ("find", "add", "friend", "search", "follow", "message", "get", "look", "i'm", "i am", "im")


def _candidate(part: TextPart, start: int, end: int, platform: str, *, weak: bool = False) -> Candidate:
    return Candidate(
        part=part,
        start=start,
        end=end,
        name=part.folded[start:end],
        link="",
        kind="named",
        near=around(part.folded, start, end),
        platform=platform,
        weak=weak,
    )


def _playing(part: TextPart) -> Iterator[tuple[int, int]]:
    """Names shaped like a player's that somebody gives as his own, with talk of playing near them."""
    for match in matches_at(PLAYING_NAME, part.plain, places_of(_GIVING, part.folded)):
        start, end = match.span("name")
        name = match["name"]
        shaped = is_shaped(name) and ("_" in name or (name != name.lower() and name[1:] != name[1:].lower()))
        # ParentPay and MacDonald have humps too: these names want somebody who calls them his own.
        humped = _HUMPED.match(name) is not None and (
            name[-1].isdigit() or _OWN_NAME.search(part.folded, max(0, start - 40), start) is not None
        )
        if not (shaped or humped) or not _is_free(part.folded, start, end):
            continue
        if PLAY_TALK.search(part.folded, max(0, start - _REACH), min(len(part.folded), end + _REACH)):
            yield start, end


def _there(part: TextPart, platforms: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """Names by which somebody is found "on there", with the platform before; and names of two words."""
    folded = part.folded
    for match in matches_at(NAME_THERE, folded, places_of(("my ",), folded)):
        platform = _before(folded, match.start(), platforms)
        if platform:
            yield *match.span("name"), platform
    for match in matches_at(NAME_AS, part.plain, places_of(_FINDING, folded)):
        named = (match["platform"] or match["on"] or "").lower()
        platform = named if named in platforms else ""
        if not platform and match["there"] and not match["on"]:
            platform = _before(folded, match.start(), platforms)
        if platform:
            yield *match.span("name"), platform


def _before(folded: str, start: int, platforms: frozenset[str]) -> str:
    """A platform that was named a little before, or nothing."""
    return next(
        (w for w in re.findall(r"[a-z]+", folded[max(0, start - _REACH) : start]) if w in platforms), ""
    )


def _built(
    part: TextPart, platforms: frozenset[str], prose: frozenset[str]
) -> Iterator[tuple[int, int, str]]:
    folded, plain = part.folded, part.plain
    for number, (pattern, needed) in enumerate(zip(BUILT, NEEDED, strict=True)):
        if number == 1 and not any(word in folded for word in _ANNOUNCED):
            continue
        places = [match.start() for match in needed.finditer(folded)]
        for match in matches_in_any(pattern, folded, [(at - _AHEAD, at + _BEHIND) for at in places]):
            start, end = match.span("name")
            name = folded[start:end]
            platform = match.groupdict().get("platform") or ""
            if (
                name in prose
                or name in platforms
                or name.rstrip(".'’") in prose
                or not _is_free(folded, start, end)
            ):
                continue
            if (
                name.isdigit()
                or _NOT_HANDLE.match(name)
                or (platform == "x" and not is_shaped(plain[start:end]))
            ):
                continue
            if platform and _ADJECTIVE.match(name):
                continue
            if not is_shaped(plain[start:end]) and not _is_plain_name(
                plain, start, end, match.group(), platform
            ):
                continue
            yield start, end, platform
    if "me" in part.words or "my" in part.words:
        yield from _there(part, platforms)
    if FULL_NAME_NEEDED.search(folded):
        for match in FULL_NAME.finditer(plain):
            yield *match.span("name" if match.group("name") else "other"), "facebook"


_OWN_PHRASE = re.compile(
    r"(?<![a-z])(?:my|his|her|me|[hs]he['’]?s|i['’]?m|im|i am|mine|add|follow|gamer\s?tags?|gamer name|"
    r"user\s?name|handle|psn)(?![a-z])"
)
_AS_PHRASE = re.compile(r"(?<![a-z])(?:as|under|called)\s")


def _is_plain_name(plain: str, start: int, end: int, phrase: str, platform: str) -> bool:
    """Whether a name without digits or signs may be a handle: it closes its clause, and the
    phrase speaks of a person's own account."""
    closing = re.match(
        r"[\"'”’)>*]*(?:$|[.,;!?)\n]|\s(?:x+|if|and|or|so|too|add|on|xx|lol|haha|[\W]|follow|dm|please|"
        r"pls|though|tho|btw)(?![a-z])|\s[^\w\s])",
        plain[end : end + 10],
    )
    own = (
        _OWN_PHRASE.search(phrase) is not None
        or _CAMEL.match(plain[start:end]) is not None
        or any(sign in phrase for sign in ":=@")
    )
    if not own and _AS_PHRASE.search(phrase):
        own = _OWN_PHRASE.search(plain[max(0, start - len(phrase) - 25) : start].lower()) is not None
    return closing is not None and own and end - start >= 4
