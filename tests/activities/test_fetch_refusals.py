"""When a shop has been asked often and long enough: after tries in a burst it has not."""

from collections.abc import Iterator
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st
from temporalio.common import RetryPolicy

from activities.fetch_refusals import (
    FETCH_SECONDS_MIN,
    FETCHES_MAX,
    PICTURE,
    VIDEO,
    FetchReasons,
    is_last_try,
    refuse_fetch,
)
from activities.prepare_image import ImageOrder, PrepareImageActivities
from activities.prepare_video import PrepareVideoActivities, VideoOrder
from contracts.names import PinKey
from contracts.outcome import Reason, Refused
from contracts.trouble import BadStatus, FetchTrouble, Unreachable
from tests.activities.stage import error_of, run
from tests.fakes.shop import FakeShop
from tests.fakes.studio import FakeAssets, FakeScreening, FakeStudio
from workflows.steps import FETCHING

URL = "https://cdn.example.com/mug"
KEY = PinKey("0" * 32)
AWAY = Unreachable("no answer", url=URL)
BURST_SECONDS = 1.0
"""Between two tries that a Temporal which was killed fires all at once."""

TRIES_MAX = FETCHING.maximum_attempts

tries = st.integers(1, TRIES_MAX)
waits = st.floats(0.0, 1e6)


@given(tries, st.floats(0.0, FETCH_SECONDS_MIN, exclude_max=True))
def test_no_number_of_tries_is_enough_within_the_least_time(attempt: int, waited: float) -> None:
    assert not is_last_try(attempt, waited_seconds=waited)


@given(st.integers(1, FETCHES_MAX - 1), waits)
def test_no_time_is_enough_for_a_few_tries(attempt: int, waited: float) -> None:
    """A worker that was away for an hour between two tries has asked the shop twice."""
    assert not is_last_try(attempt, waited_seconds=waited)


@given(tries, waits, st.integers(0, TRIES_MAX), waits)
def test_what_is_enough_stays_so(attempt: int, waited: float, more: int, longer: float) -> None:
    if is_last_try(attempt, waited_seconds=waited):
        assert is_last_try(attempt + more, waited_seconds=waited + longer)


@pytest.mark.parametrize("burst", range(TRIES_MAX - 1))
def test_a_shop_that_stays_away_is_refused_before_the_tries_run_out(burst: int) -> None:
    """However many of them came in a burst, as long as one is left: it comes at the policy's own interval."""
    moments = islice(moments_of_tries(FETCHING, burst=burst), TRIES_MAX)
    assert any(is_last_try(attempt, waited_seconds=waited) for attempt, waited in enumerate(moments, start=1))


def test_a_shop_that_nobody_disturbs_is_asked_as_often_as_it_may_be_and_no_more() -> None:
    moments = islice(moments_of_tries(FETCHING, burst=0), TRIES_MAX)
    last = [n for n, waited in enumerate(moments, start=1) if is_last_try(n, waited_seconds=waited)]
    assert last[0] == FETCHES_MAX


def moments_of_tries(policy: RetryPolicy, *, burst: int) -> Iterator[float]:
    """Seconds from the first asking to each try; the first `burst` retries come early."""
    moment, wait = 0.0, policy.initial_interval.total_seconds()
    longest = policy.maximum_interval.total_seconds() if policy.maximum_interval else wait
    while True:
        yield moment
        moment += BURST_SECONDS if burst > 0 else wait
        burst, wait = burst - 1, min(wait * policy.backoff_coefficient, longest)


async def test_a_burst_of_tries_refuses_no_picture_and_a_shop_away_for_long_does() -> None:
    activities = PrepareImageActivities(FakeShop(pictures={URL: AWAY}), FakeStudio(), FakeAssets())
    order = ImageOrder(key=KEY, url=URL)
    for attempt in range(1, FETCHES_MAX + 1):
        error = await error_of(activities.prepare_image, order, attempt=attempt, try_seconds=BURST_SECONDS)
        assert not error.non_retryable
    refused = await run(activities.prepare_image, order, attempt=FETCHES_MAX)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.IMAGE_UNREACHABLE


async def test_a_burst_of_tries_refuses_no_video_and_a_shop_away_for_long_does() -> None:
    activities = PrepareVideoActivities(FakeShop(videos={URL: AWAY}), FakeScreening(), FakeAssets())
    order = VideoOrder(key=KEY, url=URL)
    error = await error_of(activities.prepare_video, order, attempt=FETCHES_MAX, try_seconds=BURST_SECONDS)
    assert not error.non_retryable
    refused = await run(activities.prepare_video, order, attempt=FETCHES_MAX)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.VIDEO_UNREACHABLE


async def test_a_picture_that_is_gone_is_refused_in_a_burst_too() -> None:
    """The shop has said so: there is nothing to wait for."""
    gone = BadStatus("404", url=URL, status=404)
    activities = PrepareImageActivities(FakeShop(pictures={URL: gone}), FakeStudio(), FakeAssets())
    order = ImageOrder(key=KEY, url=URL)
    refused = await run(activities.prepare_image, order, try_seconds=BURST_SECONDS)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.IMAGE_NOT_FOUND


@pytest.mark.parametrize("reasons", [PICTURE, VIDEO])
def test_trouble_that_may_pass_is_raised_as_it_is_until_the_last_try(reasons: FetchReasons) -> None:
    with pytest.raises(FetchTrouble) as caught:
        refuse_fetch(AWAY, reasons, last=False)
    assert caught.value is AWAY
    assert refuse_fetch(AWAY, reasons, last=True).reason is reasons.unreachable
