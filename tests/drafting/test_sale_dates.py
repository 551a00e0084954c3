"""A sale price counts while its dates say so."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.product import Product
from drafting.sale_dates import SaleDates, as_of, next_turn, sale_dates
from tests.drafting.builders import a_product, euros, products

MERCHANTS = "sale_price_effective_date"
GOOGLES = "2026-11-24T00:00-0500/2026-11-30T23:59-0500"
SURELY = datetime(2026, 11, 26, tzinfo=UTC).timestamp()


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def on_sale(**extras: str) -> Product:
    return a_product(price=euros("20"), sale_price=euros("15"), extras=extras)


@pytest.mark.parametrize(
    ("moment", "is_on"),
    [
        ("2026-11-24T04:59:59Z", False),
        ("2026-11-24T05:00:00Z", True),
        ("2026-12-01T04:58:59Z", True),
        ("2026-12-01T04:59:00Z", False),
    ],
)
def test_from_its_first_moment_until_its_last(moment: str, *, is_on: bool) -> None:
    product = on_sale(**{MERCHANTS: GOOGLES})
    assert as_of(product, at(moment)) == (product if is_on else product.model_copy(update={"sale_price": None}))


@pytest.mark.parametrize(
    "extras",
    [
        {MERCHANTS: "2026-11-24/2026-11-30"},
        {"g:sale_price_effective_date": "2026-11-24T00:00Z / 2026-11-30"},
        {"Sale price effective date": "2026-11-24 00:00/2026-12-01 00:00"},
        {"Date sale price starts": "2026-11-24", "Date sale price ends": "2026-11-30"},
        {"Datum, an dem Angebotspreis beginnt": "2026-11-24", "Datum, an dem Angebotspreis endet": "2026-11-30"},
        {"date_on_sale_from": "2026-11-24T00:00:00", "date_on_sale_to": "2026-12-01T00:00:00"},
        {"special_price_from_date": "2026-11-24", "special_price_to_date": "2026-11-30"},
    ],
)
def test_the_names_and_forms_that_shops_use(extras: dict[str, str]) -> None:
    """A day is its first moment as the beginning and its last one as the end, by UTC unless it says otherwise."""
    assert sale_dates(on_sale(**extras)) == SaleDates(at("2026-11-24T00:00Z"), at("2026-12-01T00:00Z"))


def test_one_bound_may_be_open() -> None:
    assert sale_dates(on_sale(**{"Date sale price ends": "2026-11-30"})) == SaleDates(end=at("2026-12-01T00:00Z"))
    assert sale_dates(on_sale(**{MERCHANTS: "2026-11-24T00:00Z/"})) == SaleDates(first=at("2026-11-24T00:00Z"))
    assert sale_dates(on_sale(**{MERCHANTS: "2026-11-24T00:00Z"})) == SaleDates(first=at("2026-11-24T00:00Z"))


@pytest.mark.parametrize("text", ["", "/", "soon", "11/24/2026", "9999-12-31/9999-12-31", "0001-01-01/0001-01-01"])
def test_dates_that_cannot_be_read_are_none(text: str) -> None:
    product = on_sale(**{MERCHANTS: text})
    assert sale_dates(product) == SaleDates()
    assert as_of(product, SURELY) is product


def test_without_a_sale_there_is_nothing_to_look_at() -> None:
    product = a_product(price=euros("20"), extras={MERCHANTS: "2020-01-01/2020-01-02"})
    assert as_of(product, SURELY) is product
    assert next_turn(product, 0.0) is None


def test_the_next_turn_is_its_beginning_and_then_its_end() -> None:
    product = on_sale(**{MERCHANTS: GOOGLES})
    first, end = at("2026-11-24T05:00Z"), at("2026-12-01T04:59Z")
    turns = [next_turn(product, moment) for moment in (first - 1, first, end - 1, end)]
    assert turns == [first, end, end, None]


@given(products(), st.floats(0, 4e9))
def test_whatever_a_product_says_only_its_sale_price_may_go(product: Product, moment: float) -> None:
    assert as_of(product, moment).model_copy(update={"sale_price": product.sale_price}) == product


@given(st.dictionaries(st.sampled_from([MERCHANTS, "date_on_sale_from", "date_on_sale_to"]), st.text(max_size=40)))
def test_no_text_breaks_it(extras: dict[str, str]) -> None:
    product = on_sale(**extras)
    assert as_of(product, SURELY).sale_price in {None, product.sale_price}
    next_turn(product, SURELY)
