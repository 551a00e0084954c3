"""Thousands of rows behind a small quota: one command reschedules them all, one cancels half of them."""

import time
from pathlib import Path

import pytest

from tests.journeys.pinflow import pinflow_up, write_catalog
from tests.scale.watcher import history_lengths

ROWS = 5_000
BOARDS = 4
QUOTA = 10
"""Writes a minute."""
EVENTS_MAX = 1_500
"""What one order may add to all histories together: some for each of at most 200 open pins."""
PINS_SEEN = 10
LOOKS_MAX = 300


@pytest.mark.scale
def test_one_command_reschedules_thousands_and_one_cancels_half_of_them(tmp_path: Path) -> None:
    with pinflow_up(tmp_path) as (pinflow, truth, stack):
        truth.post("limits", {"org_write": QUOTA})
        catalog = write_catalog(tmp_path / "mugs.csv", ROWS, boards=BOARDS)
        launch = pinflow.json("launch", str(catalog), "--detach")["launch"]
        for _ in range(LOOKS_MAX):
            if len(truth.pins()) >= PINS_SEEN:
                break
            time.sleep(1)

        pinflow.run("pause", "--account", "demo")
        before = sum(history_lengths(stack["temporal"]).values())
        moved = pinflow.json("reschedule", launch, "--to", "+10h")
        cancelled = pinflow.json("cancel", launch, "--where", 'board="Mugs 0","Mugs 1"')
        for _ in range(LOOKS_MAX):
            if not pinflow.json("status", launch, "--no-products")["withdrawn"] < cancelled["changed"]:
                break
            time.sleep(1)
        added = sum(history_lengths(stack["temporal"]).values()) - before
        report = pinflow.json("status", launch)
        at_cancel = truth.pins()

        # The others go on now, and what was cancelled stays away.
        pinflow.json("reschedule", launch, "--to", "now")
        truth.post("limits", {"org_write": 600})
        pinflow.run("resume", "--account", "demo")
        for _ in range(LOOKS_MAX):
            if len(truth.pins()) >= len(at_cancel) + 50:
                break
            time.sleep(1)
        pins = truth.pins()
        report = pinflow.json("status", launch)
        pinflow.json("cancel", launch)
    print(f"orders: {moved}, {cancelled}; events added: {added}")  # noqa: T201 - figures for the record
    assert moved["changed"] + moved["too_late"] == ROWS
    assert moved["changed"] >= ROWS - len(at_cancel) - QUOTA
    assert cancelled["changed"] + cancelled["settling"] + cancelled["too_late"] == ROWS // 2
    assert added <= EVENTS_MAX
    withdrawn = {product["product"] for product in report["products"] if product["outcome"] == "withdrawn"}
    assert len(withdrawn) >= cancelled["changed"]
    assert len(pins) >= len(at_cancel) + 50
    made = {pin["link"].partition("?")[0].rpartition("/")[2] for pin in pins}
    assert not withdrawn & made
