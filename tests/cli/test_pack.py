"""``pack``: a school's pack begun, checked, shown; every fault at once with its line."""

import json

import pytest

from msgguard.cli.exits import Exit
from msgguard.hostile import is_linear
from msgguard.policy.pack import load_policy


@pytest.fixture
def pack(run, folder):
    """A new pack, as ``pack new`` writes it."""
    result = run("pack", "new", "hillview-2026", "--title", 'Hill "View"', config=None)
    assert result.exit_code == Exit.CLEAN
    return folder / "packs" / "hillview-2026"


def check(run, name="hillview-2026"):
    return run("pack", "check", name, config=None)


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_new_pack_passes_at_once_and_can_be_used(run, folder, pack):
    result = check(run)
    assert (result.exit_code, "0 faults; 0 examples and 2 cases run" in result.stdout) == (Exit.CLEAN, True)
    (folder / "msgguard.toml").write_text('packs = ["hillview-2026"]\n')
    result = run("check", "--text", "A coat.\n\nSent from my iPhone", "-f", "json", config=None)
    clauses = json.loads(result.stdout)["messages"][0]["warnings"][0]["clauses"]
    assert [clause["ref"] for clause in clauses] == ["5"]
    assert "Hill" in run("pack", "list", config=None).stdout
    assert run("pack", "new", "hillview-2026", config=None).exit_code == Exit.FAILED
    assert run("pack", "new", "Bad Name", config=None).exit_code == Exit.FAILED


def test_every_fault_is_said_at_once_with_its_line(run, pack):
    edit(pack / "clauses.toml", 'duty = "should not"', 'duty = "perhaps"')
    edit(
        pack / "matrix.toml",
        " -    -     w    w   -    w   -   B     B     w   w     B     B        B",
        "- a w",
    )
    (pack / "rules").mkdir()
    (pack / "rules" / "LX901.toml").write_text('code = "LX902"\nname = "local"\n')
    result = check(run)
    assert result.exit_code == Exit.FOUND
    assert "clauses.toml:24: clause.0.duty" in result.stdout
    assert "3 levels for 14 columns" in result.stdout
    assert "LX901.toml" in result.stdout
    assert "what: is missing" in result.stdout


def test_names_must_resolve(run, pack):
    edit(pack / "clauses.toml", 'ref = "2"', 'ref = "1"')
    edit(pack / "clauses.toml", 'rules = ["DL"]', 'rules = ["DX"]')
    edit(pack / "matrix.toml", 'rules = ["PN205"]', 'rules = ["PN299"]')
    said = check(run).stdout
    assert "ref 1 is already used on line" in said
    assert "checks names DX, but there is no such rule" in said
    assert "a row names PN299" in said


def test_local_rules_words_and_patterns(run, pack):
    (pack / "rules").mkdir()
    (pack / "words").mkdir()
    (pack / "words" / "games.txt").write_text("# games\nbeta\nalpha\nBeta\n")
    (pack / "rules" / "LX901.toml").write_text(
        'code = "LX901"\nname = "personal-phone"\nkind = "pattern"\nwhat = "w"\nwhy = "w"\ninstead = "i"\n'
        "message = \"m\"\npatterns = ['(a+)+$', '(unclosed']\n"
    )
    said = check(run).stdout
    assert "games.txt:3: 'alpha' is out of order" in said
    assert "games.txt:4: 'Beta' stands here twice" in said
    assert "LX901.toml:2: name 'personal-phone' is already the name of" in said
    assert "LX901.toml:8: patterns: takes too long on hostile text" in said
    assert "missing )" in said
    assert "at least one [[bad]] and one [[good]] example" in said
    assert "no row for LX901" in said


def test_examples_and_cases_are_run(run, pack):
    (pack / "rules").mkdir()
    rule = (
        'code = "LX901"\nname = "raffle"\nkind = "phrase"\nwhat = "w"\nwhy = "w"\ninstead = "i"\n'
        'message = "m"\nphrases = ["raffle (ticket|tickets)"]\n'
        '[[bad]]\ntext = "Buy a raffle ticket."\nfind = ["raffle ticket"]\n'
        '[[good]]\ntext = "Buy a {}."\n'
    )
    (pack / "rules" / "LX901.toml").write_text(rule.format("cake"))
    levels = " ".join("w" * 14)
    (pack / "matrix.toml").write_text(
        (pack / "matrix.toml").read_text() + f'\n[[row]]\nrules = ["LX901"]\nlevels = "{levels}"\n'
    )
    assert "0 faults; 2 examples and 2 cases run" in check(run).stdout
    (pack / "rules" / "LX901.toml").write_text(rule.format("raffle ticket"))
    edit(pack / "cases.toml", 'verdict = "pass"', 'verdict = "warn"')
    said = check(run).stdout
    assert "example LX901-good-1" in said
    assert "cases.toml:6: case 'an ordinary letter home': the verdict is pass, not warn" in said


def test_show(run, pack):
    said = run("pack", "show", "hillview-2026", config=None).stdout
    assert "Hill" in said
    assert "matrix:" in said
    data = json.loads(run("pack", "show", "hillview-2026", "--json", config=None).stdout)
    assert [clause["ref"] for clause in data["clauses"]] == ["1", "2", "3", "4", "5", "6"]
    assert len(data["matrices"]) == 1
    assert run("pack", "show", "no-such-pack", config=None).exit_code == Exit.FAILED


@pytest.mark.parametrize("name", ["ryefield-2016", "uk-school-dp"])
def test_the_shipped_packs_hold_together(run, name):
    result = check(run, name)
    assert result.exit_code == Exit.CLEAN, result.stdout


def test_a_matrix_of_its_own_counts_alone():
    own = load_policy(["ryefield-2016", "uk-school-dp"])
    general = load_policy(["uk-school-dp"])
    assert len(own.matrices) == 1
    assert len(general.matrices) == 1
    assert load_policy(["base"]).matrices == general.matrices


@pytest.mark.parametrize(
    ("source", "linear"), [(r"\d{3,6}", True), (r"(a+)+$", False), (r"\b\w+\s+\w+!", True)]
)
def test_costs_of_patterns(source, linear):
    import re

    assert is_linear(re.compile(source)) is linear
