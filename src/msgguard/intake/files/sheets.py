"""Excel files (xlsx, xlsm): every sheet as lines of tab-separated cells, hidden ones told.

The cells are read by calamine, which is fast but trusts the file: it makes room for every
cell up to the last one. So the sheets are unpacked here first, with all limits, measured,
and handed over as a plain copy; where a sheet claims too much, the workbook's strings are
read instead, so that the words in it are seen all the same.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING

from msgguard.intake.files.limits import Found, Unread
from msgguard.intake.files.office import attributes, read_common
from msgguard.intake.files.package import part
from msgguard.intake.files.xmltext import Grammar, text_of

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

# What calamine needs; pictures, caches and drawings stay behind.
_NEEDED = re.compile(
    r"(?:\[Content_Types\]|_rels/\.rels|xl/(?:workbook|sharedStrings|styles|_rels/workbook)(?:\.xml)?(?:\.rels)?"
    r"|xl/worksheets/[^/]+\.xml|xl/worksheets/_rels/[^/]+)(?:\.xml)?",
    re.IGNORECASE,
)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
# A cell or row that holds something; empty ones that only carry a format close themselves.
_CELL = re.compile(
    rb"""<(?:\w+:)?c\s[^<>]{0,300}?\br=["']([A-Z]{1,3})([0-9]{1,7})["'](?:[^<>]{0,300}[^/<>])?>"""
)
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^<>]{0,300}?\br=["']([0-9]{1,7})["'](?:[^<>]{0,300}[^/<>])?>""")
_MARGIN = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)>([^<]{1,2000})<")
_CODES = re.compile(r"&(?:[LCRPNDTFAGBIUESXYZ]|\"[^\"]*\"|\d+|K[0-9A-F]{6})")
_STRINGS = Grammar(text=frozenset({"t"}), paragraph=frozenset({"si"}), skip=frozenset({"rPh"}))
_DRAWN = Grammar(text=frozenset({"t"}), paragraph=frozenset({"p"}))
_DRAWING = re.compile(r"xl/drawings/drawing\d+\.xml")
# Pivot tables and links keep a copy of the data they were made from, long after it was deleted.
_COPIES = re.compile(r"xl/(?:pivotCache/pivotCache(?:Definition|Records)|externalLinks/externalLink)\d+\.xml")
_LINKED = Grammar(text=frozenset({"v"}), paragraph=frozenset({"cell"}))


def read(package: zipfile.ZipFile, found: Found) -> None:
    """Sheets, text in drawings, headers and footers, copies in caches, and the rest."""
    copy, margins, large = _copied(package, found)
    if large:
        found.note("a sheet in it claims too many cells; only its words were read")
        strings = part(package, "xl/sharedStrings.xml", found.budget)
        found.section("words", text_of(strings, _STRINGS, found.budget))
    else:
        read_workbook(copy, found)
    found.section("headers and notes", "\n".join(dict.fromkeys(margins)))
    names = package.namelist()
    drawn = [text_of(part(package, n, found.budget), _DRAWN, found.budget)
             for n in names if _DRAWING.fullmatch(n)]  # fmt: skip
    found.section("drawings", "\n".join(filter(None, drawn)))
    copies: dict[str, None] = {}
    for name in names:
        if _COPIES.fullmatch(name):
            data = part(package, name, found.budget)
            copies |= dict.fromkeys(attributes(data, found, {"s": ("v",), "cacheField": ("name",)}))
            if "externalLinks" in name:
                copies |= dict.fromkeys(text_of(data, _LINKED, found.budget).split("\n"))
    found.section("copied data", "\n".join(filter(None, copies)), hidden=True)
    read_common(package, found)


def _copied(package: zipfile.ZipFile, found: Found) -> tuple[bytes, list[str], bool]:
    """A plain zip of the needed parts; texts of page margins; whether sheets claim too much."""
    margins: list[str] = []
    large = False
    cells = 0
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as copy:
        for name in dict.fromkeys(package.namelist()):
            if not _NEEDED.fullmatch(name):
                continue
            data = part(package, name, found.budget)
            if _SHEET.fullmatch(name):
                cells += _area(data)
                if cells > 2 * found.budget.limits.cells:
                    large = True
                margins += [_margin(match) for match in _MARGIN.findall(data[-20_000:])]
            copy.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue(), margins, large


def _margin(written: bytes) -> str:
    return _CODES.sub(" ", unescape(written.decode("utf-8", "replace"))).strip()


def _area(sheet: bytes) -> int:
    """Rows times columns from the first to the last cell that holds something."""
    cells = _CELL.findall(sheet)
    columns = {_column(letters) for letters in {column for column, _ in cells}} or {1}
    rows = [*map(int, {row for _, row in cells}), *map(int, _ROW.findall(sheet))]
    if not rows:
        return 0
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def read_workbook(data: bytes, found: Found) -> None:
    """Every sheet of a workbook (xlsx or xls) as a piece of its own."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    workbook = _opened(data)
    left = found.budget.limits.cells
    length = 0
    for index, sheet in enumerate(workbook.sheets_metadata):
        found.budget.check()
        hidden = sheet.visible is not SheetVisibleEnum.Visible
        if sheet.typ not in (SheetTypeEnum.WorkSheet, SheetTypeEnum.MacroSheet):
            continue
        lines: list[str] = []
        for row in _rows(workbook, index):
            left -= len(row)
            if left < 0:
                found.note(f"it has more than {found.budget.limits.cells:,} cells; the rest was not read")
                break
            line = "\t".join(map(cell_text, row)).rstrip("\t")
            if line:
                lines.append(line)
                length += len(line)
                if length > found.budget.limits.text:
                    break
        found.section(sheet.name, "\n".join(lines), hidden=hidden)
        if left < 0:
            return
    empty = [sheet.name for sheet in workbook.sheets_metadata]
    found.section("names of the sheets", "\n".join(empty))


def cell_text(value: object) -> str:
    """A cell as a reader sees it: whole numbers without ``.0``, dates the British way."""
    if isinstance(value, str):
        return value.replace("\t", " ").replace("\r", "").replace("\n", " ") if value else ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.strftime("%d/%m/%Y" if midnight else "%d/%m/%Y %H:%M")
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)


def _opened(data: bytes) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_filelike(BytesIO(data))
    except PasswordError:
        raise Unread("it is locked with a password") from None
    except (CalamineError, ValueError, OSError):
        raise Unread("it is damaged, or not a whole file") from None
    except BaseException as failure:
        raise _told(failure) from None


def _rows(workbook: CalamineWorkbook, index: int) -> Iterator[list[object]]:
    from python_calamine import CalamineError

    try:
        yield from workbook.get_sheet_by_index(index).iter_rows()  # type: ignore[misc]
    except (CalamineError, ValueError, OSError):
        raise Unread("it is damaged, or not a whole file") from None
    except GeneratorExit:
        raise
    except BaseException as failure:
        raise _told(failure) from None


def _told(failure: BaseException) -> BaseException:
    """A fault inside calamine (a Rust panic is no Exception in Python) is the file's."""
    if type(failure).__name__ == "PanicException":
        return Unread("it is damaged, or not a whole file")
    return failure
