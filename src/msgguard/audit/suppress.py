"""Small numbers kept back: in a small school a count of three points at people.

A number from 1 to 4 becomes None. Where that would be the only gap among others and could be
worked out from a total, the next smallest number goes with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

SMALL = 5
OTHERS = "others (small groups)"
Shown = list[tuple[str, int | None]]


def shown(counts: Iterable[tuple[str, int]]) -> Shown:
    """Counts as a reader of the page may see them.

    >>> shown([("a", 40), ("b", 12), ("c", 2)])
    [('a', 40), ('b', None), ('c', None)]
    """
    rows: Shown = [(name, None if 0 < count < SMALL else count) for name, count in counts]
    if sum(count is None for _, count in rows) == 1:
        left = [(count, at) for at, (_, count) in enumerate(rows) if count]
        if left:
            rows[min(left)[1]] = (rows[min(left)[1]][0], None)
    return rows


def shown_grid(
    grid: Mapping[tuple[str, str], int], rows: Sequence[str], columns: Sequence[str]
) -> dict[tuple[str, str], int | None]:
    """A table of counts as a reader may see it: no row and no column with a single gap."""
    cells: dict[tuple[str, str], int | None] = {
        (row, column): grid.get((row, column), 0) for row in rows for column in columns
    }
    cells = {place: None if count and count < SMALL else count for place, count in cells.items()}
    for line in ([(row, c) for c in columns] for row in rows):
        _hide_second(cells, line)
    for line in ([(r, column) for r in rows] for column in columns):
        _hide_second(cells, line)
    return cells


def _hide_second(cells: dict[tuple[str, str], int | None], line: list[tuple[str, str]]) -> None:
    if sum(cells[place] is None for place in line) != 1:
        return
    left = [(count, place) for place in line if (count := cells[place])]
    if left:
        cells[min(left)[1]] = None


def merged(
    counts: Iterable[tuple[str, int]], checked: Mapping[str, int], people: Mapping[str, int]
) -> tuple[list[tuple[str, int]], dict[str, int]]:
    """Groups of fewer than five people put together as ``others``: a group of one is a person.

    Gives the counts and what was checked, for the groups as they may be shown.
    """
    found: dict[str, int] = {}
    looked_at: dict[str, int] = {}
    given = dict(counts)
    for name in sorted({*given, *checked}):
        kept = name if people.get(name, 0) >= SMALL else OTHERS
        found[kept] = found.get(kept, 0) + given.get(name, 0)
        looked_at[kept] = looked_at.get(kept, 0) + checked.get(name, 0)
    return sorted(found.items(), key=lambda item: (-item[1], item[0])), looked_at


def number(count: int | None) -> str:
    """A count as it is printed."""
    return f"<{SMALL}" if count is None else f"{count:,}"


def small(count: int) -> int | None:
    """One count that stands alone."""
    return None if 0 < count < SMALL else count
