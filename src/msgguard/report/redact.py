"""Masking: what is stored or sent on shows that something was there, not what it was.

A phone number keeps its last two digits, an address its first letter and its domain, a
name its initials, everything else its length. A mask stands wherever the text stood: in
the warning, its message and its suggestion, file names included.
"""

from __future__ import annotations

import re
from dataclasses import replace

from msgguard.model import Attachment, Finding, PolicyWarning, Report

# Facts that say nothing about a person; every other fact is masked in a message.
HARMLESS_FACTS = frozenset(
    {
        *("households", "families", "header", "when", "medium", "invites", "count", "columns", "kind"),
        *("consent", "reason", "pupils", "hidden", "place"),
    }
)
_EMAIL = re.compile(r"[^\s<>()\",;:@]+@[^\s<>()\",;:@]+")
_NUMBER = re.compile(r"[+(]?\d[\d\s().\-]{5,}\d")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NAMED = ("PN201", "RC702", "RC703", "AT804")
_FILES = ("AT802", "AT803")


def masked(report: Report) -> Report:
    """The report with every text masked; offsets, codes and clauses stay."""
    names = {f.part.partition(":")[2] for f in _findings(report) if f.code in _FILES and ":" in f.part}
    files = {name: mask_file(name) for name in names}
    attachments = tuple(_renamed(attachment, files) for attachment in report.message.attachments)
    return replace(
        report,
        message=replace(report.message, attachments=attachments) if files else report.message,
        warnings=tuple(_warning(warning, files) for warning in report.warnings),
        excused=tuple(_finding(finding, files) for finding in report.excused),
        not_checked=tuple(_swap(note, files) for note in report.not_checked),
        errors=tuple(_swap(note, files) for note in report.errors),
    )


def _renamed(attachment: Attachment, files: dict[str, str]) -> Attachment:
    members = tuple(_renamed(member, files) for member in attachment.members)
    return replace(attachment, name=_swap(attachment.name, files), members=members)


def _findings(report: Report) -> list[Finding]:
    return [*(warning.finding for warning in report.warnings), *report.excused]


def _warning(warning: PolicyWarning, files: dict[str, str]) -> PolicyWarning:
    finding = warning.finding
    masks = dict(files)
    if finding.text:
        masks[finding.text] = mask(finding.text, finding.code)
        masks[" ".join(finding.text.split())] = masks[finding.text]
    for key, value in finding.facts.items():
        if key not in HARMLESS_FACTS and len(value) > 1:
            masks.setdefault(value, mask(value, finding.code))
    return replace(
        warning,
        finding=_finding(finding, files),
        message=_generic(_swap(warning.message, masks)),
        suggestion=_generic(_swap(warning.suggestion, masks)),
    )


def _finding(finding: Finding, files: dict[str, str]) -> Finding:
    return replace(
        finding,
        text=mask(finding.text, finding.code) if finding.text else "",
        part=_swap(finding.part, files),
        facts={k: v if k in HARMLESS_FACTS else mask(v, finding.code) for k, v in finding.facts.items()},
        about=(),
        why=(),
    )


def _swap(text: str, masks: dict[str, str]) -> str:
    for written in sorted(masks, key=len, reverse=True):
        if written:
            text = text.replace(written, masks[written])
    return text


def _generic(text: str) -> str:
    """Addresses and numbers that stand in a sentence in some other spelling."""
    return _NUMBER.sub(lambda m: mask_number(m[0]), _EMAIL.sub(lambda m: mask_email(m[0]), text))


def mask(text: str, code: str) -> str:
    """The mask for a finding's text, by its kind.

    >>> mask("07700 900123", "CD101"), mask("Ann Lee", "PN201"), mask("you fool", "DL301")
    ('••••• ••••23', 'A. L.', '[8 characters]')
    """
    if code in _FILES:
        return mask_file(text)
    if _EMAIL.fullmatch(text.strip()):
        return mask_email(text.strip())
    if code == "CD101" and sum(c.isdigit() for c in text) >= 7:
        return mask_number(text)
    if code in _NAMED:
        return initials(text)
    return f"[{len(text)} characters]"


def mask_number(text: str) -> str:
    """Digits but the last two become dots; anything that is no digit is kept only as a gap."""
    digits = sum(c.isdigit() for c in text)
    seen = 0
    out: list[str] = []
    for char in text:
        if char.isdigit():
            seen += 1
            out.append(char if seen > digits - 2 else "•")
        else:
            out.append(" ")
    return " ".join("".join(out).split())


def mask_email(text: str) -> str:
    """First letter and domain: ``l•••@mail.example``."""
    local, _, domain = text.rpartition("@")
    return f"{local[:1].lower()}•••@{domain}"


def initials(text: str) -> str:
    """``Ann-Marie Lee`` is ``A. L.``; no more than four words are told apart."""
    words = _WORD.findall(text)
    return " ".join(f"{word[0].upper()}." for word in words[:4]) or f"[{len(text)} characters]"


def mask_file(name: str) -> str:
    """A file name keeps its ending: ``[name].docx``."""
    _, dot, ending = name.rpartition(".")
    return f"[name].{ending}" if dot and ending.isalnum() and len(ending) <= 5 else "[name]"
