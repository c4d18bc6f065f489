"""Who may send through the relay: networks by their address, people and servers by a login."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import os
from pathlib import Path

from msgguard.errors import ConfigError, Problem

_N, _R, _P = 2**14, 8, 1
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def read_networks(words: list[str]) -> tuple[Network, ...]:
    """The allowed networks; one that allows the whole world is refused."""
    found: list[Network] = []
    for word in words:
        try:
            network = ipaddress.ip_network(word, strict=False)
        except ValueError as failure:
            raise ConfigError(f"gateway.relay.clients: {word!r} is no network") from failure
        if network.prefixlen == 0:
            raise ConfigError(f"gateway.relay.clients: {word!r} would make an open relay")
        found.append(network)
    return tuple(found)


def is_allowed(peer: str, networks: tuple[Network, ...]) -> bool:
    """Whether a client's address lies in an allowed network (IPv4 in IPv6 is IPv4)."""
    try:
        address = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address.version == network.version and address in network for network in networks)


def read_users(path: str) -> dict[str, str]:
    """The logins of a users file, ``name:hash`` a line; none without a file."""
    if not path:
        return {}
    found: dict[str, str] = {}
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as failure:
        raise ConfigError([Problem(path=Path(path), line=0, what=f"cannot be read: {failure}")]) from failure
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, stored = line.strip().partition(":")
        if not colon or stored.count("$") != 2 or not stored.startswith("scrypt$"):
            what = "must be name:scrypt$salt$hash, as 'msgguard gateway user' writes it"
            raise ConfigError([Problem(path=Path(path), line=number, what=what)])
        found[name] = stored
    return found


def hashed(password: str) -> str:
    """A password as the users file keeps it."""
    salt = os.urandom(16)
    return "$".join(("scrypt", _word(salt), _word(_scrypt(password.encode(), salt))))


def is_right(users: dict[str, str], name: str, password: bytes) -> bool:
    """Whether name and password fit; an unknown name takes as long as a known one."""
    stored = users.get(name) or "scrypt$AAAAAAAAAAAAAAAAAAAAAA==$AAAA"
    _, salt, wanted = stored.split("$")
    made = _scrypt(password, base64.b64decode(salt))
    return hmac.compare_digest(made, base64.b64decode(wanted)) and name in users


def _scrypt(password: bytes, salt: bytes) -> bytes:
    return hashlib.scrypt(password, salt=salt, n=_N, r=_R, p=_P, dklen=32)


def _word(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
