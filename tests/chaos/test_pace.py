"""The quota is used up, never run into: 300 pins while the limit is halved without notice."""

import threading
from itertools import pairwise
from pathlib import Path

import pytest

from tests.journeys.pinflow import Document, Truth, pinflow_up, write_catalog

QUOTA = 120
HALVED = 60
HALVED_AFTER_SECONDS = 75.0
WINDOW_SECONDS = 60.0
UTILISATION_MIN = 0.9
LIMITED_MAX = 1


@pytest.mark.chaos
def test_a_quota_that_is_halved_without_notice_is_used_up_and_not_run_into(tmp_path: Path) -> None:
    with pinflow_up(tmp_path) as (pinflow, truth, _):
        truth.post("limits", {"org_write": QUOTA})
        halve = threading.Timer(HALVED_AFTER_SECONDS, truth.post, ("limits", {"org_write": HALVED}))
        catalog = write_catalog(tmp_path / "mugs.csv", 300)
        halve.start()
        report = pinflow.json("launch", str(catalog))
        halve.cancel()
        assert report["live"] == 300
        assert len(truth.pins()) == 300
        assert limited_writes(truth) <= LIMITED_MAX
        writes = truth.get("writes")["writes"]
    assert windows_above_quota(writes) == []
    assert utilisation(writes) >= UTILISATION_MIN


def limited_writes(truth: Truth) -> int:
    """How often a write was answered with 429."""
    operations = truth.get("requests")["by_operation"]
    return sum(
        count.get("429", 0) for operation, count in operations.items() if operation.startswith(("POST", "DELETE"))
    )


def windows_above_quota(writes: list[Document]) -> list[Document]:
    """Writes at which more than the quota of that moment had been made within a window."""
    moments = [write["at"] for write in writes]
    return [
        write
        for number, write in enumerate(writes)
        if sum(1 for at in moments[: number + 1] if at > write["at"] - WINDOW_SECONDS) > write["limit"]
    ]


def utilisation(writes: list[Document]) -> float:
    """Writes between the first and the last, over what the quota allowed in that time."""
    allowed = sum(
        float(later["at"] - write["at"]) * int(write["limit"]) / WINDOW_SECONDS
        for write, later in pairwise(writes)
    )
    return len(writes) / allowed
