"""The mails that the gateway writes: to the sender, to those who must hear of it, to who may approve.

They quote nothing of the message but its date and recipients, and where the policy's rule is
neutral they say neither code nor clause. Each has a Message-ID of its hold and kind, so that one
sent twice after a crash is known as one.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from msgguard.gateway.files import NoticeTable
from msgguard.gateway.letter import Letter
from msgguard.gateway.states import Kind
from msgguard.gateway.store import Hold
from msgguard.gateway.tokens import Verb, token_for
from msgguard.intake.mail import read_mail

_SUBJECTS = {
    Kind.NOTICE: "Held for a second look: your message",
    Kind.ADVICE: "About a message you sent",
    Kind.RETURN: "Not sent: your message comes back to you",
    Kind.PARTLY: "Your released message did not reach everybody",
    Kind.ESCALATE: "For your attention: a message that may need following up",
    Kind.ASK: "Your approval is asked for: a held message",
    Kind.REMIND: "Still held: a message waits for a second look",
}


def compose(
    kind: Kind,
    hold: Hold,
    letter: Letter,
    *,
    to: tuple[str, ...],
    notices: NoticeTable,
    key: bytes,
    note: str = "",
    role: str = "",
) -> bytes:
    """One mail about a hold, ready to be sent."""
    mail = EmailMessage(policy=SMTP.clone(utf8=any(not a.isascii() for a in to)))
    mail["From"] = f"msgguard <{notices.sender}>"
    mail["To"] = ", ".join(to)
    mail["Subject"] = _SUBJECTS[kind]
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = f"<{hold.id}.{kind}@{notices.sender.rpartition('@')[2] or 'localhost'}>"
    # RFC 3834: no automatic reply may answer this, and ours is known as one.
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if kind is Kind.NOTICE and notices.reply_to and notices.release == "sender":
        mail["Reply-To"] = reply_address(notices.reply_to, token_for(Verb.RELEASE, hold.id, key))
    texts: dict[Kind, Callable[[], list[str]]] = {
        Kind.NOTICE: lambda: _notice(hold, letter, notices, key),
        Kind.ADVICE: lambda: _advice(hold, letter),
        Kind.RETURN: lambda: _return(hold, letter, note),
        Kind.PARTLY: lambda: [_which(letter), "", "These recipients were refused:", note],
        Kind.ESCALATE: lambda: _escalation(hold, letter, role),
        Kind.ASK: lambda: _ask(hold, letter, notices, key, role),
        Kind.REMIND: lambda: _remind(hold, letter),
    }
    mail.set_content("".join(_wrapped(line) + "\n" for line in texts[kind]()))
    if kind is Kind.RETURN and letter.raw:
        mail.add_attachment(
            letter.raw, maintype="application", subtype="octet-stream", filename="message.eml"
        )
        part = list(mail.iter_attachments())[-1]
        part.replace_header("Content-Type", 'application/x-message; name="message.eml"')
    return mail.as_bytes()


def _wrapped(line: str) -> str:
    """A line of a mail no longer than people read; a link stays whole."""
    indent = " " * (len(line) - len(line.lstrip()))
    return line if "://" in line else textwrap.fill(line, 76, subsequent_indent=indent + "  ")


def reply_address(mailbox: str, token: str) -> str:
    """``hold+TOKEN@school``: where a reply carries the token by itself."""
    local, _, domain = mailbox.rpartition("@")
    return f"{local}+{token}@{domain}"


def _which(letter: Letter) -> str:
    """Which message is meant, by what its own sender or the reviewer may see of it."""
    message = read_mail(letter.raw) if letter.raw.strip() else None
    when = f" of {message.date:%d %B %Y, %H:%M}" if message is not None and message.date else ""
    count = len(letter.envelope.recipients)
    people = letter.envelope.recipients[0] if count == 1 else f"{count} recipients"
    return f"The message{when} to {people}"


def _reasons(hold: Hold) -> list[str]:
    lines: list[str] = []
    for reason in hold.facts.get("reasons", ()):
        head = f"- {reason['what']}" + (f" ({reason['code']})" if reason["code"] else "")
        lines += [head]
        lines += [f"    may conflict with {ref}: {text}" for ref, text in reason["clauses"]]
        lines += [f"    Instead: {reason['instead']}"] if reason["instead"] else []
    if hold.facts.get("errors"):
        lines.append("- It could not be checked completely, so a person looks at it first.")
    return lines or ["- It needs a second look under the school's policy."]


def _notice(hold: Hold, letter: Letter, notices: NoticeTable, key: bytes) -> list[str]:
    lines = [f"{_which(letter)} has not been sent yet.", "", "Why:", *_reasons(hold), ""]
    token = token_for(Verb.RELEASE, hold.id, key)
    if may_release(hold, notices):
        if notices.link:
            lines += ["If it is right as it is, send it here (the link works once):"]
            lines += [f"  {notices.link.rstrip('/')}/release/{token}", ""]
        if notices.reply_to:
            lines += ["Or answer this mail with the one word: release", ""]
    else:
        lines += ["A colleague will look at it.", ""]
    until = datetime.fromtimestamp(hold.due, UTC)
    lines += [
        "To change it, write it anew; the held one need not be sent.",
        f"If nobody sends it by {until:%d %B %Y, %H:%M} UTC, it comes back to you.",
        f"Reference: {hold.id}",
    ]
    return lines


def may_release(hold: Hold, notices: NoticeTable) -> bool:
    """Whether the sender may let it go himself: not where a finding must stay neutral."""
    reasons = hold.facts.get("reasons", ())
    return notices.release == "sender" and all(reason["code"] for reason in reasons)


def _advice(hold: Hold, letter: Letter) -> list[str]:
    return [
        f"{_which(letter)} was sent. A word on it, for the next time:",
        "",
        *_reasons(hold),
        "",
        f"Reference: {hold.id}",
    ]


def _return(hold: Hold, letter: Letter, note: str) -> list[str]:
    return [
        f"{_which(letter)} was not sent. It is attached.",
        *(["", note] if note else []),
        "",
        "Why it was held:",
        *_reasons(hold),
        "",
        f"Reference: {hold.id}",
    ]


def _escalation(hold: Hold, letter: Letter, role: str) -> list[str]:
    codes = ", ".join(hold.facts.get("codes", ()))
    went = {"deliver": "was sent", "refuse": "was refused"}.get(hold.facts.get("way", ""), "is held")
    sender = read_mail(letter.raw).sender.address if letter.raw.strip() else ""
    return [
        f"You receive this as {role}. Please treat it as confidential.",
        "",
        f"{_which(letter)} from {sender or letter.envelope.sender} {went}.",
        f"It may conflict with {', '.join(hold.facts.get('clauses', ())) or 'the policy'}: {codes}.",
        "",
        f"To read it, with your name and a reason, both kept: msgguard hold show {hold.id} --text",
        f"Reference: {hold.id}",
    ]


def _ask(hold: Hold, letter: Letter, notices: NoticeTable, key: bytes, role: str) -> list[str]:
    lines = [f"You receive this as {role}.", "", f"{_which(letter)} from {letter.envelope.sender} is held."]
    lines += ["", *_reasons(hold), ""]
    if notices.link:
        token = token_for(Verb.APPROVE, hold.id, key, extra=role)
        lines += ["To approve it (the link works once):"]
        lines += [f"  {notices.link.rstrip('/')}/approve/{token}", ""]
    return [*lines, f"Reference: {hold.id}"]


def _remind(hold: Hold, letter: Letter) -> list[str]:
    until = datetime.fromtimestamp(hold.due, UTC)
    return [
        f"{_which(letter)} from {letter.envelope.sender} is {hold.state}.",
        f"On {until:%d %B %Y, %H:%M} UTC it goes back.",
        "",
        *_reasons(hold),
        "",
        f"msgguard hold show {hold.id}",
    ]
