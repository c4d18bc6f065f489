"""Layers of a body: authored, quoted, forwarded, signature, footer.

One pass over the lines; what a single line means stands in :mod:`msgguard.text.marker`.
Where a program marks the older message only at its top, everything below belongs to it;
where each line carries ``>``, answers between such lines are the writer's own.
What is doubtful counts as authored.
"""

from __future__ import annotations

from typing import NamedTuple

from msgguard.model import Origin
from msgguard.text.marker import (
    forward_or_original,
    header_name,
    is_attribution,
    is_dated_attribution,
    is_end_of_forward,
    opens_attribution,
)
from msgguard.text.signature import mark_signatures


class Segment(NamedTuple):
    """View indices ``start`` to ``end`` (half-open) belong to ``origin``."""

    start: int
    end: int
    origin: Origin


def segments_of(plain: str, folded: str) -> tuple[Segment, ...]:
    """Cut a body into its layers, in order and without gaps (always at least one).

    >>> [s.origin.value for s in segments_of("Yes.\\n> Can you?", "yes.\\n> can you?")]
    ['authored', 'quoted']
    """
    raw = folded.split("\n")
    lines = [line.strip() for line in raw]
    origins = _origins(lines, raw, plain, folded)
    return _merge(raw, lines, origins)


def _origins(lines: list[str], raw: list[str], plain: str, folded: str) -> list[Origin]:
    count = len(lines)
    origins = [Origin.AUTHORED] * count
    older = Origin.QUOTED
    index = 0
    while index < count:
        line = lines[index]
        if not line:
            index += 1
            continue
        if line[0] == ">":
            origins[index] = older
            index += 1
            continue
        kind, length, sure = _marker(lines, index)
        if kind is None:
            index += 1
            continue
        following = next((at for at in range(index + length, count) if lines[at]), count)
        carried = following < count and lines[following][0] == ">"
        if not (sure or carried):
            index += 1
            continue
        if kind is not older and older is Origin.QUOTED:
            older = kind
        for at in range(index, index + length):
            origins[at] = older
        index += length
        if carried:
            continue
        end = next((at for at in range(index, count) if is_end_of_forward(lines[at])), count - 1)
        for at in range(index, end + 1):
            origins[at] = older
        index = end + 1
    mark_signatures(lines, raw, plain, folded, origins)
    return origins


def _marker(lines: list[str], index: int) -> tuple[Origin | None, int, bool]:
    """Which older layer begins at this line, how many lines its marker takes, is it sure?

    A marker that is not sure counts only where lines with ``>`` follow.
    """
    line = lines[index]
    first = line[0]
    if (first in "-_=*b" and "message" in line) or (first == "-" and "forwarded by" in line):
        ruled = forward_or_original(line)
        if ruled:
            return (Origin.FORWARDED if ruled == "forward" else Origin.QUOTED), 1, True
    if line.startswith(("from", "*from")) and _is_header_block(lines, index):
        return (Origin.QUOTED if any(lines[:index]) else Origin.FORWARDED), 1, True
    if first == "_" and len(line) >= 10 and not line.strip("_"):
        following = next((at for at in range(index + 1, min(index + 3, len(lines))) if lines[at]), 0)
        if (
            following
            and lines[following].startswith(("from", "*from"))
            and _is_header_block(lines, following)
        ):
            return Origin.QUOTED, following - index, True
        return None, 1, False
    if line[-1] == ":" and is_attribution(line):
        return Origin.QUOTED, 1, is_dated_attribution(line)
    if first in "olaei" and len(line) < 400 and opens_attribution(line):
        joined = line
        for length in (2, 3):
            if index + length > len(lines) or not lines[index + length - 1]:
                break
            joined = f"{joined} {lines[index + length - 1]}"
            if joined[-1] == ":" and is_attribution(joined):
                return Origin.QUOTED, length, is_dated_attribution(joined)
    return None, 1, False


def _is_header_block(lines: list[str], index: int) -> bool:
    """Is this the From: line of a copied header block?"""
    name, value = header_name(lines[index])
    if name != "from":
        return False
    others = set()
    for line in lines[index + 1 : index + 6]:
        other, _ = header_name(line)
        if other:
            others.add(other)
        elif not line:
            break
    others.discard("from")
    if len(others) >= 2 or others & {"sent", "subject"}:
        return True
    # "From: 9 am / To: 3 pm" is no letter-head.
    return bool(others) and (
        "@" in value or (not any(char.isdigit() for char in value) and not any(lines[:index]))
    )


def _merge(raw: list[str], lines: list[str], origins: list[Origin]) -> tuple[Segment, ...]:
    """Neighbouring lines of one origin as one segment; a blank line goes with the line above."""
    segments: list[Segment] = []
    start = position = 0
    current: Origin | None = None
    for text, line, origin in zip(raw, lines, origins, strict=True):
        if line and origin is not current:
            if current is not None:
                segments.append(Segment(start, position, current))
                start = position
            current = origin
        position += len(text) + 1
    segments.append(Segment(start, position - 1, current or Origin.AUTHORED))
    return tuple(segments)
