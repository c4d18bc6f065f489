"""The commands of the relay: each goes to the next hop, and its reply comes back."""

from __future__ import annotations

import re

from msgguard.gateway.client import PATIENCE, Client, reset
from msgguard.gateway.decide import Way
from msgguard.gateway.door import TOO_BIG, answer
from msgguard.gateway.hop import LOST, Hop, Said
from msgguard.gateway.letter import Envelope, Letter
from msgguard.gateway.lines import has_bare_ends
from msgguard.gateway.mark import marked
from msgguard.gateway.secure import auth, starttls

_PATH = re.compile(r"\s*<(?:@[^:>]*:)?([^<>\s]*|\"[^\"]*\"@[^<>\s]*)>\s*(.*)$")


async def _ehlo(client: Client, rest: str) -> None:
    client.greeted, client.extended = rest or "unknown", True
    await reset(client)
    entrance = client.entrance
    offers = ["PIPELINING", f"SIZE {client.door.table.max_bytes}", "8BITMIME", "SMTPUTF8"]
    if entrance.tls is not None and not client.secure:
        offers.append("STARTTLS")
    if entrance.users and client.secure:
        offers.append("AUTH PLAIN LOGIN")
    lines = [entrance.hostname, *offers, "ENHANCEDSTATUSCODES"]
    await client.say(Said(code=250, lines=tuple(lines)).bytes())


async def _helo(client: Client, rest: str) -> None:
    client.greeted, client.extended = rest or "unknown", False
    await reset(client)
    await client.say(f"250 {client.entrance.hostname}")


async def _mail(client: Client, rest: str) -> None:
    if not client.greeted:
        await client.say("503 5.5.1 Say EHLO first")
        return
    if client.door.table.relay.require_tls and not client.secure:
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
            if int(value) > client.door.table.max_bytes:
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
    if len(client.recipients) >= client.door.table.max_recipients:
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
    await client.say((said or LOST).bytes())


async def _data(client: Client, rest: str) -> None:
    if not client.recipients:
        await client.say("503 5.5.1 Say RCPT first")
        return
    await client.say("354 End with a dot")
    door = client.door
    raw = await client.lines.data(limit=door.table.max_bytes, seconds=door.table.transaction)
    if raw is None or has_bare_ends(raw):
        await reset(client)
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
        await reset(client)
        await client.say(given.reply)
        return
    sent = marked(raw, given.mark) if door.table.relay.header and given.mark else raw
    if client.hop.client is None:
        said = LOST
    else:
        said = await client.hop.hand_over(sent)
    client.forget()
    client.patience = PATIENCE
    await client.say(said.bytes())


async def _rset(client: Client, rest: str) -> None:
    await reset(client)
    await client.say("250 2.0.0 Forgotten")


async def _noop(client: Client, rest: str) -> None:
    await client.say("250 2.0.0 Ok")


async def _vrfy(client: Client, rest: str) -> None:
    await client.say("252 2.5.0 Send it and see")


COMMANDS = {
    "EHLO": _ehlo,
    "HELO": _helo,
    "STARTTLS": starttls,
    "AUTH": auth,
    "MAIL": _mail,
    "RCPT": _rcpt,
    "DATA": _data,
    "RSET": _rset,
    "NOOP": _noop,
    "VRFY": _vrfy,
}
