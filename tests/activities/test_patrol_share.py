"""The patrol's reads: each waits for its place in the share, and none goes around it."""

from dataclasses import dataclass, field

import pytest

from activities.patrol_share import SHARE_SECONDS_MAX, Share, SharedPins, ShareUsedUp
from activities.pin_looks import GONE_AGAIN_SECONDS, PinLooks
from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.sightings import SeenPin
from tests.builders import ACCOUNT, BOARD
from tests.fakes.clock import START, LeapingClock
from tests.fakes.pinterest import FakePins, FakePinterest

SECTION = "601"


@dataclass
class Answers:
    """Keeps the port `ReadLog`: until when each asker must wait."""

    untils: list[Instant | None] = field(default_factory=list)
    asked: int = 0

    async def hold_read(self, account: AccountKey, now: Instant) -> Instant | None:
        self.asked += 1
        return self.untils.pop(0) if self.untils else None


@pytest.fixture
def clock() -> LeapingClock:
    return LeapingClock()


@pytest.fixture
def pinterest(clock: LeapingClock) -> FakePinterest:
    pins = {"801": SeenPin(id="801", board_id=BOARD, created=START)}
    return FakePinterest(clock, boards={BOARD: "Mugs"}, sections={(BOARD, SECTION): "Blue"}, pins=pins)


async def test_a_read_waits_for_its_place(clock: LeapingClock) -> None:
    share = Share(Answers([START + 5, START + 9, None]), clock, ACCOUNT)
    await share.take()
    assert (clock.now(), share.taken) == (START + 9, 1)


async def test_a_place_that_is_too_far_off_is_not_waited_for(clock: LeapingClock) -> None:
    share = Share(Answers([START + SHARE_SECONDS_MAX + 1]), clock, ACCOUNT)
    with pytest.raises(ShareUsedUp, match="used up until 2026-11-18 11:08:11 UTC"):
        await share.take()
    assert (clock.now(), share.taken) == (START, 0)


async def test_every_kind_of_read_takes_its_place(pinterest: FakePinterest, clock: LeapingClock) -> None:
    log = Answers()
    pins = SharedPins(FakePins(pinterest), Share(log, clock, ACCOUNT))
    await pins.get(ACCOUNT, "801")
    await pins.on_board(ACCOUNT, BOARD, bookmark=None)
    await pins.on_section(ACCOUNT, BOARD, SECTION, bookmark=None)
    await pins.of_account(ACCOUNT, bookmark=None)
    assert (log.asked, pins.share.taken) == (4, 4)


async def test_a_pin_that_is_there_is_seen_once(pinterest: FakePinterest, clock: LeapingClock) -> None:
    looks = PinLooks(FakePins(pinterest), clock, ACCOUNT, left=5)
    seen = await looks.see_certainly(["801"])
    assert [pin and pin.id for pin in seen.values()] == ["801"]
    assert (looks.taken, looks.left, clock.now()) == (1, 4, START)


async def test_pins_that_are_gone_are_looked_for_twice_with_one_wait(
    pinterest: FakePinterest, clock: LeapingClock
) -> None:
    looks = PinLooks(FakePins(pinterest), clock, ACCOUNT, left=5)
    seen = await looks.see_certainly(["7", "801", "8"])
    assert {pin_id: pin is not None for pin_id, pin in seen.items()} == {"7": False, "801": True, "8": False}
    assert (looks.taken, clock.now()) == (5, START + GONE_AGAIN_SECONDS)


async def test_nothing_is_waited_for_when_nothing_is_asked(pinterest: FakePinterest, clock: LeapingClock) -> None:
    looks = PinLooks(FakePins(pinterest), clock, ACCOUNT, left=5)
    assert await looks.see_certainly([]) == {}
    assert (looks.taken, clock.now()) == (0, START)
