"""Hours: school days, bank holidays, the school's own holidays, time zones."""

from datetime import UTC, date, datetime

import pytest

from msgguard.school.profile import Hours

HOURS = Hours(closed=((date(2026, 12, 21), date(2026, 12, 31)),))


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-02T09:00", True),
        ("2026-11-02T07:29", False),
        ("2026-11-02T18:01", False),
        ("2026-11-07T10:00", False),  # a Saturday
        ("2026-12-22T10:00", False),  # the school's own holiday
        ("2026-12-28T10:00", False),  # Boxing Day's substitute
        ("2026-05-04T10:00", False),  # the early May bank holiday
        ("2026-04-03T10:00", False),  # Good Friday
        ("2027-01-04T10:00", True),
    ],
)
def test_open(moment, is_open):
    assert HOURS.is_open(datetime.fromisoformat(moment)) is is_open


def test_the_schools_own_clock_counts():
    # 17:30 UTC is 18:30 in London in July
    assert not HOURS.is_open(datetime(2026, 7, 1, 17, 30, tzinfo=UTC))
    assert HOURS.is_open(datetime(2026, 11, 2, 17, 30, tzinfo=UTC))


def test_scotland_has_its_own_days():
    day = datetime(2026, 1, 2, 10)
    assert not Hours(region="GB-SCT").is_open(day)
    assert Hours(region="GB-ENG").is_open(day)
