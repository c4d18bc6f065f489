"""The ``[gateway]`` table of ``msgguard.toml`` as a model, and where its paths lie."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from msgguard.config import Settings
from msgguard.errors import ConfigError
from msgguard.tomlfile import StrictModel, parse_toml, validate

Mode = Literal["monitor", "advise", "enforce"]
Seconds = Annotated[float, Field(gt=0)]


class MilterTable(StrictModel):
    """``[gateway.milter]``: where the mail server asks. ``unix:/path`` or ``inet:host:port``."""

    listen: str = "unix:/run/msgguard/milter.sock"
    socket_mode: str = Field(default="660", pattern=r"^0?[0-7]{3}$")
    socket_group: str = ""


class HopTable(StrictModel):
    """A mail server that messages are handed to. ``tls``: never, if offered, or always.

    ``verify`` asks for a certificate that a known authority signed for ``host``.
    """

    host: str = ""
    port: int = Field(default=25, ge=1, le=65535)
    tls: Literal["none", "may", "require"] = "may"
    verify: bool = False
    ca_file: str = ""
    user: str = ""
    password_file: str = ""
    timeout: Seconds = 60.0


class RelayTable(StrictModel):
    """``[gateway.relay]``: the before-queue relay.

    ``clients`` are networks that may send without a login, ``users_file`` the logins
    (``name:scrypt-hash`` a line, made by ``gateway user``). With neither, nobody may.
    """

    listen: str = "inet:127.0.0.1:10025"
    hostname: str = ""
    clients: list[str] = []
    users_file: str = ""
    tls_cert: str = ""
    tls_key: str = ""
    require_tls: bool = False
    header: bool = False
    next_hop: HopTable = HopTable()


class NoticeTable(StrictModel):
    """``[gateway.notices]``: mail that the gateway writes itself, and where its links lead.

    ``link`` is the public address of the release page, e.g. ``https://hold.school.example``;
    ``reply_to`` a mailbox piped to ``msgguard hold reply``. Either, both or none.
    """

    sender: str = ""
    link: str = ""
    reply_to: str = ""
    reviewers: list[str] = []
    release: Literal["sender", "reviewer"] = "sender"


class WebTable(StrictModel):
    """``[gateway.http]``: health, metrics, and on a listener of its own the release page."""

    listen: str = "127.0.0.1:9470"
    links_listen: str = ""


class RolloutTable(StrictModel):
    """One ``[[gateway.rollout]]``: another mode for some rules, some senders. The first fitting counts.

    ``rules`` are codes or prefixes, ``groups`` staff roles or addresses; empty means all.
    """

    mode: Mode
    rules: list[str] = []
    groups: list[str] = []


class HoldTable(StrictModel):
    """``[gateway.hold]``: where held messages lie, and for how long.

    ``days`` until a hold that nobody released goes back; ``keep_days`` how long the content of
    a closed hold stays, ``log_days`` its record without content. ``sent_check`` is a command
    that answers whether a message reached the next hop, for the moment after a crash when the
    gateway cannot know (exit 0 yes, 1 no, anything else unknown).
    """

    folder: str = "hold"
    url: str = ""
    key_file: str = "hold.key"
    days: float = Field(default=3.0, gt=0)
    keep_days: float = Field(default=7.0, ge=0)
    log_days: float = Field(default=90.0, ge=0)
    remind_hours: float = Field(default=24.0, gt=0)
    sent_check: list[str] = []
    release: HopTable = HopTable()


class GatewayTable(StrictModel):
    """``[gateway]``. ``mode`` empty: the mode of the whole file.

    ``budget`` is the time one message may take; ``on_error`` what then happens to it, and on
    any other failure. ``max_bytes`` above which a message is refused unread.
    """

    mode: Literal["", "monitor", "advise", "enforce"] = ""
    on_error: Literal["tempfail", "relay", "hold"] = "tempfail"
    budget: Seconds = 5.0
    workers: int = Field(default=2, ge=1, le=64)
    max_bytes: int = Field(default=50_000_000, ge=1_000)
    max_connections: int = Field(default=200, ge=1)
    max_recipients: int = Field(default=1_000, ge=1)
    idle: Seconds = 300.0
    transaction: Seconds = 600.0
    grace: Seconds = 30.0
    user: str = ""
    group: str = ""
    inbound: bool = False
    log: Literal["json", "plain"] = "json"
    milter: MilterTable = MilterTable()
    relay: RelayTable = RelayTable()
    hold: HoldTable = HoldTable()
    notices: NoticeTable = NoticeTable()
    http: WebTable = WebTable()
    rollout: list[RolloutTable] = []


class _Root(StrictModel):
    """Everything of the file but the gateway's table is somebody else's to check."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)

    gateway: GatewayTable = GatewayTable()


def read_gateway(settings: Settings) -> GatewayTable:
    """The gateway's table with paths made absolute, relative ones counted from the file.

    Raises ConfigError with every fault and its line.
    """
    if settings.path is None:
        return resolved(GatewayTable(mode=_mode(settings.mode)), Path.cwd())
    text, data = parse_toml(settings.path, error=ConfigError)
    if settings.path.name == "pyproject.toml":
        data = tomllib.loads(text).get("tool", {}).get("msgguard", {})
    table = validate(_Root, settings.path, text, data, error=ConfigError).gateway
    if not table.mode:
        table = table.model_copy(update={"mode": _mode(settings.mode)})
    return resolved(table, settings.path.resolve().parent)


def _mode(word: str) -> Mode:
    return word if word in ("monitor", "advise") else "enforce"  # type: ignore[return-value]


def resolved(table: GatewayTable, here: Path) -> GatewayTable:
    """The table with its files and folders as absolute paths."""

    def beside(name: str) -> str:
        return str(here / name) if name else ""

    def hop(entry: HopTable) -> HopTable:
        return entry.model_copy(
            update={"ca_file": beside(entry.ca_file), "password_file": beside(entry.password_file)}
        )

    relay, hold = table.relay, table.hold
    return table.model_copy(
        update={
            "relay": relay.model_copy(
                update={
                    "users_file": beside(relay.users_file),
                    "tls_cert": beside(relay.tls_cert),
                    "tls_key": beside(relay.tls_key),
                    "next_hop": hop(relay.next_hop),
                }
            ),
            "hold": hold.model_copy(
                update={
                    "folder": beside(hold.folder),
                    "key_file": beside(hold.key_file),
                    "release": hop(hold.release),
                }
            ),
        }
    )
