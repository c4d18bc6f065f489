"""``msgguard roster``: the school's list of pupils and guardians, brought in and checked.

Shows counts, ids and places in files; never a person's name or address.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from msgguard.cli.context import Choice, settings_for
from msgguard.cli.exits import Exit
from msgguard.cli.roster_show import record_of, show
from msgguard.errors import UsageError
from msgguard.report.record import to_json
from msgguard.report.safe import safe

if TYPE_CHECKING:
    from msgguard.config import Settings
    from msgguard.school.profile import School


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
def import_(
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
) -> int:
    """Read SOURCE (a file, folder or zip, or several files) into the compiled roster.

    Exit code 1: written, but an entry of the flags file fits nobody, or several.
    """
    from msgguard.school.compiled import write_compiled
    from msgguard.school.importing import FLAGS_NAME, import_roster
    from msgguard.school.readers.person import Options

    settings = settings_for(Choice(config=config))
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
        click.echo(to_json(record_of(outcome, written), indent=2))
    else:
        show(outcome, written, flags_file=flags_file, keep_identifiers=keep_identifiers)
    return Exit.FOUND if any(note.kind == "flag" for note in outcome.notes) else Exit.CLEAN


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
def check_(*, config: str | None, path: Path | None, as_json: bool) -> int:
    """Check the compiled roster: permissions, age, links, clashes with the school's profile.

    Exit code 0: nothing amiss, 1: something is, 2: it cannot be read.
    """
    from msgguard.school.compiled import read_compiled
    from msgguard.school.soundness import counts_of, file_faults, roster_faults

    settings = settings_for(Choice(config=config))
    path = path or settings.roster
    if path is None:
        raise UsageError("no roster is configured; set 'roster' in msgguard.toml, or give --roster FILE")
    roster = read_compiled(path)
    problems = [*file_faults(path), *roster_faults(roster, _school(settings))]
    counts = counts_of(roster)
    if as_json:
        click.echo(to_json({"roster": str(path), "counts": counts, "problems": problems}, indent=2))
    else:
        for what, count in counts.items():
            click.echo(f"{count:>6} {what}")
        for problem in problems:
            click.echo(safe(f"{path}: {problem}"))
        if not problems:
            click.echo("nothing amiss")
    return Exit.FOUND if problems else Exit.CLEAN


def _school(settings: Settings) -> School | None:
    if settings.school is None:
        return None
    from msgguard.school.reader import read_school

    return read_school(settings.school)
