"""Text for people wrapped to the terminal, shared by the verbs that explain."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence

from msgguard.report.safe import safe


def wrapped(text: str, *, indent: str = "", first: str | None = None) -> str:
    """``text`` in lines of at most 100 columns; ``first`` begins the first line."""
    columns = min(100, shutil.get_terminal_size((100, 24)).columns)
    return textwrap.fill(
        safe(" ".join(text.split())),
        width=max(40, columns),
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def table(rows: Sequence[tuple[str, ...]], *, head: tuple[str, ...] = ()) -> list[str]:
    """Rows in columns as wide as their widest cell; numbers to the right."""
    every = [head, *rows] if head else list(rows)
    if not every:
        return []
    widths = [max(len(row[i]) for row in every) for i in range(len(every[0]))]
    lines = []
    for row in every:
        cells = [
            cell.rjust(width) if _is_number(cell) else cell.ljust(width)
            for cell, width in zip(row, widths, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return lines


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).replace("%", "").strip().isdigit()
