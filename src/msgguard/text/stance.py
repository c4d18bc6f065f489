"""Stance of language: the writer's own words, reported, negated, or a figure of speech.

Rules over one sentence (and, for a quotation, its neighbourhood); no model. Reported
speech of the writer himself ("I told him he is useless") stays his own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from msgguard import lazyre as re
from msgguard.model import Stance
from msgguard.text.sentence import sentence_at, sentences

__all__ = ["is_told", "sentence_at", "sentences", "stance_of"]


class Part(Protocol):
    """A text part: folded and plain text of one length."""

    @property
    def folded(self) -> str:
        """The text in lower case."""
        ...

    @property
    def plain(self) -> str:
        """The text with its case."""
        ...


# Verbs that report what somebody said or wrote. Whole forms: folded text, no stemming.
_SPEECH = (
    r"(?:says?|said|saying|calls?|called|calling|writes?|wrote|written|writing|tells?|told|telling"
    r"|shout(?:s|ed|ing)?|yell(?:s|ed|ing)?|scream(?:s|ed|ing)?|whisper(?:s|ed|ing)?|claim(?:s|ed|ing)?"
    r"|alleg(?:es|ed|ing)|accus(?:es|ed|ing)|report(?:s|ed)|stat(?:es|ed)|describ(?:es|ed|ing)"
    r"|label(?:s|led|ling)|repl(?:ies|ied)|answer(?:s|ed)|ask(?:s|ed)|texted|messaged|posted|tweeted"
    r"|commented"
    r"|complain(?:s|ed)|swore|threaten(?:s|ed)|chant(?:s|ed|ing)|sang|mutter(?:s|ed)|reads?|went"
    r"|quot(?:es|ed|ing)|used the (?:words?|term|phrase|n-word)|heard|overheard|repeat(?:s|ed|ing)"
    r"|insist(?:s|ed)|announced|declared|mention(?:s|ed)|spelt|spelled|daubed|scratched|scrawled|graffitied)"
)
_SPEECH_WORD = re.compile(rf"(?<![\w-]){_SPEECH}\b")
_FRAME = re.compile(
    r"\b(?:allegedly|alleged|reportedly|apparently|according to|quote|in (?:his|her|their) words"
    r"|words to the effect|along the lines of"
    r"|the (?:note|message|text|post|comment|letter|email|graffiti|drawing|caption|sign|card|reply"
    r"|screenshot)"
    r" (?:read|reads|says|said|was)"
    r"|incident (?:log|form|report)|witness(?:es|ed)?|pupil voice|verbatim|disclosed"
    r"|(?:heard|overheard|seen) (?:\w{1,20} ){0,3}(?:say|shout|call|use|write)"
    r"|racist incident|homophobic incident|(?:was|were|been|being|get|got) called|name[- ]calling)\b"
)
_QUOTE_FRAME = re.compile(
    r"\b(?:the (?:word|term|phrase|insult|slur|n-word|quote|title|book|story|poem|play|lyric|line"
    r"|sentence|note"
    r"|message|text|comment|post)s?"
    r"|(?:a|your|his|her|their) (?:note|message|text|comment|post|email|letter|phrase|word|sentence)s?"
    r"|that (?:i am|i'm|we are|she is|he is|they are)|you (?:say|said|wrote|called|describe)"
    r"|(?:phrases?|words?) (?:like|such as)|things? like|reads?|entitled|titled)\b"
)
# Around quotation marks, words that show that the quotation is somebody's, passed on.
_PASSED_ON = re.compile(
    r"\b(?:referr(?:ed|ing|s) to|end(?:s|ed|ing)|reading|sent|put|left|got|received|recording|scribbled"
    r"|spray(?:ed|-painted)|captioned|used|using|uses|stat(?:es|ing)|add(?:s|ed|ing)|on the (?:wall|door|desk"
    r"|table|page|group|chat)|voicemail|screenshot|graffiti|statement|log|minutes?|word for word|exact words"
    r"|swearing|slur|insult)\b"
)
_OWN_SPEAKER = re.compile(
    r"\b(?:i|i'd|i'll|i've|i'm|we|we'd|we'll|let me|may i|can i|must i)"
    r"(?: (?:\w{1,12}ly|have|had|would|will|am|was|always|once|then|just|already|also|did|do|should"
    r"|could|can|may"
    r"|must|have to|want to)){0,4}$"
)
# "You should say", "to be told", "that said": nobody is named who did speak.
_NO_SPEAKER = re.compile(r"\b(?:you should|you can|you could|you must|please|to|it|that|never|don't|let's)$")

# Negation before the span in the same clause.
_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nobody|no-one|no one|nothing|neither|nor|without|hardly|cannot|stop"
    r"|avoid|avoiding"
    r"|refrain from|instead of|rather than|far from|anything but"
    r"|(?:do|does|did|is|are|was|were|has|have|had|would|wo|ca|could|should|must|need|ai)n'?t"
    r"|tackle|tackling|challenge|challenging|against|prohibit(?:s|ed)?|ban(?:s|ned)?|forbid(?:s|den)?"
    r"|tolerat(?:e|es|ing))\b"
)
# Words after a negation that cancel it or show that it belongs to something else.
_CANCELS = re.compile(
    r"^\W*(?:just|only|simply|merely|even|being|to be|sure|surprised|wonder|because|long|that)\b"
    r"|\b(?:but|because|why|how|who|when|what|where|if|although|though|while|so that|until|unless"
    r"|yet|since)\b"
    r"|[;:.!?\n]|, (?:you|he|she|they|it|we|i|and|so)\b| - |\bany ?more\b"
)
# "can't believe/stand/wait": the negation says nothing about what follows.
_FACTIVE = re.compile(
    r"^(?: \w+)? (?:believe|stand|wait|bear|help|care|understand|imagine|deny|forget|decide|tell if"
    r"|be bothered"
    r"|get over)\b"
)
# "don't be stupid", "aren't you clever": spoken to somebody, not denied.
_ADDRESSED = re.compile(
    r"^ (?:be|act|get) (?:so |such |a |an |too )*$|^ (?:you|he|she|they|it|we|that|this)\b"
)
_REFUSED_AFTER = re.compile(
    r"\b(?:is|are|was|were|will|would|can|must|should|shall|wo|ca)(?:n'?t| not| never) (?:be )?(?:\w+ )?"
    r"(?:acceptable|tolerated|allowed|permitted|appropriate|welcome|okay|ok|true|accepted|used"
    r"|something we)\b"
    r"|\b(?:unacceptable|inappropriate|not on|zero[- ]tolerance|ha(?:s|ve) no place|no place (?:in|at)"
    r"|(?:not|never) (?:acceptable|tolerated|ok))\b"
)
_REFUSED_BEFORE = re.compile(
    r"\b(?:zero[- ]tolerance|no place for|(?:unacceptable|not acceptable|inappropriate) to"
    r"|(?:do not|don't|will not|won't) tolerate|we (?:never|do not|don't) (?:use|accept|allow))\b"
)
_HEDGE = re.compile(r"[\s,]*(?:allegedly|apparently|reportedly|according to|(?:he|she|they) claims?)\b")
_OWN_AFTER = re.compile(r"\W*(?:i|we)\b")
_CLAUSE_CUT = re.compile(r"[;:!?\n]|\.\s|,? \bbut\b|\bhowever\b")
_NEAR = 60
_QUOTE_REACH = 400


def stance_of(part: Part, start: int, end: int, *, idioms: Iterable[str] = ()) -> Stance:
    """Whose words stand at view indices ``start`` to ``end``, and are they meant?

    ``idioms`` are folded phrases; a span that lies inside one of them is a figure of speech.

    >>> from msgguard.text.view import text_part
    >>> part = text_part("body", 'He shouted "you idiot" at her.')
    >>> stance_of(part, 16, 21).value
    'reported'
    """
    folded = part.folded
    if _in_idiom(folded, start, end, idioms):
        return Stance.IDIOM
    quote = _quotation(folded, start, end)
    if quote is not None and _is_reported_quote(part, quote):
        return Stance.REPORTED
    before, after = _sides(part, start, end)
    if _is_negated(before, after):
        return Stance.NEGATED
    if quote is None and _is_reported(before, after):
        return Stance.REPORTED
    return Stance.OWN


def is_told(part: Part, start: int, end: int) -> bool:
    """Whether :func:`stance_of` is REPORTED: the same, without asking first whether it is denied."""
    quote = _quotation(part.folded, start, end)
    if quote is not None:
        return _is_reported_quote(part, quote)
    before, after = _sides(part, start, end)
    return _is_reported(before, after) and not _is_negated(before, after)


def _sides(part: Part, start: int, end: int) -> tuple[str, str]:
    """The rest of the sentence on both sides of a span."""
    first, last = sentence_at(part, start)
    return part.folded[first:start], part.folded[end : max(last, end)]


def _in_idiom(folded: str, start: int, end: int, idioms: Iterable[str]) -> bool:
    for idiom in idioms:
        floor = max(0, end - len(idiom))
        at = folded.find(idiom, floor, start + len(idiom))
        if at != -1 and at <= start and at + len(idiom) >= end:
            return True
    return False


def _quotation(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """The quotation marks around a span, as (opening, closing) indices, within its paragraph."""
    farthest = max(0, start - _QUOTE_REACH)
    floor = max(folded.rfind("\n\n", farthest, start) + 1, farthest)
    ceiling = folded.find("\n\n", end, end + _QUOTE_REACH + 2)
    ceiling = min(len(folded), end + _QUOTE_REACH) if ceiling == -1 else ceiling
    if folded.count('"', floor, start) % 2:
        opening = folded.rfind('"', floor, start)
        closing = folded.find('"', end, ceiling)
        if closing != -1:
            return opening, closing
    opening = _single_opening(folded, floor, start)
    if opening == -1:
        return None
    closing = _single_closing(folded, end, ceiling)
    return None if closing == -1 else (opening, closing)


def _single_opening(folded: str, floor: int, start: int) -> int:
    """The nearest apostrophe before ``start`` that opens a quotation not closed before it."""
    at = start
    while True:
        at = folded.rfind("'", floor, at)
        if at == -1:
            return -1
        opens = at == 0 or (not folded[at - 1].isalnum() and folded[at - 1] not in ".,!?")
        closes = at + 1 >= len(folded) or not folded[at + 1].isalnum()
        if opens and not closes:
            return at
        if closes and not opens:
            return -1


def _single_closing(folded: str, end: int, ceiling: int) -> int:
    at = end - 1
    while True:
        at = folded.find("'", at + 1, ceiling)
        if at == -1:
            return -1
        if at + 1 >= len(folded) or not folded[at + 1].isalnum():
            return at


def _is_reported_quote(part: Part, quote: tuple[int, int]) -> bool:
    """Does the text around a quotation say that somebody (else) said it?"""
    folded = part.folded
    opening, closing = quote
    first, _ = sentence_at(part, opening)
    before = folded[max(first, opening - 2 * _NEAR) : opening]
    if not before.strip():
        # The frame may end the sentence before: "He wrote: ..." on a line of its own.
        lead = folded[max(0, first - _NEAR) : first].rstrip()
        before = lead if lead.endswith((":", ",")) else before
    after = folded[closing + 1 : closing + 1 + _NEAR]
    after = after.split("\n", 1)[0]
    speech = _last(_SPEECH_WORD, before)
    if speech is not None:
        return _OWN_SPEAKER.search(before[: speech.start()].rstrip()) is None
    if _FRAME.search(before) or _QUOTE_FRAME.search(before) or _FRAME.search(after):
        return True
    told = _SPEECH_WORD.search(after[:40])
    if told is not None:
        return _OWN_AFTER.match(after) is None
    passed = _last(_PASSED_ON, before)
    return passed is not None and _OWN_SPEAKER.search(before[: passed.start()].rstrip()) is None


def _is_negated(before: str, after: str) -> bool:
    """Is what follows ``before`` denied, forbidden or refused in its own clause?"""
    negation = _last(_NEGATION, before)
    if negation is not None:
        between = before[negation.end() :]
        addressed = _ADDRESSED.search(between) and negation[0].endswith(("n't", "not", "dont", "never"))
        if (
            between.count(" ") <= 7
            and not addressed
            and _CANCELS.search(between) is None
            and _FACTIVE.match(between) is None
        ):
            return True
    if _REFUSED_BEFORE.search(before[-2 * _NEAR :]):
        return True
    cut = _CLAUSE_CUT.search(after)
    tail = after[: cut.start()] if cut else after
    return _REFUSED_AFTER.search(tail) is not None


def _is_reported(before: str, after: str) -> bool:
    """Is the span told as somebody else's words, without quotation marks?"""
    if _FRAME.search(before) or _HEDGE.match(after):
        return True
    speech = _last(_SPEECH_WORD, before)
    if speech is None:
        return False
    speaker = before[: speech.start()].rstrip()
    if not speaker or _OWN_SPEAKER.search(speaker) or _NO_SPEAKER.search(speaker):
        return False
    rest = before[speech.end() :]
    return ";" not in rest and " but " not in rest


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The last match of a pattern."""
    match = None
    for match in pattern.finditer(text):  # noqa: B007 - the last one counts
        pass
    return match
