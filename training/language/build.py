"""Build the shipped linear reader: folds by author, calibration, final fit, pruning, packing.

    python training/language/build.py corpora OUT.bin --public FOLDER --names given_uk.tsv.gz
        [--soft soft.npz]     scores of the teacher on unlabelled sentences (distil.py)

Thresholds and calibration come from folds in which one tuned author is left out; the untuned split
is never read here.
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path

import linear
import numpy as np

import data
from msgguard.detect.models.linear import FIELD, unpack

OUTPUTS = ("any", *data.CODES, "reported", "unmeant")
MOST_FEATURES = 120_000
MESSAGE_WEIGHT = 4.0
# The first reader alone says nothing below this chance.
LEAST_CUT = 0.35
# An accusation is the hardest to tell from a report: alone the first reader must be surer.
CUTS = {"DL304": 0.75}


def names_of(path: Path) -> frozenset[str]:
    """Given names, in lower case: words that are mostly names become a class."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return frozenset(line.split("\t")[0].lower() for line in lines)


def targets(samples: list[data.Sample]) -> tuple[np.ndarray, np.ndarray]:
    """Labels and mask for all outputs."""
    codes = np.array([s.labels for s in samples])
    stance = np.array([s.stance for s in samples])
    found = codes.max(axis=1) == 1
    sure = found | (codes >= 0).all(axis=1) | np.array([s.kind in ("message", "public") for s in samples])
    y = np.concatenate(
        [found[:, None], codes == 1, (stance == 1)[:, None], (stance >= 2)[:, None]], axis=1
    ).astype(np.float32)
    mask = np.concatenate([sure[:, None], codes >= 0, (stance >= 0)[:, None], (stance >= 0)[:, None]], axis=1)
    return y, mask.astype(np.float32)


class Soft:
    """Unlabelled sentences with the teacher's probabilities."""

    def __init__(self, path: Path | None, *, without: frozenset[str] = frozenset()) -> None:
        self.texts: list[str] = []
        self.y = np.zeros((0, len(OUTPUTS)), np.float32)
        if path is not None:
            held = dict(np.load(path, allow_pickle=False))
            kept = np.array([str(t) not in without for t in held["texts"]])
            held = {name: values[kept] for name, values in held.items()}
            self.texts = [str(t) for t in held["texts"]]
            # The teacher learnt from smoothed labels: 0.02 means never, 0.98 always.
            p = np.clip((1 / (1 + np.exp(-held["codes"])) - 0.02) / 0.96, 0, 1)
            stance = np.exp(held["stances"] - held["stances"].max(axis=1, keepdims=True))
            stance /= stance.sum(axis=1, keepdims=True)
            whole = 1 - np.prod(1 - np.clip(p, 0, 0.999), axis=1)
            self.y = np.concatenate(
                [whole[:, None], p, stance[:, 1:2], stance[:, 2:].sum(axis=1, keepdims=True)], axis=1
            ).astype(np.float32)


def train(samples: list[data.Sample], soft: Soft, known: frozenset[str], *, soft_weight: float):
    """Fit on labelled and soft sentences; gives the space, weights and bias."""
    rows, sizes = zip(*[linear.features(s.text, known) for s in samples], strict=True)
    weight = [0.3 if s.kind == "public" else 1.0 for s in samples]
    rows, sizes = list(rows), list(sizes)
    y, mask = targets(samples)
    if soft.texts:
        more, longer = zip(*[linear.features(t, known) for t in soft.texts], strict=True)
        rows += more
        sizes += longer
        weight += [soft_weight] * len(more)
        y = np.concatenate([y, soft.y])
        mask = np.concatenate([mask, np.ones_like(soft.y)])
    space = linear.Space(rows, [min(1.0, w + 0.04) for w in weight], least=2)
    x = space.matrix(rows)
    w, bias = linear.fit(x, y, mask, np.array(weight), np.array(sizes), l2=3e-5)
    # Only the strongest can ship: choose them, and let them make up for those that are left out.
    often = np.sqrt(np.asarray((x > 0).sum(axis=0)).ravel())
    chosen = np.sort(np.argsort(-np.abs(w).max(axis=1) * often)[:MOST_FEATURES])
    space.keep(chosen)
    w, bias = linear.fit(x[:, chosen].tocsr(), y, mask, np.array(weight), np.array(sizes), l2=3e-5)
    return space, w, bias


def score(samples: list[data.Sample], known: frozenset[str], space, w, bias) -> np.ndarray:
    """Logits of the samples."""
    rows, sizes = zip(*[linear.features(s.text, known) for s in samples], strict=True)
    return linear.predict(space.matrix(rows), w, bias, np.array(sizes))


def platt(logits: np.ndarray, truth: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    """Slope and offset that make a logit a probability."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=10.0).fit(logits[:, None], truth, sample_weight=weight)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def cuts_of(
    logits: np.ndarray, y: np.ndarray, mask: np.ndarray, weight: np.ndarray
) -> dict[str, dict[str, float]]:
    """By code: Platt slope and offset, the best cut for F1, and F1 there."""
    found = {}
    for i, code in enumerate(OUTPUTS):
        keep = mask[:, i] > 0
        truth, s, w = y[keep, i] > 0.5, logits[keep, i], weight[keep]
        slope, offset = platt(s, truth, w)
        p = 1 / (1 + np.exp(-(slope * s + offset)))
        best, at = 0.0, 0.5
        for cut in np.arange(0.1, 0.9, 0.02):
            said = p > cut
            f1 = 2 * w[said & truth].sum() / max(1, w[said].sum() + w[truth].sum())
            if f1 > best:
                best, at = f1, float(cut)
        found[code] = {"slope": slope, "offset": offset, "cut": at, "f1": float(best)}
    return found


def pack(known, space, w, bias, *, extra: dict[str, object]) -> bytes:
    """The file: a JSON line, known words, feature names, packed weights."""
    strength = np.abs(w).max(axis=1)
    order = np.argsort(-strength)[:MOST_FEATURES]
    order = order[strength[order] > 0.02]
    order = np.array(sorted(order, key=lambda i: space.names[i]))
    scale = np.abs(w[order]).max(axis=0) / 127
    quantised = np.round(w[order] / scale).astype(int)
    rows = quantised.tolist()
    kept = [(space.names[i], row) for i, row in zip(order, rows, strict=True) if any(row)]
    width = FIELD // 8 * len(OUTPUTS)
    packed = b"".join(
        sum(v << (FIELD * k) for k, v in enumerate(row)).to_bytes(width, "little", signed=True)
        for _, row in kept
    )
    names = "\n".join(name for name, _ in kept).encode()
    words = "\n".join(sorted(known)).encode()
    head = {
        "outputs": OUTPUTS,
        "known": len(words),
        "names": len(names),
        "bias": [round(float(b), 4) for b in bias],
        "scale": [float(f"{s:.5g}") for s in scale],
        **extra,
    }
    blob = json.dumps(head, sort_keys=True).encode() + b"\n" + words + names + packed
    return gzip.compress(blob, 9, mtime=0)


def folds(options: argparse.Namespace, public: list[data.Sample], known: frozenset[str]):
    """Scores of the authors left out, by readers that have not seen them, with truth and weight."""
    logits, ys, masks, weights = [], [], [], []
    ordinary = data.mail_samples(options.mail, first=1, step=4)
    mail = []
    for hands in options.folds:
        here = data.school_samples(options.corpora, without=hands) + public
        held = data.held_samples(options.corpora, hands)
        space, w, bias = train(here, Soft(options.fold_soft), known, soft_weight=options.soft_weight)
        logits.append(score(held, known, space, w, bias))
        mail.append(score(ordinary, known, space, w, bias))
        y, mask = targets(held)
        ys.append(y)
        masks.append(mask)
        # Ordinary messages are mostly ordinary sentences; the authors' sheets are half offences.
        weights.append(np.array([MESSAGE_WEIGHT if s.kind == "message" else 1.0 for s in held]))
        print(f"fold without {hands}: {len(held)} sentences", flush=True)
    return tuple(np.concatenate(each) for each in (logits, ys, masks, weights, mail))


def main() -> None:
    """Everything in order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--public", type=Path, required=True)
    parser.add_argument("--mail", type=Path, required=True)
    parser.add_argument("--names", type=Path, required=True)
    parser.add_argument("--soft", type=Path)
    parser.add_argument("--fold-soft", type=Path, help="the same by a teacher without that author")
    parser.add_argument(
        "--fold", type=Path, help="where the folds' scores are kept: made and no more, or read"
    )
    parser.add_argument("--without", default="", help="leave these hands out of what ships (for measuring)")
    parser.add_argument("--soft-weight", type=float, default=0.5)
    parser.add_argument("--folds", nargs="*", default=[data.HELD])
    options = parser.parse_args()
    names = names_of(options.names)
    mail = data.mail_samples(options.mail)
    soft = Soft(options.soft, without=frozenset(s.text for s in mail))
    public = data.public_samples(options.public) + mail
    school = data.school_samples(options.corpora, without=options.without)
    known = linear.vocabulary([s.text for s in school + public], least=3, names=names)
    if options.fold and options.fold.exists():
        kept = np.load(options.fold)
        logits, y, mask, weight = (kept[name] for name in ("logits", "y", "mask", "weight"))
    else:
        logits, y, mask, weight, ordinary = folds(options, public, known)
        if options.fold:
            np.savez(options.fold, logits=logits, y=y, mask=mask, weight=weight, mail=ordinary)
            return
    cuts = cuts_of(logits, y, mask, weight)
    print("mean F1", round(float(np.mean([cuts[c]["f1"] for c in data.CODES])), 3))
    for code, found in cuts.items():
        print(code, {k: round(v, 3) for k, v in found.items()})
    space, w, bias = train(school + public, soft, known, soft_weight=options.soft_weight)
    whole = y[:, 1 : 1 + len(data.CODES)].max(axis=1) > 0.5
    gate = float(np.quantile(logits[whole, 0], 0.03))
    extra = {
        "gate": round(gate, 3),
        "cuts": {
            c: (round(v["slope"], 4), round(v["offset"], 4), round(CUTS.get(c, max(LEAST_CUT, v["cut"])), 3))
            for c, v in cuts.items()
        },
    }
    raw = pack(known, space, w, bias, extra=extra)
    options.out.write_bytes(raw)
    reader = unpack(raw)
    below = logits[~whole, 0] < gate
    print(f"{len(raw) / 1e6:.2f} MB, {len(reader.weights)} features")
    print(f"gate {gate:.2f} stops {below.mean():.2f} of the sentences without a code")


if __name__ == "__main__":
    main()
