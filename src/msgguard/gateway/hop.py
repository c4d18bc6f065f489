"""The next hop, as the relay talks to it: its own replies, one connection for a client's session."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPException, SMTPResponseException

from msgguard.gateway.files import HopTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A server's reply: the code and its lines."""

    code: int
    lines: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether it is a yes."""
        return 200 <= self.code < 400

    def bytes(self) -> bytes:
        """The reply as it goes to a client, line for line."""
        head = [f"{self.code}-{line}\r\n" for line in self.lines[:-1]]
        return "".join([*head, f"{self.code} {self.lines[-1]}\r\n"]).encode("utf-8", "surrogateescape")


LOST = Said(code=451, lines=("4.4.2 The next mail server does not answer, please try again later",))
NO_TLS = Said(code=451, lines=("4.7.5 The next mail server offers no encryption",))


@dataclass(slots=True)
class Hop:
    """A connection to the next hop, opened when it is first needed."""

    table: HopTable
    name: str
    client: SMTP | None = None
    lost: bool = field(default=False)

    async def open(self) -> Said | None:
        """Connect; None where that worked, else the reply for the client."""
        if self.client is not None and self.client.is_connected:
            return None
        client = SMTP(
            hostname=self.table.host,
            port=self.table.port,
            local_hostname=self.name,
            timeout=self.table.timeout,
            start_tls=False,
        )
        try:
            await client.connect()
            await client.ehlo()
            offers = client.supports_extension("starttls")
            if self.table.tls == "require" and not offers:
                client.close()
                return NO_TLS
            if self.table.tls != "none" and offers:
                await client.starttls(tls_context=tls_to(self.table))
                await client.ehlo()
            if self.table.user:
                await client.login(self.table.user, password_of(self.table))
        except (SMTPException, OSError, ValueError):
            client.close()
            return LOST
        self.client = client
        return None

    async def ask(self, *words: str) -> Said:
        """One command and the server's reply to it."""
        assert self.client is not None
        try:
            encoded = [word.encode("utf-8", "surrogateescape") for word in words]
            said = await self.client.execute_command(*encoded)
        except SMTPResponseException as refusal:
            return _said(refusal.code, refusal.message)
        except (SMTPException, OSError):
            self.drop()
            return LOST
        return _said(said.code, said.message)

    async def hand_over(self, raw: bytes) -> Said:
        """The message itself; what is answered is the server's answer to it."""
        assert self.client is not None
        try:
            said = await self.client.data(raw)
        except SMTPResponseException as refusal:
            return _said(refusal.code, refusal.message)
        except (SMTPException, OSError):
            self.drop()
            return LOST
        return _said(said.code, said.message)

    def offers(self, extension: str) -> bool:
        """Whether the server named an extension."""
        return self.client is not None and self.client.supports_extension(extension)

    def drop(self) -> None:
        """Break the connection: a message in flight is not taken by the server."""
        if self.client is not None:
            self.client.close()
        self.client = None

    async def leave(self) -> None:
        """Say goodbye."""
        if self.client is not None and self.client.is_connected:
            try:
                await self.client.quit(timeout=2)
            except (SMTPException, OSError):
                self.drop()
        self.client = None


def _said(code: int, message: str) -> Said:
    if code < 200:
        return LOST
    return Said(code=code, lines=tuple(_clean(message.splitlines())) or ("",))


def _clean(lines: Sequence[str]) -> list[str]:
    return ["".join(c for c in line if c.isprintable())[:480] for line in lines]


def tls_to(table: HopTable) -> ssl.SSLContext:
    """TLS towards a hop. Unverified unless asked for: as between mail servers, better than none."""
    context = ssl.create_default_context(cafile=table.ca_file or None)
    if not table.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def password_of(table: HopTable) -> str:
    """The password for a hop, from its file."""
    return Path(table.password_file).read_text(encoding="utf-8").strip()
