"""Spelling keys of names: one key for a word however its letters are dressed.

Accents, case, apostrophes and a possessive ending are dropped: ``Chloë's`` and ``CHLOE``
share one key, as do ``D'Souza`` and ``DSouza``. Sources of the letters that no accent
explains: the alphabets of Polish, Turkish, the Nordic languages, Maltese and Vietnamese.
"""

from __future__ import annotations

import re
import unicodedata

# Letters whose plain form is no matter of dropping a mark.
_LETTERS = str.maketrans({
    "ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
    "ħ": "h", "ŋ": "n", "ŧ": "t",
})  # fmt: skip
_NOT_LETTERS = re.compile(r"[^\w]|_")


def plain_letters(word: str) -> str:
    """``word`` in lower case without accents.

    >>> plain_letters("Wiśniewska"), plain_letters("Łukasz")
    ('wisniewska', 'lukasz')
    """
    word = word.lower()
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", word.translate(_LETTERS))
    return "".join(char for char in parts if unicodedata.category(char)[0] != "M")


def key_of(word: str) -> str:
    """The key of one word: plain letters, no apostrophe, no possessive ending.

    >>> key_of("Chloë's"), key_of("D'Souza"), key_of("D’Souza's")
    ('chloe', 'dsouza', 'dsouza')
    """
    if word.isascii() and word.isalnum():
        return word.lower()
    word = plain_letters(word)
    if word.endswith(("'s", "’s")):
        word = word[:-2]
    return _NOT_LETTERS.sub("", word)


def keys_of(name: str) -> tuple[str, ...]:
    """The keys of a name's words, in order.

    >>> keys_of("Lily-Anne"), keys_of("Ní Dhomhnaill"), keys_of("el-Sayed")
    (('lily', 'anne'), ('ni', 'dhomhnaill'), ('el', 'sayed'))
    """
    found = (key_of(word) for word in name.replace("-", " ").replace(".", " ").split())
    return tuple(word for word in found if word)


def is_near(one: str, other: str) -> bool:
    """Whether two keys differ by one letter added, dropped or changed, or two neighbours swapped.

    >>> is_near("yilmaz", "yilmas"), is_near("cillian", "killian"), is_near("reid", "reed")
    (True, True, True)
    """
    if one == other:
        return True
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if len(long) - len(short) > 1:
        return False
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    if len(short) == len(long):
        if short[start + 1 :] == long[start + 1 :]:
            return True
        return (
            start + 1 < len(short)
            and short[start] == long[start + 1]
            and short[start + 1] == long[start]
            and short[start + 2 :] == long[start + 2 :]
        )
    return short[start:] == long[start + 1 :]
