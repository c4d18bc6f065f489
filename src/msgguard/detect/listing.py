"""Tables in a text: a row of column names, and rows below it that fit.

Facts about form: which columns, which rows, whose names stand in them. Cells may be parted
by tabs, bars, commas or wide gaps, by single spaces, or stand one below the other, which is
what mail programs make of a table in plain text; or each row is a record of labelled lines.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import NamedTuple

from msgguard import lazyre as re
from msgguard.detect.columns import COLUMN_WORDS, KINDS, OF_A_PUPIL, column_kind
from msgguard.text.view import TextPart

_GAP = re.compile(r" {2,}|\t")
_SEPARATORS = ("\t", "|", ",", ";", "  ", " / ", " – ", " - ")
_LEAST_ROWS = 3
_MOST_HEADER = 600
_MOST_CELL = 80
_MOST_LABEL = 40
_MOST_SPACED = 150
_MOST_COLUMNS = 15
_LABEL = re.compile(r"[\s*•\-\d.)]*([^:\n]{2,30}):\s*(\S.{0,200})?")
# A person's name in a cell: one to five words without digits.
_PERSON = re.compile(
    r"(?:\d{1,3}[.)]? +|[-*•] *)?[^\W\d_][\w'’.-]*(?:,? +[^\W\d_(][\w'’.-]*){0,4}"
    r"(?: *\([^()]{1,30}\))?"
)
_NOBODY = frozenset((
    "total", "totals", "all", "none", "class", "year", "boys", "girls", "pupils", "average", "mean", "number",
    "count", "reception", "nursery", "whole", "school", "n/a", "tbc", "subtotal", "date", "ehcp", "sen",
    "yes", "no", "free", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "other", "others", "unknown", "overall", "name", "please", "thank", "thanks", "kind", "regards",
))  # fmt: skip
_TITLED = re.compile(r"(?:mr|mrs|ms|miss|mx|dr|sir|rev|prof)\b\.?", re.IGNORECASE)


class Line(NamedTuple):
    """A line by its view indices, without the break."""

    start: int
    end: int


class Table(NamedTuple):
    """A header line and its rows (view indices); the columns' kinds; the rows' names of persons."""

    header: Line
    rows: tuple[Line, ...]
    kinds: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def end(self) -> int:
        """Where the last row ends."""
        return self.rows[-1].end


def lines_of(part: TextPart) -> list[Line]:
    """Every line of the part, empty ones too."""
    lines: list[Line] = []
    at = 0
    for text in part.folded.split("\n"):
        lines.append(Line(at, at + len(text)))
        at += len(text) + 1
    return lines


def tables_in(part: TextPart) -> Iterator[Table]:
    """Every table whose columns and rows show that it is of pupils, in reading order."""
    if part.folded.count("\n") < _LEAST_ROWS:
        return
    words = part.words & COLUMN_WORDS
    if not may_be_of_pupils({kind for kind, names in KINDS.items() if not names.isdisjoint(words)}):
        return
    lines = lines_of(part)
    done = 0
    for index in _header_lines(part, lines, words):
        if index < done:
            continue
        found = _table_at(part.folded, lines, index)
        if found is None:
            continue
        table, used = found
        done = index + used
        if is_of_pupils(table):
            yield table


def _header_lines(part: TextPart, lines: list[Line], words: Iterable[str]) -> list[int]:
    """Lines that may be headers: two words that name columns, or a short line with one."""
    starts = [line.start for line in lines]
    hits: Counter[int] = Counter()
    for word in words:
        at = part.folded.find(word)
        while at >= 0:
            index = bisect_right(starts, at) - 1
            hits[index] += 1
            # A header names a column once; going on in the next line keeps this linear.
            at = part.folded.find(word, lines[index].end)
    return sorted(
        index for index, count in hits.items() if count > 1 or lines[index].end - starts[index] <= _MOST_LABEL
    )


def _table_at(text: str, lines: list[Line], index: int) -> tuple[Table, int] | None:
    """The table whose header is this line, and how many lines it takes."""
    line = lines[index]
    if not 2 < line.end - line.start <= _MOST_HEADER:
        return None
    header = text[line.start : line.end]
    for separator in _SEPARATORS:
        if separator in header and header.find(separator) <= _MOST_LABEL:
            kinds = tuple(map(column_kind, cells_of(header, separator)))
            if sum(kind != "" for kind in kinds) < 2 or kinds.count("") > len(kinds) // 2 + 1:
                continue
            rows, used = _rows(text, lines, index + 1, separator, len(kinds))
            if len(rows) >= _LEAST_ROWS:
                column = _name_column(kinds)
                cells = (cells_of(text[row.start : row.end], separator) for row in rows)
                names = (person(row[column] if column < len(row) else "") for row in cells)
                return Table(line, tuple(rows), kinds, tuple(names)), used + 1
    return _spaced(text, lines, index) or _stacked(text, lines, index) or _records(text, lines, index)


def _rows(text: str, lines: list[Line], index: int, separator: str, columns: int) -> tuple[list[Line], int]:
    """The lines below that have about as many cells; one empty or ruled line may stand between."""
    rows: list[Line] = []
    gap = used = 0
    for at in range(index, len(lines)):
        line = lines[at]
        row = text[line.start : line.end]
        if not row.strip(" |-+=:_\t"):
            gap += 1
            if gap > 1:
                break
            continue
        count = len(cells_of(row, separator))
        if count < 2 or count > 2 * columns + 1:
            break
        gap = 0
        used = at - index + 1
        rows.append(line)
    return rows, used


def _spaced(text: str, lines: list[Line], index: int) -> tuple[Table, int] | None:
    """A header of single words, ``Name DOB SEN FSM``: each names a column, and lines follow."""
    line = lines[index]
    if line.end - line.start > _MOST_SPACED:
        return None
    words = text[line.start : line.end].split()
    if not 3 <= len(words) <= _MOST_COLUMNS or words[0] not in COLUMN_WORDS:
        return None
    kinds = tuple(map(column_kind, words))
    if "" in kinds or len(set(kinds)) < 2:
        return None
    rows: list[Line] = []
    for at in range(index + 1, len(lines)):
        row = lines[at]
        cells = text[row.start : row.end].split()
        if not (len(kinds) <= len(cells) <= 3 * len(kinds)):
            break
        rows.append(row)
    if len(rows) < _LEAST_ROWS:
        return None
    names = tuple(person(" ".join(text[row.start : row.end].split()[:2])) for row in rows)
    return Table(line, tuple(rows), kinds, names), 1 + len(rows)


def _stacked(text: str, lines: list[Line], index: int) -> tuple[Table, int] | None:
    """Cells one below the other: column names first, then as many lines a row."""
    line = lines[index]
    second = next((n for n in lines[index + 1 : index + 6] if n.end > n.start), line)
    if max(line.end - line.start, second.end - second.start) > _MOST_LABEL or second is line:
        return None
    if not (column_kind(text[second.start : second.end]) and column_kind(text[line.start : line.end])):
        return None
    cells: list[Line] = []
    kinds: list[str] = []
    for line in lines[index : index + 20 * _MOST_COLUMNS]:
        cell = text[line.start : line.end]
        if len(cell) > _MOST_CELL:
            break
        if not cell.strip():
            continue
        cells.append(line)
        if len(kinds) == len(cells) - 1 and len(kinds) < _MOST_COLUMNS:
            kind = column_kind(cell)
            if kind:
                kinds.append(kind)
            elif len(kinds) < 2:
                return None
    width = len(kinds)
    if width < 2 or len(cells) < width * (_LEAST_ROWS + 1):
        return None
    column = _name_column(kinds)
    groups = [cells[at : at + width] for at in range(width, len(cells) - width + 1, width)]
    names = tuple(person(text[row[column].start : row[column].end]) for row in groups)
    rows = tuple(Line(row[0].start, row[-1].end) for row in groups)
    header = Line(cells[0].start, cells[width - 1].end)
    return Table(header, rows, tuple(kinds), names), lines.index(groups[-1][-1], index) - index + 1


def _records(text: str, lines: list[Line], index: int) -> tuple[Table, int] | None:
    """Rows as blocks of labelled lines: ``Name: …``, ``DOB: …``, again and again."""
    label = _LABEL.match(text, lines[index].start, lines[index].end)
    if label is None or column_kind(label[1]) not in ("name", "pupil"):
        return None
    kinds: dict[str, None] = {}
    names: list[str] = []
    rows: list[Line] = []
    used = 0
    for at in range(index, len(lines)):
        line = lines[at]
        if line.start == line.end:
            continue
        entry = _LABEL.match(text, line.start, line.end)
        if entry is None:
            break
        kind = column_kind(entry[1])
        used = at - index + 1
        # Filled in: an empty form has labels too.
        if entry[2] is None:
            continue
        kinds[kind] = None
        if entry[1] == label[1]:
            names.append(person(entry[2].strip()))
            rows.append(line)
    if len(rows) < _LEAST_ROWS:
        return None
    return Table(lines[index], tuple(rows), tuple(filter(None, kinds)), tuple(names)), used


def cells_of(line: str, separator: str) -> list[str]:
    """The cells of a line; a frame of bars around it is none."""
    if separator == "|":
        return [cell.strip() for cell in line.strip().strip("|").split("|")]
    if separator == "  ":
        return [cell.strip() for cell in _GAP.split(line.strip())]
    return [cell.strip().strip('"') for cell in line.split(separator)]


def _name_column(kinds: Sequence[str]) -> int:
    return next((at for at, kind in enumerate(kinds) if kind in ("name", "pupil")), 0)


def person(cell: str) -> str:
    """The cell if it reads as a person's name, else an empty string.

    >>> person("amelia okafor"), person("total"), person("12")
    ('amelia okafor', '', '')
    """
    cell = cell.strip()
    is_name = _PERSON.fullmatch(cell) is not None and cell.split(" ")[0].strip(",.") not in _NOBODY
    return cell if is_name else ""


def may_be_of_pupils(kinds: Set[str]) -> bool:
    """Whether columns of these kinds make a table of pupils: a name and what only pupils have, …"""
    named = "name" in kinds or "pupil" in kinds
    return bool(
        (named and kinds & {"born", "number", "need", "health"})
        or ("pupil" in kinds and kinds & (OF_A_PUPIL | {"contact"}))
        or (named and "class" in kinds and kinds & {"contact", "work"})
        or ("number" in kinds and len(kinds & OF_A_PUPIL) > 1)
    )


def is_of_pupils(table: Table) -> bool:
    """Whether columns and rows together show pupils' data.

    In at least three rows a name stands where names belong, and most of the names are not
    titled like adults'.
    """
    kinds = set(table.kinds)
    if "adult" in kinds and not kinds & {"number", "need", "pupil"}:
        return False
    if not may_be_of_pupils(kinds):
        return False
    if not kinds & {"name", "pupil"}:
        return True
    people = [name for name in table.names if name]
    return len(people) >= _LEAST_ROWS and 2 * sum(map(_is_titled, people)) < len(people)


def _is_titled(name: str) -> bool:
    return _TITLED.match(name) is not None
