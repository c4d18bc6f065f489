"""The verbs that explain, list and set up."""

import json

import pytest
from click.testing import CliRunner

from msgguard.cli.exits import Exit
from msgguard.cli.main import VERBS, cli

from .conftest import RYEFIELD


def test_every_verb_has_help_that_shows_how(run):
    for verb in VERBS:
        result = run(verb, "--help", config=None)
        assert result.exit_code == Exit.CLEAN
        assert len(result.stdout) > 100, verb


def test_alone_it_prints_help_and_has_done_nothing(run):
    result = run(config=None)
    assert "Verbs:" in result.stdout
    assert result.exit_code == Exit.FAILED


def test_a_mistyped_verb_gets_a_suggestion(run):
    result = run("chek", config=None)
    assert (result.exit_code, "Did you mean 'check'?" in result.stderr) == (Exit.FAILED, True)
    assert run("check", "--no-such-option", config=None).exit_code == Exit.FAILED


def test_rule(run):
    text = run("rule", "cd101").stdout
    assert text.startswith("CD101 personal-phone")
    assert "Instead:" in text
    assert "EV8 (must not)" in text
    assert run("rule", "personal-phone").stdout == text
    data = json.loads(run("rule", "CD101", "--json").stdout)
    assert data["code"] == "CD101"
    assert {"pack": "ryefield-2016", "ref": "EV8", "duty": "must not"} in data["clauses"]
    assert run("rule").stdout == run("rule", "--all").stdout
    assert run("rule", "--all").stdout.count("\n") == len(json.loads(run("rule", "--json").stdout))
    assert "policy-overdue" in run("rule", "RV901").stdout
    wrong = run("rule", "CD11")
    assert (wrong.exit_code, "did you mean" in wrong.stderr) == (Exit.FAILED, True)


def test_clause(run):
    text = run("clause", "ev8").stdout
    assert "Not give their personal contact details to pupils" in text
    assert "CD101 personal-phone" in text
    data = json.loads(run("clause", "EV8", "--json").stdout)
    assert data["duty"] == "must not"
    assert "CD101" in data["rules"]
    listed = run("clause").stdout
    assert all(f"\n{ref} " in "\n" + listed for ref in ("KP1", "EV11", "RV1", "DP1"))
    assert "DB Primary" in run("clause", "--all").stdout
    assert run("clause", "EV88").exit_code == Exit.FAILED
    assert "no pack in use has clauses" in run("clause", "EV8", config=None).stderr


def test_version(run):
    assert "pack ryefield-2016" in run("version").stdout
    data = json.loads(run("version", "--json").stdout)
    assert [pack["name"] for pack in data["packs"]] == ["base", "ryefield-2016", "uk-school-dp"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(run, shell):
    assert "_MSGGUARD_COMPLETE" in run("completion", shell, config=None).stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("msgguard rule PN20", {"PN201", "PN202", "PN203", "PN204", "PN205", "PN207"}),
        ("msgguard check --select CD101,pers", {"CD101,personal-phone", "CD101,personal-email"}),
        ("msgguard clause EV1", {"EV1", "EV10", "EV11"}),
        ("msgguard app", {"approvals"}),
    ],
)
def test_codes_and_refs_complete(folder, words, expected):
    env = {
        "_MSGGUARD_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
        "MSGGUARD_CONFIG": str(RYEFIELD),
    }
    result = CliRunner().invoke(cli, [], prog_name="msgguard", env=env)
    found = {line.partition(",")[2] for line in result.stdout.splitlines()}
    assert expected <= found


def test_init_writes_what_can_be_read_and_never_overwrites(run, folder):
    answers = (
        "--yes",
        "--name",
        'The "Hill" School',
        "--domain",
        "hill.sch.example",
        "--phone",
        "01632 960100",
    )
    result = run("init", *answers, "--pack", "uk-school-dp", config=None)
    assert result.exit_code == Exit.CLEAN, result.stderr
    text = (folder / "school.toml").read_text()
    assert r'name = "The \"Hill\" School"' in text
    assert run("check", "--text", "A coat.", config=None).exit_code == Exit.CLEAN
    assert run("init", *answers, config=None).exit_code == Exit.FAILED
    (folder / "school.toml").write_text("x")
    assert run("init", *answers, "--force", config=None).exit_code == Exit.CLEAN
    assert (folder / "school.toml").read_text() == text


@pytest.mark.parametrize(
    "wrong",
    [
        ("--domain", "not a domain"),
        ("--phone", "12"),
        ("--office", "nobody"),
        ("--pack", "no-such-pack"),
        ("--pupil-domain", "x@y"),
    ],
)
def test_init_checks_its_answers(run, folder, wrong):
    result = run("init", "--yes", "--name", "H", "--domain", "hill.sch.example", *wrong, config=None)
    assert result.exit_code == Exit.FAILED
    assert not (folder / "msgguard.toml").exists()


def test_init_asks_until_the_answer_can_be_read(run, folder):
    typed = "Hill School\nnot a domain\nhill.sch.example, hill.org.example\n\n01632 960100\n\n\n\n\n"
    result = run("init", stdin=typed, config=None)
    assert result.exit_code == Exit.CLEAN, result.stderr
    assert "is no mail domain" in result.stderr
    assert 'domains = ["hill.sch.example", "hill.org.example"]' in (folder / "school.toml").read_text()


REGISTER = """\
[[approval]]
ref = "OK-1"
by = "Headteacher"
who = ["l.moreton@ryefield.sch.uk"]
codes = ["CD101"]
until = 2099-01-01
[[approval]]
ref = "OLD-1"
by = "Headteacher"
who = ["*"]
codes = ["CD101"]
until = 2020-01-01
[[approval]]
ref = "ROLE-1"
by = "Caretaker"
who = ["*"]
clauses = ["PU4"]
[[approval]]
ref = "NO-1"
by = "Headteacher"
who = ["stranger@ryefield.sch.uk"]
codes = ["CD199"]
clauses = ["EV8", "EV88"]
audiences = ["aliens"]
"""


def test_approvals(run, folder):
    (folder / "msgguard.toml").write_text(
        f'packs = ["ryefield-2016"]\nschool = "{RYEFIELD.parent / "school.toml"}"\napprovals = "a.toml"\n'
    )
    (folder / "a.toml").write_text(REGISTER)
    listed = run("approvals", "list", config=None).stdout
    assert "OLD-1" in listed
    assert "ran out" in listed
    result = run("approvals", "check", config=None)
    assert result.exit_code == Exit.FOUND
    said = result.stdout
    assert "a.toml:8: OLD-1 ran out on 2020-01-01" in said
    assert "PU4 needs the Headteacher, not Caretaker" in said
    assert "there is no rule CD199" in said
    assert "there is no clause EV88" in said
    assert "nobody may approve an exception to EV8" in said
    assert "there is no audience 'aliens'" in said
    assert "not among the school's staff" in said
    assert "OK-1" not in said
    (folder / "m.txt").write_text("To: p@mail.example\n\nA coat.\n")
    assert "OK-1 clears nothing" in run("approvals", "check", "--used-by", "m.txt", config=None).stdout
    assert run("approvals", "list", "--config", RYEFIELD, config=None).exit_code == Exit.CLEAN


def test_no_register_is_said(run, folder):
    assert "no register is configured" in run("approvals", "list", config=None).stderr


def test_explain_tells_why_each_name_was_taken(run):
    draft = "Arlo Jennings was unwell. The river is high. River Hamilton sang."
    text = ("--text", draft, "--to", "x@mail.example")
    said = run("explain", *text).stdout
    assert "line 1: Arlo Jennings: pupil (p001)" in said
    assert "River Hamilton: pupil (p003)" in said
    names = json.loads(run("explain", *text, "--json").stdout)["names"]
    assert [one["verdict"] for one in names if one["text"] == "Arlo Jennings"] == ["pupil"]
    assert all(one["because"] for one in names)


def test_explain_without_a_name_or_a_roster_says_so(run):
    assert "nothing in it looks like a pupil's name" in run("explain", "--text", "The bus is late.").stdout
    assert "No roster is configured" in run("explain", "--text", "The bus is late.", config=None).stderr
    assert run("explain", "no-such.eml").exit_code == Exit.FAILED
