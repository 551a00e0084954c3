from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from tests.simulator.builders import base64_source, picture, pin
from tests.simulator.client import MISTAKE, Api, Control, problem


async def test_a_pin_is_answered_in_pinterests_shape(api: Api, board: str, control: Control) -> None:
    response = await api.post("/pins", pin(board))
    assert response.status_code == 201
    made = response.json()
    assert re.fullmatch(r"\d{18}", made["id"])
    assert made["created_at"] == "2023-11-14T22:13:20"
    sent = pin(board)
    echoed = ("board_id", "title", "description", "alt_text", "link", "dominant_color")
    assert {name: made[name] for name in echoed} == {name: sent[name] for name in echoed}
    assert (made["board_owner"], made["is_owner"], made["is_standard"]) == ({"username": "demo"}, True, True)
    assert (made["creative_type"], made["pin_metrics"]) == ("REGULAR", None)
    assert made["media"] == {"media_type": "image", "images": {}}
    await control.advance(5)
    read = (await api.get(f"/pins/{made['id']}")).json()
    assert read == {**made, "media": read["media"]}


async def test_images_are_made_smaller_and_never_larger(
    api: Api, board: str, control: Control, http: httpx.AsyncClient
) -> None:
    made = await api.pin(board, media_source=base64_source(picture(800, 1200)))
    await control.advance(5)
    images = (await api.get(f"/pins/{made}")).json()["media"]["images"]
    sizes = {name: (image["width"], image["height"]) for name, image in images.items()}
    assert sizes == {
        "150x150": (150, 150),
        "400x300": (400, 300),
        "600x": (600, 900),
        "1200x": (800, 1200),
        "originals": (800, 1200),
    }
    shown = await http.get(images["600x"]["url"])
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")


async def test_a_pin_needs_no_more_than_board_and_picture(api: Api, board: str) -> None:
    response = await api.post(
        "/pins", {"board_id": board, "media_source": base64_source(), "title": None, "link": None}
    )
    assert response.status_code == 201
    assert [response.json()[name] for name in ("title", "description", "alt_text", "link")] == [None] * 4


async def test_two_identical_requests_make_two_pins(api: Api, board: str) -> None:
    """As on Pinterest, which has no idempotency key."""
    assert await api.pin(board) != await api.pin(board)


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "x" * 101},
        {"title": 5},
        {"description": "x" * 801},
        {"alt_text": "x" * 501},
        {"link": "https://a.example/" + "x" * 2048},
        {"link": "/products/mug"},
        {"link": "ftp://a.example/x"},
        {"link": "https://"},
        {"link": "https://a.example/a b"},
        {"link": ""},
        {"dominant_color": "blue"},
        {"dominant_color": "#12345"},
        {"board_id": "abc"},
        {"board_id": 5},
        {"board_id": None},
        {"board_id": "١٢"},
        {"board_section_id": "x"},
        {"parent_pin_id": "x"},
        {"sponsor_id": "x"},
        {"media_source": None},
        {"media_source": "x"},
        {"media_source": {}},
        {"media_source": {"source_type": "picture"}},
        {"media_source": {"source_type": "image_url"}},
        {"media_source": {"source_type": "image_url", "url": "not a url"}},
        {"media_source": {"source_type": "video_id", "media_id": "1"}},
        {"media_source": {"source_type": "multiple_image_urls", "items": []}},
        {"media_source": {"source_type": "image_base64", "content_type": "image/jpeg"}},
        {"media_source": {"source_type": "image_base64", "data": "AAAA"}},
        {"media_source": {**base64_source(), "is_standard": "no"}},
        {"media_source": base64_source(content_type="image/webp")},
    ],
)
async def test_what_breaks_the_specification_is_refused(
    api: Api, board: str, control: Control, changed: dict[str, Any]
) -> None:
    assert problem(await api.post("/pins", pin(board, **changed))) == MISTAKE
    assert await control.pins() == []


async def test_the_longest_texts_are_accepted(api: Api, board: str) -> None:
    """Counted in characters, not in bytes."""
    link = "https://a.example/"
    texts = {
        "title": "ü" * 100,
        "description": "é" * 800,
        "alt_text": "ß" * 500,
        "link": link + "x" * (2048 - len(link)),
    }
    made = (await api.post("/pins", pin(board, **texts))).json()
    assert {name: made[name] for name in texts} == texts


@pytest.mark.parametrize("missing", ["board_id", "media_source"])
async def test_board_and_picture_are_required(api: Api, board: str, missing: str) -> None:
    body = pin(board)
    del body[missing]
    response = await api.post("/pins", body)
    assert problem(response) == MISTAKE
    assert missing in response.json()["message"]


async def test_a_wrong_url_is_refused_in_pinterests_words(api: Api, board: str) -> None:
    response = await api.post("/pins", pin(board, link="shop.example.com/x"))
    assert response.json()["message"].startswith("Whoops! It looks like you entered an invalid URL.")


async def test_boards_and_sections_that_are_not_there_are_named(api: Api, board: str) -> None:
    assert problem(await api.post("/pins", pin("123"))) == (404, 40)
    assert problem(await api.post("/pins", pin(board, board_section_id="5"))) == (404, 2031)


async def test_a_body_that_is_no_json_object_is_refused(api: Api) -> None:
    json = {"content-type": "application/json"}
    headers = {"Authorization": "Bearer sim_demo", **json}
    for body in (b"", b"{", b"[]", b"5"):
        assert problem(await api.http.post("/v5/pins", content=body, headers=headers)) == MISTAKE
    form = {**headers, "content-type": "application/x-www-form-urlencoded"}
    assert problem(await api.http.post("/v5/pins", content=b"{}", headers=form)) == MISTAKE


async def test_a_deleted_pin_is_gone(api: Api, board: str, control: Control) -> None:
    made = await api.pin(board)
    await control.advance(5)
    assert (await api.send("DELETE", f"/pins/{made}")).status_code == 204
    assert problem(await api.get(f"/pins/{made}")) == (404, 50)
    assert problem(await api.send("DELETE", f"/pins/{made}")) == (404, 50)
    assert await api.listed(board) == []
    assert (await control.pins())[0]["removed"] == 1_700_000_005.0


async def test_changing_a_pin_is_a_beta_that_this_app_has_not(api: Api, board: str) -> None:
    made = await api.pin(board)
    assert problem(await api.send("PATCH", f"/pins/{made}", json={"title": "New"})) == (403, 29)


async def test_metrics_are_given_on_demand(api: Api, board: str) -> None:
    made = await api.pin(board)
    assert set((await api.get(f"/pins/{made}", pin_metrics="true")).json()["pin_metrics"]) == {
        "90d",
        "lifetime_metrics",
    }
    assert problem(await api.get(f"/pins/{made}", pin_metrics="maybe")) == MISTAKE


async def test_a_body_beyond_all_measure_is_refused(api: Api) -> None:
    headers = {"Authorization": "Bearer sim_demo", "content-type": "application/json"}
    response = await api.http.post("/v5/pins", content=b"x" * (40 * 1024 * 1024 + 1), headers=headers)
    assert problem(response) == (413, 413)
