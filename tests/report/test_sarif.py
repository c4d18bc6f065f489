"""SARIF against the official schema, and what the schema cannot say."""

import io
import json
from pathlib import Path

import jsonschema
import pytest

from msgguard.report import sarif

from .samples import BODY, PHONE, outcomes, run

SCHEMA = json.loads((Path(__file__).parent.parent / "data" / "sarif-schema-2.1.0.json").read_text("utf-8"))


def log(**extra):
    out = io.StringIO()
    sarif.render(outcomes(), run(**extra), out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("show_text", [False, True])
def test_the_log_is_valid(show_text):
    validator = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in validator.iter_errors(log(show_text=show_text, key=b"k"))] == []


def test_columns_count_utf16_units_after_an_emoji():
    run_ = log()["runs"][0]
    region = run_["results"][0]["locations"][0]["physicalLocation"]["region"]
    line = BODY.split("\n")[2]
    expected = len(line[: line.index(PHONE)].encode("utf-16-le")) // 2 + 1
    assert run_["columnKind"] == "utf16CodeUnits"
    assert (region["startLine"], region["startColumn"]) == (3, expected)
    assert region["endColumn"] == expected + len(PHONE)
    assert expected == line.index(PHONE) + 2


def test_every_result_has_suppressions_and_only_the_allowed_one_is_suppressed():
    results = log()["runs"][0]["results"]
    assert all("suppressions" in result for result in results)
    suppressed = [result for result in results if result["suppressions"]]
    assert len(suppressed) == 1
    entry = suppressed[0]["suppressions"][0]
    assert (entry["kind"], entry["status"], entry["justification"]) == (
        "external",
        "accepted",
        "HT-7 trip phone",
    )
    assert entry["location"]["physicalLocation"]["region"]["startLine"] == 12


def test_results_name_rules_and_clauses_by_index():
    run_ = log()["runs"][0]
    rules = run_["tool"]["driver"]["rules"]
    for result in run_["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["kind"] == "fail"
        for taxon in result["taxa"]:
            taxonomy = run_["taxonomies"][taxon["toolComponent"]["index"]]
            assert taxonomy["name"] == taxon["toolComponent"]["name"]
            assert taxon["id"] in [entry["id"] for entry in taxonomy["taxa"]]


def test_a_decoded_part_is_nested_in_its_file_and_text_is_not():
    run_ = log()["runs"][0]
    artifacts = run_["artifacts"]
    eml, txt = run_["results"][0], run_["results"][4]
    nested = artifacts[eml["locations"][0]["physicalLocation"]["artifactLocation"]["index"]]
    assert nested["location"] == {"uri": "/body"}
    assert artifacts[nested["parentIndex"]]["location"]["uri"] == "drafts/1.eml"
    own = artifacts[txt["locations"][0]["physicalLocation"]["artifactLocation"]["index"]]
    assert own["location"]["uri"] == "drafts/2.txt"
    assert txt["locations"][0]["physicalLocation"]["region"]["startLine"] == 3


def test_what_could_not_be_checked_makes_the_run_unsuccessful():
    invocation = log()["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert any(
        "not valid JSON" in note["message"]["text"] for note in invocation["toolExecutionNotifications"]
    )


def test_fingerprints_need_the_schools_key():
    assert "partialFingerprints" not in log()["runs"][0]["results"][0]
    one, other = (log(key=key)["runs"][0]["results"][0]["partialFingerprints"] for key in (b"a", b"b"))
    assert one != other


def test_fingerprints_do_not_depend_on_masking():
    key = b"k"
    masked, shown = (log(key=key, show_text=flag)["runs"][0]["results"][0] for flag in (False, True))
    assert masked["partialFingerprints"] == shown["partialFingerprints"]
