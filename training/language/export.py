"""Turn a trained reader into the small file that ships: vocabulary pruned, int8, ONNX.

python training/language/export.py MODEL_FOLDER WEIGHTS.pt corpora OUT_FOLDER --public FOLDER
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from teacher import Reader
from torch import nn
from transformers import AutoTokenizer

import data


class Shipped(nn.Module):
    """The reader with its outputs in one row: codes, then stances."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        codes, stance = self.reader(ids, mask)
        return torch.cat([codes, stance], dim=1)


def kept_tokens(tokenizer, texts: list[str]) -> list[str]:
    """The word pieces that the texts use, single characters, and the special ones, in old order."""
    vocabulary = tokenizer.get_vocab()
    used = {i for ids in tokenizer(texts)["input_ids"] for i in ids}
    used |= {i for piece, i in vocabulary.items() if len(piece.removeprefix("##")) == 1 and piece.isascii()}
    used |= {i for piece, i in vocabulary.items() if piece in ("[PAD]", "[UNK]", "[CLS]", "[SEP]")}
    by_id = {i: piece for piece, i in vocabulary.items()}
    return [by_id[i] for i in sorted(used)]


def main() -> None:
    """Prune, export, quantise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("weights", type=Path)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--public", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    options = parser.parse_args()
    tokenizer = AutoTokenizer.from_pretrained(str(options.model))
    reader = Reader(options.model)
    reader.load_state_dict(torch.load(options.weights))
    reader.eval()
    texts = [s.text for s in data.school_samples(options.corpora) + data.public_samples(options.public)]
    pieces = kept_tokens(tokenizer, texts)
    vocabulary = tokenizer.get_vocab()
    old = torch.tensor([vocabulary[piece] for piece in pieces])
    table = reader.encoder.embeddings.word_embeddings
    reader.encoder.embeddings.word_embeddings = nn.Embedding.from_pretrained(table.weight[old].detach())
    (options.out / "language-pieces.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    plain = options.work / "language-float.onnx"
    ids = torch.ones(2, 7, dtype=torch.long)
    torch.onnx.export(
        Shipped(reader),
        (ids, torch.ones_like(ids)),
        str(plain),
        input_names=["ids", "mask"],
        output_names=["scores"],
        dynamic_axes={"ids": {0: "n", 1: "t"}, "mask": {0: "n", 1: "t"}, "scores": {0: "n"}},
        opset_version=17,
        dynamo=False,
    )
    target = options.out / "language.onnx"
    quantize_dynamic(str(plain), str(target), weight_type=QuantType.QInt8, per_channel=True)
    print(json.dumps({"pieces": len(pieces), "MB": round(target.stat().st_size / 1e6, 2)}))


if __name__ == "__main__":
    main()
