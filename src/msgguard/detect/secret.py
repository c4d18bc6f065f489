"""PI603: a password, PIN or access code actually given.

Found by the word for a secret and a value right behind it. A sentence about passwords that
gives none ("the password must be changed") has no value; codes of other kinds (post code,
discount code, class code names) are excused by the word before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from msgguard import lazyre as re
from msgguard.detect.figures import Window
from msgguard.detect.opening import matches_at, places_of
from msgguard.detect.places import Places
from msgguard.detect.secret_code import CODE_WORDS, given_codes
from msgguard.detect.secret_password import PASSWORD_WORDS, given_passwords
from msgguard.detect.secret_scope import is_asked, with_possessives
from msgguard.detect.secret_shape import NUMBER_WORDS, TURN_WORDS
from msgguard.detect.secret_table import table_secrets
from msgguard.detect.secret_told import told_secrets
from msgguard.detect.secret_word import WORDS as PLAIN_WORDS
from msgguard.detect.secret_word import plain_words
from msgguard.model import Confidence, Finding, Origin
from msgguard.text.view import TextPart

# Words one of which must be there before anything else is looked at.
GATE = with_possessives([
    "admin", "alarm", "code", "codes", "combination", "combo", "credential", "credentials", "creds",
    "doorcode", "gatecode", "keycode", "keypad", "keysafe", "lockbox", "log", "login", "logon",
    "memorable", "p'word", "padlock", "pass", "passcode", "passcodes", "passkey", "passphrase",
    "passwd", "password", "passwords", "pin", "pins", "pw", "pwd", "pword", "safe", "security",
    "signin", "username", "wifi", "wpa",
])  # fmt: skip
_PASSWORD = (
    r"pass ?-?(?:word|code|phrase|key)s?|passwd|pwd|pword|p/w|pw|(?:wi-?fi|network|wireless"
    r"|security|encryption|wpa2?) (?:key|pass)|log-?in code|memorable (?:word|name|place)|safe ?word"
    r"|security (?:answer|word)|credential"
)
_CODE = (
    r"pin(?: (?:number|code|no))?|(?:door|gate|key)codes?|codes?|combination(?: lock| code)?|combo"
    r"|alarm|padlock"
    r"|key ?-?pad|key ?-?safe|lock ?-?box"
)
# What a code opens; "code" alone says nothing ("cost code 0794").
_ACCESS = re.compile(
    r"\b(?:doors?|gates?|alarm|entry|entrance|access|key ?-?pad|key ?-?safe|lock ?-?box"
    r"|padlock|photocopier|copier|printer|fob|safe|security|till|cupboard"
    r"|trolley|lockers?|staff ?room|shed|meeting|join(?:ing)?|activation|verification|one-time"
    r"|2fa|unlock\w*|cash ?box|barrier|garage|intruder|let yourselves?|let yourself in"
    r"|get in|lock|toilet|building|hall|log ?in|log ?on|laptop|tablet|ipad|phone|door entry"
    r"|office|car park|key)\b"
)
_FOR = r"(?:\s+(?:for|to|on|of|at|into) (?:the |our |my |your |this |his |her )?[\w' /&-]{1,34}?)?"
_LINK = (
    r"(?:'s)?(?:\s*(?:[:=>]|->|–|—|-)\s*|\s*[,;(]?\s*(?:\b(?:is|are|was|will be"
    r"|has changed(?: again)?(?: to)?"
    r"|(?:has been |been )?changed(?: again)?(?: to)?|set to|reset to|you set|still|now"
    r"|currently|it's|its|which is"
    r"|that's|as follows|stays|remains)\b|(?<='s)\b)"
    r"(?:\s+(?:now|still|currently|again|its|it's|set to|changed to|to|back to|just"
    r"|simply))*\s*[:=(\-]?\s*|\s*\(\s*)"
)
_DIGITS = (
    r"\d(?:[ \-.]\d){2,7}[#*]?|[a-z]{0,2}\d{3,8}[a-z]{0,2}[#*]?|[#*]\d{3,6}[#*]?"
    r"|\d{1,2}(?:[ -]\d{1,2}){2,3}|\d\d[ -]\d\d"
)
_CODE_CUE = re.compile(rf"(?<![\w-])(?:{_CODE})(?![\w-])")
_PASSWORD_CUE = re.compile(rf"(?<![\w-])(?:{_PASSWORD}|pass(?=[\s:]))(?!\w)(?:\s*\([^)\n]{{1,30}}\))?")
# How the words for secrets begin.
_CODE_FIRST = ("pin", "door", "gate", "key", "code", "comb", "alarm", "padlock", "lock")
_PASSWORD_FIRST = (
    "pass", "pw", "p/w", "wifi", "wi-fi", "network", "wireless", "security", "encryption", "wpa", "log",
    "memorable", "safe", "credential",
)  # fmt: skip
_LOGIN_FIRST = ("log", "user", "wifi", "wi-fi", "sign", "cred", "admin", "account")
_CODE_VALUE = rf"(?P<value>{_DIGITS})(?![\w£%]|[.:]\d)"
_PASSWORD_VALUE = r"[\"'“‘(\[]?(?P<value>[^\s\"”’)\],;]{4,40})"
# Behind the word: what it is for, "is" or a colon, the value; or the value at once.
_TOLD_BY = (
    r"(?:\s(?:that |which )?(?:they|we|he|she|i|you|it|the \w{2,12})(?: have|'ve| has)? [a-z]{3,10}"
    r"(?: (?:me|us|you|out))?)?"
)
_CODE_GIVEN = (
    re.compile(_FOR + _TOLD_BY + _LINK + _CODE_VALUE),
    re.compile(
        _FOR + r"(?: (?:today|tonight|tomorrow|this (?:week|term)|from \w+|for now))?\s+" + _CODE_VALUE
    ),
    re.compile(
        r"(?<=pin)(?:\s(?:is|number|code)|:)?\s(?P<value>(?=[a-z]{0,3}\d)(?=\d{0,4}[a-z])[a-z\d]{4,6})(?!\w)"
    ),
)
_PASSWORD_GIVEN = (re.compile(_FOR + _LINK + _PASSWORD_VALUE), re.compile(r"\s+" + _PASSWORD_VALUE))
_LOGIN_GIVEN = re.compile(
    r"(?<![\w/.])(?P<cue>log[ -]?ins?|log[ -]?ons?|user ?names?|users?|wi-?fi|sign-?in"
    r"|credentials|creds|admin"
    r"|account)\b[^\n/]{0,80}?[\w.@\"'”]{1,40} ?[/|] ?(?P<value>\S{5,40})"
)
_OTHER_CODE = re.compile(
    r"\b(?:post|zip|area|dialling|dress|bar|qr|discount|promo|promotion|voucher|coupon|offer"
    r"|sort|colour|color|morse|source|computer|python|scratch|secret|highway"
    r"|green cross|conduct|product|item|cost|budget|dfe|la|estab|course|tax|country|error"
    r"|status|stock|catalogue|book|club|genetic|cracking|crack|break|caesar|cipher"
    r"|enigma|kit|fare|hs|sic|ledger|nominal|account|order|reference|ref|house|behaviour"
    r"|absence|attendance|register|drawing|safety|badge|bowling|hair|map|dropped?|drop a|cartridges?,"
    r"|toners?,)\s+$"
)
_OTHER_PIN = re.compile(
    r"\b(?:badge|drawing|safety|bowling|hair|map|dropped?|drop a|lapel|enamel|rolling|split|sewing"
    r"|firing|crack"
    r"|cracking|break)\s+$"
)
_GAME = re.compile(
    r"\b(?:escape room|puzzle|riddle|treasure|spy|spies|treasure hunt|secret code|crack|decode"
    r"|cipher|morse|homework|worksheet|clue|detective|story|novel|chapter|play)\b"
)
_ADVICE = re.compile(
    r"\b(?:example|e\.g\.?|such as|like|never use|don't use|do not use|avoid|weak"
    r"|strong passwords?|not something like|instead of|rather than)\b[^.\n]{0,40}$"
)
_MASKED = re.compile(r"[*•xX_.…-]{3,}|<[^>]*>|\[[^\]]*\]")
_TRAILING = ".,;:?\"')]}”’"


class Secret(NamedTuple):
    """A value given away, and how sure that is."""

    start: int
    end: int
    sure: bool
    excuse: str = ""


CUES = GATE | CODE_WORDS | PASSWORD_WORDS | NUMBER_WORDS | TURN_WORDS | PLAIN_WORDS


def secrets(
    part: TextPart, windows: Sequence[Window], words: Mapping[str, frozenset[str]], *, heading: str = ""
) -> Iterator[Finding]:
    """Findings of given secrets in one part; ``words`` are the packs' lists, ``heading`` the subject."""
    places = Places(len(part.folded))
    for secret, why in _found(part, windows, words, heading):
        if places.take(secret.start, secret.end):
            yield part.finding(
                "PI603",
                secret.start,
                secret.end,
                confidence=Confidence.HIGH if secret.sure else Confidence.MEDIUM,
                why=(why,),
                excuse=secret.excuse,
            )


def _found(
    part: TextPart, windows: Sequence[Window], words: Mapping[str, frozenset[str]], heading: str
) -> Iterator[tuple[Secret, str]]:
    """Secrets right behind their word, then those in tables, then those that the context gives away."""
    cues = part.words & CUES
    things, no_code = words.get("locked-things", frozenset()), words.get("no-code", frozenset())
    if not cues.isdisjoint(GATE):
        for secret in (
            *_passwords(part, words.get("no-secret", frozenset())),
            *_codes(part.folded),
            *_logins(part),
        ):
            yield secret, "a value behind the word for a secret"
        for start, end in table_secrets(part):
            yield Secret(start, end, True), "a table's column of secrets"
    if not cues.isdisjoint(PLAIN_WORDS):
        for start, end in plain_words(part, words.get("no-secret", frozenset()), heading=heading):
            yield Secret(start, end, False), "a plain word said to be one"
    for start, end in told_secrets(part, windows, things):
        yield Secret(start, end, True), "a form that only secrets have"
    asked = _answer_end(part)
    for given in (
        *given_passwords(part, cues, heading=heading, asked=asked),
        *given_codes(part, windows, cues, heading=heading, asked=asked, things=things, no_code=no_code),
    ):
        yield Secret(given.start, given.end, given.points > 5, given.excuse), "by the words around it"


def _answer_end(part: TextPart) -> int:
    """How far a short answer reaches that stands over a quoted question for a secret; else 0."""
    if len(part.segments) < 2 or part.segments[0].origin is not Origin.AUTHORED:
        return 0
    end = part.segments[0].end
    return end if end <= 240 and is_asked(part.folded[end : end + 800]) else 0


def _passwords(part: TextPart, no_secret: frozenset[str]) -> Iterator[Secret]:
    folded = part.folded
    for cue in matches_at(_PASSWORD_CUE, folded, places_of(_PASSWORD_FIRST, folded)):
        for named, pattern in zip((True, False), _PASSWORD_GIVEN, strict=True):
            match = pattern.match(folded, cue.end())
            secret = _password(part, match, no_secret, named=named) if match else None
            if secret is not None and cue[0] == "pass" and not secret.sure:
                continue  # a bus pass, the Year 4 pass
            if secret is not None:
                yield secret
                break


def _password(
    part: TextPart, match: re.Match[str], no_secret: frozenset[str], *, named: bool
) -> Secret | None:
    """The password in a match, if it is one; ``named``: a colon or "is" stands before it."""
    folded = part.folded
    start, end = match.span("value")
    value = _value_of(folded[start:end])
    end = start + len(value)
    plain = part.plain[start:end]
    if (
        len(value) < 4
        or not any(map(str.isalnum, value))
        or _MASKED.fullmatch(value)
        or value in no_secret
        or "@" in value
        or "//" in value
    ):
        return None
    odd = any(c.isdigit() for c in value) or any(not c.isalnum() and c not in "'-/" for c in value)
    mixed = plain[1:] != plain[1:].lower() and plain != plain.upper()
    if not (odd or mixed):
        # A plain word is a password only where the sentence ends with it.
        tail = folded[end : end + 1]
        if not named or (tail and tail not in '.,;!?)\n"'):
            return None
        if value.isalpha() and value.endswith(("ed", "ly", "ing")) and not plain[0].isupper():
            return None
    elif not named and not any(c.isdigit() for c in value):
        return None
    excuse = "is_advice" if _ADVICE.search(folded[max(0, start - 60) : start]) else ""
    return Secret(start, end, odd or mixed, excuse)


def _codes(folded: str) -> Iterator[Secret]:
    for cue in matches_at(_CODE_CUE, folded, places_of(_CODE_FIRST, folded)):
        match = next((m for pattern in _CODE_GIVEN if (m := pattern.match(folded, cue.end()))), None)
        if (
            match
            and match.re.pattern is _CODE_GIVEN[1].pattern
            and re.fullmatch(r"(?:19|20)\d\d", match["value"])
        ):
            continue  # "the combination of 2026 and 2027 classes"
        secret = _code(folded, cue, match) if match else None
        if secret is not None:
            yield secret


def _code(folded: str, cue: re.Match[str], match: re.Match[str]) -> Secret | None:
    """The code in a match, if it is one that opens something."""
    start, end = match.span("value")
    value, word = match["value"], cue[0]
    digits = _digits(value)
    spaced = digits < len(value)
    before = folded[max(0, cue.start() - 40) : cue.start()]
    if word.startswith(("alarm", "padlock", "key", "lock", "comb")):
        if digits < 4 and not (digits == 3 and (spaced or word.startswith("padlock"))):
            return None
    elif word.startswith("code"):
        if digits < 3 or not _ACCESS.search(before + folded[cue.end() : end + 40]):
            return None
    elif digits < 4 and value.isdigit():
        return None
    if re.match(r"\s?(?:[ap]m\b|people|children|pupils|places|points|pieces|%|/)", folded[end : end + 12]):
        return None
    excuse = ""
    if (_OTHER_PIN if word.startswith("pin") else _OTHER_CODE).search(before[-24:]) or re.search(
        r"\bpost ?$|^pins and\b", before[-6:]
    ):
        excuse = "is_other_code"
    elif _GAME.search(folded[max(0, cue.start() - 80) : end + 60]):
        excuse = "is_game"
    elif _ADVICE.search(folded[max(0, start - 50) : start]):
        excuse = "is_advice"
    return Secret(start, end, True, excuse)


def _value_of(written: str) -> str:
    """A value without the sentence's own marks; one ``!`` may well be part of it."""
    value = written.rstrip(_TRAILING)
    return value.rstrip("!") if value.endswith("!!") or value.rstrip("!").isalpha() else value


def _digits(text: str) -> int:
    return sum(char.isdigit() for char in text)


def _logins(part: TextPart) -> Iterator[Secret]:
    folded = part.folded
    if "/" not in folded and "|" not in folded:
        return
    for match in matches_at(_LOGIN_GIVEN, folded, places_of(_LOGIN_FIRST, folded)):
        start, end = match.span("value")
        value = _value_of(folded[start:end])
        if "//" in value or value.startswith("www") or ("." in value and "/" in value):
            continue
        if folded[start - 1] == "/" and "." in folded[max(0, start - 24) : start].rsplit(" ", 1)[-1]:
            continue  # a path
        if (
            any(c.isdigit() for c in value)
            and any(c.isalpha() for c in value)
            and not re.fullmatch(r"[\d/.-]+", value)
        ):
            yield Secret(start, start + len(value), True)
