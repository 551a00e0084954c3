"""The worker is killed in the middle of a launch. In a file of its own: it waits long for what was on the wire."""

import os
import signal
from pathlib import Path

import pytest

from tests.journeys.conftest import Place
from tests.journeys.pinflow import write_catalog
from tests.journeys.test_launch import wait_for

pytestmark = pytest.mark.journey


def test_a_worker_killed_in_the_middle_doubles_and_loses_nothing(place: Place, tmp_path: Path) -> None:
    catalog = write_catalog(tmp_path / "killed.csv", 30, boards=2)
    running = place.pinflow.start("launch", str(catalog), "--edition", "killed", "--json")
    before = len(place.truth.pins())
    wait_for(lambda: len(place.truth.pins()) > before + 5)
    os.kill(place.pinflow.json("up")["pids"]["worker"], signal.SIGKILL)
    told, _ = running.communicate(timeout=300)
    assert running.returncode == 0
    assert '"live": 30' in told
    made = [pin for pin in place.truth.pins() if "utm_campaign=killed" in pin["link"]]
    assert len(made) == len({pin["link"] for pin in made}) == 30
