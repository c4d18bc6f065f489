"""Bytes to tables: byte-order marks, encodings, delimiters, spreadsheets; every row with its line.

Sources: RFC 4180; what Excel and SIMS write (Windows-1252, ``sep=;``, UTF-16 with tabs).
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path

from msgguard.errors import Problem, RosterError
from msgguard.school.readers.person import Draft, Place
from msgguard.school.readers.source import MOST_BYTES, Source

_DELIMITERS = ",;\t|"
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# How UTF-8 looks after somebody read it as Windows-1252 and saved it again.
_MOJIBAKE = re.compile("Ã[\x80-\xbf¡-¿€-™]|â€[™œ˜]|\ufffd")
# A quote that nobody closes swallows the rows after it.
_MOST_LINES_A_ROW = 12
_NOT_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is asked by column name, whatever its case and punctuation."""

    line: int
    cells: list[str]
    index: dict[str, int]

    def __call__(self, *names: str) -> str:
        """The first cell of these columns that holds something, trimmed."""
        for name in names:
            at = self.index.get(name, -1)
            if 0 <= at < len(self.cells):
                cell = self.cells[at].strip()
                if cell:
                    return cell
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of text with their lines; ``rows[0]`` is whatever stands first."""

    name: str
    rows: list[tuple[int, list[str]]]

    @property
    def header(self) -> list[str]:
        """The first row, trimmed."""
        return [cell.strip() for cell in self.rows[0][1]] if self.rows else []

    @property
    def columns(self) -> dict[str, int]:
        """Folded column names (see :func:`folded`) to their places; the first of a name counts."""
        found: dict[str, int] = {}
        for at, name in enumerate(self.header):
            found.setdefault(folded(name), at)
        return found

    def records(self) -> Iterator[Row]:
        """The rows below the header; empty ones are left out."""
        index = self.columns
        for line, cells in self.rows[1:]:
            if any(cells):
                yield Row(line, cells, index)


def folded(header: str) -> str:
    """A header for comparing: letters and digits in lower case.

    >>> folded("First Name [Required]"), folded("givenName")
    ('firstnamerequired', 'givenname')
    """
    return _NOT_WORD.sub("", header.casefold())


def read_table(name: str, data: bytes, draft: Draft) -> Table:
    """A delimited text as a table; what had to be put right is noted."""
    place = Place(file=name)
    text = decode(data, place, draft)
    first, _, rest = text.partition("\n")
    if re.fullmatch(r'"?sep=.\s*"?', first.strip(), re.IGNORECASE):
        delimiter, text, shift = first.strip().strip('"')[4:5] or ",", rest, 1
    else:
        delimiter, shift = _delimiter(text), 0
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    line = 1 + shift
    try:
        for cells in reader:
            end = reader.line_num + shift
            if end - line >= _MOST_LINES_A_ROW:
                draft.note(
                    "format",
                    Place(file=name, line=line),
                    f"one row runs to line {end}: is a quote not closed?",
                )
            rows.append((line, cells))
            line = end + 1
    except csv.Error as failure:
        problem = Problem(path=Path(name), line=line, what=f"is no table: {failure}")
        raise RosterError([problem]) from failure
    return Table(name=name, rows=rows)


def rows_of(source: Source, name: str, draft: Draft) -> Iterator[tuple[Row, Place]]:
    """The rows of one file of a set, with their places; none where the file is not there."""
    data = source.files.get(name)
    if data is None:
        return
    table = read_table(source.name(name), data, draft)
    for row in table.records():
        yield row, Place(file=table.name, line=row.line)


def columns_of(source: Source, name: str) -> frozenset[str]:
    """The folded column names of a file, from its beginning alone."""
    data = source.files.get(name)
    try:
        return frozenset(read_table(name, data[:8192], Draft(format="")).columns) if data else frozenset()
    except RosterError:
        return frozenset()


def decode(data: bytes, place: Place, draft: Draft) -> str:
    """The text of a file, its byte-order mark gone, in whatever encoding it was written."""
    text = _decoded(data, place, draft).lstrip("\ufeff").replace("\x00", "")
    bad = len(_MOJIBAKE.findall(text))
    if bad:
        draft.note("encoding", place, f"letters were lost before this file was made ({bad} places like 'Ã«')")
    return text


def _decoded(data: bytes, place: Place, draft: Draft) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    head = data[:2000]
    if len(head) >= 4 and head.count(0) * 3 > len(head):
        return data.decode(
            "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be", "replace"
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        loose = data.decode("utf-8", errors="surrogateescape")
        bad = sum("\udc80" <= c <= "\udcff" for c in loose)
        good = sum(not c.isascii() for c in loose) - bad
        if bad * 4 < good:
            draft.note("encoding", place, f"{bad} bytes are no UTF-8 and were replaced")
            return data.decode("utf-8", errors="replace")
    draft.note("encoding", place, "read as Windows-1252; check a name with an accent")
    return "".join(
        part.decode("cp1252") if part.decode("cp1252", "ignore") else part.decode("latin-1")
        for part in re.split(rb"([\x81\x8d\x8f\x90\x9d])", data)
        if part
    )


def _delimiter(text: str) -> str:
    """The delimiter that cuts the first lines most evenly into most cells."""
    head = text[:20_000].splitlines()[:30]
    best, best_score = ",", 0
    for delimiter in _DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(head, delimiter=delimiter) if len(row) > 1)
        except csv.Error:
            continue
        score = max((count * width for width, count in widths.items()), default=0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def read_workbook(name: str, data: bytes) -> list[Table]:
    """The sheets of an xlsx, xls or ods file that hold anything."""
    try:
        from python_calamine import CalamineError, load_workbook
    except ImportError as failure:
        what = "spreadsheets need an extra: pip install 'msgguard[sheets]', or save it as CSV"
        raise RosterError([Problem(path=Path(name), line=0, what=what)]) from failure
    tables = []
    try:
        if zipfile.is_zipfile(BytesIO(data)):
            with zipfile.ZipFile(BytesIO(data)) as archive:
                if sum(member.file_size for member in archive.infolist()) > MOST_BYTES:
                    raise ValueError("it unpacks to more than a roster ever is")
        book = load_workbook(BytesIO(data))
        for sheet in book.sheet_names:
            rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            if rows:
                cells = [(line, [_cell(value) for value in row]) for line, row in enumerate(rows, 1)]
                tables.append(
                    Table(name=f"{name}#{sheet}" if len(book.sheet_names) > 1 else name, rows=cells)
                )
    except BaseException as failure:
        # The library is Rust: what it did not expect comes up as a PanicException, which is no Exception.
        panicked = type(failure).__name__ == "PanicException"
        if not panicked and not isinstance(
            failure, CalamineError | OSError | ValueError | zipfile.BadZipFile | NotImplementedError
        ):
            raise
        what = f"cannot be read as a spreadsheet: {failure or 'it is damaged or has a password'}"
        raise RosterError([Problem(path=Path(name), line=0, what=what)]) from failure
    return tables


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
