"""``msgguard explain``: why each name in a message was, or was not, taken for a pupil's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from msgguard.cli.context import Choice, missing_notices, settings_for, setup_for
from msgguard.cli.exits import Exit
from msgguard.cli.options import input_options
from msgguard.cli.show import wrapped
from msgguard.cli.terminal import complain
from msgguard.errors import IntakeError

if TYPE_CHECKING:
    from msgguard.explain import Explained


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@input_options
@click.option("--config", metavar="FILE", help="msgguard.toml (default: the closest one upward).")
@click.option("--json", "as_json", is_flag=True, help="As data, one JSON object a message: id and names.")
def command(paths: tuple[str, ...], config: str | None, *, as_json: bool, **options: Any) -> int:
    """Tell why each name in a message was, or was not, taken for a pupil's.

    \b
      msgguard explain draft.eml
      msgguard explain --text "May has no coat" --to parent@mail.example

    For whoever wonders at a warning, or at its absence. It shows the names themselves and what
    speaks for and against each, so keep its output where the roster may be kept.
    """
    from msgguard.cli.inputs import asked, items, require

    text = options["text"]
    require(paths, text)
    choice = Choice(config=config)
    settings = settings_for(choice)
    setup = setup_for(settings, choice)
    # Imported late: help and faults of usage need no detector.
    from msgguard.explain import explain
    from msgguard.report.record import to_json

    for notice in missing_notices(settings):
        complain(f"note: {notice}")
    if settings.roster is None:
        complain("note: No roster is configured: only the text itself can make a name a pupil's.")
    unread = 0
    for source, message, id_, first_line in items(paths, text, asked(options, setup.known.school)):
        if isinstance(message, IntakeError):
            complain(f"error: {message}")
            unread += 1
            continue
        found = explain(message, setup)
        if as_json:
            click.echo(to_json({"id": id_, "names": [asdict(one) for one in found]}))
        else:
            click.echo("\n".join(lines(source, message.body, first_line, found)))
    return Exit.FAILED if unread else Exit.CLEAN


def lines(source: str, body: str, first_line: int, found: Sequence[Explained]) -> Iterator[str]:
    """The names of a message for people: place, name, verdict, reason, evidence."""
    if not found:
        yield f"{source}: nothing in it looks like a pupil's name"
    for one in found:
        place = f"line {first_line + body.count(chr(10), 0, one.start)}" if one.part == "body" else one.part
        of = f" ({', '.join(one.pupils)})" if one.pupils else ""
        yield wrapped(f"{source}, {place}: {one.text}: {one.verdict}{of}", indent="  ")
        yield wrapped(one.because, indent="    ", first="  ")
        yield from (
            wrapped(why, indent="      ", first="    - ") for why in one.evidence if why != one.because
        )
