"""Excuses of a name that do not depend on how much speaks for a pupil: addresses, greetings, staff.

Every excuse is a predicate with its name: it is what ``check --show-excused`` and
``explain`` say.
"""

from __future__ import annotations

from functools import lru_cache

from msgguard import lazyre as re
from msgguard.detect import namewords
from msgguard.detect.mention import Mention
from msgguard.detect.namearound import SALUTATION, Around
from msgguard.model import Origin
from msgguard.school.names import NameIndex
from msgguard.text.view import TextPart

_ADDRESS = re.compile(r"@|://|www\.|\.(?:com|co|org|net|uk|html?|pdf|docx?)\b")
_HEADER_LINE = re.compile(r"[>\s*]*(?:from|to|cc|bcc|sent by|reply-to|von|an)\s*:")
_WROTE = re.compile(r"[^\n]{0,90}\b(?:wrote|writes|schrieb|a écrit)\s*:")
# Henry the Eighth, Alfred the Great, Elizabeth I.
_REGNAL = re.compile(
    r" the (?:first|second|third|fourth|fifth|sixth|seventh|eighth|great|conqueror|confessor|unready"
    r"|bruce|lionheart)\b"
    r"| (?:ii|iii|iv|vi|vii|viii)\b"
)


def plain_excuse(
    part: TextPart, mention: Mention, index: NameIndex, around: Around, public: frozenset[str]
) -> str:
    """Excuses that do not depend on how much speaks for a pupil."""
    words = mention.words
    if _is_address(part, mention):
        return "is_address"
    origin = part.origin_at(mention.start)
    alone = mention.kind in ("given", "short", "slip", "pet")
    if origin is Origin.FOOTER or (origin is Origin.SIGNATURE and alone and _is_short_line(part, mention)):
        return "is_signature"
    if origin in (Origin.QUOTED, Origin.FORWARDED) and _is_header_line(part, mention):
        return "is_correspondent"
    before = words[mention.first - 1] if mention.first else None
    if before is not None and before.key in namewords.TITLES and "\n" not in words[mention.first].gap:
        titled = before.shape in "CU" or before.key in ("mr", "mrs", "ms", "miss", "dr")
        if titled and mention.kind != "joined":
            return "has_title"
    if mention.kind in ("full", "near", "initial") and _is_staff(mention, index):
        return "is_staff"
    if _REGNAL.match(part.folded, mention.end) or _is_public(mention, public):
        return "is_public_person"
    if alone and _is_greeting(part, mention):
        return "is_salutation"
    if around.only_pupils and mention.pupils and around.recipients.issuperset(mention.pupils):
        return "is_recipient"
    if alone and _is_signoff(part, mention):
        return "is_signoff"
    return ""


def greets_family_of(part: TextPart, mention: Mention) -> bool:
    """Whether a family name and a given one are the end of a greeting and the beginning of what is told."""
    if mention.kind != "full" or "," not in part.folded[mention.start : mention.end]:
        return False
    start, _ = _line(part, mention.start)
    follows = mention.words[mention.last].key if mention.last < len(mention.words) else ""
    told = follows in namewords.SAYS and follows not in ("you", "we", "i")
    return told and SALUTATION.match(part.folded[start : mention.start]) is not None


def _is_address(part: TextPart, mention: Mention) -> bool:
    folded = part.folded
    floor, ceiling = max(0, mention.start - 50), min(len(folded), mention.end + 50)
    start, end = mention.start, mention.end
    while start > floor and not folded[start - 1].isspace() and folded[start - 1] not in '<>(),;"':
        start -= 1
    while end < ceiling and not folded[end].isspace() and folded[end] not in '<>(),;"':
        end += 1
    if end - start == mention.end - mention.start:
        return False
    run = folded[start:end]
    if part.name.startswith("name:"):
        return "@" in run
    return _ADDRESS.search(run) is not None and not run.startswith("#")


def _line(part: TextPart, index: int) -> tuple[int, int]:
    folded = part.folded
    start = folded.rfind("\n", max(0, index - 200), index) + 1
    if start == 0:
        start = max(0, index - 200)
    end = folded.find("\n", index, index + 200)
    return start, end if end >= 0 else min(len(folded), index + 200)


def _is_short_line(part: TextPart, mention: Mention) -> bool:
    start, end = _line(part, mention.start)
    return len(part.folded[start:end].split()) <= 4


def _is_header_line(part: TextPart, mention: Mention) -> bool:
    start, end = _line(part, mention.start)
    return _HEADER_LINE.match(part.folded, start, end) is not None or (
        _WROTE.match(part.folded, mention.end) is not None
    )


def _is_greeting(part: TextPart, mention: Mention) -> bool:
    start, _ = _line(part, mention.start)
    match = SALUTATION.match(part.folded[start : mention.end])
    if match is None or mention.start - start > 40 or match.end() < mention.end - start:
        return False
    between = part.folded[start : mention.start].split()
    if len(between) > 4 or any("," in word for word in between):
        return False
    if mention.words[mention.last - 1].possessive:
        return False
    after = part.folded[mention.end : mention.end + 40].lstrip(" ")
    return after[:1] in ("", ",", "\n", "!", "-", "–", ".", ":", "&", "/", "x") or after.startswith("and ")


def _is_signoff(part: TextPart, mention: Mention) -> bool:
    """A name alone on its line, or after a closing word, at the end of a text."""
    start, end = _line(part, mention.start)
    line = part.folded[start:end].strip(" \t.,!x-–*_>")
    name = part.folded[mention.start : mention.end]
    if line != name and not re.fullmatch(
        rf"(?:thanks|thank you|ta|cheers|love|regards|best)[, ]+{re.escape(name)}", line
    ):
        return False
    before = part.folded[max(0, start - 80) : start].rstrip()
    last = before.rpartition("\n")[2].strip(" \t.,!x-–*_>")
    after = part.folded[end : end + 60].strip()
    closing = (
        bool(last) and any(word in namewords.CLOSING for word in last.split()[-2:]) and len(last.split()) <= 5
    )
    if line != name:
        return True
    return closing or (
        not after and bool(last) and "," not in last[-2:] and not last.endswith(":") and start > 0
    )


def _is_staff(mention: Mention, index: NameIndex) -> bool:
    words = mention.words
    first, last = words[mention.first], words[mention.last - 1]
    adults = index.adults
    if mention.kind == "initial":
        return (
            any(last.key == family and given[0] == first.key for given, family in adults.staff_full)
            and len(first.key) == 1
        )
    return (first.key, last.key) in adults.staff_full or (last.key, first.key) in adults.staff_full


@lru_cache(maxsize=8)
def _words_of(entries: frozenset[str]) -> frozenset[str]:
    return frozenset(word for entry in entries for word in entry.split())


def _is_public(mention: Mention, public: frozenset[str]) -> bool:
    words = mention.words
    first, last = mention.first, mention.last
    if words[first].key not in _words_of(public):
        return False
    for start in range(max(0, first - 2), first + 1):
        for end in range(last, min(len(words), last + 3) + 1):
            if end - start > 1 and " ".join(word.key for word in words[start:end]) in public:
                return True
    return False
