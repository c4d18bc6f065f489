"""The before-queue relay: an SMTP server that hands each command to the next hop and gives back
the next hop's own reply; only the message itself waits until it has been checked.

Written on asyncio's streams rather than on aiosmtpd, which cancels the transfer to the next hop
when the client half-closes, answers a failing handler with 500 and the exception's text, and
takes a bare line feed inside a message without a word (a way to smuggle a second one past the
check). Source of the protocol: RFC 5321, 1870, 2920, 3207, 4954, 6152, 6531.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
import socket
import ssl
from dataclasses import dataclass, field

from msgguard.errors import ConfigError
from msgguard.gateway.decide import Way
from msgguard.gateway.door import TOO_BIG, Door, answer
from msgguard.gateway.hop import Hop, Said
from msgguard.gateway.letter import Envelope, Letter
from msgguard.gateway.lines import Gone, Lines, TooLong, has_bare_ends
from msgguard.gateway.logins import is_allowed, is_right, read_networks, read_users
from msgguard.gateway.mark import marked

_PATH = re.compile(r"\s*<(?:@[^:>]*:)?([^<>\s]*|\"[^\"]*\"@[^<>\s]*)>\s*(.*)$")
_LINE = 2_048
_LOGIN_LINE = 12_288
# Commands without a message, or wrong ones, that a client may send before it is shown the door.
_PATIENCE = 50


class Entrance:
    """The relay's side that all its sessions share, made from the configuration."""

    def __init__(self, door: Door) -> None:
        table = door.table.relay
        if not table.next_hop.host:
            raise ConfigError("gateway.relay.next_hop.host: is missing")
        self.door = door
        self.hostname = table.hostname or socket.getfqdn()
        self.networks = read_networks(table.clients)
        self.users = read_users(table.users_file)
        self.tls: ssl.SSLContext | None = None
        if table.tls_cert:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            try:
                self.tls.load_cert_chain(table.tls_cert, table.tls_key or None)
            except (OSError, ssl.SSLError) as failure:
                raise ConfigError(f"gateway.relay.tls_cert: cannot be used: {failure}") from failure


@dataclass(slots=True)
class Client:
    """One session with a client, and the next hop's connection that belongs to it."""

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
    patience: int = _PATIENCE

    async def say(self, line: str | bytes) -> None:
        """Send a reply."""
        data = line if isinstance(line, bytes) else line.encode("utf-8", "surrogateescape") + b"\r\n"
        self.writer.write(data)
        await self.writer.drain()

    def forget(self) -> None:
        """Forget the envelope."""
        self.sender, self.utf8, self.recipients = None, False, []


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, entrance: Entrance) -> None:
    """One client's session."""
    door = entrance.door
    peer = writer.get_extra_info("peername") or ("",)
    client = Client(
        entrance=entrance,
        lines=Lines(reader),
        writer=writer,
        hop=Hop(door.table.relay.next_hop, entrance.hostname),
        trusted=is_allowed(str(peer[0]), entrance.networks),
    )
    gauge = door.meters.sessions.labels(door.name)
    gauge.inc()
    try:
        if not client.trusted and not entrance.users:
            await client.say("554 5.7.1 This server does not relay for you")
            return
        await client.say(f"220 {entrance.hostname} ESMTP")
        while await _turn(client):
            pass
    except (Gone, ConnectionError, ssl.SSLError):
        pass
    except asyncio.CancelledError:
        writer.write(b"421 4.3.2 Shutting down\r\n")
        raise
    finally:
        gauge.dec()
        # Whatever the next hop has of a message without its end it forgets.
        if client.sender is not None:
            client.hop.drop()
        await client.hop.leave()
        writer.close()


async def _turn(client: Client) -> bool:
    """One command and its reply; False where the session ends."""
    try:
        line = await client.lines.line(limit=_LOGIN_LINE, seconds=client.entrance.door.table.idle)
        word, _, rest = line.decode("utf-8", "surrogateescape").partition(" ")
        verb = word.upper()
        if "\n" in rest or "\r" in rest or (len(line) > _LINE and verb != "AUTH"):
            raise TooLong
    except TooLong:
        client.patience = 0
        await client.say("500 5.5.2 Line too long or broken")
        return False
    if verb == "QUIT":
        await client.say("221 2.0.0 Bye")
        return False
    command = _COMMANDS.get(verb)
    if verb not in ("MAIL", "RCPT", "DATA"):
        client.patience -= 1
        if client.patience < 0:
            await client.say("421 4.7.0 Too many commands without a message")
            return False
    try:
        if command is None:
            await client.say("502 5.5.2 Command not known")
        else:
            await command(client, rest.strip())
    except (Gone, ConnectionError, ssl.SSLError):
        raise
    except Exception:  # never 500, and never the exception's own text, for a fault of ours
        client.entrance.door.meters.failures.labels(client.entrance.door.name, "command").inc()
        client.hop.drop()
        client.forget()
        await client.say("451 4.3.0 Cannot be handled at the moment, please try again later")
    return not client.writer.is_closing()


async def _ehlo(client: Client, rest: str) -> None:
    client.greeted, client.extended = rest or "unknown", True
    await _reset(client)
    entrance = client.entrance
    offers = ["PIPELINING", f"SIZE {entrance.door.table.max_bytes}", "8BITMIME", "SMTPUTF8"]
    if entrance.tls is not None and not client.secure:
        offers.append("STARTTLS")
    if entrance.users and client.secure:
        offers.append("AUTH PLAIN LOGIN")
    lines = [entrance.hostname, *offers, "ENHANCEDSTATUSCODES"]
    await client.say(Said(code=250, lines=tuple(lines)).bytes())


async def _helo(client: Client, rest: str) -> None:
    client.greeted, client.extended = rest or "unknown", False
    await _reset(client)
    await client.say(f"250 {client.entrance.hostname}")


async def _starttls(client: Client, rest: str) -> None:
    if client.entrance.tls is None or client.secure:
        await client.say("503 5.5.1 Not available")
        return
    if client.lines.buffer:
        # Commands sent along with STARTTLS would be taken for encrypted ones.
        client.writer.close()
        return
    await client.say("220 2.0.0 Go ahead")
    try:
        await client.writer.start_tls(client.entrance.tls, ssl_handshake_timeout=30)
    except (OSError, TimeoutError) as failure:
        raise Gone from failure
    client.lines.buffer.clear()
    client.secure, client.greeted, client.extended, client.login = True, "", False, ""
    await _reset(client)


async def _auth(client: Client, rest: str) -> None:
    if not client.entrance.users or not client.secure:
        await client.say("503 5.5.1 Not available")
        return
    kind, _, first = rest.partition(" ")
    try:
        if kind.upper() == "PLAIN":
            words = _decoded(first or await _asked(client, b"")).split(b"\0")
            if len(words) != 3:
                raise ValueError
            name, password = words[1], words[2]
        elif kind.upper() == "LOGIN":
            name = _decoded(first or await _asked(client, b"Username:"))
            password = _decoded(await _asked(client, b"Password:"))
        else:
            await client.say("504 5.5.4 Mechanism not known")
            return
    except (ValueError, binascii.Error):
        await client.say("501 5.5.2 Cannot be decoded")
        return
    text = name.decode("utf-8", "replace")
    if not await asyncio.to_thread(is_right, client.entrance.users, text, password):
        client.patience -= 15
        await asyncio.sleep(1.0)
        await client.say("535 5.7.8 Name or password is wrong")
        return
    client.login = text
    await client.say("235 2.7.0 Welcome")


async def _asked(client: Client, question: bytes) -> str:
    await client.say(b"334 " + base64.b64encode(question) + b"\r\n")
    line = await client.lines.line(limit=_LOGIN_LINE, seconds=client.entrance.door.table.idle)
    return line.decode("ascii")


def _decoded(word: str) -> bytes:
    return base64.b64decode("" if word == "=" else word, validate=True)


async def _mail(client: Client, rest: str) -> None:
    if not client.greeted:
        await client.say("503 5.5.1 Say EHLO first")
        return
    if client.entrance.door.table.relay.require_tls and not client.secure:
        await client.say("530 5.7.0 Say STARTTLS first")
        return
    if not (client.trusted or client.login):
        await client.say("530 5.7.0 Authentication required")
        return
    if client.sender is not None:
        await client.say("503 5.5.1 One sender a message")
        return
    found = _PATH.match(rest[5:]) if rest[:5].upper() == "FROM:" else None
    if found is None:
        await client.say("501 5.5.4 Write MAIL FROM:<address>")
        return
    words, fault = _parameters(found[2], client)
    if fault:
        await client.say(fault)
        return
    said = await client.hop.open()
    if said is None:
        fault = _not_offered(words, client.hop)
        if fault:
            await client.say(fault)
            return
        size = [word for word in words if not word.startswith("SIZE=") or client.hop.offers("size")]
        said = await client.hop.ask("MAIL", f"FROM:<{found[1]}>", *size)
    if said.good:
        client.sender, client.utf8 = found[1], "SMTPUTF8" in words
    await client.say(said.bytes())


def _parameters(text: str, client: Client) -> tuple[list[str], str]:
    """The parameters of MAIL that are known, or the reply that refuses them."""
    words = [word.upper() for word in text.split()]
    for word in words:
        name, _, value = word.partition("=")
        if name == "SIZE" and value.isdigit():
            if int(value) > client.entrance.door.table.max_bytes:
                return [], TOO_BIG
        elif word not in ("BODY=7BIT", "BODY=8BITMIME", "SMTPUTF8") and name != "AUTH":
            return [], "555 5.5.4 Parameter not known"
    return [word for word in words if not word.startswith("AUTH=")], ""


def _not_offered(words: list[str], hop: Hop) -> str:
    if "SMTPUTF8" in words and not hop.offers("smtputf8"):
        return "550 5.6.7 The next mail server does not take such addresses"
    if "BODY=8BITMIME" in words and not hop.offers("8bitmime"):
        return "554 5.6.3 The next mail server takes no 8-bit mail"
    return ""


async def _rcpt(client: Client, rest: str) -> None:
    if client.sender is None:
        await client.say("503 5.5.1 Say MAIL first")
        return
    if len(client.recipients) >= client.entrance.door.table.max_recipients:
        await client.say("452 4.5.3 Too many recipients")
        return
    found = _PATH.match(rest[3:]) if rest[:3].upper() == "TO:" else None
    if found is None or not found[1]:
        await client.say("501 5.5.4 Write RCPT TO:<address>")
        return
    if found[2]:
        await client.say("555 5.5.4 Parameter not known")
        return
    said = await client.hop.ask("RCPT", f"TO:<{found[1]}>") if client.hop.client else None
    if said is not None and said.good:
        client.recipients.append(found[1])
    if client.hop.client is None:
        client.forget()
    await client.say((said or Said(code=451, lines=("4.4.2 The next mail server is gone",))).bytes())


async def _data(client: Client, rest: str) -> None:
    if not client.recipients:
        await client.say("503 5.5.1 Say RCPT first")
        return
    await client.say("354 End with a dot")
    door = client.entrance.door
    raw = await client.lines.data(limit=door.table.max_bytes, seconds=door.table.transaction)
    if raw is None or has_bare_ends(raw):
        await _reset(client)
        broken = "550 5.5.2 A line feed or carriage return stands alone in the message"
        await client.say(TOO_BIG if raw is None else broken)
        return
    envelope = Envelope(
        sender=client.sender or "",
        recipients=tuple(client.recipients),
        login=client.login,
        utf8=client.utf8,
    )
    given = await answer(Letter(envelope=envelope, raw=raw), door)
    if given.way is not Way.DELIVER:
        await _reset(client)
        await client.say(given.reply)
        return
    sent = marked(raw, given.mark) if door.table.relay.header and given.mark else raw
    if client.hop.client is None:
        said = Said(code=451, lines=("4.4.2 The next mail server is gone",))
    else:
        said = await client.hop.hand_over(sent)
    client.forget()
    client.patience = _PATIENCE
    await client.say(said.bytes())


async def _reset(client: Client) -> None:
    if client.sender is not None and client.hop.client is not None:
        said = await client.hop.ask("RSET")
        if not said.good:
            client.hop.drop()
    client.forget()


async def _rset(client: Client, rest: str) -> None:
    await _reset(client)
    await client.say("250 2.0.0 Forgotten")


async def _noop(client: Client, rest: str) -> None:
    await client.say("250 2.0.0 Ok")


async def _vrfy(client: Client, rest: str) -> None:
    await client.say("252 2.5.0 Send it and see")


_COMMANDS = {
    "EHLO": _ehlo,
    "HELO": _helo,
    "STARTTLS": _starttls,
    "AUTH": _auth,
    "MAIL": _mail,
    "RCPT": _rcpt,
    "DATA": _data,
    "RSET": _rset,
    "NOOP": _noop,
    "VRFY": _vrfy,
}
