"""``msgguard eval``: accuracy on labelled messages, in figures, against floors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from msgguard.cli.context import Choice, settings_for, setup_for, split
from msgguard.cli.exits import Exit
from msgguard.cli.show import table
from msgguard.cli.terminal import complain
from msgguard.errors import UsageError
from msgguard.report.safe import safe, shorten

if TYPE_CHECKING:
    from msgguard.engine import Setup
    from msgguard.evaluate import Result, Tally

UNTUNED = "untuned"
# Approvals are read on a day of their own, so that a corpus gives the same figures next year.
DAY = date(2026, 11, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Files that are measured together; ``untuned`` ones are shown in totals only."""

    name: str
    files: tuple[Path, ...]
    untuned: bool


@click.command()
@click.argument("corpora", nargs=-1, required=True, metavar="CORPUS...", type=click.Path(exists=True))
@click.option(
    "--config",
    metavar="FILE",
    help="The corpus's msgguard.toml (default: in the corpus, or in a folder of it).",
)
@click.option("--codes", multiple=True, metavar="CODE", help="Only these codes or prefixes.")
@click.option("--mistakes", is_flag=True, help="List what was missed and falsely found (tuned splits only).")
@click.option(
    "--sentences",
    is_flag=True,
    help="The files hold labelled sentences: figures by code, and confusion by class of sentence.",
)
@click.option("--json", "as_json", is_flag=True, help="As data.")
@click.option("--floors", metavar="FILE", help="Exit 1 where a figure lies below this file's.")
@click.option("--write-floors", is_flag=True, help="Pin what was measured in the --floors file.")
@click.option("--allow-regression", is_flag=True, help="Let --write-floors lower a floor.")
def command(
    corpora: tuple[str, ...],
    config: str | None,
    codes: tuple[str, ...],
    *,
    mistakes: bool,
    sentences: bool,
    as_json: bool,
    floors: str | None,
    write_floors: bool,
    allow_regression: bool,
) -> int:
    """Measure accuracy on labelled messages: a .jsonl file, or a folder of them.

    A folder named 'untuned' inside a corpus is measured apart; its mistakes are never shown.

    \b
      msgguard eval corpora
      msgguard eval corpora --codes CD,PN201 --mistakes
      msgguard eval corpora --floors corpora/floors.json
      msgguard eval corpora/language --sentences
    """
    from msgguard.cli import floors as pinned
    from msgguard.evaluate import evaluate, read_corpus

    if write_floors and (not floors or codes):
        raise UsageError("--write-floors needs --floors FILE, and all codes")
    if sentences and (floors or as_json):
        raise UsageError("--sentences goes with neither --floors nor --json")
    setup = _setup(corpora, config)
    if sentences:
        _sentences(splits_of(corpora), setup, tuple(split(codes)), mistakes=mistakes)
        return Exit.CLEAN
    results: dict[str, tuple[Split, Result]] = {}
    for part in splits_of(corpora):
        messages = (item for file in part.files for item in read_corpus(file))
        results[part.name] = part, evaluate(messages, setup, codes=split(codes) or ("",), today=DAY)
    if as_json:
        from msgguard.report.record import to_json

        click.echo(to_json({name: record(r) for name, (_, r) in results.items()}, indent=2))
    else:
        for part, result in results.values():
            click.echo("\n".join(lines(part, result, mistakes=mistakes and not part.untuned)) + "\n")
    if not floors:
        return Exit.CLEAN
    now = {name: pinned.measured(r, pinned.digest_of(part.files)) for name, (part, r) in results.items()}
    if write_floors:
        for drop in pinned.write_floors(Path(floors), now, allow_regression=allow_regression):
            complain(f"lowered: {drop}")
        complain(f"wrote {floors}")
        return Exit.CLEAN
    return _compare(pinned.read_floors(Path(floors)), now, tuple(split(codes)), pinned)


def _sentences(splits: Sequence[Split], setup: Setup, codes: tuple[str, ...], *, mistakes: bool) -> None:
    """Measure labelled sentences, each as if sent to a pupil, and print what was counted."""
    from msgguard.evaluate_sentences import CODES, evaluate_sentences, lines_of, read_sentences

    wanted = [code for code in CODES if not codes or code.startswith(codes)]
    if not wanted:
        raise UsageError(f"sentences are labelled for {', '.join(CODES)} only")
    for part in splits:
        records = (one for file in part.files for one in read_sentences(file))
        result = evaluate_sentences(records, setup, codes=wanted)
        click.echo(
            f"{part.name}{' (never tuned on)' if part.untuned else ''}: " + "\n".join(lines_of(result))
        )
        if mistakes and not part.untuned:
            click.echo("mistakes")
            for kind, code, text in sorted(result.mistakes, key=lambda m: (m[1], m[0])):
                click.echo(f"  {code} {kind:6}  {shorten(text, 110)}")
        click.echo("")


def _compare(floor: dict[str, Any], now: dict[str, Any], codes: tuple[str, ...], pinned: Any) -> int:
    """Say every drop; a corpus that changed cannot be compared."""
    amiss = 0
    for name, figures in now.items():
        if name not in floor:
            complain(f"{name}: no floors are pinned yet (--write-floors)")
            amiss += 1
            continue
        if floor[name]["digest"] != figures["digest"]:
            complain(f"{name}: the corpus has changed since its floors were pinned (--write-floors)")
            amiss += 1
        for drop in pinned.drops(floor[name], figures):
            if not codes or drop.startswith(codes):
                complain(f"{name}: {drop}")
                amiss += 1
    return Exit.FOUND if amiss else Exit.CLEAN


def splits_of(corpora: Sequence[str]) -> list[Split]:
    """The splits of what was named: each folder's own files, and those of its ``untuned``."""
    found: list[Split] = []
    for name in corpora:
        path = Path(name)
        untuned = UNTUNED in path.resolve().parts
        files = tuple(sorted(path.glob("*.jsonl"))) if path.is_dir() else (path,)
        if files:
            found.append(Split(name=path.as_posix(), files=files, untuned=untuned))
        inner = path / UNTUNED
        if inner.is_dir():
            found.append(
                Split(name=inner.as_posix(), files=tuple(sorted(inner.glob("*.jsonl"))), untuned=True)
            )
    if not found:
        raise UsageError(f"no .jsonl file of labelled messages in {', '.join(corpora)}")
    return found


def _setup(corpora: Sequence[str], config: str | None) -> Setup:
    """The setup of the corpus's own school, where the corpus has one beside it."""
    if config is None:
        for name in corpora:
            folder = Path(name) if Path(name).is_dir() else Path(name).parent
            folder = folder.parent if folder.name == UNTUNED else folder
            inside = sorted(folder.glob("msgguard.toml")) or sorted(folder.glob("*/msgguard.toml"))
            inside = inside or sorted(folder.parent.glob("msgguard.toml"))
            if len(inside) == 1:
                config = str(inside[0])
                complain(f"settings: {config}")
                break
    choice = Choice(config=config)
    return setup_for(settings_for(choice), choice)


def lines(part: Split, result: Result, *, mistakes: bool) -> Iterator[str]:
    """A split's figures for people."""
    right = result.verdict_right / result.messages if result.messages else 1.0
    alarmed = result.alarmed / result.clean if result.clean else 0.0
    yield f"{part.name}: {result.messages} messages{' (never tuned on)' if part.untuned else ''}"
    yield f"  verdict as labelled {right:.1%}; of {result.clean} clean messages {alarmed:.1%} alarmed"
    families = sorted({code[:2] for code in result.codes})
    head = ("code", "due", "found", "false", "precision", "recall", "F1", "level")
    rows = [row(code, tally) for code, tally in sorted(result.codes.items())]
    totals = [row(f"{family} all", result.total(family)) for family in families]
    yield from ("  " + line for line in table([*rows, *totals, row("all", result.total())], head=head))
    if result.clauses:
        cited = [
            (ref, str(t.hits), str(t.false), f"{t.precision:.3f}")
            for ref, t in sorted(result.clauses.items())
        ]
        yield ""
        yield from ("  " + line for line in table(cited, head=("clause", "right", "false", "precision")))
    if result.alarms_by_family:
        said = ", ".join(f"{family} {count}" for family, count in sorted(result.alarms_by_family.items()))
        yield f"\n  clean messages alarmed, by family: {said}"
    if result.errors_by_tag and not part.untuned:
        most = sorted(result.errors_by_tag.items(), key=lambda item: (-item[1], item[0]))
        yield f"  messages with a mistake, by tag: {', '.join(f'{tag} {count}' for tag, count in most)}"
    if mistakes:
        yield ""
        for id_, kind, code, text in sorted(result.mistakes, key=lambda m: (m[2], m[1], m[0])):
            yield f"  {code} {kind:6} {safe(id_)}  {shorten(text, 80)}"


def row(title: str, tally: Tally) -> tuple[str, ...]:
    """A tally as a row of the table."""
    level = f"{tally.level_right / tally.hits:.3f}" if tally.hits else ""
    return (
        title,
        str(tally.hits + tally.misses),
        str(tally.hits),
        str(tally.false),
        f"{tally.precision:.3f}",
        f"{tally.recall:.3f}",
        f"{tally.f1:.3f}",
        level,
    )


def record(result: Result) -> dict[str, Any]:
    """A split's figures as data."""

    def figures(tally: Tally) -> dict[str, Any]:
        return {
            "due": tally.hits + tally.misses,
            "found": tally.hits,
            "false": tally.false,
            "precision": round(tally.precision, 4),
            "recall": round(tally.recall, 4),
            "f1": round(tally.f1, 4),
            "level_right": tally.level_right,
        }

    return {
        "messages": result.messages,
        "clean": result.clean,
        "clean_alarmed": result.alarmed,
        "clean_alarmed_by_family": dict(sorted(result.alarms_by_family.items())),
        "verdict_right": result.verdict_right,
        "all": figures(result.total()),
        "families": {f: figures(result.total(f)) for f in sorted({code[:2] for code in result.codes})},
        "codes": {code: figures(tally) for code, tally in sorted(result.codes.items())},
        "clauses": {
            ref: {"right": t.hits, "false": t.false, "precision": round(t.precision, 4)}
            for ref, t in sorted(result.clauses.items())
        },
        "errors_by_tag": dict(sorted(result.errors_by_tag.items())),
    }
