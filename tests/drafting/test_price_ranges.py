"""Ranges of prices as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.board_rules import PriceRange
from drafting.clauses import in_range
from drafting.price_ranges import PriceRangeBroken, read_price_range
from tests.drafting.builders import euros


@pytest.mark.parametrize(
    ("text", "low", "high", "ends"),
    [
        ("20-80 EUR", "20", "80", (True, True)),
        (" 19.90 - 20 ", "19.90", "20", (True, True)),
        (">= 20", "20", None, (True, True)),
        ("> 20eur", "20", None, (False, True)),
        ("<50", None, "50", (True, False)),
        ("<= 50 usd", None, "50", (True, True)),
        ("19.90 EUR", "19.90", "19.90", (True, True)),
    ],
)
def test_a_range_is_read(text: str, low: str | None, high: str | None, ends: tuple[bool, bool]) -> None:
    found = read_price_range(text)
    assert (found.low, found.high) == ((low and Decimal(low)) or None, (high and Decimal(high)) or None)
    assert (found.with_low, found.with_high) == ends


@pytest.mark.parametrize(("text", "currency"), [("< 50 eur", "EUR"), ("20-80USD", "USD"), ("20-80", None)])
def test_a_currency_is_read_in_any_case_and_may_be_left_out(text: str, currency: str | None) -> None:
    assert read_price_range(text).currency == currency


@pytest.mark.parametrize(
    "text", ["", "cheap", "80-20", "20 - ", "19,90", "-5", "€20", "1e3", "20-80 EURO", "9" * 40, "²"]
)
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(PriceRangeBroken):
        read_price_range(text)


@given(st.decimals(min_value=1, max_value=1_000, places=2), st.decimals(min_value=1, max_value=1_000, places=2))
def test_each_price_is_below_an_amount_that_amount_or_above_it(price: Decimal, amount: Decimal) -> None:
    money = euros(str(price))
    found = [in_range(money, read_price_range(f"{sign}{amount} EUR")) for sign in ("<", "", ">")]
    assert found.count(True) == 1
    assert in_range(money, read_price_range(f"<={amount}")) is (found[0] or found[1])
    assert in_range(money, read_price_range(f">={amount}")) is (found[1] or found[2])


def test_no_price_is_in_any_range() -> None:
    assert not in_range(None, PriceRange())
