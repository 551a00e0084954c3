"""The launches that a source's changes go into, and the rows in them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from contracts.board_rules import BoardRules
from contracts.change_rules import ChangeAction, Deed
from contracts.launch import LaunchPolicy
from contracts.names import AccountKey, SourceKey
from contracts.outcome import Reason, Refused
from contracts.pace import Priority
from contracts.pin import PinPolicy
from contracts.wording import Wording
from drafting.launch_rows import product_rows
from drafting.placing import Place, PlacedBy
from drafting.standing_launches import not_before_of, place_action, standing_launch, standing_policy
from tests.drafting.builders import a_product

SHOP, DEMO = SourceKey("spring-shop"), AccountKey("demo")
NOON = 1_795_348_800.0
"""2026-11-22 12:00 UTC."""
PIN = ChangeAction(do=Deed.PIN, account=DEMO, rule=1)
POLICY = standing_policy(PIN, PinPolicy(), None)
NO_BOARD_RULES = BoardRules()


def test_all_that_is_decided_on_a_day_by_one_policy_is_one_launch() -> None:
    morning, evening = (
        standing_launch(SHOP, DEMO, POLICY, NOON - 40_000),
        standing_launch(SHOP, DEMO, POLICY, NOON + 40_000),
    )
    assert morning == evening
    assert re.fullmatch(r"20261122-spring-shop-demo-[0-9a-f]{8}", morning)
    assert standing_launch(SHOP, DEMO, POLICY, NOON + 50_000) != evening


def test_whatever_a_launch_has_for_all_of_its_rows_makes_another_launch() -> None:
    others = [
        PIN.model_copy(update={"wording": Wording(title="{title} now")}),
        PIN.model_copy(update={"images": 3}),
        PIN.model_copy(update={"priority": Priority.URGENT}),
        PIN.model_copy(update={"edition": "2026-11"}),
    ]
    policies = [standing_policy(action, PinPolicy(), None) for action in others]
    policies += [standing_policy(PIN, PinPolicy(grace_seconds=20.0), None), POLICY]
    ids = {standing_launch(SHOP, DEMO, policy, NOON) for policy in policies}
    assert len(ids) == len(policies)
    assert standing_launch(SourceKey("spring"), AccountKey("shop-demo"), POLICY, NOON) not in ids


def test_what_a_rule_has_beside_its_policy_does_not() -> None:
    """Board and rule are the rows' own."""
    other = PIN.model_copy(update={"rule": 7, "name": "Sale", "board": "Sale"})
    policy = standing_policy(other, PinPolicy(), None)
    assert standing_launch(SHOP, DEMO, policy, NOON) == standing_launch(SHOP, DEMO, POLICY, NOON)


@given(st.text(min_size=1), st.text(min_size=1))
def test_an_id_is_plain_and_bounded_whatever_the_names(source: str, account: str) -> None:
    found = standing_launch(SourceKey(source), AccountKey(account), LaunchPolicy(), NOON)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,110}", found)


def test_a_rule_s_board_goes_before_all_others() -> None:
    product = a_product(board="From the file")
    ruled = PIN.model_copy(update={"board": "Sale", "section": "Mugs", "rule": 3})
    assert place_action(product, ruled, NO_BOARD_RULES) == Place("Sale", "Mugs", PlacedBy.RULE, 3)
    usual = place_action(product, PIN, NO_BOARD_RULES)
    assert isinstance(usual, Place)
    assert usual.board == "From the file"


def test_a_board_that_pinterest_would_not_take_refuses_the_row() -> None:
    place = place_action(a_product(), PIN.model_copy(update={"board": "x" * 200}), NO_BOARD_RULES)
    assert isinstance(place, Refused)
    (row,) = product_rows(a_product(), 7, place, None, images=1)
    assert (row.row, row.product, row.refused) == (7, None, place)


def test_each_picture_that_is_wanted_is_a_row_of_the_same_number() -> None:
    place = Place("Mugs", "", PlacedBy.KIND)
    rows = list(product_rows(a_product(), 7, place, 12.0, images=5))
    assert {row.row for row in rows} == {7}
    assert [row.image_slot for row in rows] == list(range(len(rows)))
    assert {row.not_before for row in rows} == {12.0}


def test_a_publish_date_without_a_zone_is_refused_and_never_guessed() -> None:
    product = a_product(publish_at="2026-12-01 09:00")
    refused = not_before_of(product, None)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.ROW_UNREADABLE
    assert isinstance(not_before_of(product, "Europe/Berlin"), float)
    assert not_before_of(a_product(publish_at=None), None) is None
