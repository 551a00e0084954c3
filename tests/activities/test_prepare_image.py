"""Prepare image: a picture in the asset store, or why not, and when to ask the shop once more."""

import pytest

from activities.fetch_refusals import FETCHES_MAX
from activities.prepare_image import BROKEN_FETCHES_MAX, ImageOrder, PrepareImageActivities
from contracts.names import PinKey
from contracts.outcome import Reason, Refused
from contracts.pin import PreparedImage
from contracts.trouble import AddressRefused, BadStatus, FetchTrouble, TooLarge, Unreachable
from tests.activities.stage import error_of, run
from tests.fakes.shop import PICTURE, FakeShop
from tests.fakes.studio import BROKEN, SMALL, FakeAssets, FakeStudio

URL = "https://cdn.example.com/mug.jpg"
ORDER = ImageOrder(key=PinKey("0" * 32), url=URL)


def a_status(status: int) -> BadStatus:
    return BadStatus(f"{URL} answered {status}", url=URL, status=status)


PASSING = [
    Unreachable("no answer", url=URL),
    *(a_status(status) for status in (408, 425, 429, 500, 502, 503, 504)),
]


@pytest.fixture
def shop() -> FakeShop:
    return FakeShop()


@pytest.fixture
def assets() -> FakeAssets:
    return FakeAssets()


@pytest.fixture
def activities(shop: FakeShop, assets: FakeAssets) -> PrepareImageActivities:
    return PrepareImageActivities(shop, FakeStudio(), assets)


async def test_the_picture_is_kept_and_described(activities: PrepareImageActivities, assets: FakeAssets) -> None:
    image = await run(activities.prepare_image, ORDER)
    assert isinstance(image, PreparedImage)
    data = assets.kept[image.sha256]
    assert data == b"canvas of " + PICTURE
    assert (image.width, image.height, image.size_bytes) == (1_000, 1_500, len(data))


async def test_run_twice_the_same_picture_is_kept_once(
    activities: PrepareImageActivities, assets: FakeAssets
) -> None:
    assert await run(activities.prepare_image, ORDER) == await run(activities.prepare_image, ORDER)
    assert len(assets.kept) == 1


@pytest.mark.parametrize("trouble", PASSING, ids=str)
async def test_a_server_in_trouble_is_asked_again(
    activities: PrepareImageActivities, shop: FakeShop, trouble: FetchTrouble
) -> None:
    shop.pictures[URL] = trouble
    error = await error_of(activities.prepare_image, ORDER, attempt=FETCHES_MAX - 1)
    assert not error.non_retryable


@pytest.mark.parametrize("trouble", PASSING, ids=str)
async def test_the_last_try_refuses(
    activities: PrepareImageActivities, shop: FakeShop, trouble: FetchTrouble
) -> None:
    shop.pictures[URL] = trouble
    assert await reason_of(activities, attempt=FETCHES_MAX) is Reason.IMAGE_UNREACHABLE


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (a_status(404), Reason.IMAGE_NOT_FOUND),
        (a_status(410), Reason.IMAGE_NOT_FOUND),
        (a_status(401), Reason.IMAGE_FORBIDDEN),
        (a_status(403), Reason.IMAGE_FORBIDDEN),
        (a_status(301), Reason.IMAGE_FORBIDDEN),
        (AddressRefused("a private network", url=URL), Reason.IMAGE_ADDRESS_INVALID),
        (TooLarge("21 MB", url=URL, limit_bytes=20_000_000), Reason.IMAGE_TOO_LARGE),
    ],
    ids=str,
)
async def test_a_shop_that_says_no_is_believed_at_once(
    activities: PrepareImageActivities, shop: FakeShop, trouble: FetchTrouble, reason: Reason
) -> None:
    shop.pictures[URL] = trouble
    assert await reason_of(activities) is reason


async def test_a_picture_that_will_not_do_is_refused_at_once(
    activities: PrepareImageActivities, shop: FakeShop, assets: FakeAssets
) -> None:
    shop.pictures[URL] = SMALL
    assert await reason_of(activities) is Reason.IMAGE_TOO_SMALL
    assert assets.kept == {}


async def test_a_picture_that_arrives_broken_is_fetched_once_more(
    activities: PrepareImageActivities, shop: FakeShop
) -> None:
    """The transfer may have been cut; a file that is damaged at the shop stays damaged."""
    shop.pictures[URL] = BROKEN
    assert not (await error_of(activities.prepare_image, ORDER, attempt=BROKEN_FETCHES_MAX - 1)).non_retryable
    assert await reason_of(activities, attempt=BROKEN_FETCHES_MAX) is Reason.IMAGE_BROKEN


async def reason_of(activities: PrepareImageActivities, *, attempt: int = 1) -> Reason:
    refused = await run(activities.prepare_image, ORDER, attempt=attempt)
    assert isinstance(refused, Refused)
    return refused.reason
