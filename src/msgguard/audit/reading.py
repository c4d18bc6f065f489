"""Sources to a stream of mails: every message once, in a stable order, or a word on why not."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast
from zipfile import BadZipFile, LargeZipFile, ZipExtFile, ZipFile, ZipInfo

from msgguard.audit.entries import entries_of, is_single
from msgguard.audit.kind import Kind, kind_of
from msgguard.audit.mbox import FAULTS, MAX_MESSAGE, split
from msgguard.audit.place import Mail, Meter, Place, Unread
from msgguard.errors import IntakeError, UsageError

Item = Mail | Unread
_HEAD = 4_096
_MAX_DEPTH = 3
# A zip inside a zip is unpacked to a temporary file; beyond this size it is not.
_MAX_NESTED = 8_000_000_000


def read_sources(sources: Iterable[str], *, meter: Meter, dialect: str = "auto") -> Iterator[Item]:
    """Every message of the sources, one after the other."""
    for source in sources:
        single = is_single(source)
        for number, entry in enumerate(entries_of(source), start=1):
            place = Place(source) if single else Place(source, str(number))
            try:
                stream = entry.open()
            except OSError as failure:
                yield Unread(place, f"It cannot be opened: {failure.strerror or type(failure).__name__}.")
                continue
            with closing(stream):
                yield from _read(stream, entry.name, place, _Told(meter, stream), dialect, 0)
            meter.next_file(entry.size)


def total_size(sources: Iterable[str]) -> int:
    """Bytes as stored of all sources; 0 where that cannot be told."""
    try:
        return sum(entry.size for source in sources for entry in entries_of(source))
    except (OSError, IntakeError, UsageError):
        return 0


class _Told:
    """Tells the meter how far the file on the disk has been read."""

    __slots__ = ("meter", "stream")

    def __init__(self, meter: Meter, stream: BinaryIO) -> None:
        self.meter, self.stream = meter, stream

    def __call__(self) -> None:
        try:
            self.meter.here = self.stream.tell()
        except (OSError, ValueError):
            return


def _read(
    stream: BinaryIO, name: str, place: Place, told: Callable[[], None], dialect: str, depth: int
) -> Iterator[Item]:
    """One file, whatever it is."""
    try:
        buffered = io.BufferedReader(cast("io.RawIOBase", stream), 1 << 16)
        head = buffered.peek(_HEAD)[:_HEAD]
    except FAULTS as failure:
        yield Unread(place, f"It cannot be read: {_said(failure)}.")
        return
    kind = kind_of(name, head)
    try:
        match kind:
            case Kind.MBOX:
                yield from _mbox(buffered, place, told, dialect)
            case Kind.EML | Kind.EMLX:
                yield _eml(buffered, place, emlx=kind is Kind.EMLX)
            case Kind.GZIP:
                yield from _gzip(buffered, name, place, told, dialect, depth)
            case Kind.ZIP:
                with _seekable(buffered) as whole:
                    yield from _zip(whole, place, told, dialect, depth)
            case Kind.MSG:
                from msgguard.audit.outlook import read_msg

                yield read_msg(buffered.read(MAX_MESSAGE), place)
            case Kind.PST:
                from msgguard.audit.pst import read_pst

                with _seekable(buffered) as whole:
                    yield from read_pst(whole, place, told)
            case Kind.EMPTY:
                yield Unread(place, "It is empty.")
            case Kind.OTHER:
                yield Unread(
                    place, f"It is no mail ({PurePosixPath(name).suffix.lower()[:8] or 'no ending'})."
                )
            case Kind.COMPANION:
                pass
    except FAULTS as failure:
        yield Unread(place, f"It cannot be read: {_said(failure)}.")
    finally:
        # The stream is its opener's to close.
        with suppress(ValueError):
            buffered.detach()
    told()


def _said(failure: BaseException) -> str:
    """What a failure says of a file, without the file's name."""
    if isinstance(failure, OSError) and failure.strerror:
        return failure.strerror
    text = str(failure)
    return f"{type(failure).__name__}: {text[:100]}" if text and "/" not in text else type(failure).__name__


def _mbox(stream: BinaryIO, place: Place, told: Callable[[], None], dialect: str) -> Iterator[Item]:
    for piece in split(stream, dialect=dialect):
        here = Place(place.source, place.path, piece.at)
        if piece.raw.strip():
            yield Mail(here, piece.raw, piece.note)
        else:
            yield Unread(here, piece.note or "It is empty.")
        told()


def _eml(stream: BinaryIO, place: Place, *, emlx: bool) -> Item:
    raw = stream.read(MAX_MESSAGE + 1)
    if emlx:
        size, _, rest = raw.partition(b"\n")
        raw = rest[: int(size)]
    if not raw.strip():
        return Unread(place, "It is empty.")
    note = "It is longer than 64 MB; the rest was not read." if len(raw) > MAX_MESSAGE else ""
    return Mail(place, raw[:MAX_MESSAGE], note)


def _gzip(
    stream: BinaryIO, name: str, place: Place, told: Callable[[], None], dialect: str, depth: int
) -> Iterator[Item]:
    if depth >= _MAX_DEPTH:
        yield Unread(place, "It is packed too often.")
        return
    inner = name[:-3] if name.lower().endswith(".gz") else name
    with gzip.GzipFile(fileobj=stream) as unpacked:
        yield from _read(cast("BinaryIO", unpacked), inner, place, told, dialect, depth + 1)


def _zip(
    stream: BinaryIO, place: Place, told: Callable[[], None], dialect: str, depth: int
) -> Iterator[Item]:
    if depth >= _MAX_DEPTH:
        yield Unread(place, "It is packed too often.")
        return
    try:
        archive = ZipFile(stream)
    except (BadZipFile, LargeZipFile, ValueError, NotImplementedError) as failure:
        yield Unread(place, f"The zip cannot be read: {_said(failure)}.")
        return
    with archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        for number, member in enumerate(members, start=1):
            yield from _member(archive, member, place.inside(number), told, dialect, depth)


def _member(
    archive: ZipFile, member: ZipInfo, place: Place, told: Callable[[], None], dialect: str, depth: int
) -> Iterator[Item]:
    if member.flag_bits & 1:
        yield Unread(place, "It is encrypted.")
        return
    try:
        with archive.open(member) as inner:
            yield from _read(cast("BinaryIO", inner), member.filename, place, told, dialect, depth + 1)
    except FAULTS as failure:
        yield Unread(place, f"It cannot be unpacked: {_said(failure)}.")


@contextmanager
def _seekable(stream: BinaryIO) -> Iterator[BinaryIO]:
    """The stream itself where it can be read in any order, else a copy in a temporary file."""
    raw = getattr(stream, "raw", stream)
    if not isinstance(raw, gzip.GzipFile | ZipExtFile) and stream.seekable():
        yield stream
        return
    with SpooledTemporaryFile(max_size=1 << 24) as copy:
        left = _MAX_NESTED
        while left > 0 and (block := stream.read(min(1 << 20, left))):
            copy.write(block)
            left -= len(block)
        if left <= 0:
            raise OSError("the archive inside the archive is too large")
        copy.seek(0)
        yield cast("BinaryIO", copy)


def entry_names(source: str) -> Iterator[str]:
    """The names of a source's files in the order of their numbers (for ``audit place``)."""
    for entry in entries_of(source):
        yield entry.name
