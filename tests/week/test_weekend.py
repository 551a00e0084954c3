"""Two days of an agency's life, with all that befalls its week, on the real worker and the real simulator."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.week.life import weekend
from tests.week.measures import FORECAST_ERROR_MAX, GAPS_EVEN_MAX, measured
from tests.week.picture import draw
from tests.week.run import live

LIMITED_MAX = 1
"""Of the halved quota nobody tells: one write may find out."""

HISTORY_MAX = 10_000
"""Events of a workflow's run."""


@pytest.mark.virtual
async def test_every_pin_of_a_weekend_leaves_in_its_window_and_when_it_was_said(tmp_path: Path) -> None:
    """A night on which clocks are put forward, a quota halved, a token dead for half a day, a collection."""
    life = weekend(datetime.now(UTC).date())
    diary = await live(life, tmp_path, seed=1, tell=print)
    found = measured(life, diary)
    draw(life, diary, tmp_path / "weekend.png")
    assert all(launch.live == launch.total and launch.ended is not None for launch in diary.launches)
    assert (found.pins, found.lost, found.doubled) == (life.products(), 0, 0)
    assert found.outside == 0
    assert found.gaps_even_max <= GAPS_EVEN_MAX
    assert found.judged
    assert found.forecast_error_max <= FORECAST_ERROR_MAX
    assert found.limited <= LIMITED_MAX
    assert 0 < max(diary.histories.values()) <= HISTORY_MAX
