"""The patrol on the whole program: a second pin is found, told and removed; the simulator's truth agrees."""

import asyncio
from pathlib import Path

import httpx
import pytest
from temporalio.client import Client

from tests.journeys.conftest import Place
from tests.journeys.pinflow import TRUTH_SECONDS_MAX, Document, write_catalog
from tests.journeys.test_launch import live_pins, wait_for
from tests.simulator.builders import base64_source

pytestmark = pytest.mark.journey

DEMO = {"authorization": "Bearer sim_demo"}


def test_a_duplicate_is_found_and_its_later_pin_removed(place: Place, tmp_path: Path) -> None:
    catalog = write_catalog(tmp_path / "patrolled.csv", 3, boards=2)
    pins = live_pins(place.pinflow.json("launch", str(catalog), "--edition", "patrolled"))
    twin = second_pin_of(place, pins["p-1"])

    report = place.pinflow.json("patrol")
    (round_,) = report["rounds"]
    assert (round_["whole"], round_["boards_read"], round_["found"]) == (True, 2, {"duplicate": 1})
    (found,) = report["findings"]
    assert (found["kind"], found["product"], found["pin_id"]) == ("duplicate", "p-1", twin)
    assert found["other_pin_id"] == pins["p-1"]
    assert httpx.get(found["pin_url"], timeout=TRUTH_SECONDS_MAX, trust_env=False).is_success

    assert "1 duplicate" in place.pinflow.run("status").stdout
    assert "pinflow patrol --remove-duplicates" in place.pinflow.run("patrol", "--findings").stdout
    removed = place.pinflow.json("patrol", "--remove-duplicates", "--yes")
    assert [(removal["pin_id"], removal["removed"]) for removal in removed["removals"]] == [(twin, True)]
    there = {pin["id"] for pin in place.truth.pins() if not pin["removed"]}
    assert twin not in there
    assert set(pins.values()) <= there

    assert place.pinflow.json("patrol", "--findings") == {"findings": []}
    assert place.pinflow.json("patrol", "--remove-duplicates", "--yes") == {"removals": []}
    assert place.pinflow.json("patrol")["rounds"][0]["found"] == {}


def test_every_account_that_launches_has_its_schedule(place: Place, tmp_path: Path) -> None:
    place.pinflow.json("launch", str(write_catalog(tmp_path / "one.csv", 1)))
    assert asyncio.run(schedules(place.stack["temporal"])) == {"patrol/demo": [360.0]}


async def schedules(address: str) -> dict[str, list[float]]:
    """The server's schedules, and how many minutes are between two rounds of each."""
    client = await Client.connect(address)
    return {
        found.id: [interval.every.total_seconds() / 60 for interval in found.schedule.spec.intervals]
        async for found in await client.list_schedules()
        if found.schedule is not None
    }


def second_pin_of(place: Place, pin_id: str) -> str:
    """The same posted by hand once more, listed."""
    api = f"{place.truth.url}/v5"
    with httpx.Client(base_url=api, headers=DEMO, timeout=TRUTH_SECONDS_MAX, trust_env=False) as http:
        first: Document = http.get(f"/pins/{pin_id}").raise_for_status().json()
        body = {
            "board_id": first["board_id"],
            "link": first["link"],
            "title": first["title"],
            "media_source": base64_source(),
        }
        second = str(http.post("/pins", json=body).raise_for_status().json()["id"])

        def is_listed() -> bool:
            listed = http.get(f"/boards/{first['board_id']}/pins", params={"page_size": 250})
            return second in {item["id"] for item in listed.raise_for_status().json()["items"]}

        wait_for(is_listed)
    return second
