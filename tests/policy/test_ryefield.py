"""The shipped packs: the document's own words, every code with a row, every warning with a clause."""

import re
from pathlib import Path

import pytest

from msgguard.model import Audience, Channel, Level
from msgguard.policy.pack import load_policy

RULES = Path(__file__).parent.parent.parent / "rules"
NO_CLAUSE = {"AT806"}  # said, never a conflict with anything


@pytest.fixture(scope="module")
def policy():
    return load_policy(["ryefield-2016", "uk-school-dp"])


def squeeze(text):
    return re.sub(r"\s+", " ", text.replace("**", "").replace("\ufeff", "")).strip()


def test_clause_texts_are_the_documents_own_words(policy):
    document = squeeze((RULES / "ryefield-2016" / "policy.txt").read_text(encoding="utf-8"))
    own = [clause for clause in policy.clauses if clause.pack == "ryefield-2016"]
    assert len(own) == 25
    for clause in own:
        assert squeeze(clause.text) in document, clause.ref


def test_clauses_stand_in_the_documents_order(policy):
    document = squeeze((RULES / "ryefield-2016" / "policy.txt").read_text(encoding="utf-8"))
    places = [document.index(squeeze(c.text)) for c in policy.clauses if c.pack == "ryefield-2016"]
    assert places == sorted(places)


def test_every_rule_has_a_row_and_every_row_a_rule(policy):
    rows = policy.matrices[0]
    selectors = {selector for row in rows for selector in row.when.rules}
    for code in policy.rules:
        assert any(code.startswith(selector) for selector in selectors), code
    for selector in selectors:
        assert any(code.startswith(selector) for code in policy.rules), selector


def test_every_level_has_a_clause_that_reaches_it(policy):
    """A column that weighs something must be able to cite a clause for some channel."""
    lonely = []
    for row in policy.matrices[0]:
        for audience, cell in row.cells.items():
            if cell.level is Level.PASS:
                continue
            for code in (c for c in policy.rules if c.startswith(row.when.rules) and c not in NO_CLAUSE):
                if not any(
                    audience in check.to and code.startswith(check.when.rules)
                    for clause in policy.clauses
                    for check in clause.checks
                ):
                    lonely.append((code, audience.value))
    assert sorted(set(lonely)) == []


def test_catalogue_cells(policy):
    """Cells picked from the catalogue's table by hand."""

    def cell(code, audience, **facts):
        for row in policy.matrices[0]:
            when = row.when
            if code.startswith(when.rules) and not (
                when.owner
                or when.stance
                or when.at_least
                or when.together_with
                or when.facts
                or when.roster is not None
            ):
                return row.cells[audience]
        raise AssertionError(code)

    assert cell("CD101", Audience.PUPIL).level is Level.BLOCK
    assert cell("SC401", Audience.SAFE).level is Level.ADVISE
    assert cell("PB503", Audience.PUPIL).escalate
    assert cell("PB506", Audience.PERSONAL) == cell("PB506", Audience.OFFICIAL)
    assert cell("DL306", Audience.OWN).level is Level.ADVISE
    assert Channel.EMAIL


def test_the_review_is_overdue(policy):
    due = {info.name: info.due for info in policy.packs}
    assert str(due["ryefield-2016"]) == "2017-03-01"
