"""Cost of each stage and each detector, and of the whole check. `make bench` prints medians."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.messages import email, ordinary, thread, unicode_text, with_findings
from msgguard.config import read_config
from msgguard.detect.detectors import DETECTORS
from msgguard.engine import check
from msgguard.judge import judge
from msgguard.setup import setup_from
from msgguard.text.view import build_view

CORPORA = Path(__file__).parent.parent / "corpora"
TEXTS = {
    "ordinary": ordinary(),
    "findings": with_findings(),
    "unicode": unicode_text(),
    "thread-30kB": thread(30),
}


@pytest.fixture(scope="module")
def setup():
    return setup_from(read_config(CORPORA / "ryefield" / "msgguard.toml"))


@pytest.mark.parametrize("name", TEXTS)
def test_view(benchmark, name):
    assert benchmark(build_view, email(TEXTS[name])).parts


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("index", range(len(DETECTORS)), ids=[d.name for d in DETECTORS])
def test_detector(benchmark, setup, index, name):
    detector = setup.detectors[index] if index < len(setup.detectors) else DETECTORS[index]
    view = build_view(email(TEXTS[name]))
    benchmark(lambda: list(detector.find(view, setup.known)))


def test_judge(benchmark, setup):
    from msgguard.engine import find

    message = email(with_findings())
    findings, _, _ = find(message, setup)
    from datetime import date

    benchmark(judge, findings, message, setup.bench, today=date(2026, 11, 2))


@pytest.mark.parametrize("name", TEXTS)
def test_whole_check(benchmark, setup, name):
    report = benchmark(check, email(TEXTS[name]), setup)
    assert not report.errors
