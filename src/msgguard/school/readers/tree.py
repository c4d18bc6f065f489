"""XML to a tree without its dangers: no document type, no entities, bounded depth and size.

Expat reads; a document type declaration is refused before anything of it is expanded.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from msgguard.errors import Problem, RosterError

_DEEPEST = 60
_MOST_ELEMENTS = 20_000_000


def parse_tree(name: str, data: bytes) -> Element:
    """The root element; tags lose their name spaces, and ``line`` is an attribute of each.

    Raises RosterError for what is no XML, or XML that a roster has no use for.
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    depth = 0
    count = 0

    def refuse(what: str) -> RosterError:
        return RosterError([Problem(path=Path(name), line=parser.CurrentLineNumber, what=what)])

    def on_doctype(*_: object) -> None:
        raise refuse("has a document type declaration, which no roster needs; refused")

    def on_start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth += 1
        count += 1
        if depth > _DEEPEST or count > _MOST_ELEMENTS:
            raise refuse("is nested too deeply or has too many elements")
        builder.start(tag.rpartition(" ")[2], {**attributes, "line": str(parser.CurrentLineNumber)})

    def on_end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag.rpartition(" ")[2])

    parser.StartDoctypeDeclHandler = on_doctype
    parser.EntityDeclHandler = on_doctype
    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(data, True)
        return builder.close()
    except expat.ExpatError as failure:
        raise RosterError(
            [Problem(path=Path(name), line=failure.lineno, what=f"no XML: {failure}")]
        ) from failure
    except (ValueError, LookupError, AssertionError) as failure:
        # An encoding that nobody knows, or nothing at all.
        raise RosterError([Problem(path=Path(name), line=0, what=f"no XML: {failure}")]) from failure


def text_at(element: Element, path: str) -> str:
    """The trimmed text of the first element on the path; empty where there is none."""
    return (element.findtext(path) or "").strip()
