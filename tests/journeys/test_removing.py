"""An account is removed in the middle of a launch: what was made is written down, and nothing leaves any more."""

import time
from pathlib import Path

import pytest

from tests.journeys.pinflow import Truth, pinflow_up, write_catalog

PRODUCTS = 60
QUOTA = 60
"""Writes a minute, so that the launch is still under way."""
FLOWING = 3
WAIT_SECONDS_MAX = 60.0


@pytest.mark.chaos
def test_an_account_is_removed_by_force_while_its_pins_leave(tmp_path: Path) -> None:
    with pinflow_up(tmp_path) as (pinflow, truth, _):
        truth.post("limits", {"org_write": QUOTA})
        catalog = write_catalog(tmp_path / "mugs.csv", PRODUCTS)
        launch = pinflow.json("launch", str(catalog), "--detach")["launch"]
        until_there(truth, FLOWING)

        assert pinflow.json("accounts", "remove", "demo", "--force")["removed"]

        ended = pinflow.json("status", launch)
        made = {pin["id"] for pin in truth.pins()}
        assert FLOWING <= len(made) < PRODUCTS
        assert {row["pin_id"] for row in ended["products"] if row["outcome"] == "live"} == made
        assert ended["withdrawn"] == PRODUCTS - len(made)
        assert pinflow.json("accounts", "show", "demo")["state"] == "removed"


def until_there(truth: Truth, pins: int) -> None:
    until = time.monotonic() + WAIT_SECONDS_MAX
    while len(truth.pins()) < pins:
        assert time.monotonic() < until, "the launch does not flow"
        time.sleep(0.2)
