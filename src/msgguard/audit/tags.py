"""Pieces of the report's HTML: figures, tables, escaped text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from msgguard.report.safe import safe


def figure(svg: str, caption: str) -> Iterator[str]:
    """A chart with its caption."""
    yield f"<figure>{svg}<figcaption>{text(caption)}</figcaption></figure>"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str) -> Iterator[str]:
    """A table whose first column heads its rows; columns of numbers stand to the right."""
    last = len(head) - 1
    numeric = [at > 0 and word in _NUMERIC for at, word in enumerate(head)]
    cells = "".join(f'<th scope="col"{_class(numeric[at])}>{text(word)}</th>' for at, word in enumerate(head))
    yield f"<table><caption>{text(caption)}</caption><thead><tr>{cells}</tr></thead><tbody>"
    for row in rows:
        rest = "".join(f"<td{_class(numeric[at])}>{text(row[at])}</td>" for at in range(1, last + 1))
        yield f'<tr><th scope="row">{text(row[0])}</th>{rest}</tr>'
    yield "</tbody></table>"


_NUMERIC = frozenset({"Findings", "Checked", "Number", "Per 100 messages"})


def _class(numeric: bool) -> str:
    return ' class="n"' if numeric else ""


def details(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table that opens on demand, and always on paper."""
    yield f"<details><summary>{text(title)}</summary>"
    yield from table(head, rows, caption=title)
    yield "</details>"


def text(value: object) -> str:
    """A value as harmless text of a page."""
    return escape(safe(str(value)))
