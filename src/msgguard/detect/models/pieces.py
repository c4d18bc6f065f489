"""Word pieces for the second reader: BERT's splitting, with the shipped vocabulary.

Greedy longest match over lower-cased words without accents, as the encoder was trained.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

# A run of letters and digits, or one other visible sign.
_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
_LONGEST_WORD = 40


def piece_ids(text: str, vocabulary: Mapping[str, int], *, longest: int) -> list[int]:
    """The ids of a sentence between [CLS] and [SEP], cut to ``longest``."""
    ids = [vocabulary["[CLS]"]]
    for word in _WORD.findall(_bare(text.lower())):
        ids.extend(_pieces(word, vocabulary))
        if len(ids) >= longest:
            break
    return [*ids[: longest - 1], vocabulary["[SEP]"]]


def _bare(text: str) -> str:
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")


def _pieces(word: str, vocabulary: Mapping[str, int]) -> list[int]:
    if len(word) > _LONGEST_WORD:
        return [vocabulary["[UNK]"]]
    found = []
    start = 0
    while start < len(word):
        end = len(word)
        while end > start:
            piece = word[start:end] if start == 0 else "##" + word[start:end]
            number = vocabulary.get(piece)
            if number is not None:
                found.append(number)
                break
            end -= 1
        else:
            return [vocabulary["[UNK]"]]
        start = end
    return found
