"""Pins with several pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from simulator.running import RunningSimulator
from tests.simulator.builders import carousel_source, pin
from tests.simulator.client import MISTAKE, Api, Control, problem, visit


async def test_a_carousel_is_answered_picture_by_picture(api: Api, board: str, control: Control) -> None:
    source = carousel_source((200, 300), (400, 600))
    source["items"][1] |= {"title": "Back", "description": "Seen from there", "link": "https://shop.example.com/b"}
    made = (await api.post("/pins", pin(board, media_source=source))).json()
    assert made["creative_type"] == "CAROUSEL"
    assert made["media"]["media_type"] == "multiple_images"
    assert [item["images"] for item in made["media"]["items"]] == [{}, {}]
    await control.advance(5)
    first, second = (await api.get(f"/pins/{made['id']}")).json()["media"]["items"]
    assert (first["title"], first["description"], first["link"]) == (None, None, None)
    assert (second["title"], second["description"], second["link"]) == (
        "Back",
        "Seen from there",
        "https://shop.example.com/b",
    )
    sizes = [
        (item["images"]["originals"]["width"], item["images"]["originals"]["height"]) for item in (first, second)
    ]
    assert sizes == [(200, 300), (400, 600)]
    urls = [item["images"]["600x"]["url"] for item in (first, second)]
    assert len(set(urls)) == 2
    assert [(await api.http.get(url)).status_code for url in urls] == [200, 200]


async def test_pictures_of_a_carousel_can_be_fetched(
    api: Api, board: str, control: Control, simulator: RunningSimulator
) -> None:
    items = [{"url": f"{simulator.shop_url}/{name}_300x400.jpg"} for name in ("mug", "lamp", "bowl")]
    await api.pin(board, media_source={"source_type": "multiple_image_urls", "items": items})
    (told,) = await control.pins()
    assert told["media_type"] == "multiple_images"
    assert len({each["sha256"] for each in told["images"]}) == 3
    items[1]["url"] = f"{simulator.shop_url}/bad-404-mug.jpg"
    body = pin(board, media_source={"source_type": "multiple_image_urls", "items": items})
    response = await api.post("/pins", body)
    assert (problem(response), response.json()["message"]) == (MISTAKE, "Sorry we could not fetch the image.")
    assert len(await control.pins()) == 1


async def test_the_index_chooses_the_cover(api: Api, board: str, control: Control) -> None:
    sizes = ((200, 300), (400, 600), (600, 900))
    for chosen in ({}, {"index": 0}, {"index": 2}):
        await api.pin(board, media_source=carousel_source(*sizes, **chosen))
    assert [told["image"]["width"] for told in await control.pins()] == [200, 200, 600]
    assert [[each["width"] for each in told["images"]] for told in await control.pins()] == [[200, 400, 600]] * 3


@pytest.mark.parametrize(
    "source",
    [
        carousel_source((200, 300)),
        carousel_source(*[(200, 300)] * 6),
        carousel_source(items=[]),
        carousel_source(items={}),
        carousel_source(items=None),
        carousel_source(items=["a", "b"]),
        carousel_source(items=[{}, {}]),
        carousel_source(index=2),
        carousel_source(index=-1),
        carousel_source(index="0"),
        carousel_source(index=None),
        carousel_source(index=True),
        {"source_type": "multiple_image_base64"},
        {"source_type": "multiple_image_urls", "items": [{"url": "a"}, {"url": "b"}]},
        {"source_type": "multiple_image_urls", "items": [{"url": None}, {}]},
        {"source_type": "multiple_image_urls", "items": carousel_source()["items"]},
    ],
)
async def test_a_carousel_has_2_to_5_pictures_and_an_index_among_them(
    api: Api, board: str, control: Control, source: dict[str, Any]
) -> None:
    assert problem(await api.post("/pins", pin(board, media_source=source))) == MISTAKE
    assert await control.pins() == []


@pytest.mark.parametrize("texts", [{"title": None}, {"title": 5}, {"link": "/mug"}, {"description": None}])
async def test_a_bad_text_of_one_picture_refuses_all(
    api: Api, board: str, control: Control, texts: dict[str, Any]
) -> None:
    source = carousel_source()
    source["items"][1] |= texts
    assert problem(await api.post("/pins", pin(board, media_source=source))) == MISTAKE
    assert await control.pins() == []


@pytest.mark.parametrize(
    ("sizes", "is_allowed"),
    [
        (((200, 300), (400, 600)), True),
        (((1000, 1500), (333, 500)), True),
        (((200, 300), (200, 302)), False),
        (((200, 300), (300, 200)), False),
        (((200, 300), (200, 300), (200, 300), (200, 300), (200, 200)), False),
    ],
)
async def test_all_pictures_have_one_shape_but_for_rounding(
    api: Api,
    board: str,
    sizes: tuple[tuple[int, int], ...],
    is_allowed: bool,  # noqa: FBT001
) -> None:
    response = await api.post("/pins", pin(board, media_source=carousel_source(*sizes)))
    if is_allowed:
        assert response.status_code == 201
    else:
        assert problem(response) == MISTAKE
        assert response.json()["message"] == "Images must have the same width/height ratios"


async def test_each_picture_is_held_to_the_limits_of_pictures(api: Api, board: str, control: Control) -> None:
    source = carousel_source((200, 300), (50, 75))
    assert problem(await api.post("/pins", pin(board, media_source=source))) == (403, 233)
    assert await control.pins() == []


async def test_listings_find_carousels_by_their_type(api: Api, board: str, control: Control) -> None:
    plain, several = await api.pin(board), await api.pin(board, media_source=carousel_source())
    await control.advance(5)
    for wanted, found in (("CAROUSEL", [several]), ("REGULAR", [plain]), ("VIDEO", [])):
        page = (await api.get("/pins", creative_types=wanted)).json()
        assert [item["id"] for item in page["items"]] == found


async def test_the_gallery_shows_every_picture(api: Api, board: str, http: httpx.AsyncClient) -> None:
    made = await api.pin(board, media_source=carousel_source())
    assert "<em>1 of 2</em>" in (await http.get("/")).text
    page = (await http.get(f"/pin/{made}/")).text
    assert f"/media/600x/{made}-0.jpg" in page
    assert f"/media/600x/{made}-1.jpg" in page


async def test_a_carousel_survives_a_restart(tmp_path: Path) -> None:
    source = carousel_source()
    source["items"][0]["title"] = "Front"
    async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
        made = await Api(http).pin(await Api(http).board(), media_source=source)
        before = await Control(http).pins()
    for _ in range(2):  # the second time from the shortened diary
        async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
            assert await Control(http).pins() == before
            await Control(http).advance(5)
            item = (await Api(http).get(f"/pins/{made}")).json()["media"]["items"][0]
            assert item["title"] == "Front"
            assert (await http.get(item["images"]["600x"]["url"])).status_code == 200
