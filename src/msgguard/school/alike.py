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
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]
