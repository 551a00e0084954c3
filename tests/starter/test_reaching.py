"""Temporal as commands reach it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import load_settings
from starter.reaching import temporal_if_there
from tests.starter.faltering_temporal import faltering_temporal

ROOT = Path(__file__).parents[2]


@pytest.mark.journey
def test_a_temporal_that_stumbles_puts_no_line_of_its_own_into_the_document() -> None:
    """The SDK's core warns of the calls that it repeats, on stdout, where a program expects JSON alone."""
    with faltering_temporal() as address:
        answer = subprocess.run(
            (sys.executable, "-P", "-m", "starter", "doctor", "--json"),
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "PINFLOW_TEMPORAL_ADDRESS": address,
                "PINFLOW_PINTEREST_URL": "http://127.0.0.1:9/v5",
            },
            capture_output=True,
            text=True,
            check=False,
        )

    found = {check["name"]: check["state"] for check in json.loads(answer.stdout)["checks"]}
    assert (answer.returncode, found["temporal"]) == (4, "failed")


async def test_a_command_that_can_do_without_temporal_asks_for_none_when_none_is_named() -> None:
    assert await temporal_if_there(load_settings()) is None
