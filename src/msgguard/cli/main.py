"""The command ``msgguard``: verbs found by name and read only when used, errors told in one way.

``--help`` and ``--version`` read no pack and import no validation or phone library, so that
they answer at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from msgguard._version import __version__
from msgguard.cli.exits import Exit
from msgguard.cli.terminal import complain, ready_streams
from msgguard.errors import MsgguardError

# Verb -> (module in msgguard.cli, line of help). The module holds a command named ``command``.
VERBS = {
    "check": ("check", "Check messages, drafts and posts before they leave."),
    "explain": ("explain", "Tell why each name was, or was not, taken for a pupil."),
    "rule": ("rule", "Explain a rule: what it finds, why, what to do instead."),
    "clause": ("clause", "Show a clause in the policy's own words, and what checks it."),
    "pack": ("pack", "Check, show and begin policy packs."),
    "approvals": ("approvals", "List and check the register of approvals."),
    "roster": ("roster", "Bring in the school's list of pupils and guardians."),
    "web": ("web", "Serve the page for staff, the reviewer's pages and the API."),
    "init": ("init", "Write msgguard.toml, school.toml and approvals.toml for a school."),
    "audit": ("audit", "Audit years of mail: numbers by clause, a report, a review."),
    "baseline": ("baseline", "Accept what an audit found, so that only new findings count."),
    "gateway": ("gateway", "Serve as the hook in front of the school's mail."),
    "hold": ("hold", "See to what the gateway holds: list, show, release, return."),
    "eval": ("eval", "Measure accuracy on labelled messages."),
    "completion": ("completion", "Print the completion script of a shell."),
    "version": ("version", "Print versions, those of the packs too."),
}


class Verbs(click.Group):
    """A group whose commands are imported when they are asked for (click asks for a subclass)."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs in the order of use."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one verb."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"msgguard.cli.{VERBS[cmd_name][0]}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A mistyped verb gets a suggestion."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], VERBS, n=1)
            hint = f"Did you mean '{near[0]}'?" if near else f"The verbs are: {', '.join(VERBS)}."
            raise click.UsageError(f"There is no verb '{args[0]}'. {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs with their lines, without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl([(verb, line) for verb, (_, line) in VERBS.items()])

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        """Run, and end with a code of :class:`Exit` whatever happens."""
        given = list(sys.argv[1:] if args is None else args)
        extra["standalone_mode"] = False
        sys.exit(_run(lambda: super(Verbs, self).main(given, *rest, **extra), bare=not given))


def _run(call: Any, *, bare: bool) -> int:
    ready_streams()
    try:
        result = call()
    except (click.Abort, KeyboardInterrupt):
        complain("interrupted")
        return Exit.INTERRUPTED
    except click.ClickException as failure:
        failure.show()
        return Exit.FAILED
    except MsgguardError as failure:
        complain(f"error: {failure}")
        return Exit.FAILED
    except BrokenPipeError:
        # The reader went away (``| head``): end quietly, and keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.FAILED
    if bare and "_MSGGUARD_COMPLETE" not in os.environ:
        return Exit.FAILED
    return int(result) if isinstance(result, int) else Exit.CLEAN


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=True,
)
@click.version_option(
    __version__,
    "-V",
    "--version",
    message=f"msgguard %(version)s (Python {sys.version_info[0]}.{sys.version_info[1]})",
)
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Check what a school is about to send against the school's own policy.

    \b
      msgguard check draft.eml              a message, a draft, a folder of them
      msgguard check --text "Ring me on 07700 900123" --audience pupil
      msgguard rule CD101                   what a rule finds, and what to do instead
      msgguard clause                       the policy's clauses, in its own words
      msgguard init                         set a school up

    Exit code: 0 nothing at or above --fail-level, 1 something was found, 2 it could not be
    checked. Nothing leaves this machine, and nothing is kept.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> None:
    """The console script."""
    cli(prog_name="msgguard")
