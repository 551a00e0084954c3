"""Prices in English."""

import pytest
from hypothesis import given

from contracts.product import Money
from drafting.prices import offer_text, price_text, sale_text
from tests.drafting.builders import a_product, euros, moneys


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("49.99", "USD", "$49.99"),
        ("1299", "EUR", "€1,299.00"),
        ("4999", "JPY", "¥4,999"),
        ("4999.5", "KRW", "₩5,000"),
        ("49.9", "CHF", "49.90 CHF"),
        ("1.25", "KWD", "1.250 KWD"),
        ("20", "CAD", "CA$20.00"),
        ("49.99", None, "49.99"),
        ("0.005", "USD", "$0.01"),
    ],
)
def test_prices_are_written_as_english_readers_expect(amount: str, currency: str | None, text: str) -> None:
    assert price_text(euros(amount, currency)) == text


def test_a_sale_names_both_prices() -> None:
    assert sale_text(euros("119"), euros("89")) == "€89.00 instead of €119.00"


def test_an_offer_without_a_price_is_empty() -> None:
    assert offer_text(a_product()) == ""


@given(moneys())
def test_every_price_has_a_text(money: Money) -> None:
    assert any(char.isdigit() for char in price_text(money))
