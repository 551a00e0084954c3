"""How fast pins are accepted over HTTP, against the least the same server could do; and that all were kept."""

from pathlib import Path

import pytest

from bench.api import RATIO_MIN, measure

pytestmark = pytest.mark.scale

ROUNDS, REQUESTS = 5, 800


async def test_pins_are_accepted_at_half_the_rate_of_bare_inserts_and_outlive_the_server(tmp_path: Path) -> None:
    """The best rounds of each are compared: what else the machine had to do slows both down, not always alike."""
    report = await measure(tmp_path, rounds=ROUNDS, requests=REQUESTS)
    assert report.accepted == ROUNDS * REQUESTS
    assert report.is_kept
    assert report.ratio >= RATIO_MIN, f"pins {report.pins_a_second}, bare {report.inserts_a_second}"
