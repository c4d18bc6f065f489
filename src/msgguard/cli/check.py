"""``msgguard check``: messages in, reports out."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, TextIO

import click

from msgguard._version import __version__
from msgguard.cli.context import (
    Choice,
    missing_notices,
    open_notices,
    settings_for,
    setup_for,
)
from msgguard.cli.exits import Exit
from msgguard.cli.options import input_options, output_options, rule_options
from msgguard.cli.terminal import complain, is_terminal, wants_color
from msgguard.errors import UsageError
from msgguard.model import Level, Message
from msgguard.report.formats import FOR_PEOPLE, FORMAT_BY_ENDING, renderer
from msgguard.report.run import Run
from msgguard.report.statistics import Counts

if TYPE_CHECKING:
    from msgguard.config import Settings
    from msgguard.engine import Setup


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@input_options
@rule_options
@output_options
def command(paths: tuple[str, ...], **options: Any) -> int:
    """Check messages before they leave: files, folders, '-' for standard input, or --text.

    \b
      msgguard check draft.eml
      msgguard check drafts/ --statistics
      msgguard check --text "Message me on Snapchat, I'm coach.dan" --audience pupil
      msgguard check newsletter.txt --post official
      msgguard check draft.txt --from l.moreton@school.example --to parent@mail.example
      cat messages.jsonl | msgguard check -f jsonl -
      msgguard check sent/ -f sarif -o report.sarif

    A text file may begin with lines such as "To:", "Cc:", "Subject:", "Channel:" and "Attachment:".
    A draft without recipients is judged as if it went to somebody outside the school.
    """
    from msgguard.cli.inputs import require

    require(paths, options["text"])
    started = time.perf_counter()
    choice = Choice(
        config=options["config"],
        isolated=options["isolated"],
        select=options["select"],
        extend_select=options["extend_select"],
        ignore=options["ignore"],
        clauses=options["clauses"],
        confidence=options["confidence"],
    )
    settings = settings_for(choice)
    setup = setup_for(settings, choice)
    ready = time.perf_counter()
    counts = Counts()
    notices = _print(paths, options, settings, setup, counts)
    if options["verbose"]:
        complain(f"settings: {settings.path or 'built in'}; packs: {', '.join(settings.packs)}")
        complain(
            f"setup {ready - started:.3f} s, {counts.messages} messages {time.perf_counter() - ready:.3f} s"
        )
    if not options["quiet"]:
        for notice in notices:
            complain(f"note: {notice}")
    return _exit(counts, options, settings)


def _exit(counts: Counts, options: dict[str, Any], settings: Settings) -> int:
    if counts.unread or counts.faulty:
        return Exit.FAILED
    if not counts.messages:
        complain("error: there was nothing to check")
        return Exit.FAILED
    least = Level[(options["fail_level"] or settings.fail_level).upper()]
    return Exit.FOUND if counts.worst >= least and not options["exit_zero"] else Exit.CLEAN


def _print(
    paths: tuple[str, ...], options: dict[str, Any], settings: Settings, setup: Setup, counts: Counts
) -> list[str]:
    """Check and print everything; what is left to be said on stderr comes back."""
    from msgguard.cli.inputs import asked, items, outcomes
    from msgguard.engine import check, run_notices

    today = date.today()
    notices = [*missing_notices(settings), *run_notices(setup, today=today), *open_notices(settings)]
    file = options["output_file"]
    on_screen = not file and is_terminal(sys.stdout)
    name = options["output_format"] or _format_of(file) or ("full" if on_screen else "concise")
    show_text = options["show_text"]
    run = Run(
        policy=setup.policy,
        version=__version__,
        show_text=(on_screen and name in FOR_PEOPLE) if show_text is None else show_text,
        color=not file and wants_color(options["color"], sys.stdout),
        min_level=Level[options["min_level"].upper()],
        max_findings=options["max_findings"],
        show_excused=options["show_excused"],
        summary=options["summary"] if name == "jsonl" else True,
        notices=tuple(notices),
        approvals=settings.approvals.name if settings.approvals else "",
        approval_lines={approval.ref: approval.line for approval in setup.bench.approvals},
        key=os.environ.get("MSGGUARD_KEY", "").encode(),
    )

    def checked(message: Message) -> object:
        return check(message, setup, today=today)

    found = counts.watch(outcomes(items(paths, options["text"], asked(options, setup.known.school)), checked))
    if options["quiet"] > 1:
        for _ in found:
            pass
        return []
    if options["statistics"]:
        for _ in found:
            pass
        _write(file, lambda out: out.writelines(line + "\n" for line in counts.table()))
    elif options["diff"]:
        from msgguard.cli.diff import print_diff

        if not (run.show_text or on_screen):
            raise UsageError(
                "--diff shows the texts themselves: add --show-text to write them to a pipe or file"
            )
        _write(file, lambda out: print_diff(found, out))
    else:
        _write(file, lambda out: renderer(name)(found, run, out))
    return notices


def _format_of(file: str | None) -> str:
    """The format that a file's ending asks for."""
    return FORMAT_BY_ENDING.get(os.path.splitext(file)[1].lower(), "") if file else ""


def _write(file: str | None, write: Callable[[TextIO], object]) -> None:
    """Write to stdout, or to a file that only its owner may read."""
    if file is None:
        write(sys.stdout)
        sys.stdout.flush()
        return
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as failure:
        raise UsageError(f"cannot write {file}: {failure.strerror}") from failure
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as out:
        write(out)
