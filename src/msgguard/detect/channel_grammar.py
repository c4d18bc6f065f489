"""The grammar of SC403: a verb of asking or offering, and a personal channel, in any order.

A personal channel is the writer's own ("my private one", "mine", "my Insta"), a social platform
by name in the first person, or a word that points back ("add me there", "use that one") to one
named just before. Set phrases are data (``words/off-channel-*.txt``); this is what they share.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from msgguard.text.view import TextPart

_BACK = 220
_OWN = (
    r"(?:very |little )?(?:own|private|personal|home|other|real|usual|normal|second|non-?school|everyday"
    r"|weekend"
    r"|proper|main|day-to-day)"
)
_PHONE = r"(?:phone|mobile|moblie|mob|moby|cell|number|line|landline|handset)"
_MAIL = (
    r"(?:e-?mail(?: address| account)?|mail|address|addy|inbox|account|mailbox|gmail|googlemail|hotmail|yahoo"
    r"|icloud|btinternet|outlook)"
)
_KIN = r"(?:my )?(?:wife|husband|partner|son|daughter|sister|brother|hubby|other half|fella)'?s"
# Platforms to talk on; games and video sites are another rule's.
_NOT_TALK = frozenset({
    "pinterest", "playstation", "psn", "reddit", "roblox", "steam", "strava", "threads", "tumblr", "twitch",
    "xbox", "youtube",
})  # fmt: skip
_ASK = (
    r"ring|call|phone|text|txt|message|msg|e-?mail|mail|write|send|forward|ping|fire|shoot|drop|leave"
    r"|reply|answer"
    r"|respond|reach|contact|catch|get|try|chat|talk|speak|let me know|tell me|continue|carry on|whatsapp"
    r"|dm|inbox"
    r"|confirm|find|shout|bell|buzz|come back|get back"
)
_TALK = (
    r"ring|call|phone|text|txt|message|msg|ping|chat|talk|speak|reach|contact|catch|get hold of|get|find"
    r"|send|drop"
    r"|reply|carry on|continue|discuss|arrange|sort|keep in touch|stay in touch|let me know|tell me|ask me"
    r"|tap me up"
    r"|come to me|look me up|poke"
)
_WORDS = r"(?:\s[\w'’/-]{1,18},?)"
_ME = r"(?<![\w'])(?:me|my|i|i'm|i'll|i've|i'd|im|ive|ill|let's|lets|mine)(?![\w'])"
_SCHOOLS = re.compile(
    r"(?<![\w'])(?:(?:the |our )?school(?:'s)?|official|pta(?:'s)?|ptfa|class ?dojo|parents'?|council'?s?"
    r"|our)"
    r"(?: own)?(?: \w+)?\s?$"
)


class Said(NamedTuple):
    """What was said at view indices, and the medium."""

    start: int
    end: int
    medium: str


class _Patterns(NamedTuple):
    own: tuple[re.Pattern[str], ...]
    social: tuple[re.Pattern[str], ...]
    back: tuple[re.Pattern[str], ...]
    group: tuple[re.Pattern[str], ...]
    channel: re.Pattern[str]
    words: frozenset[str]


@lru_cache(maxsize=4)
def _patterns(social: frozenset[str]) -> _Patterns:
    names = "|".join(re.escape(name) for name in sorted(social - _NOT_TALK, key=lambda n: (-len(n), n)))
    names = f"(?:{names})" if names else "(?!)"
    thing = rf"(?:{_PHONE}|{_MAIL}|{names}|dms?|socials|profile|one)"
    mine = (
        rf"(?P<what>(?:(?:my|me)\s(?:{_OWN}\s){{1,2}}|{_KIN}\s(?:{_OWN}\s)?){thing}"
        rf"|my\s(?:mobile|mob|cell|landline|gmail|googlemail|hotmail|yahoo|icloud|dms?|{names})"
        rf"|(?:the|that|this)\s(?:private|personal|home|non-?school)\s(?:{_PHONE}|{_MAIL}|one))(?![\w'’]"
        r"|\s(?:page|form)s?\b|\s(?:number )?as (?:the|an?) emergency|\s(?:line )?in school"
        r"|\s(?:number )?(?:on|in) (?:your|our|the|his|her|their) (?:file|forms?|records?|sheet|system))"
    )
    by = r"(?:on|at|to|via|by|through|over|using|from|off|with)"
    made = (
        r"(?:set up|made|make|started|start|created|create|opened|got|put together|sorted|run|look after"
        r"|admin)"
    )
    several = r"(?:group chat|chat group|group|chat|broadcast list|broadcast|community|server|channel)"
    i_have = (
        r"(?<![\w'])(?:i've|i have|i'll|i will|i can|i could|shall i|ive|i|me and \w+ have)\s(?:just "
        r"|also |now |already )?"
    )
    that = (
        r"(?:that|this|the other|the first|the second|the new|my other)\s(?:one|number|no|account|address"
        r"|phone|mobile"
        r"|email|inbox|handle|name|chat|group)"
    )
    verb = r"(?<![\w'’-])"
    # A group for pupils is another rule's.
    young = r"\sfor (?:\w+ )?(?:boys|girls|lads|kids|children|pupils|class|leavers|girlies|students)\b"
    return _Patterns(
        own=(
            # send the scan to my own address; ring me after six on my private number
            re.compile(rf"{verb}(?:{_ASK})(?![\w'’]){_WORDS}{{0,7}}?\s{by}\s{mine}"),
            re.compile(
                rf"{verb}(?:ring|call|phone|text|txt|message|msg|e-?mail|mail|whatsapp|forward|reach"
                rf"|contact|get me"
                rf"|catch me|send){_WORDS}{{0,5}}?\s(?:on|to|at"
                rf"|via)\s(?P<what>mine)(?=[\s]?(?:[.,;:!?\n)–—-]|$)"
                r"|\s(?:instead|if|when|as|after|before|tonight|or|and)\b)"
            ),
            # use my private one; ring my own mobile; try the home one
            re.compile(
                rf"{verb}(?:use|try|ring(?:ing)?|call(?:ing)?|phon(?:e|ing)|text(?:ing)?|txt|messag(?:e|ing)"
                rf"|email(?:ing)?|have|take)\s{mine}"
            ),
            # quicker on my own number; I'd sooner you used my private one
            re.compile(
                r"(?<![\w'])(?:easier|easiest|quicker|quickest|better|best|simpler|faster|happier|happy"
                r"|handier|prefer"
                rf"|sooner|rather|fine|free|safer|nicer|more private){_WORDS}{{0,6}}?\s(?:{by}\s"
                rf"|used? ){mine}"
            ),
            # my private one is always open
            re.compile(
                rf"(?<![\w']){mine}(?:'s| is| works| will| would be| would)\s(?:always |much |a lot |the "
                rf"|just |far )?"
                r"(?:on|open|best|better|easier|easiest|quicker|quickest|fine|free|safer|handier|reach me"
                r"|find me|get me"
                r"|do nicely|one to use|way to)(?![\w'])"
            ),
            # mail me a yes at home
            re.compile(
                rf"{verb}(?:ring|call|phone|e-?mail|mail|text|txt|message"
                rf"|write to)\s(?P<what>me){_WORDS}{{0,4}}?\sat home(?![\w'])"
            ),
        ),
        social=(
            # message me any time over Messenger; we can sort it on WhatsApp
            re.compile(
                rf"{verb}(?:{_TALK})(?![\w'’]){_WORDS}{{0,5}}?\s(?:on|over|via|by|through"
                rf"|using)\s(?:my )?(?P<what>{names})(?![\w'’])"
            ),
            re.compile(
                rf"(?<![\w'])i'?m\s(?:\w+ly |always |often |best |easiest |never off )?(?:reachable"
                rf"|contactable|available|about"
                rf"|around|findable|to be found)\s(?:on|via|through"
                rf"|over)\s(?:my )?(?P<what>{names})(?![\w'’])"
            ),
            re.compile(
                rf"(?<![\w'])(?:prefer|sooner|rather){_WORDS}{{0,4}}?\s(?:(?:on|over|via|by|through"
                rf"|used?)\s)(?:my )?(?P<what>{names})(?![\w'’])"
            ),
        ),
        back=(
            # add me there; ask me on that one; send me the photo on there
            re.compile(
                r"(?<![\w'’-])(?:add|find|message|msg|ring|call|text|txt|ask|reach|catch|get|follow|tell"
                r"|send|drop|leave|ping"
                r"|write to|reply to|chat to|talk to|speak to|contact|show|look for|email|buzz"
                r"|give)\s(?:me|us)"
                rf"{_WORDS}{{0,4}}?\s(?:there|(?:on|at|via|through|by|with) (?:there|it|that|this"
                rf"|{that}))(?![\w'’])"
                rf"(?:\s(?:and|to)\s(?:message|msg|send|chat|talk|ask|tell|ring"
                rf"|text)(?:\s[\w'’-]{{1,18}}){{0,3}})?"
            ),
            # send it there; use that one; reply to that address
            re.compile(
                r"(?<![\w'’-])(?:(?:send|reply|write|message|msg|ring|call|text|txt|email|answer|leave"
                r"|forward|pop|ping|fire"
                rf"|whatsapp|chat|talk|speak){_WORDS}{{0,3}}?\s(?:(?:on|to|over|at|via) )?(?:there|{that})"
                rf"|(?:use|try|ring|text|call|email|message)\s{that})(?![\w'’]|\s(?:is|are|was|will|were)\b)"
            ),
            # we can chat on there
            re.compile(
                r"(?<![\w'])(?:we can|we could|let's|we'll|i can|i'll|shall we|happy to)\s(?:\w+ )?(?:chat"
                r"|talk|speak|message"
                r"|sort|carry on|do|go through|discuss|plan|arrange|swap|share)"
                rf"{_WORDS}{{0,3}}?\s(?:there|on (?:there|it)|over there|that way)(?![\w'’])"
            ),
            # I'll put you on it
            re.compile(
                r"(?<![\w'])(?:i'll|i will|i can|i could|let me|shall i|ill)\s(?:just )?(?:put|add|get|pop"
                r"|stick|bung|invite|join"
                r"|link)\s(?:you|u|ya|her|him|them|everyone|people)(?: all| both| up)?\s(?:on|in|to|into"
                r"|onto|with)\s"
                rf"(?:it|there|that|the {several}|my {several})(?![\w'’])"
            ),
        ),
        group=(
            # I've made a WhatsApp for the families
            re.compile(
                rf"{i_have}{made}\s(?:us |you |everyone )?(?:a|an|our|our own|another|the)\s"
                rf"(?:\w+ ){{0,2}}?(?P<what>{names})"
                rf"(?:\s{several})?(?![\w'’]|{young}|\s(?:safety|page|policy|poster|lesson|unit|quiz|account"
                rf"|assembly)\b)"
            ),
            re.compile(
                rf"{i_have}{made}\s(?:us |you |everyone )?(?:a|an|our|our own"
                rf"|another)\s(?:\w+ ){{0,2}}?{several}(?:\sfor\s(?:us|you|the)\b"
                r"(?:\s[\w'’-]{1,18}){0,3})?(?![\w'’])"
            ),
        ),
        channel=re.compile(
            rf"(?<![\w'])(?:{names})(?: group| chat| group chat)?(?: that)? (?:i|we) (?:run|set up|started"
            rf"|made|look after|admin)"
            r"|(?<![\w'])(?:my(?! (?:sister|brother|mum|dad|mother|father|gran|nan|nephew|niece|daughter"
            r"|son|boys?|girls?|class"
            r"|lot|pupils|kids|children|friend|mate|neighbour)(?! and i)\b)|i'm|im|i am|i've|i have|i use"
            r"|i keep|mine|i run|i set up|i've made|i made|me|i'll)\b"
            rf"[^.!?\n]{{0,50}}?(?<![\w'])(?:{names}|dms?|socials)(?![\w'])"
            rf"|(?:my|me)\s(?:{_OWN}\s){{1,2}}{thing}|my\s(?:mobile|mob|cell|landline|gmail|hotmail|yahoo"
            rf"|icloud)(?!\w)"
        ),
        words=frozenset(word for name in social - _NOT_TALK for word in name.split()),
    )


_OWN_WORDS = frozenset({
    "own", "private", "personal", "home", "other", "real", "usual", "normal", "second", "school", "everyday",
    "weekend", "proper", "main", "day-to-day", "mobile", "mob", "cell", "landline", "gmail", "googlemail",
    "hotmail", "yahoo", "icloud", "dm", "dms", "socials", "mine", "phone", "number", "non-school",
    "nonschool",
    "group", "chat", "email", "inbox", "address", "account", "moby", "handset", "line", "profile",
})  # fmt: skip
_GATE = frozenset({
    "me", "my", "mine", "i", "i'm", "i'll", "i've", "i'd", "im", "ive", "let's", "lets", "us",
})  # fmt: skip


def said_in(part: TextPart, social: frozenset[str], evidence: Callable[[int, int], str]) -> Iterator[Said]:
    """What a part asks or offers; ``evidence`` gives the medium of what stands around a span."""
    if part.words.isdisjoint(_GATE):
        return
    folded = part.folded
    patterns = _patterns(social)
    named = not part.words.isdisjoint(patterns.words)
    owned = not part.words.isdisjoint(_OWN_WORDS)
    if not (named or owned or "@" in folded or any(digit in folded for digit in "0123456789")):
        return
    for pattern in patterns.own if owned or named else ():
        for match in pattern.finditer(folded):
            yield Said(match.start(), match.end(), _medium(match["what"], match[0]))
    for pattern in patterns.social if named else ():
        for match in pattern.finditer(folded):
            first = max(folded.rfind(mark, 0, match.start()) for mark in ".!?\n") + 1
            clause = folded[max(first, match.start() - 60) : match.end() + 20]
            if _FIRST_PERSON.search(clause) and not _is_schools(
                folded, match.start("what"), match.end("what")
            ):
                yield Said(match.start(), match.end(), "social")
    for pattern in patterns.back:
        for match in pattern.finditer(folded):
            medium = _named_before(folded, match.start(), patterns.channel) or evidence(
                max(0, match.start() - _BACK // 2), match.start()
            )
            if medium:
                yield Said(match.start(), match.end(), medium)
    for number, pattern in enumerate(patterns.group):
        for match in pattern.finditer(folded):
            if number == 0 or evidence(*match.span()) == "social":
                yield Said(match.start(), match.end(), "social")


_FIRST_PERSON = re.compile(_ME)
_PAGE = re.compile(r"\s(?:page|account|feed)\b")


def _is_schools(folded: str, start: int, end: int) -> bool:
    """Whether a platform is named as the school's own: "the school's Facebook", "our Facebook page"."""
    lead = folded[max(0, start - 30) : start]
    return bool(_SCHOOLS.search(lead)) or ("my " not in lead[-4:] and _PAGE.match(folded, end) is not None)


def _named_before(folded: str, start: int, channel: re.Pattern[str]) -> str:
    """The medium of the personal channel that was named last before, in this paragraph."""
    first = max(folded.rfind("\n\n", 0, start) + 1, start - _BACK, 0)
    last = None
    for match in channel.finditer(folded, first, start):
        last = match
    if last is None or re.search(r"\bschool", last[0]):
        return ""
    return _medium(last[0], "")


def _medium(what: str, verb: str) -> str:
    if re.search(rf"\b{_PHONE}\b", what) or what in ("mine", "me"):
        if re.search(r"mail|write|forward", verb):
            return "email"
        return "sms" if re.match(r"text|txt", verb) else "phone"
    if re.search(rf"\b{_MAIL}\b", what) or "one" in what:
        return "email"
    return "social"
