"""How the fault suite spreads its products, and when it calls itself good."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chaos.beyond_grace import BeyondGrace
from tests.chaos.plans import BEYOND_GRACE, PLANS
from tests.chaos.report import document
from tests.chaos.run import ACCOUNTS, RunResult, shares_of
from tests.chaos.suite import SuiteOrder, SuiteResult, run_order, run_orders
from tests.chaos.truth import Verdict

ORDER = SuiteOrder(products=2, seed=1, folder=Path("homes"), products_a_run=1)
FOUND = BeyondGrace(products=4, made=2, missed=())


def a_run(number: int, verdict: Verdict = Verdict(live=1), complaints: tuple[str, ...] = ()) -> RunResult:  # noqa: B008  # a frozen value
    return RunResult(
        order=run_orders(ORDER)[number - 1],
        verdict=verdict,
        complaints=complaints,
        outcomes=Counter(live=1),
        ways=Counter(made=1),
        faults=Counter({"worker killed": 1}),
        events_a_pin=30.0,
        seconds=1.0,
    )


def a_suite(*runs: RunResult, beyond: BeyondGrace | None = FOUND) -> SuiteResult:
    return SuiteResult(ORDER, list(runs), beyond)


@given(products=st.integers(1, 900), each=st.integers(1, 900), seed=st.integers())
def test_every_product_is_in_one_run_and_every_run_has_a_seed_of_its_own(
    products: int, each: int, seed: int
) -> None:
    orders = run_orders(replace(ORDER, products=products, products_a_run=each, seed=seed))
    assert sum(order.products for order in orders) == products
    assert len({order.seed for order in orders}) == len({order.folder for order in orders}) == len(orders)
    assert all(1 <= order.products <= each for order in orders)


@given(products=st.integers(1, 900))
def test_a_run_spreads_its_products_evenly_over_its_accounts(products: int) -> None:
    shares = shares_of(replace(run_orders(ORDER)[0], products=products))
    assert sum(shares.values()) == products
    assert set(shares) <= set(ACCOUNTS)
    assert max(shares.values()) - min(shares.values()) <= 1


def test_each_plan_has_its_turn_before_any_has_its_second() -> None:
    orders = run_orders(replace(ORDER, products=len(PLANS) + 1))
    assert [order.plan for order in orders] == [*PLANS, PLANS[0]]


def test_plans_can_be_told_apart_by_name() -> None:
    assert len({plan.name for plan in (*PLANS, BEYOND_GRACE)}) == len(PLANS) + 1


def test_a_suite_is_good_when_every_run_is() -> None:
    suite = a_suite(a_run(1), a_run(2))
    assert suite.good
    told = document(suite)
    assert (told["products"], told["live"], told["duplicates"], told["lost"], told["disagreements"]) == (
        2,
        2,
        0,
        0,
        0,
    )
    assert told["faults"] == {"worker killed": 2}
    assert told["beyond_grace"] == {
        "products": 4,
        "duplicates_made": 2,
        "duplicates_detected": 2,
        "missed": [],
    }


@pytest.mark.parametrize(
    "suite",
    [
        a_suite(a_run(1)),
        a_suite(a_run(1), a_run(2, Verdict(live=1, duplicates=("two",)))),
        a_suite(a_run(1), a_run(2, Verdict(live=1, lost=("gone",)))),
        a_suite(a_run(1), a_run(2, Verdict(live=1, disagreements=("no",)))),
        a_suite(a_run(1), a_run(2, complaints=("a token",))),
        a_suite(a_run(1), a_run(2), beyond=None),
        a_suite(a_run(1), a_run(2), beyond=replace(FOUND, missed=("7",))),
        a_suite(a_run(1), a_run(2), beyond=replace(FOUND, made=0)),
    ],
    ids=[
        "a run is missing",
        "a duplicate",
        "a loss",
        "a disagreement",
        "a complaint",
        "beyond the grace broke",
        "a duplicate that was missed",
        "nothing was made beyond the grace",
    ],
)
def test_anything_else_is_not_good(suite: SuiteResult) -> None:
    assert not suite.good


def test_a_run_that_broke_makes_the_suite_bad() -> None:
    suite = a_suite(a_run(1), a_run(2))
    suite.broken["run 3"] = "Traceback"
    assert not suite.good
    assert document(suite)["broken"] == {"run 3": "Traceback"}


def test_the_run_beyond_the_grace_is_not_among_those_that_count() -> None:
    assert run_order(ORDER, 0, BEYOND_GRACE, 4).folder not in {order.folder for order in run_orders(ORDER)}
