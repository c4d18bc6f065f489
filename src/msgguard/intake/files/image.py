"""Pictures and films: not what they show, but what is written in them: captions, names, places.

EXIF 2.32, IPTC-IIM 4.2, XMP; the regions in which phones and photo programs name faces.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress

from msgguard.intake.files.exif import exif_lines
from msgguard.intake.files.iptc import iptc_lines
from msgguard.intake.files.limits import Found, Unread
from msgguard.intake.files.xmltext import parse

_XMP, _XMP_END = b"<x:xmpmeta", b"</x:xmpmeta>"
_PNG = b"\x89PNG\r\n\x1a\n"
# What of XMP a reader would call a caption, a name or a place.
_XMP_NAMES = frozenset((
    "title", "description", "creator", "subject", "Headline", "CaptionWriter", "PersonInImage", "Name",
    "PersonDisplayName", "City", "Location", "Sublocation", "Country", "GPSLatitude", "GPSLongitude",
    "hierarchicalSubject", "TagsList", "LastKeywordXMP", "AltTextAccessibility", "ExtDescrAccessibility",
    "UserComment", "ImageDescription", "Event", "Credit", "OwnerName", "Notes",
))  # fmt: skip
# Films of phones keep the place as ISO 6709: +51.5533-000.4498/
_FILM_PLACE = re.compile(rb"[+-]\d{2}\.\d{2,6}[+-]\d{3}\.\d{2,6}(?=[+/-])")
_TIFF = (b"II*\x00", b"MM\x00*")
_MOST_CHUNKS = 5_000
_MOST_PACKETS = 10


def read(data: bytes, found: Found) -> None:
    """One line a fact, ``caption: …``; nothing where the file tells nothing."""
    lines: list[str] = []
    if data.startswith(_PNG):
        lines += _png(data, found)
    for block in _exif_blocks(data):
        lines += exif_lines(block)
    if data.startswith(b"\xff\xd8"):
        lines += iptc_lines(data)
    for packet in _packets(data):
        lines += _xmp(packet, found)
    if data[4:8] == b"ftyp":
        place = _FILM_PLACE.search(data[:2_000_000]) or _FILM_PLACE.search(data[-2_000_000:])
        if place:
            lines.append(f"GPS {place[0].decode('ascii')}")
    found.section("details", "\n".join(dict.fromkeys(lines)))


def _exif_blocks(data: bytes) -> list[bytes]:
    """The TIFF structures that hold EXIF, wherever the format keeps them."""
    if data.startswith(_TIFF):
        return [data]
    blocks: list[bytes] = []
    # JPEG, HEIC and WebP mark the block; PNG names its chunk.
    for mark in (b"Exif\x00\x00", b"eXIf", b"EXIF"):
        at = data.find(mark)
        while at >= 0 and len(blocks) < 4:
            start = at + len(mark) + (4 if mark == b"EXIF" else 0)
            if data[start : start + 4] in _TIFF:
                blocks.append(data[start:])
            at = data.find(mark, at + 1)
    return blocks


def _packets(data: bytes) -> Iterator[bytes]:
    """XMP stands as plain XML in every format."""
    at = data.find(_XMP)
    for _ in range(_MOST_PACKETS):
        end = data.find(_XMP_END, at) if at >= 0 else -1
        if end < 0:
            return
        yield data[at : end + len(_XMP_END)]
        at = data.find(_XMP, end)


def _xmp(packet: bytes, found: Found) -> list[str]:
    lines: list[str] = []
    path: list[str] = []

    def start(name: str, given: Mapping[str, str]) -> None:
        path.append(name)
        for key, value in given.items():
            local = key.rpartition(" ")[2]
            if local in _XMP_NAMES and value.strip():
                lines.append(_line(local, value))

    def text(value: str) -> None:
        named = next((name for name in reversed(path) if name in _XMP_NAMES), None)
        if named and value.strip():
            lines.append(_line(named, value))

    def end(_: str) -> None:
        path.pop()

    with suppress(Unread):  # what stands before a fault is told
        parse(packet, found.budget, start=start, end=end, text=text)
    return lines


def _line(name: str, value: str) -> str:
    return f"GPS {name}: {value.strip()}" if name.startswith("GPS") else f"{name}: {value.strip()}"


def _png(data: bytes, found: Found) -> list[str]:
    """Texts in a PNG: tEXt, zTXt and iTXt chunks (PNG 1.2, 4.2.3)."""
    lines: list[str] = []
    at = len(_PNG)
    for _ in range(_MOST_CHUNKS):
        if at + 8 > len(data):
            break
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + length]
        at += 12 + length
        key, _, rest = body.partition(b"\x00")
        if kind == b"tEXt":
            lines.append(f"{key.decode('latin-1')}: {rest.decode('latin-1')}")
        elif kind == b"zTXt":
            lines.append(f"{key.decode('latin-1')}: {_inflated(rest[1:]).decode('latin-1')}")
        elif kind == b"iTXt" and key != b"XML:com.adobe.xmp":
            compressed, words = rest[:1] == b"\x01", rest[2:].split(b"\x00", 2)[-1]
            words = _inflated(words) if compressed else words
            lines.append(f"{key.decode('latin-1')}: {words.decode('utf-8', 'replace')}")
        elif kind == b"iTXt" and rest[:1] == b"\x01":
            lines += _xmp(_inflated(rest[2:].split(b"\x00", 2)[-1]), found)
    return [line for line in lines if not line.startswith("Software:")]


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, 1_000_000)
    except zlib.error:
        return b""
