"""``msgguard approvals``: the register listed, and checked for entries that do nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import click

from msgguard.cli.context import Choice, settings_for
from msgguard.cli.exits import Exit
from msgguard.cli.show import table
from msgguard.errors import UsageError
from msgguard.model import Audience
from msgguard.report.safe import safe

if TYPE_CHECKING:
    from pathlib import Path

    from msgguard.policy.policy import Policy
    from msgguard.school.approvals import Approval
    from msgguard.school.profile import School


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The register with what it is checked against."""

    path: Path
    approvals: tuple[Approval, ...]
    policy: Policy
    school: School | None


@click.group()
def command() -> None:
    """The register of approvals: who agreed, for whom, to what, until when.

    An approval clears clauses, and only those that the policy lets somebody approve. A warning is
    allowed where all its clauses are cleared; it stays in the report, with the reference.
    """


@command.command("list")
@click.option("--config", metavar="FILE", help="msgguard.toml (default: the closest one upward).")
@click.option("--json", "as_json", is_flag=True, help="As data.")
def list_(config: str | None, *, as_json: bool) -> None:
    """List the entries."""
    register = load(config)
    today = date.today()
    if as_json:
        from msgguard.report.record import to_json

        records = [
            {
                "ref": a.ref,
                "by": a.by,
                "codes": list(a.codes),
                "clauses": list(a.clauses),
                "until": a.until.isoformat() if a.until else None,
                "holds": a.holds_on(today),
                "line": a.line,
            }
            for a in register.approvals
        ]
        click.echo(to_json(records, indent=2))
        return
    rows = [
        (
            safe(a.ref),
            safe(a.by),
            ", ".join([*a.codes, *a.clauses]) or "any",
            f"until {a.until}" if a.until else "no end",
            "" if a.holds_on(today) else "ran out",
            safe(a.note),
        )
        for a in register.approvals
    ]
    click.echo("\n".join(table(rows)) if rows else "The register is empty.")


@command.command("check")
@click.option("--config", metavar="FILE", help="msgguard.toml (default: the closest one upward).")
@click.option(
    "--used-by",
    multiple=True,
    metavar="PATH",
    type=click.Path(exists=True),
    help="Messages; entries that clear nothing in them are reported as unused.",
)
def check_(config: str | None, used_by: tuple[str, ...]) -> int:
    """Report entries that have run out, come from the wrong role, or name what does not exist."""
    register = load(config)
    problems = list(faults(register, today=date.today()))
    if used_by:
        problems += unused(register, used_by, config)
    for line, what in sorted(problems):
        click.echo(f"{safe(str(register.path))}:{line}: {safe(what)}")
    if not problems:
        click.echo(f"{len(register.approvals)} approvals, nothing amiss")
    return Exit.FOUND if problems else Exit.CLEAN


def load(config: str | None) -> Register:
    """The configured register; UsageError where none is configured."""
    from msgguard.policy.pack import load_policy
    from msgguard.school.reader import read_approvals, read_school

    settings = settings_for(Choice(config=config))
    if settings.approvals is None:
        raise UsageError("no register is configured; set 'approvals' to a file in msgguard.toml")
    return Register(
        path=settings.approvals,
        approvals=read_approvals(settings.approvals),
        policy=load_policy(settings.packs, folders=settings.pack_folders),
        school=read_school(settings.school) if settings.school else None,
    )


def faults(register: Register, *, today: date) -> Iterator[tuple[int, str]]:
    """Everything amiss with the entries themselves, with its line."""
    policy, school = register.policy, register.school
    columns = {audience.value for audience in Audience}
    for entry in register.approvals:
        if not entry.holds_on(today):
            yield entry.line, f"{entry.ref} ran out on {entry.until}"
        for code in entry.codes:
            if code not in policy.rules:
                yield entry.line, f"{entry.ref}: there is no rule {code}"
        for ref in entry.clauses:
            clause = policy.clause(ref)
            if clause is None:
                yield entry.line, f"{entry.ref}: there is no clause {ref}"
            elif not clause.exception:
                yield entry.line, f"{entry.ref}: nobody may approve an exception to {clause.ref}"
            elif entry.by not in policy.approvers.get(clause.exception, (clause.exception,)):
                yield entry.line, f"{entry.ref}: {clause.ref} needs the {clause.exception}, not {entry.by}"
        if not entry.clauses and not _may_approve(entry, policy):
            yield entry.line, f"{entry.ref}: {entry.by!r} may approve no clause that these rules cite"
        for audience in entry.audiences:
            if audience not in columns:
                yield entry.line, f"{entry.ref}: there is no audience {audience!r}"
        for address in entry.who:
            known = school is None or address == "*" or address in school.staff_by_address
            if not known and address not in (school.staff_by_private if school else {}):
                yield entry.line, f"{entry.ref}: the sender named is not among the school's staff"


def _may_approve(entry: Approval, policy: Policy) -> bool:
    """Whether the giver may clear at least one clause that the entry's rules cite."""
    return any(
        clause.exception
        and entry.by in policy.approvers.get(clause.exception, (clause.exception,))
        and any(
            code.startswith(check.when.rules)
            for check in clause.checks
            for code in entry.codes or policy.rules
        )
        for clause in policy.clauses
    )


def unused(register: Register, paths: tuple[str, ...], config: str | None) -> list[tuple[int, str]]:
    """Entries that clear nothing in the given messages."""
    from msgguard.cli.context import setup_for
    from msgguard.engine import check
    from msgguard.intake.sources import read_path
    from msgguard.model import Message

    choice = Choice(config=config)
    setup = setup_for(settings_for(choice), choice)
    used: set[str] = set()
    for path in paths:
        for _, message in read_path(path):
            if isinstance(message, Message):
                for warning in check(message, setup).warnings:
                    used.update(clause.cleared_by for clause in warning.clauses if clause.cleared_by)
    return [
        (a.line, f"{a.ref} clears nothing in these messages") for a in register.approvals if a.ref not in used
    ]
