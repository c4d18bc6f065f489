"""Which character stands for which: the tables behind folding.

Facts from the Unicode character database (``unicodedata``: compatibility forms, digit
values, categories) and from Unicode's confusables, cut down to letters that people
really use to hide a word. Nothing here looks at a character's neighbours but
``LOOKALIKES``, which :mod:`msgguard.text.fold` applies only inside Latin words.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Written out where Unicode's own compatibility form would be wrong or missing for us.
_QUOTES = dict.fromkeys("‘’‚‛′‵´ʹʻʼʽˈ＇", "'") | dict.fromkeys("“”„‟″‶«»＂❝❞〝〞", '"')
_DASHES = dict.fromkeys("‐‑‒–−⁃﹣－", "-") | {"―": "—"}
_BREAKS = dict.fromkeys("\x85\u2028\u2029", "\n")
_DOTS = {"․": ".", "。": ".", "｡": ".", "∙": "·", "⁄": "/", "∕": "/", "∶": ":", "﹕": ":", "：": ":"}
# Invisible, though their category says letter or mark.
_INVISIBLE = dict.fromkeys("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0", "")
_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɑɡ", "abcdefghijklmnoprstuvwyzag", strict=True))
_SMALL_CAPITALS |= {"Ʀ": "R", "Ɑ": "A", "Ɡ": "G", "Ɪ": "I"}
# Spacing accents: their compatibility form is a blank and a mark, which says less.
_KEPT = dict.fromkeys("¨¯¸˘˙˚˛˜˝‗‾΄΅᾽᾿῀῁῍῎῏῝῞῟῭΅´῾¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞↉⅟ﾞﾟ゛゜ͺﹰﹲﹴﹶﹸﹺﹼﹾﱞﱟﱠﱡﱢﱣ")
# Arabic and Syriac signs that count as "format" but are drawn.
_DRAWN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")

_WRITTEN: dict[str, str] = {
    **{char: char for char in _KEPT},
    **_QUOTES,
    **_DASHES,
    **_BREAKS,
    **_DOTS,
    **_INVISIBLE,
    **_SMALL_CAPITALS,
    "🔟": "10",
    "İ": "İ",
}

# Letters of other scripts that pass for a Latin one. A small letter stands here only
# with its capital, so that lower-casing never turns a kept letter into a look-alike.
LOOKALIKES: dict[int, str] = {
    ord(foreign): latin
    for foreigns, latins in (
        # Cyrillic
        ("АВЕКМНОРСТУХІЈЅҺԀԚԜӀҮЁЇ", "ABEKMHOPCTYXIJShdQWIYËÏ"),
        ("авекмнорстухіјѕһԁԛԝӏүёї", "abekmhopctyxijshdqwlyëï"),
        # Greek
        ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϜϺ", "ABEZHIKMNOPTYXCFM"),
        ("αεηικνορτυχϲ", "aenikvoptuxc"),
        ("ΆΈΉΊΌΎ", "ÁÉHÍÓÝ"),
        ("άέίόύ", "áéíóú"),
        # Armenian
        ("ՍՕՈ", "UOn"),
        ("սօո", "uon"),
    )
    for foreign, latin in zip(foreigns, latins, strict=True)
}


@lru_cache(maxsize=4096)
def glyph(char: str) -> str:
    """What one character folds to, whatever stands beside it: nothing, itself, or others.

    >>> glyph("７"), glyph("’"), glyph("ﬁ"), glyph("\\u200b"), glyph("é")
    ('7', "'", 'fi', '', 'é')
    """
    written = _WRITTEN.get(char)
    if written is not None:
        return written
    category = unicodedata.category(char)
    if category == "Cf":
        return char if char in _DRAWN else ""
    if category == "Zs":
        return " "
    if category == "Me" or "\u20d0" <= char <= "\u20f0" or _is_selector(char):
        return ""
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    compatible = unicodedata.normalize("NFKC", char)
    if compatible != char:
        if compatible[0] == " " and len(compatible) > 1:
            return char
        return "".join(map(glyph, compatible))
    if "\U0001f150" <= char <= "\U0001f189":
        name = unicodedata.name(char, "")
        if "LATIN CAPITAL LETTER" in name:
            return name[-1]
    return char


def _is_selector(char: str) -> bool:
    return (
        "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef" or "\u180b" <= char <= "\u180f"
    )
