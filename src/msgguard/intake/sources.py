"""Where messages come from: a file, a folder, standard input; by extension, else by content."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from msgguard.errors import IntakeError
from msgguard.intake.draft import Given, read_draft
from msgguard.intake.mail import read_mail
from msgguard.intake.records import read_json, read_jsonl
from msgguard.model import Message


class Form(StrEnum):
    """In which form a message is written."""

    EML = "eml"
    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


_BY_EXTENSION = {
    ".eml": Form.EML,
    ".mail": Form.EML,
    ".txt": Form.TEXT,
    ".text": Form.TEXT,
    ".md": Form.TEXT,
    ".json": Form.JSON,
    ".jsonl": Form.JSONL,
    ".ndjson": Form.JSONL,
}
# Headers that a mail carries and a draft does not.
_MAIL_HEADER = re.compile(
    rb"^(?:received|return-path|message-id|mime-version|content-type|dkim-signature|delivered-to|x-[\w-]+):",
    re.IGNORECASE | re.MULTILINE,
)
_STDIN = "-"


def read_path(
    path: str | Path,
    *,
    as_: Form | str | None = None,
    given: Given | None = None,
    stdin_name: str = "<stdin>",
) -> Iterator[tuple[str, Message | IntakeError]]:
    """Every message under ``path`` as (source, message or what is wrong with it).

    A folder is walked in the order of its names, hidden files apart. Raises IntakeError
    where there is no such file, or nothing in it that could be checked.
    """
    form = Form(as_) if as_ is not None else None
    if str(path) == _STDIN:
        yield from read_bytes(sys.stdin.buffer.read(), source=stdin_name, as_=form, given=given)
        return
    path = Path(path)
    if path.is_dir():
        found = False
        for file in _files(path):
            if form is None and file.suffix.lower() not in _BY_EXTENSION:
                continue
            found = True
            yield from _read_file(file, form, given)
        if not found:
            raise IntakeError(f"{path}: the folder holds nothing to check (.eml, .txt, .md, .json, .jsonl)")
        return
    yield from _read_file(path, form, given)


def read_message(path: str | Path, *, as_: Form | str | None = None, given: Given | None = None) -> Message:
    """The one message in a file; raises IntakeError where there is none or it cannot be read."""
    for _, result in read_path(path, as_=as_, given=given):
        if isinstance(result, IntakeError):
            raise result
        return result
    raise IntakeError(f"{path} holds no message")


def read_bytes(
    data: bytes, *, source: str, as_: Form | None = None, given: Given | None = None
) -> Iterator[tuple[str, Message | IntakeError]]:
    """Every message in ``data``; its form is told by the source's extension, then by content."""
    if not data.strip():
        yield source, IntakeError(f"{source} is empty")
        return
    form = as_ or _BY_EXTENSION.get(Path(source).suffix.lower()) or form_of(data)
    try:
        if form is Form.EML:
            yield source, read_mail(data, source=source)
        elif form is Form.TEXT:
            yield source, read_draft(data, source=source, given=given)
        elif form is Form.JSON:
            for result in read_json(data, source=source):
                yield (result.source if isinstance(result, Message) else source), result
        else:
            count = 0
            for number, result in read_jsonl(data.splitlines(keepends=True), source=source):
                count += 1
                yield f"{source}:{number}", result
            if not count:
                yield source, IntakeError(f"{source} holds no message")
    except IntakeError as error:
        yield source, error


def form_of(data: bytes) -> Form:
    """Which form ``data`` is in, judged by its beginning.

    >>> form_of(b"Message-ID: <1@x.example>\\n\\nHi").value, form_of(b'{"body": ""}').value
    ('eml', 'json')
    """
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:20_000]
    if head.startswith((b"{", b"[")):
        lines = [line for line in head.splitlines()[:2] if line.strip()]
        whole = len(lines) > 1 and all(line.rstrip().startswith(b"{") for line in lines)
        return Form.JSONL if whole and lines[0].rstrip().endswith(b"}") else Form.JSON
    block = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    return Form.EML if _MAIL_HEADER.search(block) else Form.TEXT


def _read_file(
    path: Path, form: Form | None, given: Given | None
) -> Iterator[tuple[str, Message | IntakeError]]:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise IntakeError(f"{path}: no such file") from None
    except OSError as error:
        yield str(path), IntakeError(f"{path}: cannot be read: {error.strerror}")
        return
    yield from read_bytes(data, source=str(path), as_=form, given=given)


def _files(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _files(entry)
        elif entry.is_file():
            yield entry
