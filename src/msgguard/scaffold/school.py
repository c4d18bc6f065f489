"""A school's own files, written from a few answers: msgguard.toml, school.toml, approvals.toml."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from msgguard.config import read_config
from msgguard.errors import UsageError
from msgguard.school.reader import read_approvals, read_school

FILES = ("msgguard.toml", "school.toml", "approvals.toml")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
_ADDRESS = re.compile(r"[^\s@\"<>,;]+@" + _DOMAIN.pattern)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What is asked of a school; all but the name and a domain may be empty."""

    name: str
    domains: Sequence[str]
    pupil_domains: Sequence[str] = ()
    phones: Sequence[str] = ()
    office: str = ""
    headteacher: str = ""
    designated_person: str = ""
    chair: str = ""
    packs: Sequence[str] = ("base",)


def domain(text: str) -> str:
    """A mail domain, lower-cased; UsageError where it is none."""
    found = text.strip().lower().removeprefix("@")
    if not _DOMAIN.fullmatch(found):
        raise UsageError(f"{text!r} is no mail domain; expected one such as 'hillview.sch.uk'")
    return found


def address(text: str) -> str:
    """An email address, lower-cased, or nothing; UsageError where it is none."""
    found = text.strip().lower()
    if found and not _ADDRESS.fullmatch(found):
        raise UsageError(f"{text!r} is no email address; expected one such as 'office@hillview.sch.uk'")
    return found


def phone(text: str) -> str:
    """A telephone number as the school publishes it; UsageError where it is none."""
    found = " ".join(text.split())
    if not re.fullmatch(r"\+?[\d ()-]{9,20}", found) or sum(c.isdigit() for c in found) < 9:
        raise UsageError(f"{text!r} is no telephone number; expected one such as '01632 960100'")
    return found


def write_school(answers: Answers, folder: Path, *, force: bool = False) -> list[Path]:
    """Write the three files, and read them back; UsageError where one exists and not ``force``."""
    if not answers.name.strip():
        raise UsageError("the school needs a name")
    if not answers.domains:
        raise UsageError("the school needs at least one mail domain")
    there = [folder / name for name in FILES if (folder / name).exists()]
    if there and not force:
        raise UsageError(f"{', '.join(map(str, there))}: exists already; --force replaces it")
    folder.mkdir(parents=True, exist_ok=True)
    texts = (_config(answers), _school(answers), _APPROVALS)
    written = []
    for name, text in zip(FILES, texts, strict=True):
        path = folder / name
        path.write_text(text, encoding="utf-8")
        written.append(path)
    settings = read_config(folder / FILES[0])
    read_school(settings.school or folder / FILES[1])
    read_approvals(settings.approvals or folder / FILES[2])
    return written


def _config(answers: Answers) -> str:
    return (
        "# How this school runs msgguard; paths are relative to this file.\n"
        f"packs = {_value(list(answers.packs))}\n"
        'school = "school.toml"\n'
        'approvals = "approvals.toml"\n'
        '# roster = "roster.json"      # written by: msgguard roster import\n'
        '# fail_level = "warn"         # exit code 1 from this level on: advise, warn or block\n'
    )


def _school(answers: Answers) -> str:
    everything = dict.fromkeys([*answers.domains, *answers.pupil_domains])
    return (
        "# The school's own facts: what is the school's is left alone.\n"
        f"name = {_value(answers.name.strip())}\n"
        "short_names = []              # how people call it\n"
        f"domains = {_value(list(everything))}\n"
        f"pupil_domains = {_value(list(answers.pupil_domains))}\n"
        f"phones = {_value(list(answers.phones))}                   # every number the school publishes\n"
        "addresses = []\n"
        "postcodes = []\n"
        'accounts = []                 # official accounts, e.g. "@HillviewSchool"\n'
        "safe_platforms = []           # platforms that pupils may be pointed to\n"
        f"office = {_value([answers.office] if answers.office else [])}\n"
        "lists = []                    # addresses that reach all or many staff\n"
        f"designated_person = {_value(answers.designated_person)}\n"
        f"headteacher = {_value(answers.headteacher)}\n"
        f"chair = {_value(answers.chair)}\n"
        "\n"
        "# Partners by domain: statutory, supplier, platform, safe, vendor (may send in our name).\n"
        "[partners]\n"
        '# "council.gov.uk" = "statutory"\n'
        "\n"
        "# Staff, with private addresses the school knows of.\n"
        "# [[staff]]\n"
        '# email = "a.marsh@hillview.sch.uk"\n'
        '# name = "Ann Marsh"\n'
        '# role = "teacher"\n'
        "# private = []\n"
    )


_APPROVALS = """\
# The approvals register: who agreed, for whom, to what, until when. 'msgguard approvals check' reads it.
#
# [[approval]]
# ref = "HT-2026-001"
# by = "Headteacher"                     # a role that the policy lets approve
# who = ["a.marsh@hillview.sch.uk"]      # senders; "*" is everyone
# codes = ["CD101"]
# value = "01632 960999"                 # the number, address or handle it is about
# until = 2027-07-31
# note = "Residential trip phone"
"""


def _value(value: str | list[str]) -> str:
    """A TOML string or array; JSON's escapes are TOML's too."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
