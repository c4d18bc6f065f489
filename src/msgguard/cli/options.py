"""The options of ``msgguard check``: what is checked, by which rules, how it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from msgguard.cli.complete import complete_clause, complete_rule
from msgguard.model import AUDIENCES, Channel, PostKind
from msgguard.report.formats import FORMATS

LEVELS = ("advise", "warn", "block")
Decorated = Callable[..., Any]


def input_options(function: Decorated) -> Decorated:
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


def rule_options(function: Decorated) -> Decorated:
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


def output_options(function: Decorated) -> Decorated:
    """Options that say how it is shown."""
    for option in reversed(
        (
            click.option(
                "--output-format",
                "--format",
                "-f",
                type=click.Choice(list(FORMATS)),
                help="By default full on a terminal, by the ending of --output-file, else concise.",
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
