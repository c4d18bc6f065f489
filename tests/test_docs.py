"""Generated pages are as fresh as what they are generated from; links lead somewhere."""

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).parent.parent


def test_generated_pages_are_fresh():
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "generate.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "formats").glob("*.json")), ids=lambda p: p.name)
def test_schemas_are_schemas(path):
    jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))


def test_reports_keep_their_schema():
    schema = json.loads((ROOT / "docs" / "formats" / "report.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    golden = ROOT / "tests" / "report" / "golden"
    for name in ("json-masked.json", "json-shown.json"):
        document = json.loads((golden / name).read_text(encoding="utf-8"))
        assert [e.message for e in validator.iter_errors(document)] == []
    line = jsonschema.Draft202012Validator({**schema, **schema["$defs"]["message"], "$defs": schema["$defs"]})
    of_lines = {"$ref": "#/$defs/message", "$defs": schema["$defs"]}
    line = jsonschema.Draft202012Validator(of_lines)
    for text in (golden / "jsonl-masked.jsonl").read_text(encoding="utf-8").splitlines()[:-1]:
        assert [e.message for e in line.iter_errors(json.loads(text))] == []


def test_the_demonstrations_school_is_the_corpus_one():
    for name in ("school.toml", "approvals.toml"):
        shipped = ROOT / "rules" / "ryefield-2016" / "demo" / name
        assert shipped.read_text(encoding="utf-8") == (ROOT / "corpora" / "ryefield" / name).read_text(
            encoding="utf-8"
        )


def test_the_readme_is_short_and_true():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 100
    assert f"[{len(list((ROOT / 'rules' / 'base' / 'rules').glob('*.toml')))} rules]" in text
