"""The command line: questions, exit codes, exports, review, baseline, the page."""

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.audit.conftest import KEY

from msgguard.audit.query import Results
from msgguard.audit.review import precisions, read_labels
from msgguard.audit.suppress import merged, shown, shown_grid
from msgguard.cli.main import cli

ROOT = Path(__file__).parent.parent.parent


def run(*args, text=None):
    result = CliRunner().invoke(cli, ["audit", *map(str, args)], input=text)
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(scope="session")
def keyfile(tmp_path_factory):
    path = tmp_path_factory.mktemp("key") / "msgguard.key"
    path.write_bytes(KEY)
    return path


@pytest.fixture(scope="session")
def done(school, archive, keyfile, tmp_path_factory):
    folder = tmp_path_factory.mktemp("done") / "out"
    code, out, err = run(
        "--output", folder, "--config", school, "--purpose", "a test", "--approver", "Head",
        "--key-file", keyfile, "--jobs", 1, archive,
    )  # fmt: skip
    assert code == 0, err
    assert "CD101 personal-phone" in out
    return folder


def test_purpose_and_approver_are_asked_for(school, archive, tmp_path):
    code, _, err = run("--output", tmp_path / "o", "--config", school, archive)
    assert code == 2
    assert "--purpose" in err


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("--output", "x"),
        ("--resume", "x", "--output", "y"),
        ("--output", "x", "--sample", "0%", "--purpose", "p", "--approver", "a", "m.mbox"),
        ("--output", "x", "--roster", "2023=o.json", "--purpose", "p", "--approver", "a", "m.mbox"),
        ("--output", "x", "--excerpts", "--purpose", "p", "--approver", "a", "m.mbox"),
        ("--output", "x", "--engine", "spark", "--purpose", "p", "--approver", "a", "m.mbox"),
        ("show", "nowhere"),
        ("query", "nowhere", "SELECT 1"),
    ],
)
def test_what_cannot_be_done_is_exit_2(args, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(*args)[0] == 2


def test_unreadable_messages_make_exit_2_and_are_listed(school, tmp_path, keyfile):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.eml").write_bytes(b"From: a@b.example\n\nHi\n")
    (tmp_path / "in" / "b.eml").write_bytes(b"")
    folder = tmp_path / "o"
    code, _, err = run(
        "--output", folder, "--config", school, "--purpose", "p", "--approver", "a", "--key-file", keyfile,
        tmp_path / "in",
    )  # fmt: skip
    assert code == 2
    assert "audit unread" in err
    assert run("unread", folder)[1].strip().endswith("2@0: It is empty.")
    assert "b.eml" in run("place", folder, 1)[1]


def test_a_key_is_made_once_and_said(school, archive, tmp_path):
    config = tmp_path / "msgguard.toml"
    config.write_text('packs = ["base"]\n')
    args = ("--config", config, "--purpose", "p", "--approver", "a", "--limit", 3, "--jobs", 1, archive)
    assert "a key was made" in run("--output", tmp_path / "a", *args)[2]
    assert "a key was made" not in run("--output", tmp_path / "b", *args)[2]
    assert (tmp_path / "msgguard.key").stat().st_mode & 0o077 == 0


def test_show_and_query(done):
    assert "by clause" in run("show", done)[1]
    code, out, _ = run("query", done, "SELECT code, count(*) AS n FROM findings GROUP BY code", "-f", "json")
    assert code == 0
    assert {"CD101", "CD102"} <= {row["code"] for row in json.loads(out)}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY findings TO '/tmp/msgguard-should-not-exist.csv'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SELECT nonsense",
    ],
)
def test_a_query_reaches_nothing_else(done, query):
    assert run("query", done, query)[0] == 2


def test_csv_and_json_hold_every_finding_that_counts(done):
    expected = Results(done).one("SELECT count(*) FROM findings WHERE counted")
    assert len(list(csv.DictReader(io.StringIO(run("export", done, "-f", "csv")[1])))) == expected
    assert len(json.loads(run("export", done, "-f", "json")[1])["findings"]) == expected
    assert len(run("export", done, "-f", "jsonl")[1].splitlines()) == expected


def test_sarif_follows_its_schema(done, tmp_path):
    jsonschema = pytest.importorskip("jsonschema")
    path = tmp_path / "out.sarif"
    assert run("export", done, "-f", "sarif", "--all", "-o", path)[0] == 0
    log = json.loads(path.read_text())
    schema = json.loads((ROOT / "tests" / "data" / "sarif-schema-2.1.0.json").read_text())
    jsonschema.validators.validator_for(schema)(schema).validate(log)
    assert log["runs"][0]["results"]
    assert path.stat().st_mode & 0o077 == 0


def test_a_review_asks_for_a_name_records_it_and_gives_precision(done, keyfile):
    assert run("review", done, "--key-file", keyfile)[0] == 2
    who = ("--by", "A. Name", "--why", "precision", "--key-file", keyfile)
    code, out, err = run("review", done, "--code", "CD101", "--sample", 3, *who, text="r\nw\nr\n")
    assert code == 0, err
    assert out.count("CD101 personal-phone") == 3
    assert "^^^" in out
    assert "CD101: 2 of 3 right" in out
    assert precisions(done)["CD101"].judged == 3
    assert "A. Name" in (done / "access.jsonl").read_text()
    marks = set(read_labels(done))
    run("review", done, "--code", "CD101", "--sample", 3, *who, text="u\nq\n")
    assert marks < set(read_labels(done)), "labelled findings are not asked for again"


def test_accepted_findings_do_not_count_again(done, school, archive, keyfile, tmp_path):
    accepted = tmp_path / "accepted.json"
    result = CliRunner().invoke(
        cli, ["baseline", "write", str(done), str(accepted), "--by", "Head", "--key-file", str(keyfile)]
    )
    assert result.exit_code == 0, result.stderr
    assert b"07700" not in accepted.read_bytes()
    args = ("--config", school, "--purpose", "p", "--approver", "a", "--jobs", 1, "--baseline", accepted)
    assert run("--output", tmp_path / "o", *args, "--key-file", keyfile, archive)[0] == 0
    results = Results(tmp_path / "o")
    assert results.one("SELECT count(*) FROM findings WHERE counted") == 0
    assert results.one("SELECT count(*) FROM findings WHERE known") > 0
    other = tmp_path / "other.key"
    other.write_text("quite another key, long enough")
    code, _, err = run("--output", tmp_path / "p", *args, "--key-file", other, archive)
    assert code == 2
    assert "another key" in err


def test_the_page_stands_alone_and_tells_nobody(done):
    pytest.importorskip("vl_convert")
    assert run("report", done)[0] == 0
    page = (done / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"<script|<link|<iframe|<img|\ssrc=|@import|url\(", page)
    assert set(re.findall(r"https?://[^\s\"'<>]+", page)) <= {
        "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink",
    }  # fmt: skip
    assert page.count("<svg") == page.count('role="img"') >= 3
    assert page.count("<title>") == page.count("<svg") + 1
    assert "RV901" in page
    for word in ("mail.example", "oakhanger.sch", "07700", "breach"):
        assert word not in page.lower()
    assert not re.search(r'<td class="n">[1-4]</td>', re.sub(r"(?s)<h2>What could not.*", "", page))


def test_small_numbers_and_what_would_give_them_away():
    assert shown([("a", 90), ("b", 4), ("c", 0)]) == [("a", None), ("b", None), ("c", 0)]
    assert shown([("a", 90), ("b", 4), ("c", 3)]) == [("a", 90), ("b", None), ("c", None)]
    cells = shown_grid({("x", "1"): 3, ("x", "2"): 9, ("y", "1"): 20, ("y", "2"): 30}, ["x", "y"], ["1", "2"])
    assert cells["x", "1"] is None
    assert cells["x", "2"] is None
    groups, checked = merged(
        [("headteacher", 7), ("teacher", 9)], {"headteacher": 50, "teacher": 60}, {"teacher": 8}
    )
    assert dict(groups)["teacher"] == 9
    assert "headteacher" not in dict(groups)
    assert sum(checked.values()) == 110


def test_help_needs_none_of_the_heavy_packages():
    script = (
        "import sys\nfrom click.testing import CliRunner\nfrom msgguard.cli.main import cli\n"
        "CliRunner().invoke(cli, ['audit', '--help'])\n"
        "print(sorted({'pyarrow', 'duckdb', 'vl_convert', 'distributed', 'pypff'} & set(sys.modules)))"
    )
    out = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT / "src")},
        check=True,
    )
    assert out.stdout.strip() == "[]"
