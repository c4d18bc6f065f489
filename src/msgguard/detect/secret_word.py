"""PI603 in plain words: passwords, safe words and security answers that no shape betrays.

A plain word is a secret only where the grammar leaves no other reading: right behind its noun
and spelled out ("zipwire, lower case"), in quotation marks, as the answer to the noun before
("a code word? Ours is Ptarmigan"), or as what a security question asks for.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgguard import lazyre as re
from msgguard.detect.opening import matches_at, places_of
from msgguard.text.view import TextPart

WORDS = frozenset([
    "password", "passwords", "passwd", "passphrase", "passcode", "pwd", "pw", "wifi", "wi", "wireless",
    "login", "codeword", "code", "safe", "word", "words", "memorable", "security", "ssid",
    "secret", "recovery",
])  # fmt: skip
_NOUN = (
    r"(?:pass ?-?(?:words?|phrases?|codes?)|passwd|pwd|pw|code ?words?|safe ?words?|memorable (?:words?"
    r"|names?|places?)"
    r"|security (?:words?|answers?))"
)
_LINK = (
    r"(?:'s| is| are| was| will be| now|,? which is)?(?: still| now| currently| just| simply)?\s?[:=]?\s{1,3}"
)
_NOUNS = re.compile(_NOUN)
# The noun, then something in quotation marks.
_QUOTED = re.compile(rf"(?<!\w){_NOUN}{_LINK}[\"“](?P<value>[^\"”\n]{{4,40}})[\"”]")
# Anything of up to five words with a remark on how it is spelled.
_SPELLED = re.compile(
    r"(?:\bis|\bare|'s|\bto|[:=]|\b(?:password|passcode|passphrase|pw|pwd|pass))\s{1,2}"
    r"(?P<value>[^\s,;.:!?\n]{3,30}(?: [^\s,;.:!?\n]{1,20}){0,4}?)"
    r",? (?:- |\()?(?:all )?(?:one word|no spaces|lower ?case|no caps|no capitals|small letters"
    r"|upper ?case|in capitals"
    r"|with (?:a )?capital|capital [a-z]\b)"
)
_ABOUT = re.compile(rf"\b(?:{_NOUN}|wi-?fi|wireless|network|log-? ?ins?|user ?names?|ssid)\b")
# What each remark on spelling holds.
_REMARKS = ("one word", "no spaces", "lower", "no ca", "small", "upper", "capital")
# "password bluebell" beside the user name that goes with it.
_WITH_USER = re.compile(
    rf"\b(?:user(?: ?names?)?|log-? ?in|log-?on|group|account"
    rf"|id)\b[^.\n]{{2,50}}?,? (?:and )?(?:the )?{_NOUN}\s"
    r"(?P<value>[^\W\d_]{4,24})(?=[,.;)\n]|$)"
)
# The noun in one sentence, its value in the next.
_TAKEN_UP = re.compile(
    rf"\b{_NOUN}\b[^.!?\n]{{0,60}}[.!?:]\s{{1,2}}(?:ours|mine|yours|his|hers|theirs|it|this one|that"
    rf"|today's|this week's)"
    r"(?:'s| is| was| will be)(?: still| now| currently| just"
    r"| simply)?:? (?P<value>[^\W\d_]{4,24})(?=[.,;!)\n]|$)"
)
_THE_WORD = re.compile(
    r"\b(?:open(?:s|ed)?|unlock(?:s|ed)?|protected|encrypted|locked)\b[^.\n]{0,20}\bwith (?:the word )?"
    r"(?P<value>[^\W\d_]{4,24})(?=[.,;!)\n]|$)"
)
_OPENING = ("open", "unlock", "protected", "encrypted", "locked")
_FILE = re.compile(
    r"\b(?:file|files|document|workbook|spreadsheet|folder|zip|attachment|usb|memory stick|pdf)\b"
)
_PROGRAMS = frozenset(
    {"word", "excel", "adobe", "acrobat", "chrome", "edge", "preview", "numbers", "office", "winzip"}
)
_QUESTION = re.compile(
    r"\b(?:first|favourite|childhood|mother's|mothers|maternal|oldest|best)? ?"
    r"(?:pet|pet's name|maiden name|town of birth|place of birth|city of birth|born in|first (?:school"
    r"|car|street|house)"
    r"|school|teacher|friend|nickname)\)?\s?(?:'s|is|was|:|=|-)\s{0,2}(?P<value>[^\W\d_]{3,24})(?=[.,;!)\n]|$)"
)
_ASKED_FOR = re.compile(r"\b(?:security|secret|memorable|recovery)\b")
_PICTURES = re.compile(
    r"\b(?:picture password|three words?|pass ?phrase)(?:'s| is"
    r"| are)?:? (?P<value>[^\W\d_]{3,12}, [^\W\d_]{3,12}"
    r"(?:,| and|, and) [^\W\d_]{3,12})(?=[.;!\n]|$)"
)
# How the first patterns begin.
_NOUN_FIRST = ("pass", "pw", "code", "safe", "memorable", "security")
_BEGUN = (
    (_QUOTED, _NOUN_FIRST),
    (_WITH_USER, ("user", "log", "group", "account", "id")),
    (_TAKEN_UP, _NOUN_FIRST),
    (_PICTURES, ("picture password", "three word", "passphrase", "pass phrase")),
)


def plain_words(part: TextPart, no_secret: frozenset[str], *, heading: str) -> Iterator[tuple[int, int]]:
    """View spans of secrets in plain words."""
    folded = part.folded
    # The patterns begin with common words: each is run only where its rare part is in the text at all.
    for pattern, first in _BEGUN if _NOUNS.search(folded) else _BEGUN[-1:]:
        for match in matches_at(pattern, folded, places_of(first, folded)):
            if match["value"] not in no_secret:
                yield match.span("value")
    for match in _SPELLED.finditer(folded) if any(remark in folded for remark in _REMARKS) else ():
        about = folded[max(0, match.start() - 90) : match.start("value")]
        if _ABOUT.search(about) and match["value"].split()[0] not in no_secret:
            yield match.span("value")
    for match in matches_at(_THE_WORD, folded, places_of(_OPENING, folded)):
        if match["value"] in no_secret or match["value"] in _PROGRAMS:
            continue
        if _FILE.search(folded, max(0, match.start() - 60), match.start()):
            yield match.span("value")
    if _ASKED_FOR.search(folded) or _ASKED_FOR.search(heading):
        for match in _QUESTION.finditer(folded):
            if part.plain[match.start("value")].isupper():
                yield match.span("value")
