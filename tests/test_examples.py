"""Every example in the rule files, against the detectors: one test an example."""

from pathlib import Path

import pytest

from msgguard.examples import cases_of, examples_setup, faults_of

BASE = Path(__file__).parent.parent / "rules" / "base"
CASES = list(cases_of(BASE))
LEAST = 10


@pytest.fixture(scope="module")
def setup():
    return examples_setup("base")


def examples_of(code):
    mine = [case.bad for case in CASES if case.code == code]
    return sum(mine), len(mine) - sum(mine)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_detectors_agree_with_the_example(case, setup):
    assert faults_of(case, setup) == []


@pytest.mark.parametrize("code", sorted(file.stem for file in (BASE / "rules").glob("*.toml")))
def test_every_rule_has_enough_examples_of_both_kinds(code):
    bad, good = examples_of(code)
    assert bad >= LEAST
    assert good >= LEAST


def test_good_examples_say_what_they_leave_alone():
    silent = [case.id for case in CASES if not case.bad and not case.example.leaves_alone]
    assert silent == []
