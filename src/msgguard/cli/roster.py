"""``msgguard roster``: the school's list of pupils and guardians, brought in and checked.

Shows counts, ids and places in files; never a person's name or address.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from msgguard.config import Settings, find_config, read_config
from msgguard.errors import MsgguardError, UsageError

if TYPE_CHECKING:
    from msgguard.school.change import Changes
    from msgguard.school.importing import Outcome
    from msgguard.school.profile import School
    from msgguard.school.readers.person import Note
    from msgguard.school.roster import Roster

_SHOWN = 10
_OLD_DAYS = 200
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


@click.group("roster")
def command() -> None:
    """Bring in the school's list of pupils and guardians.

    \b
      msgguard roster formats                    what can be read
      msgguard roster import export.zip --dry-run
      msgguard roster import pupils.csv --map sims.toml
      msgguard roster check

    Everything stays on this computer. The compiled roster holds names, classes, years, guardians'
    addresses and numbers, households and flags, and only its owner may open it.
    """


@command.command("formats")
def formats_() -> None:
    """List the formats that can be read."""
    from msgguard.school.readers.formats import FORMATS

    for entry in FORMATS:
        click.echo(f"{entry.name:<10} {entry.what}")
        click.echo(f"{'':<10} guardians: {entry.guardians}")


@command.command("import")
@click.argument("source", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--format", "format_name", default="", metavar="NAME", help="Read as this format (else recognised)."
)
@click.option(
    "--map",
    "map_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="What the export's own words mean (columns, relations, units).",
)
@click.option(
    "--flags",
    "flags_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Flags the school keeps (default: roster-flags.toml beside the output).",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The compiled roster (default: the one msgguard.toml names, else roster.json).",
)
@click.option("--config", metavar="FILE", help="msgguard.toml (default: the closest one upward).")
@click.option(
    "--keep-identifiers", is_flag=True, help="Keep birth dates and UPNs, so that they are recognised."
)
@click.option(
    "--forget-left", is_flag=True, help="Drop pupils who are not in this export, instead of keeping them."
)
@click.option("--dry-run", is_flag=True, help="Show what would be understood; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="As data, with every note.")
@click.pass_context
def import_(
    ctx: click.Context,
    source: tuple[Path, ...],
    *,
    format_name: str,
    map_file: Path | None,
    flags_file: Path | None,
    output: Path | None,
    config: str | None,
    keep_identifiers: bool,
    forget_left: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Read SOURCE (a file, folder or zip, or several files) into the compiled roster.

    Exit code 1: written, but an entry of the flags file fits nobody, or several.
    """
    from msgguard.school.compiled import write_compiled
    from msgguard.school.importing import FLAGS_NAME, import_roster
    from msgguard.school.readers.person import Options

    settings = read_config(find_config(Path.cwd(), named=config))
    target = output or settings.roster or Path("roster.json")
    if flags_file is None and (target.parent / FLAGS_NAME).is_file():
        flags_file = target.parent / FLAGS_NAME
    school = _school(settings)
    outcome = import_roster(
        source,
        Options(today=date.today(), pupil_domains=school.pupil_domains if school else frozenset()),
        format_name=format_name,
        map_file=map_file,
        flags_file=flags_file,
        before=target,
        keep_identifiers=keep_identifiers,
        forget_left=forget_left,
    )
    if not dry_run:
        write_compiled(outcome.roster, target)
    written = None if dry_run else target
    if as_json:
        click.echo(json.dumps(_record(outcome, written), indent=2, ensure_ascii=False))
    else:
        _show(outcome, written, flags_file=flags_file, keep_identifiers=keep_identifiers)
    if any(note.kind == "flag" for note in outcome.notes):
        ctx.exit(1)


@command.command("check")
@click.option("--config", metavar="FILE", help="msgguard.toml (default: the closest one upward).")
@click.option(
    "--roster",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A compiled roster (default: the one msgguard.toml names).",
)
@click.option("--json", "as_json", is_flag=True, help="As data.")
@click.pass_context
def check_(ctx: click.Context, *, config: str | None, path: Path | None, as_json: bool) -> None:
    """Check the compiled roster: permissions, age, links, clashes with the school's profile.

    Exit code 0: nothing amiss, 1: something is, 2: it cannot be read.
    """
    from msgguard.school.compiled import read_compiled

    settings = read_config(find_config(Path.cwd(), named=config))
    path = path or settings.roster
    if path is None:
        raise UsageError("no roster is configured; set 'roster' in msgguard.toml, or give --roster FILE")
    roster = read_compiled(path)
    problems = [*_file_faults(path), *_roster_faults(roster, _school(settings))]
    counts = _roster_counts(roster)
    if as_json:
        click.echo(json.dumps({"roster": str(path), "counts": counts, "problems": problems}, indent=2))
    else:
        for what, count in counts.items():
            click.echo(f"{count:>6} {what}")
        for problem in problems:
            click.echo(f"{path}: {problem}")
        if not problems:
            click.echo("nothing amiss")
    ctx.exit(1 if problems else 0)


def _school(settings: Settings) -> School | None:
    if settings.school is None:
        return None
    from msgguard.school.reader import read_school

    return read_school(settings.school)


def _record(outcome: Outcome, written: Path | None) -> dict[str, object]:
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


def _show(outcome: Outcome, written: Path | None, *, flags_file: Path | None, keep_identifiers: bool) -> None:
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
        click.echo(f"  flags from {_plain(str(flags_file))}")
    if outcome.changes is not None:
        _show_changes(outcome.changes)
    _show_notes(outcome.notes)
    if not keep_identifiers:
        click.echo(
            "Birth dates and UPNs are not kept: in messages they are then known by their form and the words "
            "around them only. --keep-identifiers keeps them."
        )
    click.echo(
        f"Written to {_plain(str(written))}, readable by you alone." if written else "Nothing was written."
    )


def _show_changes(changes: Changes) -> None:
    click.echo("Since the last import:")
    said = False
    for entry in fields(changes):
        ids: tuple[str, ...] = getattr(changes, entry.name)
        if ids:
            said = True
            more = f", and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
            click.echo(f"  {len(ids)} {_CHANGE_WORDS[entry.name]}: {_plain(', '.join(ids[:_SHOWN]))}{more}")
    if not said:
        click.echo("  nothing has changed")


def _show_notes(notes: Sequence[Note]) -> None:
    kinds = Counter(note.kind for note in notes)
    if kinds:
        click.echo("To look at:")
    for kind, count in kinds.items():
        for note in [n for n in notes if n.kind == kind][:_SHOWN]:
            click.echo(f"  {_plain(str(note))}")
        if count > _SHOWN:
            click.echo(f"  … and {count - _SHOWN} more of the kind '{kind}' (--json lists all)")


def _plain(text: str) -> str:
    """Text from somebody's file, unable to write to the terminal."""
    return "".join(c if c.isprintable() else "?" for c in text)


def _roster_counts(roster: Roster) -> dict[str, int]:
    here = [p for p in roster.pupils if "left" not in p.flags]
    return {
        "pupils": len(here),
        "pupils who left": len(roster.pupils) - len(here),
        "guardians": len(roster.guardians),
        "pupils without a guardian": sum(p.id not in roster.guardians_of for p in here),
        "guardians without a pupil": sum(not g.children and not g.restricted for g in roster.guardians),
        "guardians barred from a pupil": sum(bool(g.restricted) for g in roster.guardians),
        "pupils not to be published": sum("no-publicity" in p.flags for p in roster.pupils),
        "pupils with consents": sum(bool(p.consents) for p in roster.pupils),
        "staff with children here": len(roster.staff_children),
    }


def _file_faults(path: Path) -> Iterator[str]:
    from msgguard.school.compiled import exposure
    from msgguard.school.importing import FLAGS_NAME

    if said := exposure(path):
        yield said
    made = path.stat().st_mtime
    days = int((datetime.now().timestamp() - made) // 86_400)
    if days > _OLD_DAYS:
        yield f"is {days} days old; import again"
    flags = path.parent / FLAGS_NAME
    if flags.is_file():
        if said := exposure(flags):
            yield f"{FLAGS_NAME}: {said}"
        if flags.stat().st_mtime > made:
            yield f"{FLAGS_NAME} was changed after the last import; import again"


def _roster_faults(roster: Roster, school: School | None) -> Iterator[str]:
    known = roster.pupil_by_id
    if not roster.guardians:
        yield "has no guardians: every private address counts as a stranger's"
    if len(known) != len(roster.pupils):
        yield f"{len(roster.pupils) - len(known)} pupil ids stand twice"
    absent = sum(c not in known for g in roster.guardians for c in {*g.children, *g.restricted})
    if absent:
        yield f"{absent} links lead to pupils who are not in it"
    if not any(p.classes for p in roster.pupils):
        yield "has no classes: initials with a class cannot be recognised"
    if school is None:
        return
    if school.pupil_domains or school.pupil_pattern:
        odd = sum(bool(p.email) and not school.is_pupil_address(p.email) for p in roster.pupils)
        if odd:
            yield f"{odd} pupils' addresses do not fit pupil_domains or pupil_pattern in school.toml"
    ours = sum(school.is_school_address(e) for g in roster.guardians for e in g.emails)
    if ours:
        yield f"{ours} guardians' addresses are the school's own: they count as staff, not as guardians"
    strangers = sum(address not in school.staff_by_address for address in roster.staff_children)
    if strangers and school.staff:
        yield f"{strangers} staff with declared children are not among the staff in school.toml"


def main() -> None:
    """Run the group alone, as ``python -m msgguard.cli.roster``."""
    try:
        command(prog_name="msgguard roster")
    except MsgguardError as failure:
        click.echo(f"error: {failure}", err=True)
        raise SystemExit(2) from failure


roster = command

if __name__ == "__main__":
    main()
