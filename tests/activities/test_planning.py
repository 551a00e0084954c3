"""Planning a launch: every row gets its moment once, none moves without a reason, and hopeless ones are told."""

import asyncio
from collections import Counter
from itertools import pairwise

import pytest

from activities.launches import LaunchActivities
from activities.planning import PlanningActivities
from contracts.launch import Admission, LaunchPolicy, LaunchRequest, Outlook, Planned
from contracts.names import LaunchId
from contracts.outcome import Reason
from contracts.pace import Quota
from contracts.windows import Spread, WindowRule
from drafting.window_text import read_window
from tests.activities.stage import run
from tests.builders import ACCOUNT, LAUNCH, POLICY, a_launch, a_product, rows_of
from tests.fakes.clock import START, FakeClock, LeapingClock
from tests.fakes.engine import Crash, FakeEngine
from tests.ledger import Ledger, a_write_reading

REQUEST = LaunchRequest(account=ACCOUNT, launch=LAUNCH, windowed=True)
SECOND = LaunchRequest(account=ACCOUNT, launch=LaunchId("second"), windowed=True)
DAY = 86_400.0
HOUR = 3_600.0
HOURS = {"Mugs": (18, 22), "Lamps": (20, 23)}
"""When those boards are open, by the clocks of UTC."""
ALWAYS = "daily 00:00-24:00 UTC"


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def activities(ledger: Ledger, engine: FakeEngine, clock: FakeClock) -> PlanningActivities:
    return PlanningActivities(ledger.plans, ledger.launches, engine, clock)


def a_rule(text: str = ALWAYS, *, spread: Spread | None = None) -> WindowRule:
    return WindowRule(window=read_window(text), spread=spread or Spread())


async def launch(ledger: Ledger, count: int, rule: WindowRule | None, *, request: LaunchRequest = REQUEST) -> None:
    products = [a_product(f"mug-{number}", link="https://shop.example.com/mug") for number in range(count)]
    policy = LaunchPolicy(pin=POLICY, window=rule)
    await ledger.launches.begin(a_launch(request.launch, policy=policy), rows_of(*products))


async def moments(ledger: Ledger, request: LaunchRequest = REQUEST) -> list[float]:
    return [row.not_before or 0.0 for row in await ledger.launches.results(request.launch)]


async def test_every_row_gets_a_moment_and_the_account_hears_of_it(
    activities: PlanningActivities, ledger: Ledger, engine: FakeEngine
) -> None:
    await launch(ledger, 4, a_rule())
    assert await run(activities.plan, REQUEST) == Planned(placed=4)
    found = await moments(ledger)
    assert found == sorted(set(found))
    assert all(START <= at <= START + DAY for at in found)
    assert engine.awake == {ACCOUNT}


async def test_planned_twice_nothing_moves(
    activities: PlanningActivities, ledger: Ledger, engine: FakeEngine, clock: FakeClock
) -> None:
    await launch(ledger, 4, a_rule())
    await run(activities.plan, REQUEST)
    before = await moments(ledger)
    engine.awake.clear()
    for seconds in (0.0, 300.0):
        await clock.advance(seconds)
        assert await run(activities.plan, REQUEST) == Planned()
    assert await moments(ledger) == before
    assert engine.awake == set()


async def test_rows_whose_window_closed_on_them_are_placed_anew(
    activities: PlanningActivities, ledger: Ledger, clock: FakeClock
) -> None:
    await launch(ledger, 3, a_rule())
    await run(activities.plan, REQUEST)
    await clock.advance(2 * DAY)
    assert await run(activities.plan, REQUEST) == Planned(placed=3)
    assert all(at >= START + 2 * DAY for at in await moments(ledger))


async def test_a_window_that_is_closed_for_good_refuses_its_rows_once(
    activities: PlanningActivities, ledger: Ledger
) -> None:
    await launch(ledger, 3, a_rule("daily 18:00-22:00 UTC not after 2001-01-01"))
    assert await run(activities.plan, REQUEST) == Planned(refused=3)
    assert await run(activities.plan, REQUEST) == Planned()
    (concern,) = await ledger.launches.concerns(LAUNCH)
    assert (concern.reason, concern.count) == (Reason.WINDOW_NEVER_OPENS, 3)
    assert "closed for good" in (concern.samples[0].message or "")


async def test_another_launch_is_placed_around_the_first_and_within_the_board_s_day(
    activities: PlanningActivities, ledger: Ledger
) -> None:
    await ledger.plans.set_rule(ACCOUNT, None, a_rule(spread=Spread(board_day_limit=2)))
    await launch(ledger, 2, None)
    await launch(ledger, 2, None, request=SECOND)
    for request in (REQUEST, SECOND):
        assert await run(activities.plan, request) == Planned(placed=2)
    days = [int(at // DAY) for at in [*await moments(ledger), *await moments(ledger, SECOND)]]
    assert days == [days[0], days[0], days[0] + 1, days[0] + 1]


async def test_when_nobody_has_a_rule_any_more_rows_are_free(
    activities: PlanningActivities, ledger: Ledger
) -> None:
    await ledger.plans.set_rule(ACCOUNT, None, a_rule())
    await launch(ledger, 2, None)
    await run(activities.plan, REQUEST)
    await ledger.plans.set_rule(ACCOUNT, None, None)
    assert await run(activities.plan, REQUEST) == Planned()
    assert len(await ledger.launches.waiting_rows(LAUNCH, 9, START)) == 2
    assert await moments(ledger) == [0.0, 0.0]


async def test_rows_are_not_admitted_by_a_run_that_does_not_know_of_the_rule(
    ledger: Ledger, engine: FakeEngine, clock: FakeClock
) -> None:
    """It was begun before the rule was set, or by a worker that took up what was unfinished."""
    await launch(ledger, 1, a_rule())
    activities = LaunchActivities(ledger.launches, ledger.boards, engine, clock)
    unaware = REQUEST.model_copy(update={"windowed": False})
    told = Admission(outlook=Outlook(left=1, due=1, windowed=True))
    assert await run(activities.admit, unaware) == told
    assert engine.pins == {}


async def test_boards_with_windows_of_their_own_share_the_quota_and_each_is_even_in_its_hours(
    activities: PlanningActivities, ledger: Ledger
) -> None:
    """A mixed file: the account says the day, two of its boards say their hours, the quota is ten a minute."""
    await ledger.note(a_write_reading(buckets=(Quota(limit=10, window_seconds=60),)))
    await ledger.plans.set_rule(ACCOUNT, None, a_rule("daily 08:00-24:00 UTC"))
    for board, (opens, closes) in HOURS.items():
        await ledger.plans.set_rule(ACCOUNT, board, a_rule(f"daily {opens}:00-{closes}:00 UTC"))
    boards = [*HOURS, "Anything"]
    products = [a_product(f"mug-{number}", board=boards[number % len(boards)]) for number in range(300)]
    await ledger.launches.begin(a_launch(), rows_of(*products))
    assert await run(activities.plan, REQUEST) == Planned(placed=300)
    found: dict[str, list[float]] = {board: [] for board in boards}
    for product, at in zip(products, await moments(ledger), strict=True):
        found[product.board or ""].append(at)
    for board, (opens, closes) in {**HOURS, "Anything": (8, 24)}.items():
        assert all(opens <= at % DAY / HOUR < closes for at in found[board])
        assert_even(found[board])
    together = sorted(at for of_board in found.values() for at in of_board)
    assert max(sum(begin <= at < begin + 60 for at in together) for begin in together) <= 10
    assert await run(activities.plan, REQUEST) == Planned()


def assert_even(found: list[float]) -> None:
    """Each distance is the average, a tenth more or less: pins of other boards between two need their time."""
    apart = [after - before for before, after in pairwise(sorted(found))]
    mean = sum(apart) / len(apart)
    assert max(abs(distance - mean) for distance in apart) <= 0.1 * mean


async def test_launches_of_an_account_are_planned_one_after_another(
    ledger: Ledger, engine: FakeEngine, clock: FakeClock
) -> None:
    """Each sees where the pins of the other are: else both would take the same hours."""
    cap = a_rule(spread=Spread(board_day_limit=2))
    for request in (REQUEST, SECOND):
        await launch(ledger, 4, cap, request=request)
    activities = PlanningActivities(ledger.plans, ledger.launches, engine, LeapingClock())
    await asyncio.gather(run(activities.plan, REQUEST), run(activities.plan, SECOND))
    found = [*await moments(ledger), *await moments(ledger, SECOND)]
    days = Counter(moment // DAY for moment in found)
    assert len(set(found)) == 8
    assert max(days.values()) <= 2


async def test_a_turn_is_one_launch_s_until_it_ends_or_has_lasted_too_long(ledger: Ledger) -> None:
    for request in (REQUEST, SECOND):
        await launch(ledger, 1, a_rule(), request=request)
    plans = ledger.plans
    assert await plans.take_turn(LAUNCH, START, 60)
    assert await plans.take_turn(LAUNCH, START + 1, 60)
    assert not await plans.take_turn(SECOND.launch, START + 60, 60)
    await plans.end_turn(SECOND.launch)
    assert not await plans.take_turn(SECOND.launch, START + 60, 60)
    assert await plans.take_turn(SECOND.launch, START + 61, 60)
    await plans.end_turn(SECOND.launch)
    assert await plans.take_turn(LAUNCH, START + 61, 60)


async def test_a_planning_that_fails_gives_its_turn_back(
    activities: PlanningActivities, ledger: Ledger, engine: FakeEngine
) -> None:
    await launch(ledger, 1, a_rule())
    await launch(ledger, 1, a_rule(), request=SECOND)
    engine.crash_at = ACCOUNT
    with pytest.raises(Crash):
        await run(activities.plan, REQUEST)
    assert await ledger.plans.take_turn(SECOND.launch, START, 60)
