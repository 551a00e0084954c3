"""When a version is said to have nothing left: Temporal's lists are late, and what it began last shows last."""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import pytest
from temporalio.service import RPCError, RPCStatusCode

from starter import versions_at_hand
from starter.failures import CommandFailed, ExitCode
from starter.pushing import LOOK_SECONDS, PUSH_LOOKS, PUSHES_MAX, QUIET_LOOKS, SURE_SECONDS, Pushes
from starter.versions import Due, State
from starter.versions_at_hand import drain
from starter.versions_command import WAIT_HELP
from tests.docs.pages import ROOT, text_of

LATE, ACCOUNT = "pin/demo/late", "account/demo"
PATIENCE_SECONDS = 600.0
LOOKS_A_DAY = int(86_400 / LOOK_SECONDS)


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
    current_after: int = 1_000_000
    """From this look on new work begins with it again."""
    away: dict[int, RPCStatusCode] = field(default_factory=dict)
    """What Temporal answers instead of a look, by the look's number."""
    away_for_pushes: dict[int, RPCStatusCode] = field(default_factory=dict)
    """What it answers instead of taking a nudge, by how many there were before."""

    @property
    def open(self) -> list[str]:
        return self.looks[self.looked] if self.looked < len(self.looks) else []

    async def state(self, build_id: str) -> State:
        return State.CURRENT if self.looked >= self.current_after else State.DRAINING

    async def open_runs(self, build_id: str) -> int:
        seen = len(self.open)
        self.looked += 1
        fail(self.away.get(self.looked - 1))
        return seen

    async def open_ids(self, build_id: str, most: int) -> Sequence[str]:
        return self.open[:most]

    async def nudge_those_of(self, build_id: str, due: Due) -> None:
        told = due([run for run in self.open if run.startswith("account/")])
        self.nudges += len(told)
        fail(self.away_for_pushes.pop(self.nudges, None))
        if self.stays_until_nudged and self.looked and told:
            self.looks.clear()

    async def move(self, build_id: str, due: Due) -> Collection[str]:
        told = due(self.open)
        self.moved += told
        return told


def fail(status: RPCStatusCode | None) -> None:
    if status is not None:
        raise RPCError("tcp connect error", status, b"")


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


@pytest.mark.parametrize("is_open", [True, False], ids=["with-something-open", "with-nothing-open"])
async def test_draining_is_given_up_when_the_version_takes_new_work_again(*, is_open: bool) -> None:
    """After a rollback its accounts and launches are those of the current version: nobody may push them."""
    version = Listed([[ACCOUNT] if is_open else []] * 1_000, current_after=QUIET_LOOKS - 1)
    with pytest.raises(
        CommandFailed, match=r"Version 1\.0\.0 takes new work again: draining was given up"
    ) as told:
        await drain(version, "1.0.0", wait_seconds_max=PATIENCE_SECONDS, move=True)
    assert told.value.exit_code is ExitCode.USAGE
    assert version.nudges == len(version.moved) == (2 if is_open else 0)


@pytest.mark.parametrize("move", [True, False])
async def test_nobody_is_told_to_wait_longer_for_a_version_that_takes_new_work_again(*, move: bool) -> None:
    version = Listed([[ACCOUNT]] * 1_000, current_after=1)
    with pytest.raises(CommandFailed, match="takes new work again"):
        await drain(version, "1.0.0", wait_seconds_max=0.0, move=move)


AWAY = [
    RPCStatusCode.UNAVAILABLE,
    RPCStatusCode.DEADLINE_EXCEEDED,
    RPCStatusCode.CANCELLED,
    RPCStatusCode.RESOURCE_EXHAUSTED,
]


@pytest.mark.parametrize("status", AWAY)
async def test_a_server_that_is_started_again_meanwhile_is_waited_for(status: RPCStatusCode) -> None:
    """What was not answered found nothing out: the version was not quiet."""
    version = Listed([[ACCOUNT]], away={1: status, 4: status}, away_for_pushes={1: status})
    drained = await drain(version, "1.0.0", wait_seconds_max=PATIENCE_SECONDS, move=False)
    assert (drained.open_runs, list(drained.open_ids)) == (0, [])
    assert version.looked == 5 + QUIET_LOOKS


async def test_a_server_that_does_not_answer_when_time_is_over_ends_it_with_4() -> None:
    version = Listed([[ACCOUNT]], away=dict.fromkeys(range(100), RPCStatusCode.UNAVAILABLE))
    with pytest.raises(CommandFailed, match="tcp connect error") as told:
        await drain(version, "1.0.0", wait_seconds_max=0.0, move=False)
    assert told.value.exit_code is ExitCode.SERVICE_AWAY


async def test_what_is_no_matter_of_time_is_not_waited_out() -> None:
    version = Listed([[ACCOUNT]], away={0: RPCStatusCode.PERMISSION_DENIED})
    with pytest.raises(RPCError):
        await drain(version, "1.0.0", wait_seconds_max=PATIENCE_SECONDS, move=False)
    assert version.looked == 1


async def test_an_account_that_no_worker_advances_is_nudged_a_few_times_a_day() -> None:
    """A run takes 400 signals until it is over its limits, and its workers may be gone already."""
    version = Listed([[ACCOUNT]] * LOOKS_A_DAY)
    await drain(version, "1.0.0", wait_seconds_max=PATIENCE_SECONDS, move=True)
    assert version.looked > LOOKS_A_DAY
    assert version.nudges == len(version.moved) == PUSHES_MAX


async def test_pins_that_end_do_not_have_an_account_nudged_more_often() -> None:
    pins = [f"pin/demo/{number}" for number in range(1_000)]
    version = Listed([[ACCOUNT, *pins[look:]] for look in range(len(pins))])
    await drain(version, "1.0.0", wait_seconds_max=PATIENCE_SECONDS, move=False)
    assert 1 < version.nudges < PUSHES_MAX


def test_the_same_run_is_pushed_at_doubling_distances_and_a_new_one_at_once() -> None:
    pushes, looks = Pushes(), range(0, LOOKS_A_DAY, PUSH_LOOKS)
    runs = {look: [ACCOUNT, LATE] if look >= 20 * PUSH_LOOKS else [ACCOUNT] for look in looks}
    told = [(look * LOOK_SECONDS, run) for look in looks for run in sorted(pushes.due(look, runs[look]))]
    assert [at for at, run in told if run == ACCOUNT] == [10.0 * (2**turn - 1) for turn in range(PUSHES_MAX)]
    assert min(at for at, run in told if run == LATE) == 200.0


def test_help_and_page_say_how_long_it_takes_to_be_sure() -> None:
    assert f"takes {SURE_SECONDS:g} s more" in WAIT_HELP
    assert f"| `--wait` | {WAIT_HELP.removesuffix('.')}; 600 by default. |" in text_of(
        ROOT / "docs" / "commands.md"
    )


async def test_being_sure_takes_as_many_pauses_as_it_is_said_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions_at_hand, "LOOK_SECONDS", 0.01)
    version, began = Listed([]), time.monotonic()
    await drain(version, "1.0.0", wait_seconds_max=0.0, move=False)
    assert version.looked - 1 == SURE_SECONDS / LOOK_SECONDS
    assert time.monotonic() - began >= 0.01 * SURE_SECONDS / LOOK_SECONDS
