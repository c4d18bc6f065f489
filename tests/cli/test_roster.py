"""The command: what it shows, where it writes, its exit codes, and whom it does not name."""

import json
import os
import stat

import pytest
from click.testing import CliRunner
from tests.school.rosters import DATA

from msgguard.cli.main import cli


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*args):
        return CliRunner().invoke(cli, ["roster", *map(str, args)])

    return call


def test_formats(run):
    result = run("formats")
    assert "oneroster" in result.output
    assert result.exit_code == 0


def test_import_shows_counts_and_writes_closed(run, tmp_path):
    result = run("import", DATA / "oneroster11")
    assert result.exit_code == 0
    assert "5 pupils, 3 classes, 3 year groups; 1 without a guardian" in result.output
    assert "4 guardians, 1 without a pupil" in result.output
    assert "users.csv:9: guardian 'p4' has no pupil" in result.output
    assert "Birth dates and UPNs are not kept" in result.output
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "roster.json").stat().st_mode) == 0o600


def test_nobody_is_named(run):
    output = run("import", DATA / "oneroster11").output + run("import", DATA / "sims-contacts.csv").output
    for name in ("Nora", "Maarja", "Kask", "Theo", "Jarvis", "helen.jarvis"):
        assert name not in output.replace("sims-contacts", "")


def test_dry_run_writes_nothing(run, tmp_path):
    result = run("import", DATA / "oneroster11", "--dry-run")
    assert "Nothing was written" in result.output
    assert not list(tmp_path.iterdir())


def test_import_again_tells_changes(run):
    run("import", DATA / "oneroster11")
    assert "nothing has changed" in run("import", DATA / "oneroster11").output
    result = run("import", DATA / "oneroster12", "--format", "oneroster")
    assert "pupils who left" in result.output


def test_flags_beside_the_output_are_found(run, tmp_path):
    (tmp_path / "roster-flags.toml").write_text((DATA / "roster-flags.toml").read_text())
    result = run("import", DATA / "oneroster11")
    assert result.exit_code == 1  # two entries fit nobody, or several
    assert "roster-flags.toml:8: nobody on the roster fits" in result.output


def test_json(run):
    data = json.loads(run("import", DATA / "sds21", "--json", "--dry-run").output)
    assert data["format"] == "sds v2.1"
    assert data["counts"]["guardians"] == 2
    assert {"kind", "file", "line", "what"} == set(data["notes"][0])


def test_config_names_the_output_and_the_pupils_domain(run, tmp_path):
    (tmp_path / "msgguard.toml").write_text('roster = "data.json"\nschool = "school.toml"\n')
    (tmp_path / "school.toml").write_text('name = "O"\npupil_domains = ["oakmere.sch.example"]\n')
    result = run("import", DATA / "google" / "users.csv")
    assert "4 pupils" in result.output
    assert (tmp_path / "data.json").is_file()


def test_check(run, tmp_path):
    run("import", DATA / "oneroster12", "--output", "r.json")
    result = run("check", "--roster", "r.json")
    assert result.exit_code == 1
    assert "has no classes" in result.output
    run("import", DATA / "oneroster11", "--output", "s.json")
    result = run("check", "--roster", "s.json")
    assert (result.exit_code, "nothing amiss" in result.output) == (0, True)


@pytest.mark.skipif(os.name != "posix", reason="no such permissions")
def test_check_tells_permissions_and_older_flags(run, tmp_path):
    run("import", DATA / "oneroster11", "--output", "s.json")
    (tmp_path / "s.json").chmod(0o644)
    os.utime(tmp_path / "s.json", (1_600_000_000, 1_600_000_000))
    (tmp_path / "roster-flags.toml").write_text("")
    data = json.loads(run("check", "--roster", "s.json", "--json").output)
    told = " ".join(data["problems"])
    assert "everybody on this computer" in told
    assert "days old" in told
    assert "changed after the last import" in told


def test_check_against_the_profile(run, tmp_path):
    (tmp_path / "msgguard.toml").write_text('roster = "r.json"\nschool = "school.toml"\n')
    (tmp_path / "school.toml").write_text(
        'name = "O"\ndomains = ["oakmere.sch.example"]\npupil_domains = ["elsewhere.example"]\n'
        '[[staff]]\nemail = "x@oakmere.sch.example"\nname = "X"\n'
    )
    run("import", DATA / "oneroster12")
    output = run("check").output
    assert "1 pupils' addresses do not fit" in output
    assert "1 guardians' addresses are the school's own" in output
    assert "1 staff with declared children are not among the staff" in output


def test_control_characters_do_not_reach_the_terminal(run, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Forename,Surname,Evil\x1b[2JColumn\nAnn,Lee,1\n")
    result = run("import", path)
    assert "\x1b" not in result.output
    assert "Evil" in result.output
