"""The ``[web]`` table of ``msgguard.toml`` and the file of requests, as models; where paths lie."""

from __future__ import annotations

import ipaddress
import tomllib
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, Field

from msgguard.config import Settings
from msgguard.errors import ConfigError, Problem
from msgguard.tomlfile import StrictModel, line_of, parse_toml, problem_at, validate


class HeaderTable(StrictModel):
    """``[web.header]``: the proxy in front says who is signed in.

    Believed only from the addresses in ``proxies``, and where ``secret_file`` is set only with
    that secret in ``X-Msgguard-Proxy``.
    """

    name: str = "X-Forwarded-Email"
    proxies: list[str] = ["127.0.0.1", "::1"]
    secret_file: str = ""


class OidcTable(StrictModel):
    """``[web.oidc]``: sign-in with the school's own accounts (OpenID Connect)."""

    issuer: str = ""
    client_id: str = ""
    client_secret_file: str = ""
    claim: str = "email"
    domains: list[str] = []


class PersonTable(StrictModel):
    """One ``[[web.person]]``: who may do what.

    ``reviewer`` opens the reviewer's pages; every other word is a role of the policy's
    ``approvers``, such as the one that a clause's exception names.
    """

    email: str
    roles: list[str] = Field(min_length=1)


class WebTable(StrictModel):
    """``[web]``.

    ``hosts`` are names the pages may be asked for by (the one of ``public_url`` is added).
    ``anonymous`` allows another listener than loopback without sign-in. ``rate`` is checks a
    minute of one person, or without sign-in of one machine. ``cors`` are origins whose
    scripts may use the API (add-ins). ``requests`` is the file where requests for approvals wait.
    """

    listen: str = "127.0.0.1:8765"
    public_url: str = ""
    hosts: list[str] = ["localhost", "127.0.0.1", "[::1]"]
    sign_in: Literal["none", "header", "oidc"] = "none"
    anonymous: bool = False
    key_file: str = ""
    tokens_file: str = ""
    max_bytes: int = Field(default=500_000, ge=1_000)
    max_upload: int = Field(default=20_000_000, ge=1_000)
    rate: int = Field(default=600, ge=1)
    cors: list[str] = []
    outlook: str = ""
    requests: str = ""
    header: HeaderTable = HeaderTable()
    oidc: OidcTable = OidcTable()
    person: list[PersonTable] = []


class Asked(StrictModel):
    """One ``[[request]]``: somebody asks for an approval."""

    ref: str
    asked_by: str
    on: date
    clause: str
    value: str = ""
    audience: str = ""
    until: date
    why: str


class AskedFile(StrictModel):
    """The file of requests."""

    request: list[Asked] = []


class _Root(StrictModel):
    """Everything of the file but this table is somebody else's to check."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)

    web: WebTable = WebTable()


def read_web(settings: Settings) -> WebTable:
    """The table with paths made absolute. Raises ConfigError with every fault and its line."""
    if settings.path is None:
        return WebTable()
    text, data = parse_toml(settings.path, error=ConfigError)
    if settings.path.name == "pyproject.toml":
        data = tomllib.loads(text).get("tool", {}).get("msgguard", {})
    table = validate(_Root, settings.path, text, data, error=ConfigError).web
    fault = fault_of(table)
    if fault:
        key, what = fault
        line = line_of(text, ("web", *key))
        raise ConfigError([problem_at(settings.path, text, line, what)])
    return _resolved(table, settings.path.resolve().parent)


def fault_of(table: WebTable) -> tuple[tuple[str, ...], str] | None:
    """What does not fit together: the key and what is wrong with it."""
    if table.sign_in == "oidc":
        for key in ("issuer", "client_id", "client_secret_file"):
            if not getattr(table.oidc, key):
                return ("oidc", key), f"web.oidc.{key}: is missing"
        if not table.public_url:
            return ("public_url",), "web.public_url: is needed for sign-in with OpenID Connect"
    if table.sign_in == "none" and not table.anonymous and not is_local(table.listen):
        what = (
            f"web.listen: {table.listen} is reachable from other machines; set sign_in, or anonymous = true "
            "where everybody who can reach it may use it"
        )
        return ("listen",), what
    if table.public_url and not table.public_url.startswith(("https://", "http://localhost", "http://127.")):
        return ("public_url",), "web.public_url: must begin with https://"
    return None


def is_local(listen: str) -> bool:
    """Whether only this machine can reach the listener.

    >>> is_local("127.0.0.1:8765"), is_local("[::1]:80"), is_local("0.0.0.0:80"), is_local("unix:/run/w")
    (True, True, False, True)
    """
    if listen.startswith("unix:"):
        return True
    host = listen.rpartition(":")[0].strip("[]")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_secret(path: str) -> str:
    """A secret from its file, which others must not be able to read. Raises ConfigError."""
    file = Path(path)
    try:
        secret = file.read_text(encoding="utf-8").strip()
        mode = file.stat().st_mode
    except (OSError, UnicodeDecodeError) as failure:
        raise ConfigError([Problem(path=file, line=0, what=f"cannot be read: {failure}")]) from failure
    if mode & 0o037:
        raise ConfigError([Problem(path=file, line=0, what="must not be readable by others (chmod 600)")])
    if len(secret) < 16:
        raise ConfigError([Problem(path=file, line=0, what="is too short for a secret")])
    return secret


def _resolved(table: WebTable, here: Path) -> WebTable:
    def beside(name: str) -> str:
        return str(here / name) if name else ""

    return table.model_copy(
        update={
            "key_file": beside(table.key_file),
            "tokens_file": beside(table.tokens_file),
            "outlook": beside(table.outlook),
            "requests": beside(table.requests),
            "header": table.header.model_copy(update={"secret_file": beside(table.header.secret_file)}),
            "oidc": table.oidc.model_copy(
                update={"client_secret_file": beside(table.oidc.client_secret_file)}
            ),
        }
    )
