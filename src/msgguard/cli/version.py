"""``msgguard version``: the tool, Python, and the packs in use."""

from __future__ import annotations

import platform

import click

from msgguard._version import __version__
from msgguard.cli.context import Choice, policy_for


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As data.")
@click.option("--config", metavar="FILE", help="msgguard.toml (default: the closest one upward).")
def command(*, as_json: bool, config: str | None) -> None:
    """Print the versions of msgguard, of Python and of the packs in use."""
    policy = policy_for(Choice(config=config))
    if as_json:
        from msgguard.report.record import to_json

        packs = [
            {
                "name": info.name,
                "version": info.version,
                "revised": info.revised.isoformat() if info.revised else None,
                "due": info.due.isoformat() if info.due else None,
            }
            for info in policy.packs
        ]
        click.echo(
            to_json(
                {
                    "msgguard": __version__,
                    "python": platform.python_version(),
                    "report_schema": 1,
                    "packs": packs,
                },
                indent=2,
            )
        )
        return
    click.echo(f"msgguard {__version__} (Python {platform.python_version()})")
    for info in policy.packs:
        click.echo(f"pack {info.name} {info.version}")
