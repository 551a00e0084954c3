"""Doors that are remembered, for how long, and how many."""

from dataclasses import dataclass, field

from contracts.names import SourceKey
from contracts.sources import SourceKind
from intake.known_doors import AGAIN_SECONDS, KEPT_SECONDS, KNOWN_MAX, NAME_MAX, KnownDoors
from intake.ports import Door
from tests.builders import ACCOUNT
from tests.fakes.clock import FakeClock


@dataclass
class Street:
    """Every source is there; how often each was asked for."""

    asked: list[str] = field(default_factory=list)

    async def door(self, source: SourceKey) -> Door | None:
        self.asked.append(source)
        return Door(source, SourceKind.SHOPIFY, ACCOUNT) if source != "nowhere" else None


async def test_a_storm_asks_the_store_once(clock: FakeClock) -> None:
    street = Street()
    doors = KnownDoors(street, clock.now)
    for _ in range(100):
        assert await doors.door("shop") is not None
        assert await doors.door("nowhere") is None

    assert street.asked == ["shop", "nowhere"]


async def test_after_some_seconds_it_is_asked_again_and_sooner_for_who_cannot_be_verified(
    clock: FakeClock,
) -> None:
    street = Street()
    doors = KnownDoors(street, clock.now)
    await doors.door("shop")
    await clock.advance(AGAIN_SECONDS)
    await doors.door("shop")
    assert street.asked == ["shop"]
    await doors.latest("shop")
    await doors.latest("shop")
    assert street.asked == ["shop"] * 2
    await clock.advance(KEPT_SECONDS)
    await doors.door("shop")
    assert street.asked == ["shop"] * 3


async def test_a_clock_that_was_set_back_makes_nothing_last_longer(clock: FakeClock) -> None:
    street = Street()
    doors = KnownDoors(street, clock.now)
    await doors.door("shop")
    clock.at -= 3_600
    await doors.door("shop")

    assert street.asked == ["shop"] * 2


async def test_names_of_strangers_do_not_pile_up(clock: FakeClock) -> None:
    doors = KnownDoors(Street(), clock.now)
    for number in range(2 * KNOWN_MAX + 1):
        await doors.door(f"guess-{number}")

    assert len(doors._known) <= KNOWN_MAX


async def test_what_can_be_no_name_is_not_asked_for(clock: FakeClock) -> None:
    street = Street()
    doors = KnownDoors(street, clock.now)
    for name in ("", "a\0b", "a\nb", "x" * (NAME_MAX + 1)):
        assert await doors.door(name) is None
        assert await doors.latest(name) is None

    assert street.asked == []
