"""What is said of "them" is read of the group that was named before."""

from __future__ import annotations

import pytest

from msgguard.detect.language_group import meant_in
from msgguard.text.sentence import sentences
from msgguard.text.view import text_part

GROUPS = frozenset({"women", "muslims", "gay people", "travellers"})


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Women are on the panel. They belong at home.", "women belong at home."),
        ("Muslims moved in. They're not like us.", "muslims are not like us."),
        ("We had Travellers here. Those people steal.", "travellers steal."),
        (
            "Gay people on telly again; I can't stand them.",
            "Gay people on telly again; I can't stand gay people.",
        ),
        ("Muslims, women, who cares? I'd ban all of them.", "I'd ban women."),
    ],
)
def test_the_group_named_last_stands_for_them(text: str, meant: str) -> None:
    part = text_part("body", text)
    assert [m.text for m in meant_in(part, tuple(sentences(part)), GROUPS)][-1] == meant


@pytest.mark.parametrize(
    "text",
    [
        "They belong at home.",
        "Women came to the racists' march to protest: bigots shouted, and they were sent away.",
        "Women played well.",
        "The womenfolk are here. They sing.",
    ],
)
def test_nobody_is_put_in_where_no_group_is_meant(text: str) -> None:
    part = text_part("body", text)
    assert not list(meant_in(part, tuple(sentences(part)), GROUPS))


def test_without_groups_nothing_is_looked_for() -> None:
    part = text_part("body", "Women came. They sang.")
    assert not list(meant_in(part, tuple(sentences(part)), frozenset()))
