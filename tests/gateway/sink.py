"""A next hop for tests: an SMTP server on loopback that does what it is told, and remembers."""

import contextlib
import re
import socket
import ssl
import threading
import time
from dataclasses import dataclass, field


@dataclass
class Taken:
    """A message the sink said yes to."""

    sender: str
    recipients: list
    raw: bytes
    secure: bool
    mail: str


@dataclass
class Sink:
    """``plan`` maps a step (hello, mail, rcpt, data, dot) to a reply, or to stall, drop, swallow.

    ``swallow`` at the dot: the message is taken, the connection breaks before the reply.
    """

    plan: dict = field(default_factory=dict)
    taken: list = field(default_factory=list)
    seen: list = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    extensions: tuple = ("PIPELINING", "SIZE 10000000", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES")
    port: int = 0

    def __post_init__(self):
        self.server = socket.socket()
        self.server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.server.bind(("127.0.0.1", self.port))
        self.port = self.server.getsockname()[1]
        self.server.listen(50)
        self.open = True
        self.closing = threading.Event()
        self.threads = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self.open = False
        self.closing.set()
        # An accept that is waiting keeps a closed socket alive; a shutdown wakes it.
        with contextlib.suppress(OSError):
            self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def wait(self, count, seconds=10):
        """The messages, once there are ``count``."""
        end = time.monotonic() + seconds
        while len(self.taken) < count and time.monotonic() < end:
            time.sleep(0.01)
        return self.taken

    def _accept(self):
        while self.open:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            connection.settimeout(20)
            self.threads.append(threading.Thread(target=self._session, args=(connection,), daemon=True))
            self.threads[-1].start()

    def _session(self, sock):
        socks = [sock]
        try:
            self._talk(sock, socks)
        except (OSError, ValueError, ssl.SSLError, _Dropped):
            pass
        finally:
            for one in socks:
                one.close()

    def _step(self, stream, step, default, arg=""):
        what = self.plan.get(step, default)
        if callable(what):
            what = what(arg)
        if what == "stall":
            self.closing.wait(30)
            raise _Dropped
        if what == "drop":
            raise _Dropped
        stream.write(what.encode() + b"\r\n")
        stream.flush()
        return what[0] in "23"

    def _talk(self, sock, socks):
        stream = sock.makefile("rwb")
        self._step(stream, "hello", "220 sink")
        sender, mail, recipients, secure = None, "", [], False
        while line := stream.readline():
            text = line.decode("utf-8", "surrogateescape").rstrip("\r\n")
            verb = text[:4].upper()
            self.seen.append(text)
            if verb == "EHLO":
                offers = list(self.extensions) + (["STARTTLS"] if self.tls and not secure else [])
                lines = ["sink", *offers]
                reply = "\r\n".join(
                    f"250{'-' if n < len(lines) - 1 else ' '}{word}" for n, word in enumerate(lines)
                )
                stream.write(reply.encode() + b"\r\n")
                stream.flush()
            elif verb == "STAR":
                stream.write(b"220 go\r\n")
                stream.flush()
                sock = self.tls.wrap_socket(sock, server_side=True)
                socks.append(sock)
                stream, secure = sock.makefile("rwb"), True
            elif verb == "MAIL":
                if self._step(stream, "mail", "250 2.1.0 sender fine"):
                    sender, mail = re.search(r"<(.*?)>", text)[1], text
            elif verb == "RCPT":
                address = re.search(r"<(.*?)>", text)[1]
                if self._step(stream, "rcpt", "250 2.1.5 recipient fine", address):
                    recipients.append(address)
            elif verb == "DATA":
                if not self._step(stream, "data", "354 go on"):
                    continue
                raw = self._message(stream)
                plan = self.plan.get("dot", "250 2.0.0 taken as S1")
                plan = plan(raw) if callable(plan) else plan
                if plan == "swallow" or plan[0] == "2":
                    self.taken.append(Taken(sender, recipients, raw, secure, mail))
                sender, recipients = None, []
                if plan == "swallow":
                    raise _Dropped
                self._step(stream, "", plan)
            elif verb == "RSET":
                sender, recipients = None, []
                self._step(stream, "rset", "250 ok")
            elif verb == "QUIT":
                self._step(stream, "quit", "221 bye")
                return
            else:
                self._step(stream, "other", "250 ok")

    def _message(self, stream):
        lines = []
        while (line := stream.readline()) != b".\r\n":
            if not line:
                raise _Dropped
            lines.append(line[1:] if line.startswith(b".") else line)
            if self.plan.get("body") == "drop" and len(lines) > 3:
                raise _Dropped
        return b"".join(lines)


class _Dropped(Exception):
    pass
