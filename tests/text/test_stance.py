"""Whose words are they: own, reported, negated, a figure of speech."""

from __future__ import annotations

import pytest

from msgguard.model import Stance
from msgguard.text.sentence import sentence_at, sentences
from msgguard.text.stance import stance_of
from msgguard.text.view import text_part

OWN = [
    ("He is an idiot", "idiot"),
    ("I told him he is an idiot", "idiot"),
    ("I would call him useless", "useless"),
    ("I honestly said he was useless", "useless"),
    ("He is not just an idiot, he is lazy", "idiot"),
    ("She isn't only lazy, she is thick", "lazy"),
    ("Don't be stupid", "stupid"),
    ("Aren't you a clever idiot", "idiot"),
    ("I can't believe how stupid he is", "stupid"),
    ("I can't stand that idiot", "idiot"),
    ("I'm not being funny but he is an idiot", "idiot"),
    ("Not to be rude, but she is a waste of space", "waste of space"),
    ("No wonder he is thick", "thick"),
    ("I don't know why that idiot still works here", "idiot"),
    ("Honestly you're a moron.", "moron"),
    ('It is a so-called "school" run by idiots', "idiots"),
    ("I will kill you if you tell anyone", "kill"),
    ("Mrs. Jones said he is a worry. He is thick", "thick"),
    ("Must I really say it: you are an idiot", "idiot"),
    ("You should say he is an idiot", "idiot"),
    ("We had a lovely day, no complaints. You are useless", "useless"),
]
REPORTED = [
    ('He shouted "you idiot" at her.', "idiot"),
    ("She told me he was an idiot", "idiot"),
    ('The note read: "you are fat and ugly"', "ugly"),
    ("You say the lesson is 'a complete joke' and I am sorry.", "joke"),
    ("Jordan allegedly threatened to kill him", "kill"),
    ("Tyler called Sam a moron at break.", "moron"),
    ("The parent said that we are useless.", "useless"),
    ('He was called a "retard" by two boys', "retard"),
    ("Everyone says you are an idiot", "idiot"),
    ('"You are all idiots," he shouted as he left.', "idiots"),
    ("‘Shut up, you cow’, she replied.", "cow"),
    ('He wrote:\n"I will kill you"', "kill"),
    ("Incident log: pupil used the word moron twice", "moron"),
    ("He was overheard calling her a cow", "cow"),
    ("According to his mother he is a bully", "bully"),
    ('Please do not use the phrase "man up" with him', "man up"),
]
NEGATED = [
    ("He is not an idiot", "idiot"),
    ("We do not tolerate racist language", "racist"),
    ("Calling someone an idiot is not acceptable.", "idiot"),
    ("Please do not call her stupid", "stupid"),
    ("Nobody thinks you're stupid", "stupid"),
    ("You must not shout stupid things", "stupid"),
    ("She was never rude to anyone", "rude"),
    ("There is no place for bullies here", "bullies"),
    ("Words like thick will not be tolerated", "thick"),
    ("It doesnt make you stupid", "stupid"),
]


@pytest.mark.parametrize(
    ("text", "span", "stance"),
    [(*row, Stance.OWN) for row in OWN]
    + [(*row, Stance.REPORTED) for row in REPORTED]
    + [(*row, Stance.NEGATED) for row in NEGATED],
)
def test_stance(text: str, span: str, stance: Stance) -> None:
    part = text_part("body", text)
    start = part.folded.index(span)
    got = stance_of(part, start, start + len(span))
    if span == "man up":
        # Both readings are right; what matters is that it is not the writer's own.
        assert got in (Stance.REPORTED, Stance.NEGATED)
    else:
        assert got is stance


def test_idioms_are_given_by_the_caller() -> None:
    part = text_part("body", "That exam will kill me, I could murder a tea")
    at = part.folded.index("murder")
    assert stance_of(part, at, at + 6, idioms=("murder a tea",)) is Stance.IDIOM
    assert stance_of(part, at, at + 6, idioms=("kill time",)) is Stance.OWN


def test_sentences_respect_abbreviations_and_numbers() -> None:
    text = "Dear Mr. Smith, we meet at 7.30 p.m. on Mon. Come! Bring e.g. a coat."
    text += "\nIt goes\non here. Done? J. Young"
    part = text_part("body", text)
    assert [part.plain[start:end] for start, end in sentences(part)] == [
        "Dear Mr. Smith, we meet at 7.30 p.m. on Mon. Come!",
        "Bring e.g. a coat.",
        "It goes\non here.",
        "Done?",
        "J. Young",
    ]


def test_addresses_are_one_sentence() -> None:
    part = text_part("body", "Write to jo.young@mail.example or see www.mail.example. Thanks")
    assert len(sentences(part)) == 2


@pytest.mark.parametrize("at", range(0, 60, 7))
def test_sentence_at_agrees_with_sentences(at: int) -> None:
    part = text_part("body", "One here. Two is it? Three of them\n\nFour. And the fifth one!")
    start, end = sentence_at(part, at)
    inside = [(first, last) for first, last in sentences(part) if first <= at < last]
    assert not inside or (start, end) == inside[0]


def test_view_indices_survive_folding() -> None:
    part = text_part("body", "He said “you i\u200bdiot…” twice.")
    at = part.folded.index("idiot")
    assert stance_of(part, at, at + 5) is Stance.REPORTED
