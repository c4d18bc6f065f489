"""Words of a text that may be persons' names where no roster says which are.

Capitalised words that lists know as given names or do not know as words; in a text whose
writer leaves out capitals, common given names in small letters too. A stop list of words of
school and home that no word list knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgguard import lazyre as re
from msgguard.detect import namewords
from msgguard.detect.namemodel import NameModel
from msgguard.detect.nameword import Word, places_of, windows, words_in
from msgguard.school.letters import key_of
from msgguard.text.view import TextPart

_CAPITALISED = re.compile(r"\b[^\W\d_a-zß-öø-ÿ][^\W\d_]{1,24}\b")
# Small letters where writing asks for capitals or an apostrophe.
_SMALL_HAND = re.compile(
    r" (?:i|im|ive|ill|dont|didnt|cant|wont|isnt|wasnt|hasnt"
    r"|thats|its|hes|shes|pls|u|ur|2nd|3rd) "
)
_JOINT = re.compile(r"[ \u00a0]|-")
_MOST = 120
# Words of school and home that no word list knows.
_NO_NAMES = frozenset((
    "phonics", "roblox", "tiktok", "snapchat", "whatsapp", "discord", "minecraft", "fortnite",
    "youtube", "instagram", "facebook", "parentpay", "groupcall", "ramadan", "eid", "diwali",
    "hanukkah", "urgent", "tmrw", "thu", "tue", "fri", "wed", "mon", "sat", "sun", "secondly",
    "firstly", "leavers", "bonjour", "hola", "salaam", "namaste", "senco", "headteacher", "ofsted",
    "camhs", "parentmail", "classdojo", "seesaw", "tapestry", "chromebook", "ipad", "iphone", "xbox",
    "playstation", "lego", "zoom", "teams", "google", "microsoft", "excel", "wifi", "covid",
    "halloween", "playtime", "lunchtime", "hometime", "worksheets", "spag", "makaton", "numicon",
    "toilets", "minibus", "netball", "rounders", "grandma", "mummy", "daddy", "nanny", "whats", "dont",
    "cant", "wont", "didnt", "im", "ive", "thats", "dear", "sorry", "attendance", "behaviour", "yr",
    "nursery", "reception", "kind", "mufti", "gcse", "sats", "spanish", "french", "english", "maths",
    "literacy", "numeracy", "geography", "pshe", "assembly", "surname", "forename", "dob", "upn", "sen",
    "fsm", "kit", "van", "thurs", "tues", "weds", "med", "dorms", "dorm", "pages", "gift", "room",
    "group", "tent", "board", "form", "booking", "ref", "item", "note", "details", "medical", "dietary",
    "seating", "cast", "bus", "venue", "adults", "vegetarian", "halal", "insurance", "performance",
    "rehearsal", "trust", "academy", "primary", "day", "one", "handover", "machines", "vet", "dj",
    "medication", "condition", "asthma", "epilepsy", "eczema", "diabetes", "salbutamol", "ventolin",
    "buccal", "midazolam", "piriton", "impetigo", "chickenpox", "ritalin", "bon", "mail", "android", "bfg",
    "work",
    "british", "easiest", "gypsy", "roma", "vikings", "tudor", "tudors", "romans", "yahoo", "mcdonald",
    "ctfile", "nani", "dadi", "babcia", "abuela", "eco",
))  # fmt: skip
# "The Carter girl": a family name makes a child of whom no given name is told; not "the Polish boy".
_OF_FAMILY = re.compile(
    r"\b(?:the|that|little|them|those) ([^\W\d_a-zß-öø-ÿ][^\W\d_]{2,24}) "
    r"(?:boy|boys|girl|girls|lad|lads|lass|twins?|child|kids?|brothers|sisters|youngest|eldest)\b"
)
_NO_FAMILIES = frozenset((
    "english", "irish", "welsh", "scottish", "scots", "french", "german", "polish", "spanish", "italian",
    "british", "romanian", "turkish", "greek", "chinese", "indian", "pakistani", "somali", "nigerian",
    "ukrainian", "russian", "syrian", "afghan", "portuguese", "african", "asian", "american", "muslim",
    "christian", "jewish", "hindu", "sikh", "catholic", "traveller", "other", "year", "brown", "black",
    "white", "young", "little", "wee", "new", "eyfs", "send", "sen", "day", "lost", "birthday", "cub",
))  # fmt: skip
# Capitalised words that begin sentences and are nobody.
_OPENERS = frozenset((
    "ok", "yes", "no", "pupil", "name", "child", "class", "mum", "dad", "re", "fw", "fwd", "not",
    "please", "sorry", "also", "just", "well", "now", "then", "today", "tomorrow", "tonight",
    "yesterday", "school", "year", "reception", "nursery",
))  # fmt: skip
_NAMES_TOO = frozenset((
    "may", "will", "drew", "won", "summer", "autumn", "april", "june", "august", "noel", "best", "love",
    "rich", "ray",
))  # fmt: skip
SKIP = (
    frozenset().union(
        namewords.CALENDAR,
        namewords.SALUTATION,
        namewords.FUNCTION,
        namewords.TITLES,
        namewords.KIN,
        namewords.CLOSING,
        namewords.SAYS,
        namewords.PRONOUNS,
        _OPENERS,
    )
    - _NAMES_TOO
)


def candidates_in(part: TextPart, model: NameModel) -> Iterator[tuple[Sequence[Word], int, int]]:
    """Runs of words that may be a person's name: (words, first, last)."""
    found: dict[str, bool] = {}
    for text in set(_CAPITALISED.findall(part.plain)):
        word = text.lower()
        if word not in SKIP and word not in _NO_NAMES and word[:-1] not in namewords.CALENDAR:
            key = key_of(word)
            found[word] = model.is_in("given", key) or not (
                model.is_in("word", key) or model.is_in("place", key)
            )
    for match in _OF_FAMILY.finditer(part.plain):
        word = match[1].lower()
        if word not in _NO_FAMILIES and word not in SKIP and word not in _NO_NAMES:
            found[word] = True
    hits = [word for word, good in found.items() if good]
    if _writes_small(part):
        hits.extend(
            word
            for word in part.words
            if word not in found and len(word) > 2 and word not in SKIP and _is_small_name(word, model)
        )
    if not hits:
        return
    wanted = set(hits)
    places = [place for place, _ in places_of(part, hits, most=_MOST)]
    for start, end in windows(places, len(part.folded)):
        words = words_in(part, start, end)
        at = 0
        while at < len(words):
            word = words[at]
            text = part.folded[word.start : word.end]
            if word.shape == "U" and len(word.key) < 4 and not model.is_in("given_common", word.key):
                at += 1
                continue
            known = text in wanted or (word.possessive and text[:-2] in wanted)
            if not known or (word.shape == "l" and model.is_in("word", word.key)):
                at += 1
                continue
            last = _run(words, at, model)
            yield words, at, last
            at = last


def _is_small_name(word: str, model: NameModel) -> bool:
    key = key_of(word)
    return model.is_in("given", key) and not model.is_in("word", key)


def _writes_small(part: TextPart) -> bool:
    """Whether the writer leaves out capitals."""
    plain = part.plain.lstrip()
    return plain[:1].islower() or _SMALL_HAND.search(plain) is not None


def _run(words: Sequence[Word], at: int, model: NameModel) -> int:
    """How far a name goes on: further capitalised words, an initial."""
    last = at + 1
    while last < len(words) and last - at < 4:
        word = words[last]
        if not _JOINT.fullmatch(word.gap) or words[last - 1].possessive:
            break
        if word.shape not in "CU" or word.key in SKIP or words[at].shape == "l":
            break
        if len(word.key) == 1:
            return last + 1
        if word.key in namewords.PLACE_AFTER or (
            model.is_in("frequent", word.key) and not model.is_in("family", word.key)
        ):
            break
        last += 1
    return last
