"""Train the name model: word lists and the heads ``person`` and ``pupil``.

    python -m training.names.train --data DATA --corpora corpora --out src/msgguard/detect/models/names.json

``DATA`` holds the folders ``ner`` and ``names`` (see README.md for their sources and
licences). Same data and seed give the same file.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from msgguard.detect.namemodel import NameModel, parse_model
from msgguard.detect.pupil import named_pupils
from msgguard.detect.unlisted_features import audience_of, span_features
from msgguard.detect.unlisted_names import candidates_in
from msgguard.engine import Setup
from msgguard.evaluate import read_corpus
from msgguard.intake.records import read_record
from msgguard.model import Message
from msgguard.school.profile import School
from msgguard.setup import load_setup
from msgguard.text.view import build_view, text_part
from training.names import lists

PERSONS = frozenset({"pupil", "staff", "guardian", "author", "character", "public", "other"})
# Every how manieth sentence is the probe: never trained on, only measured.
PROBE = 6
MESSAGE_PROBE = 3


class Example(NamedTuple):
    """A candidate: its features, its labels, and how much it weighs."""

    features: list[str]
    person: bool
    pupil: bool | None
    weight: float
    source: str


def sentences(corpora: Path, *, probe: bool) -> Iterator[dict[str, object]]:
    """The school sentences of the training or of the probe."""
    lines = (corpora / "names" / "sentences.jsonl").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if (number % PROBE == 0) == probe:
            yield json.loads(line)


def from_sentences(corpora: Path, model: NameModel, *, probe: bool) -> Iterator[Example]:
    """Candidates of the school sentences."""
    for record in sentences(corpora, probe=probe):
        part = text_part("body", str(record["text"]))
        spans = [(n["start"], n["end"], n["kind"]) for n in record["names"]]  # type: ignore[union-attr]
        for words, first, last in candidates_in(part, model):
            start, end = words[first].start, words[last - 1].end
            kind = next((k for s, e, k in spans if s < end and start < e), "")
            yield Example(
                span_features(part, words, first, last, model, frozenset()),
                kind in PERSONS, kind == "pupil", 3.0, "sentences",
            )  # fmt: skip


def own_messages(corpora: Path, *, probe: bool) -> Iterator[tuple[Message, list[tuple[int, int, str]]]]:
    """The messages of other schools, whose names are marked; every third is a probe."""
    lines = (corpora / "names" / "messages.jsonl").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if (number % MESSAGE_PROBE == 0) == probe:
            record = json.loads(line)
            yield read_record(record), [(n["start"], n["end"], n["kind"]) for n in record["names"]]


def from_own_messages(corpora: Path, model: NameModel, *, probe: bool) -> Iterator[Example]:
    """Candidates of the messages of other schools."""
    school = School(domains=frozenset({"castlemead.example"}))
    for message, spans in own_messages(corpora, probe=probe):
        view = build_view(message)
        audience = audience_of(message, school)
        for part in view.parts:
            if part.name != "body":
                continue
            for words, first, last in candidates_in(part, model):
                start, end = part.source_span(words[first].start, words[last - 1].end)
                kind = next((k for s, e, k in spans if s < end and start < e), "")
                yield Example(
                    span_features(part, words, first, last, model, frozenset(), audience),
                    kind in PERSONS, kind == "pupil", 3.0, "own",
                )  # fmt: skip


def from_messages(corpora: Path, model: NameModel, setup: Setup) -> Iterator[Example]:
    """Candidates of the labelled messages; the roster says which are pupils."""
    for file in sorted(corpora.glob("*.jsonl")):
        for item in read_corpus(file):
            view = build_view(item.message)
            audience = audience_of(item.message, setup.known.school)
            named = named_pupils(view, setup.known)
            for part in view.parts:
                if part.name.startswith(("name:", "links")):
                    continue
                here = [n for n in named if n.part is part]
                for words, first, last in candidates_in(part, model):
                    start, end = words[first].start, words[last - 1].end
                    hits = [n for n in here if n.mention.start < end and start < n.mention.end]
                    pupil = any(not n.verdict.excuse for n in hits)
                    if not pupil and any(n.verdict.excuse in ("is_salutation", "is_recipient") for n in hits):
                        continue
                    yield Example(
                        span_features(part, words, first, last, model, frozenset(), audience),
                        pupil or model.is_in("given_common", words[first].key), pupil, 2.0, "messages",
                    )  # fmt: skip


def from_corpora(data: Path, model: NameModel, names: tuple[str, ...] = lists.CORPORA) -> Iterator[Example]:
    """Candidates of the annotated corpora: persons or not; nobody there is a pupil of a school."""
    for name in names:
        for record in lists.texts(data, (name,)):
            part = text_part("body", str(record["text"])[:600])
            spans = record["spans"]
            for words, first, last in candidates_in(part, model):
                start, end = words[first].start, words[last - 1].end
                kind = next((k for s, e, k in spans if s < end and start < e), "")  # type: ignore[union-attr]
                features = span_features(part, words, first, last, model, frozenset())
                yield Example(features, kind == "PER", False, 0.25, name)


def neutral(example: Example) -> Example:
    """The example without what tells frequent names from rare ones: no child is less a pupil for that."""
    kept = [f for f in example.features if f not in ("common", "given", "family")]
    return example._replace(features=kept)


def with_rare_name(example: Example) -> Example:
    """The example as if its name stood on no list."""
    kept = [f for f in example.features if f != "ungiven"]
    return example._replace(features=[*kept, "ungiven"], weight=example.weight * 0.3)


def fit(
    examples: list[Example], labels: list[bool], weights: list[float], *, cost: float
) -> dict[str, object]:
    """A sparse head: logistic regression with an L1 penalty."""
    vectorizer = DictVectorizer(dtype=numpy.float32)
    matrix = vectorizer.fit_transform([dict.fromkeys(e.features, 1.0) for e in examples])
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    head = LogisticRegression(penalty="l1", C=cost, solver="liblinear", random_state=7, max_iter=400)
    head.fit(matrix, labels, sample_weight=weights)
    named = zip(vectorizer.get_feature_names_out(), head.coef_[0], strict=True)
    found = {str(name): round(float(weight), 3) for name, weight in named if abs(weight) > 0.01}
    return {"bias": round(float(head.intercept_[0]), 3), "weights": dict(sorted(found.items()))}


def train(data: Path, corpora: Path) -> dict[str, object]:
    """The content of the model file."""
    word_lists = lists.build(data)
    model = parse_model({"lists": word_lists, "heads": {}})
    setup = load_setup(corpora / "ryefield" / "msgguard.toml")
    school = list(from_sentences(corpora, model, probe=False))
    school += from_own_messages(corpora, model, probe=False)
    messages = list(from_messages(corpora, model, setup))
    real = list(from_corpora(data, model))
    persons = school + [e for e in messages if e.person] + real
    person = fit(
        persons,
        [e.person for e in persons],
        [1.0 if e.source == "sentences" else 0.5 for e in persons],
        cost=1.0,
    )
    pupils = [neutral(e) for e in school + messages + real]
    pupils += [with_rare_name(e) for e in pupils if e.source != "corpora" and e.person]
    pupil = fit(
        pupils,
        [bool(e.pupil) for e in pupils],
        [0.02 if e.source in lists.CORPORA else e.weight for e in pupils],
        cost=0.3,
    )
    return {
        "format": 1,
        "made": date.today().isoformat(),
        "examples": {"sentences": len(school), "messages": len(messages), "corpora": len(real)},
        "lists": word_lists,
        "heads": {"person": person, "pupil": pupil},
    }


def main() -> None:
    """Read the arguments, train, write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--corpora", type=Path, default=Path("corpora"))
    parser.add_argument("--out", type=Path, default=Path("src/msgguard/detect/models/names.json"))
    given = parser.parse_args()
    content = train(given.data, given.corpora)
    given.out.write_text(
        json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
