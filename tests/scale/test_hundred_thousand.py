"""As many rows as a launch may have: every one gets its outcome, and nothing grows with their number."""

import csv
import os
from pathlib import Path

import pytest

from tests.journeys.pinflow import pinflow_up
from tests.scale.watcher import Watcher, history_lengths

ROWS = 100_000
GOOD = 1_000
HISTORY_MAX = 10_000
NICE = os.environ.get("PINFLOW_NICE", "0")
"""How long status takes meanwhile is measured with what people have: 10."""
MEMORY_SINCE_ROWS, MEMORY_BY_ROWS = 10_000, 20_000
"""Between them memory is looked at several times: one look alone tells of a moment."""
GROWTH_MAX = 1.2


@pytest.mark.scale
def test_a_hundred_thousand_rows_end_in_flat_memory_and_short_histories(tmp_path: Path) -> None:
    with pinflow_up(tmp_path, PINFLOW_NICE=NICE) as (pinflow, truth, stack):
        truth.post("limits", {"org_write": 6_000, "org_read": 6_000})
        catalog = write_hopeless_catalog(tmp_path / "large.csv")
        launch = pinflow.json("launch", str(catalog), "--detach")
        watcher = Watcher(pinflow, launch["launch"], stack["pids"]["worker"])
        report = watcher.watch_until_done()
        lengths = history_lengths(stack["temporal"])
        pins = truth.pins()
    growth = watcher.growth_since(ended=MEMORY_SINCE_ROWS, by=MEMORY_BY_ROWS)
    print(watcher.summary())  # noqa: T201 - figures for the record
    print(f"growth {growth:.2f}; longest history {max(lengths.values())}")  # noqa: T201
    assert (report["total"], report["live"], report["refused"]) == (ROWS, GOOD, ROWS - GOOD)
    assert len(pins) == len({pin["link"] for pin in pins}) == GOOD
    assert max(lengths.values()) <= HISTORY_MAX
    assert growth <= GROWTH_MAX


def write_hopeless_catalog(path: Path) -> Path:
    """One product in a hundred has a picture; drafting refuses the others."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "description", "link", "image_link", "price", "availability", "board"])
        for number in range(ROWS):
            good = number % (ROWS // GOOD) == 0
            picture = f"https://cdn.example.com/blue-mug-{number}_800x800.jpg" if good else ""
            link = f"https://shop.example.com/products/p-{number}"
            words = [f"p-{number}", f"Blue mug number {number}", "Holds tea, and coffee too.", link, picture]
            writer.writerow([*words, "12.50 EUR", "in_stock", f"Mugs {number % 8}"])
    return path
