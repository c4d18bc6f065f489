"""What an import of a roster shows: counts, changes by id, notes with their places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

from msgguard.report.safe import safe

if TYPE_CHECKING:
    from msgguard.school.change import Changes
    from msgguard.school.importing import Outcome
    from msgguard.school.readers.person import Note

_SHOWN = 10
_CHANGE_WORDS = {
    "added": "new pupils",
    "left": "pupils who left (still known)",
    "returned": "pupils who came back",
    "renamed": "pupils with another name",
    "moved": "pupils in another class or year",
    "guardians_changed": "pupils with other guardians, addresses or bars",
    "flags_changed": "pupils with other flags or consents",
    "guardians_added": "new guardians",
    "guardians_gone": "guardians gone",
}


def record_of(outcome: Outcome, written: Path | None) -> dict[str, object]:
    """The outcome as data."""
    return {
        "schema": 1,
        "format": outcome.roster.source,
        "written": str(written) if written else None,
        "counts": asdict(outcome.counts),
        "changes": asdict(outcome.changes) if outcome.changes else None,
        "notes": [
            {"kind": n.kind, "file": n.place.file, "line": n.place.line, "what": n.what}
            for n in outcome.notes
        ],
    }


def show(outcome: Outcome, written: Path | None, *, flags_file: Path | None, keep_identifiers: bool) -> None:
    """The outcome in words: counts, changes, what to look at, what is not kept."""
    counts = outcome.counts
    click.echo(f"Read as {outcome.roster.source}.")
    click.echo(
        f"  {counts.pupils} pupils, {counts.classes} classes, {counts.years} year groups"
        + (f", {counts.left} who left" if counts.left else "")
        + (f"; {counts.without_guardian} without a guardian" if counts.without_guardian else "")
    )
    click.echo(
        f"  {counts.guardians} guardians"
        + (f", {counts.unlinked} without a pupil" if counts.unlinked else "")
        + (f"; {counts.households} households told apart" if counts.households else "")
    )
    if counts.staff or counts.no_role:
        click.echo(
            f"  not kept: {counts.staff} staff"
            + (f" ({counts.staff_parents} of them parents, kept as such)" if counts.staff_parents else "")
            + (f", {counts.no_role} people without a known role" if counts.no_role else "")
        )
    if flags_file is not None:
        click.echo(f"  flags from {safe(str(flags_file))}")
    if outcome.changes is not None:
        _show_changes(outcome.changes)
    _show_notes(outcome.notes)
    if not keep_identifiers:
        click.echo(
            "Birth dates and UPNs are not kept: in messages they are then known by their form and the words "
            "around them only. --keep-identifiers keeps them."
        )
    click.echo(
        f"Written to {safe(str(written))}, readable by you alone." if written else "Nothing was written."
    )


def _show_changes(changes: Changes) -> None:
    click.echo("Since the last import:")
    said = False
    for entry in fields(changes):
        ids: tuple[str, ...] = getattr(changes, entry.name)
        if ids:
            said = True
            more = f", and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
            click.echo(f"  {len(ids)} {_CHANGE_WORDS[entry.name]}: {safe(', '.join(ids[:_SHOWN]))}{more}")
    if not said:
        click.echo("  nothing has changed")


def _show_notes(notes: Sequence[Note]) -> None:
    kinds = Counter(note.kind for note in notes)
    if kinds:
        click.echo("To look at:")
    for kind, count in kinds.items():
        for note in [n for n in notes if n.kind == kind][:_SHOWN]:
            click.echo(f"  {safe(str(note))}")
        if count > _SHOWN:
            click.echo(f"  … and {count - _SHOWN} more of the kind '{kind}' (--json lists all)")
