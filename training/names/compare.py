"""The linear model beside spaCy, on the probe: every sixth school sentence, never trained on.

    python -m training.names.compare --model en_core_web_sm

Prints precision and recall of pupils, and the time a sentence takes. A general model knows
persons only, so each person counts as said to be a pupil; a small NER of our own is trained
on the same school sentences as the linear model.
"""

from __future__ import annotations

import argparse
import random
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import spacy
from spacy.training import Example
from spacy.util import minibatch

from msgguard.detect.pupil import named_pupils
from msgguard.detect.registry import Known
from msgguard.model import Channel, Message, Party
from msgguard.policy.pack import load_policy
from msgguard.school.names import compile_names
from msgguard.school.profile import School
from msgguard.text.view import build_view
from training.names.train import sentences

Spans = list[tuple[int, int]]


def linear() -> Callable[[str], Spans]:
    """msgguard without a roster."""
    school = School()
    known = Known(school=school, words=load_policy(["base"]).words, names=compile_names(None, school))

    def find(text: str) -> Spans:
        view = build_view(
            Message(id="", channel=Channel.EMAIL, sender=Party(address="a@b.example"), body=text)
        )
        return [
            (item.mention.start, item.mention.end)
            for item in named_pupils(view, known)
            if not item.verdict.excuse
        ]

    return find


def general(name: str) -> Callable[[str], Spans]:
    """A trained spaCy pipeline: every person."""
    nlp = spacy.load(name)
    return lambda text: [(e.start_char, e.end_char) for e in nlp(text).ents if e.label_ == "PERSON"]


def small_ner(corpora: Path, *, rounds: int = 12) -> Callable[[str], Spans]:
    """A spaCy NER trained on the school sentences alone."""
    random.seed(7)
    spacy.util.fix_random_seed(7)
    nlp = spacy.blank("en")
    nlp.add_pipe("ner").add_label("PUPIL")  # type: ignore[attr-defined]
    examples = []
    for record in sentences(corpora, probe=False):
        doc = nlp.make_doc(str(record["text"]))
        spans = [(n["start"], n["end"], "PUPIL") for n in record["names"] if n["kind"] == "pupil"]  # type: ignore
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            examples.append(Example.from_dict(doc, {"entities": spans}))
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(rounds):
        random.shuffle(examples)
        for batch in minibatch(examples, 16):
            nlp.update(batch, drop=0.2, sgd=optimizer)
    return lambda text: [(e.start_char, e.end_char) for e in nlp(text).ents]


def measure(find: Callable[[str], Spans], corpora: Path) -> tuple[float, float, float, float]:
    """Precision, recall, F1, and milliseconds a sentence."""
    hits = false = missed = 0
    spent = 0.0
    count = 0
    for record in sentences(corpora, probe=True):
        gold = [(n["start"], n["end"]) for n in record["names"] if n["kind"] == "pupil"]  # type: ignore
        start = time.perf_counter()
        said = find(str(record["text"]))
        spent += time.perf_counter() - start
        count += 1
        met = {g for g in gold for s in said if s[0] < g[1] and g[0] < s[1]}
        hits += len(met)
        missed += len(gold) - len(met)
        false += sum(not any(s[0] < g[1] and g[0] < s[1] for g in gold) for s in said)
    precision = hits / (hits + false) if hits + false else 1.0
    recall = hits / (hits + missed) if hits + missed else 1.0
    return precision, recall, 2 * precision * recall / ((precision + recall) or 1), 1000 * spent / count


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("corpora"))
    parser.add_argument("--model", action="append", default=[])
    given = parser.parse_args()
    finders = {"linear": linear(), "spaCy NER of our own": small_ner(given.corpora)}
    finders |= {name: general(name) for name in given.model}
    for name, find in finders.items():
        precision, recall, f1, cost = measure(find, given.corpora)
        print(f"{name:24} P {precision:.2f}  R {recall:.2f}  F1 {f1:.2f}  {cost:.2f} ms")


if __name__ == "__main__":
    main()
