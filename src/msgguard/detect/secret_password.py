"""PI603 by evidence, passwords: a written thing that the words around it make a secret.

A shape (``secret_shape``) earns points; the noun for a secret or an account, how it is spelled,
a user name beside it, and what leads up to it add to them.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgguard import lazyre as re
from msgguard.detect.secret_scope import ANSWER, PLAY, PROSE, Given, scope_of, with_possessives, words_of
from msgguard.detect.secret_shape import password_points, tokens
from msgguard.text.view import TextPart

_LEAST = 6
PASSWORD_WORDS = with_possessives([
    "password", "passwords", "passwd", "passcode", "passcodes", "passphrase", "passkey", "pwd", "pw",
    "pword", "pass", "login", "logins", "log-in", "logon", "logged", "log", "signin", "sign",
    "username", "user", "users", "credential", "credentials", "creds", "wifi", "wi", "wireless", "ssid",
    "wpa", "network", "memorable", "security", "capital", "capitals", "caps", "lower", "lowercase",
    "uppercase", "exclamation", "spaces", "underscore", "file", "workbook", "spreadsheet", "document",
    "account", "admin", "reset", "unlock", "unlocks", "laptop", "laptops", "chromebook", "chromebooks",
    "ipad", "ipads", "tablet", "tablets", "type", "enter",
])  # fmt: skip
# Words of many mails: beside these alone only the likeliest shapes are looked at.
_WEAK_WORDS = frozenset({
    "encrypted", "protected", "open", "opens", "computer", "computer's", "pc", "mine", "delete", "memorise",
})  # fmt: skip
_LIKELIEST = 3
_PASSWORD_NOUN = re.compile(
    r"\b(?:pass ?-?(?:words?|codes?|phrases?|keys?)|passwd|pwd|pword|p/w|pw|wpa2? key|network key"
    r"|(?:wi-?fi|wireless"
    r"|guest network|ssid)|log-? ?ins?(?: details)?|credentials?|creds|memorable (?:word|\w+)"
    r"|security (?:question"
    r"|answer)s?|sign-? ?in details|code ?word|safe ?word)\b"
)
_ACCOUNT_NOUN = re.compile(
    r"\b(?:log(?:ged)? ?-?(?:in|on)|logins?|log-?ons?|sign(?:ed)? ?-?(?:in|on|s in)|user ?names?|users?"
    r"|account|admin"
    r"|portal|network|wireless|computers?(?:'s)?|pc|unlocks?|laptops?|chromebooks?"
    r"|ipads?|tablets?|encrypted|protected|reset"
    r"|go(?:es)? in|(?:then )?delete (?:it|this)|write (?:it|this) down|memorise (?:it|this)"
    r"|get in|file opens|opens? (?:it|with)|temporary|prompted)\b"
)
_FILE_NOUN = re.compile(r"\b(?:file|workbook|spreadsheet|document|folder|zip|attachment|screen|pc|one)\b")
_SPELLING = re.compile(
    r"\b(?:capital [a-z]\b|capitals?\b|no caps|lower ?case|upper ?case|no spaces|one word|all caps"
    r"|exclamation mark"
    r"|question mark|under ?score|zero not|with an? (?:zero|capital|@|dollar|hash)|case[ -]sensitive|hyphens?"
    r"|(?:a|the) (?:zero|nought|five|3|4|5|1) (?:for|instead of)|in full, no)"
)
_LEADS_PASSWORD = re.compile(
    r"(?:[:=>/|,–—-]|\b(?:is|are|was|be|now|still|it's|its|that's|to|with|as|and|word|using|pass|password"
    r"|passcode|pw"
    r"|pwd|pass ?phrase|key|one|ours|mine|yours|or|then|fails|ie|i\.e\.?)|'s)\s*[\"'“‘(]*$"
)
_ENTER_PASSWORD = re.compile(
    r"\b(?:type|enter|use|using|try|wants?|needs?|asks? for|takes?|put(?: in)?|in with|on with|opens with"
    r"|works with)(?: the word| in)?:? [\"'“‘(]*$"
)
# "as supply3 with", "use trips@ with", "user jbrook pass", "the one is a@b.example with", "jbrook,".
_USER_WITH = re.compile(
    r"(?:\b(?:as|is|use|try|mine|yours|with|login|log-?on|user(?: ?name)?|account|id|in"
    r"|on)\b[:=]? [\"'(]?[\w.@&-]{3,40}"
    r"|[\w.+-]{2,30}@[\w.-]{0,40})[\"')]?"
    r"(?: ?,| ?/| ?\||:| -| with| and| and then| then| pass| and pass)\s?(?:the )?[\"'(]?$"
)
# An account's address with a password beside it, or its beginning ("trips@ with …").
_WITH_ACCOUNT = re.compile(
    r"@[\w.-]{0,40}(?: ?[,/|:] ?| with | - | (?:and )?then )(?=[^\s@]{3,30}[\d!$%&*#_])"
)
_BACK_NOUN = re.compile(
    r"[\"'”’)]?\s*(?:\(?(?:as|for|is|being) (?:the|your|my|our|a|his|her|their"
    r"|its)? ?(?:\w+ )?(?:pass ?-?(?:word|code"
    r"|phrase|key)|pw|pwd|pin|login|wi-?fi|key)\b|(?:when|if|where) (?:it |you're |you are )?(?:ask"
    r"|prompt)\w*"
    r"|gets? (?:you|them|us) in|and it (?:plays|opens|lets)|in(?:to)? the (?:\w+ )?(?:box|field|window"
    r"|pop-?up|prompt)\b"
    r"|at the prompt|to (?:log|sign|get) (?:in|on)\b)"
)
_LABEL = re.compile(
    r"\b(?:ssid|user ?-?names?|user(?: ?id)?|identity|e-?mails?|login|log-in|id|school code|name|url"
    r"|site|website"
    r"|link|ref|reference|model|serial|version|network)(?: name)?\s*[:=|]\s*$"
)
# What stands before its password is a user name.
_IS_USER = re.compile(
    r"[\"')]?\s?(?:,|/|and|with|&|\+)?\s?(?:the |my |her |his |your |a )?(?:\w+ )?(?:pass ?-?words?|pwd"
    r"|pw|passcode|key)\b"
    r"(?! (?:protect|manager|reset|stage))|\s?/\s?[^\s/]{4,}\W*$|(?:is|as) (?:the|your|my|our) (?:user"
    r"|log-?in|e-?mail|account|id)"
)
_NAMES_USER = re.compile(r"\buser ?-?names?(?:'s| is| are) (?:[\w.@-]{3,20},? (?:and|or) )?[\"'(]?$")
_NEXT = re.compile(r"[\"')]?,? ?(?:and|with|then|plus|&|/|\+|,) ?(?:then )?[\"'(]?([^\s\"“”<>()\[\]|]{4,32})")
# Where one logs in to, not with what.
_GOES_TO = re.compile(r"\b(?:log|sign|go|get)(?:s|ged|ging|ing)? ?-?(?:in|on)(?:to| to)? $")


def given_passwords(part: TextPart, cues: frozenset[str], *, heading: str, asked: int) -> Iterator[Given]:
    """Passwords that the text around them gives away."""
    found = cues & PASSWORD_WORDS
    if "@" in part.folded and _WITH_ACCOUNT.search(part.folded):
        found |= {"@"}
    if (
        not found
        and not asked
        and PASSWORD_WORDS.isdisjoint(words_of(heading))
        and part.words.isdisjoint(_WEAK_WORDS)
    ):
        return
    weak = not found and not asked
    if weak and PASSWORD_WORDS.isdisjoint(words_of(heading)):
        found = part.words & _WEAK_WORDS
    folded = part.folded
    for first, last in _stretches(folded, found, whole=bool(asked) or not found):
        for start, end in tokens(part.plain, first, last):
            points = password_points(part.plain[start:end])
            if points >= (_LIKELIEST if weak and found else 1):
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


def _is_user_before(after: str, points: int) -> bool:
    """Whether a likelier password follows at once: "supply01 and Parsnip#Soup9" are user and password."""
    match = _NEXT.match(after)
    return match is not None and password_points(match[1].rstrip(".,;:!?)\"'")) > points


def _password(part: TextPart, start: int, end: int, points: int, heading: str, asked: int) -> Given | None:
    scope = scope_of(part.folded, start, end)
    before, after = scope.before, scope.after
    if (
        (_GOES_TO.search(before) and "change" not in before and "set" not in before)
        or _LABEL.search(before[-40:])
        or _NAMES_USER.search(before[-60:])
        or _IS_USER.match(after)
        or _is_user_before(part.plain[end : end + 60], points)
    ):
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
    elif _ENTER_PASSWORD.search(before) or (scope.alone and cued > 1):
        cued += 2
    elif _LEADS_PASSWORD.search(before):
        cued += 2 if before.rstrip(" \"'“").endswith((":", "=")) else 1
    else:
        return None  # nothing leads up to it
    if start < asked and ANSWER.match(before):
        cued += 3
    if points + cued < _LEAST:
        return None
    excuse = "is_advice" if PROSE.search(before) else "is_game" if PLAY.search(sentence) else ""
    return Given(start, end, points + cued, excuse)
