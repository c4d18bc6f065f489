"""From command-line arguments to messages: paths, folders, standard input, a text as such."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import Any

from msgguard.cli.context import split
from msgguard.cli.terminal import complain
from msgguard.errors import IntakeError, UsageError
from msgguard.intake.draft import Given, read_draft
from msgguard.intake.records import read_jsonl
from msgguard.intake.sources import Form, form_of, read_bytes, read_path
from msgguard.model import AUDIENCES, Audience, Channel, Message, Party, PostKind, Recipient
from msgguard.report.run import Outcome
from msgguard.school.addressed import addressed
from msgguard.school.profile import School

_NUMBERED = re.compile(r"(?::\d+|\[\d+\])$")
_TEXT_ENDINGS = frozenset({".txt", ".text", ".md"})
Item = tuple[str, Message | IntakeError, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What the caller says about the inputs; ``say`` tells the user something on stderr."""

    form: Form | None
    given: Given
    audience: Audience | None
    stdin_name: str
    school: School
    say: Callable[[str], None]


def asked(options: Mapping[str, Any], school: School) -> Ask:
    """What the options of :func:`msgguard.cli.options.input_options` say. Raises UsageError."""
    if options["post"] and options["channel"] not in (None, "post"):
        raise UsageError(f"--post makes it a post, so --channel cannot be {options['channel']}")
    return Ask(
        form=Form(options["form"]) if options["form"] else None,
        given=Given(
            channel=Channel(options["channel"]) if options["channel"] else None,
            post=PostKind(options["post"]) if options["post"] else None,
            sender=options["sender"] or "",
            to=tuple(split(options["to"])),
            cc=tuple(split(options["cc"])),
            bcc=tuple(split(options["bcc"])),
        ),
        audience=AUDIENCES[options["audience"]] if options["audience"] else None,
        stdin_name=options["stdin_name"],
        school=school,
        say=complain,
    )


def items(paths: Sequence[str], text: str | None, ask: Ask) -> Iterator[Item]:
    """Every message asked for: (source, message or fault, id, line where the body begins)."""
    if text is not None:
        yield from _one(ask, "--text", text)
        return
    if list(paths) == ["-"]:
        yield from _stdin(ask)
        return
    for path in paths:
        yield from _path(path, ask)


def require(paths: Sequence[str], text: str | None) -> None:
    """Raise UsageError unless there is something to check, and all of it exists."""
    if text is not None and paths:
        raise UsageError("give either --text or paths, not both")
    if text is None and not paths:
        raise UsageError("nothing to check: give a file, a folder, '-' for standard input, or --text")
    if "-" in paths and len(paths) > 1:
        raise UsageError("'-' (standard input) and paths exclude each other")
    missing = [path for path in paths if path != "-" and not Path(path).exists()]
    if missing:
        raise UsageError("\n".join(_missing(path) for path in missing))


def _missing(path: str) -> str:
    name = Path(path)
    if " " in path and len(path) > 20:
        return f"there is no file named {path!r}; to check a text itself, write --text"
    folder = name.parent
    names = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    near = get_close_matches(name.name, names, n=1, cutoff=0.6)
    hint = f"; did you mean {folder / near[0]}?" if near else ""
    return f"there is no file named {path!r}{hint}"


def _one(ask: Ask, source: str, text: str) -> Iterator[Item]:
    try:
        message = read_draft(text, source=source, given=ask.given)
        yield source, addressed(message, ask.audience, ask.school), message.id, _first_line(text, message)
    except IntakeError as fault:
        yield source, fault, "", 0


def _path(path: str, ask: Ask) -> Iterator[Item]:
    seen: set[str] = set()
    try:
        for source, result in read_path(path, as_=ask.form, given=ask.given):
            seen.add(_NUMBERED.sub("", source))
            yield _item(source, result, ask)
    except IntakeError as fault:
        if not Path(path).is_dir():
            yield path, fault, "", 0
            return
        ask.say(f"warning: {fault}")
    if Path(path).is_dir():
        files = {str(f) for f in Path(path).rglob("*") if f.is_file() and not _hidden(f, Path(path))}
        skipped = len(files - seen)
        if skipped:
            ask.say(
                f"warning: {path}: {skipped} files of another kind were not checked (--as says which kind)"
            )


def _hidden(file: Path, folder: Path) -> bool:
    return any(step.startswith(".") for step in file.relative_to(folder).parts)


def _item(source: str, result: Message | IntakeError, ask: Ask) -> Item:
    if not isinstance(result, Message):
        return source, result, "", 0
    message = addressed(_told(result, ask.given), ask.audience, ask.school)
    return source, message, message.id, _line_in_file(source, message, ask)


def _line_in_file(source: str, message: Message, ask: Ask) -> int:
    """Where the body begins in a plain-text file; other forms have no lines of their own."""
    path = Path(source)
    if not path.is_file() or ask.form not in (None, Form.TEXT):
        return 0
    if path.suffix.lower() not in _TEXT_ENDINGS and ask.form is None:
        if path.suffix.lower() in (".eml", ".mail", ".json", ".jsonl", ".ndjson"):
            return 0
        if form_of(path.read_bytes()[:20_000]) is not Form.TEXT:
            return 0
    return _first_line(path.read_text(encoding="utf-8", errors="replace"), message)


def _first_line(text: str, message: Message) -> int:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    at = plain.rfind(message.body) if message.body else -1
    return plain.count("\n", 0, at) + 1 if at >= 0 else 0


def _stdin(ask: Ask) -> Iterator[Item]:
    """Standard input: JSON a line is answered line by line, all else is read to its end."""
    stream = sys.stdin.buffer
    if ask.form in (Form.EML, Form.TEXT):
        yield from _bytes(stream.read(), ask)
        return
    first = stream.readline()
    while first and not first.strip():
        first = stream.readline()
    if ask.form is Form.JSONL or _is_record(first):
        yield from _lines(chain([first], stream), ask)
    else:
        yield from _bytes(first + stream.read(), ask)


def _is_record(line: bytes) -> bool:
    """Whether a first line is a whole JSON object: then more may follow, one a line."""
    if not line.lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _lines(stream: Iterator[bytes], ask: Ask) -> Iterator[Item]:
    latest = [b""]

    def watched() -> Iterator[bytes]:
        for line in stream:
            latest[0] = line
            yield line

    for number, result in read_jsonl(watched(), source=ask.stdin_name):
        source = f"{ask.stdin_name}:{number}"
        if isinstance(result, Message):
            yield _item(source, result, ask)
        else:
            yield source, result, _id_of(latest[0]), 0


def _id_of(line: bytes) -> str:
    """The id of a record that is no message, where it has one."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return ""
    found = record.get("id") if isinstance(record, dict) else None
    return str(found) if isinstance(found, str | int) else ""


def _bytes(data: bytes, ask: Ask) -> Iterator[Item]:
    for source, result in read_bytes(data, source=ask.stdin_name, as_=ask.form, given=ask.given):
        item = _item(source, result, ask)
        if isinstance(result, Message) and item[3] == 0 and ask.form in (None, Form.TEXT):
            is_text = ask.form is Form.TEXT or form_of(data) is Form.TEXT
            item = (*item[:3], _first_line(data.decode("utf-8", "replace"), result) if is_text else 0)
        yield item


def _told(message: Message, given: Given) -> Message:
    """What the caller says outright wins over what the message says."""
    fields = {"to": given.to, "cc": given.cc, "bcc": given.bcc}
    told = [Recipient(party=_party(a), field=f) for f, said in fields.items() for a in said]
    kept = [r for r in message.recipients if not fields.get(r.field)]
    post = given.post or message.post
    channel = given.channel or (Channel.POST if given.post else message.channel)
    return replace(
        message,
        channel=channel,
        post=(post or PostKind.PERSONAL) if channel is Channel.POST else None,
        sender=_party(given.sender) if given.sender else message.sender,
        recipients=(*told, *kept) if told else message.recipients,
        subject=given.subject or message.subject,
    )


def _party(written: str) -> Party:
    from msgguard.intake.draft import party_of

    return party_of(written)


def outcomes(found: Iterator[Item], check: Callable[[Message], object]) -> Iterator[Outcome]:
    """Check each message as it comes."""
    from msgguard.model import Report

    for source, result, id_, first_line in found:
        if isinstance(result, Message):
            report = check(result)
            assert isinstance(report, Report)
            yield Outcome(source=source, id=id_, report=report, first_line=first_line)
        else:
            yield Outcome(source=source, id=id_, error=str(result).removeprefix(f"{source}: "))
