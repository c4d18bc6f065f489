"""``audit review``: people label a sample of findings; that gives each rule's measured precision.

Labels are kept by fingerprint, so they hold for later audits of the same mail.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from msgguard.audit.fetch import fetch
from msgguard.audit.key import find_key
from msgguard.audit.kit import bench_of, make_kit
from msgguard.audit.manifest import log_access, now, plan_of
from msgguard.audit.query import Results
from msgguard.audit.run import settings_of
from msgguard.audit.sample import wilson
from msgguard.audit.table import open_private
from msgguard.engine import check
from msgguard.intake.mail import read_mail
from msgguard.report.fingerprint import fingerprint
from msgguard.report.place import source_of
from msgguard.report.safe import excerpt, safe

LABELS = "labels.jsonl"
ANSWERS = {"r": "right", "w": "wrong", "u": "unsure"}
_COLUMNS = 98


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """What the labels say of a rule. ``unsure`` counts to neither side."""

    code: str
    right: int
    wrong: int
    unsure: int

    @property
    def judged(self) -> int:
        """Labels that decide."""
        return self.right + self.wrong

    @property
    def bounds(self) -> tuple[float, float]:
        """The 95 % interval of the precision."""
        return wilson(self.right, self.judged)


def read_labels(folder: Path) -> dict[str, tuple[str, str]]:
    """Fingerprint -> (code, label); the last word on a finding counts."""
    path = folder / LABELS
    if not path.exists():
        return {}
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        found[record["fingerprint"]] = (record["code"], record["label"])
    return found


def precisions(folder: Path) -> dict[str, Precision]:
    """Each labelled rule's precision."""
    labels = list(read_labels(folder).values())
    counts = {
        code: [sum(1 for c, label in labels if c == code and label == answer) for answer in ANSWERS.values()]
        for code in sorted({code for code, _ in labels})
    }
    return {
        code: Precision(code=code, right=right, wrong=wrong, unsure=unsure)
        for code, (right, wrong, unsure) in counts.items()
    }


def write_label(folder: Path, *, mark: str, code: str, label: str, by: str) -> None:
    """Keep one answer."""
    path = folder / LABELS
    if not path.exists():
        open_private(path).close()
    record = {"fingerprint": mark, "code": code, "label": label, "by": by, "at": now()}
    with path.open("a", encoding="utf-8") as out:
        out.write(json.dumps(record) + "\n")


def choose(results: Results, *, size: int, codes: Sequence[str], seed: int) -> list[tuple[int, str, str]]:
    """Up to ``size`` findings of each rule that count and have no label yet: (message, code, mark)."""
    done = read_labels(results.folder)
    by_code: dict[str, list[tuple[int, str, str]]] = {}
    rows = results.ask(
        "SELECT min(seq), code, fingerprint FROM findings WHERE counted GROUP BY 2, 3 ORDER BY 2, 3"
    ).rows
    for seq, code, mark in rows:
        if mark not in done and (not codes or code in codes):
            by_code.setdefault(code, []).append((seq, code, mark))
    pick = random.Random(seed)
    return [
        row for code in sorted(by_code) for row in pick.sample(by_code[code], min(size, len(by_code[code])))
    ]


def review(
    folder: Path,
    *,
    size: int,
    codes: Sequence[str],
    seed: int,
    by: str,
    why: str,
    key_file: str | None,
    ask: Callable[[str], str] | None = None,
) -> None:
    """Show the chosen findings one by one and keep the answers; ends when told ``q``."""
    results = Results(folder)
    chosen = choose(results, size=size, codes=[code.upper() for code in codes], seed=seed)
    if not chosen:
        click.echo("There is nothing left to review.")
        return
    log_access(folder, what=f"review of {len(chosen)} findings", by=by, why=why)
    plan = plan_of(results.record)
    settings = settings_of(plan)
    key, _ = find_key(key_file, settings.path)
    today = date.fromisoformat(results.record["today"])
    bench = bench_of(make_kit(plan, settings, key=key, today=today))
    mails = fetch(results, {seq for seq, _, _ in chosen})
    for number, (seq, code, mark) in enumerate(chosen, start=1):
        mail = mails.get(seq)
        if mail is None:
            click.echo(f"message {seq} is no longer where it was; left out")
            continue
        message = read_mail(mail.raw, source=str(mail.place))
        desk = bench.desk_for(message.date.date() if message.date else None)
        shown = [
            warning
            for warning in check(message, desk.own, today=today).warnings
            if fingerprint(message, warning.finding, key) == mark
        ]
        if not shown:
            click.echo(f"the finding in message {seq} does not come up again; left out")
            continue
        finding = shown[0].finding
        told = f"{code} {shown[0].name}, {finding.confidence.word}, in the {safe(finding.part)}"
        click.echo(f"\n[{number}/{len(chosen)}] {told}")
        for line in _lines(source_of(message, finding.part), finding.start, finding.end, finding.text):
            click.echo("  " + line)
        answer = (ask or _ask)("right, wrong or unsure? (r/w/u, q ends)")
        if answer == "q":
            break
        write_label(folder, mark=mark, code=code, label=ANSWERS[answer], by=by)
    for line in table(folder):
        click.echo(line)


def _ask(question: str) -> str:
    answer: str = click.prompt(question, type=click.Choice([*ANSWERS, "q"]), show_choices=False)
    return answer


def _lines(source: str | None, start: int, end: int, text: str) -> list[str]:
    """The finding in its line, with carets below it."""
    if source is None or not 0 <= start <= end <= len(source):
        return [safe(text)] if text else []
    first = source.rfind("\n", 0, start) + 1
    last = source.find("\n", end)
    line = source[first : last if last >= 0 else len(source)].replace("\n", " ")
    return list(excerpt(line, start - first, end - first, _COLUMNS))


def table(folder: Path) -> list[str]:
    """The precision of each labelled rule as lines."""
    return [
        f"{p.code}: {p.right} of {p.judged} right"
        + (f" ({p.right / p.judged:.0%}; 95 %: {p.bounds[0]:.0%} to {p.bounds[1]:.0%})" if p.judged else "")
        + (f", {p.unsure} unsure" if p.unsure else "")
        for p in precisions(folder).values()
    ]
