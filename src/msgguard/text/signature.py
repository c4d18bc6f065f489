"""Signatures and footers within what the writer wrote himself.

A signature begins at "-- ", at a name below a closing, or is a line that a phone adds; it
ends at a postscript, at running text, or where an older message begins.
"""

from __future__ import annotations

from msgguard.model import Origin
from msgguard.text.marker import (
    is_closing,
    is_device,
    is_footer,
    is_name,
    is_postscript,
    is_sentence,
)

# How far below "-- " a block may reach and still be a signature.
_SIGNATURE_LINES = 15
# The longest disclaimer, in lines: bounds the work on hostile text.
_FOOTER_LINES = 30
# Where a line may begin for it to matter at all; everything else is passed over.
_CLOSING_STARTS = frozenset((
    "with", "my", "all", "and", "very", "kind", "kindest", "warm", "warmest", "best", "many", "regards",
    "wishes", "thanks", "thank", "thankyou", "thx", "ta", "rgds", "kr", "yours", "sincerely", "faithfully",
    "respectfully", "cordially", "take", "cheers", "lots", "much", "love", "warmly", "in", "see", "speak",
))  # fmt: skip
_FOOTER_SIGNS = (
    "confidential", "environment", "disclaimer", "unsubscribe", "recipient", "privileged", "scanned",
    "virus", "registered", "charity", "received this", "in error", "notice", "views", "external", "caution",
    "printing", " print", "subscribed",
)  # fmt: skip


def mark_signatures(lines: list[str], raw: list[str], plain: str, folded: str, origins: list[Origin]) -> None:
    """Mark signatures and footers within what is still authored."""
    signs = tuple(sign for sign in _FOOTER_SIGNS if sign in folded)
    plains: list[str] | None = None
    count = len(lines)
    index = 0
    while index < count:
        line = lines[index]
        if not line or origins[index] is not Origin.AUTHORED:
            index += 1
            continue
        first = line[0]
        if first in "sgyd" and is_device(line):
            origins[index] = Origin.SIGNATURE
        elif line in ("--", "__"):
            if raw[index] == "-- " or _is_short(lines, origins, index):
                index = _mark_signature(lines, origins, index)
                continue
        elif len(line) <= 60 and _first_word(line) in _CLOSING_STARTS and is_closing(line):
            plains = plain.split("\n") if plains is None else plains
            following = next((at for at in range(index + 1, min(index + 4, count)) if lines[at]), count)
            if (
                following < count
                and origins[following] is Origin.AUTHORED
                and is_name(lines[following], plains[following])
            ):
                index = _mark_block(lines, origins, following, signs)
                continue
        elif signs and any(sign in line for sign in signs):
            index = _mark_footer(lines, origins, index)
            continue
        index += 1


def _first_word(line: str) -> str:
    end = 0
    for end, char in enumerate(line):
        if not char.isalpha():
            return line[:end]
    return line


def _is_short(lines: list[str], origins: list[Origin], index: int) -> bool:
    """Does the authored text end within a signature's length, without running text?"""
    filled = 0
    for at in range(index, min(index + 4 * _SIGNATURE_LINES, len(lines))):
        if origins[at] is not Origin.AUTHORED:
            return True
        filled += bool(lines[at])
        if filled > _SIGNATURE_LINES or is_sentence(lines[at]):
            return False
    return index + 4 * _SIGNATURE_LINES >= len(lines)


def _mark_signature(lines: list[str], origins: list[Origin], index: int) -> int:
    """Mark a block below "-- "; a footer inside it is marked as such, a postscript ends it."""
    origins[index] = Origin.SIGNATURE
    index += 1
    while index < len(lines) and origins[index] is Origin.AUTHORED:
        line = lines[index]
        if line and is_postscript(line):
            return index + 1
        after = _mark_footer(lines, origins, index) if line else index
        if origins[index] is Origin.FOOTER:
            index = after
            continue
        origins[index] = Origin.SIGNATURE
        index += 1
    return index


def _mark_block(lines: list[str], origins: list[Origin], index: int, signs: tuple[str, ...]) -> int:
    """Mark the name below a closing and the lines of its block; running text ends it."""
    count = len(lines)
    while index < count and origins[index] is Origin.AUTHORED:
        line = lines[index]
        if line:
            if is_postscript(line) or is_sentence(line):
                return index
            if any(sign in line for sign in signs):
                after = _mark_footer(lines, origins, index)
                if origins[index] is Origin.FOOTER:
                    index = after
                    continue
        origins[index] = Origin.SIGNATURE
        index += 1
    return index


def _mark_footer(lines: list[str], origins: list[Origin], index: int) -> int:
    """Mark a footer paragraph that begins at this line; returns where to go on."""
    end = index
    limit = min(len(lines), index + _FOOTER_LINES)
    while end < limit and lines[end] and origins[end] is Origin.AUTHORED:
        end += 1
    if not is_footer(lines[index], " ".join(lines[index:end])):
        return index + 1
    for at in range(index, end):
        origins[at] = Origin.FOOTER
    return end
