"""A new school's policy pack, from a template that passes ``pack check`` as it is."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files
from pathlib import Path

from msgguard.errors import UsageError
from msgguard.policy.pack import find_pack

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
TEMPLATES = ("pack.toml", "clauses.toml", "cases.toml", "school.toml", "policy.txt", "CHANGELOG.md")


def new_pack(name: str, *, into: Path, title: str = "") -> list[Path]:
    """Write the pack ``name`` into the folder ``into``; what was written, in order.

    Raises UsageError for a bad name or where the folder exists already.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name!r} cannot be a pack's name: use a-z, 0-9 and '-', such as 'hillview-2026'")
    folder = into / name
    if folder.exists():
        raise UsageError(f"{folder} exists already")
    folder.mkdir(parents=True)
    given = {"name": name, "title": title or f"{name}: social networking policy", "today": f"{date.today()}"}
    written: list[Path] = []
    for file in TEMPLATES:
        text = files("msgguard.scaffold").joinpath("templates", file).read_text(encoding="utf-8")
        for key, value in given.items():
            text = text.replace("{{" + key + "}}", value.replace("\\", "\\\\").replace('"', '\\"'))
        (folder / file).write_text(text, encoding="utf-8")
        written.append(folder / file)
    # The general matrix, for the school to make its own.
    matrix = (find_pack("base") / "matrix.toml").read_text(encoding="utf-8")
    (folder / "matrix.toml").write_text(matrix, encoding="utf-8")
    return [*written, folder / "matrix.toml"]
