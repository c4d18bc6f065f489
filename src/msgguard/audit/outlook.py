"""Outlook's saved mails (.msg), read with python-oxmsg."""

from __future__ import annotations

import io
from typing import Any

from msgguard.audit.entries import need
from msgguard.audit.place import Mail, Place, Unread
from msgguard.audit.rebuild import (
    FIELDS,
    HEADERS,
    IN_REPLY_TO,
    MESSAGE_ID,
    REFERENCES,
    SENDER_ADDRESSES,
    SENDER_NAMES,
    SUBJECT,
    TO_ADDRESSES,
    TO_KIND,
    TO_NAME,
    Pieces,
    first_of,
    rebuilt,
)
from msgguard.intake.files.limits import Limits, budget_for
from msgguard.intake.files.lzfu import unpacked_rtf

_CODE_PAGE = 0x3FDE
_UTF8 = 65001


def read_msg(data: bytes, place: Place) -> Mail | Unread:
    """The mail in a .msg file, or why there is none. Its format is hostile ground: any fault is said."""
    oxmsg = need("oxmsg", "pst")
    try:
        item = oxmsg.Message.load(io.BytesIO(data))
        pieces = _pieces(item)
        return Mail(place, rebuilt(pieces), " ".join(pieces.notes))
    except Exception as failure:  # the library raises whatever its format made it stumble on
        return Unread(place, f"The Outlook item cannot be read: {type(failure).__name__}.")


def _pieces(item: Any) -> Pieces:
    properties = item.properties

    def read(tag: int) -> str:
        return str(properties.str_prop_value(tag) or "")

    page = properties.int_prop_value(_CODE_PAGE) or _UTF8
    html = properties.binary_prop_value(0x1013)
    return Pieces(
        headers=read(HEADERS),
        sender=(first_of(SENDER_NAMES, read), first_of(SENDER_ADDRESSES, read)),
        people=tuple(_person(recipient.properties) for recipient in item.recipients),
        subject=read(SUBJECT),
        message_id=read(MESSAGE_ID),
        in_reply_to=read(IN_REPLY_TO),
        references=read(REFERENCES),
        date=item.sent_date,
        text=str(item.body or ""),
        html=html if html else (item.html_body or "").encode("utf-8", "replace"),
        html_charset="utf-8" if not html or page == _UTF8 else f"cp{page}",
        rtf=_unpacked(properties.binary_prop_value(0x1009)) if not item.body else b"",
        files=tuple(
            (attachment.file_name or "unnamed", attachment.file_bytes or b"", False)
            for attachment in item.attachments
            if attachment.attached_by_value
        ),
        notes=("A mail or link inside it was not read.",)
        if any(not attachment.attached_by_value for attachment in item.attachments)
        else (),
    )


def _person(properties: Any) -> tuple[str, str, str]:
    def read(tag: int) -> str:
        return str(properties.str_prop_value(tag) or "")

    kind = FIELDS.get(int(properties.int_prop_value(TO_KIND) or 1) & 3, "To")
    return kind, read(TO_NAME), first_of(TO_ADDRESSES, read)


def _unpacked(packed: bytes | None) -> bytes:
    if not packed:
        return b""
    return unpacked_rtf(packed, budget_for(Limits()))
