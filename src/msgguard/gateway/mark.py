"""The one header the gateway writes: ``X-Msgguard: verdict=…; codes=…``, and what only it can write.

A message that the gateway itself lets go or composes carries a keyed mark, so that it is not
judged a second time if it passes the gateway again. The mark fits that message alone.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence

from msgguard.gateway.letter import header_values, without_headers

HEADER = "X-Msgguard"
_NAME = HEADER.lower().encode()
_PASS = re.compile(rb"(?:^|;\s*)pass=([0-9A-Za-z-]{1,40})\.([0-9a-f]{32})(?:;|$)")


def mark_value(verdict: str, codes: Sequence[str], *, passing: str = "") -> str:
    """The header's value; no content, and no code that would tell what must not be told."""
    value = f"verdict={verdict}; codes={','.join(codes) or 'none'}"
    return f"{value}; pass={passing}" if passing else value


def unmarked(raw: bytes) -> bytes:
    """The bytes without any header of the gateway's name, whoever wrote it."""
    return without_headers(raw, (_NAME,))


def marked(raw: bytes, value: str) -> bytes:
    """The bytes with the header put first, where a signature of DKIM does not reach."""
    end = b"\r\n" if b"\r\n" in raw[:1000] else b"\n"
    return f"{HEADER}: {value}".encode("ascii") + end + unmarked(raw)


def passing_mark(raw: bytes, name: str, key: bytes) -> str:
    """``name.mac``: lets exactly these bytes pass."""
    return f"{name}.{_mac(unmarked(raw), name, key)}"


def is_passing(raw: bytes, key: bytes) -> bool:
    """Whether the gateway itself sent these bytes on."""
    found = [match for value in header_values(raw, _NAME) if (match := _PASS.search(value))]
    if not found:
        return False
    bare = unmarked(raw)
    return any(hmac.compare_digest(_mac(bare, m[1].decode(), key), m[2].decode()) for m in found)


def _mac(bare: bytes, name: str, key: bytes) -> str:
    # Servers on the way add trace headers, so those are not covered.
    covered = without_headers(bare, (b"received", b"return-path", b"delivered-to"))
    return hmac.new(key, name.encode() + b"\0" + covered, hashlib.sha256).hexdigest()[:32]
