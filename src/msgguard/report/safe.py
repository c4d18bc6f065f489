"""Text from a message made harmless for a terminal, and measured in columns.

A message must not be able to move the cursor, set a title, hide or reorder text: control
characters, bidi and zero-width characters and the like are shown escaped. Widths follow
UAX #11: wide and full-width characters take two columns, combining marks none.
"""

from __future__ import annotations

import unicodedata

# Categories that are invisible or act on the terminal: control, format, surrogate, private
# use, unassigned, line and paragraph separators.
_ESCAPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MARKS = frozenset({"Mn", "Me"})
# Letters with more marks than this are written to cover the lines around them.
_MAX_MARKS = 3


def cells(text: str) -> list[tuple[str, int]]:
    """Each character as it may be shown, with the columns it takes."""
    found: list[tuple[str, int]] = []
    marks = 0
    for char in text:
        if " " <= char <= "~":
            marks = 0
            found.append((char, 1))
            continue
        category = unicodedata.category(char)
        if char in "\t\n\r" or category == "Zs":
            marks = 0
            found.append((" ", 1))
        elif category in _ESCAPED or 0xFE00 <= ord(char) <= 0xFE0E:
            shown = _escaped(char)
            found.append((shown, len(shown)))
        elif category in _MARKS:
            marks += 1
            shown = char if marks <= _MAX_MARKS and found else _escaped(char)
            found.append((shown, 0 if shown == char else len(shown)))
        else:
            marks = 0
            found.append((char, 2 if unicodedata.east_asian_width(char) in "WF" else 1))
    return found


def _escaped(char: str) -> str:
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def safe(text: str) -> str:
    """``text`` on one line, fit for a terminal.

    >>> safe("a\\x1b[2Jb")
    'a\\\\x1b[2Jb'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(shown for shown, _ in cells(text))


def width(text: str) -> int:
    """Columns that ``safe(text)`` takes."""
    return sum(columns for _, columns in cells(text))


def shorten(text: str, columns: int) -> str:
    """``text`` on one line, cut at a word to at most ``columns``, with an ellipsis."""
    squeezed = " ".join(text.split())
    if width(squeezed) <= columns:
        return safe(squeezed)
    used = 0
    kept: list[str] = []
    for shown, size in cells(squeezed):
        if used + size > columns - 1:
            break
        used += size
        kept.append(shown)
    cut = "".join(kept)
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > columns // 2 else cut).rstrip(" ,;:.") + "…"


def excerpt(line: str, start: int, end: int, columns: int) -> tuple[str, str]:
    """The part of ``line`` around ``start`` to ``end`` that fits, and the carets below it."""
    shown = cells(line)
    end = max(start, min(end, len(shown)))
    total = sum(size for _, size in shown)
    first, last = 0, len(shown)
    if total > columns:
        first, last = _window(shown, start, end, columns)
    left = "…" if first > 0 else ""
    right = "…" if last < len(shown) else ""
    text = left + "".join(char for char, _ in shown[first:last]) + right
    before = len(left) + sum(size for _, size in shown[first:start])
    under = sum(size for _, size in shown[start : min(end, last)])
    return text.rstrip(), " " * before + "^" * max(1, under)


def _window(shown: list[tuple[str, int]], start: int, end: int, columns: int) -> tuple[int, int]:
    """Which characters to show: the span first, then what fits before and after it."""
    room = columns - 2
    first, last = start, start
    while last < end and room >= shown[last][1]:
        room -= shown[last][1]
        last += 1
    before = room * 2 // 3
    while first > 0 and before >= shown[first - 1][1]:
        first -= 1
        before -= shown[first][1]
        room -= shown[first][1]
    while last < len(shown) and room >= shown[last][1]:
        room -= shown[last][1]
        last += 1
    while first > 0 and room >= shown[first - 1][1]:
        first -= 1
        room -= shown[first][1]
    return first, last
