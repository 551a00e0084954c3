"""A place for an upload: nobody is at work without one, and none is lost with whoever had it."""

import asyncio
from dataclasses import dataclass, field

import pytest
from temporalio.exceptions import ApplicationError

from activities.upload_place import PLACE_SECONDS, UploadPlace
from contracts.contract import Instant
from contracts.names import AccountKey, PinKey
from contracts.trouble import LedgerBusy
from store.uploads import MEDIA_UPLOADS_MAX
from tests.builders import ACCOUNT
from tests.fakes.clock import START, FakeClock
from tests.ledger import Ledger

A_MOMENT = 0.001
KEYS = [PinKey(f"{number:032}") for number in range(MEDIA_UPLOADS_MAX + 1)]


@dataclass
class Places:
    """Keeps the port `UploadPlaces`: one place. At some calls the ledger is away, at a later one it is lost."""

    busy_at: tuple[int, ...] = ()
    lost_at: int = 1_000_000
    asked: int = 0
    left: list[str] = field(default_factory=list)

    async def take(
        self, account: AccountKey, key: PinKey, *, owner: str, now: Instant, until: Instant
    ) -> Instant | None:
        self.asked += 1
        if self.asked in self.busy_at:
            raise LedgerBusy("locked")
        return now + 5 if self.asked >= self.lost_at else None

    async def leave(self, account: AccountKey, key: PinKey, *, owner: str) -> None:
        self.left.append(owner)


@dataclass
class Unforgiving(Places):
    """Its ledger is away whenever a place is given back."""

    async def leave(self, account: AccountKey, key: PinKey, *, owner: str) -> None:
        raise LedgerBusy("locked")


def a_place(ledger: Ledger, clock: FakeClock, key: PinKey = KEYS[0]) -> UploadPlace:
    return UploadPlace(ledger.uploads, clock, ACCOUNT, key)


def a_restless_place(places: Places, *, place_seconds: float = 60.0) -> UploadPlace:
    """It is taken again all the time."""
    return UploadPlace(places, FakeClock(), ACCOUNT, KEYS[0], place_seconds=place_seconds, keep_seconds=A_MOMENT)


async def error_in(place: UploadPlace) -> ApplicationError:
    """What ends a block that would go on for ever."""
    with pytest.raises(ApplicationError) as caught:
        async with place.taken():
            await asyncio.Event().wait()
    return caught.value


async def test_one_more_than_there_are_places_is_told_when_to_ask_again(ledger: Ledger, clock: FakeClock) -> None:
    for key in KEYS[:-1]:
        assert await a_place(ledger, clock, key).take() is None
    error = await error_in(a_place(ledger, clock, KEYS[-1]))
    assert (error.type, error.non_retryable) == ("NotYet", False)
    assert error.next_retry_delay is not None
    assert error.next_retry_delay.total_seconds() > 0


async def test_a_block_that_fails_gives_its_place_back(ledger: Ledger, clock: FakeClock) -> None:
    for key in KEYS:
        with pytest.raises(ZeroDivisionError):
            async with a_place(ledger, clock, key).taken():
                raise ZeroDivisionError


async def test_the_place_of_a_worker_that_died_comes_back(ledger: Ledger, clock: FakeClock) -> None:
    for key in KEYS[:-1]:
        await a_place(ledger, clock, key).take()
    await clock.advance(PLACE_SECONDS)
    async with a_place(ledger, clock, KEYS[-1]).taken():
        assert await a_place(ledger, clock, KEYS[0]).take() is None


async def test_two_tries_of_one_pin_never_have_its_place_together(ledger: Ledger, clock: FakeClock) -> None:
    """The first may stand still and go on: Temporal gives it up, and it does not know."""
    async with a_place(ledger, clock).taken():
        again = await a_place(ledger, clock).take()
    assert again == START + PLACE_SECONDS
    assert await a_place(ledger, clock).take() is None


async def test_a_long_upload_keeps_its_place() -> None:
    places = Places()
    async with a_restless_place(places, place_seconds=0.5).taken():
        while places.asked < 5:
            await asyncio.sleep(A_MOMENT)
    assert len(places.left) == 1


async def test_whoever_lost_its_place_stops() -> None:
    places = Places(lost_at=3)
    error = await error_in(a_restless_place(places))
    assert (error.type, error.non_retryable) == ("NotYet", False)
    assert places.asked == 3


async def test_a_ledger_that_is_away_for_a_moment_ends_no_upload() -> None:
    places = Places(busy_at=(2, 3, 4), lost_at=7)
    await error_in(a_restless_place(places))
    assert places.asked == 7


async def test_a_ledger_that_stays_away_ends_the_upload_with_its_place() -> None:
    places = Places(busy_at=tuple(range(2, 10_000)))
    error = await error_in(a_restless_place(places, place_seconds=0.05))
    assert error.type == "NotYet"


async def test_what_was_uploaded_is_not_lost_when_the_place_cannot_be_given_back() -> None:
    done = False
    async with UploadPlace(Unforgiving(), FakeClock(), ACCOUNT, KEYS[0]).taken():
        done = True
    assert done


async def test_a_time_out_of_the_work_itself_stays_one(ledger: Ledger, clock: FakeClock) -> None:
    with pytest.raises(TimeoutError):
        async with a_place(ledger, clock).taken():
            raise TimeoutError
