"""``eval``: figures, splits, and floors that only rise."""

import json

import pytest

from msgguard.cli.exits import Exit

from .conftest import RYEFIELD

DEVICE = {
    "id": "a-1",
    "channel": "email",
    "sender": "l.moreton@ryefield.sch.uk",
    "recipients": ["p@mail.example"],
    "subject": "",
    "body": "Hello.\n\nSent from my iPhone",
    "expect": [{"code": "SC404", "text": "Sent from my iPhone", "level": "advise"}],
    "allow": [],
    "verdict": "advise",
    "tags": ["signature"],
}
MISSED = {
    **DEVICE,
    "id": "a-2",
    "body": "Hello secret words",
    "expect": [{"code": "DL301", "text": "secret words", "level": "warn"}],
    "verdict": "warn",
    "tags": ["hard"],
}
FALSE = {**DEVICE, "id": "a-3", "expect": [], "verdict": "pass"}
CLEAN = {**DEVICE, "id": "a-4", "body": "A coat.", "expect": [], "verdict": "pass"}


@pytest.fixture
def corpus(folder):
    path = folder / "corpus"
    (path / "untuned").mkdir(parents=True)
    write(path / "one.jsonl", DEVICE, MISSED, FALSE, CLEAN)
    write(path / "untuned" / "two.jsonl", DEVICE, MISSED)
    return path


def write(path, *records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


def evaluate(run, *args):
    return run("eval", "corpus", "--config", RYEFIELD, *args, config=None)


def test_figures_by_split(run, corpus):
    data = json.loads(evaluate(run, "--json").stdout)
    assert set(data) == {"corpus", "corpus/untuned"}
    tuned = data["corpus"]
    assert (tuned["messages"], tuned["clean"], tuned["clean_alarmed"]) == (4, 2, 1)
    assert tuned["codes"]["SC404"] == {
        "due": 1,
        "found": 1,
        "false": 1,
        "precision": 0.5,
        "recall": 1.0,
        "f1": 0.6667,
        "level_right": 1,
    }
    assert tuned["clean_alarmed_by_family"] == {"SC": 1}
    assert "EV9" in tuned["clauses"]
    text = evaluate(run).stdout
    assert "SC all" in text
    assert "of 2 clean messages 50.0% alarmed" in text


def test_mistakes_of_an_untuned_split_are_never_shown(run, corpus):
    text = evaluate(run, "--mistakes").stdout
    assert "DL301 missed a-2  secret words" in text
    tuned, _, untuned = text.partition("corpus/untuned:")
    assert "secret words" in tuned
    assert "secret words" not in untuned
    alone = run("eval", "corpus/untuned", "--mistakes", "--config", RYEFIELD, config=None).stdout
    assert "secret words" not in alone


def test_codes_narrow_what_is_counted(run, corpus):
    data = json.loads(evaluate(run, "--json", "--codes", "DL").stdout)
    assert list(data["corpus"]["codes"]) == ["DL301"]


def test_floors_hold_and_only_rise(run, corpus, folder):
    floors = ("--floors", "floors.json")
    assert evaluate(run, *floors).exit_code == Exit.FOUND  # none pinned yet
    assert evaluate(run, *floors, "--write-floors").exit_code == Exit.CLEAN
    pinned = (folder / "floors.json").read_text()
    assert evaluate(run, *floors).exit_code == Exit.CLEAN
    write(corpus / "one.jsonl", DEVICE, MISSED, FALSE, CLEAN, {**FALSE, "id": "a-5"})
    result = evaluate(run, *floors)
    assert result.exit_code == Exit.FOUND
    assert "the corpus has changed" in result.stderr
    assert "SC404 precision: 0.333, the floor is 0.500" in result.stderr
    refused = evaluate(run, *floors, "--write-floors")
    assert refused.exit_code == Exit.FAILED
    assert (folder / "floors.json").read_text() == pinned
    assert evaluate(run, *floors, "--write-floors", "--allow-regression").exit_code == Exit.CLEAN
    assert (folder / "floors.json").read_text() != pinned
    assert evaluate(run, *floors).exit_code == Exit.CLEAN


def test_bad_corpora_say_where(run, corpus):
    write(corpus / "one.jsonl", {"id": "x", "body": "y"})
    result = evaluate(run)
    assert result.exit_code == Exit.FAILED
    assert "one.jsonl:1: not a labelled message" in result.stderr


SENTENCES = (
    {"text": "You useless little man.", "labels": ["DL301"], "stance": "own", "class": "plain"},
    {"text": "The bus leaves at nine.", "labels": [], "stance": "own", "class": "ordinary"},
)


def test_sentences_show_confusion_by_class(run, corpus):
    write(corpus / "one.jsonl", *SENTENCES)
    out = evaluate(run, "--sentences", "--mistakes").stdout
    assert "corpus: 2 sentences, 1 of them clean" in out
    assert "class and stance: sentences with a mistake" in out
    assert "plain           own" in out
    narrowed = evaluate(run, "--sentences", "--codes", "PB").stdout
    assert "DL301" not in narrowed
    assert evaluate(run, "--sentences", "--codes", "CD").exit_code == Exit.FAILED
    assert evaluate(run, "--sentences", "--json").exit_code == Exit.FAILED


def test_untuned_sentences_show_no_mistakes(run, corpus):
    for file in corpus.rglob("*.jsonl"):
        file.unlink()
    (corpus / "untuned").mkdir(exist_ok=True)
    missed = {**SENTENCES[1], "labels": ["DL304"], "text": "Nothing of the kind."}
    write(corpus / "untuned" / "one.jsonl", missed)
    out = evaluate(run, "--sentences", "--mistakes").stdout
    assert "(never tuned on)" in out
    assert "Nothing of the kind" not in out
