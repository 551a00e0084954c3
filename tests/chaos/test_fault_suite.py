"""The fault suite as CI runs it: 500 products over five seeds, and a few beyond the grace (`bench/chaos.py`)."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from tests.chaos.plans import PLANS
from tests.chaos.report import document
from tests.chaos.suite import SuiteOrder, run_suite

SEED = 20_261_125
PRODUCTS = 500
PRODUCTS_A_RUN = 100
AT_ONCE = 2
CHOSEN = ("lost answers", "crash points", "killed workers", "sick storage", "cancelled")


@pytest.mark.chaos
def test_whatever_happens_every_product_is_exactly_one_pin(tmp_path: Path) -> None:
    order = SuiteOrder(
        products=PRODUCTS,
        seed=SEED,
        folder=tmp_path,
        plans=tuple(plan for name in CHOSEN for plan in PLANS if plan.name == name),
        products_a_run=PRODUCTS_A_RUN,
        at_once=AT_ONCE,
        keep=True,
    )
    result = asyncio.run(run_suite(order, tell))
    found = document(result)
    tell(json.dumps(found, indent=1))
    assert not found["broken"]
    assert (found["products"], found["duplicates"], found["lost"], found["disagreements"]) == (PRODUCTS, 0, 0, 0)
    assert found["live"] + found["withdrawn"] == PRODUCTS
    assert result.good


def tell(line: str) -> None:
    """For the record: shown when the test fails, or with -s."""
    sys.stderr.write(line + "\n")
