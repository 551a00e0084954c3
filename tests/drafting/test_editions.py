"""How editions of a product's pins are named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.change_rules import EDITION_MAX
from contracts.happenings import HappeningKind
from contracts.product import Product
from drafting.editions import EDITION_VARIABLES, Occasion, edition_of, read_edition
from drafting.templates import TemplateBroken
from tests.drafting.builders import a_product, euros, products
from tests.drafting.change_builders import NOW

SALE = a_product(price=euros("119"), sale_price=euros("89"))


def named(text: str, product: Product = SALE, at: float = NOW) -> str:
    return edition_of(text, Occasion(at, HappeningKind.PRICE_DROP, product))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{date}", "2026-11-22"),
        ("{week}", "2026-W47"),
        ("sale {month}", "sale 2026-11"),
        ("{Year}", "2026"),
        ("{happening}", "price_drop"),
        ("{price}", "€89.00"),
        ("spring-27", "spring-27"),
    ],
)
def test_an_edition_is_named_after_its_time_its_reason_or_its_price(text: str, name: str) -> None:
    assert named(text) == name


def test_days_and_weeks_are_those_of_utc() -> None:
    new_year = 1_798_761_600.0
    assert (named("{date}", at=new_year - 1), named("{date}", at=new_year)) == ("2026-12-31", "2027-01-01")
    assert named("{week}", at=new_year) == "2026-W53"


def test_without_a_price_there_is_no_edition_of_it() -> None:
    """An empty edition would be the pin that is there already."""
    assert named("price {price}", a_product()) == ""
    assert named("price {price}", a_product(price=euros("0"))) == ""
    assert named("week {week}[[ at {price}]]", a_product()) == "week 2026-W47"


@pytest.mark.parametrize(
    ("text", "said"),
    [("{dat}", 'did you mean "date"?'), ("{title}", "{title} is not known"), ("{", "stands alone")],
)
def test_a_slip_is_told(text: str, said: str) -> None:
    with pytest.raises(TemplateBroken) as raised:
        read_edition(text)
    assert said in str(raised.value)


@given(products(), st.sampled_from(sorted(EDITION_VARIABLES)), st.floats(0, 4e9))
def test_the_same_occasion_has_the_same_edition_and_it_fits(product: Product, variable: str, at: float) -> None:
    name = named(f"{{{variable}}} again", product, at)
    assert name == named(f"{{{variable}}} again", product, at)
    assert len(name) <= EDITION_MAX
