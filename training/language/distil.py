"""Give the readers more to learn from: sentences read by the teacher, labelled ones and others.

Four kinds: variants of the tuned sentences in which some words give way to near neighbours in the
teacher's own word table; clauses of two sentences joined; public rows beyond the labelled sample;
sentences of ordinary mail. Nothing of the untuned split or, with ``--without``, of that author.

    python training/language/distil.py MODEL WEIGHTS.pt corpora OUT.npz --public FOLDER --mail FOLDER
"""

from __future__ import annotations

import argparse
import gzip
import random
import re
from pathlib import Path

import numpy as np
import torch
from teacher import Reader, scores
from transformers import AutoTokenizer

import data

_WORD = re.compile(r"[A-Za-z]+")
_CLAUSE = re.compile(r",\s+|;\s+|\s+-\s+|\s+(?=(?:and|but|because|so|when|if)\s)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n")


def neighbours(tokenizer, table: torch.Tensor, words: set[str], most: int = 12) -> dict[str, list[str]]:
    """Near whole words of the teacher's word table, for the words that the corpora use."""
    vocabulary = tokenizer.get_vocab()
    whole = [w for w in vocabulary if w.isalpha() and len(w) > 2 and w.isascii()]
    ids = torch.tensor([vocabulary[w] for w in whole])
    vectors = torch.nn.functional.normalize(table[ids], dim=1)
    place = {w: i for i, w in enumerate(whole)}
    asked = [w for w in words if w in place]
    found = {}
    for at in range(0, len(asked), 512):
        some = asked[at : at + 512]
        near = (vectors[[place[w] for w in some]] @ vectors.T).topk(most + 1, dim=1).indices
        for word, row in zip(some, near.tolist(), strict=True):
            found[word] = [whole[i] for i in row if whole[i] != word]
    return found


def varied(text: str, near: dict[str, list[str]], dice: random.Random, share: float) -> str:
    """The text with a share of its words exchanged for neighbours."""

    def other(match: re.Match[str]) -> str:
        word = match[0]
        choice = near.get(word.lower())
        if not choice or dice.random() > share:
            return word
        new = dice.choice(choice)
        return new.capitalize() if word[0].isupper() else new

    return _WORD.sub(other, text)


def joined(texts: list[str], count: int, dice: random.Random) -> list[str]:
    """Clauses of two sentences put together."""
    clauses = [c for text in texts for c in _CLAUSE.split(text) if 8 <= len(c) <= 90]
    links = [", ", " and ", ", but ", ". "]
    return [
        dice.choice(clauses).rstrip(".!?") + dice.choice(links) + dice.choice(clauses) for _ in range(count)
    ]


def mail_sentences(folder: Path, most: int, dice: random.Random) -> list[str]:
    """Sentences of the ham mail boxes."""
    found = set()
    for box in sorted(folder.glob("*ham*.mbox.gz")):
        with gzip.open(box, "rt", encoding="latin-1") as lines:
            raw = lines.read()
        for block in raw.split("\n\n"):
            if "<" in block or block.startswith(("From ", ">", "|")) or "Received:" in block:
                continue
            for sentence in _SENTENCE.split(block):
                one = " ".join(sentence.split())
                if 15 <= len(one) <= 220 and one[0].isalpha() and ">" not in one:
                    found.add(one)
    every = sorted(found)
    dice.shuffle(every)
    return every[:most]


def main() -> None:
    """Make the texts, score them, keep both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("weights", type=Path)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--public", type=Path, required=True)
    parser.add_argument("--mail", type=Path, required=True)
    parser.add_argument("--without", default="")
    parser.add_argument("--variants", type=int, default=4)
    parser.add_argument("--labelled", action="store_true", help="score the labelled sentences too")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    dice = random.Random(options.seed)
    tokenizer = AutoTokenizer.from_pretrained(str(options.model))
    reader = Reader(options.model)
    reader.load_state_dict(torch.load(options.weights))
    school = [s for s in data.school_samples(options.corpora, without=options.without) if len(s.text) < 260]
    labelled = [s.text for s in school if s.kind != "message"]
    words = {w.lower() for text in labelled for w in _WORD.findall(text)}
    near = neighbours(tokenizer, reader.encoder.embeddings.word_embeddings.weight.detach(), words)
    texts = [
        varied(text, near, dice, dice.choice((0.1, 0.2, 0.35)))
        for text in labelled
        for _ in range(options.variants)
    ]
    texts += joined(labelled, 16_000, dice)
    texts += mail_sentences(options.mail, 8_000, dice)
    chosen = {s.text for s in data.public_samples(options.public)}
    extra = [s.text for s in data.public_samples(options.public, seed=7) if s.text not in chosen]
    texts += extra[:16_000]
    chosen_texts = {t for t in texts if len(t) > 5} - set(labelled)
    if options.labelled:
        every = data.school_samples(options.corpora)
        chosen_texts.update(s.text for s in every if s.kind != "message" or max(s.labels) == 1)
    texts = sorted(chosen_texts)
    codes, stances = scores(reader, tokenizer, texts)
    np.savez_compressed(options.out, texts=np.array(texts), codes=codes, stances=stances)
    print(len(texts), "sentences;", int((codes.max(axis=1) > 0).sum()), "of them with a code")


if __name__ == "__main__":
    main()
