"""Hostile addresses in what the API is sent: refused at once, before anything is written down or asked."""

from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from tests.fetching.hostile import HOSTILE
from tests.intake.api.whole import own_settings, serve_whole

PIN = {
    "account_id": "demo",
    "board_name": "Mugs",
    "title": "A mug",
    "image_url": "https://cdn.example.com/mug.jpg",
    "link_url": "https://shop.example.com/mug",
    "idempotency_key": "hostile",
}

HOOK = {"events": ["pin.published"], "secret": "a-secret-of-some-length-for-signing"}


@pytest.fixture
async def http(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        serve_whole(own_settings(tmp_path, monkeypatch)) as api,
        httpx.AsyncClient(base_url=api.url, headers={"X-API-Key": api.key}, trust_env=False) as client,
    ):
        yield client


@pytest.mark.parametrize("field", ["image_url", "link_url", "cover_image_url"])
async def test_a_pin_with_a_hostile_address_is_refused(http: httpx.AsyncClient, field: str) -> None:
    for address in HOSTILE:
        answer = await http.post("/v1/pins", json={**PIN, field: address})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, (address, answer.text)
    assert (await http.get("/v1/pins")).headers["x-total-count"] == "0"


async def test_a_batch_and_an_import_with_hostile_addresses_keep_nothing(http: httpx.AsyncClient) -> None:
    pins = [
        {**PIN, "image_url": address, "idempotency_key": f"h-{at}"} for at, address in enumerate(HOSTILE[:100])
    ]
    await http.post("/v1/pins/batch", json={"pins": pins})
    await http.post("/v1/pins/imports/json", json={"rows": pins})
    assert (await http.get("/v1/pins")).headers["x-total-count"] == "0"


async def test_a_webhook_at_a_hostile_address_is_refused(http: httpx.AsyncClient) -> None:
    for address in HOSTILE:
        answer = await http.post("/v1/webhooks", json={**HOOK, "url": address})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, (address, answer.text)
    assert (await http.get("/v1/webhooks")).json() == []


async def test_the_same_bodies_with_public_addresses_are_taken(http: httpx.AsyncClient) -> None:
    made = await http.post("/v1/pins", json=PIN)
    assert made.is_success, made.text
    hooked = await http.post("/v1/webhooks", json={**HOOK, "url": "https://hooks.example.com/pinflow"})
    assert hooked.is_success, hooked.text
