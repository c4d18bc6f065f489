"""Short and pet forms of given names, and spellings of the same name (``shortforms.txt``)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from msgguard.school.letters import key_of


@cache
def short_forms() -> Mapping[str, tuple[str, ...]]:
    """Forms by the key of the full given name (``lilyanne``); read once, on first use."""
    found: dict[str, tuple[str, ...]] = {}
    text = files("msgguard.school").joinpath("shortforms.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, _, forms = line.partition(":")
            found[key_of(name.replace("-", ""))] = tuple(forms.replace("=", " ").split())
    return MappingProxyType(found)
