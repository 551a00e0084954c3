"""Pins from uploaded videos."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from simulator.running import RunningSimulator
from tests.simulator.builders import base64_source, picture, pin, video_source
from tests.simulator.client import MISTAKE, Api, Control, problem, visit
from tests.simulator.films import box, brand, film


@pytest.fixture
async def media(api: Api, control: Control) -> str:
    """A video that is ready."""
    uploaded = await api.uploaded()
    await control.advance(2)
    return uploaded


def uploaded_cover(data: bytes | None = None) -> dict[str, Any]:  # JSON
    cover = base64_source(data)
    return {"cover_image_content_type": cover["content_type"], "cover_image_data": cover["data"]}


async def test_a_video_pin_passes_for_a_picture_until_it_is_processed(
    api: Api, board: str, control: Control, media: str
) -> None:
    made = (await api.post("/pins", pin(board, media_source=video_source(media)))).json()
    assert made["creative_type"] == "REGULAR"
    assert made["media"] == {
        "media_type": "video",
        "images": {},
        "duration": None,
        "height": None,
        "width": None,
        "video_url": None,
    }
    await control.advance(5)
    read = (await api.get(f"/pins/{made['id']}")).json()
    assert read["creative_type"] == "VIDEO"
    shown = read["media"]
    assert (shown["duration"], shown["width"], shown["height"]) == (10_000, 720, 1280)
    assert shown["cover_image_url"] == shown["images"]["originals"]["url"]
    assert (shown["images"]["originals"]["width"], shown["images"]["originals"]["height"]) == (720, 1280)
    cover = await api.http.get(shown["cover_image_url"])
    assert (cover.status_code, cover.headers["content-type"]) == (200, "image/jpeg")


async def test_the_cover_is_uploaded_fetched_or_taken_from_the_video(
    api: Api, board: str, control: Control, simulator: RunningSimulator, media: str
) -> None:
    covers: list[dict[str, Any]] = [
        uploaded_cover(picture(400, 500)),
        {"cover_image_url": f"{simulator.shop_url}/mug_300x400.jpg"},
        {"cover_image_key_frame_time": 10_000},
    ]
    for cover in covers:
        await api.pin(board, media_source=video_source(media, **cover))
    told = await control.pins()
    assert [(each["image"]["width"], each["image"]["height"]) for each in told] == [
        (400, 500),
        (300, 400),
        (720, 1280),
    ]
    assert {(each["media_type"], each["media_id"]) for each in told} == {("video", media)}


async def test_the_same_moment_of_a_video_is_always_the_same_picture(
    api: Api, board: str, control: Control, media: str
) -> None:
    for moment in (1, 2, 1):
        await api.pin(board, media_source=video_source(media, cover_image_key_frame_time=moment))
    first, second, third = [told["image"]["sha256"] for told in await control.pins()]
    assert first == third != second


@pytest.mark.parametrize(
    "cover",
    [
        {"is_standard": True},
        {"cover_image_url": "https://a.example/a.jpg", "cover_image_key_frame_time": 1},
        {**uploaded_cover(), "cover_image_key_frame_time": 0},
        {"cover_image_data": uploaded_cover()["cover_image_data"]},
        {"cover_image_content_type": "image/jpeg"},
        {**uploaded_cover(), "cover_image_content_type": "image/webp"},
        {**uploaded_cover(), "cover_image_data": "a\nb"},
        {"cover_image_url": "mug.jpg"},
        {"cover_image_url": None},
        {"cover_image_key_frame_time": -1},
        {"cover_image_key_frame_time": "1"},
        {"cover_image_key_frame_time": 1.5},
        {"cover_image_key_frame_time": True},
        {"cover_image_key_frame_time": None},
    ],
)
async def test_a_video_needs_exactly_one_good_cover(
    api: Api, board: str, control: Control, media: str, cover: dict[str, Any]
) -> None:
    assert problem(await api.post("/pins", pin(board, media_source=video_source(media, **cover)))) == MISTAKE
    assert await control.pins() == []


async def test_a_cover_is_held_to_the_limits_of_pictures(api: Api, board: str, media: str) -> None:
    small = video_source(media, **uploaded_cover(picture(50, 50)))
    assert problem(await api.post("/pins", pin(board, media_source=small))) == (403, 233)
    broken = video_source(media, **uploaded_cover(b"no picture"))
    assert problem(await api.post("/pins", pin(board, media_source=broken))) == (403, 235)


async def test_a_video_that_is_not_ready_makes_no_pin(api: Api, board: str, control: Control) -> None:
    registered, processing = (await api.registered())["media_id"], await api.uploaded()
    for media, status in ((registered, "registered"), (processing, "processing")):
        response = await api.post("/pins", pin(board, media_source=video_source(media)))
        assert problem(response) == MISTAKE
        assert status in response.json()["message"]
    await control.advance(2)
    failed = await api.uploaded(b"no video")
    await control.advance(2)
    assert problem(await api.post("/pins", pin(board, media_source=video_source(failed)))) == MISTAKE
    assert (await api.post("/pins", pin(board, media_source=video_source(processing)))).status_code == 201


async def test_anothers_video_makes_no_pin(api: Api, board: str, media: str) -> None:
    stranger = Api(api.http, "stranger")
    theirs = await stranger.board()
    assert problem(await stranger.post("/pins", pin(theirs, media_source=video_source(media)))) == MISTAKE
    for unknown in ("5", "x", 5, None):
        body = pin(board, media_source={"source_type": "video_id", "media_id": unknown, **uploaded_cover()})
        assert problem(await api.post("/pins", body)) == MISTAKE


async def test_a_video_that_says_nothing_of_itself_is_pinned_without_a_size(
    api: Api, board: str, control: Control
) -> None:
    media = await api.uploaded(brand() + box(b"moov") + box(b"mdat", b"frames"))
    await control.advance(2)
    made = await api.pin(board, media_source=video_source(media))
    await control.advance(5)
    read = (await api.get(f"/pins/{made}")).json()
    assert (read["creative_type"], read["media"]["duration"], read["media"]["width"]) == ("VIDEO", None, None)


async def test_listings_find_a_video_as_what_it_passes_for(
    api: Api, board: str, control: Control, media: str
) -> None:
    await control.fault({"processing_delay": 60, "listing_delay": 0})
    made = await api.pin(board, media_source=video_source(media))

    async def found(creative_type: str) -> list[str]:
        page = (await api.get(f"/boards/{board}/pins", creative_types=creative_type)).json()
        return [item["id"] for item in page["items"]]

    assert (await found("REGULAR"), await found("VIDEO")) == ([made], [])
    await control.advance(60)
    assert (await found("REGULAR"), await found("VIDEO")) == ([], [made])


async def test_pin_url_is_a_beta_that_this_app_has_not(api: Api, board: str) -> None:
    assert problem(await api.post("/pins", pin(board, media_source={"source_type": "pin_url"}))) == MISTAKE


async def test_the_gallery_says_what_is_a_video(api: Api, board: str, http: httpx.AsyncClient, media: str) -> None:
    made = await api.pin(board, media_source=video_source(media))
    assert "<em>Video</em>" in (await http.get("/")).text
    assert "a video, by its cover" in (await http.get(f"/pin/{made}/")).text


async def test_a_video_pin_survives_a_restart(tmp_path: Path) -> None:
    async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
        api, control = Api(http), Control(http)
        await control.freeze()
        media = await api.uploaded(film())
        await control.advance(2)
        made = await api.pin(await api.board(), media_source=video_source(media))
        before = await control.pins()
    for _ in range(2):  # the second time from the shortened diary
        async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
            assert await Control(http).pins() == before
    async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
        await Control(http).advance(5)
        assert (await Api(http).get(f"/pins/{made}")).json()["media"]["duration"] == 10_000
