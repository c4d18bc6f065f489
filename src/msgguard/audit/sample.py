"""How sure a share is that was counted on a sample: Wilson's interval."""

from __future__ import annotations

from math import sqrt

# Two-sided 95 %.
_Z = 1.959964


def wilson(hits: int, tries: int) -> tuple[float, float]:
    """The 95 % interval of a share (E. B. Wilson, 1927); everything is possible without a try.

    >>> [round(bound, 3) for bound in wilson(9, 10)]
    [0.596, 0.982]
    """
    if not tries:
        return 0.0, 1.0
    share = hits / tries
    square = _Z * _Z / tries
    middle = (share + square / 2) / (1 + square)
    reach = _Z * sqrt(share * (1 - share) / tries + square / (4 * tries)) / (1 + square)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def estimate(hits: int, tries: int, whole: int) -> tuple[int, int, int]:
    """A sample's count carried over to the whole: expected, at least, at most."""
    low, high = wilson(hits, tries)
    expected = round(whole * hits / tries) if tries else 0
    return expected, max(hits, round(whole * low)), round(whole * high)
