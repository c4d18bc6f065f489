"""Zip containers, opened with care: sizes asked first, bombs and locked members told.

A member is never trusted to be as small as the directory says: reading stops there. Only
the two usual compressions are read, since others can ask for gigabytes by their header.
"""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from msgguard.intake.files.limits import Budget, Unread

_USUAL = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCKED = 0x1
# Every entry of the directory begins so; a directory alone may be built to fill the memory.
_ENTRY = b"PK\x01\x02"
_MOST_ENTRIES = 20_000
LOCKED = "it is locked with a password"


def open_package(data: bytes) -> zipfile.ZipFile:
    """The container; raises Unread if it is damaged."""
    if data.count(_ENTRY) > _MOST_ENTRIES:
        raise Unread(f"it holds more than {_MOST_ENTRIES:,} files")
    try:
        return zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Unread("it is damaged, or not a whole file") from None


def is_locked(info: zipfile.ZipInfo) -> bool:
    """Whether a password is needed for this member."""
    return bool(info.flag_bits & _LOCKED)


def unpacked(package: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> bytes:
    """The bytes of one member; raises Unread if locked, damaged or too large."""
    if is_locked(info):
        raise Unread(LOCKED)
    if info.compress_type not in _USUAL:
        raise Unread("it is packed in a way that is not read")
    budget.unpack(info.file_size, info.compress_size)
    try:
        with package.open(info) as stream:
            return stream.read(info.file_size)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        raise Unread("it is damaged, or not a whole file") from None


def part(package: zipfile.ZipFile, name: str, budget: Budget) -> bytes:
    """A part of an office file by its name; empty where there is none."""
    try:
        info = package.getinfo(name)
    except KeyError:
        return b""
    return unpacked(package, info, budget)
