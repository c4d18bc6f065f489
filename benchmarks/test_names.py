"""Names: start-up of a roster and the names' share of a message, for a school and a trust."""

from __future__ import annotations

import random

import pytest

from benchmarks.messages import email, ordinary
from msgguard.detect import pupil
from msgguard.detect.registry import Known
from msgguard.policy.pack import load_policy
from msgguard.school.compiled import read_compiled, write_compiled
from msgguard.school.names import compile_names
from msgguard.school.profile import School
from msgguard.school.roster import Guardian, Pupil, Roster
from msgguard.school.shortforms import short_forms
from msgguard.text.view import build_view

_SYLLABLES = [
    "ba",
    "den",
    "cor",
    "mil",
    "ash",
    "wor",
    "hol",
    "pen",
    "tre",
    "gar",
    "lin",
    "mar",
    "sto",
    "wen",
    "car",
    "dal",
    "fen",
    "gil",
    "har",
    "ket",
    "lam",
    "nor",
    "pol",
    "ram",
    "sel",
]


def roster(pupils: int, *, seed: int = 5) -> Roster:
    """A roster with the given names of ``shortforms.txt`` and made-up family names."""
    chance = random.Random(seed)
    given = [name.title() for name in sorted(short_forms())]
    families = sorted(
        {"".join(chance.choices(_SYLLABLES, k=chance.randint(2, 3))).title() for _ in range(12_000)}
    )
    people, guardians = [], []
    for number in range(pupils):
        first, last = chance.choice(given), chance.choice(families[: max(300, pupils // 2)])
        people.append(
            Pupil(
                id=f"p{number}", given=first, family=last, classes=(f"{number % 6 + 1}{'ABC'[number % 3]}",)
            )
        )
        guardians.append(
            Guardian(
                id=f"g{number}",
                given=chance.choice(given),
                family=last,
                emails=(f"g{number}@mail.example",),
                children=(f"p{number}",),
            )
        )
    return Roster(pupils=tuple(people), guardians=tuple(guardians))


@pytest.fixture(scope="module", params=[450, 30_000])
def school_roster(request):
    return roster(request.param)


def test_start_up(benchmark, school_roster, tmp_path):
    path = tmp_path / "roster.json"
    write_compiled(school_roster, path)
    index = benchmark(lambda: compile_names(read_compiled(path), School()))
    assert index.pupils


def test_message(benchmark, school_roster):
    known = Known(
        school=School(),
        roster=school_roster,
        words=load_policy(["base"]).words,
        names=compile_names(school_roster, School()),
    )
    view = build_view(email(ordinary()))
    assert view.body.words
    benchmark(lambda: list(pupil.find(view, known)))


def test_message_without_a_roster(benchmark):
    known = Known(school=School(), words=load_policy(["base"]).words, names=compile_names(None, School()))
    view = build_view(email(ordinary()))
    assert view.body.words
    benchmark(lambda: list(pupil.find(view, known)))
