"""The register of approvals: what stands in it, asked for, given, declined, ended.

``approvals.toml`` stays a file that people read and edit: an approval is appended, an end is
one changed line, comments are kept. Requests wait in a file of their own beside it. Every
change is made under a lock, checked by reading it back, and replaces the file in one step.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from msgguard.engine import Setup
from msgguard.errors import ConfigError, UsageError
from msgguard.model import Audience
from msgguard.policy.policy import Clause, Policy
from msgguard.report.redact import mask_email, mask_number
from msgguard.school.approvals import Approval
from msgguard.school.reader import read_approvals
from msgguard.tomlfile import line_of, parse_toml, read_model
from msgguard.web.files import Asked, AskedFile
from msgguard.web.site import Person

_UNTIL = re.compile(r"\s*until\s*=")
_LONGEST = 366 * 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An approval as the page shows it."""

    approval: Approval
    days_left: int | None

    @property
    def holds(self) -> bool:
        """Whether it has not run out."""
        return self.days_left is None or self.days_left >= 0

    @property
    def matter(self) -> str:
        """What it is about: clauses and codes."""
        return ", ".join([*self.approval.clauses, *self.approval.codes]) or "any clause its giver may clear"

    @property
    def masked(self) -> str:
        """Its value for those who need not know it."""
        value = self.approval.value
        if not value:
            return ""
        return mask_email(value) if "@" in value.lstrip("@") else mask_number(value) or "•••"


def entries_of(setup: Setup, *, today: date) -> list[Entry]:
    """Every approval; those that end first stand first, those without an end last."""
    entries = [
        Entry(approval=a, days_left=(a.until - today).days if a.until else None)
        for a in setup.bench.approvals
    ]
    return sorted(entries, key=lambda e: (e.days_left is None, e.days_left or 0, e.approval.ref))


def clauses_to_approve(policy: Policy) -> list[Clause]:
    """The clauses to which somebody may approve an exception."""
    return [clause for clause in policy.clauses if clause.exception]


def roles_for(clause: Clause, person: Person, policy: Policy) -> list[str]:
    """The person's roles that may approve an exception to the clause."""
    roles = policy.approvers.get(clause.exception, (clause.exception,))
    return [role for role in roles if role in person.roles]


def requests_file(register: Path, named: str) -> Path:
    """Where requests wait."""
    return Path(named) if named else register.with_name(f"{register.stem}-asked.toml")


def read_requests(path: Path) -> Sequence[Asked]:
    """Everything that waits; nothing where there is no file yet."""
    return read_model(AskedFile, path, error=ConfigError).request if path.is_file() else ()


def ask(
    path: Path,
    policy: Policy,
    person: Person,
    *,
    clause: str,
    value: str,
    audience: str,
    until: str,
    why: str,
    today: date,
) -> Asked:
    """Write a request down. Raises UsageError saying what is missing."""
    found = policy.clause(clause)
    if found is None or not found.exception:
        raise UsageError("Nobody may approve an exception to that clause.")
    if audience and audience not in {a.value for a in Audience}:
        raise UsageError("Please choose whom it is for.")
    if len(why.split()) < 2:
        raise UsageError("Please say what it is for.")
    last = day_of(until, today=today)
    with changing(path):
        waiting = read_requests(path)
        number = 1 + max((int(r.ref.rpartition("-")[2]) for r in waiting), default=0)
        entry = Asked(
            ref=f"R-{number}",
            asked_by=person.email,
            on=today,
            clause=found.ref,
            value=_line(value),
            audience=audience,
            until=last,
            why=_line(why),
        )
        _write_requests(path, [*waiting, entry])
    return entry


def day_of(text: str, *, today: date) -> date:
    """The last day of an approval: in the future, and not for ever."""
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        raise UsageError("Please give the last day it is needed.") from None
    if not today <= found <= today + timedelta(days=_LONGEST):
        raise UsageError("The last day must lie ahead, within two years.")
    return found


def give(
    register: Path, requests: Path, ref: str, policy: Policy, person: Person, *, role: str, today: date
) -> str:
    """Give what was asked for; the role is checked against the clause. Returns the reference."""
    with changing(requests):
        waiting = read_requests(requests)
        entry = _request(waiting, ref)
        clause = policy.clause(entry.clause)
        if clause is None or role not in roles_for(clause, person, policy):
            raise UsageError(f"{entry.clause} needs the {clause.exception if clause else 'approver'}.")
        if entry.asked_by == person.email:
            raise UsageError("You asked for this, so somebody else must give it.")
        with changing(register):
            given = next_ref({a.ref for a in read_approvals(register)}, today=today)
            lines = [
                "",
                "[[approval]]",
                f"ref = {_quoted(given)}",
                f"by = {_quoted(role)}",
                f"who = [{_quoted(entry.asked_by)}]",
                f"clauses = [{_quoted(entry.clause)}]",
                *([f"value = {_quoted(entry.value)}"] if entry.value else []),
                *([f"audiences = [{_quoted(entry.audience)}]"] if entry.audience else []),
                f"until = {entry.until.isoformat()}",
                f"note = {_quoted(entry.why)}",
                f"# given by {person.email.replace(chr(10), ' ')} on {today.isoformat()}",
            ]
            text = register.read_text(encoding="utf-8")
            _replace(register, text.rstrip("\n") + "\n" + "\n".join(lines) + "\n")
        _write_requests(requests, [r for r in waiting if r.ref != ref])
    return given


def decline(requests: Path, ref: str, policy: Policy, person: Person) -> None:
    """Take a request away: who asked may, and who could give it."""
    with changing(requests):
        waiting = read_requests(requests)
        entry = _request(waiting, ref)
        clause = policy.clause(entry.clause)
        if entry.asked_by != person.email and not (clause and roles_for(clause, person, policy)):
            raise UsageError("That is for somebody else to decide.")
        _write_requests(requests, [r for r in waiting if r.ref != ref])


def end(register: Path, ref: str, policy: Policy, person: Person, *, today: date) -> None:
    """End an approval: yesterday was its last day. Who holds it may, who gave it, and reviewers."""
    with changing(register):
        approvals = read_approvals(register)
        index = next((n for n, a in enumerate(approvals) if a.ref == ref), -1)
        if index < 0:
            raise UsageError(f"There is no approval {ref}.")
        approval = approvals[index]
        may = person.is_reviewer or person.email in approval.who or approval.by in person.roles
        if not may:
            raise UsageError("That is for somebody else to decide.")
        text, _ = parse_toml(register, error=ConfigError)
        lines = text.splitlines()
        last = f"until = {(today - timedelta(days=1)).isoformat()}"
        at = line_of(text, ("approval", index, "until"))
        if at and _UNTIL.match(lines[at - 1]):
            lines[at - 1] = last
        else:
            lines.insert(approval.line, last)
        _replace(register, "\n".join(lines) + "\n")


def next_ref(known: set[str], *, today: date) -> str:
    """A reference nobody used: ``A-2026-001``.

    >>> next_ref({"A-2026-001"}, today=date(2026, 5, 1))
    'A-2026-002'
    """
    number = 1
    while f"A-{today.year}-{number:03d}" in known:
        number += 1
    return f"A-{today.year}-{number:03d}"


def _request(waiting: Sequence[Asked], ref: str) -> Asked:
    found = next((r for r in waiting if r.ref == ref), None)
    if found is None:
        raise UsageError("That request is no longer there.")
    return found


@contextmanager
def changing(path: Path) -> Iterator[None]:
    """One change at a time, whichever process makes it."""
    try:
        handle = os.open(path.with_name(f".{path.name}.lock"), os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as failure:
        raise UsageError(f"The register cannot be written here: {failure.strerror}.") from failure
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write_requests(path: Path, requests: Sequence[Asked]) -> None:
    lines = ["# Approvals that were asked for and wait for an answer; written by the web pages."]
    for entry in requests:
        lines += ["", "[[request]]"]
        for name, value in entry.model_dump().items():
            lines.append(f"{name} = {value.isoformat() if isinstance(value, date) else _quoted(value)}")
    _put(path, "\n".join(lines) + "\n")


def _replace(register: Path, text: str) -> None:
    """Write the register, but only if what was written can be read."""
    beside = register.with_name(f".{register.name}.new")
    beside.write_text(text, encoding="utf-8")
    try:
        read_approvals(beside)
    finally:
        beside.unlink(missing_ok=True)
    _put(register, text)


def _put(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.new")
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.replace(beside, path)


def _line(text: str) -> str:
    return " ".join(text.split())[:300]


def _quoted(text: str) -> str:
    """A TOML string: JSON writes the same escapes."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
