"""How long a day's numbers may move."""

from datetime import date

import pytest

from ads.restatement import first_day_to_read, is_provisional, look_back_days, settling_days, why_settling
from tests.ads.sources import TODAY, a_source


@pytest.mark.parametrize(
    ("changes", "days"),
    [
        ({}, 32),
        ({"windows": {"click_days": 60, "engagement_days": 7}}, 62),
        ({"report_time": "TIME_OF_CONVERSION"}, 7),
        ({"columns": ["SPEND_IN_DOLLAR"]}, 2),
        ({"dataset": "organic_account", "columns": []}, 3),
        ({"dataset": "campaigns", "columns": []}, 0),
    ],
)
def test_numbers_settle_after_the_longest_window_and_two_days(changes: dict[str, object], days: int) -> None:
    spec = a_source(**changes)
    assert settling_days(spec) == days
    assert why_settling(spec).startswith(f"{days} days")


def test_a_source_may_say_how_many_days_are_read_again() -> None:
    assert look_back_days(a_source(look_back_days=5)) == 5
    assert first_day_to_read(a_source(look_back_days=5), date(2026, 11, 20)) == date(2026, 11, 16)


def test_a_day_is_provisional_until_it_has_settled() -> None:
    assert is_provisional(a_source(), date(2026, 10, 21), TODAY)
    assert not is_provisional(a_source(), date(2026, 10, 20), TODAY)
