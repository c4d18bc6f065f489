"""A message cannot write to the terminal, whatever is in it."""

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msgguard.model import Finding, Level, Report
from msgguard.report.formats import FORMATS, renderer
from msgguard.report.run import Outcome
from msgguard.report.safe import cells, excerpt, safe, shorten, width

from .samples import cited, message, run, warning

HOSTILE = [
    "\x1b[2J\x1b[H",
    "\x1b]0;title\x07",
    "\x9b31m",
    "\u202etxt.exe",
    "\u2066x\u2069",
    "a\u200bb",
    "\ufeff",
    "\x08\x08\x08",
    "\r overwritten",
    "\u2028next",
    "\U000e0041tag",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", FORMATS)
def test_no_format_passes_control_characters_on(name, text):
    hidden = f"ring {text} me"
    hostile = message(f"line one\n{hidden}\nline three", id=f"id{text}")
    found = warning(
        Finding(code="CD101", part="body", start=9, end=9 + len(hidden), text=hidden),
        Level.BLOCK,
        (cited("A1"),),
    )
    report = Report(
        message=hostile,
        verdict=Level.BLOCK,
        warnings=(found,),
        not_checked=(f"file {text}",),
        notices=(text,),
    )
    out = io.StringIO()
    outcomes = [
        Outcome(source=f"dir{text}/x.eml", report=report),
        Outcome(source=f"y{text}", error=f"bad {text}"),
    ]
    renderer(name)(outcomes, run(show_text=True), out)
    for char in out.getvalue():
        assert char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp"), repr(char)


def test_one_message_cannot_forge_the_line_of_another():
    forged = message("x\n", id="a")
    found = warning(
        Finding(code="CD101", part="to", text="b\nother.eml:1:1: block CD101 forged"),
        Level.WARN,
        (cited("A1"),),
    )
    out = io.StringIO()
    report = Report(message=forged, verdict=Level.WARN, warnings=(found,))
    renderer("concise")([Outcome(source="a.eml", report=report)], run(show_text=True), out)
    assert all(line.startswith("a.eml:") for line in out.getvalue().splitlines())


@given(st.text(max_size=200))
def test_safe_text_has_no_controls_and_one_line(text):
    shown = safe(text)
    assert "\n" not in shown
    assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn") for c in shown)


@given(st.text(max_size=300), st.integers(0, 300), st.integers(0, 300), st.integers(20, 93))
def test_an_excerpt_fits_and_its_carets_stand_under_the_span(line, one, other, columns):
    line = line.replace("\n", " ")
    start, end = sorted((min(one, len(line)), min(other, len(line))))
    shown, carets = excerpt(line, start, end, columns)
    assert width(shown) <= max(columns, 12)
    assert "^" in carets


@pytest.mark.parametrize(
    ("line", "span", "before"),
    [
        ("ring 123", "123", 5),
        ("日本 123", "123", 5),
        ("e\u0301 123", "123", 2),
        ("😀 123", "123", 3),
        ("\t123", "123", 1),
    ],
)
def test_carets_know_wide_and_combining_characters(line, span, before):
    start = line.index(span)
    _, carets = excerpt(line, start, start + len(span), 93)
    assert carets == " " * before + "^^^"


def test_a_long_line_is_cut_around_the_span():
    line = "word " * 100 + "07700 900123" + " word" * 100
    shown, carets = excerpt(line, 500, 512, 93)
    assert "07700 900123" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert carets.index("^") == shown.index("07700")


def test_marks_cannot_be_piled_up():
    assert sum(size for _, size in cells("e" + "\u0301" * 50)) > 50


def test_shorten_cuts_at_a_word():
    assert shorten("one two three four", 12) == "one two…"
    assert shorten("short", 12) == "short"
