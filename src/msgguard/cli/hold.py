"""``msgguard hold``: what the gateway holds, for the reviewer: list, show, release, return."""

from __future__ import annotations

import getpass
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from msgguard.errors import UsageError

if TYPE_CHECKING:
    from msgguard.gateway.store import Hold, Store
    from msgguard.school.profile import School

_CONFIG = click.option(
    "--config", default="", metavar="FILE", help="msgguard.toml (default: MSGGUARD_CONFIG, else upward)."
)
_BY = click.option("--by", default="", help="Who acts (default: the name you are logged in by).")
_NOTE = click.option("--note", default="", help="Why, for the record.")


@click.group()
def command() -> None:
    """What the gateway holds: look at it, let it go, send it back.

    Everything done here is written down with name and time.
    """


def _store(config: str) -> Store:
    import os

    from msgguard.gateway.ready import read_table
    from msgguard.gateway.store import open_store

    return open_store(read_table(config or os.environ.get("MSGGUARD_CONFIG", "")).hold)


def _school(config: str) -> School:
    import os
    from pathlib import Path

    from msgguard.config import find_config, read_config
    from msgguard.school.profile import School
    from msgguard.school.reader import read_school

    named = config or os.environ.get("MSGGUARD_CONFIG") or None
    settings = read_config(find_config(Path.cwd(), named=named))
    return read_school(settings.school) if settings.school else School()


def _who(by: str) -> str:
    return by or getpass.getuser()


def _when(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M")


def _record(entry: Hold) -> dict[str, object]:
    return {
        "id": entry.id,
        "state": entry.state,
        "verdict": entry.verdict,
        "codes": entry.facts.get("codes", []),
        "clauses": entry.facts.get("clauses", []),
        "approvers": entry.facts.get("approvers", []),
        "held": datetime.fromtimestamp(entry.created, UTC).isoformat(),
        "due": datetime.fromtimestamp(entry.due, UTC).isoformat(),
        "bytes": entry.size,
    }


@command.command("list")
@_CONFIG
@click.option("--all", "everything", is_flag=True, help="Those that are done with, too.")
@click.option("--json", "as_json", is_flag=True, help="As data.")
def list_(config: str, *, everything: bool, as_json: bool) -> None:
    """List what is held, the oldest first."""
    import json

    from msgguard.gateway.states import CLOSED, State
    from msgguard.gateway.store import listed

    states = set(State) if everything else set(State) - CLOSED
    entries = listed(_store(config), states)
    if as_json:
        click.echo(json.dumps([_record(entry) for entry in entries], indent=2))
        return
    if not entries:
        click.echo("Nothing is held.")
    for entry in entries:
        codes = ",".join(entry.facts.get("codes", [])) or "-"
        refs = ",".join(entry.facts.get("clauses", [])) or "-"
        click.echo(
            f"{entry.id}  {entry.state:<9}  {entry.verdict:<9}  held {_when(entry.created)}  "
            f"due {_when(entry.due)}  {codes}  {refs}"
        )


@command.command()
@_CONFIG
@click.argument("hold")
@click.option("--text", is_flag=True, help="The message itself; needs --by and --reason, both are kept.")
@click.option("--by", default="", help="Who reads it.")
@click.option("--reason", default="", help="Why it is read.")
def show(config: str, hold: str, by: str, reason: str, *, text: bool) -> None:
    """Show one hold: reasons, history, and if asked for with a reason its text."""
    from msgguard.gateway.store import content, history, look, note_reading

    store = _store(config)
    entry = look(store, hold)
    if text:
        if not by or not reason:
            raise UsageError("reading a held message needs --by and --reason; both are kept")
        letter = content(store, hold)
        note_reading(store, hold, by=by, reason=reason)
        sys.stdout.buffer.write(letter.raw)
        return
    for name, value in _record(entry).items():
        shown = ", ".join(map(str, value)) if isinstance(value, list) else value
        click.echo(f"{name + ':':<11}{shown or '-'}")
    for line in entry.facts.get("reasons", []):
        refs = ", ".join(ref for ref, _ in line["clauses"])
        click.echo(f"  {line['code'] or '(neutral)'} {line['what']}" + (f" [{refs}]" if refs else ""))
    for at, state, who, note in history(store, hold):
        click.echo(f"  {_when(at)}  {state:<9}  {who}" + (f"  {note}" if note else ""))


@command.command()
@_CONFIG
@_BY
@_NOTE
@click.option("--again", is_flag=True, help="Also if it may have been sent already (state unsure).")
@click.argument("holds", nargs=-1, required=True)
def release(config: str, by: str, note: str, holds: tuple[str, ...], *, again: bool) -> None:
    """Let held messages go."""
    from msgguard.gateway.moves import release as let_go

    store = _store(config)
    for hold in holds:
        let_go(store, hold, by=_who(by), note=note, again=again)
        click.echo(f"{hold}: on its way")


@command.command()
@_CONFIG
@_BY
@click.argument("hold")
def sent(config: str, by: str, hold: str) -> None:
    """Say of an unsure release that the next mail server did take it."""
    from msgguard.gateway.moves import settle

    settle(_store(config), hold, by=_who(by))
    click.echo(f"{hold}: released")


@command.command("return")
@_CONFIG
@_BY
@_NOTE
@click.argument("holds", nargs=-1, required=True)
def return_(config: str, by: str, note: str, holds: tuple[str, ...]) -> None:
    """Send held messages back to their senders."""
    from msgguard.gateway.moves import give_back

    store = _store(config)
    for hold in holds:
        give_back(store, hold, by=_who(by), note=note)
        click.echo(f"{hold}: goes back")


@command.command()
@_CONFIG
def expire(config: str) -> None:
    """Send back now what is past its deadline (the keeper does so by itself)."""
    from msgguard.gateway.keeper import expire as send_back

    send_back(_store(config), float("inf"))


@command.command()
@_CONFIG
@_BY
@click.option("--role", required=True, help="Whose approval: a role that the policy lets approve.")
@click.argument("hold")
def ask(config: str, by: str, role: str, hold: str) -> None:
    """Ask the named role to approve a held message."""
    from msgguard.gateway.moves import ask as ask_for

    ask_for(_store(config), hold, role, by=_who(by))
    click.echo(f"{hold}: {role} is asked")


@command.command()
@_CONFIG
@_BY
@click.option("--role", required=True, help="The role in which you approve.")
@click.argument("hold")
def approve(config: str, by: str, role: str, hold: str) -> None:
    """Approve a held message in your role, and let it go.

    --by is the school address of the person who approves; school.toml must name it for the role.
    """
    from msgguard.gateway.moves import approve as give
    from msgguard.gateway.people import holders

    named = holders(role, _school(config))
    if by.lower() not in named:
        raise UsageError(f"school.toml does not name {by or 'you'} as {role}; write --by ADDRESS of who is")
    give(_store(config), hold, role, by=_who(by))
    click.echo(f"{hold}: approved as HOLD-{hold}, on its way")


@command.command()
@_CONFIG
def reply(config: str) -> None:
    """Take a sender's answer to a notice from standard input (for a mailbox piped here).

    Exit codes: 0 released, or nothing to do; 77 the answer releases nothing.
    """
    import os

    from msgguard.gateway.ready import read_table
    from msgguard.gateway.replies import take_reply

    table = read_table(config or os.environ.get("MSGGUARD_CONFIG", ""))
    said = take_reply(sys.stdin.buffer.read(), _store(config), table.notices)
    click.echo(said.words)
    sys.exit(0 if said.good else 77)
