"""msgguard as a spaCy component."""

import warnings
from pathlib import Path

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    spacy = pytest.importorskip("spacy")

CONFIG = Path(__file__).parent.parent / "corpora" / "second-school" / "msgguard.toml"


@pytest.fixture(scope="module")
def nlp():
    import msgguard.spacy_component  # noqa: F401 - registers the factory

    pipeline = spacy.blank("en")
    pipeline.add_pipe("msgguard", config={"config": str(CONFIG)})
    return pipeline


def test_spans_and_findings(nlp):
    doc = nlp("Well done to Demelza Nancarrow and Kit! Ring me on 07700 900123.")
    spans = {(span.text, span.label_) for span in doc.spans["msgguard"]}
    assert ("Demelza Nancarrow", "PN201") in spans
    assert any(label == "CD101" for _, label in spans)
    assert {finding.code for finding in doc._.msgguard} >= {"PN201", "CD101"}
    assert all(span._.msgguard.code == span.label_ for span in doc.spans["msgguard"])


def test_nothing_found(nlp):
    doc = nlp("Will you be there?")
    assert not doc.spans["msgguard"]
    assert doc._.msgguard == ()


def test_post():
    import msgguard.spacy_component  # noqa: F401 - registers the factory

    pipeline = spacy.blank("en")
    pipeline.add_pipe("msgguard", config={"config": str(CONFIG), "channel": "post"})
    doc = pipeline("Sunny Sandhu won!")
    labels = {span.label_ for span in doc.spans["msgguard"]}
    assert {"PN201", "PN205"} <= labels


def test_saved_and_loaded(nlp, tmp_path):
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    doc = again("Demelza Nancarrow")
    assert doc.spans["msgguard"]
