"""Excel 97-2003 files (xls): measured first, then read as any workbook.

MS-XLS: records of a type, a length and their content; cell records begin with row and column.
"""

from __future__ import annotations

import struct
from typing import Any

from msgguard.intake.files.compound import stream
from msgguard.intake.files.limits import Found, Unread
from msgguard.intake.files.package import LOCKED

_FILEPASS = 0x2F
_BEGIN = 0x809
# Records that hold a cell (formula, number, label, text, error, blank rows of them).
_CELLS = frozenset((0x06, 0xBD, 0xBE, 0xD6, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x27E))


def read(container: Any, data: bytes, found: Found) -> None:
    """Read every sheet, unless the workbook is locked or claims more cells than it may."""
    from msgguard.intake.files.sheets import read_workbook

    records = stream(container, "Workbook", found) or stream(container, "Book", found)
    cells = _measured(records, found)
    if cells > 2 * found.budget.limits.cells:
        raise Unread("its sheets claim too many cells")
    read_workbook(data, found)


def _measured(records: bytes, found: Found) -> int:
    """Rows times columns of all sheets, as a reader would make room for them."""
    at, area, count = 0, 0, 0
    bounds: list[int] = []
    while at + 4 <= len(records):
        kind, length = struct.unpack_from("<HH", records, at)
        count += 1
        if count % 100_000 == 0:
            found.budget.check()
        if kind == _FILEPASS:
            raise Unread(LOCKED)
        if kind == _BEGIN:
            area += _area(bounds)
            bounds = []
        elif kind in _CELLS and length >= 6:
            row, column = struct.unpack_from("<HH", records, at + 4)
            bounds = _wider(bounds, row, column)
        at += 4 + length
    return area + _area(bounds)


def _wider(bounds: list[int], row: int, column: int) -> list[int]:
    if not bounds:
        return [row, row, column, column]
    bounds[0] = min(bounds[0], row)
    bounds[1] = max(bounds[1], row)
    bounds[2] = min(bounds[2], column)
    bounds[3] = max(bounds[3], column)
    return bounds


def _area(bounds: list[int]) -> int:
    return (bounds[1] - bounds[0] + 1) * (bounds[3] - bounds[2] + 1) if bounds else 0
