"""The days of a source as they are looked at."""

from datetime import date, timedelta

import pytest

from ads.seen_days import DAYS_BACK_MAX, looked_at, seen_days
from tests.ads.sources import TODAY, a_source


@pytest.mark.parametrize("first", [date(1900, 1, 1), date(2015, 1, 1)])
def test_days_that_no_run_reads_are_not_missing(first: date) -> None:
    """A refill would otherwise begin with them, and name them as lost each time."""
    spec = a_source(first_day=first)
    _, last = looked_at(spec, None, None, TODAY)
    refill = seen_days(spec, None, last, ()).refill()
    assert refill is not None
    assert refill.first == TODAY - timedelta(days=DAYS_BACK_MAX)
