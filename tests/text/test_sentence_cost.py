"""Sentences and whole words cost no more than their length on hostile text."""

import pytest
from tests.clock import least_seconds

from msgguard.detect.profanity import whole_words
from msgguard.text.sentence import sentences
from msgguard.text.view import text_part


@pytest.mark.parametrize("unit", ["?", ".", "!?", "…", '."', "\n", "a.b"])
def test_runs_of_marks_cost_linear(unit):
    def seconds(times):
        part = text_part("body", unit * times + '"x')
        return least_seconds(lambda: sentences(part))

    assert seconds(16_000) < 0.5 + 12 * seconds(4_000)
    assert seconds(40_000) < 2


@pytest.mark.parametrize(
    ("text", "count"),
    [("Really?!yes. No", 3), ("Wait... what?", 2), ('He said "go!" Then left.', 2), ("a.b.c is one", 1)],
)
def test_ends_are_where_they_were(text, count):
    assert len(sentences(text_part("body", text))) == count


def test_a_word_repeated_without_blanks_costs_linear():
    text = "shit " + "shit" * 24_000
    assert least_seconds(lambda: list(whole_words(text, "shit"))) < 0.5
    assert list(whole_words(text, "shit")) == [0]
