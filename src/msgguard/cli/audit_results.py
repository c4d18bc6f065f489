"""``msgguard audit show``, ``query``, ``export`` and so on: what can be done with an audit's results."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from msgguard.cli.terminal import complain

_FOLDER = click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False))
key_option = click.option("--key-file", metavar="FILE", help="The school's key (default: msgguard.key).")
who_option = click.option("--by", default="", metavar="NAME", help="Who is shown content; recorded.")
why_option = click.option("--why", default="", metavar="REASON", help="For what reason; recorded.")


@click.command("show")
@_FOLDER
def show_command(folder: Path) -> None:
    """Print the numbers of an audit."""
    print_summary(folder)


def print_summary(folder: Path) -> None:
    """Print the numbers of the results in a folder."""
    from msgguard.audit.query import Results
    from msgguard.audit.show import lines_of
    from msgguard.audit.summary import summarise

    for line in lines_of(summarise(Results(folder))):
        click.echo(line)


@click.command("query")
@_FOLDER
@click.argument("sql")
@click.option("--format", "-f", "form", type=click.Choice(["table", "csv", "json"]), default="table")
def query_command(folder: Path, sql: str, form: str) -> None:
    """Ask the tables 'findings' and 'messages' in SQL (DuckDB's), reading only."""
    from msgguard.audit.export import print_answer
    from msgguard.audit.query import Results

    print_answer(Results(folder).ask(sql), form, sys.stdout)


@click.command("unread")
@_FOLDER
def unread_command(folder: Path) -> None:
    """List what could not be read: place and reason."""
    from msgguard.audit.query import Results

    for source, place, reason in (
        Results(folder)
        .ask("SELECT source, place, reason FROM messages WHERE state = 'unreadable' ORDER BY seq")
        .rows
    ):
        click.echo(f"{source} {place}: {reason}")


@click.command("export")
@_FOLDER
@click.option("--format", "-f", "form", type=click.Choice(["csv", "json", "jsonl", "sarif"]), required=True)
@click.option("--output-file", "-o", metavar="FILE", help="Write there (default: standard output).")
@click.option("--all", "everything", is_flag=True, help="Findings that do not count, too.")
def export_command(folder: Path, form: str, output_file: str | None, everything: bool) -> None:
    """Write the findings in another format, without content."""
    from msgguard.audit.export import export
    from msgguard.audit.query import Results

    results = Results(folder)
    if output_file is None:
        export(results, form, sys.stdout, everything=everything)
        return
    with os.fdopen(
        os.open(output_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline=""
    ) as out:
        export(results, form, out, everything=everything)


@click.command("report")
@_FOLDER
@click.option(
    "--output-file", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Default: report.html there."
)
def report_command(folder: Path, output_file: Path | None) -> None:
    """Write the report: one HTML page that needs nothing else, for the screen and for paper."""
    from msgguard.audit.page import write_page
    from msgguard.audit.query import Results

    path = output_file or folder / "report.html"
    write_page(Results(folder), path)
    complain(f"wrote {path}")


@click.command("place")
@_FOLDER
@click.argument("seq", type=int)
def place_command(folder: Path, seq: int) -> None:
    """Say where message number SEQ lies: source, file, byte."""
    from msgguard.audit.fetch import describe
    from msgguard.audit.query import Results

    click.echo(describe(Results(folder), seq))


@click.command("review")
@_FOLDER
@click.option("--sample", "size", default=20, help="How many findings of each rule.")
@click.option("--code", "codes", multiple=True, help="Only this rule.")
@click.option("--seed", default=1, help="Which sample.")
@who_option
@why_option
@key_option
def review_command(folder: Path, **options: Any) -> None:
    """Step through a sample of findings: right, wrong or unsure. Gives the precision of each rule.

    Shows the findings in their sentence, so it asks for a name and a reason, and records both.
    """
    from msgguard.audit.review import review

    review(folder, **options)


VERBS = (
    show_command,
    query_command,
    unread_command,
    export_command,
    report_command,
    place_command,
    review_command,
)
