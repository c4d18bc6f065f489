"""How the two readers' scores make one chance: a logistic fit on the author neither has seen.

    python training/language/combine.py MODEL TEACHER_WITHOUT.pt corpora OUT.json
        --fold fold.npz

Prints the best F1 by code of the first reader, the second, and both; and the reliability of the
mixed chance.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import build
import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from teacher import Reader, scores
from transformers import AutoTokenizer

import data

# Below even odds a finding is more often wrong than right: in ordinary messages that is all noise.
LEAST_CUT = 0.35
# The share of ordinary sentences that may cost a second reading: in mail, and in what pupils or the
# public read.
ASKED, ASKED_OPEN = 0.05, 0.12


def doubt_of(
    logits: np.ndarray, mail: np.ndarray, labels: np.ndarray, weight: np.ndarray
) -> dict[str, float | dict[str, float]]:
    """Which sentences are worth a second reading: weights of the first reader's scores, and the least sum.

    Private matters are told by words, so a sentence with PN203 alone is not worth one.
    """
    asked = [i for i, code in enumerate(data.CODES) if code != "PN203"]
    truth = (labels[:, asked] == 1).any(axis=1)
    known = truth | (labels[:, asked] >= 0).all(axis=1)
    x = np.concatenate([logits[known], mail])
    y = np.concatenate([truth[known], np.zeros(len(mail), bool)])
    w = np.concatenate([weight[known], np.ones(len(mail))])
    fitted = LogisticRegression(C=0.3, max_iter=2000).fit(x, y, sample_weight=w)
    sums, ordinary = fitted.decision_function(logits[known]), fitted.decision_function(mail)
    for share in (0.02, 0.03, 0.05, 0.08, 0.12, 0.2):
        cut = np.quantile(ordinary, 1 - share)
        caught = np.average(sums[truth[known]] > cut)
        print(f"asked of {share:.0%} of ordinary sentences: {caught:.3f} of those with a code")
    least, least_open = (
        round(float(np.quantile(ordinary, 1 - share)) - float(fitted.intercept_[0]), 4)
        for share in (ASKED, ASKED_OPEN)
    )
    weights = {name: round(float(v), 4) for name, v in zip(build.OUTPUTS, fitted.coef_[0], strict=True)}
    return {"weights": weights, "least": least, "least_open": least_open}


def main() -> None:
    """Fit and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("weights", type=Path)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--without", default=data.HELD)
    parser.add_argument("--fold", type=Path, required=True, help="build.py's scores of that author")
    options = parser.parse_args()
    torch.set_num_threads(1)
    held = data.held_samples(options.corpora, options.without)
    fold = np.load(options.fold)
    first = fold["logits"][:, 1 : 1 + len(data.CODES)]
    tokenizer = AutoTokenizer.from_pretrained(str(options.model))
    reader = Reader(options.model)
    reader.load_state_dict(torch.load(options.weights))
    second, _ = scores(reader, tokenizer, [s.text for s in held])
    np.savez(options.out.with_suffix(".npz"), first=first, second=second)
    labels = np.array([s.labels for s in held])
    weight = np.array([build.MESSAGE_WEIGHT if s.kind == "message" else 1.0 for s in held])
    mix: dict[str, list[float]] = {}
    print("code    first  second  both   cut")
    every_p, every_y, every_w = [], [], []
    for i, code in enumerate(data.CODES):
        keep = labels[:, i] >= 0
        y, wt = labels[keep, i] == 1, weight[keep]
        x = np.stack([first[keep, i], second[keep, i]], axis=1)
        fitted = LogisticRegression(C=3.0).fit(x, y, sample_weight=wt)
        p = fitted.predict_proba(x)[:, 1]

        def best(score: np.ndarray, y: np.ndarray = y, wt: np.ndarray = wt) -> tuple[float, float]:
            found = (0.0, 0.5)
            for cut in np.unique(np.quantile(score, np.linspace(0.85, 0.9995, 200))):
                said = score > cut
                f1 = 2 * wt[said & y].sum() / max(1, wt[said].sum() + wt[y].sum())
                found = max(found, (float(f1), float(cut)))
            return found

        (f1, cut), one, two = best(p), best(x[:, 0])[0], best(x[:, 1])[0]
        cut = min(0.7, max(LEAST_CUT, cut))
        mix[code] = [
            *(round(float(c), 4) for c in fitted.coef_[0]),
            round(float(fitted.intercept_[0]), 4),
            round(cut, 3),
        ]
        print(f"{code}   {one:.3f}  {two:.3f}  {f1:.3f}  {cut:.2f}")
        every_p.append(p)
        every_y.append(y)
        every_w.append(wt)
    p, y, wt = (np.concatenate(a) for a in (every_p, every_y, every_w))
    print("reliability: chance said, share true, weight")
    for low in np.arange(0, 1, 0.1):
        here_ = (p >= low) & (p < low + 0.1)
        if here_.any():
            share = np.average(y[here_], weights=wt[here_])
            print(f"{np.average(p[here_], weights=wt[here_]):.2f}  {share:.2f}  {int(wt[here_].sum())}")
    outputs = [*data.CODES, *data.STANCES]
    doubt = doubt_of(fold["logits"], fold["mail"], labels, weight)
    record = {"outputs": outputs, "mix": mix, "doubt": doubt}
    options.out.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
