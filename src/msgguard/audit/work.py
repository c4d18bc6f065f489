"""What a worker does: bytes to message, the right direction, the check, rows without content."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from types import FrameType

from msgguard.audit.chunk import State, Task
from msgguard.audit.identity import keyed, thread_of
from msgguard.audit.kit import Bench, Kit
from msgguard.audit.rows import Batch, FindingRow, MessageRow
from msgguard.engine import Setup, check
from msgguard.errors import IntakeError
from msgguard.intake.mail import read_mail
from msgguard.model import Message, Party, PolicyWarning, Report
from msgguard.report.fingerprint import fingerprint
from msgguard.report.redact import masked
from msgguard.school.audience import Direction, direction_of
from msgguard.school.profile import School
from msgguard.school.roster import Roster

# No message takes longer to check than this many seconds; what is then unfinished is said.
TIME_LIMIT = 60.0
_BULK = frozenset({"bulk", "list", "junk"})


def check_tasks(bench: Bench, tasks: Sequence[Task]) -> Batch:
    """The rows of some messages, in their order."""
    batch = Batch([], [])
    for task in tasks:
        message_row, findings = check_task(bench, task)
        batch.messages.append(message_row)
        batch.findings.extend(findings)
    return batch


def check_task(bench: Bench, task: Task) -> tuple[MessageRow, list[FindingRow]]:
    """One message's row and its findings."""
    if task.state:
        return _bare(task, task.state, task.reason), []
    try:
        with _time_limit():
            message = read_mail(task.raw, source=str(task.place))
    except IntakeError:
        return _bare(task, State.UNREADABLE, "There is nothing to read in it."), []
    except Exception as failure:  # a message that the reader fails on is listed, whatever the fault
        return _bare(task, State.UNREADABLE, f"Reading it failed: {type(failure).__name__}."), []
    kit = bench.kit
    day = message.date.date() if message.date else None
    desk = bench.desk_for(day)
    school, roster = desk.own.known.school, desk.own.known.roster
    message = with_address(message, school)
    outward, direction = direction_in(message, school, roster)
    row = _row(task, message, kit, day=day, direction=direction)
    row = row._replace(sender_group=sender_group(message.sender.address, school, roster))
    if day is not None and ((kit.since and day < kit.since) or (kit.until and day > kit.until)):
        return row._replace(state=State.OUT_OF_DATES), []
    if kit.groups and row.sender_group not in kit.groups:
        return row._replace(state=State.OTHER_GROUP), []
    setup: Setup | None
    if outward or kit.everything:
        setup, state = desk.own, State.JUDGED
    else:
        setup, state = desk.bulk if is_bulk(message) else desk.inbound, State.INBOUND
    if setup is None:
        return row._replace(state=state), []
    try:
        with _time_limit():
            report = check(message, setup, today=kit.today)
    except Exception as failure:  # time ran out between two detectors, or a fault outside them: said as well
        return row._replace(
            state=State.UNREADABLE, reason=f"Checking it failed: {type(failure).__name__}."
        ), []
    notes = _without_names(report)
    findings = [
        _finding(number, warning, shown, report, row, kit)
        for number, (warning, shown) in enumerate(
            zip(report.warnings, masked(report).warnings if kit.excerpts else report.warnings, strict=True)
        )
    ]
    verdict = report.verdict.word
    return (
        row._replace(
            state=state,
            verdict=verdict,
            findings=len(findings),
            errors=list(report.errors),
            not_checked=[*([task.reason] if task.reason else []), *notes],
        ),
        findings,
    )


def direction_in(message: Message, school: School, roster: Roster | None) -> tuple[bool, Direction]:
    """Whether an archived message is the school's own, and its direction.

    In an archive lies what came in as well: only a sender on the school's domains makes a
    message the school's.
    """
    if school.is_school_address(message.sender.address):
        return True, direction_of(message, school, roster)
    return False, Direction.INBOUND


def is_bulk(message: Message) -> bool:
    """Whether a list or a machine sent it (RFC 2919, RFC 3834, and the older Precedence).

    Nobody can hide his own mail so: what the school's people send is judged all the same.
    """
    for name, value in message.headers:
        lower = name.lower()
        if lower == "list-id" or (lower == "precedence" and value.strip().lower() in _BULK):
            return True
        if lower == "auto-submitted" and not value.strip().lower().startswith("no"):
            return True
    return False


def with_address(message: Message, school: School) -> Message:
    """A sender whom an Outlook archive names without an address, as the member of staff of that name.

    Exchange keeps its own people by a name of its own (X.500), which means nothing outside it.
    """
    if "@" in message.sender.address:
        return message
    name = (message.sender.name or message.sender.address).strip().casefold()
    same = [person for person in school.staff if person.name.casefold() == name]
    if len(same) != 1:
        return message
    return replace(message, sender=Party(address=same[0].email, name=same[0].name))


def sender_group(address: str, school: School, roster: Roster | None) -> str:
    """Which group a sender belongs to: a role of the school's list, ``pupil``, ``shared``, ``outside``."""
    person = school.staff_by_address.get(address) or school.staff_by_private.get(address)
    if person is not None:
        return person.role
    if school.is_pupil_address(address) or (roster is not None and address in roster.pupil_by_email):
        return "pupil"
    if address in school.governors:
        return "governor"
    if address in school.office:
        return "office"
    return "shared" if school.is_school_address(address) else "outside"


def _bare(task: Task, state: str, reason: str) -> MessageRow:
    """The row of a message that was not parsed."""
    return MessageRow(
        seq=task.seq,
        source=task.place.source,
        place=task.place.where,
        size=task.size,
        state=state,
        reason=reason,
        copy_of=task.copy_of,
        message="",
        thread="",
        sender="",
        sender_group="",
        direction="",
        channel="",
        day=None,
        month="",
        verdict="",
        findings=0,
        errors=[],
        not_checked=[],
    )


def _row(task: Task, message: Message, kit: Kit, *, day: date | None, direction: Direction) -> MessageRow:
    thread = thread_of(message.id, message.header("References"), message.header("In-Reply-To"))
    return _bare(task, "", "")._replace(
        message=keyed(message.id, kit.key),
        thread=keyed(thread, kit.key),
        sender=keyed(message.sender.address, kit.key),
        direction=direction.value,
        channel=message.channel.value,
        day=day,
        month=f"{day:%Y-%m}" if day else "",
    )


def _finding(
    number: int, warning: PolicyWarning, shown: PolicyWarning, report: Report, row: MessageRow, kit: Kit
) -> FindingRow:
    finding = warning.finding
    mark = fingerprint(report.message, finding, kit.key)
    return FindingRow(
        seq=row.seq,
        number=number,
        message=row.message,
        thread=row.thread,
        sender=row.sender,
        sender_group=row.sender_group,
        direction=row.direction,
        channel=row.channel,
        day=row.day,
        month=row.month,
        code=finding.code,
        name=warning.name,
        level=warning.level.word,
        escalate=warning.escalate,
        audience=warning.audience.value,
        clauses=[f"{clause.pack}:{clause.ref}" for clause in warning.clauses],
        cleared=[clause.cleared_by for clause in warning.clauses if clause.cleared_by],
        allowed=warning.allowed,
        known=mark in kit.known,
        origin=finding.origin.value,
        owner=finding.owner.value,
        stance=finding.stance.value,
        confidence=finding.confidence.word,
        disguised=finding.disguised,
        part=_part(finding.part),
        start=finding.start,
        end=finding.end,
        value=keyed(" ".join(finding.text.casefold().split()), kit.key),
        fingerprint=mark,
        excerpt=shown.message if kit.excerpts else "",
    )


def _part(part: str) -> str:
    """A part without names: a header keeps its own, a file does not."""
    kind, _, name = part.partition(":")
    return part if kind == "header" and len(name) < 40 else kind


def _without_names(report: Report) -> list[str]:
    """What could not be checked, the names of files taken out."""
    notes = []
    for note in report.not_checked:
        for attachment in report.message.attachments:
            if attachment.name:
                note = note.replace(attachment.name, "[name]")
        notes.append(note)
    return notes


@contextmanager
def _time_limit() -> Iterator[None]:
    """Interrupt what takes too long, where the system can (in a process's main thread)."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def expired(signum: int, frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, expired)
    signal.setitimer(signal.ITIMER_REAL, TIME_LIMIT, TIME_LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
