"""``msgguard baseline``: findings that somebody accepts, by fingerprint alone."""

from __future__ import annotations

from pathlib import Path

import click

from msgguard.cli.terminal import complain
from msgguard.errors import UsageError


@click.group("baseline")
def command() -> None:
    """Accept what an audit found, so that the next one counts only what is new.

    \b
      msgguard baseline write results accepted.json --by "A. Name"
      msgguard audit --baseline accepted.json --output later mail.mbox
    """


@command.command("write")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--by", required=True, metavar="NAME", help="Who accepts these findings; recorded.")
@click.option("--code", "codes", multiple=True, help="Only findings of this rule.")
@click.option("--key-file", metavar="FILE", help="The school's key (default: msgguard.key).")
def write_command(folder: Path, file: Path, by: str, codes: tuple[str, ...], key_file: str | None) -> None:
    """Accept the findings of the audit in FOLDER; FILE holds their fingerprints and nothing else."""
    from msgguard.audit.baseline import write_baseline
    from msgguard.audit.key import find_key
    from msgguard.audit.manifest import plan_of
    from msgguard.audit.query import Results
    from msgguard.audit.run import settings_of

    results = Results(folder)
    key, made = find_key(key_file, settings_of(plan_of(results.record)).path)
    if made is not None:
        made.unlink()
        raise UsageError("the key that the audit was made with is not there; name it with --key-file")
    rows = results.ask(
        "SELECT DISTINCT fingerprint, code FROM findings WHERE NOT allowed "
        "AND (len($1::VARCHAR[]) = 0 OR list_contains($1::VARCHAR[], code))",
        [[code.upper() for code in codes]],
    ).rows
    write_baseline(file, dict(rows), key=key, packs=results.record["packs"], by=by)
    complain(f"wrote {file}: {len(rows)} findings accepted")
