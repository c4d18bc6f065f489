"""The gateway's small HTTP side: health, readiness and metrics for the school's own machines, and on
a listener of its own the pages behind release and approval links.

Looking at a link does nothing (mail scanners look at every link); only its button acts. Pages
quote nothing of the message.
"""

from __future__ import annotations

import asyncio
import html
import time
from dataclasses import dataclass

from msgguard.errors import MsgguardError
from msgguard.gateway.compose import may_release
from msgguard.gateway.moves import approve, release
from msgguard.gateway.outbox import Office
from msgguard.gateway.ready import Ready
from msgguard.gateway.share import exposed
from msgguard.gateway.states import OPEN
from msgguard.gateway.store import Hold, look
from msgguard.gateway.tokens import Verb, hold_of

_SECONDS = 10.0
_MOST = 100
_HEADERS = (
    "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
    "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'\r\nConnection: close\r\n"
)
_REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 503: "Unavailable"}


@dataclass(slots=True)
class Desk:
    """What the pages know: the parts, the office once its store is open, and when all last went well."""

    ready: Ready
    office: Office | None = None
    well: float = 0.0
    asking: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """One answer."""

    status: int
    body: bytes
    kind: str = "text/plain; charset=utf-8"


async def serve(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, desk: Desk, links: bool
) -> None:
    """One request, one answer."""
    if desk.asking >= _MOST:
        writer.close()
        return
    desk.asking += 1
    try:
        async with asyncio.timeout(_SECONDS):
            head = await reader.readuntil(b"\r\n\r\n")
            method, _, rest = head.decode("latin-1").partition(" ")
            path = rest.partition(" ")[0].partition("?")[0]
            page = await (_link(method, path, desk) if links else _own(method, path, desk))
            writer.write(
                f"HTTP/1.1 {page.status} {_REASONS[page.status]}\r\nContent-Type: {page.kind}\r\n"
                f"Content-Length: {len(page.body)}\r\n{_HEADERS}\r\n".encode("ascii")
            )
            if method != "HEAD":
                writer.write(page.body)
            await writer.drain()
    except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return
    finally:
        desk.asking -= 1
        writer.close()


async def _own(method: str, path: str, desk: Desk) -> Page:
    if method not in ("GET", "HEAD"):
        return Page(405, b"only GET here\n")
    if path == "/healthz":
        return Page(200, b"alive\n")
    if path == "/readyz":
        # The keeper has lately made a whole turn with its store.
        well = desk.office is not None and time.monotonic() - desk.well < 30.0
        return Page(200, b"ready\n") if well else Page(503, b"the hold store cannot be reached\n")
    if path == "/metrics":
        return Page(200, await asyncio.to_thread(exposed), "text/plain; version=0.0.4; charset=utf-8")
    return Page(404, b"nothing here\n")


async def _link(method: str, path: str, desk: Desk) -> Page:
    """``/release/TOKEN`` and ``/approve/TOKEN``."""
    if method not in ("GET", "HEAD", "POST"):
        return Page(405, b"only GET and POST here\n")
    _, _, rest = path.partition("/")
    word, _, token = rest.partition("/")
    if desk.office is None:
        return _page(503, "Not now", "Please try again in a few minutes.")
    if word not in (Verb.RELEASE, Verb.APPROVE):
        return _page(404, "Not found", "This link leads nowhere.")
    return await asyncio.to_thread(_acted, method == "POST", Verb(word), token, desk.office)


def _acted(really: bool, verb: Verb, token: str, office: Office) -> Page:
    store = office.store
    try:
        entry = look(store, token.partition("-")[0].lower())
    except MsgguardError:
        return _page(404, "Not found", "This link leads nowhere.")
    roles = tuple(entry.facts.get("approvers", ())) if verb is Verb.APPROVE else ("",)
    found = hold_of(token, verb, store.keys.mark, extras=roles)
    if found is None:
        return _page(404, "Not found", "This link leads nowhere.")
    role = found[1]
    if verb is Verb.RELEASE and not may_release(entry, office.table.notices):
        return _page(404, "Not found", "This link leads nowhere.")
    if entry.state not in OPEN:
        return _page(
            200, "Nothing more to do", f"The message with the reference {entry.id} is {entry.state}."
        )
    if not really:
        return _page(200, "Send the held message?", _question(entry, verb), button="Send it")
    try:
        if verb is Verb.RELEASE:
            release(store, entry.id, by="sender's link")
        else:
            approve(store, entry.id, role, by=f"link of {role}")
    except MsgguardError:
        return _page(200, "Nothing more to do", f"The message with the reference {entry.id} has moved on.")
    return _page(200, "Thank you", "The message is on its way.")


def _question(entry: Hold, verb: Verb) -> str:
    refs = ", ".join(ref for r in entry.facts.get("reasons", ()) for ref, _ in r["clauses"])
    said = f"It may conflict with {refs}. " if refs else ""
    return f"Reference {entry.id}. {said}" + (
        "By sending it you approve it in your role." if verb is Verb.APPROVE else "You decide."
    )


def _page(status: int, title: str, text: str, *, button: str = "") -> Page:
    form = f'<form method="post"><button>{html.escape(button)}</button></form>' if button else ""
    body = (
        '<!doctype html><html lang="en-GB"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f"<title>{html.escape(title)}</title><style>body{{font:1.1rem/1.5 sans-serif;max-width:36rem;"
        "margin:3rem auto;padding:0 1rem}button{font:inherit;padding:.5rem 1rem}</style>"
        f"<h1>{html.escape(title)}</h1><p>{html.escape(text)}</p>{form}</html>"
    )
    return Page(status, body.encode("utf-8"), "text/html; charset=utf-8")
