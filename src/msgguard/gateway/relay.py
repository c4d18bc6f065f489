"""The before-queue relay: an SMTP server that hands each command to the next hop and gives back
the next hop's own reply; only the message itself waits until it has been checked.

Written on asyncio's streams rather than on aiosmtpd, which cancels the transfer to the next hop
when the client half-closes, answers a failing handler with 500 and the exception's text, and
takes a bare line feed inside a message without a word (a way to smuggle a second one past the
check). Source of the protocol: RFC 5321, 1870, 2920, 3207, 4954, 6152, 6531.
"""

from __future__ import annotations

import asyncio
import ssl

from msgguard.gateway.client import LONGEST_LINE, LONGEST_LOGIN, Client, Entrance
from msgguard.gateway.commands import COMMANDS
from msgguard.gateway.door import Door
from msgguard.gateway.hop import Hop
from msgguard.gateway.lines import Gone, Lines, TooLong
from msgguard.gateway.logins import is_allowed


async def serve(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, door: Door, entrance: Entrance
) -> None:
    """One client's session."""
    peer = writer.get_extra_info("peername") or ("",)
    client = Client(
        door=door,
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
        line = await client.lines.line(limit=LONGEST_LOGIN, seconds=client.door.table.idle)
        word, _, rest = line.decode("utf-8", "surrogateescape").partition(" ")
        verb = word.upper()
        if "\n" in rest or "\r" in rest or (len(line) > LONGEST_LINE and verb != "AUTH"):
            raise TooLong
    except TooLong:
        client.patience = 0
        await client.say("500 5.5.2 Line too long or broken")
        return False
    if verb == "QUIT":
        await client.say("221 2.0.0 Bye")
        return False
    command = COMMANDS.get(verb)
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
        client.door.meters.failures.labels(client.door.name, "command").inc()
        client.hop.drop()
        client.forget()
        await client.say("451 4.3.0 Cannot be handled at the moment, please try again later")
    return not client.writer.is_closing()
