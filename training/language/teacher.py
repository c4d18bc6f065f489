"""Fine-tune an encoder to read sentences: the teacher (MPNet) and the second reader (MiniLM).

First one pass over the public rows where asked, then the school's sentences; word vectors stay as they
are. Masked binary cross-entropy over the codes and a small stance head, in bfloat16. With ``--soft`` the
encoder learns from a teacher's scores too, of labelled sentences and of others (``distil.py``). Leaving
an author out gives an honest estimate and honest scores of his sentences for calibration.

    python training/language/teacher.py MODEL_FOLDER WORK corpora --public FOLDER [--without ada,bram]
"""

from __future__ import annotations

import argparse
import random
import re
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import AutoModel, AutoTokenizer

import data

LONGEST = 72
# How much of a labelled sentence's loss is the teacher's opinion where there is one.
SOFT_SHARE = 0.6


class Reader(nn.Module):
    """Mean-pooled encoder with one output a code and a stance head."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(str(folder), add_pooling_layer=False)
        size = self.encoder.config.hidden_size
        self.drop = nn.Dropout(0.1)
        self.codes = nn.Linear(size * 2, len(data.CODES))
        self.stance = nn.Linear(size * 2, len(data.STANCES))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weight).sum(1) / weight.sum(1)
        pooled = self.drop(torch.cat([mean, hidden[:, 0]], dim=-1))
        return self.codes(pooled), self.stance(pooled)


def batches(samples: list[data.Sample], tokens: list[list[int]], size: int, dice: random.Random):
    """Batches of similar length in random order."""
    order = sorted(range(len(samples)), key=lambda i: len(tokens[i]) + dice.random() * 6)
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    dice.shuffle(groups)
    yield from groups


def padded(rows: list[list[int]], pad: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids filled up to one length, and their mask."""
    longest = max(map(len, rows))
    ids = torch.full((len(rows), longest), pad, dtype=torch.long)
    mask = torch.zeros(len(rows), longest, dtype=torch.long)
    for at, row in enumerate(rows):
        ids[at, : len(row)] = torch.tensor(row)
        mask[at, : len(row)] = 1
    return ids, mask


class Taught:
    """A teacher's chances of sentences, by text: of the codes and of the stances."""

    def __init__(self, path: Path | None) -> None:
        held = np.load(path) if path else {"texts": [], "codes": [], "stances": []}
        self.texts = [str(t) for t in held["texts"]]
        self.place = {text: at for at, text in enumerate(self.texts)}
        self.codes, self.stances = np.asarray(held["codes"]), np.asarray(held["stances"])

    def samples(self, labelled: set[str]) -> list[data.Sample]:
        """The sentences that nobody labelled, with every label unknown."""
        unknown = (-1,) * len(data.CODES)
        return [
            data.Sample(text=t, labels=unknown, stance=-1, kind="public", source="taught")
            for t in self.texts
            if t not in labelled
        ]

    def of(self, texts: list[str]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Chances of codes and stances, and which of the texts have them (1 or 0)."""
        places = [self.place.get(t, -1) for t in texts]
        has = torch.tensor([float(at >= 0) for at in places])
        if not self.texts:
            return torch.zeros(len(texts), len(data.CODES)), torch.zeros(len(texts), 4), has
        codes = torch.sigmoid(torch.tensor(self.codes[places], dtype=torch.float32))
        return codes, torch.softmax(torch.tensor(self.stances[places], dtype=torch.float32), dim=1), has


def loss_of(
    group: list[data.Sample], taught: Taught, codes: torch.Tensor, stance: torch.Tensor
) -> torch.Tensor:
    """The loss of a batch's logits: by labels, and by the teacher where it has read the sentence."""
    binary = nn.functional.binary_cross_entropy_with_logits
    labels = torch.tensor([s.labels for s in group], dtype=torch.float32)
    stances = torch.tensor([s.stance for s in group])
    known = (labels >= 0).float()
    soft_codes, soft_stances, has = taught.of([s.text for s in group])
    smooth = labels.clamp(0, 1) * 0.96 + 0.02
    hard = binary(codes, smooth, reduction="none") * known
    soft = binary(codes, soft_codes, reduction="none") * has[:, None]
    # A sentence without labels has the teacher's word alone.
    share = torch.where(known.any(1), SOFT_SHARE, 1.0) * has
    loss = (hard.sum(1) * (1 - share) + soft.sum(1) * share).sum() / len(group)
    told = stances >= 0
    if told.any():
        loss = loss + 0.5 * nn.functional.cross_entropy(stance[told], stances[told])
    if has.any():
        each = nn.functional.cross_entropy(stance, soft_stances, reduction="none")
        loss = loss + 0.25 * (each * has).sum() / len(group)
    return loss


def encode(tokenizer, texts: list[str]) -> list[list[int]]:
    """Token ids, cut to the longest length the reader takes."""
    return tokenizer(texts, truncation=True, max_length=LONGEST)["input_ids"]


def roughened(
    tokenizer, samples: list[data.Sample], plain: list[list[int]], clean: list[str], dice: random.Random
) -> list[list[int]]:
    """The samples' tokens with some of the texts made rougher: as people type, and beside other words.

    One in eight gets a slip of the keyboard or loses its marks; one in ten stands beside a sentence
    without a code, whose words change nothing about what is said.
    """
    found = list(plain)
    for at, sample in enumerate(samples):
        chance = dice.random()
        if chance < 0.125:
            found[at] = encode(tokenizer, [slipped(sample.text, dice)])[0]
        elif chance < 0.225 and len(sample.text) < 160 and sample.kind != "public":
            other = dice.choice(clean)
            pair = (other, sample.text) if dice.random() < 0.5 else (sample.text, other)
            found[at] = encode(tokenizer, [" ".join(pair)])[0]
    return found


def slipped(text: str, dice: random.Random) -> str:
    """A text with two letters changed about, one lost or doubled, or without its marks."""
    kind = dice.randrange(4)
    if kind == 0:
        return re.sub(r"[.,;:'’!?\"]", "", text)
    places = [m.start() for m in re.finditer(r"(?<=[A-Za-z])[A-Za-z](?=[A-Za-z])", text)]
    if not places:
        return text
    at = dice.choice(places)
    if kind == 1:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :] if kind == 2 else text[:at] + text[at] + text[at:]


def fit(
    model: Reader,
    tokenizer,
    samples: list[data.Sample],
    *,
    epochs: int,
    rate: float,
    size: int,
    seed: int,
    taught: Taught,
    rough: bool = False,
):
    """Train in place, with a warm-up and a linear fall of the rate; ``rough``: see roughened.

    The heads, new at first, learn faster than what they stand on.
    """
    plain = encode(tokenizer, [s.text for s in samples])
    clean = [s.text for s in samples if max(s.labels) < 1 and len(s.text) < 120]
    dice = random.Random(seed)
    steps = epochs * (len(samples) // size + 1)
    model.encoder.embeddings.requires_grad_(False)
    heads = [*model.codes.parameters(), *model.stance.parameters()]
    body = [p for p in model.encoder.parameters() if p.requires_grad]
    parts = [{"params": body, "lr": rate}, {"params": heads, "lr": max(rate, 3e-4)}]
    optimiser = torch.optim.AdamW(parts, weight_decay=0.01, fused=True)
    plan = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1.0, (s + 1) / (0.06 * steps)) * max(0.02, 1 - s / steps)
    )
    model.train()
    for epoch in range(epochs):
        began, total, count = time.time(), 0.0, 0
        tokens = roughened(tokenizer, samples, plain, clean, dice) if rough else plain
        for group in batches(samples, tokens, size, dice):
            ids, mask = padded([tokens[i] for i in group], tokenizer.pad_token_id)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                codes, stance = model(ids, mask)
            loss = loss_of([samples[i] for i in group], taught, codes.float(), stance.float())
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            plan.step()
            total += float(loss.detach()) * len(group)
            count += len(group)
        print(f"epoch {epoch + 1}: loss {total / count:.4f}, {time.time() - began:.0f} s", flush=True)


@torch.inference_mode()
def scores(model: Reader, tokenizer, texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Logits of the codes and the stance for every text."""
    model.eval()
    tokens = encode(tokenizer, texts)
    order = sorted(range(len(texts)), key=lambda i: len(tokens[i]))
    codes = np.zeros((len(texts), len(data.CODES)), np.float32)
    stances = np.zeros((len(texts), len(data.STANCES)), np.float32)
    for at in range(0, len(order), 128):
        group = order[at : at + 128]
        ids, mask = padded([tokens[i] for i in group], tokenizer.pad_token_id)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            c, s = model(ids, mask)
        codes[group], stances[group] = c.float().numpy(), s.float().numpy()
    return codes, stances


def f1_by_code(logits: np.ndarray, samples: list[data.Sample]) -> dict[str, tuple[float, float]]:
    """F1 at one half, and the best F1 over thresholds, by code."""
    labels = np.array([s.labels for s in samples])
    found = {}
    for i, code in enumerate(data.CODES):
        known = labels[:, i] >= 0
        truth, score = labels[known, i] == 1, logits[known, i]
        best = 0.0
        for cut in np.arange(-4, 3, 0.25):
            said = score > cut
            best = max(best, 2 * (said & truth).sum() / max(1, said.sum() + truth.sum()))
        said = score > 0
        found[code] = (2 * (said & truth).sum() / max(1, said.sum() + truth.sum()), best)
    return found


def lessons(options: argparse.Namespace, taught: Taught) -> list[data.Sample]:
    """What is learnt from: the school's sentences, ordinary mail, and sentences only the teacher read."""
    school = data.school_samples(options.corpora, without=options.without)
    if options.harmless is not None:
        harmless = [s for s in school if s.kind == "message" and max(s.labels) < 1]
        random.Random(options.seed).shuffle(harmless)
        left_out = set(map(id, harmless[options.harmless :]))
        school = [s for s in school if id(s) not in left_out]
    if options.mail:
        school += data.mail_samples(options.mail, most=options.ordinary)
    return school + taught.samples({s.text for s in school})


def main() -> None:
    """Train one teacher and keep its weights and its scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--public", type=Path)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--mail", type=Path, help="ordinary mail: sentences without any code")
    parser.add_argument("--soft", type=Path, help="a teacher's scores to learn from too (distil.py)")
    parser.add_argument("--harmless", type=int, help="so many harmless sentences of messages, no more")
    parser.add_argument("--ordinary", type=int, default=7000, help="how many sentences of ordinary mail")
    parser.add_argument("--without", default="")
    parser.add_argument("--size", type=int, default=48, help="sentences a batch")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=1.2e-4)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--name", required=True)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    tokenizer = AutoTokenizer.from_pretrained(str(options.model))
    model = Reader(options.model)
    options.work.mkdir(parents=True, exist_ok=True)
    if options.start:
        model.load_state_dict(torch.load(options.start))
    if options.public:
        public = data.public_samples(options.public)
        fit(model, tokenizer, public, epochs=1, rate=1e-4, size=48, seed=options.seed, taught=Taught(None))
    if options.epochs:
        taught = Taught(options.soft)
        fit(
            model,
            tokenizer,
            lessons(options, taught),
            epochs=options.epochs,
            rate=options.rate,
            size=options.size,
            seed=options.seed,
            taught=taught,
            rough=True,
        )
    torch.save(model.state_dict(), options.work / f"{options.name}.pt")
    if options.without:
        held = data.held_samples(options.corpora, options.without)
        codes, stances = scores(model, tokenizer, [s.text for s in held])
        np.savez(options.work / f"{options.name}.npz", codes=codes, stances=stances)
        for code, (half, best) in f1_by_code(codes, held).items():
            print(f"{code} {half:.3f} {best:.3f}")


if __name__ == "__main__":
    main()
