"""``msgguard.toml``, or ``[tool.msgguard]`` in ``pyproject.toml``: found, read, resolved.

The closest file upward from the working directory counts, one file only; paths in it are
relative to it. Without any, the built-in base pack is used and the user is told.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from msgguard.errors import ConfigError, Problem
from msgguard.tomlfile import StrictModel, parse_toml, validate

FILE_NAME = "msgguard.toml"
ENVIRONMENT = "MSGGUARD_CONFIG"


class ConfigFile(StrictModel):
    """What ``msgguard.toml`` may hold."""

    packs: list[str] = ["base"]
    pack_folders: list[str] = []
    school: str = ""
    approvals: str = ""
    roster: str = ""
    select: list[str] = []
    ignore: list[str] = []
    fail_level: Literal["advise", "warn", "block"] = "warn"
    mode: Literal["monitor", "advise", "enforce"] = "enforce"
    # The gateway's own table; read and checked where the gateway is (``gateway/files.py``).
    gateway: dict[str, object] = {}
    # The web pages' own table, likewise (``web/files.py``).
    web: dict[str, object] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The resolved configuration; ``path`` is None for the built-in one."""

    path: Path | None
    packs: tuple[str, ...]
    pack_folders: tuple[Path, ...] = ()
    school: Path | None = None
    approvals: Path | None = None
    roster: Path | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_level: str = "warn"
    mode: str = "enforce"


def find_config(start: Path, *, named: str | None = None) -> Path | None:
    """The configuration file: ``named`` if given, else the closest one upward from ``start``."""
    if named:
        path = Path(named)
        path = path / FILE_NAME if path.is_dir() else path
        if not path.is_file():
            raise ConfigError([Problem(path=path, line=0, what="there is no such configuration file")])
        return path
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
        project = folder / "pyproject.toml"
        if project.is_file() and _project_table(project) is not None:
            return project
    return None


def _project_table(path: Path) -> object | None:
    try:
        tool = tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {})
    except (OSError, ValueError):
        return None
    table: object | None = tool.get("msgguard") if isinstance(tool, dict) else None
    return table


def read_config(path: Path | None) -> Settings:
    """The settings of ``path``; the built-in ones for None. Raises ConfigError."""
    if path is None:
        return Settings(path=None, packs=("base",))
    text, data = parse_toml(path, error=ConfigError)
    entry = validate(
        ConfigFile,
        path,
        text,
        _project_table(path) if path.name == "pyproject.toml" else data,
        error=ConfigError,
    )
    here = path.resolve().parent

    def beside(name: str) -> Path | None:
        return here / name if name else None

    return Settings(
        path=path,
        packs=tuple(entry.packs),
        pack_folders=(*(here / folder for folder in entry.pack_folders), here, here / "packs"),
        school=beside(entry.school),
        approvals=beside(entry.approvals),
        roster=beside(entry.roster),
        select=tuple(entry.select),
        ignore=tuple(entry.ignore),
        fail_level=entry.fail_level,
        mode=entry.mode,
    )
