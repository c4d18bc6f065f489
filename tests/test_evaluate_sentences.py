"""Evaluation by sentence: what counts, and the corpora's form."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from msgguard.errors import IntakeError
from msgguard.evaluate_sentences import Sentence, SentenceResult, count, lines_of, read_sentences
from msgguard.model import Finding, Stance

ROOT = Path(__file__).parent.parent


def sentence(labels=(), stance="own", kind="plain"):
    return Sentence(text="x", labels=frozenset(labels), stance=Stance(stance), kind=kind)


def counted(item, *findings):
    result = SentenceResult()
    count(item, findings, result, ("DL301", "DL302", "PB502"))
    return result


def test_hit_miss_and_false_alarm():
    result = counted(sentence(["DL301", "PB502"]), Finding(code="DL301", part="body"))
    assert (result.codes["DL301"].hits, result.codes["PB502"].misses) == (1, 1)
    result = counted(sentence(kind="idiom"), Finding(code="DL302", part="body"))
    assert (result.clean, result.alarmed) == (1, 1)
    assert result.wrong == {("idiom", "own"): 1}
    assert result.confused == {("none", "DL302"): 1}


def test_a_reported_insult_is_only_wrong_as_the_writers_own():
    item = sentence(["DL301"], stance="reported")
    assert counted(item).codes == {}
    assert counted(item, Finding(code="DL301", part="body", stance=Stance.REPORTED)).codes == {}
    assert counted(item, Finding(code="DL301", part="body")).codes["DL301"].false == 1


def test_a_reported_threat_counts_and_so_does_its_stance():
    item = sentence(["DL302"], stance="reported")
    result = counted(item, Finding(code="DL302", part="body", stance=Stance.REPORTED))
    assert (result.codes["DL302"].hits, result.stance_right, result.stance_told) == (1, 1, 1)
    assert any("DL302" in line for line in lines_of(result))


def test_a_record_without_labels_is_an_error(tmp_path):
    file = tmp_path / "x.jsonl"
    file.write_text(json.dumps({"text": "x"}) + "\n")
    with pytest.raises(IntakeError, match=r"x\.jsonl:1"):
        list(read_sentences(file))


def test_the_language_corpora_are_in_form():
    path = ROOT / "training" / "language" / "check_corpora.py"
    spec = importlib.util.spec_from_file_location("check_corpora", path)
    check = importlib.util.module_from_spec(spec)
    sys.modules["check_corpora"] = check
    spec.loader.exec_module(check)
    for file in [
        *(ROOT / "corpora/language").glob("*.jsonl"),
        *(ROOT / "corpora/untuned/language").glob("*.jsonl"),
    ]:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            faults = list(check.faults_of(json.loads(line), kinds=file.stem not in check.WITHOUT_CLASS))
            assert faults == [], f"{file.name}:{number}"
