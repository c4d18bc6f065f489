"""Asking for some codes gives what asking for all gives of them, whatever is left out to be quick."""

from dataclasses import replace
from pathlib import Path

import pytest

from msgguard.audit.kit import BULK_CODES, INBOUND_CODES
from msgguard.config import read_config
from msgguard.engine import find
from msgguard.evaluate import read_corpus
from msgguard.setup import read_parts, setup_of

CORPORA = Path(__file__).parent.parent / "corpora"
# Every fourteenth message: enough to meet every family, few enough to check each a dozen times.
STEP = 14
SINGLE = ("PB505", "PB506", "DL305", "SC401", "SC403", "SC404", "PN203", "PN204", "RC702", "AT801", "PI602")


@pytest.fixture(scope="module")
def parts():
    return read_parts(read_config(CORPORA / "msgguard.toml"))


@pytest.fixture(scope="module")
def told(parts):
    """Messages with all that is found in them, and every excused candidate."""
    setup = setup_of(parts)
    messages = [one.message for one in read_corpus(CORPORA)][::STEP]
    return [(message, *find(message, setup)) for message in messages]


def selections(codes):
    yield from (frozenset({code}) for code in SINGLE)
    yield from (INBOUND_CODES, BULK_CODES)
    yield from (
        frozenset(c for c in codes if c.startswith(family)) for family in ("DL", "PB", "CD", "PI", "SC")
    )


def test_a_selection_finds_what_all_rules_find_of_it(parts, told):
    assert {f.code[:2] for _, found, _, _ in told for f in found} >= {
        "AT",
        "CD",
        "DL",
        "PB",
        "PI",
        "PN",
        "SC",
    }
    for chosen in selections(parts.codes):
        setup = setup_of(replace(parts, codes=chosen))
        for message, found, excused, _ in told:
            now, apart, errors = find(message, setup)
            assert not errors
            assert now == [f for f in found if f.code in chosen], (sorted(chosen), message.id)
            assert sorted(map(repr, apart)) == sorted(repr(f) for f in excused if f.code in chosen)


def test_detectors_of_other_codes_are_left_out(parts):
    setup = setup_of(replace(parts, codes=frozenset({"CD101"})))
    assert [detector.name for detector in setup.detectors] == ["phone"]
    assert setup.known.wants("CD101")
    assert not setup.known.wants("CD102")
