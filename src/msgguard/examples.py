"""The examples of rule files as messages, and whether the detectors agree with them.

Used by the tests and by ``pack check``. Examples are judged against the fictional school
beside the rules (``school.toml``, ``roster.json``) by detectors alone: no matrix, no clause.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from pathlib import Path

from msgguard.detect.detectors import REFINERS, all_detectors
from msgguard.engine import Setup, find, make_setup
from msgguard.model import Attachment, Channel, Finding, Message, Party, PostKind, Recipient
from msgguard.policy.files import Example
from msgguard.policy.pack import chain_of, load_policy, read_rule_file
from msgguard.school.compiled import read_compiled
from msgguard.school.profile import School
from msgguard.school.reader import read_school
from msgguard.setup import data_rules

SENDER = "s.patel@hollybank.sch.example"
RECIPIENT = "parent1@mail.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One example of one rule; ``id`` is ``CD101-good-3``, counted from 1."""

    id: str
    code: str
    bad: bool
    example: Example
    path: Path


def cases_of(pack: Path) -> Iterator[Case]:
    """Every example in a pack's rule files, in order."""
    for file in sorted((pack / "rules").glob("*.toml")):
        rule = read_rule_file(file, examples=True)
        for bad, examples in ((True, rule.bad), (False, rule.good)):
            for number, example in enumerate(examples, 1):
                name = f"{rule.code}-{'bad' if bad else 'good'}-{number}"
                yield Case(id=name, code=rule.code, bad=bad, example=example, path=file)


def examples_setup(name: str, *, folders: Sequence[Path] = ()) -> Setup:
    """The setup that a pack's examples are judged with: the nearest ``school.toml`` of its chain."""
    policy = load_policy([name], folders=folders)
    school, roster = School(), None
    for path in chain_of(name, folders=folders):
        if (path / "school.toml").is_file():
            school = read_school(path / "school.toml")
            file = path / "roster.json"
            roster = read_compiled(file) if file.is_file() else None
    return make_setup(
        policy,
        school=school,
        roster=roster,
        detectors=all_detectors(data_rules(policy), policy.words),
        refiners=REFINERS,
    )


def message_of(case: Case) -> Message:
    """The message that an example stands for."""
    example = case.example
    channel = Channel(example.channel)
    name, address = parseaddr(example.headers.get("From", ""))
    sender = example.sender or address or SENDER
    shown = name if address.lower() in ("", sender.lower()) else ""
    recipients = example.recipients or (
        [] if channel is Channel.POST or example.cc or example.bcc else [RECIPIENT]
    )
    return Message(
        id=case.id,
        channel=channel,
        post=PostKind(example.post) if example.post else None,
        sender=Party(address=sender.lower(), name=shown),
        recipients=tuple(
            Recipient(party=Party(address=address.lower()), field=field)
            for field, addresses in (("to", recipients), ("cc", example.cc), ("bcc", example.bcc))
            for address in addresses
        ),
        headers=tuple(example.headers.items()),
        subject=example.subject,
        body=example.text,
        attachments=tuple(Attachment(name=a.name, text=a.text or None) for a in example.attachments),
        date=datetime.fromisoformat(example.date) if example.date else None,
    )


def faults_of(case: Case, setup: Setup) -> list[str]:
    """What the detectors say otherwise than the example: empty where they agree."""
    message = message_of(case)
    findings, _, errors = find(message, setup)
    mine = [finding for finding in findings if finding.code == case.code]
    faults = list(errors)
    if not case.bad:
        faults.extend(f"found {finding.text or finding.part!r}: {'; '.join(finding.why)}" for finding in mine)
        return faults
    if not case.example.find and not case.example.without_text:
        return [*faults, "a bad example says what to find, or without_text = true"]
    if case.example.without_text and not mine:
        faults.append("found nothing")
    faults.extend(f"did not find {text!r}" for text in case.example.find if not _is_met(text, mine, message))
    return faults


def _is_met(text: str, findings: Iterable[Finding], message: Message) -> bool:
    """Whether a finding says the text, a part of it, or overlaps it."""
    wanted = " ".join(text.casefold().split())
    for finding in findings:
        said = " ".join(finding.text.casefold().split())
        if said and (said in wanted or wanted in said):
            return True
        source = {"body": message.body, "subject": message.subject}.get(finding.part, "")
        at = source.find(text)
        if 0 <= at < finding.end and finding.start < at + len(text):
            return True
    return False
