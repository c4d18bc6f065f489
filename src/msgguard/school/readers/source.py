"""The files of an import: a file, a folder, a zip, or several of them. Bounded.

Files are known by their names without folders, in lower case: exports come zipped with and
without a folder around them, and copied with names in any case.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from msgguard.errors import Problem, RosterError

MOST_BYTES = 200_000_000
MOST_FILES = 500
ENDINGS = (".csv", ".txt", ".tsv", ".xml", ".json", ".xlsx", ".xls", ".ods")
_SHEETS = (".xlsx", ".ods")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The files by lower-case name; ``shown`` their names as a user knows them."""

    path: Path
    files: dict[str, bytes] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)

    def has(self, *names: str) -> bool:
        """Whether all these files are there."""
        return all(name.lower() in self.files for name in names)

    def name(self, name: str) -> str:
        """A file's name as the user knows it."""
        return self.shown.get(name.lower(), name)


def read_source(paths: Sequence[Path]) -> Source:
    """Read everything into memory. Raises RosterError where nothing can be read."""
    files: dict[str, bytes] = {}
    shown: dict[str, str] = {}
    for path in paths:
        for name, data in _files(path):
            key = name.rpartition("/")[2].lower()
            if key in files:
                what = f"two files are named {key}; import them apart"
                raise RosterError([Problem(path=path, line=0, what=what)])
            files[key] = data
            shown[key] = str(path) if path.is_file() and name == path.name else f"{path}/{name}"
    if not files:
        what = f"holds no roster file ({', '.join(ENDINGS)})"
        raise RosterError([Problem(path=paths[0] if paths else Path("."), line=0, what=what)])
    return Source(path=paths[0], files=files, shown=shown)


def _files(path: Path) -> Iterable[tuple[str, bytes]]:
    try:
        if path.is_dir():
            names = sorted(p for p in path.iterdir() if p.suffix.lower() in ENDINGS and p.is_file())
            return [(p.name, _bounded(path, p)) for p in names if not p.name.startswith((".", "~$"))]
        data = _bounded(path, path)
    except OSError as failure:
        what = f"cannot be read: {failure.strerror or failure}"
        raise RosterError([Problem(path=path, line=0, what=what)]) from failure
    if data[:4] == b"PK\x03\x04" and path.suffix.lower() not in _SHEETS:
        return _unzip(path, data)
    return [(path.name, data)]


def _bounded(path: Path, file: Path) -> bytes:
    if file.stat().st_size > MOST_BYTES:
        raise _too_large(path)
    return file.read_bytes()


def _too_large(path: Path) -> RosterError:
    return RosterError(
        [Problem(path=path, line=0, what=f"is larger than {MOST_BYTES // 1_000_000} MB; is it a roster?")]
    )


def _unzip(path: Path, data: bytes) -> list[tuple[str, bytes]]:
    """The roster files of a zip; what unpacks beyond the bound is refused (zip bombs)."""
    found = []
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for member in archive.infolist()[:MOST_FILES]:
                name = member.filename
                hidden = name.startswith("__MACOSX") or name.rpartition("/")[2].startswith((".", "~$"))
                if member.is_dir() or hidden or not name.lower().endswith(ENDINGS):
                    continue
                with archive.open(member) as stream:
                    content = stream.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise _too_large(path)
                found.append((name, content))
    except RuntimeError as failure:
        what = "is a zip with a password; unpack it first"
        raise RosterError([Problem(path=path, line=0, what=what)]) from failure
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as failure:
        raise RosterError([Problem(path=path, line=0, what=f"is a damaged zip: {failure}")]) from failure
    return found
