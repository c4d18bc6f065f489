"""``msgguard pack``: packs listed, shown, checked and begun."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from msgguard.cli.context import Choice, settings_for
from msgguard.cli.exits import Exit
from msgguard.cli.show import table, wrapped
from msgguard.report.safe import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from msgguard.policy.policy import Policy, Row

_CONFIG = click.option("--config", metavar="FILE", help="msgguard.toml (default: the closest one upward).")
MARKS = {0: "-", 1: "a", 2: "w", 3: "B"}


@click.group()
def command() -> None:
    """Policy packs: a school's clauses, and what a finding weighs for whom.

    \b
      msgguard pack list                the packs there are
      msgguard pack new hillview-2026   begin one for another school
      msgguard pack check hillview-2026
      msgguard pack show                what the packs in use come to
    """


def _folders(config: str | None) -> tuple[Path, ...]:
    return (*settings_for(Choice(config=config)).pack_folders, Path("packs"), Path())


@command.command("list")
@_CONFIG
@click.option("--json", "as_json", is_flag=True, help="As data.")
def list_(config: str | None, *, as_json: bool) -> None:
    """List the packs that can be used, and those in use."""
    from msgguard.errors import PackError
    from msgguard.policy.files import PackFile
    from msgguard.policy.pack import built_in_folders
    from msgguard.tomlfile import read_model

    used = settings_for(Choice(config=config)).packs
    records: dict[str, dict[str, Any]] = {}
    for folder in (*_folders(config), *built_in_folders()):
        for file in sorted(folder.glob("*/pack.toml")):
            info = read_model(PackFile, file, error=PackError)
            records.setdefault(
                info.name,
                {
                    "name": info.name,
                    "version": info.version,
                    "title": info.title,
                    "in_use": info.name in used,
                    "path": str(file.parent),
                },
            )
    if as_json:
        from msgguard.report.record import to_json

        click.echo(to_json(list(records.values()), indent=2))
        return
    rows = [(r["name"], r["version"], "in use" if r["in_use"] else "", r["title"]) for r in records.values()]
    click.echo("\n".join(map(safe, table(rows))))


@command.command()
@click.argument("names", nargs=-1, metavar="[PACK]...")
@_CONFIG
@click.option("--json", "as_json", is_flag=True, help="As data.")
def show(names: tuple[str, ...], config: str | None, *, as_json: bool) -> None:
    """Show what packs come to when stacked: clauses, matrix, words (default: those in use)."""
    from msgguard.policy.pack import load_policy

    settings = settings_for(Choice(config=config))
    policy = load_policy(names or settings.packs, folders=_folders(config))
    if as_json:
        from msgguard.report.record import to_json

        click.echo(to_json(policy_record(policy), indent=2))
        return
    click.echo("\n".join(policy_lines(policy)))


@command.command()
@click.argument("names", nargs=-1, metavar="[PACK]...")
@_CONFIG
def check(names: tuple[str, ...], config: str | None) -> int:
    """Check that packs hold together, and run their examples and cases (default: those in use).

    Exit code 1 where something is amiss, with every fault as file:line.
    """
    from msgguard.crosscheck import check_pack

    settings = settings_for(Choice(config=config))
    amiss = 0
    for name in names or settings.packs:
        verdict = check_pack(name, folders=_folders(config))
        for problem in verdict.problems:
            click.echo("\n".join(map(safe, str(problem).split("\n"))))
        for remark in verdict.remarks:
            click.echo(f"{verdict.pack}: note: {safe(remark)}")
        ran = f"{verdict.examples} examples and {verdict.cases} cases run"
        click.echo(f"{verdict.pack}: {len(verdict.problems)} faults; {ran}")
        amiss += len(verdict.problems)
    return Exit.FOUND if amiss else Exit.CLEAN


@command.command()
@click.argument("name")
@click.option("--into", default="packs", show_default=True, metavar="FOLDER", help="Where to write it.")
@click.option("--title", default="", help="The policy's title.")
def new(name: str, into: str, title: str) -> None:
    """Begin a pack for another school: clauses, matrix, cases, all ready to be made your own."""
    from msgguard.scaffold.pack import new_pack

    for path in new_pack(name, into=Path(into), title=title):
        click.echo(f"wrote {path}")
    click.echo(
        f"Next: put the policy's words into {Path(into) / name / 'clauses.toml'}, then run "
        f"'msgguard pack check {name}'. Use it with packs = [\"{name}\"] in msgguard.toml."
    )


def policy_record(policy: Policy) -> dict[str, Any]:
    """A policy as data."""
    from msgguard.cli.clause import clause_record

    return {
        "packs": [{"name": p.name, "version": p.version, "path": str(p.path)} for p in policy.packs],
        "rules": list(policy.rules),
        "clauses": [clause_record(clause, policy) for clause in policy.clauses],
        "matrices": [
            [{"when": _when(row), "levels": _levels(row)} for row in rows] for rows in policy.matrices
        ],
        "approvers": {role: list(people) for role, people in policy.approvers.items()},
        "words": {name: len(entries) for name, entries in sorted(policy.words.items())},
    }


def policy_lines(policy: Policy) -> Iterator[str]:
    """A policy as lines for people."""
    for info in policy.packs:
        due = f", due for review on {info.due}" if info.due else ""
        yield wrapped(f"{info.name} {info.version}: {info.title}{due} ({info.path})", indent="  ", first="")
    yield f"\n{len(policy.rules)} rules, {len(policy.clauses)} clauses"
    for clause in policy.clauses:
        codes = ", ".join(selector for check in clause.checks for selector in check.when.rules)
        exception = f"; exception: {clause.exception}" if clause.exception else ""
        head = f"  {clause.ref:<5} {clause.duty:<12} "
        yield wrapped(f"{codes or 'no rule'}{exception}", indent=" " * len(head), first=head)
    for role, people in policy.approvers.items():
        yield wrapped(f"{role}: {', '.join(people)}", indent="    ", first="  may approve: ")
    for rows in policy.matrices:
        yield "\nmatrix: - nothing, a advise, w warn, B block, E escalates"
        columns = ("", *(audience.value for audience in rows[0].cells))
        yield from table([(_when(row), *_levels(row).split()) for row in rows], head=columns)


def _when(row: Row) -> str:
    when = row.when
    said = [",".join(when.rules)]
    for title, values in (("owner", when.owner), ("stance", when.stance), ("origin", when.origin)):
        said += [f"{title}={'/'.join(values)}"] if values else []
    said += [f"{key}={value}" for key, value in when.facts.items()]
    said += [f"{key}>={value}" for key, value in when.at_least.items()]
    said += [f"with {'/'.join(when.together_with)}"] if when.together_with else []
    said += [f"roster={when.roster}".lower()] if when.roster is not None else []
    said += ["one outside"] if when.one_outside else []
    return " ".join(said)


def _levels(row: Row) -> str:
    cells: Sequence[Any] = list(row.cells.values())
    return " ".join(MARKS[cell.level] + ("E" if cell.escalate else "") for cell in cells)
