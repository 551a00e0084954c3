"""Hostile addresses in what the API is sent: refused at once, before anything is written down or asked."""

import csv
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from intake.api.pins_wire import BATCH_MAX
from tests.fetching.hostile import HOSTILE
from tests.intake.api.whole import own_settings, raw_client

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
    async with raw_client(own_settings(tmp_path, monkeypatch)) as client:
        yield client


@pytest.mark.parametrize("field", ["image_url", "link_url", "cover_image_url"])
async def test_a_pin_with_a_hostile_address_is_refused(http: httpx.AsyncClient, field: str) -> None:
    for address in HOSTILE:
        answer = await http.post("/v1/pins", json={**PIN, field: address})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, (address, answer.text)
    assert (await http.get("/v1/pins")).headers["x-total-count"] == "0"


def pins_with(field: str) -> list[dict[str, str]]:
    return [{**PIN, field: address, "idempotency_key": f"h-{at}"} for at, address in enumerate(HOSTILE)]


@pytest.mark.parametrize("field", ["image_url", "link_url", "cover_image_url"])
async def test_a_batch_with_hostile_addresses_keeps_nothing_of_them(http: httpx.AsyncClient, field: str) -> None:
    pins = pins_with(field)
    for begin in range(0, len(pins), BATCH_MAX - 1):
        some = [*pins[begin : begin + BATCH_MAX - 1], {**PIN, "idempotency_key": f"good-{begin}"}]
        told = (await http.post("/v1/pins/batch", json={"pins": some})).raise_for_status().json()
        *bad, good = told["results"]
        assert good["status"] == "created"
        assert [item["error"]["fields"].keys() for item in bad] == [{field}] * len(bad)
        await http.delete(f"/v1/pins/{good['pin']['id']}")
    assert (await http.get("/v1/pins")).headers["x-total-count"] == "0"


@pytest.mark.parametrize("field", ["image_url", "link_url", "cover_image_url"])
async def test_an_import_with_hostile_addresses_keeps_nothing_of_them(http: httpx.AsyncClient, field: str) -> None:
    pins = [*pins_with(field), {**PIN, "idempotency_key": "good"}]
    for sent in (
        {"url": "/v1/pins/imports/json", "json": pins},
        {"url": "/v1/pins/imports/csv", "files": {"file": ("pins.csv", as_csv(pins), "text/csv")}},
    ):
        *bad, good = (await http.post(**sent)).raise_for_status().json()["results"]
        assert good["status"] in {"created", "existing"}, good
        assert len(bad) == len(HOSTILE)
        for line, address in zip(bad, HOSTILE, strict=True):
            assert (line["status"], line["error_code"]) == ("failed", "validation_error"), address
            assert line["error_message"].startswith(field), (address, line)
    assert (await http.get("/v1/pins")).headers["x-total-count"] == "1"


def as_csv(pins: Sequence[Mapping[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, {name: None for pin in pins for name in pin})
    writer.writeheader()
    writer.writerows(pins)
    return text.getvalue().encode()


async def test_a_change_to_a_hostile_address_is_refused(http: httpx.AsyncClient) -> None:
    pin = (await http.post("/v1/pins", json=PIN)).json()
    later = {**PIN, "run_at": "2099-01-01T10:00:00Z", "idempotency_key": "later"}
    schedule = (await http.post("/v1/schedules", json=later)).json()
    for address in HOSTILE:
        for path in (f"/v1/pins/{pin['id']}", f"/v1/schedules/{schedule['id']}"):
            answer = await http.patch(path, json={"link_url": address})
            assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, (path, address, answer.text)
    for field in ("image_url", "cover_image_url"):
        for address in HOSTILE[::5]:
            answer = await http.patch(f"/v1/schedules/{schedule['id']}", json={field: address})
            assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, (field, address, answer.text)
    assert (await http.get(f"/v1/pins/{pin['id']}")).json() == pin
    assert (await http.get(f"/v1/schedules/{schedule['id']}")).json() == schedule


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
