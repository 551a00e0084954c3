"""Pins that PinBridge's client asks for come live: the real server, worker and Temporal, and the simulator."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pinbridge_sdk import PinbridgeClient
from pinbridge_sdk.models.common import PinStatus
from pinbridge_sdk.models.pins import PinResponse
from pinbridge_sdk.resources.pins import PinsResource

from contracts.api_ids import account_uuid
from contracts.names import AccountKey
from tests.journeys.conftest import Place

pytestmark = pytest.mark.journey

END_SECONDS_MAX = 240.0
LOOK_SECONDS = 0.5
DEMO = account_uuid(AccountKey("demo"))


@pytest.fixture
def pins(place: Place) -> Iterator[PinsResource]:
    key = place.pinflow.json("keys", "create", "--scope", "admin")["key"]
    with PinbridgeClient(base_url=place.stack["intake"], api_key=key, timeout=60.0) as client:
        yield PinsResource(client)


def a_pin(key: str, **changes: object) -> dict[str, object]:
    return {
        "account_id": str(DEMO),
        "board_name": "Mugs",
        "title": f"Blue mug {key}",
        "description": "Holds tea.",
        "link_url": f"https://shop.example.com/products/{key}",
        "image_url": f"https://cdn.example.com/{key}_800x800.jpg",
        "idempotency_key": key,
        **changes,
    }


def ended(pins: PinsResource, pin: PinResponse) -> PinResponse:
    until = time.monotonic() + END_SECONDS_MAX
    while time.monotonic() < until:
        found = pins.get(pin.id)
        if found.status in {PinStatus.PUBLISHED, PinStatus.FAILED}:
            return found
        time.sleep(LOOK_SECONDS)
    raise AssertionError(f"{pins.get(pin.id)} has no end")


def test_pins_that_are_asked_for_come_live_and_go_again(place: Place, pins: PinsResource) -> None:
    made = pins.create(a_pin("api-1"))
    nowhere = pins.create(a_pin("api-2", board_name=None, board_id="999999999999999999"))
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    later = pins.create(a_pin("api-3", run_at=tomorrow))

    published = ended(pins, made)
    assert published.status is PinStatus.PUBLISHED, published
    assert published.published_at is not None
    assert published.updated_at >= published.published_at
    truth = {pin["id"]: pin for pin in place.truth.pins()}
    assert truth[published.pinterest_pin_id]["title"] == "Blue mug api-1"
    assert pins.create(a_pin("api-1")).id == made.id

    refused = ended(pins, nowhere)
    assert (refused.status, refused.error_code) == (PinStatus.FAILED, "pinterest_board_gone")
    again = pins.retry(nowhere.id, {"board_id": published.board_id})
    assert ended(pins, again).status is PinStatus.PUBLISHED

    assert pins.get(later.id).status is PinStatus.DEFERRED
    now = pins.update(later.id, {"title": "Changed before it left"})
    assert (now.status, now.title) == (PinStatus.DEFERRED, "Changed before it left")
    assert pins.delete(later.id) is None

    gone = pins.delete(made.id, delete_from_pinterest=True)
    assert gone is not None
    assert gone.removed_from_pinterest, gone
    truth = {pin["id"]: pin for pin in place.truth.pins()}
    assert truth[published.pinterest_pin_id]["removed"] is not None
    assert len(truth) == 2
