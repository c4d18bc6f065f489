"""The files of a source: one file, a folder, or a URL that fsspec knows (s3, az, gcs, sftp)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, cast

from msgguard.errors import IntakeError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file: its name below the source's root, its size as stored, how to open it."""

    name: str
    size: int
    open: Callable[[], BinaryIO]


def need(module: str, extra: str) -> Any:
    """A module of an extra; says how to install it where it is missing."""
    try:
        return import_module(module)
    except ImportError as failure:
        raise UsageError(f"this needs more packages: pip install 'msgguard[{extra}]'") from failure


def is_url(source: str) -> bool:
    """Whether a source is a URL rather than a path (``C:\\mail`` is a path)."""
    scheme, colon, _ = source.partition("://")
    return bool(colon) and len(scheme) > 1


def entries_of(source: str) -> Iterator[Entry]:
    """Every file of a source, names in order. Raises IntakeError where there is no such source."""
    if is_url(source):
        yield from _remote(source)
        return
    path = Path(source)
    if path.is_dir():
        yield from _folder(path, "")
    elif path.is_file():
        yield _local(path, path.name)
    else:
        raise IntakeError(f"{source}: no such file or folder")


def is_single(source: str) -> bool:
    """Whether a source is one file: then its messages need no file number."""
    if is_url(source):
        fs, root = _filesystem(source)
        return bool(fs.isfile(root))
    return Path(source).is_file()


def _local(path: Path, name: str) -> Entry:
    return Entry(name=name, size=path.stat().st_size, open=lambda: path.open("rb"))


def _folder(folder: Path, below: str) -> Iterator[Entry]:
    """Depth first, by the bytes of the names; links are not followed, so no walk is endless."""
    with os.scandir(folder) as found:
        listed = sorted(found, key=lambda entry: os.fsencode(entry.name))
    for entry in listed:
        name = f"{below}{entry.name}"
        if entry.is_symlink():
            continue
        if entry.is_dir():
            yield from _folder(Path(entry.path), name + "/")
        elif entry.is_file():
            yield _local(Path(entry.path), name)


def _filesystem(source: str) -> tuple[Any, str]:
    fsspec = need("fsspec", "audit")
    try:
        fs, root = fsspec.core.url_to_fs(source)
    except (ImportError, ValueError) as failure:
        raise UsageError(f"{source.partition('://')[0]}: {failure}") from failure
    return fs, root


def _remote(source: str) -> Iterator[Entry]:
    fs, root = _filesystem(source)
    try:
        if fs.isfile(root):
            names = [root]
        else:
            names = sorted(fs.find(root))
    except OSError as failure:
        raise IntakeError(f"{source}: cannot be listed: {failure}") from failure
    if not names:
        raise IntakeError(f"{source}: there is nothing at this address")
    for name in names:
        yield Entry(name=name, size=int(fs.size(name) or 0), open=_opener(fs, name))


def _opener(fs: Any, name: str) -> Callable[[], BinaryIO]:
    return lambda: cast("BinaryIO", fs.open(name, "rb"))
