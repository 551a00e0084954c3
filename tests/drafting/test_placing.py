"""Where a product's pin belongs, and who said so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.outcome import Reason, Refused
from contracts.product import Product
from drafting.board_rules import NO_RULES
from drafting.boards import choose_board, choose_section
from drafting.placing import Place, PlacedBy, place_product
from tests.drafting.builders import a_product, products, texts
from tests.drafting.rule_texts import a_book

RULES = a_book("default = 'New in'\n[[rule]]\nboard = 'Sale'\ntag = 'sale'")
STRICT = a_book("default = 'none'\n[[rule]]\nboard = 'Sale'\nsection = 'Last pieces'\ntag = 'sale'")


@pytest.mark.parametrize(
    ("product", "override", "placed"),
    [
        (a_product(board="Mine", tags=("sale",)), "Other", Place("Other", "", PlacedBy.LAUNCH)),
        (a_product(board="Mine", section="Blue", tags=("sale",)), None, Place("Mine", "Blue", PlacedBy.FILE)),
        (a_product(tags=("sale",), product_type="Hats"), None, Place("Sale", "", PlacedBy.RULE, 1)),
        (a_product(tags=("sale",), section="Blue"), None, Place("Sale", "Blue", PlacedBy.RULE, 1)),
        (a_product(product_type="Hats"), None, Place("New in", "", PlacedBy.DEFAULT)),
    ],
)
def test_the_launch_then_the_file_then_a_rule_then_the_default(
    product: Product, override: str | None, placed: Place
) -> None:
    assert place_product(product, override=override, rules=RULES) == placed


def test_without_rules_it_is_the_kind_of_thing_that_it_is() -> None:
    assert place_product(a_product(product_type="Hats")) == Place("Hats", "", PlacedBy.KIND)
    assert place_product(a_product()) == Place("Products", "", PlacedBy.KIND)


def test_a_rule_s_own_section_goes_before_the_file_s() -> None:
    product = a_product(tags=("sale",), section="Blue")
    assert place_product(product, rules=STRICT) == Place("Sale", "Last pieces", PlacedBy.RULE, 1)
    none = a_book("[[rule]]\nboard = 'Sale'\nsection = ''\ntag = 'sale'")
    assert place_product(product, rules=none) == Place("Sale", "", PlacedBy.RULE, 1)


def test_what_no_rule_fits_is_refused_where_the_rules_say_so_and_told_with_what_it_has() -> None:
    refused = place_product(a_product(brand="Acme", tags=("wool",)), rules=STRICT)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.BOARD_UNMATCHED
    assert "brand 'Acme'" in refused.message
    assert "tags 'wool'" in refused.message
    assert "no product type" in refused.message


def test_a_file_s_own_board_needs_no_rule() -> None:
    assert place_product(a_product(board="Mine"), rules=STRICT) == Place("Mine", "", PlacedBy.FILE)


@given(products(), st.none() | texts(200))
def test_without_rules_nothing_is_other_than_before(product: Product, override: str | None) -> None:
    placed = place_product(product, override=override, rules=NO_RULES)
    board = choose_board(product, override=override)
    section = choose_section(product, board_override=override)
    if isinstance(placed, Refused):
        assert placed in (board, section)
    else:
        assert (placed.board, placed.section) == (board, section)


@given(products(), st.none() | texts(200), st.sampled_from([RULES, STRICT, NO_RULES]))
def test_every_product_has_a_place_or_a_reason(product: Product, override: str | None, rules: object) -> None:
    assert rules in (RULES, STRICT, NO_RULES)
    placed = place_product(product, override=override, rules=RULES if rules is RULES else STRICT)
    assert isinstance(placed, Refused) or 1 <= len(placed.board) <= 180
