"""Prices as files write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.prices import Prices, currency_of, names_currency, parse_price, settle_prices
from contracts.product import Money


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("49.99", "49.99", None),
        ("49,99", "49.99", None),
        ("1.299,00 €", "1299.00", "EUR"),
        ("$1,299.00", "1299.00", "USD"),
        ("USD 20", "20", "USD"),
        ("20.00USD", "20.00", "USD"),
        ("20,00 EUR", "20.00", "EUR"),
        ("49.99 usd", "49.99", "USD"),
        ("$20.00 USD", "20.00", "USD"),
        ("$20.00 CAD", "20.00", "CAD"),
        ("CA$20", "20", "CAD"),
        ("£1,000", "1000", "GBP"),
        ("1 299,00 zł", "1299.00", "PLN"),
        ("1\u00a0299,00\u00a0€", "1299.00", "EUR"),
        ("CHF 1'299.50", "1299.50", "CHF"),
        ("1,299,000.50", "1299000.50", None),
        ("1.299", "1299", None),
        ("1,299", "1299", None),
        ("0.500", "0.500", None),
        ("1299.000", "1299.000", None),
        ("12.345 KWD", "12.345", "KWD"),
        ("¥4,999", "4999", "JPY"),
        ("299 kr", "299", None),
        ("49,- €", "49", "EUR"),
        ("49.9900000001", "49.9900", None),
        ("159.00 RUR", "159.00", "RUB"),
        ("1 299 ₽", "1299", "RUB"),
        ("0", "0", None),
        ("49,99 € inkl. MwSt.", "49.99", "EUR"),
        ("£20 incl. VAT", "20", "GBP"),
        ("20,00 € TTC", "20.00", "EUR"),
        ("20,00 EUR IVA incluido", "20.00", "EUR"),
        ('="9.99"', "9.99", None),
    ],
)
def test_prices_are_read_as_people_write_them(text: str, amount: str, currency: str | None) -> None:
    assert parse_price(text) == Money(amount=Decimal(amount), currency=currency)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "free",
        "-5",
        "20-30",
        "from 20",
        "20 € excl. VAT",
        "20 € inkl. Versand",
        "20 per piece",
        "1.2.3",
        "1,29,9",
        "12.05.2026",
        "20 €/kg",
        "9" * 11,
        "٤٩",
        "." * 90,
    ],
)
def test_what_is_no_price_is_none(text: str) -> None:
    assert parse_price(text) is None


def test_the_rows_currency_serves_where_the_text_is_vague() -> None:
    assert parse_price("20", currency="eur") == Money(amount=Decimal(20), currency="EUR")
    assert parse_price("$20", currency="CAD") == Money(amount=Decimal(20), currency="CAD")
    assert parse_price("20 kr", currency="SEK") == Money(amount=Decimal(20), currency="SEK")
    assert parse_price("£20", currency="EUR") == Money(amount=Decimal(20), currency="GBP")
    assert parse_price("20", currency="Dollars") == Money(amount=Decimal(20))


@given(st.text() | st.text(alphabet="0123456789.,' €$-", max_size=20))
def test_no_text_raises(text: str) -> None:
    parse_price(text)


@given(
    st.decimals(min_value=0, max_value=Decimal("9999999999.99"), places=2), st.sampled_from(["EUR", "USD", "JPY"])
)
def test_an_amount_written_for_machines_or_people_is_the_same(amount: Decimal, currency: str) -> None:
    money = Money(amount=amount, currency=currency)
    assert parse_price(f"{amount} {currency}") == money
    assert parse_price(f"{currency} {amount:,}") == money
    assert parse_price(f"{amount:,}".translate(str.maketrans(",.", ".,")) + f" {currency}") == money


def money(amount: int, currency: str | None = None) -> Money:
    return Money(amount=Decimal(amount), currency=currency)


def test_a_price_in_another_currency_is_no_sale() -> None:
    assert settle_prices(money(20, "USD"), sale=money(15, "EUR")) == Prices(price=money(20, "USD"))


def test_a_sale_price_shares_the_currency() -> None:
    assert settle_prices(money(20, "USD"), sale=money(15)) == Prices(money(20, "USD"), money(15, "USD"))
    assert settle_prices(money(20), compare_at=money(30, "USD")) == Prices(money(30, "USD"), money(20, "USD"))


def test_the_lowest_and_the_highest_win() -> None:
    assert settle_prices(money(20), sale=money(15), compare_at=money(30)) == Prices(money(30), money(15))
    assert settle_prices(None, sale=None, compare_at=money(30)) == Prices()
    assert settle_prices(money(20), sale=money(0)) == Prices(money(20))


@pytest.mark.parametrize(
    ("text", "currency"),
    [("EUR", "EUR"), ("€", "EUR"), ("in US$", "USD"), ("$", "USD"), ("kr", None), ("cost", None), ("", None)],
)
def test_a_text_may_be_a_currency_and_nothing_else(text: str, currency: str | None) -> None:
    assert currency_of(text) == currency


@pytest.mark.parametrize(("text", "names"), [("kr", True), ("EUR", True), ("EUR net", False), ("in", False)])
def test_a_currency_that_is_several_is_one_all_the_same(text: str, *, names: bool) -> None:
    assert names_currency(text) is names
