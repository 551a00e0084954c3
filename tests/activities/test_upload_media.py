"""Upload media: ready means that the bytes are there, and that the ledger knows it."""

import pytest

from activities.upload_media import MediaOrder, UploadMediaActivities
from contracts.pin import Media, PreparedImage
from tests.activities.stage import error_of, run
from tests.builders import a_product
from tests.fakes.clock import FakeClock
from tests.fakes.studio import FakeAssets
from tests.ledger import Ledger

DIGEST = "ab" * 32
IMAGE = PreparedImage(sha256=DIGEST, width=1_000, height=1_500, size_bytes=9)


@pytest.fixture
def assets() -> FakeAssets:
    return FakeAssets({DIGEST: b"a picture"})


@pytest.fixture
def activities(ledger: Ledger, assets: FakeAssets, clock: FakeClock) -> UploadMediaActivities:
    return UploadMediaActivities(assets, ledger.intents, clock)


async def test_from_now_on_the_pin_waits_for_a_slot(activities: UploadMediaActivities, ledger: Ledger) -> None:
    (request,) = await ledger.registered(a_product())
    order = MediaOrder(key=request.key, image=IMAGE)
    assert await run(activities.upload_media, order) == Media(asset=DIGEST)
    assert await run(activities.upload_media, order) == Media(asset=DIGEST)
    assert await ledger.waiting() == [request.key]


async def test_a_picture_that_is_gone_is_not_ready(
    activities: UploadMediaActivities, ledger: Ledger, assets: FakeAssets
) -> None:
    (request,) = await ledger.registered(a_product())
    assets.kept.clear()
    error = await error_of(activities.upload_media, MediaOrder(key=request.key, image=IMAGE))
    assert (error.type, error.non_retryable) == ("AssetMissing", True)
    assert await ledger.waiting() == []
