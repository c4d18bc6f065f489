"""AT801: a list of pupils, in a file (hidden sheets too) or pasted into the text.

Two ways to know one: columns that only a table of pupils has, or five different pupils of
the roster. In the text itself the pupils must stand as a list does, each at the beginning
of its line; five children named in a story are no list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgguard import lazyre as re
from msgguard.detect.columns import tells_data
from msgguard.detect.listing import Line, Table, lines_of, tables_in
from msgguard.model import Attachment, Confidence, Finding, Origin, Owner
from msgguard.text.view import TextPart, View

MOST_PUPILS = 4  # more than this many are a list
_PASTED = ("body", "html")
# What may stand before a pupil in a line of a list: a bullet, a number, a label ("Y1:", "6D –").
_LABEL = re.compile(r"[\s>*•·\-–—|\d.)(\[\]#:x]*(?:[^:\n]{1,24}(?:[:\t|]| [–—-] ))?[\s*•·\-–—|\d.)(]*")
_MOST_LINE = 140
_LEAST_LINES = 3
_NEAR = 3
_MOST_BETWEEN = 60


class Named(NamedTuple):
    """Pupils named at a place of a part (view indices)."""

    part: str
    start: int
    end: int
    about: tuple[str, ...]
    sure: bool


def in_files(view: View, named: Sequence[Named], *, with_roster: bool) -> Iterator[Finding]:
    """At most one finding a file: columns first, then the number of pupils."""
    parts = {part.name: part for part in view.parts}
    for file in view.message.files():
        found = _in_file(file, parts, named, with_roster=with_roster)
        if found is not None:
            yield found


def _in_file(
    file: Attachment, parts: dict[str, TextPart], named: Sequence[Named], *, with_roster: bool
) -> Finding | None:
    texts = [(parts[name], hidden) for name, _, hidden in file.texts() if name in parts]
    names = {part.name for part, _ in texts}
    here = [mention for mention in named if mention.part in names]
    pupils = _distinct(here)
    hidden_in = {part.name for part, hidden in texts if hidden}
    tables = [(part, table) for part, _ in texts for table in tables_in(part)]
    if not tables and len(pupils) <= MOST_PUPILS:
        return None
    if tables:
        # A roster holds every pupil: a table of none of them may be of others.
        sure = not with_roster or bool(pupils)
        part = tables[0][0]
        why = f"columns: {', '.join(dict.fromkeys(kind for kind in tables[0][1].kinds if kind))}"
    else:
        fullest = max(texts, key=lambda item: sum(m.part == item[0].name for m in here))
        part = fullest[0]
        sure = any(True for part, _ in texts for _ in _blocks(part, [m for m in here if m.part == part.name]))
        why = f"{len(pupils)} pupils"
    is_hidden = part.name in hidden_in
    return Finding(
        code="AT801",
        part=part.name,
        text=base_name(file.name),
        origin=Origin.ATTACHMENT,
        owner=Owner.PUPIL,
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
        about=tuple(pupils),
        facts={"pupils": str(len(pupils)), **({"hidden": "yes"} if is_hidden else {})},
        why=(why, *(("in a hidden part",) if is_hidden else ())),
    )


def in_text(view: View, named: Sequence[Named], *, with_roster: bool) -> Iterator[Finding]:
    """Lists pasted into the text: at most one finding a part."""
    for part in view.parts:
        if part.name not in _PASTED:
            continue
        here = [mention for mention in named if mention.part == part.name]
        table = next(tables_in(part), None)
        if table is not None:
            inside = [m for m in here if table.header.start <= m.start < table.end]
            pupils = _distinct(inside)
            sure = not with_roster or bool(pupils)
            yield _pasted(part, table.header, pupils, sure=sure, why=f"columns: {', '.join(_kinds(table))}")
            continue
        for head, rows, pupils in _blocks(part, here):
            # Names alone are names; a list tells something of each, or its head does.
            told = [part.folded[line.start : line.end] for line in (head, *rows)]
            if tells_data(told[0]) or sum(map(tells_data, told)) >= _LEAST_LINES:
                yield _pasted(part, head, pupils, sure=False, why=f"{len(pupils)} pupils in a list")
                break
        else:
            yield from _run_on(part, here)


def _kinds(table: Table) -> list[str]:
    return list(dict.fromkeys(kind for kind in table.kinds if kind))


def _pasted(part: TextPart, head: Line, pupils: list[str], *, sure: bool, why: str) -> Finding:
    text = part.folded[head.start : head.end]
    start = head.start + len(text) - len(text.lstrip())
    end = head.start + len(text.rstrip(" \t:"))
    return part.finding(
        "AT801",
        start,
        max(end, start + 1),
        owner=Owner.PUPIL,
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
        about=tuple(pupils),
        facts={"pupils": str(len(pupils))},
        why=(why,),
    )


def _blocks(part: TextPart, named: Sequence[Named]) -> Iterator[tuple[Line, list[Line], list[str]]]:
    """Runs of lines that each begin with a pupil: the line to show, the lines, the pupils."""
    if len(named) <= MOST_PUPILS:
        return
    lines = lines_of(part)
    by_line: dict[int, list[Named]] = {}
    at = 0
    for mention in sorted(named, key=lambda m: m.start):
        while at + 1 < len(lines) and lines[at].end < mention.start:
            at += 1
        by_line.setdefault(at, []).append(mention)
    run: list[int] = []
    for index in [*sorted(i for i in by_line if _begins(part, lines[i], by_line[i][0])), len(lines) + _NEAR]:
        if run and index - run[-1] >= _NEAR:
            pupils = _distinct([m for i in run for m in by_line[i]])
            if len(run) >= _LEAST_LINES and len(pupils) > MOST_PUPILS:
                yield _head(part, lines, run[0]), [lines[i] for i in run], pupils
            run = []
        run.append(index)


def _run_on(part: TextPart, named: Sequence[Named]) -> Iterator[Finding]:
    """A list within a line: pupil after pupil, and beside most of them something about them."""
    runs: list[list[Named]] = []
    for mention in sorted(named, key=lambda m: m.start):
        if runs and mention.start - runs[-1][-1].end <= _MOST_BETWEEN:
            runs[-1].append(mention)
        else:
            runs.append([mention])
    for run in runs:
        if len(run) <= MOST_PUPILS or len(pupils := _distinct(run)) <= MOST_PUPILS:
            continue
        bounds = [*(m.start for m in run[1:]), run[-1].end + _MOST_BETWEEN]
        told = sum(tells_data(part.folded[m.end : end]) for m, end in zip(run, bounds, strict=True))
        if told >= _LEAST_LINES:
            last = min(run[-1].end, run[0].start + _MOST_LINE)
            yield _pasted(
                part, Line(run[0].start, last), pupils, sure=False, why=f"{len(pupils)} pupils with data"
            )
            return


def _begins(part: TextPart, line: Line, mention: Named) -> bool:
    """Whether the line is of a list: short, and its pupil stands at its beginning."""
    if line.end - line.start > _MOST_LINE:
        return False
    label = part.folded[line.start : mention.start]
    return len(label) <= 40 and _LABEL.fullmatch(label) is not None


def _head(part: TextPart, lines: list[Line], first: int) -> Line:
    """The line that says what the list is (it ends with a colon), else the first of the list."""
    for index in range(first - 1, max(first - _NEAR, -1), -1):
        text = part.folded[lines[index].start : lines[index].end].strip()
        if text.endswith(":"):
            return lines[index]
        if text:
            break
    return lines[first]


def _distinct(named: Sequence[Named]) -> list[str]:
    """Different pupils: roster ids, or the words where no roster knows them.

    A name that fits several pupils is one of them, not all.
    """
    found: dict[str, None] = {}
    counted: set[str] = set()
    for mention in sorted(named, key=lambda m: len(m.about)):
        if not counted.intersection(mention.about):
            found[mention.about[0]] = None
        counted.update(mention.about)
    return list(found)


def base_name(name: str) -> str:
    """A file's own name, without the files that it lies in."""
    return name.rpartition("/")[2] or name
