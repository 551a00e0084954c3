"""Thousands of rows that wait for days: nothing grows with the time, and each leaves when it was said."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.week.life import patience
from tests.week.measures import outside
from tests.week.run import live

ROWS = 5_000
LEAVE = 140
"""Twenty a day; the rest waits, and is cancelled at the end: publishing it would tell nothing more."""

HISTORY_MAX = 10_000
GROWTH_MAX = 1.15
"""The worker's memory on the last evening, by that on the second."""

LATE_SECONDS_MAX = 30.0
ERROR_MAX = 0.05


@pytest.mark.virtual
async def test_five_thousand_rows_wait_a_week_in_flat_memory_and_short_histories(tmp_path: Path) -> None:
    life = patience(datetime.now(UTC).date())
    diary = await live(life, tmp_path, seed=1, tell=print)
    (launch,), (client,) = diary.launches, life.clients
    asked = {pin.product: diary.foretold[0].asked for pin in diary.pins}
    late = {pin.product: pin.at - diary.planned[pin.product] for pin in diary.pins}
    longest = max(diary.histories, key=lambda workflow: diary.histories[workflow])
    second, last = diary.memory_kib[2], diary.memory_kib[-1]
    print(f"memory {second // 1024} to {last // 1024} MiB; longest history {diary.histories[longest]} ({longest})")  # noqa: T201 - figures for the record
    print(f"latest pin {max(late.values()):.1f} s; {diary.real_seconds:.0f} s of real time")  # noqa: T201 - the same
    assert (launch.total, launch.live, len(diary.pins)) == (ROWS, LEAVE, LEAVE)
    assert launch.ended is not None
    assert outside(life, client, [pin.at for pin in diary.pins]) == []
    assert 0 <= min(late.values()) <= max(late.values()) <= LATE_SECONDS_MAX
    assert all(late[pin.product] <= ERROR_MAX * (pin.at - asked[pin.product]) for pin in diary.pins)
    ends = [said.ends for said in diary.foretold if said.ends is not None]
    assert len(ends) == len(diary.foretold)
    assert max(ends) - min(ends) <= ERROR_MAX * (min(ends) - launch.began)
    assert diary.histories[longest] <= HISTORY_MAX
    assert last <= GROWTH_MAX * second
