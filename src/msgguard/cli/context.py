"""Words of the command line to the catalogue's: audiences, levels, forms; and the run's setup."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msgguard.config import Settings
    from msgguard.engine import Setup
    from msgguard.policy.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which configuration and which rules the command line asks for."""

    config: str | None = None
    isolated: bool = False
    select: Sequence[str] = ()
    extend_select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    clauses: Sequence[str] = ()
    confidence: str = "low"


def settings_for(choice: Choice) -> Settings:
    """The configuration: the one named, else MSGGUARD_CONFIG, else found upward, else built in."""
    from msgguard.config import ENVIRONMENT, find_config, read_config

    if choice.isolated:
        return read_config(None)
    named = choice.config or os.environ.get(ENVIRONMENT) or None
    return read_config(find_config(Path.cwd(), named=named))


def setup_for(settings: Settings, choice: Choice) -> Setup:
    """The setup for the settings with the command line's selection over them."""
    from msgguard.model import Confidence
    from msgguard.setup import setup_from

    select = [*(choice.select or settings.select)]
    if choice.extend_select:
        select = [*(select or ["ALL"]), *choice.extend_select]
    return setup_from(
        settings,
        select=split(select),
        ignore=split(choice.ignore),
        clauses=split(choice.clauses),
        confidence=Confidence[choice.confidence.upper()],
    )


def split(values: Sequence[str]) -> list[str]:
    """Values given several times or with commas between: ``--select CD,PN201``."""
    return [word.strip() for value in values for word in value.split(",") if word.strip()]


def policy_for(choice: Choice) -> Policy:
    """The policy alone, for the verbs that explain."""
    from msgguard.policy.pack import load_policy

    settings = settings_for(choice)
    return load_policy(settings.packs, folders=settings.pack_folders)


def missing_notices(settings: Settings) -> list[str]:
    """What a check cannot know for want of a file, said once a run."""
    if settings.path is None:
        return [
            "No msgguard.toml was found: the general rules were used, without any school's clauses. "
            "'msgguard init' sets a school up."
        ]
    if settings.school is None:
        return [
            f"No school profile is configured in {settings.path}: no number, address or account counts as "
            "the school's own. Set 'school' to a school.toml."
        ]
    return []


def open_notices(settings: Settings) -> list[str]:
    """Who besides its owner may open the roster, said once a run."""
    if settings.roster is None:
        return []
    from msgguard.school.compiled import exposure

    said = exposure(settings.roster)
    return [f"{settings.roster}: {said}"] if said else []
