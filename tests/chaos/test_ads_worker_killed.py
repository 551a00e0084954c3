"""The worker killed with SIGKILL again and again in the middle of a backfill, on the real server: one truth."""

import os
import random
import signal
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from contracts.ads import DestinationKind
from tests.chaos.ads_tables import COLUMNS, Numbers, numbers_at
from tests.journeys.pinflow import Pinflow, Truth, pinflow_up

KILLS = 2
SEED = 20_261_123
DAYS = 900
SHAPE = {"account": "demo", "campaigns": 6, "ad_groups": 2, "ads": 5}
BACKFILL_SECONDS_MAX = 600.0
SOURCE = """
key = "shop-ads"
account = "demo"
ad_account_id = "{ad_account}"
dataset = "ad"
columns = {columns}
"""


@pytest.mark.chaos
def test_a_backfill_whose_worker_is_killed_equals_the_truth(tmp_path: Path) -> None:
    with pinflow_up(tmp_path) as (pinflow, truth, _):
        today = datetime.now(UTC).date()
        first = (today - timedelta(days=DAYS)).isoformat()
        last = (today - timedelta(days=1)).isoformat()
        shaped = truth.post("ads", {**SHAPE, "first_date": first})
        source = tmp_path / "ads.toml"
        source.write_text(SOURCE.format(ad_account=shaped["ad_account"], columns=list(COLUMNS)))
        pinflow.run("ads", "create", str(source))
        backfill = pinflow.start("ads", "backfill", "shop-ads", "--from", first)
        killed = kill_workers(pinflow, tmp_path, backfill)
        told, complaint = backfill.communicate(timeout=BACKFILL_SECONDS_MAX)
        assert backfill.returncode == 0, told + complaint
        assert killed == KILLS
        wanted = all_of(truth, shaped["ad_account"], first, last)
        coverage = pinflow.run("ads", "coverage", "shop-ads", "--from", first, code=None).stdout
    home = tmp_path / ".pinflow"
    found = numbers_at(DestinationKind.DATABASE, home / "ads", "shop-ads", f"sqlite:///{home}/ledger.db")
    assert len(wanted) > 30_000
    assert found == wanted
    assert "✗" not in coverage.partition("● fetched")[0]


def kill_workers(pinflow: Pinflow, folder: Path, backfill: "subprocess.Popen[str]") -> int:
    """SIGKILL whoever is the worker, while reports are fetched and their rows written; how often."""
    dice, reports = random.Random(SEED), folder / ".pinflow" / "ads" / "reports"
    for number in range(KILLS):
        while not any(reports.glob("*.json")):
            if backfill.poll() is not None:
                return number
            time.sleep(0.02)
        time.sleep(dice.uniform(0.0, 0.4))
        os.kill(pinflow.json("up")["pids"]["worker"], signal.SIGKILL)
        for left in reports.glob("*.json"):
            left.unlink(missing_ok=True)  # what the dead one held: the next one is to be seen
    return KILLS


def all_of(truth: Truth, ad_account: str, first: str, last: str) -> Numbers:
    asked = {"ad_account": ad_account, "level": "PIN_PROMOTION", "columns": ",".join(COLUMNS), "from": first}
    with httpx.Client(base_url=truth.url, timeout=120.0, trust_env=False) as http:
        told = http.get("/_simulator/ads/truth", params={**asked, "to": last}).raise_for_status()
    return {
        (row["date"], row["id"]): tuple(int(row.get(name) or 0) for name in COLUMNS) for row in told.json()["rows"]
    }
