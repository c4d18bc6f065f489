"""PI603 by evidence, codes: figures that the words around them make a secret, however put.

A shape (``secret_shape``) earns points, and the sentence, the one before, the subject and the
question answered add to them: what is locked, what one does with a code, what leads up to it.
What things are called is data (``words/locked-things.txt``, ``words/no-code.txt``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgguard import lazyre as re
from msgguard.detect.figures import Window, matches_in
from msgguard.detect.secret_scope import (
    AHEAD,
    ANSWER,
    BACK,
    PLAY,
    PROSE,
    PUZZLE,
    Given,
    scope_of,
    with_possessives,
    words_of,
)
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
)
from msgguard.detect.secret_steps import POINTS, STEP_WORDS, steps_in
from msgguard.text.view import TextPart

_LEAST = 4
# Words one of which must be there; what is locked alone ("door", "box") stands in too many mails.
CODE_WORDS = with_possessives([
    "alarm", "barrier", "code", "codes", "combination", "combo", "copier", "dial", "dials", "digits",
    "disarm", "doorcode", "enter", "fob", "gate", "gatecode", "hash", "ipad", "ipads", "keypad",
    "keysafe", "laptop", "laptops", "lock", "lockbox", "locked", "lockers", "locks", "numbers", "opens",
    "pad", "padlock", "panel", "passcode", "photocopier", "pin", "pinpad", "pins", "press", "printer",
    "punch", "safe", "shed", "swipe", "tablet", "tablets", "takes", "tap", "turn", "turnstile", "type",
    "unlock", "unlocks", "unset", "voicemail", "wheels",
])  # fmt: skip
# Where figures in words are looked for too.
_SPEAKING = CODE_WORDS - {"enter", "opens", "safe", "takes", "turn", "type"}
_CODE_NOUN = re.compile(
    r"\b(?:pins?|pass ?-?codes?|combinations?|combos?|(?:key|pin) ?-?pads?|key ?-?safes?|(?:key"
    r"|lock) ?-?box(?:es)?"
    r"|pad ?-?locks?|(?:door|gate|alarm|entry|access|key) ?codes?|code word)\b"
)
_CODE_HINT = re.compile(r"\bcodes?\b|\bnumbers\b|\bdigits?\b|\bwheels?\b|\bdials?\b|\blocke?d?\b")
_OPENS = re.compile(
    r"\b(?:unlock\w*|unset|disarm\w*|opens?(?: up)? (?:on|with|it)|(?:let|get)s? (?:yourself"
    r"|yourselves|you|us"
    r"|me|them|him|her) in|get in(?!to| touch| contact| line| early| before)|and (?:the )?(?:it|gate"
    r"|door|lid)(?:'ll| will)? (?:swings?|pops?"
    r"|clicks?|opens?|lifts?)"
    r"|and (?:pull|push)|clicks? open|to set|spin the|turn(?:ed)? the (?:dials?|wheels?|knob|handle)"
    r"|shuts? up"
    r"|lift the handle)\b"
)
_ENTER_AT = re.compile(
    r"\b(?:press|tap|type|enter|key in|punch(?: in)?|dial|put in|tap in|type in|keys?"
    r"|opens?(?: up)? (?:on|with)"
    r"|unlocks? (?:on|with)|takes?|wants?|needs?|dials? to|wheels? to|do)"
    r"(?:(?: in)?:?| \S{1,8} (?:then|and))(?: the)? $"
)
# "If it locks, try …": said of much else, so with what is locked or a word for a code only.
_USE = re.compile(r"\b(?:try|use)(?: with)? $")
_ENTER = re.compile(r"\b(?:press|tap|type|enter|key in|punch in|dial|swipe and)\b")
_LEADS = re.compile(
    r"(?:[:=(>–—-]|\b(?:is|are|was|be|now|still|it's|its|that's|to|with|on|then|at|as|have|has|ever|star"
    r"|ours|mine"
    r"|yours|pins?|codes?|pass ?codes?|locked|so"
    r"|making|namely|giving|gives)\b,?|'s|[a-z],|[?!.])\s*[\"'(*#]*$"
)
_SET_ON = re.compile(r"(?:\b(?:is|are|still|now)|'s) on $")
_CODE_IS = re.compile(r"\bcode(?:'s| is| was|:)(?: still| now)? $")
# "It wants a PIN. It's …": the noun in the sentence before.
_TAKES_UP = re.compile(
    r"\s*(?:and |so |just |please )?(?:it'?s|it is|that'?s|ours is|mine is|try|use)(?: still| now)? "
)
_TAIL = re.compile(
    r"[\"')]?,?\s*(?:#|\*|(?:and |then |and then |followed by )(?:press )?(?:the |a )?(?:\w+ )?(?:tick"
    r"|hash|star|enter|key"
    r"|ok|return|moon|pound|green|button|handle|knob|arrow|yes|unlock|#|\*)\b|(?:hash|star)\b)"
)
_FOR = re.compile(
    r"[\"')]?\s*(?:(?:as|for|is|being)\b[^.\n,]{0,24}\b(?:pins?|codes?|passcode|combo|combination|alarm)\b"
    r"|(?:on|at|into|in|opens|gets|unlocks|to (?:open|unlock|get in|set"
    r"|unset))\b[^.\n,]{0,24}\b(?:(?:key|pin) ?-?pad|locks?"
    r"|pad|doors?|gates?|box|safe|barrier|panel|turnstile|copier|printer)\b)"
)
_UNITS = re.compile(
    r"[\"')]?\s?(?:[ap]\.?m\b|o'?clock|people|children|pupils|places|points?|pieces|words|characters|letters|pages"
    r"|minutes?|mins?|seconds|secs|hours?|days|weeks|years?|pounds|pence|times|metres|miles|steps|copies"
    r"|mm\b|cm\b"
    r"|m\b|kg\b|g\b|ml\b|children's|families|parents|staff|per cent|percent|degrees|blocks|combinations"
    r"|tickets)"
)
_OTHER_CODE = re.compile(
    r"\b(?:post|zip|area|dialling|dress|bar|qr|discount|promo\w*|voucher|coupon|offer|sort|colour|morse"
    r"|source"
    r"|computer|python|secret|highway|conduct|product|item|cost|budget|course|class|tax|country|error"
    r"|status|stock"
    r"|catalogue|book|test|exam|menu|paper|centre|order|ref|reference|share|one-time|team|room|absence"
    r"|attendance"
    r"|register|building|airport|school|job|risk|action|event|access to) (?:codes?|numbers?)\b"
)


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
    if not part.words.isdisjoint(STEP_WORDS) and not part.words.isdisjoint(CODE_WORDS | things):
        for start, end in steps_in(part):
            given = _code(part, start, end, POINTS, heading, asked, things, no_code)
            if given is not None:
                yield given
    cued = cues & CODE_WORDS
    if not cued and heading and (windows or not cues.isdisjoint(NUMBER_WORDS)):
        cued = CODE_WORDS.intersection(words_of(heading))
    locked = part.words & things
    # What is locked stands in many mails; with a word of getting in it is enough.
    weak = not asked and not cued and not (locked and windows and _OPENS.search(folded))
    if weak:
        # Only a value by single figures is looked at then.
        windows = [w for w in windows if APART.search(folded, w.start, w.end)]
        if not windows:
            return
    cued |= locked
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
        points = 3 if match.re.pattern is TURNS.pattern else code_points(match[0])
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
    near = folded[max(0, window.start - BACK) : window.end + AHEAD]
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
    near = set(words_of(sentence))
    context = scope.earlier + "\n" + heading
    around = near.union(words_of(context))
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
    if at or ((thing or cued > 1) and _USE.search(scope.before)):
        cued += 2
    elif _ENTER.search(scope.before):
        cued += 1
    if _TAIL.match(scope.after) or _FOR.match(scope.after):
        cued += 2
    if start < asked and ANSWER.match(scope.before):
        cued += 3
    if not cued or (points == 0 and is_on_the_clock(folded[start:end]) and not _CODE_NOUN.search(sentence)):
        return None
    # "The same as last year, 5582": a comma parts the figures from the word.
    last = [] if scope.before.rstrip().endswith(",") else words_of(scope.before)[-2:]
    if last and (last[-1] in no_code or (last[-1] in ("number", "no", "nos") and last[0] in no_code)):
        return None
    if _UNITS.match(scope.after):
        return None
    leads = not at and (_LEADS.search(scope.before) is not None or scope.alone)
    if thing and _SET_ON.search(scope.before):
        cued += 1
    if _TAKES_UP.fullmatch(scope.before) and _CODE_NOUN.search(scope.earlier[-70:]):
        cued += 2
    if _CODE_IS.search(scope.before):
        cued += 1
    # "Photocopier: 60217" is a label and its value.
    label = thing and re.match(r"[\s>*•-]*(?:the |our )?[\w ]{3,24}[:=]\s*$", scope.before) is not None
    points += cued + leads + label
    if points < _LEAST:
        return None
    # Next to a quiz night or a raffle a lock named in the sentence is a lock all the same.
    sure = thing and _CODE_NOUN.search(sentence) is not None
    wide = folded[max(0, start - 160) : end + 80]
    excuse = ""
    if _OTHER_CODE.search(sentence):
        excuse = "is_other_code"
    elif (
        PLAY.search(sentence)
        or PUZZLE.search(wide)
        or (not sure and (PLAY.search(wide) or PLAY.search(heading)))
    ):
        excuse = "is_game"
    elif PROSE.search(scope.before):
        excuse = "is_advice"
    return Given(start, end, points, excuse)
