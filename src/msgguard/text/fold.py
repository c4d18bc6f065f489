"""Folding: one spelling for what looks the same, with an exact map back.

ASCII takes a fast path: lower-casing keeps every offset.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def fold(source: str) -> tuple[str, str, Sequence[int] | None]:
    """Fold ``source`` to (plain, folded, offsets); offsets is None where nothing moved."""
    if source.isascii():
        return source, source.lower(), None
    plain: list[str] = []
    offsets: list[int] = []
    for index, char in enumerate(source):
        if unicodedata.category(char) == "Cf":
            continue
        for piece in unicodedata.normalize("NFKC", char):
            plain.append(piece)
            offsets.append(index)
    offsets.append(len(source))
    text = "".join(plain)
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return text, lower, offsets
