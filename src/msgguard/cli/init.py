"""``msgguard init``: a school set up from a few questions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from msgguard.cli.context import split
from msgguard.cli.terminal import complain
from msgguard.errors import UsageError

_Read = Callable[[str], str]


@click.command()
@click.option("--into", default=".", metavar="FOLDER", show_default=True, help="Where to write the files.")
@click.option("--name", help="The school's name.")
@click.option("--domain", "domains", multiple=True, help="A mail domain of the school; repeat or use commas.")
@click.option("--pupil-domain", "pupil_domains", multiple=True, help="A mail domain of the pupils.")
@click.option("--phone", "phones", multiple=True, help="A number that the school publishes.")
@click.option("--office", help="The office's address.")
@click.option("--headteacher", help="The headteacher's address.")
@click.option("--designated-person", help="The designated safeguarding person's address.")
@click.option("--chair", help="The chair of governors' address.")
@click.option("--pack", "packs", multiple=True, help="A policy pack to use ('msgguard pack list').")
@click.option("--yes", "-y", is_flag=True, help="Ask nothing; take the options, leave the rest empty.")
@click.option("--force", is_flag=True, help="Replace files that exist.")
def command(
    into: str,
    name: str | None,
    domains: tuple[str, ...],
    pupil_domains: tuple[str, ...],
    phones: tuple[str, ...],
    office: str | None,
    headteacher: str | None,
    designated_person: str | None,
    chair: str | None,
    packs: tuple[str, ...],
    *,
    yes: bool,
    force: bool,
) -> None:
    """Set a school up: writes msgguard.toml, school.toml and approvals.toml.

    \b
      msgguard init
      msgguard init --yes --name "Hillview Primary School" --domain hillview.sch.uk \\
          --phone "01632 960100" --pack uk-school-dp
    """
    from msgguard.policy.pack import find_pack
    from msgguard.scaffold import school
    from msgguard.scaffold.school import Answers, write_school

    chosen = split(packs) or ["base"]
    near = (Path(into), Path(into) / "packs")
    for pack in chosen:
        find_pack(pack, folders=near)
    if yes and not (name and domains):
        raise UsageError("--yes needs at least --name and --domain")
    answers = Answers(
        name=name or _ask("The school's name", str, yes=yes),
        domains=_several("Mail domains of the school (commas between)", domains, school.domain, yes=yes),
        pupil_domains=_several("Mail domains of pupils, if any", pupil_domains, school.domain, yes=yes),
        phones=_several("Telephone numbers that the school publishes", phones, school.phone, yes=yes),
        office=_one("The office's address", office, school.address, yes=yes),
        headteacher=_one("The headteacher's address", headteacher, school.address, yes=yes),
        designated_person=_one(
            "The designated safeguarding person's address", designated_person, school.address, yes=yes
        ),
        chair=_one("The chair of governors' address", chair, school.address, yes=yes),
        packs=chosen,
    )
    for path in write_school(answers, Path(into), force=force):
        click.echo(f"wrote {path}")
    click.echo("Next: add staff to school.toml, then try  msgguard check --text 'Ring me on 07700 900123'")


def _ask(question: str, read: _Read, *, yes: bool) -> str:
    """Ask until the answer can be read."""
    while not yes:
        answer = click.prompt(question, default="", show_default=False)
        try:
            return read(answer)
        except UsageError as fault:
            complain(str(fault))
    return ""


def _one(question: str, given: str | None, read: _Read, *, yes: bool) -> str:
    return read(given) if given is not None else _ask(question, read, yes=yes)


def _several(question: str, given: tuple[str, ...], read: _Read, *, yes: bool) -> list[str]:
    def all_of(answer: str) -> str:
        return ",".join(read(word) for word in split([answer]))

    said = ",".join(read(word) for word in split(given)) if given else _ask(question, all_of, yes=yes)
    return split([said])
