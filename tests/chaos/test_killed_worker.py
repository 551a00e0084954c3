"""A worker killed in the middle of a launch, while answers are lost: one pin per product, none missing."""

import os
import random
import signal
import threading
import time
from pathlib import Path

import pytest

from tests.journeys.pinflow import Document, Pinflow, Truth, pinflow_up, write_catalog

PRODUCTS = 300
LIVE_MIN = 295
KILLS = 3
SEED = 20_261_121

FAULTS: Document = {
    "seed": SEED,
    "rules": [
        {"match": {"method": "POST", "path": "/v5/pins"}, "probability": 0.05, "effect": {"drop_after": True}},
        {"match": {"method": "POST", "path": "/v5/pins"}, "probability": 0.03, "effect": {"status": 500}},
        {"match": {"method": "POST", "path": "/v5/pins"}, "probability": 0.03, "effect": {"drop_before": True}},
        {"match": {"method": "GET", "path": "/v5/*"}, "probability": 0.03, "effect": {"status": 503}},
    ],
}


@pytest.mark.chaos
def test_killed_workers_and_lost_answers_double_and_lose_nothing(tmp_path: Path) -> None:
    with pinflow_up(tmp_path) as (pinflow, truth, _):
        truth.post("limits", {"org_write": 200})
        truth.post("faults", FAULTS)
        catalog = write_catalog(tmp_path / "mugs.csv", PRODUCTS)
        killer = threading.Thread(target=kill_workers, args=(pinflow, truth))
        killer.start()
        report = pinflow.json("launch", str(catalog))
        killer.join()
        pins = truth.pins()
    products = report["products"]
    assert len(products) == PRODUCTS
    assert all(product["outcome"] for product in products)
    assert report["live"] >= LIVE_MIN
    live = {product["pin_id"]: product["board_id"] for product in products if product["outcome"] == "live"}
    made = {pin["id"]: pin["board_id"] for pin in pins if pin["removed"] is None}
    assert live.items() <= made.items()
    assert len(made) == len({pin["link"] for pin in pins}) == len(live)


def kill_workers(pinflow: Pinflow, truth: Truth) -> None:
    """SIGKILL whoever is the worker, at seeded moments while pins are being made."""
    dice = random.Random(SEED)
    for number in range(KILLS):
        while len(truth.pins()) < number * PRODUCTS // (KILLS + 1) + 5:
            time.sleep(0.5)
        time.sleep(dice.uniform(0, 10))
        worker = pinflow.json("up")["pids"]["worker"]
        os.kill(worker, signal.SIGKILL)
