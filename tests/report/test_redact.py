"""Masks: what stays, what goes, and that it goes everywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msgguard.model import Finding, Level, Report
from msgguard.report.redact import mask, masked

from .samples import cited, message, reports, warning


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("07700 900123", "CD101", "••••• ••••23"),
        ("+44 (0)7700 900123", "CD101", "•• • •••• ••••23"),
        ("oh double seven, double oh", "CD101", "[26 characters]"),
        ("Lucy.M@Mail.example", "CD102", "l•••@Mail.example"),
        ("lucy at mail dot example", "CD102", "[24 characters]"),
        ("Ann-Marie O'Neil", "PN201", "A. O."),
        ("you are a fool", "DL301", "[14 characters]"),
        ("Ben Clarke plan.docx", "AT802", "[name].docx"),
    ],
)
def test_masks_by_kind(text, code, expected):
    assert mask(text, code) == expected


def test_file_names_that_name_a_pupil_go_everywhere():
    report = masked(next(iter(reports())))
    said = repr([(w.finding, w.message, w.suggestion) for w in report.warnings]) + repr(report.not_checked)
    assert "Zoe" not in said
    assert "[name].docx" in said


def test_facts_in_a_message_go_unless_they_are_harmless():
    finding = Finding(
        code="RC702",
        part="to",
        text="",
        facts={"pupil": "Ben Clarke", "households": "3", "when": "Sunday 22:10"},
    )
    made = warning(
        Finding(code="CD101", part="to"),
        Level.WARN,
        (cited("A1"),),
        message="Ben Clarke and 3 households on Sunday 22:10, call 07700 900123 or x@mail.example",
    )
    from dataclasses import replace

    report = Report(message=message(), verdict=Level.WARN, warnings=(replace(made, finding=finding),))
    said = masked(report).warnings[0].message
    assert said == "B. C. and 3 households on Sunday 22:10, call ••••• ••••23 or x•••@mail.example"


@given(st.text(min_size=7, max_size=40), st.sampled_from(["CD101", "CD103", "DL301", "PB502", "PI601"]))
def test_a_mask_never_is_the_text(text, code):
    hidden = mask(text, code)
    assert hidden != text
    assert sum(c.isdigit() for c in hidden) <= max(2, len(str(len(text))))
