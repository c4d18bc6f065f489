"""IPTC captions of press and photo programs, in a JPEG's APP13 segment (IPTC-IIM 4.2)."""

from __future__ import annotations

from msgguard.intake.charset import decode_text

_DATASETS = {5: "title", 25: "keyword", 80: "by", 90: "city", 92: "place", 105: "headline", 116: "copyright",
             120: "caption", 122: "writer", 110: "credit", 118: "contact"}  # fmt: skip
_PHOTOSHOP = b"Photoshop 3.0\x00"
_IPTC = b"8BIM\x04\x04"
_MOST = 500


def iptc_lines(data: bytes) -> list[str]:
    """One line a fact, in the file's order."""
    start = data.find(_PHOTOSHOP)
    block = data.find(_IPTC, start) if start >= 0 else -1
    if block < 0:
        return []
    at = block + len(_IPTC)
    # A name of even length, then the length of the records.
    if at >= len(data):
        return []
    at += (data[at] + 2) & ~1
    end = min(len(data), at + 4 + int.from_bytes(data[at : at + 4], "big"))
    at += 4
    lines: list[str] = []
    for _ in range(_MOST):
        if at + 5 > end or data[at] != 0x1C:
            break
        record, dataset, length = data[at + 1], data[at + 2], int.from_bytes(data[at + 3 : at + 5], "big")
        value = data[at + 5 : at + 5 + length]
        at += 5 + length
        if record == 2 and dataset in _DATASETS and value.strip():
            lines.append(f"{_DATASETS[dataset]}: {decode_text(value)[0].strip()}")
    return lines
