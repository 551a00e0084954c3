"""What every clock promises, as far as no test has to wait for it."""

import pytest

from activities.ports import Clock
from activities.system_clock import SystemClock
from tests.fakes.clock import FakeClock, LeapingClock

A_DAY = 86_400.0
YEAR_2020 = 1_577_836_800.0


@pytest.fixture(params=[FakeClock, LeapingClock, SystemClock])
def clock(request: pytest.FixtureRequest) -> Clock:
    found: Clock = request.param()
    return found


def test_time_is_told_in_seconds_since_the_epoch(clock: Clock) -> None:
    assert YEAR_2020 < clock.now() < 10 * YEAR_2020


def test_time_does_not_run_backwards(clock: Clock) -> None:
    before = clock.now()
    assert clock.now() >= before


@pytest.mark.parametrize("ago", [0.0, 1.0, A_DAY])
async def test_nobody_sleeps_until_a_moment_that_has_passed(clock: Clock, ago: float) -> None:
    at = clock.now() - ago
    await clock.sleep_until(at)
    assert clock.now() >= at
