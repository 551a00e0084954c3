"""Uploaded files in what is told of pins and schedules: by the address where a key gets them back."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from tests.imaging.pictures import encoded, flat
from tests.intake.api.whole import own_settings, raw_client

PICTURE = encoded(flat((900, 1_200), "teal"))
PIN = {"account_id": "demo", "board_name": "Mugs", "title": "A mug"}


@pytest.fixture
async def http(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    async with raw_client(own_settings(tmp_path, monkeypatch)) as client:
        yield client


async def uploaded(http: httpx.AsyncClient) -> UUID:
    answer = await http.post("/v1/assets/images", files={"file": ("mug.jpg", PICTURE, "image/jpeg")})
    assert answer.is_success, answer.text
    return UUID(answer.json()["id"])


async def opened(http: httpx.AsyncClient, address: str) -> bytes:
    return (await http.get(address)).raise_for_status().content


async def test_a_pins_uploaded_picture_and_cover_are_told_where_they_open(http: httpx.AsyncClient) -> None:
    file = str(await uploaded(http))
    body = {**PIN, "asset_id": file, "cover_image_asset_id": file, "idempotency_key": "mug"}

    made = (await http.post("/v1/pins", json=body)).json()
    batch = (await http.post("/v1/pins/batch", json={"pins": [body]})).json()["results"][0]["pin"]
    (listed,) = (await http.get("/v1/pins")).json()

    for pin in (made, batch, listed, (await http.get(f"/v1/pins/{made['id']}")).json()):
        assert pin["asset_id"] == file
        for field in ("media_url", "image_url", "cover_image_url"):
            assert await opened(http, pin[field]) == PICTURE, field


async def test_a_schedules_payload_has_its_media(http: httpx.AsyncClient) -> None:
    file = str(await uploaded(http))
    body = {**PIN, "asset_id": file, "cover_image_asset_id": file, "run_at": "2099-01-01T10:00:00Z"}

    made = (await http.post("/v1/schedules", json=body)).json()
    (listed,) = (await http.get("/v1/schedules")).json()

    for payload in (made["payload"], listed["payload"]):
        assert (payload["media_type"], payload["asset_id"]) == ("image", file)
        for field in ("media_url", "image_url", "cover_image_url"):
            assert await opened(http, payload[field]) == PICTURE, field


async def test_what_the_public_can_open_is_told_as_it_was_given(http: httpx.AsyncClient) -> None:
    picture = "https://cdn.example.com/mug.jpg"
    body = {**PIN, "image_url": picture, "cover_image_url": picture}
    pin = (await http.post("/v1/pins", json={**body, "idempotency_key": "mug"})).json()
    schedule = (await http.post("/v1/schedules", json={**body, "run_at": "2099-01-01T10:00:00Z"})).json()
    for told in (pin, schedule["payload"]):
        assert {told[field] for field in ("media_url", "image_url", "cover_image_url")} == {picture}
