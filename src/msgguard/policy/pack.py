"""Policy packs: found, read, stacked and checked.

A pack is a folder with ``pack.toml`` and, as it needs them, ``clauses.toml``,
``matrix.toml``, ``cases.toml``, ``rules/CODE.toml`` and ``words/NAME.txt``. A pack that
extends another replaces whole clauses, rules and word lists of the same name; its matrix
rows stand before the other's. A matrix that is only inherited counts where no pack in use
has one of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgguard.errors import PackError, Problem
from msgguard.model import Audience, Level
from msgguard.policy.files import (
    CheckEntry,
    ClauseEntry,
    ClausesFile,
    MatrixFile,
    PackFile,
    RowEntry,
    RuleFile,
)
from msgguard.policy.policy import Cell, Check, Clause, Condition, PackInfo, Policy, Row, Rule
from msgguard.tomlfile import line_of, parse_toml, problem_at, read_model, validate

LEVELS = {"-": Level.PASS, "–": Level.PASS, "a": Level.ADVISE, "w": Level.WARN, "B": Level.BLOCK}
ANY = "any"


def built_in_folders() -> tuple[Path, ...]:
    """Where packs lie: beside the package (a wheel), else in the checkout's ``rules/``."""
    package = Path(__file__).resolve().parent.parent
    folders = (package / "rules", package.parent.parent / "rules")
    return tuple(folder for folder in folders if folder.is_dir())


def find_pack(name: str, *, folders: Sequence[Path] = ()) -> Path:
    """The folder of pack ``name`` (a name, or a path to its folder).

    Raises PackError with the names that exist.
    """
    given = Path(name)
    if (given / "pack.toml").is_file():
        return given
    places = [*folders, *built_in_folders()]
    for folder in places:
        if (folder / name / "pack.toml").is_file():
            return folder / name
    known = ", ".join(sorted({path.parent.name for place in places for path in place.glob("*/pack.toml")}))
    raise PackError(f"there is no pack named {name!r}; packs found: {known or 'none'}")


def load_policy(names: Sequence[str], *, folders: Sequence[Path] = ()) -> Policy:
    """Stack the packs ``names``: all clauses, every matrix, rules and words of all.

    Raises PackError with every fault, each with ``file:line``.
    """
    infos: dict[str, PackInfo] = {}
    rules: dict[str, Rule] = {}
    words: dict[str, frozenset[str]] = {}
    clauses: list[Clause] = []
    matrices: list[tuple[Row, ...]] = []
    inherited: list[tuple[Row, ...]] = []
    approvers: dict[str, tuple[str, ...]] = {}
    for name in names:
        own: dict[str, Clause] = {}
        rows: tuple[Row, ...] = ()
        last: tuple[Row, ...] = ()
        for path in chain_of(name, folders=folders):
            pack = read_model(PackFile, path / "pack.toml", error=PackError)
            own.update({c.ref: c for c in read_clauses(path, pack)})
            last = read_matrix(path)
            said = [row.when for row in last]
            rows = (*last, *(row for row in rows if row.when not in said))
            if pack.name not in infos:
                infos[pack.name] = _info(path, pack)
                rules.update({rule.code: rule for rule in read_rules(path)})
                words.update(read_words(path))
            approvers.update({role: tuple(people) for role, people in pack.approvers.items()})
        clauses.extend(own.values())
        if rows:
            (matrices if last else inherited).append(rows)
    return Policy(
        packs=tuple(infos.values()),
        rules=rules,
        clauses=tuple(clauses),
        matrices=tuple(matrices or inherited[:1]),
        words=words,
        approvers=approvers,
    )


def chain_of(name: str, *, folders: Sequence[Path] = (), seen: tuple[str, ...] = ()) -> list[Path]:
    """The folders of a pack and all it extends, bases first, each once."""
    path = find_pack(name, folders=folders)
    pack = read_model(PackFile, path / "pack.toml", error=PackError)
    if pack.name in seen:
        raise PackError(
            [_fault(path / "pack.toml", ("extends",), f"packs extend each other in a ring: {pack.name}")]
        )
    chain: list[Path] = []
    for base in pack.extends:
        near = (*folders, path.parent)
        chain.extend(p for p in chain_of(base, folders=near, seen=(*seen, pack.name)) if p not in chain)
    return [*chain, path]


def read_rules(path: Path, *, examples: bool = False) -> Iterator[Rule]:
    """The pack's rules; without ``examples`` the long tail of each file is not parsed."""
    for file in sorted((path / "rules").glob("*.toml")):
        rule = read_rule_file(file, examples=examples)
        yield Rule(
            code=rule.code,
            name=rule.name,
            what=rule.what,
            why=rule.why,
            instead=rule.instead,
            message=rule.message,
            neutral=rule.neutral,
            fix=rule.fix,
            replace=rule.replace,
            detector=rule.detector,
            kind=rule.kind,
            data={
                "words": tuple(rule.words),
                "phrases": tuple(rule.phrases),
                "phrases_to_pupils": tuple(rule.phrases_to_pupils),
                "patterns": tuple(rule.patterns),
                "unless": tuple(rule.unless),
                "channels": tuple(rule.channels),
                "to_pupils_only": rule.to_pupils_only,
                "authored_only": rule.authored_only,
                "keep_reported": rule.keep_reported,
                "any_stance": rule.any_stance,
                "confidence": rule.confidence,
                "facts": dict(rule.facts),
            }
            if rule.kind
            else {},
            leaves_alone=tuple(rule.leaves_alone),
            preview=rule.preview,
            locked=rule.locked,
            since=rule.since,
            path=file,
        )


def read_rule_file(file: Path, *, examples: bool = True) -> RuleFile:
    """One rule file; its code must be its name."""
    rule = read_model(RuleFile, file, error=PackError, head_only=not examples)
    if rule.code != file.stem:
        raise PackError([_fault(file, ("code",), f"code is {rule.code}, but the file is called {file.name}")])
    if bool(rule.kind) == bool(rule.detector):
        raise PackError([_fault(file, ("kind",), "give either detector or kind (words, phrase, pattern)")])
    return rule


def read_words(path: Path) -> dict[str, frozenset[str]]:
    """The pack's word lists by file name without ending; ``#`` starts a comment."""
    return {
        file.stem: frozenset(word_lines(file.read_text(encoding="utf-8")))
        for file in sorted((path / "words").glob("*.txt"))
    }


def word_lines(text: str) -> Iterator[str]:
    """The entries of a word list."""
    for line in text.splitlines():
        entry = line.partition("#")[0].strip() if not line.startswith("\\#") else line[1:].strip()
        if entry:
            yield entry


def read_clauses(path: Path, pack: PackFile) -> Iterator[Clause]:
    """The pack's clauses, with ``to`` words resolved to audiences."""
    file = path / "clauses.toml"
    if not file.is_file():
        return
    text, data = parse_toml(file, error=PackError)
    entries = validate(ClausesFile, file, text, data, error=PackError).clause
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.strip().startswith("[[clause]]")]
    for index, entry in enumerate(entries):
        place = ("clause", index)
        for word in [*entry.to, *(word for check in entry.checks for word in check.to)]:
            if word != ANY and word not in pack.reach:
                allowed = ", ".join([ANY, *pack.reach])
                raise PackError([_fault(file, (*place, "to"), f"to: {word!r} is not one of {allowed}")])
        if entry.exception and entry.exception not in pack.approvers:
            allowed = ", ".join(pack.approvers) or "none"
            raise PackError(
                [_fault(file, (*place, "exception"), f"{entry.exception!r} is not in approvers ({allowed})")]
            )
        yield _clause(file, lines[index] if index < len(lines) else 0, pack, entry)


def _clause(file: Path, line: int, pack: PackFile, entry: ClauseEntry) -> Clause:
    return Clause(
        pack=pack.name,
        ref=entry.ref,
        section=entry.section,
        text=entry.text,
        short=entry.short,
        binds=tuple(entry.binds),
        channel=tuple(entry.channel),
        to=tuple(entry.to),
        exception=entry.exception,
        duty=entry.duty,
        checks=tuple(_check(pack, entry, check) for check in entry.checks),
        path=file,
        line=line,
    )


def _check(pack: PackFile, clause: ClauseEntry, check: CheckEntry) -> Check:
    to = check.to or clause.to
    audiences = (
        frozenset(Audience)
        if ANY in to
        else frozenset(Audience(column) for word in to for column in pack.reach[word])
    )
    return Check(
        when=Condition(
            rules=tuple(check.rules),
            owner=tuple(check.owner),
            stance=tuple(check.stance),
            origin=tuple(check.origin),
            facts=dict(check.facts),
        ),
        channel=frozenset(check.channel or clause.channel),
        to=audiences,
        duty=check.duty or clause.duty,
    )


def read_matrix(path: Path) -> tuple[Row, ...]:
    """The pack's matrix rows in order; empty where it has none."""
    file = path / "matrix.toml"
    if not file.is_file():
        return ()
    text, data = parse_toml(file, error=PackError)
    matrix = validate(MatrixFile, file, text, data, error=PackError)
    columns = _columns(file, text, matrix.columns)
    problems: list[Problem] = []
    rows: list[Row] = []
    for index, entry in enumerate(matrix.row):
        cells = entry.levels.split()
        if len(cells) != len(columns):
            where = line_of(text, ("row", index, "levels"))
            problems.append(problem_at(file, text, where, f"{len(cells)} levels for {len(columns)} columns"))
            continue
        try:
            rows.append(Row(when=_condition(entry), cells=dict(zip(columns, map(_cell, cells), strict=True))))
        except KeyError as wrong:
            where = line_of(text, ("row", index, "levels"))
            what = f"level {wrong} is not one of - a w B (with E behind it to escalate)"
            problems.append(problem_at(file, text, where, what))
    if problems:
        raise PackError(problems)
    return tuple(rows)


def _columns(file: Path, text: str, line: str) -> list[Audience]:
    names = line.split()
    known = {audience.value for audience in Audience}
    wrong = [name for name in names if name not in known]
    missing = [name for name in known if name not in names]
    if wrong or missing:
        what = (
            f"columns: unknown {', '.join(wrong) or 'none'}; missing {', '.join(sorted(missing)) or 'none'}"
        )
        raise PackError([problem_at(file, text, line_of(text, ("columns",)), what)])
    return [Audience(name) for name in names]


def _cell(written: str) -> Cell:
    escalate = len(written) > 1 and written.endswith("E")
    return Cell(level=LEVELS[written[:-1] if escalate else written], escalate=escalate)


def _condition(row: RowEntry) -> Condition:
    return Condition(
        rules=tuple(row.rules),
        owner=tuple(row.owner),
        stance=tuple(row.stance),
        origin=tuple(row.origin),
        channel=tuple(row.channel),
        facts=dict(row.facts),
        at_least=dict(row.at_least),
        together_with=tuple(row.together_with),
        roster=row.roster,
        one_outside=row.one_outside,
    )


def _info(path: Path, pack: PackFile) -> PackInfo:
    return PackInfo(
        name=pack.name,
        version=pack.version,
        title=pack.title,
        extends=tuple(pack.extends),
        revised=pack.revised,
        due=pack.due,
        path=path,
    )


def _fault(file: Path, location: tuple[int | str, ...], what: str) -> Problem:
    text = file.read_text(encoding="utf-8")
    return problem_at(file, text, line_of(text, location), what)


def matches(code: str, selectors: Iterable[str]) -> bool:
    """Whether ``code`` is named by one of ``selectors`` (codes or prefixes)."""
    return any(code.startswith(selector) for selector in selectors)
