"""Train and measure the linear reader: sparse n-grams, several labels, soft targets allowed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import torch
from scipy import sparse
from torch import nn

import data
from msgguard.detect.models.grams import EDGE, grams, pieces, tokens
from msgguard.text.fold import fold

BATCH = 384
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*|[^\w\s,.;:()\[\]\"'_/\\<>=|~^-]")


def vocabulary(texts: Sequence[str], *, least: int, names: frozenset[str]) -> frozenset[str]:
    """The words that stay themselves: frequent, and not mostly names."""
    low, cap = Counter[str](), Counter[str]()
    for text in texts:
        plain = fold(text)[0]
        seen = set()
        for at, word in enumerate(
            re.findall(r"[A-Za-z]+(?:'[A-Za-z]+)*|[^\w\s,.;:()\[\]\"'_/\\<>=|~^-]", plain)
        ):
            lower = word.lower()
            if lower in seen:
                continue
            seen.add(lower)
            low[lower] += 1
            if word[:1].isupper() and at:
                cap[lower] += 1
    return frozenset(w for w, n in low.items() if n >= least and not (w in names and cap[w] > 0.5 * n))


def features(text: str, known: frozenset[str]) -> tuple[list[str], int]:
    """All features of a sentence, and how many tokens it has."""
    plain, folded, _ = fold(text)
    found, strange = tokens(plain, folded, known)
    out = [name for group in grams([EDGE, *found, EDGE]) for name in group if name != EDGE]
    for _, word in strange:
        out.extend(pieces(word))
    return out, len(found)


class Space:
    """The features kept, as columns."""

    def __init__(self, rows: Sequence[Sequence[str]], weights: Sequence[float], *, least: float) -> None:
        count: dict[str, float] = {}
        for row, weight in zip(rows, weights, strict=True):
            for name in set(row):
                count[name] = count.get(name, 0.0) + weight
        self.names = [name for name, n in count.items() if n >= least]
        self.column = {name: i for i, name in enumerate(self.names)}

    def keep(self, columns: np.ndarray) -> None:
        """Go on with these features only, in this order."""
        self.names = [self.names[i] for i in columns]
        self.column = {name: i for i, name in enumerate(self.names)}

    def matrix(self, rows: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        """How often each kept feature stands in each row."""
        indices, starts = [], [0]
        for row in rows:
            indices.extend(self.column[n] for n in row if n in self.column)
            starts.append(len(indices))
        return sparse.csr_matrix(
            (np.ones(len(indices), np.float32), indices, starts), shape=(len(rows), len(self.names))
        )


def fit(
    x: sparse.csr_matrix,
    y: np.ndarray,
    known: np.ndarray,
    weight: np.ndarray,
    sizes: np.ndarray,
    *,
    epochs: int = 8,
    rate: float = 0.02,
    l2: float = 2e-6,
    l1: float = 0.0,
    seed: int = 1,
    positive: float = 2.0,
) -> tuple[np.ndarray, np.ndarray]:
    """Weights and bias of masked logistic regressions, by Adagrad over embedding bags."""
    torch.manual_seed(seed)
    outputs = y.shape[1]
    bag = nn.EmbeddingBag(x.shape[1], outputs, mode="sum", sparse=True)
    nn.init.zeros_(bag.weight)
    bias = nn.Parameter(torch.full((outputs,), -3.0))
    table = torch.optim.Adagrad([bag.weight], lr=rate * 5)
    other = torch.optim.Adam([bias], lr=rate)
    ty, tk, tw = (torch.tensor(a, dtype=torch.float32) for a in (y, known, weight))
    loss_of = nn.BCEWithLogitsLoss(reduction="none")
    norm = torch.tensor(1 / np.sqrt(sizes + 2), dtype=torch.float32)
    indices, starts = torch.tensor(x.indices, dtype=torch.long), x.indptr
    count = x.shape[0]
    dice = np.random.default_rng(seed)
    for _ in range(epochs):
        order = dice.permutation(count)
        for at in range(0, count, BATCH):
            group = order[at : at + BATCH]
            spans = [indices[starts[i] : starts[i + 1]] for i in group]
            offsets = torch.tensor(np.cumsum([0] + [len(s) for s in spans[:-1]]))
            flat = torch.cat(spans)
            logits = bag(flat, offsets) * norm[group].unsqueeze(1) + bias
            target = ty[group]
            each = loss_of(logits, target) * tk[group] * tw[group].unsqueeze(1)
            each = each * (1 + (positive - 1) * target)
            loss = each.sum() / len(group)
            if l2:
                rows = bag.weight[flat]
                loss = loss + l2 * rows.square().sum()
            table.zero_grad()
            other.zero_grad()
            loss.backward()
            table.step()
            other.step()
    return bag.weight.detach().numpy(), bias.detach().numpy()


def predict(x: sparse.csr_matrix, w: np.ndarray, bias: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Logits."""
    return (x @ w) / np.sqrt(sizes + 2)[:, None] + bias


def best_f1(logits: np.ndarray, labels: np.ndarray) -> list[tuple[str, float, float]]:
    """Best F1 over thresholds by code, with that threshold."""
    out = []
    for i, code in enumerate(data.CODES):
        known = labels[:, i] >= 0
        truth, score = labels[known, i] == 1, logits[known, i]
        best, at = 0.0, 0.0
        for cut in np.quantile(score, np.linspace(0.8, 0.999, 120)):
            said = score > cut
            f1 = 2 * (said & truth).sum() / max(1, said.sum() + truth.sum())
            if f1 > best:
                best, at = f1, float(cut)
        out.append((code, best, at))
    return out


Progress = Callable[[str], None]
