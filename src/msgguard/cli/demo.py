"""The demonstration: a draft that ships with a pack, checked as its school would check it.

``make demo`` runs it; it works the same from an installed package.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from msgguard.cli.exits import Exit
from msgguard.cli.main import cli
from msgguard.policy.pack import built_in_folders

NEXT = """\
What next?
  msgguard check --text "Ring me on 07700 900123" --audience pupil     a text of your own
  msgguard check FILE                                                  a draft (.txt, .eml), a folder of them
  msgguard rule CD101                                                  why a rule is there, what to do instead
  msgguard init                                                        set your own school up
  msgguard pack new NAME                                               put your own policy into a pack
Exit codes: 0 clean, 1 something was found, 2 it could not be checked. Nothing leaves this machine."""


def demo_folder() -> Path:
    """The folder of the demonstration: the first pack that has one."""
    for folder in built_in_folders():
        for draft in sorted(folder.glob("*/demo/draft.eml")):
            return draft.parent
    raise FileNotFoundError("no pack has a demonstration")


def arguments(folder: Path) -> list[str]:
    """The command line that the demonstration runs."""
    return [
        "check",
        str(folder / "draft.eml"),
        "--config",
        str(folder / "msgguard.toml"),
        "--output-format",
        "full",
        "--show-text",
    ]


def main() -> int:
    """Show the draft, check it, say what to do next; 0 where the check ran."""
    folder = demo_folder()
    click.echo("A teacher is about to send this:\n")
    for line in (folder / "draft.eml").read_text(encoding="utf-8").splitlines():
        click.echo(f"  {line}".rstrip())
    click.echo("\nmsgguard says:\n")
    code = 0
    try:
        cli.main(arguments(folder), prog_name="msgguard")
    except SystemExit as end:
        code = int(end.code or 0)
    click.echo(f"\n(exit code {code})\n\n{NEXT}")
    script = Path(sys.executable).with_name("msgguard")
    if shutil.which("msgguard") is None and script.exists():
        click.echo(f"\nmsgguard is not on this shell's path yet: run  . {script.with_name('activate')}")
    return Exit.FAILED if code == Exit.FAILED else Exit.CLEAN


if __name__ == "__main__":
    sys.exit(main())
