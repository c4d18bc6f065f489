"""Addresses in headers and option values: lists, groups, quoted and encoded names, broken ones.

RFC 5322 section 3.4, read tolerantly: nothing that could be a recipient is dropped, so a
name without an address stays as one whose address is that name.
"""

from __future__ import annotations

import re

from msgguard.intake.header import decode_header
from msgguard.model import Party

_MAX_ADDRESSES = 10_000
_BREAK = re.compile(r"[\s<>()\",;:]+")
_QUOTED_LOCAL = re.compile(r'"[^"]{1,64}"@[^\s"<>@]+')
_ANGLE = re.compile(r"<([^<>]*)>")
_COMMENT = re.compile(r"\(((?:[^()\\]|\\.)*)\)")
_SPECIAL = re.compile(r'[",;:<>()\\]')


def parse_addresses(value: str) -> tuple[Party, ...]:
    """Every party of an address list, in order; duplicates are kept out by address.

    >>> [(p.name, p.address) for p in parse_addresses('"Okafor, J" <J.O@Mail.example>, Staff: a@b.example;')]
    [('Okafor, J', 'j.o@mail.example'), ('', 'a@b.example')]
    """
    found: dict[str, Party] = {}
    for item in _split(value):
        for party in _parties(item):
            found.setdefault(party.address, party)
        if len(found) >= _MAX_ADDRESSES:
            break
    return tuple(found.values())


def parse_address(value: str) -> Party:
    """The first party of a value; an empty address where there is none."""
    parties = parse_addresses(value)
    return parties[0] if parties else Party(address="")


def _split(value: str) -> list[str]:
    """Cut a list at commas and semicolons that stand outside quotes, angles and comments."""
    value = value.replace("\r", " ").replace("\n", " ")
    items: list[str] = []
    start = 0
    quoted = False
    angle = False
    comment = 0
    skip = -1
    # A quote that nobody closes would swallow the list: then quotes mean nothing.
    heeds_quotes = value.count('"') - value.count('\\"') & 1 == 0
    heeds_comments = value.count("(") == value.count(")")
    for match in _SPECIAL.finditer(value):
        at = match.start()
        char = match[0]
        if at == skip:
            continue
        if char == "\\":
            if quoted or comment:
                skip = at + 1
        elif char == '"':
            if heeds_quotes and not comment:
                quoted = not quoted
        elif quoted:
            continue
        elif char == "(":
            comment += heeds_comments
        elif char == ")":
            comment = max(0, comment - 1)
        elif comment:
            continue
        elif char == "<":
            angle = ">" in value[at + 1 : at + 500]
        elif char == ">":
            angle = False
        elif angle:
            continue
        elif char == ":":
            # "Group name: a, b;" (but not "mailto:" or a bare host with a port)
            if "@" not in value[start:at] and value[start:at].strip().lower() not in {"mailto", "smtp"}:
                start = at + 1
        else:
            items.append(value[start:at])
            start = at + 1
    items.append(value[start:])
    return items


def _parties(item: str) -> list[Party]:
    """The party of one list item; more than one where blanks stand for commas."""
    item, comment = _without_comments(item)
    item = item.strip()
    if not item:
        return []
    angle = _last_angle(item)
    if angle is not None:
        address = _address(angle[1])
        if address:
            name = _name(item[: angle.start()] or item[angle.end() :])
            return [Party(address=address, name=name or comment)]
        item = item[: angle.start()] + item[angle.end() :]
    quoted = _QUOTED_LOCAL.fullmatch(item)
    if quoted is not None:
        return [Party(address=item.lower(), name=comment)]
    found = [word for word in _BREAK.split(item) if "@" in word.strip("@")]
    if len(found) > 1:
        return [Party(address=_address(word)) for word in found]
    if found:
        return [Party(address=_address(found[0]), name=_name(item[: item.find(found[0])]) or comment)]
    name = _name(item)
    return [Party(address=name.lower(), name=name)] if name else []


def _last_angle(item: str) -> re.Match[str] | None:
    match = None
    for match in _ANGLE.finditer(item):  # noqa: B007 - the last one counts
        pass
    return match


def _without_comments(item: str) -> tuple[str, str]:
    """An item without its (comments), and the first comment: old mailers put the name there."""
    if "(" not in item:
        return item, ""
    comment = ""
    for _ in range(4):
        # Brackets inside a quoted name belong to the name.
        match = _COMMENT.search(item, item.rfind('"') + 1)
        if match is None:
            break
        comment = comment or match[1].strip()
        item = item[: match.start()] + " " * bool(item[match.end() :].strip()) + item[match.end() :]
    return item, _name(comment)


def _address(text: str) -> str:
    text = decode_header(text).strip().strip("'\"").strip()
    # A source route, "<@a,@b:user@host>", and Outlook's "SMTP:user@host", "mailto:user@host".
    if ":" in text:
        text = text.rsplit(":", 1)[1]
    return re.sub(r"\s+", "", text).rstrip(".,;").lower()


def _name(text: str) -> str:
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] == '"':
        text = text[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    text = decode_header(text.replace('"', " ") if text.count('"') else text)
    if len(text) >= 2 and text[0] == text[-1] == "'":
        text = text[1:-1]
    return re.sub(r"\s+", " ", text).strip(" <>,;")
