"""When an attempt made no pin: two whole readings, the last one begun after deadline and grace."""

from hypothesis import given
from hypothesis import strategies as st

from drafting.absence import READS_FOR_ABSENCE, settles_absence

DEADLINE, GRACE = 1_000.0, 20.0


@given(st.integers(0, 9), st.floats(0, 2_000))
def test_absence_takes_two_readings_and_the_grace(reads: int, began: float) -> None:
    settled = settles_absence(reads=reads, began=began, deadline=DEADLINE, grace_seconds=GRACE)
    assert settled is (reads >= READS_FOR_ABSENCE and began > DEADLINE + GRACE)


def test_a_reading_at_the_very_end_of_the_grace_is_too_early() -> None:
    assert not settles_absence(reads=9, began=DEADLINE + GRACE, deadline=DEADLINE, grace_seconds=GRACE)
