"""The examples of the four rule files, and the word lists that the detectors read."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from tests.detect.knowledge import RULES, found

from msgguard.detect import account, address, email, phone

DETECTORS = {
    "CD101": phone.DETECTOR,
    "CD102": email.DETECTOR,
    "CD103": address.DETECTOR,
    "CD104": account.DETECTOR,
}
DATA = {
    code: tomllib.loads((RULES / "rules" / f"{code}.toml").read_text(encoding="utf-8")) for code in DETECTORS
}
EXAMPLES = [
    pytest.param(code, kind, row, id=f"{code}-{kind}-{count}")
    for code, rule in DATA.items()
    for kind in ("bad", "good")
    for count, row in enumerate(rule[kind], 1)
]


@pytest.mark.parametrize(("code", "kind", "row"), EXAMPLES)
def test_example(code: str, kind: str, row: dict[str, Any]) -> None:
    files = tuple((item["name"], item["text"]) for item in row.get("attachments", ()))
    texts = [finding.text for finding in found(DETECTORS[code], row["text"], attachments=files)]
    assert texts == row.get("find", []) if kind == "bad" else texts == []


@pytest.mark.parametrize("code", DATA)
def test_rule_has_enough_examples_and_one_for_each_thing_left_alone(code: str) -> None:
    rule = DATA[code]
    assert len(rule["bad"]) >= 12
    assert len(rule["good"]) >= 12
    assert {row["leaves_alone"] for row in rule["good"]} == set(rule["leaves_alone"])


@pytest.mark.parametrize("path", sorted((RULES / "words").glob("*.txt")), ids=lambda path: path.stem)
def test_word_list_is_sorted_lower_case_and_without_repeats(path: Any) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert lines == sorted(set(lines))
    assert lines == [line.lower().strip() for line in lines]
    assert path.read_text(encoding="utf-8").startswith("# ")
