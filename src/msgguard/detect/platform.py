"""PB505: pupils pointed to a social platform that is not the school's safe one.

The pack's phrases (``PB505.toml``) hold the idioms; here is the grammar: a platform's name, a
pupil who reads or is spoken of, and something to do there (go, join, post, watch) or something
of school that is to be found there. A warning, a lesson about it, or what was merely seen does
not count. Platforms are data (``words/social.txt``, ``words/game-platforms.txt``), the safe ones
stand in the school's profile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgguard.detect.registry import Known, Refiner
from msgguard.model import Channel, Confidence, Finding, Origin
from msgguard.text.sentence import sentence_at
from msgguard.text.view import TextPart, View

TEXTS = frozenset({"body", "subject", "html"})
# Names that are words too: they count with a capital inside a sentence, or as an account of a kind.
_WORDS_TOO = frozenset({
    "signal", "threads", "snap", "steam", "telegram", "discord", "messenger", "strava", "ig", "fb",
    "line", "kik", "twitter", "skype", "psn", "msn", "mastodon", "pinterest", "book face",
})  # fmt: skip
_KIND = re.compile(
    r"\s(?:groups?|group chats?|servers?|chats?|channels?|apps?|accounts?|stor(?:y|ies)|streaks?"
    r"|realms?|worlds?|pages?"
    r"|reels?|lives?|challenges?|polls?|posts?|inbox|dms?|feed|profile|usernames?|handle)\b"
)
_PUPILS = re.compile(
    r"\b(?:kids?|child(?:ren)?(?:'s)?|pupils?|students?|boys|girls|lads|girlies|little ones|youngsters"
    r"|youngest|leavers"
    r"|(?:year|yr) ?-?(?:[1-6]|one|two|three|four|five|six|threes|fours|fives|sixes)s?|y[1-6]s?"
    r"|[1-6][a-z]|receptions?"
    r"|(?:your|my|our|the|whole) (?:class|son|daughter|team|squad|form)|class|classmates?|yours|him|her"
    r"|them|team|squad)\b"
)
_DO = (
    r"join|download|sign up|sign in|log in|log on|register|make|create|set up|open|get|install|add"
    r"|follow|like|share"
    r"|subscribe|search|look for|look (?:us|me|it )?up|find|check out|watch(?! out)|tune in|comment"
    r"|post|upload|put|stick|pop"
    r"|send|submit|tag|vote|message|chat|dm|snap|react|play|hop|jump|come|go|head|use|swap|record|reply|ask|answer|enter"
    r"|tell|meet|keep up|link|build|show|drop|leave|stream|be|scan|click|tap|copy"
)
# Said to somebody: at the start, after a comma, "and", "please", "can", "let the girls" …
_ACT = re.compile(
    rf"(?:^|[,;:!?.–—(-]\s?|\b(?:and|or|then|so|but|please|pls|just|now|can|could|should|must|may|will|to|also|always"
    rf"|don't forget to|(?:let|can|could|should|will) (?:the |your |our )?\w+|have (?:him|her|them)"
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
    r"(?:\b(?:i'?m|i am|he'?s|she'?s|they'?re|(?:he|she) is) (?:also |always |usually )?on|\b(?:games?"
    r"|round|go) of"
    r"|\b(?:club|class|team|group|course|year \d|we|choir|squad|form)(?:'s| has| have|'ve"
    r"| runs?)(?: got| made| set up"
    r"| started)? (?:a|an|our own|its own|their own)|\b(?:will be|'ll be|are|start|be) using|\b(?:added"
    r"|add|put|invited|signed|set) (?:you|them|everyone|everybody|the \w+)"
    r"(?: all| both)?(?: up)? (?:to|on|in|into|with|for)(?: the| a| our| my)?)\s$"
)
_OURS = re.compile(r"\b(?:our|my|the class|class|your class|a class|the new|new|the year \d|a)\s$")
_NOT = re.compile(
    r"\b(?:don'?t|do not|never|not|no|nobody|cannot|can'?t|shouldn'?t|must not|mustn'?t|may not|without"
    r"|instead of"
    r"|rather than|nor|isn'?t|aren'?t|won'?t|stay off|keep off|avoid|banned?|block(?:ed|s)?|delete)\b"
)
_WARNED = re.compile(
    r"\b(?:age (?:limit|rating|restriction)s?|over[- ]?(?:13|thirteen)s?|under[- ]?(?:13|thirteen)s?"
    r"|online safety"
    r"|e-?safety|internet safety|safer internet|stay(?:ing)? safe|upset|incidents?|reported"
    r"|screenshots?|stranger|worr\w+"
    r"|concern\w*|parental controls?|supervis\w+|until midnight|what would you do|debate about|poster"
    r"|pretend|on paper"
    r"|fake|scam|bull\w+|privacy|policy|we hear|i hear|aware|dangers?|risks?|guidance|trend)\b"
    r"|\bbe (?:at least )?1[3-8]\b|\b1[3-8]\+|\bparents?\b[^.!?\n]{0,16}\b(?:group|chat|have|has|can)\b"
)
_SEEN = re.compile(
    r"\b(?:we|they|the children|class|children|i) (?:all |have |had )?(?:watched|saw|found|used"
    r"|looked at|read|listened to)\b"
)
_SCHOOL_OWN = re.compile(
    r"\b(?:the school(?:'s)?|school|official|pta|ptfa|council|staff) (?:page|account|channel|facebook"
    r"|insta\w*|youtube"
    r"|twitter|tiktok|chromebooks?|tablets?|ipads?)\b|\beducation(?: edition)?\b"
)
_THERE_AFTER = re.compile(
    rf"^(?!(?:i|we|he|she|they|it|you|there)\b)(?:[A-Za-z]{{1,8}},? )?(?:please |just |do |so |and "
    rf"|then |now |maybe )*(?:{_DO}|ask (?:your )?\w+ to)\b[^.!?\n]*"
    r"\b(?:there|it|on|in|us|me|mine|up|usernames?|accounts?|streaks?|gamertags?|account|anything|tag|link|email|video|best)\b"
)


# A second platform so near the first is read with it: many of them cost no more.
_APART = 40


def refine(view: View, known: Known, found: list[Finding]) -> list[Finding]:
    """Add what the phrases of the pack did not say in a sentence of their own."""
    message, school = view.message, known.school
    sender = message.sender.address
    if school.is_pupil_address(sender) or (known.roster is not None and known.roster.guardian_at(sender)):
        return found
    names = known.words.get("social", frozenset()) | known.words.get("game-platforms", frozenset())
    added: list[Finding] = []
    for part in view.parts:
        if part.name not in TEXTS or not (there := part.words & names):
            continue
        if any(f.code == "PB506" and not f.excuse for f in found):
            continue  # a report of a stranger
        to_pupil = any(school.is_pupil_address(r.address) for r in message.recipients)
        said = [(f.start, f.end) for f in found if f.code == "PB505" and f.part == part.name]
        # To befriend somebody is another matter.
        others = [
            (f.start, f.end) for f in found if f.code == "PB501" and f.part == part.name and not f.excuse
        ]
        post = message.channel is Channel.POST
        for start, end in _pointed(part, there, known, to_pupil=to_pupil, post=post):
            finding = part.finding(
                "PB505",
                start,
                end,
                confidence=Confidence.HIGH if to_pupil else Confidence.MEDIUM,
                why=("a platform, something to do there, and pupils",),
            )
            if not any(s < finding.end and finding.start < e for s, e in (*said, *others)):
                said.append((finding.start, finding.end))
                added.append(finding)
    return [*found, *added] if added else found


def _pointed(
    part: TextPart, there: frozenset[str], known: Known, *, to_pupil: bool, post: bool
) -> Iterator[tuple[int, int]]:
    """Places that point pupils to a platform, one a sentence."""
    folded = part.folded
    last = read = -1
    for start, end in sorted(place for word in there for place in _places(part, word)):
        first, stop = sentence_at(part, start)
        if first <= last or start < read or part.origin_at(start) is not Origin.AUTHORED:
            continue
        read = start + _APART
        if _is_safe(folded[start:end], known):
            continue
        sentence = folded[first:stop]
        follows = (
            sentence_at(part, min(len(folded) - 1, stop + 1)) if stop + 1 < len(folded) else (stop, stop)
        )
        after = folded[follows[0] : follows[1]] if follows[0] >= stop else ""
        earlier = folded[max(0, first - 120) : first]
        if _NOT.search(sentence) or _SEEN.search(sentence) or _SCHOOL_OWN.search(sentence):
            continue
        if _WARNED.search(earlier + sentence + " " + after):
            continue
        if (
            not to_pupil
            and not _PUPILS.search(sentence + " " + after)
            and not (_PUPILS.search(earlier) and post)
        ):
            continue
        act = _act(sentence, start - first)
        if act is not None:
            place = first + min(act[0], start - first), first + max(act[1], end - first)
        elif _THERE_AFTER.match(after) and not _NOT.search(after):
            place = start, follows[1]
        else:
            place = None
        if place is not None and (
            to_pupil or post or _PUPILS.search(folded, max(0, first - 60), stop) or _PUPILS.search(after)
        ):
            last = first
            yield place


def _places(part: TextPart, word: str) -> Iterator[tuple[int, int]]:
    """Where the platform is named, and means the platform."""
    folded = part.folded
    at = folded.find(word)
    while at >= 0:
        end = at + len(word)
        whole = not folded[at - 1 : at].isalnum() and not folded[end : end + 1].isalnum()
        if whole and folded[at - 1 : at] not in ("@", "/", ".") and folded[end : end + 2] != ".c":
            inside = at > 1 and folded[at - 2] not in ".!?\n"
            if (
                word not in _WORDS_TOO
                or (word != "snap" and part.plain[at].isupper() and inside)
                or _KIND.match(folded, end)
                or folded.endswith((" a ", " our ", " got ", " on "), 0, at)
            ):
                yield at, end
        at = folded.find(word, end)


def _is_safe(name: str, known: Known) -> bool:
    return any(name in platform.casefold() for platform in known.school.safe_platforms)


def _act(sentence: str, at: int) -> tuple[int, int] | None:
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
    before = _BEFORE.search(sentence[max(0, at - 40) : at])
    if before is not None:
        return max(0, at - 40) + before.start(), at
    kind = _KIND.match(sentence, at + _length(sentence, at))
    if kind is not None and _OURS.search(sentence[:at]):
        return at, kind.end()
    return None


def _length(sentence: str, at: int) -> int:
    match = re.match(r"[\w']+", sentence[at:])
    return match.end() if match else 0


REFINER = Refiner(name="platform", codes=("PB505",), needs=("PB501", "PB505", "PB506"), refine=refine)
