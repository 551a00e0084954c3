"""The room against the simulator, which shares no code with it and may disagree."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image

from contracts.names import AccountKey
from contracts.sightings import (
    MediaStatus,
    NewPin,
    PictureAddress,
    PictureBytes,
    PinUpdate,
    SeenBoard,
    UploadedVideo,
)
from contracts.studio import VideoKind
from contracts.trouble import (
    AnswerLost,
    MediaGone,
    PinGone,
    RateLimited,
    Rejected,
    ScopeMissing,
    TokenDead,
    UploadRefused,
)
from pinterest_api.boards import PinterestBoards
from pinterest_api.client import PinterestClient
from pinterest_api.media import PinterestMedia
from pinterest_api.pins import PinterestPins
from pinterest_api.uploads import Uploads
from pinterest_api.user_account import PinterestUserAccount
from simulator.running import RunningSimulator
from store.object_assets import ObjectAssets
from tests.imaging.films import film
from tests.pinterest_api.doubles import ACCOUNT, FixedToken, MemoryRates
from tests.store.seaweed import ObjectStore

DROP_AFTER = {
    "seed": 1,
    "rules": [{"match": {"method": "POST", "path": "/v5/pins"}, "times": 1, "effect": {"drop_after": True}}],
}


@asynccontextmanager
async def simulated(
    bearer: str = "sim_demo", rates: MemoryRates | None = None
) -> AsyncIterator[tuple[RunningSimulator, PinterestClient]]:
    async with (
        RunningSimulator() as simulator,
        PinterestClient.open(simulator.api_url, FixedToken(bearer), rates or MemoryRates()) as client,
    ):
        yield simulator, client


async def tell(simulator: RunningSimulator, door: str, order: object) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(f"{simulator.url}/_simulator/{door}", content=json.dumps(order))
        answer.raise_for_status()


def mug(board: SeenBoard) -> NewPin:
    picture = BytesIO()
    Image.new("RGB", (600, 900), "teal").save(picture, "JPEG")
    return NewPin(
        board_id=board.id,
        title="Mug",
        description="A mug",
        alt_text="A teal mug",
        link="https://shop.example.com/mug?utm_content=7",
        media=PictureBytes(data=picture.getvalue()),
    )


async def test_a_pin_from_its_board_to_its_end() -> None:
    rates = MemoryRates()
    async with simulated(rates=rates) as (_, client):
        board = await PinterestBoards(client).create(ACCOUNT, "Mugs")
        assert board in await PinterestBoards(client).list_all(ACCOUNT)
        pins = PinterestPins(client)
        made = await pins.create(ACCOUNT, mug(board))
        seen = await pins.get(ACCOUNT, made.id)
        assert (seen.board_id, seen.title) == (board.id, "Mug")
        assert seen.link == "https://shop.example.com/mug?utm_content=7"
        assert seen.created is not None
        await pins.delete(ACCOUNT, made.id)
        with pytest.raises(PinGone):
            await pins.get(ACCOUNT, made.id)
    assert all(account == ACCOUNT and reading.buckets for account, reading in rates.noted)


async def test_a_pin_is_changed_where_the_app_may() -> None:
    async with simulated() as (simulator, client):
        board = await PinterestBoards(client).create(ACCOUNT, "Mugs")
        pins = PinterestPins(client)
        made = await pins.create(ACCOUNT, mug(board))
        with pytest.raises(ScopeMissing):
            await pins.update(ACCOUNT, made.id, PinUpdate(title="Blue mug"))
        await tell(simulator, "accounts", {"account": "demo", "patch": True})
        link = "https://shop.example.com/mug?colour=blue"
        changed = await pins.update(ACCOUNT, made.id, PinUpdate(title="Blue mug", link=link, description=""))
        assert (changed.title, changed.link) == ("Blue mug", link)
        with pytest.raises(PinGone):
            await pins.update(ACCOUNT, "888888888888888888", PinUpdate(title="Blue mug"))


async def test_a_board_name_is_taken_once() -> None:
    async with simulated() as (_, client):
        boards = PinterestBoards(client)
        await boards.create(ACCOUNT, "Mugs")
        with pytest.raises(Rejected):
            await boards.create(ACCOUNT, "Mugs")


async def test_the_account_is_the_tokens() -> None:
    async with simulated("sim_atelier") as (_, client):
        assert (await PinterestUserAccount(client).get(AccountKey("any"))).username == "atelier"


async def test_a_token_of_nobody_is_dead() -> None:
    async with simulated("pina_nobody") as (_, client):
        with pytest.raises(TokenDead):
            await PinterestUserAccount(client).get(ACCOUNT)


async def test_a_pin_whose_answer_was_dropped_is_on_its_board() -> None:
    async with simulated() as (simulator, client):
        board = await PinterestBoards(client).create(ACCOUNT, "Mugs")
        await tell(simulator, "faults", DROP_AFTER)
        pins = PinterestPins(client)
        with pytest.raises(AnswerLost):
            await pins.create(ACCOUNT, mug(board))
        await tell(simulator, "clock", {"advance": 60})
        page = await pins.on_board(ACCOUNT, board.id, bookmark=None)
    assert [pin.title for pin in page.pins] == ["Mug"]


async def test_a_video_from_its_registration_to_its_pin(tmp_path: Path) -> None:
    async with simulated() as (simulator, client), Uploads.open(simulator.api_url) as uploads:
        media = PinterestMedia(client, uploads)
        registration = await media.register(ACCOUNT)
        assert await media.status(ACCOUNT, registration.media_id) is MediaStatus.REGISTERED
        await media.upload(registration, a_film(tmp_path, film()), VideoKind.MP4)
        await tell(simulator, "clock", {"advance": 60})
        assert await media.status(ACCOUNT, registration.media_id) is MediaStatus.SUCCEEDED
        board = await PinterestBoards(client).create(ACCOUNT, "Mugs")
        pins = PinterestPins(client)
        shown = UploadedVideo(media_id=registration.media_id)
        made = await pins.create(ACCOUNT, mug(board).model_copy(update={"media": shown}))
        await tell(simulator, "clock", {"advance": 60})
        seen = await pins.get(ACCOUNT, made.id)
    assert (seen.media_type, seen.creative_type, seen.duration_seconds) == ("video", "VIDEO", 12.5)


async def test_a_video_with_a_cover_of_its_own(tmp_path: Path) -> None:
    async with simulated() as (simulator, client), Uploads.open(simulator.api_url) as uploads:
        media = PinterestMedia(client, uploads)
        registration = await media.register(ACCOUNT)
        await media.upload(registration, a_film(tmp_path, film()), VideoKind.MP4)
        await tell(simulator, "clock", {"advance": 60})
        board = await PinterestBoards(client).create(ACCOUNT, "Mugs")
        cover = mug(board).media
        assert isinstance(cover, PictureBytes)
        shown = UploadedVideo(media_id=registration.media_id, cover=cover)
        made = await PinterestPins(client).create(ACCOUNT, mug(board).model_copy(update={"media": shown}))
    assert made.board_id == board.id


async def test_a_file_that_is_no_video_fails_without_a_word(tmp_path: Path) -> None:
    async with simulated() as (simulator, client), Uploads.open(simulator.api_url) as uploads:
        media = PinterestMedia(client, uploads)
        registration = await media.register(ACCOUNT)
        await media.upload(registration, a_film(tmp_path, b"not a video"), VideoKind.MP4)
        await tell(simulator, "clock", {"advance": 60})
        assert await media.status(ACCOUNT, registration.media_id) is MediaStatus.FAILED


async def test_a_form_that_was_changed_or_came_too_late_is_refused(tmp_path: Path) -> None:
    async with simulated() as (simulator, client), Uploads.open(simulator.api_url) as uploads:
        media = PinterestMedia(client, uploads)
        registration = await media.register(ACCOUNT)
        forged = {**registration.parameters, "policy": "e30="}
        changed = registration.model_copy(update={"parameters": forged})
        with pytest.raises(UploadRefused, match="AccessDenied"):
            await media.upload(changed, a_film(tmp_path, film()), VideoKind.MP4)
        await tell(simulator, "clock", {"advance": 7_200})
        with pytest.raises(UploadRefused):
            await media.upload(registration, a_film(tmp_path, film()), VideoKind.MP4)
        assert await media.status(ACCOUNT, registration.media_id) is MediaStatus.REGISTERED


async def test_an_upload_of_another_account_is_gone() -> None:
    async with simulated() as (simulator, client), Uploads.open(simulator.api_url) as uploads:
        registration = await PinterestMedia(client, uploads).register(ACCOUNT)
        stranger = PinterestClient.open(simulator.api_url, FixedToken("sim_atelier"), MemoryRates())
        async with stranger as other:
            with pytest.raises(MediaGone):
                await PinterestMedia(other, uploads).status(ACCOUNT, registration.media_id)


async def test_a_picture_that_pinterest_fetches() -> None:
    async with simulated() as (simulator, client):
        board = await PinterestBoards(client).create(ACCOUNT, "Mugs")
        shown = PictureAddress(url=f"{simulator.shop_url}/blue-mug_1000x1500.jpg")
        made = await PinterestPins(client).create(ACCOUNT, mug(board).model_copy(update={"media": shown}))
        await tell(simulator, "clock", {"advance": 60})
        seen = await PinterestPins(client).get(ACCOUNT, made.id)
    assert (seen.original, seen.media_type) == ((1_000, 1_500), "image")


async def test_a_picture_in_our_own_store_is_fetched_byte_by_byte(bucket: ObjectStore, tmp_path: Path) -> None:
    """A real object store, read by the simulator as by anybody."""
    picture = BytesIO()
    Image.new("RGB", (1_000, 1_500), "teal").save(picture, "JPEG")
    assets = ObjectAssets.at(bucket.place("pins"), scratch=tmp_path, public=bucket.public("pins"))
    digest = await assets.keep(picture.getvalue())
    async with simulated() as (simulator, client), httpx.AsyncClient(trust_env=False) as http:
        board = await PinterestBoards(client).create(ACCOUNT, "Mugs")
        shown = PictureAddress(url=assets.public_address(digest) or "")
        await PinterestPins(client).create(ACCOUNT, mug(board).model_copy(update={"media": shown}))
        truth = (await http.get(f"{simulator.url}/_simulator/pins")).json()
    assert [pin["image"]["sha256"] for pin in truth["pins"]] == [digest]


def a_film(folder: Path, content: bytes) -> Path:
    file = folder / "film.mp4"
    file.write_bytes(content)
    return file


async def test_a_used_up_quota_says_how_long_to_wait() -> None:
    async with simulated() as (simulator, client):
        board = await PinterestBoards(client).create(ACCOUNT, "Mugs")
        await tell(simulator, "limits", {"org_write": 1})
        with pytest.raises(RateLimited) as caught:
            await PinterestPins(client).create(ACCOUNT, mug(board))
    assert 0 < caught.value.retry_seconds <= 60
