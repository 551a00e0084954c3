"""Pins without a window leave as early as the quotas allow."""

from bisect import bisect_right

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.pace import DEFAULT_WRITE_QUOTA, Quota
from starter.earliest import earliest_moments
from tests.fakes.clock import START

MINUTE = Quota(limit=4, window_seconds=60)
DAY = Quota(limit=6, window_seconds=86_400)


def test_none_is_asked_for_none() -> None:
    assert earliest_moments([], [DEFAULT_WRITE_QUOTA], []) == []


def test_a_publish_date_far_ahead_is_its_moment() -> None:
    later = START + 500_000

    assert earliest_moments([later, START], [MINUTE], []) == [later, START]


def test_what_was_written_before_takes_its_room() -> None:
    writes = [START - 4, START - 3, START - 2, START - 1]

    assert earliest_moments([START], [MINUTE], writes) == [START + 56]


def test_the_slowest_bucket_decides() -> None:
    moments = earliest_moments([START] * 8, [MINUTE, DAY], [])

    assert moments[5] < START + 86_400 <= moments[6]


@pytest.mark.parametrize("quotas", [[MINUTE], [MINUTE, DAY], [Quota(limit=1, window_seconds=10)]])
@given(asked=st.lists(st.integers(0, 200), max_size=30), before=st.lists(st.integers(-300, 0), max_size=8))
def test_no_window_has_more_than_its_limit_and_nobody_leaves_early(
    quotas: list[Quota], asked: list[int], before: list[int]
) -> None:
    wanted = [START + seconds for seconds in asked]

    moments = earliest_moments(wanted, quotas, [])

    assert all(at >= least for at, least in zip(moments, wanted, strict=True))
    for quota in quotas:
        ordered = sorted(moments)
        for index, at in enumerate(ordered):
            inside = index + 1 - bisect_right(ordered, at - quota.window_seconds + 1e-3)
            assert inside <= quota.limit
    assert len(earliest_moments(wanted, quotas, [START + seconds for seconds in before])) == len(wanted)
