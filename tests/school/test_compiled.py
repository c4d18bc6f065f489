"""The compiled roster: same after a round, closed to others, old files still read, damage told."""

import json
import os
import stat
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msgguard.errors import RosterError
from msgguard.school.compiled import exposure, read_compiled, write_compiled
from msgguard.school.roster import Guardian, Pupil, Roster

ROSTER = Roster(
    pupils=(
        Pupil(
            id="p1", given="Chloë", family="Ní Bhriain", variants=(("Chloe", "Breen"),), short=("Clo",),
            classes=("3L",), year="3", email="c@pupils.school.example", born="2018-01-02",
            upn="A123456789012", household="home", flags=frozenset({"left", "no-publicity"}),
            consents=frozenset({"website:first"}), middle="Áine",
        ),
    ),
    guardians=(
        Guardian(
            id="g1", given="Al", family="Lee", title="Dr", emails=("al@mail.example",),
            phones=("07700900001",), children=("p1",), household="home", restricted=("p1",),
        ),
    ),
    source="oneroster 1.1",
    staff_children={"t@school.example": ("p1",)},
)  # fmt: skip


def test_what_is_written_is_read(tmp_path):
    path = tmp_path / "roster.json"
    write_compiled(ROSTER, path)
    assert read_compiled(path) == ROSTER


@pytest.mark.skipif(os.name != "posix", reason="no such permissions")
def test_only_the_owner_may_read(tmp_path):
    path = tmp_path / "roster.json"
    path.write_text("{}")
    path.chmod(0o644)
    old = os.umask(0)
    try:
        write_compiled(ROSTER, path)
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert exposure(path) == ""
    assert [p.name for p in tmp_path.iterdir()] == ["roster.json"]


@pytest.mark.skipif(os.name != "posix", reason="no such permissions")
@pytest.mark.parametrize(("mode", "who"), [(0o640, "group"), (0o644, "everybody"), (0o602, "everybody")])
def test_others_who_may_read_are_said(tmp_path, mode, who):
    path = tmp_path / "roster.json"
    path.write_text("{}")
    path.chmod(mode)
    assert who in exposure(path)


def test_a_file_from_before_is_read(tmp_path):
    path = tmp_path / "roster.json"
    row = ["p1", "Ann", "Lee", [], [], ["3L"], "3", "", "", "", "", [], []]
    path.write_text(json.dumps({"format": 1, "source": "", "pupils": [row], "guardians": []}))
    assert read_compiled(path).pupils[0].middle == ""


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{", '{"format": 2}', '{"format": 1}', '{"format": 1, "pupils": 3, "guardians": []}',
        '{"format": 1, "pupils": [["p1"]], "guardians": []}',
        '{"format": 1, "pupils": [{}], "guardians": []}',
        '{"format": 1, "pupils": ["abcdefghijklmn"], "guardians": []}', "[" * 100_000,
        '{"format": 1, "pupils": [], "guardians": [], "staff_children": []}',
    ],
)  # fmt: skip
def test_damage_is_told(tmp_path, text):
    path = tmp_path / "roster.json"
    path.write_text(text)
    with pytest.raises(RosterError):
        read_compiled(path)


def test_what_cannot_be_written_leaves_the_old_file(tmp_path):
    with pytest.raises(RosterError, match="cannot be written"):
        write_compiled(ROSTER, tmp_path / "absent" / "roster.json")


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_any_bytes_are_a_roster_or_an_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "roster.json"
    path.write_bytes(data)
    with suppress(RosterError):
        assert isinstance(read_compiled(path), Roster)
