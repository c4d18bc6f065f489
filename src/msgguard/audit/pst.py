"""Outlook's mailboxes (.pst, .ost), read with libpff: folder by folder, item by item."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, BinaryIO

from msgguard.audit.entries import need
from msgguard.audit.place import Mail, Place, Unread
from msgguard.audit.rebuild import (
    FIELDS,
    IN_REPLY_TO,
    MESSAGE_ID,
    REFERENCES,
    SENDER_ADDRESSES,
    SENDER_NAMES,
    TO_ADDRESSES,
    TO_KIND,
    TO_NAME,
    Pieces,
    first_of,
    rebuilt,
)

_CLASS, _CODE_PAGE, _FILE_NAMES = 0x001A, 0x3FDE, (0x3707, 0x3704)
_UTF8 = 65001
# Items that are no messages, by their class: appointments, contacts, tasks, notes, journals.
_NO_MAIL = ("IPM.APPOINTMENT", "IPM.CONTACT", "IPM.TASK", "IPM.STICKYNOTE", "IPM.ACTIVITY", "IPM.DISTLIST")
_MAX_DEPTH = 60
_MAX_NESTED = 5
# Outlook stores a whole number's sign here where a subject has a prefix.
_MARK = "\x01"


def read_pst(stream: BinaryIO, place: Place, told: Callable[[], None]) -> Iterator[Mail | Unread]:
    """Every message of a mailbox; its place is the item's own number in the file."""
    pff = need("pypff", "pst")
    box = pff.file()
    try:
        box.open_file_object(stream)
        root = box.get_root_folder()
    except (OSError, ValueError, RuntimeError) as failure:
        yield Unread(place, f"The mailbox cannot be read: {str(failure)[:60].partition(':')[0]}.")
        return
    try:
        yield from _folder(root, place, told, 0)
        for number in range(_number(lambda: box.number_of_orphan_items)):
            # Items that no folder holds any more: deleted, yet there.
            yield from _item(partial(box.get_orphan_item, number), place)
    finally:
        box.close()


def _folder(folder: Any, place: Place, told: Callable[[], None], depth: int) -> Iterator[Mail | Unread]:
    if depth > _MAX_DEPTH:
        yield Unread(place, "Its folders lie too deep inside one another.")
        return
    for number in range(_number(lambda: folder.number_of_sub_messages)):
        yield from _item(partial(folder.get_sub_message, number), place)
        told()
    for number in range(_number(lambda: folder.number_of_sub_folders)):
        try:
            inner = folder.get_sub_folder(number)
        except (OSError, RuntimeError):
            yield Unread(place, "A folder in it is damaged.")
            continue
        yield from _folder(inner, place, told, depth + 1)


def _number(count: Callable[[], int]) -> int:
    try:
        return int(count())
    except (OSError, RuntimeError, AttributeError):
        return 0


def _item(get: Callable[[], Any], place: Place) -> Iterator[Mail | Unread]:
    here = place
    try:
        item = get()
        here = Place(place.source, place.path, int(item.identifier))
        if not hasattr(item, "plain_text_body"):
            return
        values = _values(item)
        if str(values.get(_CLASS, "")).upper().startswith(_NO_MAIL):
            return
        pieces = _pieces(item, values, 0)
        yield Mail(here, rebuilt(pieces), " ".join(pieces.notes))
    except Exception as failure:  # damaged mailboxes make the library fail in many ways; each is said
        yield Unread(here, f"The Outlook item cannot be read: {type(failure).__name__}.")


def _values(item: Any, sets: Any = None) -> dict[int, Any]:
    """An item's properties by number: text, and whole numbers."""
    found: dict[int, Any] = {}
    for record in sets if sets is not None else item.record_sets:
        for entry in record.entries:
            tag, kind = entry.entry_type, entry.value_type
            if tag is None or tag in found:
                continue
            try:
                if kind in (0x1E, 0x1F):
                    found[tag] = entry.get_data_as_string() or ""
                elif kind == 0x3:
                    found[tag] = entry.get_data_as_integer()
            except (OSError, RuntimeError, ValueError):
                continue
    return found


def _pieces(item: Any, values: dict[int, Any], depth: int) -> Pieces:
    def read(tag: int) -> str:
        return str(values.get(tag, "") or "")

    subject = item.subject or ""
    if subject.startswith(_MARK):
        subject = subject[2:]
    page = values.get(_CODE_PAGE) or _UTF8
    files, notes = _files(item, depth)
    return Pieces(
        headers=item.transport_headers or "",
        sender=(first_of(SENDER_NAMES, read) or item.sender_name or "", first_of(SENDER_ADDRESSES, read)),
        people=tuple(_people(item)),
        subject=subject,
        message_id=read(MESSAGE_ID),
        in_reply_to=read(IN_REPLY_TO),
        references=read(REFERENCES),
        date=item.client_submit_time or item.delivery_time,
        text=_decoded(item.plain_text_body),
        html=item.html_body or b"",
        html_charset="utf-8" if page == _UTF8 else f"cp{page}",
        rtf=(item.rtf_body or b"") if not (item.plain_text_body or item.html_body) else b"",
        files=files,
        notes=notes,
    )


def _decoded(data: bytes | None) -> str:
    if not data:
        return ""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _people(item: Any) -> Iterator[tuple[str, str, str]]:
    recipients = item.recipients
    if recipients is None:
        return
    for record in recipients.record_sets:
        values = _values(recipients, [record])

        def read(tag: int, values: dict[int, Any] = values) -> str:
            return str(values.get(tag, "") or "")

        kind = FIELDS.get(int(values.get(TO_KIND) or 1) & 3, "To")
        yield kind, read(TO_NAME), first_of(TO_ADDRESSES, read)


def _files(item: Any, depth: int) -> tuple[tuple[tuple[str, bytes, bool], ...], tuple[str, ...]]:
    """The files of an item, mails inside it among them, and what of them could not be read."""
    files: list[tuple[str, bytes, bool]] = []
    notes: list[str] = []
    for attachment in item.attachments:
        values = _values(attachment)
        name = next((str(values[tag]) for tag in _FILE_NAMES if values.get(tag)), "unnamed")
        try:
            if attachment.number_of_sub_items and depth < _MAX_NESTED:
                inner = attachment.get_sub_item(0)
                files.append((name, rebuilt(_pieces(inner, _values(inner), depth + 1)), True))
                continue
            data = attachment.read_buffer(attachment.size) if attachment.size else b""
        except (OSError, RuntimeError, AttributeError):
            data = b""
            notes.append("A file or mail inside it could not be read.")
        files.append((name, data, False))
    return tuple(files), tuple(dict.fromkeys(notes))
