"""The running loop's time, which leaps when a test says so: nobody waits, and no machine is too busy."""

import asyncio
from collections.abc import Callable


class LeapingTime:
    """Takes the place of a loop's `time`."""

    def __init__(self, time: Callable[[], float]) -> None:
        self._time = time
        self.leapt = 0.0

    def __call__(self) -> float:
        return self._time() + self.leapt


def make_time_leap() -> None:
    """From now on the running loop's time can be let pass."""
    loop = asyncio.get_running_loop()
    loop.time = LeapingTime(loop.time)  # type: ignore[method-assign]  # every test has a loop of its own


def let_pass(seconds: float) -> None:
    """Whoever waits for less on this loop has waited long enough."""
    time = asyncio.get_running_loop().time
    assert isinstance(time, LeapingTime), "make_time_leap comes first"
    time.leapt += seconds
