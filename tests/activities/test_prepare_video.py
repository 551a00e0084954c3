"""Prepare video: a video in the asset store, or why not, and when to ask the shop once more."""

import hashlib

import pytest

from activities.fetch_refusals import FETCHES_MAX
from activities.prepare_video import PrepareVideoActivities, VideoOrder
from contracts.names import PinKey
from contracts.outcome import Reason, Refused
from contracts.pin import PreparedVideo
from contracts.studio import VideoKind
from contracts.trouble import AddressRefused, BadStatus, FetchTrouble, StoreAway, TooLarge, Unreachable
from tests.activities.stage import error_of, run
from tests.fakes.shop import VIDEO, FakeShop
from tests.fakes.studio import SHORT, FakeAssets, FakeScreening

URL = "https://cdn.example.com/mug.mp4"
ORDER = VideoOrder(key=PinKey("0" * 32), url=URL)


def a_status(status: int) -> BadStatus:
    return BadStatus(f"{URL} answered {status}", url=URL, status=status)


@pytest.fixture
def shop() -> FakeShop:
    return FakeShop()


@pytest.fixture
def assets() -> FakeAssets:
    return FakeAssets()


@pytest.fixture
def activities(shop: FakeShop, assets: FakeAssets) -> PrepareVideoActivities:
    return PrepareVideoActivities(shop, FakeScreening(), assets)


async def test_the_video_is_kept_as_it_is_and_described(
    activities: PrepareVideoActivities, assets: FakeAssets
) -> None:
    assert await run(activities.prepare_video, ORDER) == PreparedVideo(
        sha256=hashlib.sha256(VIDEO).hexdigest(),
        content_type=VideoKind.MP4,
        size_bytes=len(VIDEO),
        width=1_080,
        height=1_920,
        seconds=12.5,
    )
    assert list(assets.kept.values()) == [VIDEO]


async def test_run_twice_the_same_video_is_kept_once(
    activities: PrepareVideoActivities, assets: FakeAssets
) -> None:
    assert await run(activities.prepare_video, ORDER) == await run(activities.prepare_video, ORDER)
    assert len(assets.kept) == 1


@pytest.mark.parametrize("trouble", [Unreachable("no answer", url=URL), a_status(429), a_status(503)], ids=str)
async def test_a_server_in_trouble_is_asked_again_until_the_last_try(
    activities: PrepareVideoActivities, shop: FakeShop, trouble: FetchTrouble
) -> None:
    shop.videos[URL] = trouble
    error = await error_of(activities.prepare_video, ORDER, attempt=FETCHES_MAX - 1)
    assert not error.non_retryable
    assert await reason_of(activities, attempt=FETCHES_MAX) is Reason.VIDEO_UNREACHABLE


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (a_status(404), Reason.VIDEO_NOT_FOUND),
        (a_status(410), Reason.VIDEO_NOT_FOUND),
        (a_status(403), Reason.VIDEO_FORBIDDEN),
        (AddressRefused("a private network", url=URL), Reason.VIDEO_ADDRESS_INVALID),
        (TooLarge("600 MB", url=URL, limit_bytes=512_000_000), Reason.VIDEO_TOO_LARGE),
    ],
    ids=str,
)
async def test_a_shop_that_says_no_is_believed_at_once(
    activities: PrepareVideoActivities, shop: FakeShop, trouble: FetchTrouble, reason: Reason
) -> None:
    shop.videos[URL] = trouble
    assert await reason_of(activities) is reason


async def test_a_video_that_will_not_do_is_not_kept(
    activities: PrepareVideoActivities, shop: FakeShop, assets: FakeAssets
) -> None:
    shop.videos[URL] = SHORT
    assert await reason_of(activities) is Reason.VIDEO_LENGTH
    assert assets.kept == {}


async def test_a_store_that_is_away_is_waited_for(shop: FakeShop) -> None:
    class Away(FakeAssets):
        async def keep(self, data: bytes) -> str:
            raise StoreAway("no answer")

    error = await error_of(PrepareVideoActivities(shop, FakeScreening(), Away()).prepare_video, ORDER)
    assert (error.type, error.non_retryable) == ("StoreAway", False)


async def reason_of(activities: PrepareVideoActivities, *, attempt: int = 1) -> Reason:
    refused = await run(activities.prepare_video, ORDER, attempt=attempt)
    assert isinstance(refused, Refused)
    return refused.reason
