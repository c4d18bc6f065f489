"""A message found again by its place: for the review, and for people who must look at the original."""

from __future__ import annotations

from msgguard.audit.entries import is_single
from msgguard.audit.place import Mail, Meter
from msgguard.audit.query import Results
from msgguard.audit.reading import entry_names, read_sources
from msgguard.errors import UsageError


def fetch(results: Results, wanted: set[int]) -> dict[int, Mail]:
    """Some messages by number, in one pass over the sources they lie in."""
    marks = ",".join("?" * len(wanted)) or "NULL"
    rows = results.ask(f"SELECT seq, source, place FROM messages WHERE seq IN ({marks})", sorted(wanted)).rows
    places = {(source, place): seq for seq, source, place in rows}
    found: dict[int, Mail] = {}
    for source in dict.fromkeys(source for source, _ in places):
        left = sum(1 for known, _ in places if known == source)
        dialect = str(results.record["plan"]["dialect"])
        for item in read_sources([source], meter=Meter(), dialect=dialect):
            seq = places.get((source, item.place.where))
            if seq is not None and isinstance(item, Mail):
                found[seq] = item
                left -= 1
                if not left:
                    break
    return found


def describe(results: Results, seq: int) -> str:
    """Where a message lies, file names included: for whoever has to open it."""
    rows = results.ask("SELECT source, place FROM messages WHERE seq = ?", [seq]).rows
    if not rows:
        raise UsageError(f"there is no message number {seq}")
    source, place = rows[0]
    path, _, at = place.partition("@")
    lines = [f"source: {source}"]
    if path and not is_single(source):
        first, _, rest = path.partition("/")
        names = entry_names(source)
        name = next((name for number, name in enumerate(names, start=1) if number == int(first)), "?")
        lines.append(f"file: {name}")
        path = rest
    if path:
        lines.append(f"member number: {path}")
    lines.append(f"position: {at}")
    return "\n".join(lines)
