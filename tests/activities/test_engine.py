"""What a pin can be found by in Temporal, and the ids that make the same thing one workflow."""

import re

from hypothesis import given
from hypothesis import strategies as st
from temporalio.common import TypedSearchAttributes

from activities.engine import pin_attributes
from contracts.names import (
    LaunchId,
    PinKey,
    SourceKey,
    account_workflow_id,
    change_workflow_id,
    launch_workflow_id,
    pin_workflow_id,
)
from contracts.pin import PinRequest
from contracts.search_attributes import SEARCH_ATTRIBUTES
from tests.builders import ACCOUNT, BOARD, LAUNCH

SHOP = SourceKey("spring-shop")
REQUEST = PinRequest(
    account=ACCOUNT,
    key=PinKey("0" * 32),
    board_id=BOARD,
    board_name="Mugs",
    product="blue-mug",
    title="Blue mug",
    launch=LAUNCH,
)


def found_by(attributes: TypedSearchAttributes) -> dict[str, object]:
    return {pair.key.name: pair.value for pair in attributes}


def test_a_pin_is_found_by_account_product_board_launch_and_stage() -> None:
    assert found_by(pin_attributes(REQUEST)) == {
        "PinflowAccount": ACCOUNT,
        "PinflowSku": "blue-mug",
        "PinflowBoard": "Mugs",
        "PinflowLaunch": LAUNCH,
        "PinflowStage": "in_progress",
    }


def test_a_pin_without_a_launch_is_found_without_one() -> None:
    attributes = found_by(pin_attributes(REQUEST.model_copy(update={"launch": None})))
    assert "PinflowLaunch" not in attributes


def test_a_board_without_a_name_is_found_by_its_id() -> None:
    attributes = found_by(pin_attributes(REQUEST.model_copy(update={"board_name": ""})))
    assert attributes["PinflowBoard"] == BOARD


def test_what_pins_are_found_by_is_registered() -> None:
    registered = {key.name for key in SEARCH_ATTRIBUTES}
    assert set(found_by(pin_attributes(REQUEST))) <= registered
    assert len(registered) == len(SEARCH_ATTRIBUTES) <= 10


def test_a_product_s_changes_are_one_workflow_whatever_its_key() -> None:
    assert change_workflow_id(SHOP, "blue-mug_2.5") == "change/spring-shop/blue-mug_2.5"
    odd = ["a/b", "a b", "ä", "a~b", "x" * 200, "x" * 199, " ", "🍵" * 200]
    ids = [change_workflow_id(SHOP, key) for key in (*odd, "a-b")]
    assert len({*ids}) == len(ids)
    assert change_workflow_id(SHOP, "a/b").startswith("change/spring-shop/a-b~")


@given(st.text(min_size=1, max_size=200), st.text(min_size=1, max_size=200))
def test_ids_of_products_are_plain_bounded_and_differ(one: str, other: str) -> None:
    found = change_workflow_id(SHOP, one)
    assert re.fullmatch(r"change/spring-shop/[A-Za-z0-9._~-]{1,80}", found)
    assert (found == change_workflow_id(SHOP, other)) == (one == other)


def test_ids_name_the_thing_and_nothing_else() -> None:
    assert pin_workflow_id(ACCOUNT, PinKey("abc")) == "pin/demo/abc"
    assert launch_workflow_id(LaunchId("20261121-spring")) == "launch/20261121-spring"
    assert account_workflow_id(ACCOUNT) == "account/demo"
