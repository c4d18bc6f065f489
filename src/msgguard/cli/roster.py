"""``msgguard roster``: the school's list of pupils and guardians, brought in and checked."""

from __future__ import annotations

import click


@click.group()
def command() -> None:
    """Bring in the school's list of pupils and guardians."""
