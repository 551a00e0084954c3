"""Videos at Pinterest: one upload, however often the activity is tried, and an end to every wait."""

import hashlib

import pytest
from temporalio.exceptions import ApplicationError

from activities.public_pictures import PublicPictures
from activities.translate import PARKED
from activities.upload_media import MediaOrder, UploadMediaActivities
from activities.video_uploads import (
    LOOK_AGAIN_SECONDS_MAX,
    PROCESSING_SECONDS_MAX,
    ROOM_SECONDS_MAX,
    UPLOADS_REFUSED_MAX,
    VideoUploads,
)
from contracts.names import PinKey
from contracts.outcome import Reason, Refused
from contracts.pace import Quota
from contracts.pin import Media, MediaResult, MediaStrategy, PreparedImage, PreparedVideo
from contracts.sightings import MediaStatus
from contracts.studio import VideoKind
from contracts.trouble import (
    AnswerLost,
    NotSent,
    PinterestTrouble,
    RateLimited,
    Rejected,
    ScopeMissing,
    SpamBlocked,
    TokenDead,
    TrialApp,
    Unavailable,
    UploadRefused,
)
from store.uploads import MEDIA_UPLOADS_MAX
from tests.activities.stage import Tries
from tests.builders import ACCOUNT, a_product
from tests.fakes.clock import START, LeapingClock
from tests.fakes.media import FakeMedia
from tests.fakes.renewable import renewable
from tests.fakes.shop import FakeShop
from tests.fakes.studio import FakeAssets
from tests.ledger import Ledger, a_write_reading

DATA = b"a video"
VIDEO = PreparedVideo(
    sha256=hashlib.sha256(DATA).hexdigest(),
    content_type=VideoKind.MP4,
    size_bytes=len(DATA),
    width=1_080,
    height=1_920,
    seconds=12.5,
)
COVER = PreparedImage(sha256="ab" * 32, width=1_000, height=1_500, size_bytes=9)

OTHERS = [PinKey(f"{number:032}") for number in range(MEDIA_UPLOADS_MAX)]
"""Videos that take up all of the account's places."""

Upload = Tries[MediaOrder, MediaResult]


@pytest.fixture
def clock() -> LeapingClock:
    return LeapingClock()


@pytest.fixture
def media(clock: LeapingClock) -> FakeMedia:
    return FakeMedia(clock, processing_seconds=20)


@pytest.fixture
async def upload(ledger: Ledger, clock: LeapingClock, media: FakeMedia) -> Upload:
    (request,) = await ledger.registered(a_product())
    return an_upload(ledger, clock, media, request.key)


async def test_the_video_is_uploaded_once_and_ready_when_it_was_processed(
    upload: Upload, media: FakeMedia, clock: LeapingClock, ledger: Ledger
) -> None:
    assert await not_yet(upload) > 0
    await clock.advance(10)
    assert await not_yet(upload) > 0
    assert await ledger.waiting() == []
    await clock.advance(10)
    (media_id,) = media.registered
    assert await upload.next() == Media(
        strategy=MediaStrategy.VIDEO,
        asset=VIDEO.sha256,
        content_type="video/mp4",
        media_id=media_id,
        width=1_080,
        height=1_920,
    )
    assert media.arrived[media_id][1] == DATA
    assert await ledger.waiting() == [upload.asked.key]


async def test_its_cover_is_the_picture_that_publish_sends(
    ledger: Ledger, clock: LeapingClock, media: FakeMedia
) -> None:
    (request,) = await ledger.registered(a_product())
    upload = an_upload(ledger, clock, media, request.key, video=VIDEO.model_copy(update={"cover": COVER}))
    media.processing_seconds = 0
    ready = await upload.next()
    assert isinstance(ready, Media)
    assert (ready.asset, ready.content_type, ready.has_picture) == (COVER.sha256, "image/jpeg", True)


async def test_a_registration_counts_as_a_write(upload: Upload, ledger: Ledger) -> None:
    await not_yet(upload)
    assert (await ledger.accounts.survey(ACCOUNT, START)).writes == (START,)


async def test_a_worker_that_died_after_the_upload_does_not_upload_again(upload: Upload, media: FakeMedia) -> None:
    """Its last heartbeat was told before the file had left."""
    media.while_uploading = lambda: remember(upload, at_the_upload)
    at_the_upload: list[object] = []
    await upload.next()
    upload.told = at_the_upload
    assert await not_yet(upload) > 0
    assert len(media.registered) == 1


async def test_a_worker_that_died_before_the_file_arrived_uploads_it_anew(
    upload: Upload, media: FakeMedia, clock: LeapingClock
) -> None:
    media.while_uploading = die
    with pytest.raises(ZeroDivisionError):
        await upload.next()
    media.while_uploading = nothing
    await not_yet(upload)
    assert len(media.registered) == 2
    assert list(media.arrived) == media.registered[1:]


@pytest.mark.parametrize(("arrived", "registrations"), [(True, 1), (False, 2)])
async def test_after_a_lost_answer_pinterest_says_whether_the_file_is_there(
    upload: Upload, media: FakeMedia, *, arrived: bool, registrations: int
) -> None:
    media.upload_troubles.append(AnswerLost("no answer to the upload"))
    media.lost_but_arrived = arrived
    error = await upload.next()
    assert isinstance(error, ApplicationError)
    assert (error.type, error.non_retryable) == ("AnswerLost", False)
    await not_yet(upload)
    assert len(media.registered) == registrations


async def test_a_file_that_is_noticed_late_is_waited_for(
    upload: Upload, media: FakeMedia, clock: LeapingClock
) -> None:
    media.noticing_seconds = media.processing_seconds = 15
    for _ in range(2):
        await not_yet(upload)
        await clock.advance(10)
    assert isinstance(await upload.next(), Media)
    assert len(media.registered) == 1


async def test_a_video_that_pinterest_cannot_use_is_refused(
    upload: Upload, media: FakeMedia, ledger: Ledger
) -> None:
    media.processing_seconds, media.end = 0, MediaStatus.FAILED
    assert await reason(upload) is Reason.MEDIA_FAILED
    assert await ledger.waiting() == []


async def test_a_video_that_is_processed_for_ever_is_refused(
    upload: Upload, media: FakeMedia, clock: LeapingClock
) -> None:
    media.processing_seconds = 10 * PROCESSING_SECONDS_MAX
    await not_yet(upload)
    await clock.advance(PROCESSING_SECONDS_MAX - 1)
    assert await not_yet(upload) == LOOK_AGAIN_SECONDS_MAX
    await clock.advance(1)
    assert await reason(upload) is Reason.MEDIA_FAILED
    assert len(media.registered) == 1


async def test_an_upload_that_is_refused_is_tried_with_another_registration_and_then_given_up(
    upload: Upload, media: FakeMedia
) -> None:
    media.upload_troubles += [UploadRefused("403 (AccessDenied)", status=403)] * UPLOADS_REFUSED_MAX
    for _ in range(UPLOADS_REFUSED_MAX):
        error = await upload.next()
        assert isinstance(error, ApplicationError)
        assert (error.type, error.non_retryable) == ("UploadRefused", False)
    assert await reason(upload) is Reason.MEDIA_FAILED
    assert len(media.registered) == UPLOADS_REFUSED_MAX


async def test_an_upload_that_was_refused_once_goes_well_the_second_time(upload: Upload, media: FakeMedia) -> None:
    media.upload_troubles.append(UploadRefused("403 (RequestExpired)", status=403))
    await upload.next()
    await not_yet(upload)
    assert list(media.arrived) == media.registered[1:]


async def test_a_network_that_is_down_for_long_is_waited_for(upload: Upload, media: FakeMedia) -> None:
    media.upload_troubles += [NotSent("no connection")] * 10
    for _ in range(10):
        error = await upload.next()
        assert isinstance(error, ApplicationError)
        assert (error.type, error.non_retryable) == ("NotSent", False)
    await not_yet(upload)


@pytest.mark.parametrize(
    "trouble", [TokenDead("401"), ScopeMissing("403"), SpamBlocked("spam"), TrialApp("trial")]
)
async def test_what_only_a_person_can_mend_parks_the_account_and_fails_no_pin(
    upload: Upload, media: FakeMedia, ledger: Ledger, trouble: PinterestTrouble
) -> None:
    media.troubles.append(trouble)
    error = await upload.next()
    assert isinstance(error, ApplicationError)
    assert not error.non_retryable
    assert await ledger.accounts.parked(ACCOUNT) == str(trouble)


async def test_a_dead_token_that_can_be_renewed_parks_nothing(
    upload: Upload, media: FakeMedia, ledger: Ledger, clock: LeapingClock
) -> None:
    await renewable(ledger, clock)
    media.troubles.append(TokenDead("the token ended a second ago"))
    error = await upload.next()
    assert isinstance(error, ApplicationError)
    assert (error.type, error.non_retryable) == ("TokenExpired", False)
    assert await ledger.accounts.parked(ACCOUNT) is None
    await not_yet(upload)
    assert len(media.registered) == 1


async def test_while_the_account_is_parked_nothing_is_registered(
    upload: Upload, media: FakeMedia, ledger: Ledger
) -> None:
    await ledger.accounts.park(ACCOUNT, TokenDead("the token is dead"), START)
    error = await upload.next()
    assert isinstance(error, ApplicationError)
    assert (error.type, error.non_retryable) == (PARKED, False)
    assert media.registered == []
    await ledger.accounts.unpark(ACCOUNT)
    await not_yet(upload)
    assert len(media.registered) == 1


async def test_as_many_as_may_be_on_their_way_are_waited_for_and_nothing_is_registered(
    upload: Upload, media: FakeMedia, ledger: Ledger, clock: LeapingClock
) -> None:
    """However often it asks in vain, it is refused nothing, and goes first when a place is free."""
    for other in OTHERS:
        await ledger.uploads.take(ACCOUNT, other, owner="another worker", now=START, until=START + 100)
    for _ in range(2 * UPLOADS_REFUSED_MAX):
        await clock.advance(await not_yet(upload))
    assert media.registered == []
    await ledger.uploads.leave(ACCOUNT, OTHERS[0], owner="another worker")
    await not_yet(upload)
    assert len(media.registered) == 1


async def test_a_video_that_is_being_processed_takes_no_place(upload: Upload, ledger: Ledger) -> None:
    await not_yet(upload)
    taken = [await ledger.uploads.take(ACCOUNT, other, owner="b", now=START, until=START + 9) for other in OTHERS]
    assert taken == [None] * MEDIA_UPLOADS_MAX


async def test_an_upload_that_fails_gives_its_place_back(upload: Upload, media: FakeMedia, ledger: Ledger) -> None:
    media.upload_troubles.append(NotSent("no connection"))
    await upload.next()
    taken = [await ledger.uploads.take(ACCOUNT, other, owner="b", now=START, until=START + 9) for other in OTHERS]
    assert taken == [None] * MEDIA_UPLOADS_MAX


async def test_what_pinterest_does_not_register_is_refused(upload: Upload, media: FakeMedia) -> None:
    media.troubles.append(Rejected("no", status=400, code=1))
    assert await reason(upload) is Reason.MEDIA_FAILED


async def test_a_429_is_waited_for_as_long_as_it_says(upload: Upload, media: FakeMedia) -> None:
    media.troubles.append(RateLimited("slow down", retry_seconds=30, code=8))
    error = await upload.next()
    assert isinstance(error, ApplicationError)
    assert error.next_retry_delay is not None
    assert error.next_retry_delay.total_seconds() == 30


async def test_a_place_in_the_quota_is_waited_for(
    upload: Upload, media: FakeMedia, ledger: Ledger, clock: LeapingClock
) -> None:
    await ledger.note(a_write_reading(buckets=(Quota(limit=1, window_seconds=60),)))
    await ledger.accounts.hold_write(ACCOUNT, START)
    await not_yet(upload)
    assert clock.now() > START + 60
    assert len(media.registered) == 1


async def test_a_quota_of_a_day_is_not_waited_for_in_the_worker(
    upload: Upload, media: FakeMedia, ledger: Ledger, clock: LeapingClock
) -> None:
    await ledger.note(a_write_reading(buckets=(Quota(limit=1, window_seconds=86_400),)))
    await ledger.accounts.hold_write(ACCOUNT, START)
    assert await not_yet(upload) > ROOM_SECONDS_MAX
    assert (media.registered, clock.now()) == ([], START)


async def test_a_status_that_cannot_be_read_is_asked_again_and_nothing_is_sent_again(
    upload: Upload, media: FakeMedia
) -> None:
    await not_yet(upload)
    media.status_troubles += [Unavailable("500")] * 3
    for _ in range(3):
        error = await upload.next()
        assert isinstance(error, ApplicationError)
        assert (error.type, error.non_retryable) == ("Unavailable", False)
    await not_yet(upload)
    assert len(media.registered) == 1


async def test_a_video_that_is_gone_is_not_registered(
    ledger: Ledger, clock: LeapingClock, media: FakeMedia
) -> None:
    (request,) = await ledger.registered(a_product())
    lost = VIDEO.model_copy(update={"sha256": "ef" * 32})
    error = await an_upload(ledger, clock, media, request.key, video=lost).next()
    assert isinstance(error, ApplicationError)
    assert (error.type, error.non_retryable) == ("AssetMissing", True)
    assert media.registered == []


async def test_the_permission_to_upload_is_told_to_nobody(upload: Upload, media: FakeMedia) -> None:
    """Heartbeats stand in Temporal's history; the form's fields let anybody upload."""
    await not_yet(upload)
    assert "upload.example.com" not in repr(upload.told)
    assert "key" not in repr(upload.told)
    assert media.registered[0] in repr(upload.told)


def an_upload(
    ledger: Ledger, clock: LeapingClock, media: FakeMedia, key: PinKey, *, video: PreparedVideo = VIDEO
) -> Upload:
    assets = FakeAssets({VIDEO.sha256: DATA})
    public = PublicPictures(assets, FakeShop(), clock)
    videos = VideoUploads(media, assets, ledger.accounts, ledger.uploads, clock)
    activities = UploadMediaActivities(assets, ledger.intents, clock, public, videos)
    return Tries(activities.upload_media, MediaOrder(account=ACCOUNT, key=key, prepared=video))


async def not_yet(upload: Upload) -> float:
    """It is only too early; in how many seconds the next try is due."""
    error = await upload.next()
    assert isinstance(error, ApplicationError), error
    assert (error.type, error.non_retryable) == ("NotYet", False)
    assert error.next_retry_delay is not None
    return error.next_retry_delay.total_seconds()


async def reason(upload: Upload) -> Reason:
    refused = await upload.next()
    assert isinstance(refused, Refused), refused
    return refused.reason


def remember(upload: Upload, into: list[object]) -> None:
    into[:] = upload.told


def die() -> None:
    raise ZeroDivisionError


def nothing() -> None:
    """Nobody is in the way."""
