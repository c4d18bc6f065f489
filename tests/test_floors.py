"""Measured accuracy never drops unseen: the pinned floors hold, for the corpora as they are."""

import json
from pathlib import Path

from click.testing import CliRunner

from msgguard.cli.main import cli

CORPORA = Path(__file__).parent.parent / "corpora"


def run(floors, monkeypatch):
    monkeypatch.chdir(CORPORA.parent)  # splits are named by their path as given
    return CliRunner().invoke(cli, ["eval", "corpora", "--floors", str(floors)])


def test_the_floors_hold_on_both_splits(monkeypatch):
    floors = json.loads((CORPORA / "floors.json").read_text(encoding="utf-8"))
    assert set(floors["splits"]) == {"corpora", "corpora/untuned"}
    result = run(CORPORA / "floors.json", monkeypatch)
    assert result.exit_code == 0, result.output


def test_a_floor_that_is_too_high_fails(tmp_path, monkeypatch):
    floors = json.loads((CORPORA / "floors.json").read_text(encoding="utf-8"))
    floors["splits"]["corpora"]["all"]["recall"] = 1.01
    high = tmp_path / "floors.json"
    high.write_text(json.dumps(floors), encoding="utf-8")
    result = run(high, monkeypatch)
    assert result.exit_code == 1, result.output
