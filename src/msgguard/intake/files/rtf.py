"""RTF files: the text, also of headers, footnotes and comments, and what the file says of itself.

RTF specification 1.9.1. One pass over tokens, without a tree. Ready-made readers drop
headers, comments and properties, which is where names hide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from msgguard.intake.charset import codec_of
from msgguard.intake.files.limits import Found

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,40})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})"
    rb"|\\([^a-zA-Z'])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\"
)
_BREAKS = {"par": "\n", "line": "\n", "row": "\n", "sect": "\n", "page": "\n", "cell": "\t", "nestcell": "\t",
           "nestrow": "\n", "tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’",
           "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " "}  # fmt: skip
# Groups without a reader's text.
_SILENT = frozenset((
    "fonttbl", "colortbl", "stylesheet", "pict", "objdata", "themedata", "colorschememapping", "datastore",
    "latentstyles", "listtable", "listoverridetable", "generator", "rsidtbl", "xmlnstbl", "filetbl",
    "revtim", "creatim", "printim", "buptim", "blipuid", "mmathPr", "pgptbl", "nonshppict", "fldtype",
))  # fmt: skip
_PROPERTIES = frozenset((
    "title", "subject", "author", "manager", "company", "operator", "category", "keywords", "comment",
    "doccomm", "hlinkbase", "revtbl",
))  # fmt: skip
# Groups that begin with \* and are read all the same; others of that kind are for programs.
_STARRED = frozenset((
    "annotation", "atnauthor", "atnid", "fldinst", "footnote", "revtbl", "company", "manager", "shpinst",
    "shptxt", "ftnsep", "bkmkstart",
)) - {"bkmkstart", "ftnsep"}  # fmt: skip
_SPECIAL = {b"~": " ", b"-": "", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}
_CHECK_EVERY = 50_000
_MOST_DEPTH = 2_000


@dataclass(slots=True)
class _State:
    """The group the pass is in: whether its text counts, and to where it goes."""

    silent: bool = False
    aside: bool = False
    unicode_skip: int = 1


@dataclass(slots=True)
class _Pass:
    codec: str = "cp1252"
    text: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    state: _State = field(default_factory=_State)
    stack: list[_State] = field(default_factory=list)
    starred: bool = False
    to_skip: int = 0

    def write(self, text: str) -> None:
        self.flush()
        if not self.state.silent:
            (self.aside if self.state.aside else self.text).append(text)

    def flush(self) -> None:
        """Bytes of a code page come one by one; together they are characters."""
        if self.raw:
            text = self.raw.decode(self.codec, "replace")
            self.raw.clear()
            if not self.state.silent:
                (self.aside if self.state.aside else self.text).append(text)

    def characters(self, data: bytes) -> None:
        if self.to_skip:
            skipped = min(self.to_skip, len(data))
            self.to_skip -= skipped
            data = data[skipped:]
        if not self.state.silent:
            self.raw += data

    def group(self, brace: bytes) -> None:
        self.flush()
        self.to_skip = 0
        if brace == b"{":
            if len(self.stack) < _MOST_DEPTH:
                state = self.state
                self.stack.append(state)
                self.state = _State(state.silent, state.aside, state.unicode_skip)
        elif self.stack:
            was_aside = self.state.aside
            self.state = self.stack.pop()
            if was_aside and not self.state.aside:
                self.aside.append("\n")

    def word(self, name: str, number: int | None) -> None:
        if name == "u" and number is not None:
            self.write(chr(number % 65536))
            self.to_skip = self.state.unicode_skip
            return
        if name in _BREAKS:
            self.write(_BREAKS[name])
        elif name == "uc" and number is not None:
            self.state.unicode_skip = max(0, min(number, 8))
        elif name == "ansicpg" and number is not None:
            self.codec = codec_of(f"cp{number}") or self.codec
        elif name in _SILENT or (self.starred and name not in _STARRED):
            self.flush()
            self.state.silent = True
        elif name in _PROPERTIES:
            self.flush()
            self.state.aside = True
            self.aside.append(f"{name}: ")
        elif name in ("annotation", "footnote", "header", "footer", "atnauthor"):
            self.write("\n")
        self.starred = False


def read(data: bytes, found: Found) -> None:
    """The text as one, properties apart."""
    state = _Pass()
    at = 0
    count = 0
    while at < len(data):
        match = _TOKEN.match(data, at)
        if match is None:
            at += 1
            continue
        at = match.end()
        count += 1
        if count % _CHECK_EVERY == 0:
            found.budget.check()
        word, number, coded, special, brace, plain = match.groups()
        if plain is not None:
            state.characters(plain)
        elif word is not None:
            if word == b"bin" and number is not None:
                at += max(0, int(number))
                continue
            state.word(word.decode("ascii"), int(number) if number is not None else None)
        elif coded is not None:
            state.characters(bytes([int(coded, 16)]))
        elif brace is not None:
            state.group(brace)
        elif special == b"*":
            state.starred = True
        elif special is not None:
            state.write(_SPECIAL.get(special, ""))
    state.flush()
    found.text(_joined(state.text))
    found.section("properties", _joined(state.aside))


def _joined(pieces: list[str]) -> str:
    # Characters beyond the basic plane come as two halves.
    text = "".join(pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    lines = (line.strip(" ").rstrip("\t") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
