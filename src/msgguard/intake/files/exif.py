"""EXIF: the tags that a person wrote or that say where and by whom, out of a TIFF structure.

TIFF 6.0 section 2; EXIF 2.32 sections 4.6.4 to 4.6.6. Own reader of about a dozen tags:
Pillow would add 7 MB for it, and readers of every maker's notes are slower and more fragile.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from msgguard.intake.charset import decode_text

_TEXTS = {
    0x010E: "caption",
    0x013B: "artist",
    0x8298: "copyright",
    0x9C9B: "title",
    0x9C9C: "comment",
    0x9C9D: "author",
    0x9C9E: "keywords",
    0x9C9F: "subject",
    0x9286: "comment",
    0xA430: "owner",
    0x0132: "taken",
}
_EXIF, _GPS = 0x8769, 0x8825
_WIDE = range(0x9C9B, 0x9CA0)
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
_MOST_ENTRIES = 500
_MOST_BYTES = 20_000


def exif_lines(block: bytes) -> list[str]:
    """One line a fact; ``GPS 51.5533 N 0.4498 W`` where the place is given."""
    order = "<" if block[:2] == b"II" else ">"
    lines: list[str] = []
    try:
        first = struct.unpack_from(f"{order}I", block, 4)[0]
        for directory in (first, *_pointers(block, order, first, _EXIF)):
            for tag, kind, value in _entries(block, order, directory):
                if tag in _TEXTS:
                    text = _text(tag, kind, value)
                    if text:
                        lines.append(f"{_TEXTS[tag]}: {text}")
        for directory in _pointers(block, order, first, _GPS):
            place = _place(block, order, directory)
            if place:
                lines.append(place)
    except struct.error:
        pass  # cut short: what stands before is told
    return lines


def _entries(block: bytes, order: str, at: int) -> Iterator[tuple[int, int, bytes]]:
    count = struct.unpack_from(f"{order}H", block, at)[0]
    for index in range(min(count, _MOST_ENTRIES)):
        entry = at + 2 + 12 * index
        tag, kind, number = struct.unpack_from(f"{order}HHI", block, entry)
        size = _SIZES.get(kind, 0) * number
        if not 0 < size <= _MOST_BYTES:
            continue
        start = entry + 8 if size <= 4 else struct.unpack_from(f"{order}I", block, entry + 8)[0]
        yield tag, kind, block[start : start + size]


def _pointers(block: bytes, order: str, directory: int, wanted: int) -> list[int]:
    return [
        struct.unpack(f"{order}I", value)[0]
        for tag, kind, value in _entries(block, order, directory)
        if tag == wanted and kind == 4 and len(value) == 4
    ]


def _text(tag: int, kind: int, value: bytes) -> str:
    if tag in _WIDE:
        text = value.decode("utf-16-le", "replace")
    elif tag == 0x9286:
        code, value = value[:8], value[8:]
        text = value.decode("utf-16", "replace") if code.startswith(b"UNICODE") else decode_text(value)[0]
    elif kind == 2:
        text = decode_text(value.rstrip(b"\x00"))[0]
    else:
        return ""
    return " ".join(text.replace("\x00", " ").split())


def _place(block: bytes, order: str, directory: int) -> str:
    values = {tag: value for tag, _, value in _entries(block, order, directory)}
    north, west = _degrees(values.get(2, b""), order), _degrees(values.get(4, b""), order)
    if north is None or west is None:
        return ""
    return f"GPS {north:.4f} {_letter(values.get(1), 'N')} {west:.4f} {_letter(values.get(3), 'E')}"


def _letter(value: bytes | None, default: str) -> str:
    letter = (value or b"")[:1].decode("latin-1")
    return letter if letter in "NSEW" and letter else default


def _degrees(value: bytes, order: str) -> float | None:
    """Degrees, minutes and seconds as one number; None where they are empty."""
    if len(value) < 24:
        return None
    numbers = struct.unpack_from(f"{order}6I", value)
    if not (numbers[1] and any(numbers[0::2])):
        return None
    parts = [top / (bottom or 1) for top, bottom in zip(numbers[0::2], numbers[1::2], strict=True)]
    return float(parts[0] + parts[1] / 60 + parts[2] / 3600)
