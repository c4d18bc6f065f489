"""Folding: one spelling for what looks the same, with an exact map back to the source.

Three passes, each only where its characters occur: single characters (compatibility
forms, digits, quotes, blanks, invisible ones), marks joined to their letter, and
look-alike letters inside Latin words. Real text of other scripts stays itself. ASCII
takes a fast path: lower-casing keeps every offset. Sources: :mod:`msgguard.text.glyphs`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from msgguard.text.glyphs import LOOKALIKES, glyph

# Characters that no pass can change: ASCII, and common letters and signs beyond it.
# Only a shortcut: a character missing here costs one look-up, nothing else.
_SETTLED = (
    "\x00-\x7f¡-§©¬®±¶¿-ıĴ-ľŁ-ňŊ-žƀ-ƥƧ-ǃǍ-ǰΑ-Ωα-ωА-џא-תء-\u0652ٮ-ٴअ-हঅ-হஅ-ஹก-ะ—•€"
    "ぁ-ゖァ-ヶ一-鿏가-힣\U0001f300-\U0001f51e\U0001f520-\U0001faff☀-❛➔-➯←-⇿─-◿"
)
_UNSETTLED = re.compile(f"[^{_SETTLED}]")
# Marks that may join the character before them (Latin, Greek, Cyrillic, Arabic, kana).
_MARKS = "\u0300-\u036f\u0483-\u0487\u0653-\u0655\u1ab0-\u1aff\u1dc0-\u1dff\u3099\u309a\ufe20-\ufe2f"
_MARKED = re.compile(f"[^{_MARKS}][{_MARKS}]+")
_ANY_MARK = re.compile(f"[{_MARKS}]")
_ANY_LOOKALIKE = re.compile("[" + "".join(map(chr, sorted(LOOKALIKES))) + "]")
_ANY_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_WORD = re.compile(r"[^\W_]+")


def fold(source: str) -> tuple[str, str, Sequence[int] | None]:
    """Fold ``source`` to (plain, folded, offsets); offsets is None where nothing moved.

    ``plain`` keeps its case, ``folded`` is in lower case, both have the same length.
    ``offsets`` holds one entry more than they have characters.

    >>> fold("Ring ０７７００ “me”")[1]
    'ring 07700 "me"'
    """
    if source.isascii():
        return source, source.lower(), None
    plain, offsets = _fold_characters(source)
    if _ANY_MARK.search(plain):
        plain, moved = _join_marks(plain)
        if moved is not None:
            offsets = moved if offsets is None else [offsets[index] for index in moved]
    if _ANY_LOOKALIKE.search(plain) and _ANY_LATIN.search(plain):
        plain = _fold_lookalikes(plain)
    # The only letter whose small form is two characters.
    folded = plain.lower() if "İ" not in plain else plain.replace("İ", "I").lower()
    return plain, folded, offsets


def _fold_characters(source: str) -> tuple[str, list[int] | None]:
    pieces: list[str] = []
    uneven: list[tuple[int, int]] = []
    last = 0
    for match in _UNSETTLED.finditer(source):
        char = match[0]
        other = glyph(char)
        if other == char:
            continue
        at = match.start()
        pieces.append(source[last:at])
        pieces.append(other)
        last = at + 1
        if len(other) != 1:
            uneven.append((at, len(other)))
    if not pieces:
        return source, None
    pieces.append(source[last:])
    return "".join(pieces), _offsets(uneven, len(source))


def _offsets(uneven: list[tuple[int, int]], length: int) -> list[int] | None:
    """Source offsets where each character of ``uneven`` became that many, the others one."""
    if not uneven:
        return None
    offsets: list[int] = []
    last = 0
    for at, count in uneven:
        offsets.extend(range(last, at))
        offsets.extend([at] * count)
        last = at + 1
    offsets.extend(range(last, length + 1))
    return offsets


def _join_marks(text: str) -> tuple[str, list[int] | None]:
    """Compose letters with their marks; a mark that joins no Latin letter is dropped.

    Such marks are rare in names and usual in disguises (struck-through or heaped letters).
    """
    pieces: list[str] = []
    offsets: list[int] = []
    last = 0
    for match in _MARKED.finditer(text):
        start, end = match.span()
        joined = unicodedata.normalize("NFC", match[0])
        if _is_cased(joined[0]):
            joined = joined[0]
        pieces.append(text[last:start])
        pieces.append(joined)
        offsets.extend(range(last, start))
        # A decomposed cluster never grows: each character keeps a place inside it.
        offsets.extend(range(start, start + len(joined)))
        last = end
    offsets.extend(range(last, len(text) + 1))
    pieces.append(text[last:])
    return "".join(pieces), offsets


def _is_cased(char: str) -> bool:
    return (
        char < "\u0530"
        or "\u1e00" <= char <= "\u1fff"
        or "\u2c60" <= char <= "\u2c7f"
        or "\ua640" <= char <= "\ua7ff"
    )


def _fold_lookalikes(text: str) -> str:
    """Make look-alike letters Latin where a word mixes scripts.

    A word of look-alikes only is folded too, where the rest of the text is Latin: then
    no other word of two letters or more has a letter of its own script.
    """
    mixed: list[tuple[int, int]] = []
    alike: list[tuple[int, int]] = []
    genuine = False
    latin = False
    for match in _WORD.finditer(text):
        word = match[0]
        if word.isascii():
            latin = latin or not word.isdigit()
            continue
        letters = [char for char in word if not char.isdigit()]
        has_latin = any(_is_latin(char) for char in letters)
        latin = latin or has_latin
        if has_latin:
            mixed.append(match.span())
        elif len(letters) > 1:
            if all(ord(char) in LOOKALIKES for char in letters):
                alike.append(match.span())
            else:
                genuine = True
    if latin and not genuine:
        mixed = sorted(mixed + alike)
    pieces: list[str] = []
    last = 0
    for start, end in mixed:
        pieces.append(text[last:start])
        pieces.append(text[start:end].translate(LOOKALIKES))
        last = end
    pieces.append(text[last:])
    return "".join(pieces)


def _is_latin(char: str) -> bool:
    return char.isascii() or ("\u00c0" <= char <= "\u024f") or ("\u1e00" <= char <= "\u1eff")
