"""PI603 told in passing: secrets whose word stands apart from them, in forms that mean nothing else.

A list of codes with their places ("copier codes: Year 2 - 2207, Year 3 - 2308"), a door and a code of
a mechanical lock (a letter, four figures, a letter), a door and figures in words, the key of a wireless
network, a user name and a likely password with a stroke between them. Forms come from how such things
are labelled and sold; what is locked is data (``words/locked-things.txt``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgguard import lazyre as re
from msgguard.detect.figures import Window
from msgguard.detect.secret_scope import PROSE, PUZZLE
from msgguard.detect.secret_shape import NUMBER_WORDS, is_counting, password_points
from msgguard.text.view import TextPart

_NUMBER = "oh|zero|nought|naught|one|two|three|four|five|six|seven|eight|nine"
_LIST = re.compile(r"\b(?:pins|pass ?-?codes|codes|combinations)\b[^.:\n]{0,40}[:–-]\s")
_SURE_LIST = re.compile(
    r"\b(?:pins|combinations|pass ?-?codes|(?:(?:photo)?copier|printer|door|gate|alarm|entry|access"
    r"|locker|padlock|safe|new|staff)s?"
    r" codes)\b"
)
_ITEM = re.compile(
    r"\s?(?P<label>[\w' ]{1,24}?)\s?[-–=:(]?\s?(?P<value>\d{4,6})\)?(?=[,;.\n]|\s?$| and |\s?/)"
)
# The lock of a staff room's door: C1234X, X 4567 Y; told of a place, "is" or a colon before it.
_LOCK = re.compile(
    r"(?:\b(?:is|are|now|to|with|on|code|use)|[:=–,-])\s{1,2}(?P<value>[a-z] ?\d{4} ?[a-z])(?![\w-])"
)
_SPOKEN = re.compile(
    rf"(?:\b(?:is|now|still|to|with|on)|[:=–-])\s{{1,2}}"
    rf"(?P<value>(?:(?:double )?(?:{_NUMBER})[ ,-]{{1,2}}){{3,5}}(?:{_NUMBER})(?: [xyz])?)(?!\w"
    rf"| o'?clock| [ap]m\b)"
)
# Mechanical locks of one make ("C1234X"), recovery keys.
_FORMS = re.compile(r"(?<![\w-])(?:c\d{4}[xyz]|(?:\d{6}-){4,8}\d{6})(?![\w-])")
# Tokens of well-known services.
_TOKEN_HINTS = ("_live_", "_test_", "ghp_", "gho_", "ghs_", "akia", "aiza", "xox")
_TOKENS = re.compile(
    r"(?<![\w-])(?:[spr]k_(?:live|test)_\w{8,60}|gh[pousr]_\w{20,60}|akia[a-z\d]{16}|aiza[\w-]{30,40}"
    r"|xox[abp]-[\w-]{10,80})(?![\w-])"
)
_MANY = frozenset({"codes", "pins", "passcodes", "combinations"})
_WIRELESS = re.compile(
    r"\b(?:wi-?fi|ssid|wireless|network|router|hotspot)\b[^.\n]{0,60}?[\s,;/(]key(?:'s| is)?\s?[:=]?\s?"
    r"[\"'“]?(?P<value>[^\s\"”’),;]{6,40})"
)
_PAIR = re.compile(r"(?<![\w/.])[\w.+-]{3,24}(?:@[\w.-]{3,40})? / (?P<value>[^\s/]{6,32})")
_ANY_WORD = frozenset(
    {"stage", "stages", "worker", "workers", "points", "skills", "words", "person", "dates"}
)
_TRAILING = ".,;:?\"')]}”’"


def told_secrets(
    part: TextPart, windows: Sequence[Window], things: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """View spans of secrets in such forms; ``windows`` are the stretches with figures."""
    found = [*_told(part, windows, things)]
    if found and not PUZZLE.search(part.folded):  # puzzles and quizzes have codes of their own
        yield from found


def _told(part: TextPart, windows: Sequence[Window], things: frozenset[str]) -> Iterator[tuple[int, int]]:
    folded = part.folded
    if windows and not part.words.isdisjoint(_MANY):
        yield from _listed(folded, things)
    if not part.words.isdisjoint(things):
        yield from _of_doors(folded, things, windows=windows, spoken=len(part.words & NUMBER_WORDS) > 1)
    for window in windows:
        for match in _FORMS.finditer(folded, max(0, window.start - 2), window.end + 70):
            yield match.span()
    if any(hint in folded for hint in _TOKEN_HINTS):
        for match in _TOKENS.finditer(folded):
            yield match.span()
    if "key" in part.words:
        for match in _WIRELESS.finditer(folded):
            value = match["value"].rstrip(_TRAILING)
            if value.split("-")[0] not in _ANY_WORD and ("-" in value or not value.isalpha()):
                yield match.start("value"), match.start("value") + len(value)
    if " / " in folded:
        for match in _PAIR.finditer(folded):
            start = match.start("value")
            value = part.plain[start : match.end()].rstrip(_TRAILING)
            if password_points(value) >= 3 and not PROSE.search(folded[max(0, start - 60) : start]):
                yield start, start + len(value)


def _listed(folded: str, things: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Two or more codes behind their noun, each with its place."""
    for head in _LIST.finditer(folded):
        items: list[tuple[int, int]] = []
        at = head.end()
        sure = _SURE_LIST.search(folded, max(0, head.start() - 24), head.end()) is not None
        while (item := _ITEM.match(folded, at)) is not None and len(items) < 40:
            items.append(item.span("value"))
            sure = sure or not things.isdisjoint(item["label"].split())
            at = item.end()
            step = re.match(r"\s?(?:[,;/]|and|\n|\.)\s?(?:and )?", folded[at : at + 8])
            at += step.end() if step else 1
        if sure and len(items) > 1:
            yield from items


def _of_doors(
    folded: str, things: frozenset[str], *, windows: Sequence[Window], spoken: bool
) -> Iterator[tuple[int, int]]:
    """Codes of what opens on a code, where the same sentence names it before them."""
    # The figures of a lock stand in a window, the word before them at most ten characters before it.
    matches = [
        match
        for window in windows
        for match in _LOCK.finditer(folded, max(0, window.start - 10), window.end + 4)
    ]
    if spoken:
        matches.extend(_SPOKEN.finditer(folded))
    for match in matches:
        start, end = match.span("value")
        floor = max(0, start - 70)
        before = folded[
            max(floor, *(folded.rfind(mark, floor, start) for mark in (". ", "! ", "? ", "\n"))) : start
        ]
        if things.isdisjoint(re.findall(r"[a-z-]+", before)) or is_counting(match["value"]):
            continue
        yield start, end
