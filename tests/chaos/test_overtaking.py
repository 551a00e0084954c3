"""A single urgent product overtakes a launch of thousands, while its slots are granted and its pins leave."""

import time
from pathlib import Path

import pytest

from tests.chaos.books import Books
from tests.journeys.pinflow import Document, Pinflow, Truth, pinflow_up, write_catalog

PRODUCTS = 2_000
QUOTA = 60
FLOWING = 15
WAIT_SECONDS_MAX = 300.0
BEFORE_IT_MAX = 2
"""Pins of the large launch between the moment at which the urgent one is ready and its own."""


@pytest.mark.chaos
def test_an_urgent_product_overtakes_a_launch_of_two_thousand(tmp_path: Path) -> None:
    with pinflow_up(tmp_path) as (pinflow, truth, _):
        truth.post("limits", {"org_write": QUOTA})
        pinflow.json("launch", str(write_catalog(tmp_path / "all.csv", PRODUCTS)), "--detach")
        until_flowing(truth)
        report = launched_urgently(pinflow, tmp_path)
        assert report["live"] == 1
        pins = sorted(truth.pins(), key=lambda pin: pin["created"])
        ready = ready_at(pinflow, report["products"][0]["pin_id"])
    (own,) = (pin for pin in pins if pin["id"] == report["products"][0]["pin_id"])
    before = [pin for pin in pins if ready < pin["created"] < own["created"]]
    assert len(before) <= BEFORE_IT_MAX
    assert len(pins) < PRODUCTS


def until_flowing(truth: Truth) -> None:
    until = time.monotonic() + WAIT_SECONDS_MAX
    while len(truth.pins()) < FLOWING:
        assert time.monotonic() < until, "the large launch does not flow"
        time.sleep(0.5)


def launched_urgently(pinflow: Pinflow, folder: Path) -> Document:
    """One product, on a board of its own."""
    file = folder / "hot.csv"
    file.write_text(
        "id,title,link,image_link,board\n"
        "hot,Red mug of the hour,https://shop.example.com/products/hot,"
        "https://cdn.example.com/red-mug_800x800.jpg,Hot\n",
        encoding="utf-8",
    )
    return pinflow.json("launch", str(file), "--priority", "urgent")


def ready_at(pinflow: Pinflow, pin_id: str) -> float:
    """When the urgent pin began to wait for a slot."""
    found = Books(pinflow.folder / ".pinflow" / "pinflow.db").ready_at(pin_id)
    assert found is not None
    return found
