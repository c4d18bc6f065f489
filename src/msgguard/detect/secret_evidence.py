"""PI603 by evidence: a value that the words around it make a secret, however they are put.

``secret`` takes what stands right behind its own word. Here a shape (``secret_shape``) earns
points, and the sentence, the one before, the subject and the question answered add to them:
what is locked, what one does with a code, what leads up to a value, how it is spelled. What
things are called is data (``words/locked-things.txt``, ``words/no-code.txt``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from msgguard.detect.figures import Window, matches_in
from msgguard.detect.secret_shape import (
    APART,
    NUMBER_WORDS,
    REPEATS,
    SPACED,
    TURN_WORDS,
    TURNS,
    code_points,
    figures_in,
    is_on_the_clock,
    password_points,
    tokens,
)
from msgguard.text.view import TextPart


def with_possessives(words: Iterable[str]) -> frozenset[str]:
    """The words, and each with ``'s`` ("the wifi's now …"): how a gate meets them in a text."""
    return frozenset(form for word in words for form in (word, word + "'s"))


CODE_LEAST, PASSWORD_LEAST = 4, 6
_BACK, _AHEAD = 120, 70

# --- codes ------------------------------------------------------------------------------
# Words one of which must be there; what is locked alone ("door", "box") stands in too many mails.
CODE_WORDS = with_possessives([
    "alarm", "barrier", "code", "codes", "combination", "combo", "copier", "dial", "dials", "digits", "disarm",
    "doorcode", "enter", "fob", "gate", "gatecode", "hash", "ipad", "ipads", "keypad", "keysafe", "laptop", "laptops",
    "lock", "lockbox", "locked", "lockers", "locks", "numbers", "opens", "pad", "padlock", "panel", "passcode",
    "photocopier", "pin", "pinpad", "pins", "press", "printer", "punch", "safe", "shed", "swipe", "tablet",
    "tablets", "takes", "tap", "turn", "turnstile", "type", "unlock", "unlocks", "unset", "voicemail", "wheels",
])  # fmt: skip
# Where figures in words are looked for too.
_SPEAKING = CODE_WORDS - {"enter", "opens", "safe", "takes", "turn", "type"}
_CODE_NOUN = re.compile(
    r"\b(?:pins?|pass ?-?codes?|combinations?|combos?|(?:key|pin) ?-?pads?|key ?-?safes?|(?:key|lock) ?-?box(?:es)?"
    r"|pad ?-?locks?|(?:door|gate|alarm|entry|access|key) ?codes?|code word)\b"
)
_CODE_HINT = re.compile(r"\bcodes?\b|\bnumbers\b|\bdigits?\b|\bwheels?\b|\bdials?\b|\blocke?d?\b")
_OPENS = re.compile(
    r"\b(?:unlock\w*|unset|disarm\w*|opens?(?: up)? (?:on|with)|(?:let|get)s? (?:yourself|yourselves|you|us"
    r"|me|them|him|her) in|get in|and (?:the )?(?:it|gate|door|lid)(?:'ll| will)? (?:swings?|pops?|clicks?|opens?|lifts?)"
    r"|and (?:pull|push)|clicks? open|to set|spin the|turn(?:ed)? the (?:dials?|wheels?|knob|handle)|shuts? up"
    r"|lift the handle)\b"
)
_ENTER_AT = re.compile(
    r"\b(?:press|tap|type|enter|key in|punch(?: in)?|dial|put in|tap in|type in|keys?|opens?(?: up)? (?:on|with)"
    r"|unlocks? (?:on|with)|takes?|wants?|needs?|dials? to|wheels? to|do)"
    r"(?:(?: in)?:?| \S{1,8} (?:then|and))(?: the)? $"
)
_ENTER = re.compile(r"\b(?:press|tap|type|enter|key in|punch in|dial|swipe and)\b")
_LEADS = re.compile(
    r"(?:[:=(>–—-]|\b(?:is|are|was|be|now|still|it's|its|that's|to|with|on|then|at|as|have|has|ever|star|ours|mine"
    r"|yours|pins?|codes?|pass ?codes?|locked)\b,?|'s|[a-z],|[?!.])\s*[\"'(*#]*$"
)
_SET_ON = re.compile(r"(?:\b(?:is|are|still|now)|'s) on $")
_CODE_IS = re.compile(r"\bcode(?:'s| is| was|:)(?: still| now)? $")
_TAIL = re.compile(
    r"[\"')]?,?\s*(?:#|\*|(?:and |then |and then |followed by )(?:press )?(?:the |a )?(?:\w+ )?(?:tick|hash|star|enter|key"
    r"|ok|return|moon|pound|green|button|handle|knob|arrow|yes|unlock|#|\*)\b|(?:hash|star)\b)"
)
_FOR = re.compile(
    r"[\"')]?\s*(?:(?:as|for|is|being)\b[^.\n,]{0,24}\b(?:pins?|codes?|passcode|combo|combination|alarm)\b"
    r"|(?:on|at|into|in|opens|gets|unlocks|to (?:open|unlock|get in|set|unset))\b[^.\n,]{0,24}\b(?:(?:key|pin) ?-?pad|locks?"
    r"|pad|doors?|gates?|box|safe|barrier|panel|turnstile|copier|printer)\b)"
)
_UNITS = re.compile(
    r"[\"')]?\s?(?:[ap]\.?m\b|o'?clock|people|children|pupils|places|points?|pieces|words|characters|letters|pages"
    r"|minutes?|mins?|seconds|secs|hours?|days|weeks|years?|pounds|pence|times|metres|miles|steps|copies|mm\b|cm\b"
    r"|m\b|kg\b|g\b|ml\b|children's|families|parents|staff|per cent|percent|degrees|blocks|combinations|tickets)"
)
_OTHER_CODE = re.compile(
    r"\b(?:post|zip|area|dialling|dress|bar|qr|discount|promo\w*|voucher|coupon|offer|sort|colour|morse|source"
    r"|computer|python|secret|highway|conduct|product|item|cost|budget|course|class|tax|country|error|status|stock"
    r"|catalogue|book|test|exam|menu|paper|centre|order|ref|reference|share|one-time|team|room|absence|attendance"
    r"|register|building|airport|school|job|risk|action|event|access to) (?:codes?|numbers?)\b"
)
_PLAY = re.compile(
    r"\b(?:escape room|puzzles?|riddle|treasure|spy|spies|secret agents?|crack|decode|cipher|morse|homework"
    r"|worksheet|clues?|story|novel|chapter|sprite|calculator|maths|raffle|discount|per cent off|checkout|voucher"
    r"|quiz|bingo|times table|kahoot|blooket|book fair|order(?:ed|ing)?|buy|quantity|bring|mm|cm|each)\b|% off"
)

# --- passwords --------------------------------------------------------------------------
PASSWORD_WORDS = with_possessives([
    "password", "passwords", "passwd", "passcode", "passcodes", "passphrase", "passkey", "pwd", "pw",
    "pword", "pass", "login", "logins", "log-in", "logon", "logged", "log", "signin", "sign", "username", "user",
    "users", "credential", "credentials", "creds", "wifi", "wi", "wireless", "ssid", "wpa", "network", "memorable",
    "security", "capital", "capitals", "caps", "lower", "lowercase", "uppercase", "exclamation", "spaces",
    "underscore", "file", "workbook", "spreadsheet", "document", "account", "admin", "reset", "unlock", "unlocks",
    "laptop", "laptops", "chromebook", "chromebooks", "ipad", "ipads", "tablet", "tablets", "type", "enter",
])  # fmt: skip
_PASSWORD_NOUN = re.compile(
    r"\b(?:pass ?-?(?:words?|codes?|phrases?|keys?)|passwd|pwd|pword|p/w|pw|wpa2? key|network key|(?:wi-?fi|wireless"
    r"|guest network|ssid)|log-? ?ins?(?: details)?|credentials?|creds|memorable (?:word|\w+)|security (?:question"
    r"|answer)s?|sign-? ?in details|code ?word|safe ?word)\b"
)
_ACCOUNT_NOUN = re.compile(
    r"\b(?:log(?:ged)? ?-?(?:in|on)|logins?|log-?ons?|sign(?:ed)? ?-?(?:in|on|s in)|user ?names?|users?|account|admin"
    r"|portal|network|wireless|unlocks?|laptops?|chromebooks?|ipads?|tablets?|encrypted|protected|reset|go(?:es)? in"
    r"|get in|file opens|opens? (?:it|with)|temporary|prompted)\b"
)
_FILE_NOUN = re.compile(r"\b(?:file|workbook|spreadsheet|document|folder|zip|attachment|screen|pc|one)\b")
_SPELLING = re.compile(
    r"\b(?:capital [a-z]\b|capitals?\b|no caps|lower ?case|upper ?case|no spaces|one word|all caps|exclamation mark"
    r"|question mark|under ?score|zero not|with an? (?:zero|capital|@|dollar|hash)|case[ -]sensitive|hyphens?"
    r"|(?:a|the) (?:zero|nought|five|3|4|5|1) (?:for|instead of)|in full, no)"
)
_LEADS_PASSWORD = re.compile(
    r"(?:[:=>/|,–—-]|\b(?:is|are|was|be|now|still|it's|its|that's|to|with|as|and|word|using|pass|password|passcode|pw"
    r"|pwd|pass ?phrase|key|one|ours|mine|yours|or|then|fails|ie|i\.e\.?)|'s)\s*[\"'“‘(]*$"
)
_ENTER_PASSWORD = re.compile(
    r"\b(?:type|enter|use|using|try|wants?|needs?|asks? for|takes?|put(?: in)?|in with|on with|opens with"
    r"|works with)(?: the word| in)?:? [\"'“‘(]*$"
)
# "as supply3 with", "use trips@ with", "user jbrook pass", "the one is a@b.example with", "jbrook,".
_USER_WITH = re.compile(
    r"(?:\b(?:as|is|use|try|with|login|log-?on|user(?: ?name)?|account|id|in|on)\b[:=]? [\"'(]?[\w.@&-]{3,40}"
    r"|[\w.+-]{2,30}@[\w.-]{0,40})[\"')]?"
    r"(?: ?,| ?/| ?\||:| -| with| and| and then| then| pass| and pass)\s?(?:the )?[\"'(]?$"
)
# An account's address with a password beside it, or its beginning ("trips@ with …").
_WITH_ACCOUNT = re.compile(r"@[\w.-]{0,40}(?: ?[,/|:] ?| with | - | (?:and )?then )(?=[^\s@]{3,30}[\d!$%&*#_])")
_BACK_NOUN = re.compile(
    r"[\"'”’)]?\s*(?:\(?(?:as|for|is|being) (?:the|your|my|our|a|his|her|their|its)? ?(?:\w+ )?(?:pass ?-?(?:word|code"
    r"|phrase|key)|pw|pwd|pin|login|wi-?fi|key)\b|(?:when|if|where) (?:it |you're |you are )?(?:ask|prompt)\w*"
    r"|gets? (?:you|them|us) in|and it (?:plays|opens|lets)|in(?:to)? the (?:\w+ )?(?:box|field|window|pop-?up|prompt)\b"
    r"|at the prompt|to (?:log|sign|get) (?:in|on)\b)"
)
_LABEL = re.compile(
    r"\b(?:ssid|user ?-?names?|user(?: ?id)?|identity|e-?mails?|login|log-in|id|school code|name|url|site|website"
    r"|link|ref|reference|model|serial|version|network)(?: name)?\s*[:=|]\s*$"
)
# What stands before its password is a user name.
_IS_USER = re.compile(
    r"[\"')]?\s?(?:,|/|and|with|&|\+)?\s?(?:the |my |her |his |your |a )?(?:\w+ )?(?:pass ?-?words?|pwd|pw|passcode|key)\b"
    r"(?! (?:protect|manager|reset|stage))|\s?/\s?[^\s/]{4,}\W*$|(?:is|as) (?:the|your|my|our) (?:user|log-?in|e-?mail|account|id)"
)
# Where one logs in to, not with what.
_GOES_TO = re.compile(r"\b(?:log|sign|go|get)(?:s|ged|ging|ing)? ?-?(?:in|on)(?:to| to)? $")
_PROSE = re.compile(
    r"\b(?:example|e\.g\.?|such as|like|never use|don't use|do not use|avoid|weak|rather than|instead of|not something"
    r"|characters|bot)\b"
)
_ANSWER = re.compile(r"\s*(?:it'?s|its|it is|that's|that is|the|is|now|use|try|sorry|hi|hello|yes|ah|oh|ok|\W|\w+,)*\s*$")
_ASKED = re.compile(
    r"\b(?:what(?:'s|s| is| are| was)?|which|tell (?:me|us)|remind (?:me|us)|anyone|somebody|someone|know|have|need"
    r"|forgotten|give|send)\b[^.!\n]{0,60}\b(?:pin|code|password|pass ?word|passcode|combination|combo|log-?in|wi-?fi"
    r"|key)\b"
)


class Given(NamedTuple):
    """A value that its surroundings give away as a secret, and the points it came to."""

    start: int
    end: int
    points: int
    excuse: str = ""


class Scope(NamedTuple):
    """The text around a value: its sentence on both sides, and what leads up to that."""

    before: str
    after: str
    earlier: str
    alone: bool


def scope_of(folded: str, start: int, end: int) -> Scope:
    """What is read around a value: never more than a few lines."""
    floor = max(0, start - _BACK)
    left = folded[floor:start]
    cut = max(left.rfind(". "), left.rfind("! "), left.rfind("? "), left.rfind("\n"), left.rfind(".\n")) + 1
    right = folded[end : end + _AHEAD]
    stop = re.search(r"[.!?](?=\s|$)|\n", right)
    after = right[: stop.start()] if stop else right
    alone = not left[cut:].strip(" \"'>*:") and not after.strip(" \"'*")
    return Scope(left[cut:], after, left[:cut], alone)


def given_codes(
    part: TextPart,
    windows: Sequence[Window],
    cues: frozenset[str],
    *,
    heading: str,
    asked: int,
    things: frozenset[str],
    no_code: frozenset[str],
) -> Iterator[Given]:
    """Codes that the text around them gives away; ``heading`` is the folded subject.

    ``asked``: how far the answer reaches to a quoted question for a code; 0 where nobody asked.
    """
    folded = part.folded
    cued = cues & CODE_WORDS
    weak = not asked and not cued
    if weak:
        # What is locked stands in many mails: only a value by single figures is looked at then.
        windows = [w for w in windows if APART.search(folded, w.start, w.end)]
        if not windows:
            return
    cued |= part.words & things
    if not asked and not any(word in heading for word in cued):
        windows = [w for w in windows if _is_near(folded, w, cued)]
    spoken = () if cues.isdisjoint(_SPEAKING) else _spoken_windows(folded, cues)
    if not windows and not spoken:
        return
    for match in (
        *_turns(folded, windows, cues),
        *_spaced(folded, windows, spoken),
        *(() if weak else figures_in(folded, windows)),
    ):
        points = 3 if match.re is TURNS else code_points(match[0])
        if points >= 0:
            given = _code(part, match.start(), match.end(), points, heading, asked, things, no_code)
            if given is not None:
                yield given


def _turns(folded: str, windows: Sequence[Window], cues: frozenset[str]) -> Iterator[re.Match[str]]:
    return iter(()) if cues.isdisjoint(TURN_WORDS) else matches_in(TURNS, folded, windows, least=3)


def _spaced(folded: str, windows: Sequence[Window], spoken: Sequence[Window]) -> Iterator[re.Match[str]]:
    apart = [window for window in windows if APART.search(folded, window.start, window.end)]
    return matches_in(SPACED, folded, [*apart, *spoken]) if apart or spoken else iter(())


def _is_near(folded: str, window: Window, cued: frozenset[str]) -> bool:
    """Whether one of the words stands where a value in the window would see it."""
    near = folded[max(0, window.start - _BACK) : window.end + _AHEAD]
    return any(word in near for word in cued)


def _spoken_windows(folded: str, cues: frozenset[str]) -> Sequence[Window]:
    """Stretches with three or more figures in words close together."""
    spoken = cues & NUMBER_WORDS
    if not spoken or (len(spoken) < 3 and spoken.isdisjoint(REPEATS)):
        return ()
    places = sorted(match for word in spoken for match in _places_of(folded, word))
    found: list[Window] = []
    for at in places:
        if found and at - found[-1].end <= 8:
            last = found.pop()
            found.append(Window(last.start, at + 6, last.digits + 1))
        else:
            found.append(Window(max(0, at - 8), at + 6, 1))
    return [Window(w.start, min(len(folded), w.end + 8), w.digits + 1) for w in found if w.digits > 1]


def _places_of(folded: str, word: str) -> Iterator[int]:
    at = folded.find(word)
    while at >= 0:
        yield at
        at = folded.find(word, at + len(word))


def _code(
    part: TextPart,
    start: int,
    end: int,
    points: int,
    heading: str,
    asked: int,
    things: frozenset[str],
    no_code: frozenset[str],
) -> Given | None:
    folded = part.folded
    scope = scope_of(folded, start, end)
    sentence = scope.before + " " + scope.after
    near = set(_words(sentence))
    context = scope.earlier + "\n" + heading
    around = near.union(_words(context))
    cued = 0
    if _CODE_NOUN.search(sentence):
        cued += 2
    elif _CODE_HINT.search(sentence) or _CODE_NOUN.search(context):
        cued += 1
    thing = not things.isdisjoint(near)
    if thing or not things.isdisjoint(around):
        cued += 1
    if _OPENS.search(sentence):
        cued += 2
    at = _ENTER_AT.search(scope.before)
    if at:
        cued += 2
    elif _ENTER.search(scope.before):
        cued += 1
    if _TAIL.match(scope.after):
        cued += 2
    elif _FOR.match(scope.after):
        cued += 2
    if start < asked and _ANSWER.match(scope.before):
        cued += 3
    if not cued or (points == 0 and is_on_the_clock(folded[start:end]) and not _CODE_NOUN.search(sentence)):
        return None
    last = _words(scope.before)[-2:]
    if last and (last[-1] in no_code or (last[-1] in ("number", "no", "nos") and last[0] in no_code)):
        return None
    if _UNITS.match(scope.after):
        return None
    leads = not at and (_LEADS.search(scope.before) is not None or scope.alone)
    if thing and _SET_ON.search(scope.before):
        cued += 1
    if _CODE_IS.search(scope.before):
        cued += 1
    # "Photocopier: 60217" is a label and its value.
    label = thing and re.match(r"[\s>*•-]*(?:the |our )?[\w ]{3,24}[:=]\s*$", scope.before) is not None
    points += cued + leads + label
    if points < CODE_LEAST:
        return None
    wide = folded[max(0, start - 160) : end + 80]
    excuse = ""
    if _OTHER_CODE.search(sentence):
        excuse = "is_other_code"
    elif _PLAY.search(wide) or _PLAY.search(heading):
        excuse = "is_game"
    elif _PROSE.search(scope.before):
        excuse = "is_advice"
    return Given(start, end, points, excuse)


_WORDS = re.compile(r"[a-z]+(?:-[a-z]+)*")


def _words(text: str) -> list[str]:
    return _WORDS.findall(text)


def given_passwords(part: TextPart, cues: frozenset[str], *, heading: str, asked: int) -> Iterator[Given]:
    """Passwords that the text around them gives away."""
    found = cues & PASSWORD_WORDS
    if "@" in part.folded and _WITH_ACCOUNT.search(part.folded):
        found |= {"@"}
    if not found and not asked and PASSWORD_WORDS.isdisjoint(_words(heading)):
        return
    folded = part.folded
    for first, last in _stretches(folded, found, whole=bool(asked) or not found):
        for start, end in tokens(part.plain, first, last):
            points = password_points(part.plain[start:end])
            if points:
                given = _password(part, start, end, points, heading, asked)
                if given is not None:
                    yield given


def _stretches(folded: str, cues: frozenset[str], *, whole: bool) -> list[tuple[int, int]]:
    """The parts of the text that lie near a cue word, apart and in order."""
    if whole:
        return [(0, min(len(folded), 400))]
    places: list[int] = []
    for cue in cues:
        at = folded.find(cue)
        while at >= 0:
            places.append(at)
            at = folded.find(cue, at + len(cue))
    merged: list[tuple[int, int]] = []
    for at in sorted(places):
        first, last = max(0, at - 60), min(len(folded), at + 160)
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], last)
        else:
            merged.append((first, last))
    return [(_blank_before(folded, first), last) for first, last in merged]


def _blank_before(folded: str, index: int) -> int:
    """The place after the last blank before ``index``: no written thing is cut in two."""
    floor = max(0, index - 40)
    return max(folded.rfind(" ", floor, index), folded.rfind("\n", floor, index), floor - 1) + 1


def _password(part: TextPart, start: int, end: int, points: int, heading: str, asked: int) -> Given | None:
    scope = scope_of(part.folded, start, end)
    before, after = scope.before, scope.after
    if (_GOES_TO.search(before) and "change" not in before and "set" not in before) or _LABEL.search(before[-40:]) or _IS_USER.match(after):
        return None
    sentence = before + " " + after
    context = scope.earlier + "\n" + heading
    cued = 0
    if _PASSWORD_NOUN.search(sentence):
        cued = 3
    elif _PASSWORD_NOUN.search(context) or _ACCOUNT_NOUN.search(sentence):
        cued = 2
    elif _ACCOUNT_NOUN.search(context) or _FILE_NOUN.search(sentence):
        cued = 1
    if _SPELLING.search(after) or _SPELLING.search(before):
        cued += 3
    if _BACK_NOUN.match(after):
        cued += 3
    if _USER_WITH.search(before):
        cued += 3
    elif _ENTER_PASSWORD.search(before):
        cued += 2
    elif scope.alone and cued > 1:
        cued += 2
    elif _LEADS_PASSWORD.search(before):
        cued += 2 if before.rstrip(" \"'“").endswith((":", "=")) else 1
    else:
        return None  # nothing leads up to it
    if start < asked and _ANSWER.match(before):
        cued += 3
    if points + cued < PASSWORD_LEAST:
        return None
    excuse = "is_advice" if _PROSE.search(before) else "is_game" if _PLAY.search(sentence) else ""
    return Given(start, end, points + cued, excuse)


def is_asked(quoted: str) -> bool:
    """Whether the quoted message asks for a code or a password."""
    return _ASKED.search(quoted) is not None
