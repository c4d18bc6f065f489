"""Patterns looked for only where they can begin find what a search of the whole text finds."""

import json
import random
import re
from pathlib import Path

import pytest

from msgguard.detect import account_names, account_phrases, address_streets, secret, secret_steps, secret_word
from msgguard.detect.channel_patterns import patterns_of
from msgguard.detect.email_told import _patterns as _mail_patterns
from msgguard.detect.opening import Opened, Openings, first_words, matches_at, matches_in_any, places_of
from msgguard.policy.pack import load_policy
from msgguard.text.view import runs_of_digits, text_part

ROOT = Path(__file__).parent.parent.parent
WORDS = load_policy(["base"]).words


def texts():
    """Messages of the corpora as they are, and pieces of them in any order."""
    bodies = []
    for name in ("contacts-otto", "contacts-eve", "channels-gwen", "identity-gwen"):
        for line in (ROOT / "corpora" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            bodies.append(json.loads(line).get("body") or "")
    pick = random.Random(11)
    pieces = [piece for body in bodies for piece in re.findall(r"\S+\s*", body)]
    mixed = ["".join(pick.choices(pieces, k=60)) for _ in range(60)]
    return [text_part("body", text) for text in (*bodies, *mixed) if text]


PARTS = texts()
ASKING = re.findall(
    r"\S+",
    """send ring text use try write message reply add find the that this it there one number to on at via
    my mine me us own private personal home mobile gmail whatsapp facebook messenger instagram i'll i've
    i'm im i can we could let's made set up started a group chat for put you them over by quicker easier
    is always best instead when other wife's phone prefer happy sooner used get hold of let know . , ' -
    other half's can""",
)


def spans(matches):
    return [match.span() for match in matches]


def test_openings_of_the_grammar_of_channels():
    patterns = patterns_of(WORDS["social"])
    found = 0
    pick = random.Random(5)
    for part in (*PARTS, *(text_part("body", " ".join(pick.choices(ASKING, k=400))) for _ in range(40))):
        openings = Openings(part)
        for opened in (*patterns.own, *patterns.social, *patterns.back, *patterns.group):
            there = spans(openings.matches(opened))
            assert there == spans(opened.pattern.finditer(part.folded)), opened.pattern.pattern
            found += len(there)
    assert found > 50


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        (secret._CODE_CUE, secret._CODE_FIRST),
        (secret._PASSWORD_CUE, secret._PASSWORD_FIRST),
        (secret._LOGIN_GIVEN, secret._LOGIN_FIRST),
        *secret_word._BEGUN,
        (secret_word._THE_WORD, secret_word._OPENING),
        (account_phrases.NAME_THERE, ("my ",)),
        (address_streets._NO_ON, tuple(address_streets._NUMBER_SAID)),
    ],
)
def test_patterns_and_what_they_begin_with(pattern, first):
    for part in PARTS:
        there = spans(matches_at(pattern, part.folded, places_of(first, part.folded)))
        assert there == spans(pattern.finditer(part.folded))


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        (account_phrases.PLAYING_NAME, account_names._GIVING),
        (account_phrases.NAME_AS, account_names._FINDING),
    ],
)
def test_names_with_their_capitals(pattern, first):
    for part in PARTS:
        there = spans(matches_at(pattern, part.plain, places_of(first, part.folded)))
        assert there == spans(pattern.finditer(part.plain))


def test_patterns_that_begin_with_figures():
    for part in PARTS:
        starts = [start for start, _ in part.figures]
        for pattern, places in (
            (address_streets._NUMBER, starts),
            (secret_steps._HALVES, sorted((*starts, *places_of(secret_steps._FIRST, part.folded)))),
        ):
            assert spans(matches_at(pattern, part.folded, places)) == spans(pattern.finditer(part.folded))


def test_services_by_their_names():
    patterns = _mail_patterns(WORDS["mail_providers"])
    for part in PARTS:
        places = places_of((*patterns.names, *patterns.mails), part.folded)
        for pattern in (patterns.service, patterns.after, patterns.same_after):
            assert spans(matches_at(pattern, part.folded, places)) == spans(pattern.finditer(part.folded))


def test_built_sentences_stand_around_what_they_need():
    for part in PARTS:
        folded = part.folded
        for pattern, needed in zip(account_phrases.BUILT, account_phrases.NEEDED, strict=True):
            near = [
                (match.start() - account_names._AHEAD, match.start() + account_names._BEHIND)
                for match in needed.finditer(folded)
            ]
            assert spans(matches_in_any(pattern, folded, near)) == spans(pattern.finditer(folded))


def test_a_stretch_that_ends_inside_a_word_makes_no_match():
    pattern = re.compile(r"ab+(?!c)")
    for text in ("abbbc", "abc", "abbbc abb"):
        assert spans(matches_in_any(pattern, text, [(0, 2), (0, 3), (5, 9)])) == spans(pattern.finditer(text))


def test_one_match_does_not_begin_inside_another():
    pattern = re.compile("aba")
    assert spans(matches_at(pattern, "ababa aba", [0, 2, 6])) == [(0, 3), (6, 9)]


def test_words_needed_and_rare_words():
    pattern = re.compile(r"(?<!\w)(?:my|the) one")
    opened = Opened(
        pattern, first_words("my"), (frozenset({"one"}),), frozenset({"the"}), frozenset({"phone"})
    )
    for text, expected in (
        ("my one", [(0, 6)]),
        ("my on", []),
        ("the one", []),
        ("the one, phone", [(0, 7)]),
    ):
        assert spans(Openings(text_part("body", text)).matches(opened)) == expected


@pytest.mark.parametrize("text", ["", "no figures", "1", "12 a3", "0" * 90, "1 " * 90])
def test_runs_of_digits(text):
    assert list(runs_of_digits(text)) == spans(re.finditer("[0-9]+", text))


@pytest.mark.parametrize("text", ["it's 'so' ''x'y z''", "a-b_c 4p", "don't\tgo'", "'", "rock'n'roll"])
def test_words_of_a_text_in_ascii(text):
    words = re.findall(r"[a-z0-9]+(?:'[a-z0-9]+)*", text)
    assert text_part("body", text).words == frozenset(words)
