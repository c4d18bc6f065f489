"""The text in XML, in one pass and without building a tree.

Guarded by refusing any document type: that is where entities are declared, which can grow
without end or name other files. Office files have none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from xml.parsers import expat

from msgguard.intake.files.limits import Budget, Unread

_CHECK_EVERY = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """Which elements hold text and which break it; local names, without namespaces.

    With ``text`` empty all character data counts. ``skip`` are elements left out whole.
    """

    text: frozenset[str] = frozenset()
    paragraph: frozenset[str] = frozenset()
    line: frozenset[str] = frozenset()
    tab: frozenset[str] = frozenset()
    space: frozenset[str] = frozenset()
    cell: frozenset[str] = frozenset()
    row: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Writer:
    grammar: Grammar
    most: int
    out: list[str] = field(default_factory=list)
    length: int = 0
    inside: int = 0
    skipping: int = 0
    cells: int = 0

    def start(self, name: str) -> None:
        grammar = self.grammar
        if self.skipping or name in grammar.skip:
            self.skipping += 1
        elif name in grammar.text:
            self.inside += 1
        elif name in grammar.cell:
            self.cells += 1
        elif name in grammar.tab:
            self.write("\t")
        elif name in grammar.line:
            self.write("\n" if not self.cells else " ")
        elif name in grammar.space:
            self.write(" ")

    def end(self, name: str) -> None:
        grammar = self.grammar
        if self.skipping:
            self.skipping -= 1
        elif name in grammar.text:
            self.inside -= 1
        elif name in grammar.paragraph:
            self.write(" " if self.cells else "\n")
        elif name in grammar.cell:
            self.cells -= 1
            self.strip()
            self.write("\t")
        elif name in grammar.row:
            self.strip()
            self.write("\n")

    def data(self, text: str) -> None:
        if not self.skipping and (self.inside or not self.grammar.text):
            self.write(text)

    def write(self, text: str) -> None:
        self.length += len(text)
        if self.length > self.most:
            raise _Full
        self.out.append(text)

    def strip(self) -> None:
        while self.out and self.out[-1] in (" ", "\t"):
            self.out.pop()


class _Full(Exception):
    """More text than may be read."""


def text_of(data: bytes, grammar: Grammar, budget: Budget) -> str:
    """The text of one XML part by its grammar; cut at the most that a file may have."""
    if not data:
        return ""
    writer = _Writer(grammar, budget.limits.text + 1)
    with suppress(_Full):
        parse(data, budget, start=lambda name, _: writer.start(name), end=writer.end, text=writer.data)
    lines = "".join(writer.out).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def parse(
    data: bytes,
    budget: Budget,
    *,
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call ``start(local name, attributes)``, ``end`` and ``text`` for each piece of ``data``.

    Raises Unread for what is no XML, or declares a document type.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    count = 0

    def started(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal count
        count += 1
        if count % _CHECK_EVERY == 0:
            budget.check()
        start(name.rpartition(" ")[2], attributes)

    def declared(*_: object) -> None:
        raise Unread("it declares entities of its own, as an attack does")

    parser.StartElementHandler = started
    parser.StartDoctypeDeclHandler = declared
    if end is not None:
        ended = end
        parser.EndElementHandler = lambda name: ended(name.rpartition(" ")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        raise Unread("it is damaged, or not a whole file") from None
