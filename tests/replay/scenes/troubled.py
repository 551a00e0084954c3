"""Pins that meet trouble: some become live all the same, some end otherwise."""

from collections.abc import Callable, Sequence

from contracts.outcome import Outcome, Reason
from contracts.sightings import MediaStatus, PageLook
from contracts.trouble import AnswerLost, RateLimited, Rejected, TokenDead
from store.accounts import SqlAccounts
from tests.builders import ACCOUNT, a_product
from tests.replay.scenes.stage import (
    FILM,
    PAGE,
    Handle,
    Pin,
    account_of,
    asked_for,
    ended,
    finished,
    pin_of,
    steps_on,
)
from tests.workflows.world import World

LOST = AnswerLost("the connection was closed")
A_DAY = 86_400.0
DAYS = 5
"""More than anybody waits for a board."""


async def refused(world: World) -> Sequence[Handle]:
    world.shop.looks[PAGE] = PageLook(url=PAGE, status=404)
    await world.finished(a_product())
    return [await ended(world, Outcome.REFUSED)]


async def refused_by_pinterest(world: World) -> Sequence[Handle]:
    """A certain no, with the last word."""
    world.pinterest.troubles.append(Rejected("policy", status=400, code=1))
    (result,) = await world.finished(a_product())
    assert result.reason is Reason.PINTEREST_REFUSED
    return [await ended(world, Outcome.REFUSED)]


async def gave_up(world: World) -> Sequence[Handle]:
    """Trouble that does not pass: the asset store keeps nothing."""
    world.assets.forgetful = True
    (result,) = await world.finished(a_product())
    assert result.reason is Reason.GAVE_UP
    return [await ended(world, Outcome.REFUSED)]


async def video_refused(world: World) -> Sequence[Handle]:
    """Pinterest could not process it."""
    world.media.end = MediaStatus.FAILED
    product = a_product(video=FILM)
    await world.finished(product)
    return [await ended(world, Outcome.REFUSED, product)]


async def adopted(world: World) -> Sequence[Handle]:
    world.pinterest.troubles.append(LOST)
    await world.finished(a_product())
    assert len(world.pinterest.pins) == 1
    return [await ended(world, Outcome.LIVE)]


async def posted_again(world: World) -> Sequence[Handle]:
    world.pinterest.troubles.append(LOST)
    world.pinterest.lost_but_made = False
    await world.finished(a_product())
    return [await ended(world, Outcome.LIVE)]


async def worker_lost(world: World) -> Sequence[Handle]:
    """The publish step itself fails after its claim: as when its worker dies, only the ledger knows."""
    world.pinterest.while_sending = _fail_once(world)
    await world.finished(a_product())
    return [await ended(world, Outcome.LIVE)]


def _fail_once(world: World) -> Callable[[], None]:
    def fail() -> None:
        world.pinterest.while_sending = lambda: None
        raise RuntimeError("the worker is gone")

    return fail


async def unconfirmed(world: World) -> Sequence[Handle]:
    """The board cannot be read for as long as anybody waits; launch and account would only look in vain."""
    world.pinterest.troubles.append(LOST)
    launch = await world.launch(a_product())
    await asked_for(world, "read_back")
    world.pinterest.read_troubles = [RateLimited("rate limit", retry_seconds=A_DAY, code=8)] * DAYS
    await account_of(world).signal("pause", "for the record")
    await steps_on(world, 2)
    await launch.terminate("for the record")
    pin = pin_of(world)
    await world.until(lambda: _has_closed(pin), seconds=A_DAY / 24)
    return [await ended(world, Outcome.UNCONFIRMED)]


async def in_doubt(world: World) -> Sequence[Handle]:
    """Somebody edited the pin before it was found: readings cannot tell whether it is the one."""
    world.pinterest.troubles.append(LOST)
    await world.launch(a_product())
    await world.until(lambda: bool(world.pinterest.pins))
    (pin,) = world.pinterest.pins.values()
    bare = (pin.link or "").partition("?")[0]
    world.pinterest.pins[pin.id] = pin.model_copy(update={"title": "New", "link": bare})
    making = pin_of(world)
    await world.until(lambda: _has_closed(making))
    return [await ended(world, Outcome.UNCONFIRMED)]


async def _has_closed(pin: Pin) -> bool:
    return (await pin.describe()).close_time is not None


async def removed(world: World) -> Sequence[Handle]:
    """Made, and gone before it was seen."""
    world.pinterest.processing_seconds = 1_000_000
    await world.launch(a_product())
    await world.until(lambda: bool(world.pinterest.pins))
    world.pinterest.pins.clear()
    await finished(world)
    return [await ended(world, Outcome.REFUSED)]


async def braked(world: World) -> Sequence[Handle]:
    world.pinterest.troubles.append(RateLimited("rate limit", retry_seconds=20, code=8))
    await world.finished(a_product())
    return [await ended(world, Outcome.LIVE), account_of(world)]


async def parked(world: World) -> Sequence[Handle]:
    """A dead token: nothing fails, nothing is granted, until a person resumes the account."""
    world.pinterest.troubles.append(TokenDead("401"))
    await world.launch(a_product())
    await world.until(lambda: SqlAccounts(world.database).parked(ACCOUNT))
    await steps_on(world, 5)
    assert not world.pinterest.pins
    await account_of(world).signal("resume")
    await finished(world)
    return [await ended(world, Outcome.LIVE), account_of(world)]
