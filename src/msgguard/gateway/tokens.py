"""One-use words that let their bearer do one thing to one hold.

Derived from the key, not stored, so a notice that must be sent again carries the same one; used
up by the hold's state: once it has moved on, the word does nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from enum import StrEnum


class Verb(StrEnum):
    """What a token is for."""

    RELEASE = "release"
    APPROVE = "approve"


def token_for(verb: Verb, hold: str, key: bytes, *, extra: str = "") -> str:
    """``HOLDID-MAC``, lower case, fit for a link and for the local part of an address.

    ``extra`` binds it to a role; the role's own short digest is part of the word.
    """
    return f"{hold}-{_mac(verb, hold, key, extra)}"


def hold_of(token: str, verb: Verb, key: bytes, *, extras: tuple[str, ...] = ("",)) -> tuple[str, str] | None:
    """The hold and the ``extra`` that a token speaks of, or None where it is not genuine."""
    hold, dash, mac = token.strip().lower().partition("-")
    if not dash or not mac.isascii():
        return None
    for extra in extras:
        if hmac.compare_digest(mac, _mac(verb, hold, key, extra)):
            return hold, extra
    return None


def _mac(verb: Verb, hold: str, key: bytes, extra: str) -> str:
    digest = hmac.new(key, f"token\0{verb}\0{hold}\0{extra}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:20]).decode("ascii").lower()
