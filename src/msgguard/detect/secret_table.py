"""PI603 in tables: cells under a heading that says password, PIN or code.

Columns are parted by tabs, bars or wide gaps, as people paste and type them.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgguard import lazyre as re
from msgguard.detect.secret_shape import code_points, password_points
from msgguard.text.view import TextPart

_HEADS = re.compile(
    r"\s*(?:(?:door|gate|alarm|entry|access|copier|temporary|temp|new|initial|your) )?"
    r"(?:passwords?|pass ?words?|passcodes?|pass|pw|pwd|pins?|pin (?:codes?|numbers?|no)|codes?"
    r"|combinations?|combo)\s*"
)
_SURE = re.compile(r"pass|pw|pin|comb")
_GAP = re.compile(r"\t|\s*\|\s*|[ ]{2,}")
_BARS = re.compile(r"[\s|:+=-]*")
_MOST_ROWS = 400


def table_secrets(part: TextPart) -> Iterator[tuple[int, int]]:
    """View spans of the cells under such headings."""
    folded = part.folded
    if "\t" not in folded and "|" not in folded and "  " not in folded:
        return
    column, sure, rows, at = -1, False, 0, 0
    for line in folded.split("\n"):
        if column >= 0 and (not line.strip() or rows > _MOST_ROWS):
            column = -1
        if len(line) > 400 or _GAP.search(line.strip()) is None:
            if column >= 0 and not _BARS.fullmatch(line):
                column = -1
        else:
            cells = _cells(line)
            heads = [n for n, (first, last) in enumerate(cells) if _HEADS.fullmatch(line[first:last])]
            if heads and len(cells) > 1:
                column, rows = heads[-1], 0
                sure = _SURE.search(line[slice(*cells[column])]) is not None
            elif 0 <= column < len(cells):
                rows += 1
                first, last = cells[column]
                if _is_secret(part.plain[at + first : at + last], sure=sure):
                    yield at + first, at + last
        at += len(line) + 1


def _cells(line: str) -> list[tuple[int, int]]:
    """The cells of a line as (start, end), outer bars left out."""
    first = len(line) - len(line.lstrip(" |>"))
    end = len(line.rstrip(" |"))
    cells = []
    for gap in _GAP.finditer(line, first, max(first, end)):
        cells.append((first, gap.start()))
        first = gap.end()
    cells.append((first, max(first, end)))
    return cells


def _is_secret(cell: str, *, sure: bool) -> bool:
    if " " in cell.strip(" -") and not re.fullmatch(r"\w(?: \w){2,7}", cell):
        return False
    if re.fullmatch(r"\d{3,8}[#*]?|\w(?:[ -]\w){2,7}|[A-Za-z]{1,2}\d{3,5}[A-Za-z]?", cell):
        return sure or (cell.isdigit() and len(cell) >= 4) or code_points(cell.lower()) > 0
    return sure and (password_points(cell) > 0 or (cell.isalpha() and len(cell) >= 5 and cell.islower()))
