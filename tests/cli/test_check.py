"""``check``: inputs, selection, exit codes, what is said on stderr."""

import json

import pytest

from msgguard.cli.exits import Exit

from .conftest import CLEAN, DEVICE, REPLY


def codes(result):
    return [w["code"] for line in result.stdout.splitlines() for w in json.loads(line).get("warnings", [])]


def test_exit_codes(run, folder):
    (folder / "clean.txt").write_text(CLEAN)
    (folder / "reply.eml").write_text(REPLY)
    (folder / "bad.json").write_text('{"body": 3}')
    assert run("check", "clean.txt").exit_code == Exit.CLEAN
    assert run("check", "reply.eml").exit_code == Exit.FOUND
    assert run("check", "bad.json").exit_code == Exit.FAILED
    assert run("check", "reply.eml", "bad.json", "clean.txt").exit_code == Exit.FAILED
    assert run("check", "reply.eml", "--exit-zero").exit_code == Exit.CLEAN
    assert run("check", "bad.json", "--exit-zero").exit_code == Exit.FAILED
    assert run("check", "reply.eml", "--fail-level", "block").exit_code == Exit.CLEAN


def test_an_advice_fails_only_when_asked(run, folder):
    (folder / "d.txt").write_text(DEVICE)
    assert run("check", "d.txt").exit_code == Exit.CLEAN
    assert run("check", "d.txt", "--fail-level", "advise").exit_code == Exit.FOUND


def test_formats_by_default_and_their_lines_are_the_files(run, folder):
    (folder / "d.txt").write_text(DEVICE)
    assert run("check", "d.txt").stdout.startswith("d.txt:5:1: advise SC404 [EV9,PU4]")
    assert "\n   5 | Sent from my iPhone\n" in run("check", "d.txt", "-f", "full", "--show-text").stdout


def test_standard_input_as_text_mail_and_json(run):
    assert (
        "draft.txt:5:1: advise SC404" in run("check", "-", "--stdin-name", "draft.txt", stdin=DEVICE).stdout
    )
    assert "SC402" in run("check", "-", stdin=REPLY).stdout
    record = json.dumps({"id": "a", "body": "Sent from my iPhone", "recipients": ["p@mail.example"]})
    assert "SC404" in run("check", "-", stdin=record).stdout


def test_jsonl_gives_one_line_a_message_in_order(run):
    lines = [
        json.dumps({"id": "one", "body": "Sent from my iPhone", "recipients": ["p@mail.example"]}),
        "not json",
        json.dumps({"id": "three", "body": 7}),
        json.dumps({"id": "four", "body": "A coat."}),
    ]
    result = run("check", "-", "-f", "jsonl", "--as", "jsonl", stdin="\n".join(lines) + "\n")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [r["verdict"] for r in records] == ["advise", None, None, "pass"]
    assert [r["id"] for r in records] == ["one", "-:2", "three", "four"]
    assert set(records[1]) == {"id", "source", "error", "verdict"}
    assert result.exit_code == Exit.FAILED
    warning = records[0]["warnings"][0]
    assert (warning["code"], warning["name"], warning["level"]) == ("SC404", "personal-device", "advise")
    assert {"ref": "EV9", "duty": "must", "cleared_by": None}.items() <= warning["clauses"][0].items()
    assert (warning["part"], warning["start"], warning["end"], warning["utf16"]) == ("body", 0, 19, [0, 19])
    assert warning["text"] == "[19 characters]"


def test_json_on_standard_input_is_read_line_by_line_too(run):
    two = '{"id": "a", "body": "x"}\n{"id": "b", "body": "y"}\n'
    result = run("check", "-", "-f", "jsonl", "--as", "json", stdin=two)
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["a", "b"]


def test_a_summary_line_only_if_asked(run):
    one = '{"id": "a", "body": "x"}\n'
    assert len(run("check", "-", "-f", "jsonl", stdin=one).stdout.splitlines()) == 1
    last = run("check", "-", "-f", "jsonl", "--summary", stdin=one).stdout.splitlines()[-1]
    assert json.loads(last)["summary"]["messages"] == 1


def test_masking_by_default_and_when_shown(run, folder):
    (folder / "r.eml").write_text(REPLY)
    assert "hotmail" in run("check", "r.eml", "-f", "json").stdout
    assert "lucymoreton90" not in run("check", "r.eml", "-f", "json").stdout
    assert "lucymoreton90" in run("check", "r.eml", "-f", "json", "--show-text").stdout
    run("check", "r.eml", "-f", "full", "-o", "out.txt")
    assert "lucymoreton90" not in (folder / "out.txt").read_text()
    assert (folder / "out.txt").stat().st_mode & 0o077 == 0


def test_context_of_a_draft(run):
    text = "See you.\n\nSent from my iPhone"

    def level(*options):
        result = run("check", "--text", text, "-f", "json", *options)
        return [w["level"] for m in json.loads(result.stdout)["messages"] for w in m["warnings"]]

    assert level("--audience", "pupil") == ["warn"]
    assert level("--audience", "staff") == []
    assert level("--audience", "own-guardian") == ["advise"]
    assert level("--to", "someone@pupils.ryefield.sch.uk") == ["warn"]
    assert level("--to", "t.okoro@ryefield.sch.uk") == []
    assert level("--post", "official") == []
    assert level() == ["advise"]


def test_no_recipients_is_said(run):
    assert "No recipients" in run("check", "--text", "Hello", "-f", "full").stdout
    assert "No recipients" not in run("check", "--text", "Hello", "--audience", "pupil", "-f", "full").stdout


def test_selection(run, folder):
    (folder / "r.eml").write_text(REPLY + "\nSent from my iPhone\n")
    both = ["SC402", "SC404"]

    def found(*options):
        return sorted(codes(run("check", "r.eml", "-f", "jsonl", *options)))

    assert found() == both
    assert found("--select", "SC402") == ["SC402"]
    assert found("--select", "sc4") == both
    assert found("--select", "personal-device") == ["SC404"]
    assert found("--select", "SC402", "--extend-select", "SC404") == both
    assert found("--ignore", "SC404") == ["SC402"]
    assert found("--select", "ALL", "--ignore", "SC,DL", "--extend-select", "SC404") == ["SC404"]
    assert found("--clause", "PU3b") == ["SC402"]
    assert found("--clause", "ev9") == ["SC404"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--select", "SC44"), "there is no rule 'SC44'"),
        (("--select", "personal-devise"), "did you mean personal-device?"),
        (("--clause", "EV88"), "there is no clause 'EV88'"),
        (("--post", "official", "--channel", "email"), "--post makes it a post"),
    ],
)
def test_bad_options_are_usage_errors(run, folder, args, said):
    (folder / "d.txt").write_text(DEVICE)
    result = run("check", "d.txt", *args)
    assert result.exit_code == Exit.FAILED
    assert said in result.stderr
    assert result.stdout == ""


def test_missing_paths_get_a_hint(run, folder):
    (folder / "draft.txt").write_text(CLEAN)
    result = run("check", "drafft.txt")
    assert (result.exit_code, "did you mean draft.txt?" in result.stderr) == (Exit.FAILED, True)
    result = run("check", "Ring me on 07700 900123 tonight")
    assert (result.exit_code, "--text" in result.stderr) == (Exit.FAILED, True)
    assert run("check").exit_code == Exit.FAILED
    assert run("check", "-", "draft.txt", stdin="x").exit_code == Exit.FAILED
    assert run("check", "draft.txt", "--text", "x").exit_code == Exit.FAILED


def test_folders(run, folder):
    (folder / "in" / "deep").mkdir(parents=True)
    (folder / "in" / "deep" / "d.txt").write_text(DEVICE)
    (folder / "in" / "notes.xyz").write_text("something")
    result = run("check", "in")
    assert "in/deep/d.txt:5:1" in result.stdout
    assert "1 files of another kind were not checked" in result.stderr
    (folder / "empty").mkdir()
    result = run("check", "empty")
    assert result.exit_code == Exit.FAILED
    assert "nothing to check" in result.stderr


def test_empty_input_is_never_clean(run, folder):
    (folder / "empty.txt").write_text("")
    assert run("check", "empty.txt").exit_code == Exit.FAILED
    assert run("check", "-", stdin="").exit_code == Exit.FAILED
    assert run("check", "--text", " ").exit_code == Exit.FAILED


def test_what_was_not_checked_is_said(run, folder):
    (folder / "e.eml").write_text(
        "From: a@ryefield.sch.uk\nTo: p@mail.example\nMIME-Version: 1.0\n"
        'Content-Type: multipart/encrypted; boundary="b"\n\n--b\n\nx\n--b--\n'
    )
    assert "not checked" in run("check", "e.eml").stdout


def test_notices_come_once_a_run_on_stderr(run, folder):
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(CLEAN)
    result = run("check", "a.txt", "b.txt")
    assert result.stderr.count("RV901") == 1
    assert run("check", "a.txt", "--quiet").stderr == ""
    assert "RV901" in json.loads(run("check", "a.txt", "-f", "json").stdout)["notices"][0]


def test_without_configuration_the_general_rules_are_used_and_it_is_said(run, folder):
    (folder / "d.txt").write_text(DEVICE)
    result = run("check", "d.txt", config=None)
    assert "SC404" in result.stdout
    assert "No msgguard.toml was found" in result.stderr
    (folder / "msgguard.toml").write_text('packs = ["ryefield-2016"]\n')
    assert "No school profile" in run("check", "d.txt", config=None).stderr
    assert "No msgguard.toml" in run("check", "d.txt", "--isolated", config=None).stderr


def test_a_broken_configuration_points_at_its_line(run, folder):
    (folder / "msgguard.toml").write_text('packs = ["base"]\nfail_levle = "warn"\n')
    result = run("check", "--text", "x", config=None)
    assert result.exit_code == Exit.FAILED
    assert "msgguard.toml:2: fail_levle: unknown key" in result.stderr


def test_statistics(run, folder):
    (folder / "r.eml").write_text(REPLY)
    text = run("check", "r.eml", "r.eml", "--statistics").stdout
    assert "     2  SC402 reply-elsewhere" in text
    assert "     2  clause PU3b" in text
    assert "hotmail" not in text


def test_diff_takes_findings_out_and_shows_text_only_if_asked(run, folder):
    (folder / "d.txt").write_text(DEVICE)
    assert run("check", "d.txt", "--diff").exit_code == Exit.FAILED
    text = run("check", "d.txt", "--diff", "--show-text").stdout
    assert "-Sent from my iPhone" in text
    assert "+[personal-device]" in text
    assert (folder / "d.txt").read_text() == DEVICE


def test_quiet_and_verbose(run, folder):
    (folder / "r.eml").write_text(REPLY)
    twice = run("check", "r.eml", "-qq")
    assert (twice.exit_code, twice.stdout, twice.stderr) == (Exit.FOUND, "", "")
    assert "setup" in run("check", "r.eml", "-v").stderr


def test_colour(run, folder):
    (folder / "r.eml").write_text(REPLY)
    assert "\x1b[" not in run("check", "r.eml").stdout
    assert "\x1b[" in run("check", "r.eml", "--color", "always").stdout
    assert "\x1b[" in run("check", "r.eml", env={"FORCE_COLOR": "1"}).stdout
    assert "\x1b[" not in run("check", "r.eml", env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).stdout


def test_confidence_and_min_level(run, folder):
    (folder / "d.txt").write_text(DEVICE)
    assert run("check", "d.txt", "--min-level", "warn").stdout == ""
    many = "\n".join(f"To: fam{n}@outlook.com" for n in range(3)) + "\n\nHello\n"
    (folder / "m.txt").write_text(many)
    low = codes(run("check", "m.txt", "-f", "jsonl"))
    high = codes(run("check", "m.txt", "-f", "jsonl", "--confidence", "high"))
    assert "RC701" in low
    assert "RC701" not in high


def test_interruption_is_130(run, folder, monkeypatch):
    def interrupted(*_args, **_kw):
        raise KeyboardInterrupt

    monkeypatch.setattr("msgguard.engine.check", interrupted)
    (folder / "d.txt").write_text(DEVICE)
    assert run("check", "d.txt").exit_code == Exit.INTERRUPTED


def test_a_detector_that_fails_is_exit_2(run, folder, monkeypatch):
    from dataclasses import replace

    from msgguard.cli import check as module

    def broken(view, known):
        raise RuntimeError("secret text")
        yield

    real = module.setup_for

    def breaking(settings, choice):
        setup = real(settings, choice)
        return replace(setup, detectors=tuple(replace(d, find=broken) for d in setup.detectors[:1]))

    monkeypatch.setattr(module, "setup_for", breaking)
    (folder / "d.txt").write_text(CLEAN)
    result = run("check", "d.txt")
    assert result.exit_code == Exit.FAILED
    assert "secret" not in result.stdout + result.stderr


def test_an_approved_number_is_allowed_with_the_reference(run):
    text = "The trip phone is 07700 900777."
    sender = ("--from", "l.moreton@ryefield.sch.uk", "-f", "full", "--show-text")
    result = run("check", "--text", text, *sender, "--to", "family@outlook.com")
    assert "allowed  CD101 personal-phone" in result.stdout
    assert "= allowed by HT-2026-014: Residential trip phone" in result.stdout
    assert result.exit_code == Exit.CLEAN
    pupil = run("check", "--text", text, *sender, "--to", "someone@pupils.ryefield.sch.uk")
    assert "block  CD101" in pupil.stdout
    assert "clause EV8 (must not)" in pupil.stdout
    assert pupil.exit_code == Exit.FOUND


def test_the_ending_of_the_file_chooses_the_format(run, folder):
    (folder / "r.eml").write_text(REPLY)
    for ending, begins in (
        ("json", "{"),
        ("sarif", "{"),
        ("xml", "<?xml"),
        ("html", "<!doctype"),
        ("txt", "r.eml:"),
    ):
        run("check", "r.eml", "-o", f"out.{ending}")
        assert (folder / f"out.{ending}").read_text().startswith(begins)
