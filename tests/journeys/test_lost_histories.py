"""Temporal's database is gone, and with it every history: the ledger alone knows what was done."""

from pathlib import Path

import pytest

from tests.journeys.pinflow import pinflow_up, write_catalog

PRODUCTS = 12


@pytest.mark.journey
def test_the_same_file_makes_no_new_pin_when_all_histories_are_gone(tmp_path: Path) -> None:
    catalog = write_catalog(tmp_path / "mugs.csv", PRODUCTS)
    with pinflow_up(tmp_path) as (pinflow, truth, _):
        first = pinflow.json("launch", str(catalog))
        made = {pin["id"] for pin in truth.pins()}
        pinflow.run("down")
        histories = sorted((tmp_path / ".pinflow").glob("temporal.db*"))
        for file in histories:
            file.unlink()
        again = pinflow.json("launch", str(catalog))
        pins = truth.pins()
    assert histories
    assert (first["live"], first["already"]) == (PRODUCTS, 0)
    assert (again["live"], again["already"]) == (PRODUCTS, PRODUCTS)
    assert {pin["id"] for pin in pins} == made
    assert [product["pin_id"] for product in again["products"]] == [
        product["pin_id"] for product in first["products"]
    ]
