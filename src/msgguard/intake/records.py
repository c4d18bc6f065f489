"""JSON records to messages: one object, an array, or one object a line.

The form is that of the labelled messages in ``corpora/``: channel, post, sender,
recipients, cc, bcc, headers, subject, body, attachments; and ``context``, what the sending
system knows: ``restricted`` and ``no_publicity``. Other keys are let pass.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from msgguard.errors import IntakeError
from msgguard.intake.address import parse_address
from msgguard.intake.charset import clean, decode_text
from msgguard.intake.draft import party_of
from msgguard.intake.html import hidden_links, html_text, says_more
from msgguard.intake.mail import parse_date
from msgguard.intake.part import MAX_TEXT
from msgguard.model import Attachment, Channel, Message, PostKind, Recipient

_Kind = TypeVar("_Kind", Channel, PostKind)
_FIELDS = (("to", "recipients"), ("to", "to"), ("cc", "cc"), ("bcc", "bcc"), ("envelope", "envelope"))


def read_record(record: object, *, source: str = "") -> Message:
    """Read one record; raises IntakeError naming the key that is wrong.

    >>> read_record({"channel": "sms", "body": "Club is off."}).channel.value
    'sms'
    """
    where = source or "record"
    if not isinstance(record, Mapping):
        raise IntakeError(f"{where}: expected an object, got {_kind(record)}")
    if not any(key in record for key in ("body", "subject", "html", "attachments")):
        raise IntakeError(f"{where}: expected an object with at least a body or a subject")
    post = _choice(record, "post", PostKind, where)
    channel = _choice(record, "channel", Channel, where) or (Channel.POST if post else Channel.EMAIL)
    headers = _headers(record.get("headers"), where)
    first = {name.lower(): value for name, value in reversed(headers)}
    body = _text(record, "body", where)
    page = _text(record, "html", where)
    alternative = ""
    links: tuple[str, ...] = ()
    if page:
        shown = html_text(page)
        if not body.strip():
            body = shown
        elif says_more(shown, body):
            alternative = shown
        links = hidden_links(page, f"{body}\n{alternative}")
    notes = []
    if len(body) > MAX_TEXT:
        notes.append(f"The text is longer than {MAX_TEXT:,} characters; what comes after that was not read.")
    return Message(
        id=_text(record, "id", where) or first.get("message-id", "").strip("<> ") or where,
        channel=channel,
        post=(post or PostKind.PERSONAL) if channel is Channel.POST else None,
        sender=party_of(_text(record, "sender", where) or first.get("from", "")),
        envelope_sender=parse_address(first.get("return-path", "")).address,
        recipients=_recipients(record, where),
        headers=headers,
        subject=_text(record, "subject", where) or first.get("subject", ""),
        body=body[:MAX_TEXT],
        alternative=alternative[:MAX_TEXT],
        links=links,
        attachments=_attachments(record.get("attachments"), where),
        date=parse_date(_text(record, "date", where) or first.get("date", "")),
        source=source,
        not_checked=tuple(notes),
        restricted=_restricted(record.get("context"), where),
        no_publicity=_no_publicity(record.get("context"), where),
    )


def _restricted(context: object, where: str) -> tuple[tuple[str, str], ...]:
    """Pairs of an address and a pupil it is barred from, as the sending system knows them."""
    pairs = context.get("restricted") if isinstance(context, Mapping) else None
    if pairs is None:
        return ()
    if not isinstance(pairs, list) or not all(isinstance(p, list) and len(p) == 2 for p in pairs):
        raise IntakeError(f"{where}: context.restricted: expected a list of [address, pupil] pairs")
    return tuple((str(address).lower(), str(pupil)) for address, pupil in pairs)


def _no_publicity(context: object, where: str) -> tuple[str, ...]:
    """Pupils whom the sending system knows not to be published."""
    names = context.get("no_publicity") if isinstance(context, Mapping) else None
    if names is None:
        return ()
    if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
        raise IntakeError(f"{where}: context.no_publicity: expected a list of pupils' names")
    return tuple(clean(name).strip() for name in names)


def read_json(text: str | bytes, *, source: str = "") -> Iterator[Message | IntakeError]:
    """Every message of a JSON document: an object, or an array of objects."""
    try:
        data = json.loads(_decoded(text))
    except (ValueError, RecursionError) as error:
        raise IntakeError(f"{source or 'record'}: not valid JSON: {error}") from None
    records = data if isinstance(data, list) else [data]
    if not records:
        raise IntakeError(f"{source or 'record'}: the array holds no message")
    for number, record in enumerate(records, 1):
        yield _try(record, f"{source}[{number}]" if isinstance(data, list) else source)


def read_jsonl(
    stream: Iterable[str | bytes], *, source: str = ""
) -> Iterator[tuple[int, Message | IntakeError]]:
    """Every line of a stream as (line number, message or what is wrong with it).

    A bad line is reported and the next one read; empty lines are passed over.
    """
    for number, line in enumerate(stream, 1):
        where = f"{source}:{number}" if source else f"line {number}"
        try:
            text = _decoded(line).strip().removeprefix("\ufeff")
            if not text:
                continue
            record = json.loads(text)
        except (ValueError, RecursionError) as error:
            yield number, IntakeError(f"{where}: not valid JSON: {error}")
            continue
        yield number, _try(record, where)


def _try(record: object, where: str) -> Message | IntakeError:
    try:
        return read_record(record, source=where)
    except IntakeError as error:
        return error


def _decoded(text: str | bytes) -> str:
    return decode_text(text)[0] if isinstance(text, bytes) else text


def _kind(value: object) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def _text(record: Mapping[str, object], key: str, where: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value).replace("\r\n", "\n")
    if key == "id" and isinstance(value, int):
        return str(value)
    raise IntakeError(f"{where}: {key} must be a string, got {_kind(value)}")


def _choice(record: Mapping[str, object], key: str, kind: type[_Kind], where: str) -> _Kind | None:
    value = record.get(key)
    if value is None or value == "":
        return None
    try:
        return kind(str(value).lower())
    except ValueError:
        known = ", ".join(str(member) for member in kind)
        raise IntakeError(f"{where}: unknown {key} {value!r}; expected one of {known}") from None


def _headers(value: object, where: str) -> tuple[tuple[str, str], ...]:
    """Headers as an object (values may be lists) or as an array of pairs."""
    if value is None:
        return ()
    if isinstance(value, Mapping):
        pairs = [
            (name, one)
            for name, many in value.items()
            for one in (many if isinstance(many, list) else [many])
        ]
    elif isinstance(value, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in value):
        pairs = [(pair[0], pair[1]) for pair in value]
    else:
        raise IntakeError(f"{where}: headers must be an object or an array of pairs, got {_kind(value)}")
    return tuple((clean(str(name)), clean("" if one is None else str(one))) for name, one in pairs)


def _recipients(record: Mapping[str, object], where: str) -> tuple[Recipient, ...]:
    found: dict[str, Recipient] = {}
    for field, key in _FIELDS:
        value = record.get(key)
        if value is None:
            continue
        if isinstance(value, str):
            value = [value] if value else []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise IntakeError(f"{where}: {key} must be an array of strings, got {_kind(value)}")
        for one in value:
            party = party_of(clean(one))
            if party.address:
                found.setdefault(party.address, Recipient(party=party, field=field))
    return tuple(found.values())


def _attachments(value: object, where: str) -> tuple[Attachment, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise IntakeError(f"{where}: attachments must be an array, got {_kind(value)}")
    found = []
    for number, one in enumerate(value, 1):
        inner = f"{where}: attachment {number}"
        if isinstance(one, str):
            one = {"name": one}
        if not isinstance(one, Mapping):
            raise IntakeError(f"{inner}: expected an object, got {_kind(one)}")
        name = _text(one, "name", inner)
        text = _text(one, "text", inner) if one.get("text") is not None else None
        data = _data(one, inner)
        size = len(data) if data is not None else len((text or "").encode())
        note = "" if text is not None else ("not read yet" if data is not None else "only its name is known")
        found.append(
            Attachment(
                name=name,
                media_type=_text(one, "media_type", inner),
                size=size,
                text=text,
                note=note,
                data=data,
            )
        )
    return tuple(found)


def _data(record: Mapping[str, object], where: str) -> bytes | None:
    value = record.get("data") if record.get("data") is not None else record.get("base64")
    if value is None:
        return None
    if not isinstance(value, str):
        raise IntakeError(f"{where}: data must be a base64 string, got {_kind(value)}")
    try:
        return base64.b64decode(value.encode("ascii", "replace"), validate=True)
    except (binascii.Error, ValueError):
        raise IntakeError(f"{where}: data is not valid base64") from None
