"""Cost of reading one small file of each format, and of a message without any."""

from __future__ import annotations

import pytest
from tests.intake.files.samples import READABLE

from benchmarks.messages import email, ordinary
from msgguard.detect.files import REFINER
from msgguard.detect.registry import Known
from msgguard.intake.files.read import read_attachment, with_files
from msgguard.model import Attachment
from msgguard.school.profile import School
from msgguard.text.view import build_view


@pytest.mark.parametrize("name", READABLE)
def test_format(benchmark, name):
    attachment = Attachment(name=name, data=READABLE[name][0]())
    assert not benchmark(read_attachment, attachment).not_checked


def test_large_sheet(benchmark):
    """20,000 cells."""
    import io

    from openpyxl import Workbook

    book = Workbook()
    for row in range(2_000):
        book.active.append([f"cell {row} {column}" for column in range(10)])
    out = io.BytesIO()
    book.save(out)
    attachment = Attachment(name="large.xlsx", data=out.getvalue())
    assert benchmark(read_attachment, attachment).sections


def test_without_files(benchmark):
    message = email(ordinary())
    assert benchmark(with_files, message) is message


def test_refine_without_files(benchmark):
    view = build_view(email(ordinary()))
    known = Known(school=School())
    assert not benchmark(REFINER.refine, view, known, [])
