"""Pictures by their address, and videos: the pin's story until its media is ready."""

import hashlib

import pytest
from temporalio.client import WorkflowHandle

from contracts.launch import LaunchPolicy
from contracts.outcome import Outcome, PinOutcome, Reason
from contracts.pin import MediaStrategy
from contracts.product import Product
from contracts.sightings import MediaStatus, PictureAddress, PictureBytes, UploadedVideo
from contracts.trouble import AnswerLost, BadStatus, PinterestTrouble, TokenDead, UploadRefused
from store.accounts import SqlAccounts
from store.uploads import MEDIA_UPLOADS_MAX
from tests.builders import ACCOUNT, LAUNCH, POLICY, a_product, an_intent
from tests.fakes.shop import PICTURE, VIDEO
from tests.fakes.studio import SHORT, SMALL
from tests.workflows.world import World
from workflows.product_pin import ProductPinWorkflow

PUBLIC = "https://pictures.example.com/finished"
FINISHED = b"canvas of " + PICTURE
ADDRESS = f"{PUBLIC}/{hashlib.sha256(FINISHED).hexdigest()}.jpg"
FILM = "https://cdn.example.com/blue-mug.mp4"
COVER = "https://cdn.example.com/blue-mug.jpg"

BY_ADDRESS_EVENTS_MAX = 36
VIDEO_EVENTS_MAX = 42
"""A picture by its address takes one activity more than one in the pin's own request; a video takes two."""


async def test_a_picture_is_fetched_by_pinterest_when_the_store_is_public(world: World) -> None:
    world.assets.public = PUBLIC
    world.shop.pictures[ADDRESS] = FINISHED
    outcome = await ended(world, a_product(), MediaStrategy.IMAGE_URL)
    assert outcome.outcome is Outcome.LIVE
    assert world.pinterest.made_of[outcome.pin_id or ""] == PictureAddress(url=ADDRESS)


async def test_a_picture_that_becomes_public_late_is_waited_for(world: World) -> None:
    world.assets.public = PUBLIC
    world.shop.pictures[ADDRESS] = BadStatus("answers 404", url=ADDRESS, status=404)
    await launch(world, a_product(), MediaStrategy.IMAGE_URL)
    for _ in range(10):
        await world.step(5)
    assert not world.pinterest.pins
    world.shop.pictures[ADDRESS] = FINISHED
    assert (await result(world, a_product())).outcome is Outcome.LIVE


async def test_a_picture_that_is_never_public_is_the_operator_s(world: World) -> None:
    world.assets.public = PUBLIC
    world.shop.pictures[ADDRESS] = b"<html>Please log in</html>"
    outcome = await ended(world, a_product(), MediaStrategy.IMAGE_URL)
    assert (outcome.outcome, outcome.reason) == (Outcome.REFUSED, Reason.MEDIA_NOT_PUBLIC)
    assert not world.pinterest.pins


async def test_a_video_becomes_a_live_pin_with_the_product_s_picture_as_its_cover(world: World) -> None:
    world.media.processing_seconds = 45
    outcome = await ended(world, a_product(video=FILM))
    assert outcome.outcome is Outcome.LIVE
    (media_id,) = world.media.registered
    shown = UploadedVideo(media_id=media_id, cover=PictureBytes(data=FINISHED))
    assert world.pinterest.made_of[outcome.pin_id or ""] == shown
    assert world.media.arrived[media_id][1] == VIDEO


async def test_a_video_without_a_picture_shows_its_first_frame(world: World) -> None:
    outcome = await ended(world, a_product(video=FILM, images=()))
    assert outcome.outcome is Outcome.LIVE
    (media_id,) = world.media.registered
    assert world.pinterest.made_of[outcome.pin_id or ""] == UploadedVideo(media_id=media_id)


async def test_a_video_goes_its_own_way_whatever_pictures_do(world: World) -> None:
    outcome = await ended(world, a_product(video=FILM), MediaStrategy.IMAGE_URL)
    assert outcome.outcome is Outcome.LIVE
    assert isinstance(world.pinterest.made_of[outcome.pin_id or ""], UploadedVideo)


@pytest.mark.parametrize(
    ("film", "reason"),
    [
        (SHORT, Reason.VIDEO_LENGTH),
        (BadStatus("answers 404", url=FILM, status=404), Reason.VIDEO_NOT_FOUND),
        (BadStatus("answers 503", url=FILM, status=503), Reason.VIDEO_UNREACHABLE),
    ],
)
async def test_a_video_that_will_not_do_is_refused_before_anything_is_uploaded(
    world: World, film: bytes | BadStatus, reason: Reason
) -> None:
    world.shop.videos[FILM] = film
    outcome = await ended(world, a_product(video=FILM))
    assert (outcome.outcome, outcome.reason) == (Outcome.REFUSED, reason)
    assert world.media.registered == []


async def test_a_cover_that_will_not_do_refuses_the_pin(world: World) -> None:
    """A pin's cover stays: better none than one that nobody chose."""
    world.shop.pictures[COVER] = SMALL
    outcome = await ended(world, a_product(video=FILM))
    assert (outcome.outcome, outcome.reason) == (Outcome.REFUSED, Reason.IMAGE_TOO_SMALL)
    assert world.media.registered == []


async def test_a_video_that_pinterest_cannot_process_is_refused(world: World) -> None:
    world.media.end = MediaStatus.FAILED
    outcome = await ended(world, a_product(video=FILM))
    assert (outcome.outcome, outcome.reason) == (Outcome.REFUSED, Reason.MEDIA_FAILED)
    assert not world.pinterest.pins


@pytest.mark.long
async def test_a_video_that_is_processed_for_ever_is_refused_in_the_end(world: World) -> None:
    world.media.processing_seconds = 1_000_000
    await launch(world, a_product(video=FILM))
    outcome = await result(world, a_product(video=FILM), seconds=60)
    assert (outcome.outcome, outcome.reason) == (Outcome.REFUSED, Reason.MEDIA_FAILED)
    assert len(world.media.registered) == 1


@pytest.mark.parametrize(
    "trouble", [AnswerLost("no answer to the upload"), UploadRefused("403 (RequestExpired)", status=403)]
)
async def test_an_upload_that_went_wrong_holds_up_its_pin_and_no_more(
    world: World, trouble: PinterestTrouble
) -> None:
    world.media.upload_troubles.append(trouble)
    outcome = await ended(world, a_product(video=FILM))
    assert outcome.outcome is Outcome.LIVE
    assert len(world.pinterest.pins) == 1
    assert len(world.media.arrived) == 1


async def test_so_many_videos_of_an_account_are_on_their_way_at_once_and_each_has_its_turn(world: World) -> None:
    world.media.uploading_seconds = 2
    films = [a_product(f"mug-{number}", video=FILM) for number in range(2 * MEDIA_UPLOADS_MAX + 1)]
    outcomes = [result.outcome for result in await world.finished(*films)]
    assert outcomes == [Outcome.LIVE] * len(films)
    assert world.media.most_at_once == MEDIA_UPLOADS_MAX
    assert len(world.media.registered) == len(films)


async def test_a_dead_token_parks_the_account_and_the_video_waits(world: World) -> None:
    accounts = SqlAccounts(world.database)
    world.media.troubles.append(TokenDead("401"))
    await launch(world, a_product(video=FILM))
    await world.until(lambda: accounts.parked(ACCOUNT))
    for _ in range(30):
        await world.step(5)
    assert (await world.launches.tally(LAUNCH)).waiting == 1
    await world.client.get_workflow_handle(f"account/{ACCOUNT}").signal("resume")
    assert (await result(world, a_product(video=FILM))).outcome is Outcome.LIVE


@pytest.mark.parametrize(
    ("product", "strategy", "events"),
    [
        (a_product(), MediaStrategy.IMAGE_URL, BY_ADDRESS_EVENTS_MAX),
        (a_product(video=FILM), MediaStrategy.IMAGE_BASE64, VIDEO_EVENTS_MAX),
    ],
    ids=["address", "video"],
)
async def test_waiting_for_the_media_costs_no_events(
    world: World, product: Product, strategy: MediaStrategy, events: int
) -> None:
    world.assets.public, world.shop.pictures[ADDRESS] = PUBLIC, FINISHED
    world.media.processing_seconds = 300
    await ended(world, product, strategy)
    assert len((await handle(world, product).fetch_history()).events) <= events


async def test_no_history_tells_the_permission_to_upload(world: World) -> None:
    await ended(world, a_product(video=FILM))
    history = await handle(world, a_product(video=FILM)).fetch_history()
    assert "upload.example.com" not in history.to_json()


async def launch(world: World, product: Product, strategy: MediaStrategy = MediaStrategy.IMAGE_BASE64) -> None:
    await world.launch(product, policy=LaunchPolicy(pin=POLICY.model_copy(update={"strategy": strategy})))


async def result(world: World, product: Product, *, seconds: float = 5) -> PinOutcome:
    """Step until the product has an end."""
    await world.until(lambda: is_done(world), seconds=seconds)
    return await world.result_of(handle(world, product))


async def ended(
    world: World, product: Product, strategy: MediaStrategy = MediaStrategy.IMAGE_BASE64
) -> PinOutcome:
    await launch(world, product, strategy)
    return await result(world, product)


async def is_done(world: World) -> bool:
    summary = await world.launches.summary(LAUNCH)
    return summary is not None and summary.finished is not None


def handle(world: World, product: Product) -> "WorkflowHandle[ProductPinWorkflow, PinOutcome]":
    key = an_intent(product, board_id=next(iter(world.pinterest.boards))).key
    return world.client.get_workflow_handle_for(ProductPinWorkflow.run, f"pin/{ACCOUNT}/{key}")
