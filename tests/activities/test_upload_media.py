"""Upload media: ready means that the bytes are there, and that the ledger knows it."""

import pytest

from activities.public_pictures import PublicPictures
from activities.upload_media import MediaOrder, UploadMediaActivities
from activities.video_uploads import VideoUploads
from contracts.names import PinKey
from contracts.pin import Media, MediaStrategy, PreparedImage, PreparedVideo
from contracts.studio import VideoKind
from tests.activities.stage import error_of, run
from tests.builders import ACCOUNT, a_product
from tests.fakes.clock import FakeClock
from tests.fakes.media import FakeMedia
from tests.fakes.shop import FakeShop
from tests.fakes.studio import FakeAssets
from tests.ledger import Ledger

DIGEST = "ab" * 32
IMAGE = PreparedImage(sha256=DIGEST, width=1_000, height=1_500, size_bytes=9)
VIDEO = PreparedVideo(sha256="cd" * 32, content_type=VideoKind.MP4, size_bytes=9, width=1_080, height=1_920)
READY = Media(asset=DIGEST, width=1_000, height=1_500)


@pytest.fixture
def assets() -> FakeAssets:
    return FakeAssets({DIGEST: b"a picture"})


@pytest.fixture
def activities(ledger: Ledger, assets: FakeAssets, clock: FakeClock) -> UploadMediaActivities:
    public = PublicPictures(assets, FakeShop(), clock)
    videos = VideoUploads(FakeMedia(clock), assets, ledger.accounts, ledger.uploads, clock)
    return UploadMediaActivities(assets, ledger.intents, clock, public, videos)


async def test_from_now_on_the_pin_waits_for_a_slot(activities: UploadMediaActivities, ledger: Ledger) -> None:
    (request,) = await ledger.registered(a_product())
    order = an_order(request.key)
    assert await run(activities.upload_media, order) == READY
    assert await run(activities.upload_media, order) == READY
    assert await ledger.waiting() == [request.key]


async def test_a_picture_that_is_gone_is_not_ready(
    activities: UploadMediaActivities, ledger: Ledger, assets: FakeAssets
) -> None:
    (request,) = await ledger.registered(a_product())
    assets.kept.clear()
    error = await error_of(activities.upload_media, an_order(request.key))
    assert (error.type, error.non_retryable) == ("AssetMissing", True)
    assert await ledger.waiting() == []


async def test_a_refused_medium_waits_for_no_slot(activities: UploadMediaActivities, ledger: Ledger) -> None:
    """There is no public address of this asset store."""
    (request,) = await ledger.registered(a_product())
    order = an_order(request.key, strategy=MediaStrategy.IMAGE_URL)
    assert (await run(activities.upload_media, order)).kind == "refused"
    assert await ledger.waiting() == []


@pytest.mark.parametrize(
    ("prepared", "strategy", "at_hand"),
    [
        (IMAGE, MediaStrategy.IMAGE_BASE64, True),
        (IMAGE, MediaStrategy.IMAGE_URL, False),
        (VIDEO, MediaStrategy.IMAGE_BASE64, False),
        (VIDEO, MediaStrategy.IMAGE_URL, False),
    ],
)
def test_only_a_picture_in_the_pins_own_request_is_at_hand(
    prepared: PreparedImage | PreparedVideo, strategy: MediaStrategy, *, at_hand: bool
) -> None:
    """The workflow makes it a local activity then: nothing is sent, and nothing waited for."""
    order = MediaOrder(account=ACCOUNT, key=PinKey("0" * 32), prepared=prepared, strategy=strategy)
    assert order.is_at_hand is at_hand


def an_order(key: PinKey, *, strategy: MediaStrategy = MediaStrategy.IMAGE_BASE64) -> MediaOrder:
    return MediaOrder(account=ACCOUNT, key=key, prepared=IMAGE, strategy=strategy)
