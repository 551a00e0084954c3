"""Reading what people did with pins: within the quota, resumed where it was, and each pin not had is named."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest
from temporalio.exceptions import ApplicationError

from activities.pin_results import REFUSED_MAX, PinResultActivities
from contracts.launch import UNSENT_PINS_MAX
from contracts.live_pins import Ability
from contracts.names import LaunchId
from contracts.pin_results import PinDay, PinTally, ReadingState, ResultsOrder, ResultsPart
from contracts.trouble import RateLimited, ScopeMissing, Unavailable
from store.ads_calls import SqlAdsCalls
from store.app_refusals import SqlAppRefusals
from store.pin_results import SqlPinResults
from tests.activities.stage import run
from tests.builders import ACCOUNT, a_product
from tests.fakes.clock import START, FakeClock
from tests.fakes.pin_numbers import FakePinNumbers
from tests.ledger import Ledger, live

DAY = 86_400.0
NOW = START + 10 * DAY
TODAY = datetime.fromtimestamp(NOW, UTC).date()
YESTERDAY = TODAY - timedelta(days=1)


@dataclass
class Room:
    """The activity on a real ledger, with a Pinterest in memory."""

    ledger: Ledger
    pinterest: FakePinNumbers = field(default_factory=FakePinNumbers)
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))

    @property
    def reading(self) -> PinResultActivities:
        database = self.ledger.database
        calls, refusals = SqlAdsCalls(database), SqlAppRefusals(database)
        return PinResultActivities(self.pinterest, SqlPinResults(database), calls, refusals, self.clock)

    async def pins(self, count: int) -> list[str]:
        """So many live pins, each with 10 impressions on each of its days."""
        ids = [str(100 + number) for number in range(count)]
        for begin in range(0, count, UNSENT_PINS_MAX):
            await self._live(ids[begin : begin + UNSENT_PINS_MAX], LaunchId(f"from-{begin}"))
        return ids

    async def _live(self, ids: Sequence[str], launch: LaunchId) -> None:
        products = [a_product(f"product-{pin_id}") for pin_id in ids]
        keys = await self.ledger.ready(*products, launch=launch)
        for number, (pin_id, key) in enumerate(zip(ids, keys, strict=True), start=int(ids[0]) - 100):
            claim = await self.ledger.claimed(key, now=START + 60 * number)
            await self.ledger.attempts.made(key, claim.attempt, pin_id, START + 60 * number)
            await self.ledger.intents.settle(key, live(pin_id), START + 60 * number)
            days = [YESTERDAY - timedelta(days=back) for back in range(5)]
            self.pinterest.truth[pin_id] = {day: PinDay(day, 10, 1, 2, 1) for day in days}

    async def step(self, before: float | None = None) -> ResultsPart:
        order = ResultsOrder(account=ACCOUNT, before=self.clock.now() if before is None else before)
        return await run(self.reading.read_results, order)

    async def tallies(self) -> Sequence[PinTally]:
        return await SqlPinResults(self.ledger.database).tallies(ACCOUNT, date(2020, 1, 1), YESTERDAY)


@pytest.fixture
def room(ledger: Ledger) -> Room:
    return Room(ledger)


async def test_a_hundred_pins_cost_one_request(room: Room) -> None:
    await room.pins(30)
    part = await room.step()
    assert (part.read, part.calls, part.left, part.stopped) == (30, 1, 0, None)
    assert {(one.impressions, one.saves, one.state) for one in await room.tallies()} == {
        (50, 5, ReadingState.READ)
    }


async def test_an_app_that_may_not_ask_for_many_asks_one_by_one_and_remembers_it(room: Room) -> None:
    await room.pins(3)
    room.pinterest.may_ask_for_many = False
    assert (await room.step()).calls == 4
    refusal = await SqlAppRefusals(room.ledger.database).of(ACCOUNT, Ability.MANY_PINS_NUMBERS)
    assert refusal is not None
    await room.clock.advance(DAY)
    assert (await room.step()).calls == 3
    await room.clock.advance(8 * DAY)
    room.pinterest.may_ask_for_many = True
    assert (await room.step()).calls == 1


async def test_pins_of_which_nothing_is_told_are_asked_for_alone_and_named(room: Room) -> None:
    ids = await room.pins(5)
    room.pinterest.gone, room.pinterest.closed = {ids[0]}, {ids[1]}
    part = await room.step()
    assert (part.read, part.left) == (3, 0)
    assert part.not_had == {ReadingState.GONE: 1, ReadingState.CLOSED: 1}
    why = {one.pin_id: (one.state, one.why) for one in await room.tallies()}
    assert why[ids[0]] == (ReadingState.GONE, "Pin not found.")
    assert why[ids[1]] == (ReadingState.CLOSED, "Not authorized to access board or Pin.")


async def test_one_pin_that_makes_pinterest_refuse_all_costs_the_others_nothing(room: Room) -> None:
    ids = await room.pins(4)
    room.pinterest.broken = {ids[2]}
    part = await room.step()
    assert (part.read, part.not_had) == (3, {ReadingState.REFUSED: 1})


async def test_refusals_in_a_row_end_the_reading_with_pinterest_s_words(room: Room) -> None:
    """A sandbox answers so for every pin; a thousand of them need not be asked to know it."""
    ids = await room.pins(20)
    room.pinterest.broken = set(ids)
    part = await room.step()
    assert part.stopped == "Invalid pins analytics parameters."
    assert len(room.pinterest.asked) == REFUSED_MAX + 1
    assert part.left > 0


async def test_a_missing_scope_ends_the_reading(room: Room) -> None:
    await room.pins(1)
    room.pinterest.troubles = [ScopeMissing("boards:read is missing", status=401, code=3)]
    assert (await room.step()).stopped == "boards:read is missing"


async def test_the_quota_is_waited_for_and_what_was_read_is_not_read_again(room: Room) -> None:
    """60 requests a minute, one pin each: the 61st waits, and no pin is asked for twice."""
    room.pinterest.may_ask_for_many = False
    ids = await room.pins(70)
    part = await room.step(NOW)
    assert (part.calls, part.read, part.left) == (60, 59, 11)
    with pytest.raises(ApplicationError) as full:
        await room.step(NOW)
    delay = full.value.next_retry_delay
    assert delay is not None
    await room.clock.advance(delay.total_seconds())
    assert (await room.step(NOW)).read == 11
    alone = [asked for asked in room.pinterest.asked if len(asked) == 1]
    assert sorted(alone) == [(pin_id,) for pin_id in sorted(ids)]


async def test_no_minute_has_more_requests_than_the_quota(room: Room) -> None:
    room.pinterest.may_ask_for_many = False
    await room.pins(130)
    moments: list[float] = []
    left, order = 130, ResultsOrder(account=ACCOUNT, before=NOW)
    while left:
        before = len(room.pinterest.asked)
        try:
            left = (await run(room.reading.read_results, order)).left
        except ApplicationError as full:
            await room.clock.advance((full.next_retry_delay or timedelta(seconds=1)).total_seconds())
        moments += [room.clock.now()] * (len(room.pinterest.asked) - before)
    pairs = zip(moments, islice(moments, 60, None), strict=False)
    assert all(later - earlier >= 60 for earlier, later in pairs)
    assert len(moments) == 131


async def test_trouble_that_passes_is_tried_again_and_loses_nothing(room: Room) -> None:
    await room.pins(3)
    room.pinterest.troubles = [Unavailable("no answer"), RateLimited("too many", retry_seconds=30.0)]
    for kind in ("Unavailable", "RateLimited"):
        with pytest.raises(ApplicationError) as error:
            await room.step()
        assert error.value.type == kind
    assert (await room.step()).read == 3


async def test_the_next_day_only_days_that_move_are_asked_for(room: Room) -> None:
    (pin_id,) = await room.pins(1)
    room.pinterest.moving = YESTERDAY
    await room.step()
    await room.clock.advance(DAY)
    room.pinterest.truth[pin_id][YESTERDAY] = PinDay(YESTERDAY, 99)
    await room.step()
    assert room.pinterest.firsts[-1] == YESTERDAY
    (tally,) = await room.tallies()
    assert tally.impressions == 4 * 10 + 99
