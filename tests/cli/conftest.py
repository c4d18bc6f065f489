"""What the tests of the command line share."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from msgguard.cli.main import cli

ROOT = Path(__file__).parent.parent.parent
RYEFIELD = ROOT / "corpora" / "ryefield" / "msgguard.toml"
DEVICE = "To: parent1@mail.example\n\nSee you at four.\n\nSent from my iPhone\n"
REPLY = (
    "From: Lucy Moreton <l.moreton@ryefield.sch.uk>\nTo: parent1@mail.example\n"
    "Reply-To: lucymoreton90@hotmail.co.uk\nMessage-ID: <r@x>\nSubject: Trip\n\nThe slip is due on Monday.\n"
)
CLEAN = "To: parent1@mail.example\n\nPlease send a coat on Friday.\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty working directory without any configuration above it."""
    monkeypatch.chdir(tmp_path)
    for name in ("MSGGUARD_CONFIG", "MSGGUARD_KEY", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def run(folder):
    """Run a command line; the result has exit_code, stdout and stderr."""

    def call(*args, stdin=None, config=RYEFIELD, env=None):
        words = [str(arg) for arg in args]
        if config and words and words[0] in ("check", "explain", "rule", "clause", "version"):
            words += ["--config", str(config)]
        return CliRunner().invoke(cli, words, input=stdin, env=env, catch_exceptions=False)

    return call
