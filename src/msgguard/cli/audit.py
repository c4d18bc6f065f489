"""``msgguard audit``: years of mail at once, numbers by clause; and what can be done with the results."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from msgguard.audit.mbox import DIALECTS
from msgguard.cli.audit_results import (
    VERBS,
    key_option,
    print_summary,
    who_option,
    why_option,
)
from msgguard.cli.exits import Exit
from msgguard.cli.terminal import complain, is_terminal
from msgguard.errors import UsageError


class Audit(click.Group):
    """A group whose own work is ``run``: ``audit --output FOLDER SOURCE`` needs no verb."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``run`` before arguments that begin with no verb."""
        if args and args[0] not in self.commands and args[0] not in ("--help", "-h"):
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group("audit", cls=Audit)
def command() -> None:
    """Audit years of mail: numbers by clause, month and sender group, no pile of excerpts.

    \b
      msgguard audit --output results mail.mbox archive.zip outlook.pst
      msgguard audit --resume results
      msgguard audit show results
      msgguard audit report results
      msgguard audit query results "SELECT code, count(*) FROM findings GROUP BY code"
      msgguard audit review results --by "A. Name" --why "precision of the rules"
    """


@command.command("run")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), metavar="FOLDER", help="Where the results go."
)
@click.option("--resume", type=click.Path(path_type=Path), metavar="FOLDER", help="Go on with the run there.")
@click.option("--purpose", default="", help="What the audit is for; recorded.")
@click.option("--approver", default="", help="Who approved it; recorded.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="First day.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day.")
@click.option("--group", "groups", multiple=True, help="Only this sender group (teacher, office, ...).")
@click.option("--sample", default="100%", metavar="SHARE", help="Look at a share of the messages: 10%.")
@click.option("--seed", default=1, help="Which sample.")
@click.option(
    "--roster", "rosters", multiple=True, metavar="FIRST..LAST=FILE", help="A roster of other years."
)
@click.option("--dialect", type=click.Choice(DIALECTS), default="auto", help="How an mbox marks messages.")
@click.option("--config", metavar="FILE", help="The configuration (default: found upward).")
@click.option("--select", multiple=True, metavar="RULE", help="Only these rules.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Without these rules.")
@click.option("--clause", "clauses", multiple=True, metavar="REF", help="Only what these clauses ask.")
@click.option("--baseline", default="", metavar="FILE", help="Findings accepted before; they do not count.")
@click.option("--engine", default="local", metavar="ENGINE", help="local, dask, or dask://HOST:PORT.")
@click.option("--jobs", default=0, metavar="N", help="Processes (default: one a core).")
@click.option("--limit", default=0, metavar="N", help="Stop after this many messages.")
@click.option("--everything", is_flag=True, help="Judge inbound mail as if the school had sent it.")
@click.option("--excerpts", is_flag=True, help="Keep masked excerpts; needs --by and --why.")
@who_option
@why_option
@key_option
def run_command(sources: tuple[str, ...], **options: Any) -> int:
    """Audit SOURCES: mbox, Maildir, folders and zips of mail, .msg, .pst, or URLs of them.

    Asks for purpose, approver and dates where they are not given. Ctrl-C leaves a valid
    partial result. Exit code: 0 done, 2 not begun or not wholly read, 130 interrupted.
    """
    # Arrow's own allocator keeps some 80 MB that are needed once; read when pyarrow is imported.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    from msgguard.audit.key import find_key
    from msgguard.audit.run import run_audit, settings_of

    resume: Path | None = options["resume"]
    if resume is not None and (sources or options["output"]):
        raise UsageError("--resume goes on with what was asked for; give neither sources nor --output")
    if resume is None and not (sources and options["output"]):
        raise UsageError("say what to audit and where the results go: audit --output FOLDER SOURCE...")
    plan = None if resume is not None else _plan(sources, options)
    folder: Path = resume if resume is not None else options["output"]
    beside = settings_of(plan).path if plan is not None else None
    if plan is None:
        from msgguard.audit.manifest import plan_of, read_manifest

        beside = settings_of(plan_of(read_manifest(folder))).path
    key, made = find_key(options["key_file"], beside)
    if made is not None:
        complain(f"note: a key was made for the hashes in the results: {made}. Keep it, and keep it secret.")
    outcome = run_audit(
        plan,
        folder,
        key=key,
        jobs=options["jobs"],
        engine=options["engine"],
        resume=resume is not None,
        show=sys.stderr if is_terminal(sys.stderr) else None,
    )
    if not outcome.complete:
        complain(f"interrupted: what was done is in {folder}. Go on with: msgguard audit --resume {folder}")
        return Exit.INTERRUPTED
    print_summary(folder)
    if outcome.unreadable:
        complain(f"{outcome.unreadable} could not be read; 'msgguard audit unread {folder}' lists them")
        return Exit.FAILED
    return Exit.CLEAN


def _plan(sources: tuple[str, ...], options: dict[str, Any]) -> Any:
    from msgguard.audit.entries import is_url
    from msgguard.audit.plan import Plan, roster_span

    since, until = options["since"], options["until"]
    if not options["purpose"] or not options["approver"]:
        if not is_terminal(sys.stdin):
            raise UsageError("an audit needs --purpose and --approver; they are recorded with the results")
        options["purpose"] = options["purpose"] or click.prompt("What is the audit for", err=True)
        options["approver"] = options["approver"] or click.prompt("Who approved it", err=True)
        if since is None:
            since = _ask_day("First day to look at (empty: from the beginning)")
        if until is None:
            until = _ask_day("Last day to look at (empty: to the end)")
    if options["excerpts"] and not (options["by"].strip() and options["why"].strip()):
        raise UsageError("--excerpts keeps content, masked: give your name and the reason (--by, --why)")
    return Plan(
        sources=tuple(source if is_url(source) else os.path.abspath(source) for source in sources),
        purpose=options["purpose"],
        approver=options["approver"],
        since=since.date() if hasattr(since, "date") else since,
        until=until.date() if hasattr(until, "date") else until,
        groups=tuple(options["groups"]),
        share=_share(options["sample"]),
        seed=options["seed"],
        dialect=options["dialect"],
        limit=options["limit"],
        everything=options["everything"],
        excerpts_by=options["by"] if options["excerpts"] else "",
        excerpts_why=options["why"] if options["excerpts"] else "",
        rosters=tuple(roster_span(text) for text in options["rosters"]),
        config=os.path.abspath(options["config"]) if options["config"] else "",
        select=options["select"],
        ignore=options["ignore"],
        clauses=options["clauses"],
        baseline=options["baseline"],
    )


def _ask_day(question: str) -> date | None:
    text = click.prompt(question, default="", show_default=False, err=True)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as failure:
        raise UsageError(f"{text!r} is no day; write it as 2024-09-01") from failure


def _share(text: str) -> float:
    """``10%`` or ``0.1``."""
    try:
        share = float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = 0.0
    if not 0 < share <= 1:
        raise UsageError(f"--sample {text!r}: give a share such as 10%")
    return share


for verb in VERBS:
    command.add_command(verb)
