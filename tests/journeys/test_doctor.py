"""The doctor on a real stack: well, with its worker killed, with its key laid open, and when it is down."""

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.pinflow import Document, Pinflow, Truth, pinflow_up, write_catalog

pytestmark = pytest.mark.journey

RULE = {"match": {"method": "GET", "path": "/v5/user_account"}, "probability": 1}
DEAD = {"status": 401, "body": {"code": 2, "message": "Authentication failed."}}
TOKEN = "sim_demo"


def test_a_stack_in_health_and_in_trouble(tmp_path: Path) -> None:
    with pinflow_up(tmp_path) as (pinflow, truth, stack):
        pinflow.json("launch", str(write_catalog(tmp_path / "some.csv", 2)))
        wait_for(lambda: examined(pinflow)["ok"])
        page = pinflow.run("doctor").stdout.splitlines()
        assert page[-1] in {"All well.", "1 warning."}  # a worker that was just started again is one
        assert max(map(len, page)) <= 80
        break_everything(pinflow, truth, stack["pids"]["worker"])
        broken = states(examined(pinflow))
        assert (broken["account demo"], broken["secret key"]) == ("failed", "failed")
        assert broken["worker process"] in {"failed", "warning"}
        mend_everything(pinflow, truth)
        wait_for(lambda: examined(pinflow)["ok"])
    down = examined(pinflow)
    assert states(down)["supervisor"] == "failed"
    assert states(down)["ledger file"] == "ok"
    assert TOKEN not in json.dumps(down)


def break_everything(pinflow: Pinflow, truth: Truth, worker: int) -> None:
    """A token that Pinterest refuses, a key that others may read, a worker that was killed."""
    truth.post("faults", {"seed": 1, "rules": [RULE | {"effect": DEAD}]})
    key_file(pinflow).chmod(0o644)
    os.kill(worker, signal.SIGKILL)


def mend_everything(pinflow: Pinflow, truth: Truth) -> None:
    """The worker comes back by itself."""
    truth.post("faults", {"seed": 1, "rules": []})
    key_file(pinflow).chmod(0o600)


def key_file(pinflow: Pinflow) -> Path:
    return pinflow.folder / ".pinflow" / "secret.key"


def examined(pinflow: Pinflow) -> Document:
    """What the doctor says, whatever its exit code."""
    found = json.loads(pinflow.run("doctor", "--json", code=None).stdout)
    assert isinstance(found, dict)
    return found


def states(document: Document) -> dict[str, str]:
    return {check["name"]: check["state"] for check in document["checks"]}


def wait_for(reached: Callable[[], bool]) -> None:
    """Poll, a bounded number of times: other processes do the work."""
    for _ in range(240):
        if reached():
            return
        time.sleep(0.5)
    raise AssertionError("it did not come to pass")
