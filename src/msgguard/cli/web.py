"""``msgguard web``: the page for staff, the reviewer's pages and the API."""

from __future__ import annotations

import click

from msgguard.cli.context import Choice, missing_notices, settings_for, setup_for
from msgguard.cli.terminal import complain
from msgguard.errors import UsageError


@click.command()
@click.option("--config", metavar="FILE", help="msgguard.toml (default: the closest one upward).")
@click.option("--isolated", is_flag=True, help="Read no configuration; the general rules only.")
@click.option("--listen", metavar="HOST:PORT", help="Where to listen (default: 127.0.0.1:8765).")
@click.option("--verbose", "-v", is_flag=True, help="A line for every request on stderr; never a draft.")
def command(config: str | None, *, isolated: bool, listen: str | None, verbose: bool) -> None:
    """Serve the page that checks drafts while they are typed, and the API for add-ins.

    \b
      msgguard web
      msgguard web --listen 127.0.0.1:9000

    Nothing that is typed is kept. The table [web] of msgguard.toml sets sign-in, reviewers and limits.
    """
    try:
        from msgguard.web.files import fault_of, read_web
        from msgguard.web.serve import serve
    except ImportError as failure:
        raise UsageError(f"the page needs {failure.name}: pip install 'msgguard[web]'") from failure

    choice = Choice(config=config, isolated=isolated)
    settings = settings_for(choice)
    table = read_web(settings)
    if listen:
        table = table.model_copy(update={"listen": listen})
        fault = fault_of(table)
        if fault:
            raise UsageError(fault[1])
    setup = setup_for(settings, choice)
    for notice in missing_notices(settings):
        complain(f"note: {notice}")
    where = table.listen if table.listen.startswith("unix:") else f"http://{table.listen}/"
    complain(f"msgguard is at {table.public_url or where}")
    serve(settings, setup, table, verbose=verbose)
