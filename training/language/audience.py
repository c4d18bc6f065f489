"""What the audience says beforehand: offsets to a code's odds by who reads the message.

"Keep it between us" is a breach to a pupil and mostly a surprise party to a colleague. The readers see one
sentence and not its readers, so their chances are shifted: by code and audience, fitted on whole labelled
messages of the hands left out (``data.HELD``), with readers that have not seen them in place of those that
ship. Few messages hold each code, so the offsets are drawn towards their family's, and these towards none.

    PYTHONPATH=SRC_WITH_HELD_READERS:training/language python training/language/audience.py OUT.json \\
        corpora/msgguard.toml corpora/language-abe.jsonl corpora/dev-language-boundaries.jsonl ...
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from msgguard.detect import language
from msgguard.detect.language_audience import AUDIENCES, readers_of
from msgguard.detect.language_excuse import excuse_for
from msgguard.detect.models.linear import linear_reader
from msgguard.detect.models.second import doubt, second_reader
from msgguard.evaluate import read_corpus
from msgguard.setup import load_setup
from msgguard.text.view import TEXTS, build_view

# How far an offset of a family, and a code's own beside it, may be expected to go (logits).
SPREAD, OWN_SPREAD = 0.6, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A code's chance for one sentence, who reads it, and whether the code is due there."""

    code: str
    odds: float
    audience: str
    due: bool


def rows_of(path: Path, settings: Path) -> Iterator[Row]:
    """Every chance that the two readers give in the messages of a file, excused ones left out."""
    setup = load_setup(settings)
    known, first, rule, second = setup.known, linear_reader(), doubt(), second_reader()
    if rule is None or second is None:
        raise SystemExit("the second reader is not installed")
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for item, record in zip(read_corpus(path), records, strict=True):
        audience = readers_of(item.message, known)
        worth = rule.asked_of(first.outputs, open_=audience.pupil or audience.post)
        unknown = set(record.get("allow", [])) | {e["code"] for e in record["expect"] if not e.get("text")}
        for part in build_view(item.message).parts:
            if part.name not in TEXTS:
                continue
            source = record.get(part.name) or ""
            spans = language.authored(part)
            readings = first.read(part.plain, part.folded, spans, worth=worth) if spans else []
            for (left, right), reading in zip(spans, readings, strict=True):
                if reading is None:
                    continue
                chances = second.read([part.plain[left:right][:600]], [reading.scores])[0]
                start, end = part.source_span(left, right)
                due = {
                    e["code"]
                    for e in record["expect"]
                    if e.get("text") and _overlaps(source, e["text"], start, end)
                }
                for code in language.CODES:
                    chance = min(max(chances[code], 1e-6), 1 - 1e-6)
                    excuse = excuse_for(code, part.folded[left:right], chance, known.school)
                    if code in unknown or excuse:
                        continue
                    odds = float(np.log(chance / (1 - chance)))
                    yield Row(code=code, odds=odds, audience=audience.kind, due=code in due)


def _overlaps(source: str, text: str, start: int, end: int) -> bool:
    at = source.find(text)
    while at >= 0:
        if at < end and start < at + len(text):
            return True
        at = source.find(text, at + 1)
    return False


def fitted(rows: list[Row]) -> dict[str, dict[str, float]]:
    """Offsets by audience and code."""
    codes = sorted({row.code for row in rows})
    families = sorted({code[:2] for code in codes})
    width = len(AUDIENCES)
    at_code = np.array([codes.index(row.code) for row in rows])
    at_family = np.array([families.index(row.code[:2]) for row in rows])
    at_audience = np.array([AUDIENCES.index(row.audience) for row in rows])
    odds = np.array([row.odds for row in rows])
    due = np.array([row.due for row in rows], float)
    split = len(families) * width

    def loss(x: np.ndarray) -> tuple[float, np.ndarray]:
        broad, own = x[:split].reshape(-1, width), x[split:].reshape(-1, width)
        z = odds + broad[at_family, at_audience] + own[at_code, at_audience]
        error = 1 / (1 + np.exp(-z)) - due
        value = float(np.logaddexp(0, z).sum() - (due * z).sum())
        value += float((broad**2).sum() / (2 * SPREAD**2) + (own**2).sum() / (2 * OWN_SPREAD**2))
        slope_broad, slope_own = broad / SPREAD**2, own / OWN_SPREAD**2
        np.add.at(slope_broad, (at_family, at_audience), error)
        np.add.at(slope_own, (at_code, at_audience), error)
        return value, np.concatenate([slope_broad.ravel(), slope_own.ravel()])

    x = minimize(loss, np.zeros(split + len(codes) * width), jac=True, method="L-BFGS-B").x
    broad, own = x[:split].reshape(-1, width), x[split:].reshape(-1, width)
    return {
        name: {
            code: round(float(broad[families.index(code[:2]), i] + own[number, i]), 2)
            for number, code in enumerate(codes)
        }
        for i, name in enumerate(AUDIENCES)
    }


def main() -> None:
    """Read the messages, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("settings", type=Path)
    parser.add_argument("messages", type=Path, nargs="+")
    options = parser.parse_args()
    rows = [row for path in options.messages for row in rows_of(path, options.settings)]
    found = fitted(rows)
    for code in language.CODES:
        counts = {a: sum(r.due for r in rows if r.code == code and r.audience == a) for a in AUDIENCES}
        print(code, *(f"{a} {found[a][code]:+.2f} ({counts[a]} due)" for a in AUDIENCES), sep="  ")
    options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
