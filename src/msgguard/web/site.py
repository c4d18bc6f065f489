"""What every page needs, built once: setup, settings, templates, signer, who may do what."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from msgguard._version import __version__
from msgguard.config import Settings
from msgguard.engine import Setup, run_notices
from msgguard.errors import ConfigError
from msgguard.school.reader import read_approvals
from msgguard.web.files import WebTable, read_secret
from msgguard.web.limits import Rates

KEY_ENVIRONMENT = "MSGGUARD_WEB_KEY"
REVIEWER = "reviewer"
_FORM_HOURS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who is signed in; an empty address is nobody in particular."""

    email: str = ""
    roles: frozenset[str] = frozenset()

    @property
    def is_reviewer(self) -> bool:
        """Whether the reviewer's pages are open to them."""
        return REVIEWER in self.roles


NOBODY = Person()


@dataclass(slots=True)
class Current:
    """The setup in use. The register of approvals is read again when its file changes."""

    setup: Setup
    register: Path | None
    stamp: tuple[int, int] = (0, 0)
    looked: float = 0.0

    def get(self) -> Setup:
        """The setup with the register as it now stands; a broken register leaves the last good one."""
        now = time.monotonic()
        if self.register is None or now - self.looked < 0.5:
            return self.setup
        self.looked = now
        stamp = _stamp(self.register)
        if stamp != self.stamp:
            try:
                approvals = read_approvals(self.register)
            except ConfigError:
                return self.setup
            self.stamp = stamp
            self.setup = replace(self.setup, bench=replace(self.setup.bench, approvals=approvals))
        return self.setup

    def refresh(self) -> None:
        """Look at the register again at the next request."""
        self.looked = 0.0


def _stamp(path: Path) -> tuple[int, int]:
    try:
        about = path.stat()
    except OSError:
        return (0, 0)
    return about.st_mtime_ns, about.st_size


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The pages' own setup."""

    settings: Settings
    table: WebTable
    current: Current
    templates: Environment
    signer: URLSafeTimedSerializer
    session_key: str
    rates: Rates
    tokens: frozenset[str] = frozenset()
    secret: str = ""
    assets: Mapping[str, str] = field(default_factory=dict)

    @property
    def setup(self) -> Setup:
        """The setup in use."""
        return self.current.get()

    def person(self, email: str) -> Person:
        """The person behind an address, with their roles from the configuration."""
        wanted = email.strip().lower()
        roles = {r for entry in self.table.person if entry.email.lower() == wanted for r in entry.roles}
        return Person(email=wanted, roles=frozenset(roles))

    def form_token(self, person: Person) -> str:
        """What a form carries so that no other site can send it in this person's name."""
        return self.signer.dumps(person.email)

    def is_form_token(self, token: str, person: Person) -> bool:
        """Whether the token is this person's, and not too old."""
        try:
            found: object = self.signer.loads(token, max_age=_FORM_HOURS * 3600)
        except BadSignature:
            return False
        return found == person.email

    def render(self, name: str, **context: Any) -> str:
        """A template with what every page knows."""
        return self.templates.get_template(name).render(
            version=__version__, assets=self.assets, school=self.setup.known.school.name, **context
        )

    def page(self, name: str, request: Request, *, status: int = 200, **context: Any) -> HTMLResponse:
        """A whole page for whoever is signed in."""
        person = person_of(request)
        html = self.render(
            name,
            person=person,
            signs_in=self.table.sign_in == "oidc",
            token=self.form_token(person) if person.email else "",
            here=request.url.path,
            **context,
        )
        return HTMLResponse(html, status_code=status)

    def notices(self) -> list[str]:
        """What is said once: policies whose review is overdue."""
        return run_notices(self.setup, today=date.today())


def person_of(request: Request) -> Person:
    """Whoever is signed in."""
    found = request.scope.get("msgguard_person", NOBODY)
    return found if isinstance(found, Person) else NOBODY


def make_site(settings: Settings, setup: Setup, table: WebTable) -> Site:
    """Put it together; secrets come from files or the environment. Raises ConfigError."""
    key = read_secret(table.key_file) if table.key_file else os.environ.get(KEY_ENVIRONMENT, "")
    if not key:
        # Fine for one process: a restart signs everybody out.
        key = secrets.token_urlsafe(32)
    register = settings.approvals
    return Site(
        settings=settings,
        table=table,
        current=Current(setup=setup, register=register, stamp=_stamp(register) if register else (0, 0)),
        templates=make_templates(),
        signer=URLSafeTimedSerializer(key, salt="msgguard form"),
        session_key=hashlib.sha256(b"msgguard session\0" + key.encode()).hexdigest(),
        rates=Rates(per_minute=table.rate),
        tokens=frozenset(_token_lines(table.tokens_file)),
        secret=read_secret(table.header.secret_file) if table.header.secret_file else "",
        assets=asset_addresses(),
    )


def _token_lines(path: str) -> list[str]:
    """SHA-256 hashes of the tokens that may use the API, one a line after a name."""
    if not path:
        return []
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError as failure:
        raise ConfigError(f"{path}: cannot be read: {failure.strerror}") from failure
    return [line.split()[-1].lower() for line in lines if line.strip() and not line.startswith("#")]


def make_templates() -> Environment:
    """The templates: everything is escaped, and an unknown name is an error."""
    environment = Environment(
        loader=PackageLoader("msgguard.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["day"] = lambda moment: time.strftime("%d %b %Y", time.localtime(moment)).lstrip("0")
    environment.filters["minute"] = lambda moment: time.strftime("%a %d %b, %H:%M", time.localtime(moment))
    return environment


@cache
def asset_addresses() -> dict[str, str]:
    """Addresses of the static files with a digest, so that a browser may keep them for ever."""
    folder = files("msgguard.web") / "static"
    return {
        entry.name: f"/static/{entry.name}?{hashlib.sha256(entry.read_bytes()).hexdigest()[:10]}"
        for entry in folder.iterdir()
        if entry.is_file()
    }
