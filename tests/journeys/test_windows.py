"""Publish windows: planned before anything is sent, and kept by what is sent."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.conftest import Place
from tests.journeys.pinflow import write_catalog
from tests.journeys.test_launch import wait_for

pytestmark = pytest.mark.journey

PRODUCTS = 3
OPEN_SECONDS_MIN = 90
"""Time enough for the command to start, on a busy machine too."""


def opens_now() -> tuple[str, datetime]:
    """A window that is open, and closes a minute or two from now; and when it closes."""
    now = datetime.now(UTC)
    closes = (now + timedelta(seconds=OPEN_SECONDS_MIN + 60)).replace(second=0, microsecond=0)
    return f"{now:%H:%M}-{closes:%H:%M} UTC", closes


@pytest.mark.chaos
def test_a_launch_leaves_while_its_window_is_open(place: Place, tmp_path: Path) -> None:
    """Evenly: so its last pin leaves shortly before the window closes."""
    catalog = write_catalog(tmp_path / "evening.csv", PRODUCTS)
    window, closes = opens_now()

    report = place.pinflow.json("launch", str(catalog), "--edition", "evening", "--window", window)

    assert report["live"] == PRODUCTS
    assert [product["leaves"] for product in report["products"]] == [None] * PRODUCTS
    made = sorted(pin["created"] for pin in place.truth.pins() if "utm_campaign=evening" in pin["link"])
    assert len(made) == PRODUCTS
    assert made[-1] < closes.timestamp()
    # Without a window they are there within seconds.
    assert made[-1] - made[0] > (closes.timestamp() - made[0]) / 3


def test_a_plan_and_what_waits_tell_the_same_hours(place: Place, tmp_path: Path) -> None:
    catalog = write_catalog(tmp_path / "later.csv", PRODUCTS)
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    words = (str(catalog), "--edition", "later", "--window", f"18:00-22:00 UTC not before {tomorrow}")
    before = len(place.truth.pins())

    plan = place.pinflow.json("plan", *words)
    launch = place.pinflow.json("launch", *words, "--detach")["launch"]

    assert plan["placed"] == PRODUCTS
    assert plan["ends_local"].startswith(f"{tomorrow}T")
    wait_for(lambda: f"Ends: about {tomorrow}" in place.pinflow.run("status", launch).stdout)
    assert len(place.truth.pins()) == before
    place.pinflow.run("cancel", launch)


def test_an_account_s_window_holds_for_whatever_is_launched(place: Place, tmp_path: Path) -> None:
    catalog = write_catalog(tmp_path / "kept.csv", PRODUCTS)
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    place.pinflow.run("windows", "set", f"18:00-22:00 UTC not before {tomorrow}")
    before = len(place.truth.pins())

    launch = place.pinflow.json("launch", str(catalog), "--edition", "kept", "--detach")["launch"]

    wait_for(lambda: f"Ends: about {tomorrow}" in place.pinflow.run("status", launch).stdout)
    place.pinflow.run("cancel", launch)
    place.pinflow.run("windows", "clear")
    assert place.pinflow.json("windows") == {"windows": []}
    assert len(place.truth.pins()) == before
