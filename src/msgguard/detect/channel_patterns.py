"""The sentences of SC403's grammar (``channel_grammar``), as patterns: asking and offering, and where."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from msgguard import lazyre as re
from msgguard.detect.opening import Opened, first_words

_OWN = (
    r"(?:very |little )?(?:own|private|personal|home|other|real|usual|normal|second|non-?school|everyday"
    r"|weekend"
    r"|proper|main|day-to-day)"
)
PHONE = r"(?:phone|mobile|moblie|mob|moby|cell|number|line|landline|handset)"
MAIL = (
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
_SEND = (
    r"send|reply|write|message|msg|ring|call|text|txt|email|answer|leave|forward|pop|ping|fire|whatsapp|chat"
    r"|talk|speak"
)
_USE = "use|try|ring|text|call|email|message"
_I_HAVE = r"i've|i have|i'll|i will|i can|i could|shall i|ive|i|me and \w+ have"
_MADE = "set up|made|make|started|start|created|create|opened|got|put together|sorted|run|look after|admin"
_MADE_WORDS = first_words(_MADE)
# "There", "that one", "my other number".
_THERE = frozenset({"there", "that", "this", "other", "first", "second", "new"})
# What stands before a verb, and before any other word.
_VERB, _ANY = r"(?<![\w'’-])", r"(?<![\w'])"
# The writer's own channel begins with one of these; "the private one", with any of those.
_KIN_WORDS = frozenset({
    f"{who}{ending}"
    for who in (
        "wife", "husband", "partner", "son", "daughter", "sister", "brother", "hubby", "fella", "half",
    )
    for ending in ("'s", "s")
})  # fmt: skip
_MINE_FIRST = frozenset({"my", "me", "other"}) | _KIN_WORDS
_MINE_APART = frozenset({"private", "personal", "home", "non", "nonschool"})
_MINE_WORDS = _MINE_APART | _KIN_WORDS | {
    "own", "other", "real", "usual", "normal", "second", "everyday", "weekend", "proper", "main", "day",
    "mobile", "mob", "cell", "landline", "gmail", "googlemail", "hotmail", "yahoo", "icloud", "dm", "dms",
}  # fmt: skip
_WORDS = r"(?:\s[\w'’/-]{1,18},?)"

_PIECE = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


class Patterns(NamedTuple):
    """What is looked for, by how much it needs besides; ``channel`` is what words that point back mean.

    ``words`` are those of the platforms' names, ``telling`` one of each name that a text with it holds.
    """

    own: tuple[Opened, ...]
    social: tuple[Opened, ...]
    back: tuple[Opened, ...]
    group: tuple[Opened, ...]
    channel: re.Pattern[str]
    words: frozenset[str]
    telling: frozenset[str]


def _opened(first: str, rest: str, *needs: frozenset[str], after: str = _VERB) -> Opened:
    """A pattern that begins with one of the ``first`` alternatives."""
    return Opened(f"{after}(?:{first}){rest}", first_words(first), needs)


@lru_cache(maxsize=4)
def patterns_of(social: frozenset[str]) -> Patterns:
    """The patterns, with the platforms' names (the word list ``social``) in them."""
    names = "|".join(re.escape(name) for name in sorted(social - _NOT_TALK, key=lambda n: (-len(n), n)))
    names = f"(?:{names})" if names else "(?!)"
    # Of each name one word that a text with the name holds: "whats app" has "whats".
    telling = frozenset(max(_PIECE.findall(name), key=len, default=name) for name in social - _NOT_TALK)
    thing = rf"(?:{PHONE}|{MAIL}|{names}|dms?|socials|profile|one)"
    mine = (
        rf"(?P<what>(?:(?:my|me)\s(?:{_OWN}\s){{1,2}}|{_KIN}\s(?:{_OWN}\s)?){thing}"
        rf"|my\s(?:mobile|mob|cell|landline|gmail|googlemail|hotmail|yahoo|icloud|dms?|{names})"
        rf"|(?:the|that|this)\s(?:private|personal|home|non-?school)\s(?:{PHONE}|{MAIL}|one))(?![\w'’]"
        r"|\s(?:page|form)s?\b|\s(?:number )?as (?:the|an?) emergency|\s(?:line )?in school"
        r"|\s(?:number )?(?:on|in) (?:your|our|the|his|her|their) (?:file|forms?|records?|sheet|system))"
    )
    by = r"(?:on|at|to|via|by|through|over|using|from|off|with)"
    made = f"(?:{_MADE})"
    several = r"(?:group chat|chat group|group|chat|broadcast list|broadcast|community|server|channel)"
    just = r"\s(?:just |also |now |already )?"
    that = (
        r"(?:that|this|the other|the first|the second|the new|my other)\s(?:one|number|no|account|address"
        r"|phone|mobile"
        r"|email|inbox|handle|name|chat|group)"
    )
    # Words one of which every naming of the writer's own channel holds.
    own = _MINE_WORDS | telling
    # A group for pupils is another rule's.
    young = r"\sfor (?:\w+ )?(?:boys|girls|lads|kids|children|pupils|class|leavers|girlies|students)\b"
    return Patterns(
        own=(
            # send the scan to my own address; ring me after six on my private number
            _opened(_ASK, rf"(?![\w'’]){_WORDS}{{0,7}}?\s{by}\s{mine}", own),
            _opened(
                r"ring|call|phone|text|txt|message|msg|e-?mail|mail|whatsapp|forward|reach|contact|get me"
                r"|catch me|send",
                rf"{_WORDS}{{0,5}}?\s(?:on|to|at|via)\s(?P<what>mine)(?=[\s]?(?:[.,;:!?\n)–—-]|$)"
                r"|\s(?:instead|if|when|as|after|before|tonight|or|and)\b)",
                frozenset({"mine"}),
            ),
            # use my private one; ring my own mobile; try the home one
            _opened(
                "use|try|ring|ringing|call|calling|phone|phoning|text|texting|txt|message|messaging|email"
                "|emailing|have|take",
                rf"\s{mine}",
                own,
            ),
            # quicker on my own number; I'd sooner you used my private one
            _opened(
                r"easier|easiest|quicker|quickest|better|best|simpler|faster|happier|happy"
                r"|handier|prefer"
                r"|sooner|rather|fine|free|safer|nicer|more private",
                rf"{_WORDS}{{0,6}}?\s(?:{by}\s|used? ){mine}",
                own,
                after=_ANY,
            ),
            # my private one is always open
            Opened(
                expression=(
                    rf"{_ANY}{mine}(?:'s| is| works| will| would be| would)\s(?:always |much |a lot |the "
                    rf"|just |far )?"
                    r"(?:on|open|best|better|easier|easiest|quicker|quickest|fine|free|safer|handier|reach me"
                    r"|find me|get me"
                    r"|do nicely|one to use|way to)(?![\w'])"
                ),
                first=_MINE_FIRST,
                needs=(own,),
                rare=frozenset({"the", "that", "this"}),
                beside=_MINE_APART,
            ),
            # mail me a yes at home
            _opened(
                "ring|call|phone|e-?mail|mail|text|txt|message|write to",
                rf"\s(?P<what>me){_WORDS}{{0,4}}?\sat home(?![\w'])",
                frozenset({"me"}),
                frozenset({"home"}),
            ),
        ),
        social=(
            # message me any time over Messenger; we can sort it on WhatsApp
            _opened(
                _TALK,
                rf"(?![\w'’]){_WORDS}{{0,5}}?\s(?:on|over|via|by|through"
                rf"|using)\s(?:my )?(?P<what>{names})(?![\w'’])",
            ),
            _opened(
                "i'?m",
                r"\s(?:\w+ly |always |often |best |easiest |never off )?(?:reachable"
                r"|contactable|available|about"
                r"|around|findable|to be found)\s(?:on|via|through"
                rf"|over)\s(?:my )?(?P<what>{names})(?![\w'’])",
                after=_ANY,
            ),
            _opened(
                "prefer|sooner|rather",
                rf"{_WORDS}{{0,4}}?\s(?:(?:on|over|via|by|through"
                rf"|used?)\s)(?:my )?(?P<what>{names})(?![\w'’])",
                after=_ANY,
            ),
        ),
        back=(
            # add me there; ask me on that one; send me the photo on there
            _opened(
                r"add|find|message|msg|ring|call|text|txt|ask|reach|catch|get|follow|tell"
                r"|send|drop|leave|ping"
                r"|write to|reply to|chat to|talk to|speak to|contact|show|look for|email|buzz"
                r"|give",
                rf"\s(?:me|us){_WORDS}{{0,4}}?\s(?:there|(?:on|at|via|through|by|with) (?:there|it|that|this"
                rf"|{that}))(?![\w'’])"
                rf"(?:\s(?:and|to)\s(?:message|msg|send|chat|talk|ask|tell|ring"
                rf"|text)(?:\s[\w'’-]{{1,18}}){{0,3}})?",
                frozenset({"me", "us"}),
                _THERE | {"it"},
            ),
            # send it there; use that one; reply to that address
            Opened(
                expression=(
                    rf"{_VERB}(?:(?:{_SEND}){_WORDS}{{0,3}}?\s(?:(?:on|to|over|at|via) )?(?:there|{that})"
                    rf"|(?:{_USE})\s{that})(?![\w'’]|\s(?:is|are|was|will|were)\b)"
                ),
                first=first_words(f"{_SEND}|{_USE}"),
                needs=(_THERE,),
            ),
            # we can chat on there
            _opened(
                "we can|we could|let's|we'll|i can|i'll|shall we|happy to",
                r"\s(?:\w+ )?(?:chat"
                r"|talk|speak|message"
                r"|sort|carry on|do|go through|discuss|plan|arrange|swap|share)"
                rf"{_WORDS}{{0,3}}?\s(?:there|on (?:there|it)|over there|that way)(?![\w'’])",
                frozenset({"there", "it", "way"}),
                after=_ANY,
            ),
            # I'll put you on it
            _opened(
                "i'll|i will|i can|i could|let me|shall i|ill",
                r"\s(?:just )?(?:put|add|get|pop"
                r"|stick|bung|invite|join"
                r"|link)\s(?:you|u|ya|her|him|them|everyone|people)(?: all| both| up)?\s(?:on|in|to|into"
                r"|onto|with)\s"
                rf"(?:it|there|that|the {several}|my {several})(?![\w'’])",
                frozenset({"put", "add", "get", "pop", "stick", "bung", "invite", "join", "link"}),
                frozenset({"you", "u", "ya", "her", "him", "them", "everyone", "people"}),
                after=_ANY,
            ),
        ),
        group=(
            # I've made a WhatsApp for the families
            _opened(
                _I_HAVE,
                rf"{just}{made}\s(?:us |you |everyone )?(?:a|an|our|our own|another|the)\s"
                rf"(?:\w+ ){{0,2}}?(?P<what>{names})"
                rf"(?:\s{several})?(?![\w'’]|{young}|\s(?:safety|page|policy|poster|lesson|unit|quiz|account"
                rf"|assembly)\b)",
                _MADE_WORDS,
                after=_ANY,
            ),
            _opened(
                _I_HAVE,
                rf"{just}{made}\s(?:us |you |everyone )?(?:a|an|our|our own"
                rf"|another)\s(?:\w+ ){{0,2}}?{several}(?:\sfor\s(?:us|you|the)\b"
                r"(?:\s[\w'’-]{1,18}){0,3})?(?![\w'’])",
                _MADE_WORDS,
                after=_ANY,
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
        telling=telling,
    )
