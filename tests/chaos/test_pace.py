"""The quota is used up, never run into: 300 pins while the limit is halved without notice."""

import threading
import time
from pathlib import Path

import pytest

from tests.chaos.pace import Change, utilisation, windows_above_quota
from tests.journeys.pinflow import Truth, pinflow_up, write_catalog

QUOTA = 120
HALVED = 60
HALVED_AFTER_SECONDS = 75.0
UTILISATION_MIN = 0.9
LIMITED_MAX = 1


@pytest.mark.chaos
def test_a_quota_that_is_halved_without_notice_is_used_up_and_not_run_into(tmp_path: Path) -> None:
    with pinflow_up(tmp_path) as (pinflow, truth, _):
        changes = [limit(truth, QUOTA)]
        halve = threading.Timer(HALVED_AFTER_SECONDS, lambda: changes.append(limit(truth, HALVED)))
        catalog = write_catalog(tmp_path / "mugs.csv", 300)
        halve.start()
        report = pinflow.json("launch", str(catalog))
        halve.join()
        assert report["live"] == 300
        assert len(truth.pins()) == 300
        assert limited_writes(truth) <= LIMITED_MAX
        writes = truth.get("writes")["writes"]
    assert windows_above_quota(writes) == []
    assert utilisation([write["at"] for write in writes], changes) >= UTILISATION_MIN


def limit(truth: Truth, quota: int) -> Change:
    truth.post("limits", {"org_write": quota})
    return Change(time.time(), quota)


def limited_writes(truth: Truth) -> int:
    """How often a write was answered with 429."""
    operations = truth.get("requests")["by_operation"]
    return sum(
        count.get("429", 0) for operation, count in operations.items() if operation.startswith(("POST", "DELETE"))
    )
