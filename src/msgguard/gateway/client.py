"""A relay's client: what all sessions share, and what one session knows."""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import dataclass, field

from msgguard.errors import ConfigError
from msgguard.gateway.door import Door
from msgguard.gateway.files import RelayTable
from msgguard.gateway.hop import Hop
from msgguard.gateway.lines import Lines
from msgguard.gateway.logins import Network, read_networks, read_users

# Commands without a message, or wrong ones, that a client may send before it is shown the door.
PATIENCE = 50
LONGEST_LINE = 2_048
LONGEST_LOGIN = 12_288


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """What the relay's sessions share: its name, who may send, and its certificate."""

    hostname: str
    networks: tuple[Network, ...]
    users: dict[str, str]
    tls: ssl.SSLContext | None = None


def entrance_of(table: RelayTable) -> Entrance:
    """The entrance that the table describes. Raises ConfigError."""
    if not table.next_hop.host:
        raise ConfigError("gateway.relay.next_hop.host: is missing")
    tls: ssl.SSLContext | None = None
    if table.tls_cert:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        try:
            tls.load_cert_chain(table.tls_cert, table.tls_key or None)
        except (OSError, ssl.SSLError) as failure:
            raise ConfigError(f"gateway.relay.tls_cert: cannot be used: {failure}") from failure
    return Entrance(
        hostname=table.hostname or socket.getfqdn(),
        networks=read_networks(table.clients),
        users=read_users(table.users_file),
        tls=tls,
    )


@dataclass(slots=True)
class Client:
    """One session with a client, and the next hop's connection that belongs to it."""

    door: Door
    entrance: Entrance
    lines: Lines
    writer: asyncio.StreamWriter
    hop: Hop
    trusted: bool
    greeted: str = ""
    extended: bool = False
    secure: bool = False
    login: str = ""
    sender: str | None = None
    utf8: bool = False
    recipients: list[str] = field(default_factory=list)
    patience: int = PATIENCE

    async def say(self, line: str | bytes) -> None:
        """Send a reply."""
        data = line if isinstance(line, bytes) else line.encode("utf-8", "surrogateescape") + b"\r\n"
        self.writer.write(data)
        await self.writer.drain()

    def forget(self) -> None:
        """Forget the envelope."""
        self.sender, self.utf8, self.recipients = None, False, []


async def reset(client: Client) -> None:
    """Forget the envelope here and at the next hop."""
    if client.sender is not None and client.hop.client is not None:
        said = await client.hop.ask("RSET")
        if not said.good:
            client.hop.drop()
    client.forget()
