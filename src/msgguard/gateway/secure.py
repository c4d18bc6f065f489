"""STARTTLS and AUTH of the relay (RFC 3207, 4954)."""

from __future__ import annotations

import asyncio
import base64
import binascii

from msgguard.gateway.client import LONGEST_LOGIN, Client, reset
from msgguard.gateway.lines import Gone
from msgguard.gateway.logins import is_right


async def starttls(client: Client, rest: str) -> None:
    """Turn the connection into an encrypted one."""
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
    await reset(client)


async def auth(client: Client, rest: str) -> None:
    """Take a name and a password; only over an encrypted connection."""
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
        client.patience -= 5
        await asyncio.sleep(1.0)
        await client.say("535 5.7.8 Name or password is wrong")
        return
    client.login = text
    await client.say("235 2.7.0 Welcome")


async def _asked(client: Client, question: bytes) -> str:
    await client.say(b"334 " + base64.b64encode(question) + b"\r\n")
    line = await client.lines.line(limit=LONGEST_LOGIN, seconds=client.door.table.idle)
    return line.decode("ascii")


def _decoded(word: str) -> bytes:
    return base64.b64decode("" if word == "=" else word, validate=True)
