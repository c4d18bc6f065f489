"""``msgguard gateway``: the mail gateway's processes, and what is needed to set one up."""

from __future__ import annotations

import sys

import click

from msgguard.errors import MsgguardError, UsageError

_CONFIG = click.option(
    "--config", default="", metavar="FILE", help="msgguard.toml (default: MSGGUARD_CONFIG, else upward)."
)


@click.group()
def command() -> None:
    """The hook in front of the school's mail: milter, relay, filter.

    Settings stand in the table [gateway] of msgguard.toml. What is held is seen to with
    'msgguard hold'.
    """
    from importlib.util import find_spec

    for name in ("aiosmtplib", "cryptography", "prometheus_client", "sqlalchemy"):
        if find_spec(name) is None:
            raise UsageError(f"the gateway needs {name}: install msgguard with the extra 'gateway'")


def _serve(config: str, *doors: str) -> None:
    import os

    from msgguard.gateway.supervise import serve

    serve(config or os.environ.get("MSGGUARD_CONFIG", ""), doors)


@command.command()
@_CONFIG
def milter(config: str) -> None:
    """Serve a mail server's milter (Postfix, Sendmail)."""
    _serve(config, "milter")


@command.command()
@_CONFIG
def relay(config: str) -> None:
    """Serve as an SMTP relay in front of the next mail server."""
    _serve(config, "relay")


@command.command()
@_CONFIG
def serve(config: str) -> None:
    """Serve as milter and relay at once."""
    _serve(config, "milter", "relay")


@command.command("filter")
@_CONFIG
@click.option("-f", "--from", "sender", default="", help="The envelope sender.")
@click.argument("recipients", nargs=-1)
def filter_(config: str, sender: str, recipients: tuple[str, ...]) -> None:
    """Judge one message from standard input.

    RECIPIENTS are those of the envelope. The message goes to standard output where it may be
    sent. Exit codes: 0 send it, 77 refused, 75 try again later, 99 held in the store, 65 nothing
    to read, 78 the configuration is wrong.
    """
    from msgguard.gateway.filter import Exit, filter_once, one_door

    try:
        door = one_door(config)
    except MsgguardError as failure:
        click.echo(f"error: {failure}", err=True)
        sys.exit(Exit.CONFIG)
    raw = sys.stdin.buffer.read()
    if not raw.strip():
        click.echo("error: there is no message on standard input", err=True)
        sys.exit(Exit.DATAERR)
    if not recipients:
        click.echo("error: name the recipients of the envelope", err=True)
        sys.exit(Exit.USAGE)
    done = filter_once(raw, sender=sender, recipients=recipients, door=door)
    if done.said:
        click.echo(done.said, err=True)
    sys.stdout.buffer.write(done.out)
    sys.stdout.buffer.flush()
    sys.exit(done.code)


@command.command()
@_CONFIG
def check(config: str) -> None:
    """Check the settings, open the store, and say what would be served."""
    from msgguard.gateway.ready import make_ready
    from msgguard.gateway.store import open_store

    ready = make_ready(config)
    table = ready.table
    open_store(table.hold).engine.dispose()
    hop = table.hold.release if table.hold.release.host else table.relay.next_hop
    click.echo(f"mode: {table.mode}; on error: {table.on_error}; workers: {table.workers}")
    click.echo(f"milter: {table.milter.listen}")
    click.echo(
        f"relay: {table.relay.listen} to {table.relay.next_hop.host or 'nowhere'}:{table.relay.next_hop.port}"
    )
    click.echo(f"hold: {table.hold.url or table.hold.folder}; released by {hop.host or 'nobody'}:{hop.port}")
    school = ready.setup.known.school
    missing = [
        name
        for name, value in (
            ("designated_person", school.designated_person),
            ("headteacher", school.headteacher),
            ("chair", school.chair),
        )
        if not value
    ]
    if missing:
        click.echo(f"warning: school.toml names no {', '.join(missing)}: escalations have nowhere to go")
    if not hop.host:
        click.echo("warning: no next hop is set, so nothing can be released, returned or told")
    if not table.notices.sender:
        click.echo("warning: gateway.notices.sender is empty, so notices have no sender")


@command.command()
@click.argument("path", type=click.Path(dir_okay=False))
def key(path: str) -> None:
    """Write a new key file for held messages."""
    from pathlib import Path

    from msgguard.gateway.box import make_key

    try:
        make_key(Path(path))
    except FileExistsError as there:
        raise UsageError(f"{path} exists; a key file is never overwritten") from there
    click.echo(f"{path}: keep a copy in a safe place; without it no held message can be read")


@command.command()
@click.argument("name")
@click.password_option()
def user(name: str, password: str) -> None:
    """Print a line for the relay's users file."""
    from msgguard.gateway.logins import hashed

    if ":" in name or not name.isprintable():
        raise UsageError("a name holds no colon")
    click.echo(f"{name}:{hashed(password)}")
