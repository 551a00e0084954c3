"""Pictures that Pinterest fetches: not ready before anyone is given exactly our bytes."""

import hashlib

import pytest

from activities.public_pictures import LOOK_AGAIN_SECONDS_MAX, PUBLIC_SECONDS_MAX, PublicPictures
from contracts.outcome import Actor, Reason, Refused
from contracts.pin import Media, MediaStrategy, PreparedImage
from contracts.trouble import AddressRefused, BadStatus, FetchTrouble, TooLarge, Unreachable
from tests.activities.stage import error_of, run
from tests.fakes.clock import START, FakeClock
from tests.fakes.shop import FakeShop
from tests.fakes.studio import FakeAssets

PUBLIC = "https://pictures.example.com/finished"
DATA = b"a finished picture"
IMAGE = PreparedImage(sha256=hashlib.sha256(DATA).hexdigest(), width=1_000, height=1_500, size_bytes=len(DATA))
URL = f"{PUBLIC}/{IMAGE.sha256}.jpg"

NOT_READY: list[bytes | FetchTrouble] = [
    DATA[:-1],
    b"<html>Please log in</html>",
    b"",
    BadStatus(f"{URL} answered 403", url=URL, status=403),
    BadStatus(f"{URL} answered 404", url=URL, status=404),
    Unreachable("no answer", url=URL),
    TooLarge("21 MB", url=URL, limit_bytes=20_000_000),
]


@pytest.fixture
def shop() -> FakeShop:
    return FakeShop(pictures={URL: DATA})


@pytest.fixture
def pictures(shop: FakeShop, clock: FakeClock) -> PublicPictures:
    return PublicPictures(FakeAssets(public=PUBLIC), shop, clock)


async def test_a_picture_that_anyone_is_given_is_ready_by_its_address(pictures: PublicPictures) -> None:
    assert await run(pictures.ready, IMAGE) == Media(
        strategy=MediaStrategy.IMAGE_URL, asset=IMAGE.sha256, url=URL, width=1_000, height=1_500
    )


@pytest.mark.parametrize("found", NOT_READY, ids=repr)
async def test_anything_else_is_looked_at_again(
    pictures: PublicPictures, shop: FakeShop, found: bytes | FetchTrouble
) -> None:
    shop.pictures[URL] = found
    error = await error_of(pictures.ready, IMAGE)
    assert (error.type, error.non_retryable) == ("NotYet", False)
    assert error.next_retry_delay is not None


@pytest.mark.parametrize("found", NOT_READY, ids=repr)
async def test_what_does_not_become_public_in_time_is_the_operators(
    pictures: PublicPictures, shop: FakeShop, clock: FakeClock, found: bytes | FetchTrouble
) -> None:
    shop.pictures[URL] = found
    await clock.advance(PUBLIC_SECONDS_MAX)
    refused = await run(pictures.ready, IMAGE, scheduled=START)
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.actor) == (Reason.MEDIA_NOT_PUBLIC, Actor.OPERATOR)


async def test_a_picture_that_is_public_at_the_last_moment_is_ready(
    pictures: PublicPictures, clock: FakeClock
) -> None:
    await clock.advance(PUBLIC_SECONDS_MAX)
    assert isinstance(await run(pictures.ready, IMAGE), Media)


async def test_an_address_that_is_not_public_is_not_waited_for(pictures: PublicPictures, shop: FakeShop) -> None:
    shop.pictures[URL] = AddressRefused("10.0.0.7 is not on the public internet", url=URL)
    refused = await run(pictures.ready, IMAGE)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.MEDIA_NOT_PUBLIC
    assert "10.0.0.7" in refused.message


async def test_a_worker_that_knows_no_public_address_says_so(shop: FakeShop, clock: FakeClock) -> None:
    """The launch was decided where one is set; the worker was started without."""
    refused = await run(PublicPictures(FakeAssets(), shop, clock).ready, IMAGE)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.MEDIA_NOT_PUBLIC


@pytest.mark.parametrize("attempt", [1, 3, 1_000_000])
async def test_looks_become_rarer_up_to_a_limit(pictures: PublicPictures, shop: FakeShop, attempt: int) -> None:
    shop.pictures[URL] = b"not yet"
    error = await error_of(pictures.ready, IMAGE, attempt=attempt)
    assert error.next_retry_delay is not None
    assert error.next_retry_delay.total_seconds() == min(
        2**attempt if attempt < 9 else 1e9, LOOK_AGAIN_SECONDS_MAX
    )
