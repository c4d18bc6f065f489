"""Hateful sayings quoted only to be condemned, beside reports of incidents and plain hate."""

from __future__ import annotations

import pytest

from msgguard.detect.condemned import is_condemned

COUNTER_SPEECH = (
    "Saying 'go back where you came from' to a neighbour is racist, full stop.",
    "Anyone who still thinks 'women belong in the kitchen' should be ashamed.",
    "The idea that 'Travellers are all thieves' is prejudice and nothing else.",
    "Jokes about 'the gays' aren't funny and never were.",
    "If you think 'they all look the same' is banter, do better.",
    "Telling a disabled child 'you're a burden' is cruel and will not be tolerated.",
    "It's never okay to call someone a slur, however cross you are.",
    "I hate it when people say 'no offence' before something about Muslims.",
    "Nobody should have to hear 'speak English' on a bus; it is wrong.",
    "Comments like 'too old to learn' have no place in a staffroom.",
)
STILL_SAID = (
    "He told Mrs Hussain to go back where she came from, which is disgusting.",
    "Dean called him a slur in the dinner queue and that is unacceptable.",
    "It's not racist to say that they breed like rats.",
    "There is nothing wrong in saying that women can't do sums.",
    "These people have no place here.",
    "Gypsies are a disgrace to this town.",
)


@pytest.mark.parametrize("sentence", COUNTER_SPEECH)
def test_a_condemned_quotation_is_told(sentence: str) -> None:
    assert is_condemned(sentence.lower())


@pytest.mark.parametrize("sentence", STILL_SAID)
def test_reports_and_hate_itself_are_not(sentence: str) -> None:
    assert not is_condemned(sentence.lower())
