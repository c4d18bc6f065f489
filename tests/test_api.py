"""The public names, and that importing them is cheap."""

import subprocess
import sys
from pathlib import Path

import msgguard

ROOT = Path(__file__).parent.parent


def test_every_public_name_is_there_and_sorted():
    assert msgguard.__all__ == sorted(msgguard.__all__)
    for name in msgguard.__all__:
        assert getattr(msgguard, name) is not None
    assert set(dir(msgguard)) == set(msgguard.__all__)


def test_an_unknown_name_is_an_attribute_error():
    import pytest

    with pytest.raises(AttributeError, match="no_such_name"):
        msgguard.no_such_name


def test_importing_it_imports_nothing_else():
    code = "import sys, msgguard; print([m for m in sys.modules if m.startswith(('msgguard.', 'pydantic'))])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "['msgguard._version']"


def test_library_and_command_line_agree(tmp_path):
    import json

    from click.testing import CliRunner

    from msgguard.cli.main import cli

    draft = tmp_path / "d.txt"
    draft.write_text("To: parent1@mail.example\nReply-To: x@mail.example\n\nHello\n\nSent from my iPhone\n")
    config = ROOT / "corpora" / "ryefield" / "msgguard.toml"
    report = msgguard.check(msgguard.read_message(draft), msgguard.load_setup(config))
    result = CliRunner().invoke(
        cli, ["check", str(draft), "-f", "jsonl", "--show-text", "--config", str(config)]
    )
    said = json.loads(result.stdout)
    assert said["verdict"] == report.verdict.word
    assert [(w["code"], w["text"], w["level"]) for w in said["warnings"]] == [
        (w.finding.code, w.finding.text, w.level.word) for w in report.warnings
    ]
    assert report.warnings
