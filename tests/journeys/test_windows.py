"""Publish windows: planned before anything is sent, and kept by what is sent."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.conftest import Place
from tests.journeys.pinflow import write_catalog
from tests.journeys.test_launch import wait_for

pytestmark = pytest.mark.journey

PRODUCTS = 3
APART_SECONDS = 15
"""Between the first and the last of them: without a window they are there within seconds."""


def opens_now(minutes: int) -> tuple[str, datetime]:
    """A window that is open for so many minutes at most, and when it closes."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    closes = now + timedelta(minutes=minutes)
    return f"{now:%H:%M}-{closes:%H:%M} UTC", closes


def test_a_launch_leaves_while_its_window_is_open(place: Place, tmp_path: Path) -> None:
    """Evenly: so its last pin leaves shortly before the window closes."""
    catalog = write_catalog(tmp_path / "evening.csv", PRODUCTS)
    window, closes = opens_now(minutes=2)

    report = place.pinflow.json("launch", str(catalog), "--edition", "evening", "--window", window)

    assert report["live"] == PRODUCTS
    assert [product["leaves"] for product in report["products"]] == [None] * PRODUCTS
    made = sorted(pin["created"] for pin in place.truth.pins() if "utm_campaign=evening" in pin["link"])
    assert len(made) == PRODUCTS
    assert made[-1] < closes.timestamp()
    assert made[-1] - made[0] > APART_SECONDS


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
