"""Uploaded files come live: by PinBridge's client to the server, from its store to the worker, to Pinterest."""

import time
from uuid import UUID

import pytest
from pinbridge_sdk import PinbridgeClient
from pinbridge_sdk.errors import NotFoundError
from pinbridge_sdk.models.common import PinStatus

from contracts.api_ids import account_uuid
from contracts.names import AccountKey
from tests.imaging.films import film
from tests.imaging.pictures import encoded, flat
from tests.journeys.conftest import Place

pytestmark = pytest.mark.journey

END_SECONDS_MAX = 240.0
LOOK_SECONDS = 0.5
DEMO = account_uuid(AccountKey("demo"))


def a_pin(key: str, asset: UUID) -> dict[str, object]:
    return {
        "account_id": str(DEMO),
        "board_name": "Uploads",
        "title": f"Uploaded {key}",
        "link_url": f"https://shop.example.com/products/{key}",
        "asset_id": str(asset),
        "idempotency_key": key,
    }


def published(client: PinbridgeClient, pin: UUID) -> bool:
    """Whether it comes live, once it has an end."""
    until = time.monotonic() + END_SECONDS_MAX
    while time.monotonic() < until:
        found = client.pins.get(pin)
        if found.status in {PinStatus.PUBLISHED, PinStatus.FAILED}:
            return bool(found.status is PinStatus.PUBLISHED)
        time.sleep(LOOK_SECONDS)
    raise AssertionError(f"pin {pin} has no end")


def test_an_uploaded_picture_and_an_uploaded_video_come_live(place: Place) -> None:
    key = place.pinflow.json("keys", "create", "--scope", "admin")["key"]
    with PinbridgeClient(base_url=place.stack["intake"], api_key=key, timeout=60.0) as client:
        picture = client.assets.upload_image(encoded(flat((900, 1_200), "teal")), filename="mug.jpg")
        video = client.assets.upload_video(film(), filename="mug.mp4")
        deleted = client.assets.upload_image(encoded(flat((900, 1_200), "navy")), filename="gone.jpg")
        shown = client.pins.create(a_pin("upload-1", picture.id))
        played = client.pins.create({**a_pin("upload-2", video.id), "cover_image_asset_id": str(picture.id)})
        assert published(client, shown.id)
        assert published(client, played.id)
        assert client.assets.get(picture.id).referenced_by_pin_count == 2
        assert client.assets.delete(picture.id).requires_confirmation

        client.assets.delete(deleted.id)
        with pytest.raises(NotFoundError):
            client.pins.create(a_pin("upload-3", deleted.id))
    titles = {pin["title"]: pin["image"] for pin in place.truth.pins()}
    assert (titles["Uploaded upload-1"]["width"], titles["Uploaded upload-1"]["height"]) == (1_000, 1_500)
    assert "Uploaded upload-2" in titles
