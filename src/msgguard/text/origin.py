"""Layers of a body: authored, quoted, forwarded, signature, footer."""

from __future__ import annotations

from typing import NamedTuple

from msgguard.model import Origin


class Segment(NamedTuple):
    """View indices ``start`` to ``end`` (half-open) belong to ``origin``."""

    start: int
    end: int
    origin: Origin


def segments_of(plain: str, folded: str) -> tuple[Segment, ...]:
    """Cut a body into its layers, in order and without gaps (always at least one)."""
    return (Segment(0, len(folded), Origin.AUTHORED),)
