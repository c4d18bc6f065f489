"""Handing one message to a mail server so that it is known at every moment how far it came.

A server answers for a message once it has seen the dot that ends it, not before. So the dot is
sent by itself, after ``before_dot`` has written down that it goes out now: whatever breaks
earlier can be tried again without a second copy, whatever breaks later cannot.
"""

from __future__ import annotations

import select
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from msgguard.gateway.files import HopTable
from msgguard.gateway.hop import password_of, tls_to


class Result(StrEnum):
    """How a handing over ended."""

    TAKEN = "taken"
    LATER = "later"
    REFUSED = "refused"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result, the server's words, and recipients it refused though it took the message."""

    result: Result
    said: str = ""
    refused: dict[str, str] = field(default_factory=dict)


class _Stop(Exception):
    """The handing over ends here, before the dot."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.said)
        self.outcome = outcome


def transmit(
    hop: HopTable,
    sender: str,
    recipients: tuple[str, ...],
    raw: bytes,
    *,
    name: str,
    before_dot: Callable[[], bool],
    patient: bool = True,
) -> Outcome:
    """Hand over one message.

    ``before_dot`` may say no: then nothing is sent. With ``patient`` a recipient that is
    refused for the time being makes the whole message wait; without, it counts as refused.
    """
    try:
        with smtplib.SMTP(hop.host, hop.port, local_hostname=name, timeout=hop.timeout) as server:
            refused = _until_the_dot(server, hop, sender, recipients, raw, patient=patient)
            if server.sock is None or select.select([server.sock], [], [], 0)[0]:
                # It hung up, or spoke before its turn: either way it has no whole message.
                server.close()
                return Outcome(result=Result.LATER, said="broken off before the end")
            if not before_dot():
                server.close()
                return Outcome(result=Result.LATER, said="taken over by another keeper")
            try:
                server.send(b".\r\n")
                code, said = server.getreply()
            except (OSError, smtplib.SMTPException) as broken:
                server.close()
                return Outcome(result=Result.UNSURE, said=type(broken).__name__)
            try:
                server.quit()
            except (OSError, smtplib.SMTPException):
                server.close()
            return _answered(code, said, refused)
    except _Stop as stop:
        return stop.outcome
    except (OSError, smtplib.SMTPException, ssl.SSLError, ValueError) as broken:
        return Outcome(result=Result.LATER, said=type(broken).__name__)


def _until_the_dot(
    server: smtplib.SMTP,
    hop: HopTable,
    sender: str,
    recipients: tuple[str, ...],
    raw: bytes,
    *,
    patient: bool,
) -> dict[str, str]:
    if server.sock is not None:
        # The dot is a packet of its own; it must not wait for the acknowledgement of the one before.
        server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    server.ehlo()
    if hop.tls != "none" and server.has_extn("starttls"):
        server.starttls(context=tls_to(hop))
        server.ehlo()
    elif hop.tls == "require":
        raise _Stop(Outcome(result=Result.LATER, said="no encryption offered"))
    if hop.user:
        server.login(hop.user, password_of(hop))
    options = ["BODY=8BITMIME"] if not raw.isascii() and server.has_extn("8bitmime") else []
    if any(not address.isascii() for address in (sender, *recipients)):
        options.append("SMTPUTF8")
        server.command_encoding = "utf-8"
    code, said = server.mail(sender, options)
    if code != 250:
        raise _Stop(_answered(code, said, {}))
    refused: dict[str, str] = {}
    for address in recipients:
        code, said = server.rcpt(address)
        if code in (250, 251):
            continue
        if code < 500 and patient:
            raise _Stop(_answered(code, said, {}))
        refused[address] = _words(code, said)
    if len(refused) == len(recipients):
        raise _Stop(Outcome(result=Result.REFUSED, said=next(iter(refused.values()), ""), refused=refused))
    code, said = server.docmd("DATA")
    if code != 354:
        raise _Stop(_answered(code, said, {}))
    server.send(_stuffed(_crlf(raw)))
    return refused


def _crlf(raw: bytes) -> bytes:
    """The bytes with every line ended by CR LF, the last one too."""
    if raw.count(b"\n") != raw.count(b"\r\n") or raw.count(b"\r") != raw.count(b"\r\n"):
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    return raw if raw.endswith(b"\r\n") else raw + b"\r\n"


def _stuffed(raw: bytes) -> bytes:
    stuffed = raw.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed


def _answered(code: int, said: bytes, refused: dict[str, str]) -> Outcome:
    if 200 <= code < 300:
        return Outcome(result=Result.TAKEN, said=_words(code, said), refused=refused)
    result = Result.REFUSED if code >= 500 else Result.LATER
    return Outcome(result=result, said=_words(code, said), refused=refused)


def _words(code: int, said: bytes) -> str:
    """A server's reply in one line, as a sender may be shown it."""
    text = " ".join(said.decode("utf-8", "replace").split())
    return f"{code} {''.join(c for c in text if c.isprintable())}"[:200]
