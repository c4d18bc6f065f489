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
from msgguard.cli.complete import complete_clause, complete_rule
from msgguard.cli.context import AUDIENCES, Choice, missing_notices, settings_for, setup_for, split
from msgguard.cli.exits import Exit
from msgguard.cli.terminal import complain, is_terminal, wants_color
from msgguard.errors import UsageError
from msgguard.model import Channel, Level, Message, PostKind
from msgguard.report.formats import FOR_PEOPLE, FORMATS, renderer
from msgguard.report.run import Run
from msgguard.report.statistics import Counts

if TYPE_CHECKING:
    from msgguard.config import Settings
    from msgguard.engine import Setup

LEVELS = ("advise", "warn", "block")
_IN = "Input"
_Command = Callable[..., Any]


def _inputs(function: _Command) -> _Command:
    """Options that say what is checked, and for whom."""
    for option in reversed(
        (
            click.option("--text", metavar="TEXT", help="Check this text itself."),
            click.option(
                "--as",
                "form",
                type=click.Choice(["eml", "text", "json", "jsonl"]),
                help="What the inputs are (default: told by ending, then by content).",
            ),
            click.option(
                "--stdin-name",
                default="-",
                metavar="NAME",
                help="What to call standard input; its ending counts.",
            ),
            click.option(
                "--channel", type=click.Choice([c.value for c in Channel]), help="By which way it leaves."
            ),
            click.option(
                "--post", type=click.Choice([p.value for p in PostKind]), help="It is a post, and where."
            ),
            click.option("--from", "sender", metavar="ADDRESS", help="Who sends it."),
            click.option(
                "--to", multiple=True, metavar="ADDRESS", help="Who receives it; repeat or use commas."
            ),
            click.option("--cc", multiple=True, metavar="ADDRESS", help="Who is in copy."),
            click.option("--bcc", multiple=True, metavar="ADDRESS", help="Who is in blind copy."),
            click.option(
                "--audience", type=click.Choice(list(AUDIENCES)), help="Who reads it, where no address tells."
            ),
        )
    ):
        function = option(function)
    return function


def _rules(function: _Command) -> _Command:
    """Options that say by which rules."""
    for option in reversed(
        (
            click.option("--config", metavar="FILE", help="msgguard.toml (default: the closest one upward)."),
            click.option("--isolated", is_flag=True, help="Read no configuration; the general rules only."),
            click.option(
                "--select",
                multiple=True,
                metavar="RULE",
                shell_complete=complete_rule,
                help="Only these: codes, names, prefixes, ALL.",
            ),
            click.option(
                "--extend-select",
                multiple=True,
                metavar="RULE",
                shell_complete=complete_rule,
                help="These too.",
            ),
            click.option(
                "--ignore",
                multiple=True,
                metavar="RULE",
                shell_complete=complete_rule,
                help="Not these; the longest prefix wins.",
            ),
            click.option(
                "--clause",
                "clauses",
                multiple=True,
                metavar="REF",
                shell_complete=complete_clause,
                help="Only what may cite these clauses.",
            ),
            click.option(
                "--confidence",
                type=click.Choice(["low", "medium", "high"]),
                default="low",
                help="The least confidence a finding must have.",
            ),
            click.option(
                "--fail-level", type=click.Choice(LEVELS), help="Exit 1 from this level on (default: warn)."
            ),
            click.option("--exit-zero", is_flag=True, help="Exit 0 even if something was found; 2 stays 2."),
        )
    ):
        function = option(function)
    return function


def _output(function: _Command) -> _Command:
    """Options that say how it is shown."""
    for option in reversed(
        (
            click.option(
                "--output-format",
                "-f",
                type=click.Choice(list(FORMATS)),
                help="full on a terminal, concise in a pipe; json, jsonl, sarif, junit, github, html.",
            ),
            click.option("--output-file", "-o", metavar="FILE", help="Write the results there, masked."),
            click.option(
                "--show-text/--mask",
                default=None,
                help="Show or mask texts (default: shown on a terminal only).",
            ),
            click.option(
                "--min-level", type=click.Choice(LEVELS), default="advise", help="Show from this level on."
            ),
            click.option(
                "--max-findings",
                type=click.IntRange(min=0),
                default=10,
                show_default=True,
                help="Show so many a message; 0 shows all.",
            ),
            click.option(
                "--show-excused", is_flag=True, help="Show candidates that were ruled out, and why."
            ),
            click.option("--statistics", is_flag=True, help="Print counts instead of warnings."),
            click.option("--diff", is_flag=True, help="Print the draft with findings taken out, as a diff."),
            click.option("--summary", is_flag=True, help="End jsonl with a line of totals."),
            click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto"),
            click.option("--quiet", "-q", count=True, help="Results only; twice: the exit code only."),
            click.option("--verbose", "-v", is_flag=True, help="Timings and settings on stderr."),
        )
    ):
        function = option(function)
    return function


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@_inputs
@_rules
@_output
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
    from msgguard.cli.inputs import items, outcomes
    from msgguard.engine import check, run_notices

    today = date.today()
    notices = [*missing_notices(settings), *run_notices(setup, today=today)]
    file = options["output_file"]
    on_screen = not file and is_terminal(sys.stdout)
    name = options["output_format"] or ("full" if on_screen else "concise")
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

    found = counts.watch(outcomes(items(paths, options["text"], _ask(options, setup)), checked))
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


def _ask(options: dict[str, Any], setup: Setup) -> Any:
    from msgguard.cli.inputs import Ask
    from msgguard.intake.draft import Given
    from msgguard.intake.sources import Form

    if options["post"] and options["channel"] not in (None, "post"):
        raise UsageError(f"--post makes it a post, so --channel cannot be {options['channel']}")
    return Ask(
        form=Form(options["form"]) if options["form"] else None,
        given=Given(
            channel=Channel(options["channel"]) if options["channel"] else None,
            post=PostKind(options["post"]) if options["post"] else None,
            sender=options["sender"] or "",
            to=tuple(split(options["to"])),
            cc=tuple(split(options["cc"])),
            bcc=tuple(split(options["bcc"])),
        ),
        audience=AUDIENCES[options["audience"]] if options["audience"] else None,
        stdin_name=options["stdin_name"],
        school=setup.known.school,
        say=complain,
    )


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
