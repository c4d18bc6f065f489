"""Whether a policy pack holds together: every fault at once, each with its file and line.

What the loader cannot see in one file: codes without a row, a detector or examples; clauses
that name rules which do not exist; patterns that cost too much; cases that come out otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from msgguard.detect.detectors import REFINERS, all_detectors
from msgguard.errors import DataError, PackError, Problem
from msgguard.examples import cases_of, examples_setup, faults_of
from msgguard.hostile import pattern_faults
from msgguard.packcases import case_faults, cases_in, read_cases
from msgguard.policy.files import PackFile
from msgguard.policy.pack import (
    chain_of,
    find_pack,
    load_policy,
    read_clauses,
    read_matrix,
    read_rule_file,
    word_lines,
)
from msgguard.policy.policy import Policy, Rule
from msgguard.tomlfile import line_of, parse_toml, problem_at, read_model

# Codes of what is said once a run: no rule file, no row.
RUN_CODES = ("RV901",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a check of a pack came to: faults, remarks that are no faults, and what was run."""

    pack: str
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...]
    examples: int = 0
    cases: int = 0


def check_pack(name: str, *, folders: Sequence[Path] = ()) -> Verdict:
    """Check a pack by name or folder. Raises PackError only where there is no such pack."""
    path = find_pack(name, folders=folders)
    near = (*folders, path.parent)
    problems = list(_file_faults(path))
    if problems:
        return Verdict(pack=path.name, problems=_sorted(problems), remarks=())
    try:
        policy = load_policy([str(path)], folders=near)
    except DataError as failure:
        return Verdict(pack=path.name, problems=_sorted(failure.problems), remarks=())
    own = [rule for rule in policy.rules.values() if rule.path.is_relative_to(path)]
    problems += _clause_faults(path, policy)
    problems += _matrix_faults(path, policy)
    problems += _rule_faults(own, policy)
    problems += _word_faults(path)
    problems += pattern_faults(own, policy.words)
    examples = cases = 0
    if not problems:
        setup = examples_setup(str(path), folders=near)
        for case in cases_of(path):
            examples += 1
            problems += (_at(case.path, f"example {case.id}: {fault}") for fault in faults_of(case, setup))
        for entry, line, setup in cases_in(path, policy):
            cases += 1
            problems += (
                problem_at(
                    path / "cases.toml", _text(path / "cases.toml"), line, f"case {entry.name!r}: {fault}"
                )
                for fault in case_faults(entry, setup)
            )
    return Verdict(
        pack=policy.packs[-1].name,
        problems=_sorted(problems),
        remarks=tuple(_remarks(path, policy)),
        examples=examples,
        cases=cases,
    )


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda p: (str(p.path), p.line, p.what)))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _at(path: Path, what: str, *location: int | str) -> Problem:
    text = _text(path)
    return problem_at(path, text, line_of(text, location) if location else 0, what)


def _file_faults(path: Path) -> Iterator[Problem]:
    """Every file read by itself, so that one broken file does not hide another."""
    try:
        pack = read_model(PackFile, path / "pack.toml", error=PackError)
    except DataError as failure:
        yield from failure.problems
        return
    steps: list[Callable[[], object]] = [
        lambda: list(read_clauses(path, pack)),
        lambda: read_matrix(path),
        lambda: read_cases(path),
        *(partial(read_rule_file, file) for file in sorted((path / "rules").glob("*.toml"))),
        lambda: chain_of(str(path), folders=(path.parent,)),
    ]
    for step in steps:
        try:
            step()
        except DataError as failure:
            yield from failure.problems or [Problem(path=path / "pack.toml", line=0, what=str(failure))]


def _named(selectors: Iterable[str], policy: Policy) -> list[str]:
    """The selectors that name no rule."""
    known = (*policy.rules, *RUN_CODES)
    return [s for s in selectors if not any(code.startswith(s) for code in known)]


def _clause_faults(path: Path, policy: Policy) -> Iterator[Problem]:
    file = path / "clauses.toml"
    if not file.is_file():
        return
    text, data = parse_toml(file, error=PackError)
    entries = data.get("clause", [])
    seen: dict[str, int] = {}
    assert isinstance(entries, list)
    for index, entry in enumerate(entries):
        line = line_of(text, ("clause", index, "ref"))
        ref = str(entry["ref"])
        if ref.casefold() in seen:
            yield problem_at(file, text, line, f"ref {ref} is already used on line {seen[ref.casefold()]}")
        seen[ref.casefold()] = line
        for check_entry in entry.get("checks", []):
            for selector in _named(check_entry["rules"], policy):
                yield problem_at(
                    file, text, line, f"{ref}: checks names {selector}, but there is no such rule"
                )


def _matrix_faults(path: Path, policy: Policy) -> Iterator[Problem]:
    if not policy.matrices:
        yield Problem(
            path=path / "pack.toml", line=0, what="no matrix.toml, and none in the packs it extends"
        )
        return
    for code in policy.rules:
        if not any(code.startswith(row.when.rules) for row in policy.matrices[0]):
            yield Problem(path=path / "matrix.toml", line=0, what=f"no row for {code}")
    file = path / "matrix.toml"
    if not file.is_file():
        return
    text, data = parse_toml(file, error=PackError)
    rows = data.get("row", [])
    assert isinstance(rows, list)
    for index, row in enumerate(rows):
        for selector in _named([*row["rules"], *row.get("together_with", [])], policy):
            line = line_of(text, ("row", index, "rules"))
            yield problem_at(file, text, line, f"a row names {selector}, but there is no such rule")


def _rule_faults(own: Iterable[Rule], policy: Policy) -> Iterator[Problem]:
    names: dict[str, str] = {}
    for rule in policy.rules.values():
        if names.setdefault(rule.name, rule.code) != rule.code:
            yield _at(rule.path, f"name {rule.name!r} is already the name of {names[rule.name]}", "name")
    in_code = {code for detector in all_detectors((), policy.words) for code in detector.codes}
    in_code.update(code for refiner in REFINERS for code in refiner.codes)
    for rule in own:
        if rule.detector and rule.code not in in_code:
            yield _at(rule.path, f"no detector gives {rule.code}", "detector")
        for name in rule.data.get("words", ()):
            if name not in policy.words:
                yield _at(rule.path, f"words: there is no word list {name!r}", "words")
        entry = read_rule_file(rule.path)
        if not entry.bad or not entry.good:
            yield _at(rule.path, "needs at least one [[bad]] and one [[good]] example")
        for phrase in set(rule.data.get("phrases", ())) & set(rule.data.get("unless", ())):
            yield _at(rule.path, f"{phrase!r} is both found and excused", "unless")


def _word_faults(path: Path) -> Iterator[Problem]:
    """Duplicates, and entries out of order."""
    for file in sorted((path / "words").glob("*.txt")):
        last = ""
        seen: set[str] = set()
        for number, line in enumerate(_text(file).splitlines(), 1):
            entry = next(iter(word_lines(line)), "")
            if not entry:
                last = ""  # a comment or an empty line begins a new group
                continue
            if entry.casefold() in seen:
                yield Problem(path=file, line=number, what=f"{entry!r} stands here twice")
            elif last and entry.casefold() < last.casefold():
                yield Problem(path=file, line=number, what=f"{entry!r} is out of order after {last!r}")
            seen.add(entry.casefold())
            last = entry


def _remarks(path: Path, policy: Policy) -> Iterator[str]:
    """What is no fault, and good to know: clauses that no message can show."""
    silent = [c.ref for c in policy.clauses if c.path.is_relative_to(path) and not c.checks]
    if silent:
        yield f"no rule checks {', '.join(silent)}"
    if not (path / "cases.toml").is_file() and any(c.path.is_relative_to(path) for c in policy.clauses):
        yield "there is no cases.toml: the pack has no tests of its own"
