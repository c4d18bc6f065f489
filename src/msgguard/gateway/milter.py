"""The milter: one session with a mail server, event by event.

All events but the last go unanswered (the protocol's own option), so a message costs one
round trip. Held messages are discarded at the server after they lie safely in the hold store:
the server then answers its client with its own 250, and never before.
"""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass, field

from msgguard.gateway import wire
from msgguard.gateway.decide import Way, safe_route_only
from msgguard.gateway.door import TOO_BIG, Answer, Door, answer
from msgguard.gateway.letter import Envelope, Letter
from msgguard.gateway.mark import HEADER
from msgguard.gateway.wire import Actions, Steps

# A read that sits between two messages of a kept-open session may last as long as the mail
# server keeps its own client waiting; Postfix: 300 s for a client, 5 min for an idle smtpd.
READ = 65_536
_WANTED_STEPS = (
    Steps.NO_CONNECT
    | Steps.NO_HELO
    | Steps.NO_UNKNOWN
    | Steps.NO_DATA
    | Steps.SKIP
    | Steps.SILENT_CONNECT
    | Steps.SILENT_HELO
    | Steps.SILENT_MAIL
    | Steps.SILENT_RCPT
    | Steps.SILENT_DATA
    | Steps.SILENT_UNKNOWN
    | Steps.SILENT_HEADER
    | Steps.SILENT_END_OF_HEADERS
    | Steps.SILENT_BODY
    | Steps.LEADING_SPACE
)
_WANTED_ACTIONS = Actions.ADD_HEADERS | Actions.CHANGE_HEADERS
# Which event a flag of _WANTED_STEPS silences; without the flag the event wants an answer.
_SILENCED = {
    b"C": Steps.SILENT_CONNECT,
    b"H": Steps.SILENT_HELO,
    b"M": Steps.SILENT_MAIL,
    b"R": Steps.SILENT_RCPT,
    b"T": Steps.SILENT_DATA,
    b"U": Steps.SILENT_UNKNOWN,
    b"L": Steps.SILENT_HEADER,
    b"N": Steps.SILENT_END_OF_HEADERS,
    b"B": Steps.SILENT_BODY,
}
_MACROS = {2: "i {auth_authen}", 5: "i"}


@dataclass(slots=True)
class Session:
    """What a session knows so far; everything but the options is the current message's."""

    steps: Steps = field(default_factory=lambda: Steps(0))
    actions: Actions = field(default_factory=lambda: Actions(0))
    sender: str = ""
    recipients: list[str] = field(default_factory=list)
    symbols: dict[str, str] = field(default_factory=dict)
    utf8: bool = False
    pieces: list[bytes] = field(default_factory=list)
    size: int = 0
    marks: list[bytes] = field(default_factory=list)
    too_big: bool = False


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, door: Door) -> None:
    """One connection of a mail server, until either side ends it."""
    session = Session()
    buffer = bytearray()
    sock = writer.get_extra_info("socket")
    quick = sock is not None and sock.family != socket.AF_UNIX and hasattr(socket, "TCP_QUICKACK")
    # Before the first frame a caller must speak soon; later the mail server sets the pace.
    patience = door.table.idle
    gauge = door.meters.sessions.labels(door.name)
    gauge.inc()
    try:
        while True:
            async with asyncio.timeout(patience):
                data = await reader.read(READ)
            if not data:
                return
            if quick:
                # Unanswered events would otherwise wait for the kernel's delayed ACK, 40 ms a message.
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            buffer += data
            for command, payload in wire.frames(buffer):
                if command in b"QK":
                    if command == b"Q":
                        return
                    # The server keeps the connection for another client.
                    begin(session)
                    continue
                response = await respond(command, payload, session, door)
                if response:
                    writer.write(response)
                    await writer.drain()
            patience = door.table.transaction if session.recipients else max(3_600.0, door.table.idle)
    except (wire.WireError, TimeoutError, ConnectionError) as failure:
        door.meters.failures.labels(door.name, f"session {type(failure).__name__}").inc()
    finally:
        gauge.dec()
        writer.close()


async def respond(command: bytes, payload: bytes, session: Session, door: Door) -> bytes:
    """The bytes that answer one event; empty where none is wanted."""
    if command == b"E":
        return await _end(payload, session, door)
    if command == b"O":
        return _negotiate(payload, session)
    if command == b"D":
        session.symbols |= wire.macros(payload)
        return b""
    if command == b"A":
        begin(session)
        return b""
    full = _take(command, payload, session, door)
    if _SILENCED.get(command, Steps(0)) & session.steps or command not in _SILENCED:
        return b""
    return wire.SKIP if full and session.steps & Steps.SKIP else wire.CONTINUE


def _negotiate(payload: bytes, session: Session) -> bytes:
    version, actions, steps = wire.offered(payload)
    if version < 2:
        raise wire.WireError(f"version {version} of the protocol")
    session.steps = _WANTED_STEPS & steps
    session.actions = _WANTED_ACTIONS & actions
    ask = bool(actions & Actions.MACRO_LIST)
    chosen = session.actions | (Actions.MACRO_LIST if ask else Actions(0))
    return wire.negotiated(min(version, wire.VERSION), chosen, session.steps, _MACROS if ask else None)


def begin(session: Session) -> None:
    """Forget the message so far."""
    session.sender = ""
    session.recipients = []
    session.utf8 = False
    session.pieces = []
    session.size = 0
    session.marks = []
    session.too_big = False


def _take(command: bytes, payload: bytes, session: Session, door: Door) -> bool:
    """Take in one event; True where no more of the body is needed."""
    if command == b"B":
        if not session.too_big:
            session.pieces.append(payload)
    elif command == b"L":
        name, _, rest = payload.partition(b"\0")
        value = rest.removesuffix(b"\0")
        if name.strip().lower() == HEADER.lower().encode():
            session.marks.append(name)
        space = b"" if session.steps & Steps.LEADING_SPACE else b" "
        lines = value.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        session.pieces.append(name + b":" + space + lines + b"\r\n")
    elif command == b"N":
        session.pieces.append(b"\r\n")
    elif command == b"R":
        words = wire.texts(payload)
        if words:
            session.recipients.append(wire.address(words[0]))
    elif command == b"M":
        begin(session)
        words = wire.texts(payload)
        session.sender = wire.address(words[0]) if words else ""
        session.utf8 = any(word.upper() == b"SMTPUTF8" for word in words[1:])
    session.size += len(payload)
    if session.size > door.table.max_bytes + 1_000_000:
        session.too_big = True
        session.pieces = []
    return session.too_big


async def _end(payload: bytes, session: Session, door: Door) -> bytes:
    """The end of a message: judge it, and answer."""
    if payload:
        _take(b"B", payload, session, door)
    if session.too_big:
        unread = door.table.mode == "monitor" or safe_route_only(session.recipients, door.setup)
        begin(session)
        return wire.ACCEPT if unread else wire.reply(TOO_BIG)
    letter = Letter(
        envelope=Envelope(
            sender=session.sender,
            recipients=tuple(session.recipients),
            login=session.symbols.get("auth_authen", ""),
            queue=session.symbols.get("i", ""),
            utf8=session.utf8,
        ),
        raw=b"".join(session.pieces),
    )
    marks = session.marks
    begin(session)
    given = await answer(letter, door)
    return response_to(given, marks, session)


def response_to(given: Answer, marks: list[bytes], session: Session) -> bytes:
    """The frames for an answer; forged marks are taken out of what is delivered."""
    if given.way is Way.HOLD:
        return wire.DISCARD
    if given.way in (Way.REFUSE, Way.DEFER):
        return wire.reply(given.reply)
    changes: list[bytes] = []
    if given.mark:
        if session.actions & Actions.CHANGE_HEADERS:
            # The last first: each removal moves up those behind it.
            changes += [wire.delete_header(name, n) for n, name in reversed([*enumerate(marks, 1)])]
        if session.actions & Actions.ADD_HEADERS:
            space = " " if session.steps & Steps.LEADING_SPACE else ""
            changes.append(wire.add_header(HEADER, space + given.mark))
    return b"".join(changes) + wire.ACCEPT
