"""Read attachments: which reader for which kind, within which limits, and what to say if none.

Entry points: :func:`read_attachment` for one file, :func:`with_files` for a message. What
could not be read is said in plain words (``Attachment.not_checked``), never passed over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

from msgguard.intake.files.kind import Kind, binary_kind, kind_of
from msgguard.intake.files.limits import MEGABYTE, Budget, Found, Limits, Unread, budget_for
from msgguard.model import Attachment, Message

Reader = Callable[[bytes, Found], None]
# Kind -> the module whose ``read`` reads it; loaded when the first such file comes.
READERS: dict[Kind, str] = {
    Kind.TEXT: "plain",
    Kind.HTML: "page",
    Kind.CARD: "card",
    Kind.RTF: "rtf",
    Kind.PDF: "pdf",
    Kind.ZIP: "archive",
    Kind.OLE: "compound",
    Kind.IMAGE: "image",
    Kind.FILM: "image",
    Kind.MAIL: "nested",
}
# Kinds that nobody reads here, and what is said instead.
REASONS: dict[Kind, str] = {
    Kind.SOUND: "it is a sound recording",
    Kind.PACKED: "it is packed in a way that is not read (only .zip is)",
    Kind.SEALED: "it is encrypted",
    Kind.TNEF: "it is a winmail.dat (Outlook's own format)",
    Kind.UNKNOWN: "its kind of file is not known",
}
_EXTRA = "the programs that read it are not installed (pip install 'msgguard[files]')"
_DEFAULT = Limits()
# Kinds of text whose lines are folded, so that a mail's plain text of them may cut a name in two.
_FOLDED = ("text/calendar", "text/vcard", "text/x-vcard", "text/directory")


def with_files(message: Message, *, limits: Limits = _DEFAULT) -> Message:
    """``message`` with every attachment read that came as bytes and was not read yet."""
    if not any(_is_unread(attachment) for attachment in message.attachments):
        return message
    budget = budget_for(limits)
    attachments = tuple(
        read_attachment(attachment, limits=limits, budget=budget) if _is_unread(attachment) else attachment
        for attachment in message.attachments
    )
    notes = dict.fromkeys(message.not_checked)
    for attachment in attachments:
        for file in attachment.files():
            if file.not_checked:
                notes[f"The file {file.name} could not be checked: {file.not_checked}."] = None
    return replace(message, attachments=attachments, not_checked=tuple(notes))


def _is_unread(attachment: Attachment) -> bool:
    if attachment.data is None or attachment.sections or attachment.members or attachment.not_checked:
        return False
    if attachment.text is None:
        return True
    # Mail may call a spreadsheet text/plain: then what was decoded from it is not its text.
    return bool(attachment.text) and (
        attachment.media_type in _FOLDED or binary_kind(attachment.data) is not None
    )


def read_attachment(
    attachment: Attachment, *, limits: Limits = _DEFAULT, budget: Budget | None = None
) -> Attachment:
    """``attachment`` with its text, sections and members; never raises for what is in the file."""
    return read_file(attachment, budget or budget_for(limits), depth=0)


def read_file(attachment: Attachment, budget: Budget, *, depth: int) -> Attachment:
    """Read one file, which may stand inside another (``depth``)."""
    found = Found(name=attachment.name, budget=budget, depth=depth)
    try:
        _read(attachment, found)
    except Unread as unread:
        found.note(unread.reason)
    except ImportError:
        found.note(_EXTRA)
    except RecursionError:
        found.note("it is nested too deeply")
    except MemoryError:
        found.note("it is too large to read")
    except Exception:  # readers meet any bytes; whatever one stumbles on, the file is what is wrong
        found.note("it is damaged, or not what its name says")
    return found.attachment(attachment)


def _read(attachment: Attachment, found: Found) -> None:
    data, limits = attachment.data or b"", found.budget.limits
    if len(data) > limits.size:
        raise Unread(f"it is larger than {limits.size // MEGABYTE} MB")
    if found.depth > limits.depth:
        raise Unread(f"it lies more than {limits.depth} files deep inside others")
    found.budget.check()
    kind = kind_of(data, attachment.name, attachment.media_type)
    if kind is Kind.EMPTY:
        return
    module = READERS.get(kind)
    if module is None:
        raise Unread(REASONS[kind])
    reader: Reader = import_module(f"msgguard.intake.files.{module}").read
    reader(data, found)
    if kind is Kind.FILM:
        found.note("it is a film; only its details were read")


def read_member(name: str, data: bytes, found: Found, *, media_type: str = "") -> None:
    """Read a file inside the one that ``found`` is about, and add it there."""
    found.budget.member()
    inner = Attachment(
        name=f"{found.name}/{name}", media_type=media_type, size=len(data), note="not read yet", data=data
    )
    read = read_file(inner, found.budget, depth=found.depth + 1)
    found.members.append(replace(read, data=None))
