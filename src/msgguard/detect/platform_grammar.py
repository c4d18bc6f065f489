"""The grammar of ``platform``: pupils, something to do on a platform, and what rules it out."""

from __future__ import annotations

from msgguard import lazyre as re

KIND = re.compile(
    r"\s(?:groups?|group chats?|servers?|chats?|channels?|apps?|accounts?|stor(?:y|ies)|streaks?"
    r"|realms?|worlds?|pages?"
    r"|reels?|lives?|challenges?|polls?|posts?|inbox|dms?|feed|profile|usernames?|handle)\b"
)
PUPILS = re.compile(
    r"\b(?:kids?|child(?:ren)?(?:'s)?|pupils?|students?|boys|girls|lads|girlies|little ones|youngsters"
    r"|youngest|leavers"
    r"|(?:year|yr) ?-?(?:[1-6]|one|two|three|four|five|six|threes|fours|fives|sixes)s?|y[1-6]s?"
    r"|[1-6][a-z]|receptions?"
    r"|(?:your|my|our|the|whole) (?:class|son|daughter|team|squad|form)|class|classmates?|yours|him|her"
    r"|them|team|squad)\b"
)
# Where no pupil reads: words that say so of themselves ("her" and "yours" may be a parent's friend).
YOUNG = re.compile(
    r"\b(?:kids?|child(?:ren)?(?:'s)?|pupils?|students?|boys|girls|lads|girlies|little ones"
    r"|youngsters|youngest"
    r"|leavers|(?:year|yr) ?-?(?:[1-6]|one|two|three|four|five|six|threes|fours|fives|sixes)s?"
    r"|y[1-6]s?|[1-6][a-z]"
    r"|receptions?|classes|class(?:'s)?(?! teacher| rep)|classmates?|(?:your|my) (?:son|daughter)"
    r"|team|squad|the others"
    r"|(?:let|have|get|ask|help) (?:him|her|them|yours)|(?:he|she|they|yours) (?:can|could|should"
    r"|will|must|may))\b"
)
# Between grown-ups: the writer is written to, or sends something, over a platform.
BETWEEN_ADULTS = re.compile(
    r"\b(?:send|sent|message|msg|text|drop|get|tell|ask|ring|add|find|catch|reach|contact|tag"
    r"|dm) (?:me|us|you|u)\b"
    r"|\bi'?m on\b|\bmy (?:whatsapp|messenger|facebook)\b"
)
_DO = (
    r"join|download|sign up|sign in|log in|log on|register|make|create|set up|open|get|install|add"
    r"|follow|like|share"
    r"|subscribe|search|look for|look (?:us|me|it )?up|find|check out|watch(?! out)|tune in|comment"
    r"|post|upload|put|stick|pop"
    r"|talk|speak|practi[sc]e|compete|revise|discuss|tweet"
    r"|send|submit|tag|vote|message|chat|dm|snap|react|play|hop|jump|come|go|head|use|swap|record|reply|ask|answer|enter"
    r"|tell|meet|keep up|link|build|show|drop|leave|stream|be|scan|click|tap|copy"
)
# Said to somebody: at the start, after a comma, "and", "please", "can", "let the girls" …
_ACT = re.compile(
    rf"(?:^|[,;:!?.–—(-]\s?|\b(?:and|or|then|so|but|please|pls|just|now"
    rf"|(?<!we )(?<! i )(?:can|could|should|must|may|will)|to|also|always"
    rf"|don't forget to|(?:let|can|could|should|(?<!we )will) (?:the |your |our )?\w+|have (?:him|her|them)"
    rf"|get (?:the |your )?\w+|you(?:'ll| all| can)?|kids"
    rf"|children|pupils|everyone|everybody|all|who|if|instead|tonight|y[1-6]|[1-6][a-z]|why not"
    rf"|maybe)[,!]?\s)"
    rf"(?P<verb>{_DO})\b"
)
# Something of school is there: "homework is on our …", "quiz night is on …".
_THERE = re.compile(
    r"\b(?:homework|spellings?|quiz(?:zes)?|clues?|lessons?|club|chat|server|group|class|team|news|competition|challenge"
    r"|rehearsals?|videos?|answers?|revision|questions?|stor(?:y|ies)|it|we|everyone|that|they|help|catch-?up|dance"
    r"|instructions|rules|practice|planning|deadline|projects?)\b(?:'s|'re|[^.!?\n]{0,40}? (?:is|are"
    r"|will be|goes|will go|go"
    r"|carr(?:y|ies) on|runs?|happens?|has moved|have moved|moved|lives?|meets?|happening|continues?"
    r"|being))\b"
    r"[^.!?\n]{0,30}? (?:on|to|onto|over on|via|through|in)\b"
)
# "He's on …", "a game of …", "the club has a …", "we will be using …".
_BEFORE = re.compile(
    r"(?:\b(?:i'?m|i am|he'?s|she'?s|they'?re|(?:he|she) is|(?:every|each) (?:child|pupil|player"
    r"|one of (?:you|them))"
    r"|every(?:one|body)(?:'s| is| else)?|(?:you|u) (?:still )?not|all of (?:you|them|us)|(?:you"
    r"|we) all|(?:you|we)(?:'re| are) all|the whole class"
    r"|the (?:others|rest)(?: are)?) (?:also |always |usually |now )?(?:to be )?on|\b(?:games?"
    r"|round|go) of"
    r"|\b(?:club|class|team|group|course|year \d|[1-6][a-z]|y[1-6]|we|choir|squad|form|lads|girls"
    r"|boys|others|rest"
    r"|players|leavers|pupils|children|kids)(?:'s| has| have|'ve"
    r"| runs?)(?: got| made| set up"
    r"| started)? (?:a|an|our own|its own|their own)|\b(?:will be|'ll be|are|start|be) using|\b(?:added"
    r"|add|put|invited|signed|set) (?:you|them|everyone|everybody|the \w+)"
    r"(?: all| both)?(?: up)? (?:to|on|in|into|with|for)(?: the| a| our| my)?)\s$"
)
# "The Year 6 lot use …", "we all chat on …", "let yours on to …".
_OTHERS_DO = re.compile(
    r"(?:\b(?:lot|lads|girls|boys|others|everyone|everybody|team|squad|group|class|kids|children|pupils|leavers|we|they)"
    r"(?: all| mostly| both)? (?:uses?|(?:talk|chat|meet|play|hang out|post|share|practise|are all"
    r"|are)s? on|moved to)"
    r"|\blet (?:\w+ ){1,3}(?:on|on to|onto|in|into|have|use))(?: the| our)?\s$"
)
_OURS = re.compile(r"\b(?:our|my|the class|class|your class|a class|the new|new|the year \d|a)\s$")
NOT = re.compile(
    r"\b(?:don'?t|do not|never|not|no|nobody|cannot|can'?t|shouldn'?t|must not|mustn'?t|may not|without"
    r"|instead of"
    r"|rather than|nor|isn'?t|aren'?t|won'?t|stay off|keep off|avoid|banned?|block(?:ed|s)?|delete)\b"
)
# Negations that invite, or that set something else aside.
_INVITES = re.compile(
    r"\bwhy (?:are |r )?(?:you|u|ya)(?:'re)? (?:still )?not\b|\bwhy (?:not|don'?t (?:you|we|u))\b"
    r"|\b(?:don'?t|do not|no need to|never) (?:bother|worry|forget|miss|be shy|mind|hesitate|need to use)\b"
)


def is_denied(sentence: str) -> bool:
    """Whether a sentence keeps pupils off, or speaks of what is not so."""
    return NOT.search(_INVITES.sub(" ", sentence)) is not None


_WARNED = re.compile(
    r"\b(?:age (?:limit|rating|restriction)s?|over[- ]?(?:13|thirteen)s?|under[- ]?(?:13|thirteen)s?"
    r"|online safety"
    r"|e-?safety|internet safety|safer internet|stay(?:ing)? safe|upset|incidents?|reported"
    r"|screenshots?|stranger|worr\w+"
    r"|concern\w*|parental controls?|supervis\w+|until midnight|what would you do|debate about|poster"
    r"|pretend|on paper|(?:all|they|these|apps?|sites?) (?:all )?say (?:13|thirteen)|sign-?up age is"
    r"|fake|scam|bull\w+|privacy|policy|we hear|i hear|aware|dangers?|risks?|guidance|trend|unkind"
    r"|nasty|trolls?|careful|sensible|character|storyboard|paper|cardboard|imagin(?:e|ary)"
    r"|how (?:might|would))\b"
    r"|\btell (?:us|an? (?:trusted )?(?:adult|grown)|a teacher|your (?:parents|mum|dad|grown))"
    r"|\bbe (?:at least )?1[3-8]\b|\b1[3-8]\+|\bparents?\b[^.!?\n]{0,16}\b(?:group|chat|have|has|can)\b"
)
_SEEN = re.compile(
    r"\b(?:we|they|the children|class|children|i) (?:all |have |had )?(?:watched|saw|found|used"
    r"|looked at|read (?:about|on)|listened to)\b"
    r"|\bwe(?:'ll| will| shall| are going to|'re going to) (?:all )?(?:watch|see|listen to|look at"
    r"|use) [^.!?\n]{0,30}"
    r"\b(?:in (?:class|assembly|school|the (?:hall|lesson))|together|during)\b"
)
_TOLD = re.compile(
    r"\b(?:asked|asks|asking|wants?|wanted|tried|trying) (?:me|us|if|whether|to|him|her|them)\b"
)
_SCHOOL_OWN = re.compile(
    r"\b(?:the school(?:'s)?|school|official|pta|ptfa|council|staff) (?:page|account|channel|facebook"
    r"|insta\w*|youtube"
    r"|twitter|tiktok|chromebooks?|tablets?|ipads?)\b|\beducation(?: edition)?\b"
)
THERE_AFTER = re.compile(
    r"^(?:that'?s|it'?s|this is|thats) where (?:we|the|every(?:one|body)|all|they|i|you|my|our)\b[^.!?\n]*"
    rf"|^(?!(?:i|we|he|she|they|it|you|there)\b)(?:[A-Za-z]{{1,8}},? )?(?:please |just |do |so |and "
    rf"|then |now |maybe )*(?:{_DO}|ask (?:your )?\w+ to)\b[^.!?\n]*"
    r"\b(?:there|it|on|in|us|me|mine|up|usernames?|accounts?|streaks?|gamertags?|account|anything|tag|link|email|video|best)\b"
)


def excuse_of(sentence: str, earlier: str, after: str) -> str:
    """What rules a sentence with a platform out, if anything does."""
    if _SCHOOL_OWN.search(sentence):
        return "is_the_schools"
    if _SEEN.search(sentence):
        return "is_seen"
    if _TOLD.search(sentence) and " me " in sentence:
        return "is_told"
    return "is_warning" if _WARNED.search(" ".join((earlier, sentence, after))) else ""


def act_in(sentence: str, at: int) -> tuple[int, int] | None:
    """What is to be done on the platform named at ``at``, or what is there; its place."""
    best = None
    for match in _ACT.finditer(sentence):
        if abs(match.start("verb") - at) <= 90:
            place = match.span("verb")
            if best is None or abs(place[0] - at) < abs(best[0] - at):
                best = place
    if best is not None:
        return best
    lead = _THERE.search(sentence[:at])
    if lead is not None and at - lead.end() <= 26:
        return lead.span()
    lead_in = sentence[max(0, at - 40) : at]
    before = _BEFORE.search(lead_in) or _OTHERS_DO.search(lead_in)
    if before is not None:
        return max(0, at - 40) + before.start(), at
    kind = KIND.match(sentence, at + _length(sentence, at))
    if kind is not None and _OURS.search(sentence[:at]):
        return at, kind.end()
    return None


def _length(sentence: str, at: int) -> int:
    match = re.match(r"[\w']+", sentence[at:])
    return match.end() if match else 0
