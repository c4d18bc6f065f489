"""Why a saying of SC403 does not count: the school's way, somebody else's, told or refused.

Each excuse reads the text right around the saying; whose number it is, the profile says.
"""

from __future__ import annotations

from msgguard import lazyre as re
from msgguard.detect.registry import Known
from msgguard.school.profile import School, number_key
from msgguard.text.stance import is_told
from msgguard.text.view import TextPart

# The character that it begins with first: the search passes over all others at once.
# +44, 44, 0044 or 0, and a mobile number; or + or 0, and any.
MOBILE = re.compile(
    r"[+04](?:(?:(?<=\+)44|(?<=4)4|(?<=0)044|(?<=0)(?<!\w0))[\s().\-–—]{0,3}(?:0\)?[\s.\-]?)?"
    r"7[\d\s.\-–—]{8,13}\d|(?:(?<=\+)|(?<=0)(?<!\w0))\d[\d\s().\-–—]{8,14}\d)"
)
# Right behind the phrase: a way that is the school's.
_SCHOOL_WAY = re.compile(
    r"^[\s,]{0,2}(?:back )?(?:on|at|via|through|by|using|in|from|with|to)\s+(?:the |our "
    r"|my )?(?:school|office|reception|class ?dojo|dojo|parent ?mail|parent ?pay|seesaw"
    r"|tapestry|arbor|weduc|parent ?hub|parent app|the app|app|teams|work (?:mobile|phone"
    r"|number|email|address)|class (?:page|email|account)|trip (?:mobile|phone)|extension"
    r"|ext)\b"
)
_NAMED = re.compile(
    r"^\s(?:mr|mrs|miss|ms|dr|old|crazy|biased|a|an|the|by|if you dare|anything|names?|sir)\b"
)
_OTHERS = re.compile(
    r"\b(?:he|she|they|it|who|driver|firm|coach|company|agency|supplier|nobody|someone"
    r"|somebody|anyone|parents?|mums?|dads?|people|children|kids|pupils"
    r"|(?:had|have) (?:an?|one|another|some) (?:kids?|child|pupil|parent|mum|dad|lad|girl"
    r"|boy)(?: [\w']+){0,5}?)(?:'ll|'d| will| would"
    r"| did| does| has| can| could| may| might| always| often| just| never| then| used to"
    r"| keep| kept){0,3}\s*$"
)
# "then send it to …": what is sent, not who sends.
_OBJECT = re.compile(r"\b\w+ (?:it|that|them|those|me|us)(?: back| over| on| all)? $")
_ASKED = re.compile(r"\b(?:ask|get|tell|have|let|if|could|can|would)\b[^.!?]{0,30}$")
_REFUSED = re.compile(
    r"\b(?:don'?t|do not|never|not to|no need to|rather than|instead of|stop|avoid|can'?t"
    r"|cannot|mustn'?t|shouldn'?t|won'?t be able to|unable to)"
    r"(?: (?:please|just|ever|try|to|try to|use|trying to|feel you have to|you|need to|have to)){0,3} $"
)
# "I won't be sending anything from my own phone."
_PLACES = ("on ", "to ", "from ", "at ", "via ", "use ", "with ", "through ")
_DENIED = re.compile(r"\b(?:don'?t|do not|won'?t|never|not|can'?t|cannot|nothing|no)(?: [\w']+){0,5} $")
# "We can't discuss a child over …": the refusal stands in the saying itself.
_REFUSES = re.compile(
    r"^(?:i|we|you|they|staff|teachers|nobody|parents)\b'?(?:ll|d)? ?(?:really |just |simply |also )?"
    r"(?:can'?t|cannot|don'?t|do not|never|won'?t|will not|mustn'?t|must not|shouldn'?t|should not|may not"
    r"|aren'?t|are not|wouldn'?t|am not|'m not)\b"
    # "Do not contact teachers over …": an order; "don't ring the office, ring me" asks for the contrary.
    r"|^(?:please )?(?:don'?t|do not|never) (?:ever )?(?:contact|message|text|ring|call|phone|add|dm|e-?mail"
    r"|chat)\b(?!.{0,60},)"
)
# A negation some words before, with nothing between that begins another thought.
_DENIES = re.compile(
    r"\b(?:don'?t|do not|never|can'?t|cannot|mustn'?t|must not|shouldn'?t|should not|won'?t|will not|may not"
    r"|not (?:allowed|permitted|able|going|free|meant|supposed) to|nobody|no one|no-one|none of us|without"
    r"|stop|avoid"
    r"|wouldn'?t|isn'?t|aren'?t|not to|refrain from|instead of|rather than|forbids?|bans?"
    r"|ask(?:ed)? (?:you|staff|parents) not to)"
    r"(?: (?!if|so|because|but|as|since|then|please|when|and|until|unless|till|just|instead|get"
    r"|use)[\w']+){0,5} $"
)
# "Don't hesitate to …", "without fail …": a negation that invites; taken out before one is looked for.
_INVITES = re.compile(
    r"\b(?:(?:don'?t|do not|never|needn'?t|no need to|not to) (?:ever )?(?:hesitate|forget|fail|(?:be|feel) "
    r"(?:too )?(?:afraid|shy|scared|embarrassed|frightened|worried|nervous))"
    r"|(?:wouldn'?t|won'?t|can'?t|doesn'?t|would not|will not|cannot|never) hurt|without fail)\b,?(?: to\b)?"
)
_CONDITION = re.compile(r"\b(?:if|because|cos|in case|as|since|when)\b[^.!?;\n]*$")
# The writer turns to the reader: nobody's words are passed on.
_TURNS = re.compile(r"\b(?:so|please|then|just|but)(?: please| just)? $")
# "I missed your call, try …": a call is no speech.
_CALL = re.compile(r"\b(?:my|your|our|her|his|missed|phone) calls?\b[^.!?\n\"]*$")
_NOT_ALLOWED = re.compile(
    r"^[^.!?\n]{0,30}\b(?:is|are|was)(?:n'?t| not| never) (?:allowed|permitted|appropriate"
    r"|acceptable|something we|for school)|^[^.!?\n]{0,24}\bagainst (?:the|our|school) polic"
)


def excuse_of(part: TextPart, start: int, end: int, known: Known) -> str:
    """The name of what rules a saying out, or nothing."""
    folded = part.folded
    after = folded[end : end + 60]
    if _SCHOOL_WAY.search(after) or _names_safe_platform(after, known):
        return "is_school_way"
    number = MOBILE.match(folded, end + len(after) - len(after.lstrip(" :,-on(")))
    if number is not None and is_school_number(number[0], known):
        return "is_school_number"
    if folded[start:end].startswith("call me") and _NAMED.search(after):
        return "is_naming"
    before = _INVITES.sub(";", folded[max(0, start - 60) : start])
    subject = _OBJECT.sub("", before) if folded.startswith(_PLACES, start) else before
    mine = " i " in folded[start:end]
    if not mine and _OTHERS.search(subject) and not _ASKED.search(before):
        return "is_third_party"
    if _REFUSES.match(folded[start:end]) or _is_denied(before):
        return "is_negated"
    denied = _DENIED.search(before) if folded.startswith(_PLACES, start) else None
    if _REFUSED.search(before) or (denied and _CONDITION.search(before[: denied.start()]) is None):
        return "is_negated"
    if _NOT_ALLOWED.search(after):
        return "is_negated"
    # Only the telling matters here: "if it won't load, send it to …" denies the condition.
    if not is_told(part, start, end):
        return ""
    own = _TURNS.search(before) or _CALL.search(before) or re.match(r"i\b|shall i|let me", folded[start:end])
    return "" if own and before.count('"') % 2 == 0 else "is_reported"


def _is_denied(before: str) -> bool:
    """Whether a saying is denied: "if it won't load, send it to …" denies the condition only."""
    denied = _DENIES.search(before)
    return denied is not None and _CONDITION.search(before[: denied.start()]) is None


def _names_safe_platform(after: str, known: Known) -> bool:
    head = after[:40]
    return any(name.casefold() in head for name in (*known.school.safe_platforms, *known.school.texting))


def is_school_way_by_name(sender: str, school: School) -> bool:
    """Whether a message is sent by the school's texting service or safe platform, as its name says.

    "Groupcall", "Groupcall (office)", "DB Primary: Miss Kerr"; a telephone shows the school's own
    name only where its service sends it. An account's handle ("@dbprimary_year5") proves nothing.
    """
    shown = sender.casefold().strip()
    if shown in {name.casefold() for name in (school.name, *school.short_names)}:
        return True
    ways = (name.casefold() for name in (*school.texting, *school.safe_platforms))
    return any(
        shown == way or re.match(r"\s?[:(|–—-]\s?", shown.removeprefix(way))
        for way in ways
        if shown.startswith(way)
    )


def is_school_number(text: str, known: Known) -> bool:
    """Whether a number is one the school publishes."""
    key = number_key(text)
    return len(key) >= 9 and key.startswith(tuple(known.school.number_keys))
