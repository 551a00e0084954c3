"""When a version is said to have nothing left: Temporal's lists are late, and what it began last shows last."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import pytest

from starter import versions_at_hand
from starter.versions import State
from starter.versions_at_hand import PUSH_LOOKS, QUIET_LOOKS, drain

LATE = "pin/demo/late"
PATIENCE_SECONDS = 600.0


@dataclass
class Listed:
    """A version as Temporal's lists show it, look by look, and nothing any more in the end."""

    looks: list[list[str]]
    stays_until_nudged: bool = False
    """What is open ends at the next nudge after it was seen."""
    deployment: str = "pinflow"
    nudges: int = 0
    moved: list[str] = field(default_factory=list)
    looked: int = 0

    @property
    def open(self) -> list[str]:
        return self.looks[self.looked] if self.looked < len(self.looks) else []

    async def state(self, build_id: str) -> State:
        return State.DRAINING

    async def open_runs(self, build_id: str) -> int:
        seen = len(self.open)
        self.looked += 1
        return seen

    async def open_ids(self, build_id: str, most: int) -> Sequence[str]:
        return self.open[:most]

    async def nudge_those_of(self, build_id: str) -> None:
        self.nudges += 1
        if self.stays_until_nudged and self.looked and self.open:
            self.looks.clear()

    async def move(self, build_id: str) -> Collection[str]:
        self.moved += self.open
        return set(self.open)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions_at_hand, "LOOK_SECONDS", 0.0)


async def test_a_pin_that_turns_up_late_is_waited_for() -> None:
    """It began in the moment in which another version became current: the lists were empty at first."""
    version = Listed([*[[]] * (QUIET_LOOKS - 1), [LATE], [LATE]])
    drained = await drain(version, "1.0.0", wait_seconds_max=PATIENCE_SECONDS, move=False)
    assert (drained.open_runs, list(drained.open_ids)) == (0, [])
    assert version.looked == 2 * QUIET_LOOKS + 1


async def test_a_pin_that_turns_up_late_is_told_when_time_is_over() -> None:
    version = Listed([[]] * (QUIET_LOOKS - 1) + [[LATE]] * 100)
    drained = await drain(version, "1.0.0", wait_seconds_max=0.0, move=False)
    assert (drained.open_runs, list(drained.open_ids)) == (1, [LATE])


async def test_a_pin_that_turns_up_late_is_moved_like_the_others() -> None:
    looks = [["pin/demo/early"], *[[]] * (PUSH_LOOKS - 1), [LATE], [LATE]]
    version = Listed(looks)
    drained = await drain(version, "1.0.0", wait_seconds_max=PATIENCE_SECONDS, move=True)
    assert version.moved == ["pin/demo/early", LATE]
    assert (drained.moved, drained.open_runs) == (2, 0)


async def test_an_account_that_slept_through_a_nudge_is_nudged_again() -> None:
    """Temporal may not have told its run yet which version is current: it looks round, and sleeps on."""
    version = Listed([["account/demo"]] * 1_000, stays_until_nudged=True)
    drained = await drain(version, "1.0.0", wait_seconds_max=PATIENCE_SECONDS, move=False)
    assert drained.open_runs == 0
    assert version.nudges > 1
