"""How many letters two addresses or names are apart."""

from __future__ import annotations


def edits(one: str, other: str, *, most: int = 2) -> int:
    """Optimal string alignment distance, or ``most + 1`` as soon as it is larger.

    >>> edits("gmial.com", "gmail.com"), edits("btinternett.com", "btinternet.com")
    (1, 1)
    """
    if one == other:
        return 0
    if abs(len(one) - len(other)) > most:
        return most + 1
    # Places further apart than ``most`` lie on no way that is short enough: rows are that narrow.
    far, size = most + 1, len(other)
    before: list[int] = []
    last = [j if j <= most else far for j in range(size + 1)]
    for i, a in enumerate(one, 1):
        row = [far] * (size + 1)
        if i <= most:
            row[0] = i
        least = row[0]
        for j in range(max(1, i - most), min(size, i + most) + 1):
            b = other[j - 1]
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row[j] = cost
            least = min(least, cost)
        if least > most:
            return far
        before, last = last, row
    return min(last[-1], far)
