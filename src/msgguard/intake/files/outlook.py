"""Saved Outlook mails (msg): subject, people, text, and the files in it.

MS-OXMSG and MS-OXPROPS: one stream a property, named by its number and type.
"""

from __future__ import annotations

import re
from typing import Any

from msgguard.intake.charset import decode_text
from msgguard.intake.files.compound import stream
from msgguard.intake.files.limits import Found, Unread
from msgguard.intake.files.lzfu import unpacked_rtf
from msgguard.intake.files.read import read_member
from msgguard.intake.html import html_text

_SHOWN = (("From", "0C1A"), ("From address", "5D01"), ("To", "0E04"), ("Cc", "0E03"), ("Bcc", "0E02"),
          ("Subject", "0037"))  # fmt: skip
_BODY, _HTML, _RTF = "1000", "1013", "1009"
_LONG_NAME, _SHORT_NAME, _CONTENT = "3707", "3704", "3701"
_RECIPIENT = ("3001", "39FE", "3003")
_FILE = re.compile(r"__attach_version1\.0_#[0-9A-Fa-f]{8}")
_PERSON = re.compile(r"__recip_version1\.0_#[0-9A-Fa-f]{8}")
_MOST_DEEP = 5


def read(container: Any, found: Found) -> None:
    """The mail itself, then its files; a mail in a mail becomes a piece of its own."""
    _message(container, [], found, 0)


def _message(container: Any, at: list[str], found: Found, deep: int) -> None:
    lines = [f"{label}: {value}" for label, tag in _SHOWN if (value := _text(container, at, tag, found))]
    body = _text(container, at, _BODY, found)
    page = _text(container, at, _HTML, found)
    packed = _raw(container, at, _RTF, "0102", found)
    if page and not body:
        body = html_text(page)
    text = "\n".join(lines) + "\n\n" + body
    if deep:
        found.section(f"message {deep}", text)
    else:
        found.text(text)
    if packed and not body:
        read_member("text.rtf", unpacked_rtf(packed, found.budget), found)
    inner = sorted({path[len(at)] for path in container.listdir() if path[: len(at)] == at})
    people = [
        _text(container, [*at, name], tag, found)
        for name in inner
        if _PERSON.fullmatch(name)
        for tag in _RECIPIENT
    ]
    found.section("recipients", "\n".join(dict.fromkeys(filter(None, people))))
    for name in inner:
        if _FILE.fullmatch(name):
            _file(container, [*at, name], found, deep)


def _file(container: Any, at: list[str], found: Found, deep: int) -> None:
    name = _text(container, at, _LONG_NAME, found) or _text(container, at, _SHORT_NAME, found)
    content = _raw(container, at, _CONTENT, "0102", found)
    embedded = [*at, f"__substg1.0_{_CONTENT}000D"]
    if content:
        read_member(name or "unnamed file", content, found)
    elif container.exists([*embedded, "__properties_version1.0"]):
        if deep >= _MOST_DEEP:
            raise Unread(f"it lies more than {_MOST_DEEP} mails deep inside others")
        found.budget.member()
        _message(container, embedded, found, deep + 1)
    elif name:
        found.note("a file inside it is only a link, or of a kind that is not read")


def _raw(container: Any, at: list[str], tag: str, kind: str, found: Found) -> bytes:
    return stream(container, [*at, f"__substg1.0_{tag}{kind}"], found)


def _text(container: Any, at: list[str], tag: str, found: Found) -> str:
    """A property as text: Unicode, else of the sender's code page, else bytes (HTML)."""
    wide = _raw(container, at, tag, "001F", found)
    if wide:
        return wide.decode("utf-16-le", "replace").replace("\r\n", "\n").rstrip("\x00")
    data = _raw(container, at, tag, "001E", found) or _raw(container, at, tag, "0102", found)
    return decode_text(data)[0].replace("\r\n", "\n").rstrip("\x00") if data else ""
