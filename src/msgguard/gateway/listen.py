"""Listening sockets: made once, before privileges are dropped, and shared by all workers."""

from __future__ import annotations

import grp
import os
import socket
import stat
from pathlib import Path

from msgguard.errors import ConfigError

BACKLOG = 512


def make_socket(listen: str, *, mode: str = "660", group: str = "") -> socket.socket:
    """A listening socket for ``unix:/path``, ``inet:host:port`` or ``host:port`` (IPv6 in brackets)."""
    kind, _, rest = listen.partition(":")
    if kind in ("unix", "local"):
        return _unix(Path(rest), mode, group)
    host, port = host_and_port(rest if kind in ("inet", "inet6") else listen)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError as failure:
        sock.close()
        raise ConfigError(f"cannot listen on {listen}: {failure.strerror}") from failure
    return _ready(sock)


def host_and_port(text: str) -> tuple[str, int]:
    """``127.0.0.1:25`` or ``[::1]:25`` taken apart."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit():
        raise ConfigError(f"{text!r} is no address to listen on; write host:port")
    return host.strip("[]"), int(port)


def _unix(path: Path, mode: str, group: str) -> socket.socket:
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and stat.S_ISSOCK(path.stat().st_mode):
            if _answers(path):
                raise ConfigError(f"another gateway listens on {path}")
            path.unlink()
        sock.bind(str(path))
        os.chmod(path, int(mode, 8))
        if group:
            os.chown(path, -1, grp.getgrnam(group).gr_gid)
    except (OSError, KeyError) as failure:
        sock.close()
        raise ConfigError(f"cannot listen on {path}: {failure}") from failure
    except ConfigError:
        sock.close()
        raise
    return _ready(sock)


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True


def _ready(sock: socket.socket) -> socket.socket:
    sock.setblocking(False)
    sock.listen(BACKLOG)
    return sock
