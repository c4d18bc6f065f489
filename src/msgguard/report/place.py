"""Where a finding stands, in lines and columns: they exist only here, offsets everywhere else.

Lines and columns count from 1; ``end_column`` is exclusive. Columns are in code points, or
in UTF-16 units where a reader counts so (SARIF, browsers).
"""

from __future__ import annotations

from dataclasses import dataclass

from msgguard.model import Finding, Message

_LABELS = {"to": "recipients", "html": "HTML part", "links": "link", "body": "body", "subject": "subject"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A span of a part in lines and columns."""

    line: int
    column: int
    end_line: int
    end_column: int


def source_of(message: Message, part: str) -> str | None:
    """The source text of a part, None where findings there have no span."""
    if part == "body":
        return message.body
    if part == "subject":
        return message.subject
    if part == "html":
        return message.alternative
    if part == "links":
        return "\n".join(message.links)
    kind, _, name = part.partition(":")
    if kind == "name":
        return name
    if kind == "header":
        return message.header(name) or None
    if kind == "file":
        return next((text for f in message.files() for own, text, _ in f.texts() if own == part), None)
    return None


def span_source(message: Message, finding: Finding) -> str | None:
    """The text that the finding's offsets count in, None where it has none that fit."""
    text = source_of(message, finding.part)
    if text is None or not 0 <= finding.start <= finding.end <= len(text):
        return None
    return text


def place_of(message: Message, finding: Finding, *, utf16: bool = False) -> Place | None:
    """Line and column of a finding, None where it has no span."""
    text = span_source(message, finding)
    if text is None:
        return None
    first = text.rfind("\n", 0, finding.start) + 1
    last = text.rfind("\n", 0, finding.end) + 1
    size = utf16_length if utf16 else len
    return Place(
        line=text.count("\n", 0, finding.start) + 1,
        column=size(text[first : finding.start]) + 1,
        end_line=text.count("\n", 0, finding.end) + 1,
        end_column=size(text[last : finding.end]) + 1,
    )


def utf16_length(text: str) -> int:
    """How many UTF-16 units ``text`` has: characters beyond the basic plane count two.

    >>> utf16_length("a😀")
    3
    """
    return len(text) if text.isascii() else len(text) + sum(char > "\uffff" for char in text)


def utf16_span(message: Message, finding: Finding) -> tuple[int, int] | None:
    """The finding's offsets in UTF-16 units."""
    text = span_source(message, finding)
    if text is None:
        return None
    start = utf16_length(text[: finding.start])
    return start, start + utf16_length(text[finding.start : finding.end])


def label(part: str) -> str:
    """A part's name for people: ``header:Reply-To`` is ``header Reply-To``."""
    kind, colon, name = part.partition(":")
    if not colon:
        return _LABELS.get(part, part)
    return f"file name {name}" if kind == "name" else f"{kind} {name}"
