"""``cases.toml``: a pack's own tests, short messages with the verdict, codes and clauses expected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from msgguard.detect.detectors import REFINERS, all_detectors
from msgguard.engine import Setup, check, make_setup
from msgguard.errors import PackError
from msgguard.model import Channel, Level, Message, Party, PostKind, Recipient
from msgguard.policy.files import CaseEntry, CasesFile
from msgguard.policy.policy import Policy
from msgguard.school.profile import School
from msgguard.school.reader import read_school
from msgguard.setup import data_rules
from msgguard.tomlfile import line_of, parse_toml, read_model, validate


def read_cases(path: Path) -> CasesFile:
    """The cases of the pack in ``path``; none where it has no file of them."""
    file = path / "cases.toml"
    return read_model(CasesFile, file, error=PackError) if file.is_file() else CasesFile()


def cases_in(path: Path, policy: Policy) -> Iterator[tuple[CaseEntry, int, Setup]]:
    """Every case with its line and the setup it is judged with."""
    file = path / "cases.toml"
    if not file.is_file():
        return
    text, data = parse_toml(file, error=PackError)
    cases = validate(CasesFile, file, text, data, error=PackError)
    school = read_school(path / cases.school) if cases.school else School()
    setup = make_setup(
        policy,
        school=school,
        detectors=all_detectors(data_rules(policy), policy.words),
        refiners=REFINERS,
    )
    for index, entry in enumerate(cases.case):
        yield entry, line_of(text, ("case", index, "name")), setup


def case_faults(entry: CaseEntry, setup: Setup) -> Iterator[str]:
    """How the report of a case differs from what it expects."""
    message = Message(
        id=entry.name,
        channel=Channel.POST if entry.post else Channel(entry.channel),
        post=PostKind(entry.post) if entry.post else None,
        sender=Party(address=entry.sender.lower()),
        recipients=tuple(
            Recipient(party=Party(address=address.lower()), field=field)
            for field, addresses in (("to", entry.recipients), ("cc", entry.cc))
            for address in addresses
        ),
        headers=tuple(entry.headers.items()),
        subject=entry.subject,
        body=entry.text,
    )
    report = check(message, setup, today=date.today())
    yield from report.errors
    if report.verdict is not Level[entry.verdict.upper()]:
        yield f"the verdict is {report.verdict.word}, not {entry.verdict}"
    codes = {warning.finding.code for warning in report.warnings}
    yield from (f"{code} was not found" for code in entry.codes if code not in codes)
    refs = {clause.ref for warning in report.warnings for clause in warning.clauses}
    yield from (f"{ref} was not cited" for ref in entry.clauses if ref not in refs)
