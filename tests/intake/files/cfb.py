"""A small writer of compound files (MS-CFB): enough to make old Office files and saved mails."""

from __future__ import annotations

import struct
from itertools import pairwise

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
LEAST = 4096  # smaller streams would need the mini stream; they are padded instead


def compound(streams: dict[str, bytes]) -> bytes:
    """A container with ``streams`` by path (``a/b`` lies in the storage ``a``)."""
    names: list[tuple[str, ...]] = []
    for path in streams:
        parts = tuple(path.split("/"))
        names.extend(parts[:n] for n in range(1, len(parts)) if parts[:n] not in names)
        names.append(parts)
    sectors: list[bytes] = []
    chain: list[int] = []

    def store(data: bytes) -> int:
        first = len(sectors)
        count = max(1, -(-len(data) // SECTOR))
        for i in range(count):
            sectors.append(data[i * SECTOR : (i + 1) * SECTOR].ljust(SECTOR, b"\x00"))
            chain.append(first + i + 1 if i + 1 < count else END)
        return first

    entries = [("Root Entry", 5, (), END, 0)]
    for name in names:
        data = streams.get("/".join(name))
        if data is None:
            entries.append((name[-1], 1, name, 0, 0))
        else:
            data = data.ljust(LEAST, b"\x00")
            entries.append((name[-1], 2, name, store(data), len(data)))
    index = {entry[2]: i for i, entry in enumerate(entries)}
    children: dict[int, list[int]] = {}
    for i, entry in enumerate(entries[1:], 1):
        children.setdefault(index[entry[2][:-1]], []).append(i)
    right = [FREE] * len(entries)
    child = [FREE] * len(entries)
    for parent, inner in children.items():
        child[parent] = inner[0]
        for one, following in pairwise(inner):
            right[one] = following
    directory = b""
    for i, (name, kind, _, start, size) in enumerate(entries):
        wide = name.encode("utf-16-le") + b"\x00\x00"
        directory += struct.pack(
            "<64sHBBIII16sIQQIQ",
            wide,
            len(wide),
            kind,
            1,
            FREE,
            right[i],
            child[i],
            b"",
            0,
            0,
            0,
            start,
            size,
        )
    while len(directory) % SECTOR:
        directory += struct.pack("<64sHBBIII16sIQQIQ", b"", 0, 0, 0, FREE, FREE, FREE, b"", 0, 0, 0, 0, 0)
    root = store(directory)
    tables = 1
    while (len(sectors) + tables) * 4 > tables * SECTOR:
        tables += 1
    first = len(sectors)
    table = b"".join(struct.pack("<I", n) for n in [*chain, *[FAT] * tables]).ljust(tables * SECTOR, b"\xff")
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, tables, root, 0, LEAST, END,
        0, END, 0,
    )  # fmt: skip
    header += b"".join(struct.pack("<I", first + n) for n in range(tables)).ljust(436, b"\xff")
    return header + b"".join(sectors) + table
