"""Every format against a golden file, masked and with its texts."""

import io
import os
from pathlib import Path

import pytest

from msgguard.report.formats import FORMATS, renderer

from .samples import outcomes, run

GOLDEN = Path(__file__).parent / "golden"
ENDINGS = {"json": "json", "jsonl": "jsonl", "sarif": "sarif", "junit": "xml", "html": "html"}


def rendered(name, **extra):
    out = io.StringIO()
    renderer(name)(outcomes(), run(**extra), out)
    return out.getvalue()


@pytest.mark.parametrize("show_text", [False, True], ids=["masked", "shown"])
@pytest.mark.parametrize("name", FORMATS)
def test_golden(name, show_text):
    path = GOLDEN / f"{name}-{'shown' if show_text else 'masked'}.{ENDINGS.get(name, 'txt')}"
    text = rendered(name, show_text=show_text, show_excused=name == "full")
    if os.environ.get("MSGGUARD_WRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_masked_output_tells_nothing(name):
    text = rendered(name, show_text=False)
    for secret in ("07700", "900123", "Zoe", "Stone", "ann.marsh", "secret reason", "tonight", "stuck"):
        assert secret not in text, secret


@pytest.mark.parametrize("name", FORMATS)
def test_evidence_is_never_shown(name):
    assert "secret reason" not in rendered(name, show_text=True)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_to_print_is_well_formed(name):
    out = io.StringIO()
    renderer(name)(iter(()), run(), out)
    assert "Traceback" not in out.getvalue()


def test_colour_only_adds_to_the_words():
    import re

    plain = rendered("full", show_text=True)
    coloured = rendered("full", show_text=True, color=True)
    assert coloured != plain
    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain


def test_lines_fit_in_a_hundred_columns():
    for line in rendered("full", show_text=True).splitlines():
        assert len(line) <= 100, line


def test_the_first_findings_are_shown_and_all_are_counted():
    text = rendered("full", show_text=True, max_findings=1)
    assert "and 3 more" in text
    assert "(4 warnings)" in text
